"""What the documentation says is there, and what is there is documented."""

import re
import shutil
import subprocess
from importlib.metadata import distributions
from pathlib import Path
from typing import get_args

import pytest
from packaging.requirements import Requirement

from etl.verbs import cli
from release import errors
from release.vocabulary import Kind, Status

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
WORDS = {
    "help", "setup", "run", "test", "cover", "check", "bench", "bench-web", "lock", "clean",
}  # fmt: skip


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _all_pages() -> str:
    return "\n".join(page.read_text("utf-8") for page in PAGES)


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_alone_lists_every_word() -> None:
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([\w-]+) ", said, re.M)) == WORDS


def test_every_word_of_make_in_the_docs_is_there() -> None:
    assert set(re.findall(r"(?:`|^)make ([\w-]+)", _all_pages(), re.M)) <= WORDS


def test_every_verb_is_explained_to_the_data_officer() -> None:
    verbs = set(re.findall(r"(?:etl |`)(\w+)", _read("docs/running.md")))
    assert set(cli.commands) <= verbs


def test_every_verb_in_the_docs_is_there() -> None:
    assert set(re.findall(r"python -m etl ([a-z]+)", _all_pages())) <= set(cli.commands)


def test_every_verb_has_its_help() -> None:
    assert [name for name, command in cli.commands.items() if not command.help] == []


def test_settings_in_the_readme_are_those_that_are_read() -> None:
    source = _read("app.py") + _read("etl/__main__.py")
    read = set(re.findall(r"environ(?:\.get\(|\[)\s*\"(\w+)\"", source))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", _read("README.md"), re.M)) == read


def test_exit_codes_are_those_of_the_errors() -> None:
    rows = re.findall(r"^\| (\d+) \| (\w+) \|", _read("docs/running.md"), re.M)
    family = errors.PortalError.__subclasses__()
    assert {(name, int(code)) for code, name in rows} == {(e.__name__, e.exit_code) for e in family}


@pytest.mark.parametrize("word", [*get_args(Status), *get_args(Kind)])
def test_the_glossary_has_the_words_of_the_contract(word: str) -> None:
    assert re.search(rf"\b{word}\b", _read("docs/glossary.md"))


@pytest.mark.parametrize("text", PAGES, ids=lambda path: path.name)
def test_relative_links_lead_somewhere(text: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text.read_text("utf-8"))
    assert [link for link in links if not (text.parent / link).exists()] == []


REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|deb\.debian\.org"
    r"|^\s*--(?:extra-index-url|index-url|find-links|trusted-host)",
    re.M,
)
MACHINE = re.compile(r"(?:^|[\s\"'=`(:])/(?:root|work|opt|Users|home/\w+|tmp)/", re.M)


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a git repository, so there are no tracked files")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE], ids=["registries", "machine paths"])
def test_no_tracked_file_names(pattern: re.Pattern[str]) -> None:
    texts = {
        path: path.read_bytes().decode("utf-8", "replace") for path in _tracked() if path.exists()
    }
    found = {
        str(path.relative_to(ROOT)): match.group().strip()
        for path, text in texts.items()
        if (match := pattern.search(text))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY, "--index-url " + "https:" + "//example.org/simple"),
        (REGISTRY, "resolved: https" + "://registry" + ".npmjs.org/x"),
        (MACHINE, 'path = "' + "/root" + '/data"'),
        (MACHINE, "cd " + "/home" + "/ann/portal"),
    ],
)
def test_such_a_name_is_found(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.findall(r"^([a-z0-9][^\s=]*)(.*?)(?=^[a-z0-9]|\Z)", _read(name), re.M | re.S)
        assert len(blocks) > 30
        assert [n for n, rest in blocks if "==" not in rest or "--hash=sha256:" not in rest] == []


def test_extras_that_packages_ask_for_are_pinned_too() -> None:
    """Older installers meet ``name[extra]>=1`` before ``name==2`` and then take the newest, whose
    hash nobody knows."""
    pinned = set(re.findall(r"^([a-z0-9][^\s=]*)==", _read("requirements-dev.txt"), re.M))
    wanted = [r for d in distributions() for r in map(Requirement, d.requires or []) if r.extras]
    used = [r for r in wanted if r.marker is None or r.marker.evaluate({"extra": ""})]
    assert {f"{r.name.lower()}[{','.join(sorted(r.extras))}]" for r in used} <= pinned
