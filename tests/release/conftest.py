"""An address at which nothing is published yet."""

import pytest


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'public' / 'portal.sqlite'}"
