"""The screening report: all of what accepting a file would do, and nothing of what is in it."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.etl.conftest import Place, month_of_presses, presses

GOOD = [*month_of_presses("2026-01"), *month_of_presses("2026-02")]
BAD = [(f"z{n}", "Vera Private", "2026-01-05 10:00:00", 1) for n in range(40)]


def preview(place: Place, text: str, name: str = "k.csv", code: int = 0) -> dict[str, Any]:
    result = place.run("preview", "kiosks", place.deliver(name, text), "--json")
    assert result.code == code, result.err
    return result.json[0]


def stored(place: Place) -> list[str]:
    """Every file of the landing zone but the caches of hashes."""
    found = (str(p.relative_to(place.landing.folder)) for p in place.landing.folder.rglob("*"))
    return sorted(name for name in found if not name.endswith(".u64"))


def test_the_report_says_what_would_happen(place: Place) -> None:
    place.run("accept", "kiosks", place.deliver("old.csv", presses(GOOD[:50])))
    before = stored(place)
    again = [(id_, area, when, 3) for id_, area, when, _ in GOOD[:4]]
    report = preview(place, presses([*again, *GOOD[4:], BAD[0]]))
    assert report["rows"] == report["accepted"] + report["quarantined"] + report["duplicates"]
    assert (report["rows"], report["quarantined"], report["corrections"]) == (161, 1, 3)
    assert (report["first"], report["last"]) == ("2026-01-01", "2026-02-27")
    assert list(report["months"]) == ["2026-01", "2026-02"]
    assert report["reasons"] == [
        {"reason": "area: is not in the list of areas", "count": 1, "lines": [162]}
    ]
    assert report["verdict"] == "would be accepted" and report["because"] == ""
    assert stored(place) == before


def test_a_file_that_would_be_stopped_is_reported_in_full(place: Place) -> None:
    report = preview(place, presses([*GOOD, *BAD]), code=65)
    assert report["verdict"] == "would be stopped" and "allows" in report["because"]
    assert (report["rows"], report["quarantined"], report["share"]) == (200, 40, 0.2)
    (reason,) = report["reasons"]
    assert reason["count"] == 40 and reason["lines"] == list(range(162, 182))
    assert report["fields"]["area"] == {"blank": 0, "refused": 40}
    assert not list(place.landing.folder.rglob("*.parquet"))


def test_blank_fields_are_counted(place: Place) -> None:
    rows = [("a", "", "2026-01-05 10:00:00", 1), ("b", "oak", "", 1), *GOOD[:9]]
    fields = preview(place, presses(rows))["fields"]
    assert fields["area"] == {"blank": 1, "refused": 1}
    assert fields["at"] == {"blank": 1, "refused": 1}
    assert fields["face"] == {"blank": 0, "refused": 0}


def test_a_header_that_does_not_fit_is_told_by_position(place: Place) -> None:
    text = presses(GOOD).replace("id,place", "id,Vera Private,place", 1).replace("when", "at", 1)
    report = preview(place, text, code=65)
    assert report["header"] == {
        "columns": 6, "missing": ["when"], "unknown": [2, 4], "dropped": [6]
    }  # fmt: skip
    assert "rows" not in report and "missing: when" in report["because"]


@pytest.mark.parametrize("content", ["", "\0", "PK\x03\x04 no archive"], ids=repr)
def test_a_file_that_cannot_be_read_has_its_report(place: Place, content: str) -> None:
    report = preview(place, content, code=65)
    assert report["verdict"] == "would be stopped" and report["because"].startswith("k.csv")


def test_what_the_mapping_drops_or_lets_lack_is_no_mistake(place: Place) -> None:
    sources = place.force / "sources.toml"
    text = sources.read_text().replace(
        'format = "csv"\ndrop', 'format = "json"\nothers = "drop"\ndrop'
    )
    sources.write_text(text)
    row = {"id": "a", "place": "oak", "when": "2026-01-05 10:00:00", "extra": 1, "note": ""}
    report = preview(place, json.dumps([row]), "k.json")
    assert report["header"] == {"columns": 5, "missing": [], "unknown": [], "dropped": [4, 5]}


def test_a_line_without_a_record_is_told(place: Place) -> None:
    sources = place.force / "sources.toml"
    only = '[kiosks.only]\nplace = ["oak"]\n\n[kiosks.columns]'
    sources.write_text(sources.read_text().replace("[kiosks.columns]", only, 1))
    rows = [*GOOD[:3], *month_of_presses("2026-01", "ash")[:2]]
    path = place.deliver("k.csv", presses(rows))
    for verb in ("preview", "accept"):
        assert "2 lines held no record" in place.run(verb, "kiosks", path).out
    _, page = html(place, presses(rows[1:]), "k.csv")
    assert "No record2 lines" in page.text


def test_a_file_that_is_known_would_add_nothing(place: Place) -> None:
    place.run("accept", "kiosks", place.deliver("old.csv", presses(GOOD)))
    assert preview(place, presses(GOOD))["verdict"] == "was accepted before"


def test_each_file_of_a_folder_has_its_own_report(place: Place) -> None:
    folder = place.folder / "exports"
    folder.mkdir()
    for n, rows in enumerate((GOOD, [*GOOD, *BAD], GOOD[:3])):
        (folder / f"{n}.csv").write_text(presses(rows))
    result = place.run("preview", "kiosks", folder, "--json")
    assert result.code == 65
    assert [r["rows"] for r in result.json] == [160, 200, 3]
    assert [r["fields"]["area"]["refused"] for r in result.json] == [0, 40, 0]


def test_the_text_says_the_same_and_no_value(place: Place) -> None:
    result = place.run("preview", "kiosks", place.deliver("k.csv", presses([*GOOD, *BAD])))
    assert result.code == 65
    assert "200 rows = 160 accepted + 40 quarantined + 0 duplicates" in result.out
    assert "20.00% of the rows are refused; more than 5% stop the file" in result.out
    assert "This file would be stopped, because k.csv: 40 of 200 rows are refused" in result.out
    assert "Vera" not in result.out + result.err


class Page(HTMLParser):
    """Which tags a page holds, whether they close, and what its text says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def html(place: Place, text: str, name: str) -> tuple[str, Page]:
    target = place.folder / "report.html"
    result = place.run("preview", "kiosks", place.deliver(name, text), "--html", target)
    assert result.code in (0, 65), result.err
    written = target.read_text("utf-8")
    return written, Page(written)


def test_the_page_needs_nothing_and_says_that_it_is_private(place: Place) -> None:
    written, page = html(place, presses([*GOOD, *BAD]), "k.csv")
    assert page.open == [] and written.startswith("<!doctype html>")
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not {"href", "src", "onclick", "style"} & {name for name, _ in page.attributes}
    assert "//" not in written.replace("<!doctype", "") and "url(" not in written
    assert ("lang", "en") in page.attributes
    assert {"main", "h1", "h2", "caption", "thead", "title"} <= set(page.tags)
    assert "prefers-color-scheme: dark" in written and "@media print" in written
    assert "Private, not for publication" in page.text
    assert "area: is not in the list of areas" in page.text and "162, 163" in page.text
    assert "Vera" not in written
    assert (place.folder / "report.html").stat().st_mode & 0o077 == 0


def test_the_page_escapes_everything(place: Place) -> None:
    sources = place.force / "sources.toml"
    sources.write_text(sources.read_text().replace('"Kiosks"', '"Kiosks <b>&amp;"'))
    written, page = html(place, presses(GOOD[:3]), "a<script>alert(1)<&.csv")
    assert "script" not in page.tags and "b" not in page.tags
    assert "a<script>alert(1)<&.csv" in page.text and "Kiosks <b>&amp;" in page.text
    assert "<script" not in written


def test_a_page_that_cannot_be_written_is_said(place: Place) -> None:
    path = place.deliver("k.csv", presses(GOOD[:3]))
    result = place.run("preview", "kiosks", path, "--html", Path("/nowhere/report.html"))
    assert result.code == 74 and "give --html another path" in result.err
