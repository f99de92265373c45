"""Imports go down, nothing crosses the wall, and only the edges look outside."""

from pathlib import Path

import pytest

from tests.floors import FLOORS, violations

ROOT = Path(__file__).resolve().parent.parent


def test_the_house_stands() -> None:
    assert violations(ROOT) == []


def test_every_module_of_release_has_a_floor() -> None:
    modules = {f"release.{path.stem}" for path in (ROOT / "release").glob("[!_]*.py")}
    assert modules == {name for name in FLOORS if name.startswith("release.")}


ALLOWED = {
    "release/__init__.py": '"""The contract."""',
    "release/reader.py": "from release.measures import Area\nfrom release import schema",
    "release/writer.py": "import release.draft",
    "etl/jobs.py": "from release.writer import publish\nfrom . import landing\nimport time\n"
    "started = time.monotonic()",
    "etl/__main__.py": "import os\nimport etl.jobs\nfolder = os.environ['PORTAL_LANDING']",
    "portal/site.py": "from release.reader import Reader\nfrom portal.pages import home",
    "portal/pages/__init__.py": "from .home import page",
    "portal/pages/home.py": "from ..site import build\ntoday = release.published",
    "app.py": "import os\nimport portal.site\nport = os.getenv('PORT')",
}


def test_a_sound_tree_has_no_violations(tmp_path: Path) -> None:
    assert violations(_tree(tmp_path, ALLOWED)) == []


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("portal/a.py", "import etl.jobs", "behind the wall"),
        ("portal/a.py", "def late():\n    from etl import jobs", "a.py:2"),
        ("portal/a.py", "from release.schema import metadata", "behind the wall"),
        ("portal/a.py", "from release import draft", "behind the wall"),
        ("portal/a.py", "from release import writer as w", "behind the wall"),
        ("portal/pages/a.py", "from ...release import writer", "behind the wall"),
        ("portal/a.py", "import importlib\nimportlib.import_module('etl')", "behind the wall"),
        ("portal/a.py", "import app", "behind the wall"),
        ("app.py", "from etl import jobs", "behind the wall"),
        ("etl/a.py", "from portal import site", "behind the wall"),
        ("etl/a.py", "from release.reader import Reader", "behind the wall"),
        ("release/measures.py", "from release.draft import Draft", "not on a lower floor"),
        ("release/reader.py", "import release.writer", "not on a lower floor"),
        ("release/draft.py", "from . import schema", "not on a lower floor"),
        ("release/errors.py", "import portal", "not on a lower floor"),
        ("release/__init__.py", "from release.reader import Reader", "sees nothing"),
        ("release/new.py", "import release.errors", "has no floor"),
        ("etl/a.py", "import os\nos.environ.get('HOME')", "reads os.environ"),
        ("etl/a.py", "from os import getenv as g\ng('HOME')", "reads os.getenv"),
        ("etl/a.py", "import click\nclick.option('--x', envvar='X')", "the environment"),
        ("portal/a.py", "import time\ntime.time()", "reads time.time"),
        ("portal/a.py", "from datetime import date\ndate.today()", "reads datetime.date.today"),
        ("portal/a.py", "import datetime as d\nd.datetime.now()", "reads datetime.datetime.now"),
        ("release/a.py", "import pandas as pd\npd.Timestamp.now()", "reads pandas.Timestamp.now"),
    ],
)
def test_a_violation_is_found(tmp_path: Path, path: str, source: str, said: str) -> None:
    found = violations(_tree(tmp_path, ALLOWED | {path: source}))
    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith(path)


def _tree(root: Path, files: dict[str, str]) -> Path:
    for name, source in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(source, "utf-8")
    return root
