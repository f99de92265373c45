"""How a release says that it was protected: on its own page, and where the site leads there."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import textstat

from portal.first_html import render
from portal.pages import methods, protected, release, statements
from portal.wording import protecting
from release.draft import Draft, frame_of
from release.reader import Reader
from release.tables import PROTECTION
from tests.factory import sample_draft
from tests.portal.published import published

METHOD = {"smallest_cell": 10, "rounding": 5, "possible": 5, "possible_known": 3}
ROWS = [
    {
        "measure": "happy_index", "observations": 90, "shown": 80, "hidden": 10,
        "attacked": None, "possible": None, "possible_known": None,
        "rule": "events", "attack": "not needed",
    },
    {
        "measure": "workshop_coverage", "observations": 1500, "shown": 1200, "hidden": 300,
        "attacked": 300, "possible": 5, "possible_known": 3, "rule": "people", "attack": "passed",
    },
    {
        "measure": "kept_informed", "observations": 50, "shown": 45, "hidden": 5, "attacked": 5,
        "possible": 6, "possible_known": None, "rule": "people", "attack": "passed",
    },
]  # fmt: skip


def guarded(rows: list[dict[str, object]] = ROWS) -> Draft:
    draft = sample_draft(2)
    documents = {**draft.documents, "protection": {"method": METHOD}}
    findings = {**draft.findings, PROTECTION.name: frame_of(PROTECTION, rows)}
    return replace(draft, documents=documents, findings=findings)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return published(tmp_path_factory.mktemp("protected"), sample_draft(1), guarded())


def section_of(reader: Reader, id_: str = "latest") -> str:
    found = re.search(
        r'<section[^>]* id="protection">.*?</section>', render(release.page(reader, id=id_).main)
    )
    return found[0] if found else ""


def cells(markup: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", markup, re.S)
    return [[unescape(re.sub(r"<[^>]+>", "", c)) for c in re.findall(r"<t[hd].*?</t[hd]>", r)]
            for r in rows]  # fmt: skip


def test_a_release_says_how_much_is_hidden_and_what_was_tried(reader: Reader) -> None:
    seen = section_of(reader)
    assert "This release shows 1,325 figures and hides 315." in seen
    assert "rounded to a multiple of 5" in seen
    assert "Each one still had 5 possible values or more." in seen
    assert "Each small count kept 3 values" in seen


def test_each_measure_has_its_row_with_its_numbers(reader: Reader) -> None:
    seen = section_of(reader)
    found = {row[0]: row[1:] for row in cells(seen)}
    titles = [reader.measures[r["measure"]].title for r in ROWS]
    assert set(found) == {"Measure", *titles}
    assert found[titles[0]] == ["ExactNot needed", "80", "10"]
    assert found[titles[1]] == ["RoundedPassed: 5 values, or 3", "1,200", "300"]
    assert found[titles[2]][0].endswith("Passed: 6 values")
    assert 'href="/measures/workshop_coverage"' in seen


@pytest.mark.parametrize("schema", [1, 2])
def test_an_older_release_says_that_it_does_not_say(tmp_path: Path, schema: int) -> None:
    older = published(tmp_path, guarded([]) if schema == 2 else guarded())
    older.release = replace(older.release, schema_version=schema)
    assert "This release does not say how it was protected" in section_of(older)


def test_another_release_is_asked_by_its_own_address(reader: Reader) -> None:
    other = reader.history[1].id
    seen = section_of(reader, other)
    assert f'href="/releases/{other}?release={other}#protection"' in seen and "<table" not in seen


def test_a_withdrawn_release_says_nothing(reader: Reader) -> None:
    gone = replace(reader.release, withdrawn="2026-09-01T00:00:00Z", withdrawn_why="a fault")
    assert protected.section(reader, gone) is None


def test_nothing_hidden_and_nobody_counted_is_said_so(tmp_path: Path) -> None:
    seen = section_of(published(tmp_path, guarded([ROWS[0] | {"hidden": 0}])))
    assert "None had to be hidden." in seen and "there was nothing to find out" in seen
    assert "Then it tried again" not in seen


def test_privacy_and_methods_lead_there(reader: Reader) -> None:
    address = f'href="/releases/{reader.release.id}#protection"'
    for page in (statements.privacy(reader), methods.page(reader)):
        assert address in render(page.main)
    assert "at least 5 possible values" in render(methods.page(reader).main)


def test_methods_of_an_older_release_do_not_speak_of_an_attack(tmp_path: Path) -> None:
    seen = render(methods.page(published(tmp_path, sample_draft(1))).main)
    assert "possible values" not in seen


def test_every_sentence_can_be_read_in_the_ninth_grade() -> None:
    said = [
        protecting.withheld(ROWS), protecting.withheld([]), protecting.rounding(METHOD),
        protecting.attacked(ROWS), protecting.attacked([]), protecting.known(ROWS),
        protecting.legend(),
    ]  # fmt: skip
    assert {s: g for s in said if (g := textstat.flesch_kincaid_grade(s)) > 9} == {}
    assert protecting.rounding({}) == "" and protecting.known([]) == ""


@pytest.mark.parametrize(
    ("changed", "rule", "attack"),
    [
        ({}, "Rounded", "Passed: 6 values"),
        ({"rule": "reported", "attack": "not needed"}, "As published", "Not needed"),
        ({"rule": "odd", "attack": "odd"}, "", ""),
    ],
)
def test_the_words_of_a_row(changed: dict[str, str], rule: str, attack: str) -> None:
    row = ROWS[2] | changed
    assert (protecting.rule(row), protecting.attack(row)) == (rule, attack)
