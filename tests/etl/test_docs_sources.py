"""The examples of docs/adding-a-source.md are whole sources without a mistake."""

import re
import shutil

import pytest
from pydantic import ValidationError

from etl.force import read_force
from tests.etl.sources import source
from tests.factory import ROOT

PAGE = (ROOT / "docs" / "adding-a-source.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split("]")[0][1:])
def test_an_example_is_a_source(tmp_path, text):
    force = tmp_path / "anyshire"
    shutil.copytree(ROOT / "forces" / "anyshire", force)
    (force / "sources.toml").write_text(text)
    assert read_force(force, ROOT / "catalogue").sources


def test_every_example_is_found():
    assert len(EXAMPLES) == PAGE.count("```toml") >= 6


def test_the_days_to_the_next_delivery_are_between_one_and_a_year():
    assert source(expected_days=10).expected_days == 10
    for days in (0, 367):
        with pytest.raises(ValidationError):
            source(expected_days=days)
