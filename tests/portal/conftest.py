"""The real site over two small releases, asked through WSGI."""

from pathlib import Path

import pytest
from werkzeug.test import Client

from portal.answer import App
from portal.site import build
from portal.static_files import STATIC, prepare
from release.reader import Reader
from release.releases import Releases
from release.writer import publish
from tests.factory import sample_draft

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with an earlier release and the latest one."""
    url = f"sqlite:///{tmp_path_factory.mktemp('site') / 'portal.sqlite'}"
    publish(url, sample_draft(11, "2026-05"), "2026-06-02T09:00:00Z")
    publish(url, sample_draft(12), "2026-07-07T09:00:00Z")
    return url


@pytest.fixture(scope="session")
def static() -> Path:
    """The prepared static files of this working copy."""
    folder = ROOT / STATIC
    prepare(folder, say=lambda _line: None)
    return folder


@pytest.fixture(scope="session")
def app(database: str, static: Path) -> App:
    return build(database, static)


@pytest.fixture
def client(app: App) -> Client:
    return Client(app)


@pytest.fixture(scope="session")
def latest(database: str) -> Reader:
    return Releases(database).latest()
