"""From the API into the inbox, and from there into the landing zone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.fetch import job as job_module
from etl.fetch.check import mistakes_of
from etl.fetch.job import fetch
from etl.jobs import accept_files
from etl.sources import Origin
from release.errors import DefinitionError, UsageError
from tests.etl.conftest import Place
from tests.etl.fetch_desk import Desk, sixty
from tests.etl.happyornot_server import TOKEN, Api, serving


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    with serving(Api(rows=sixty())) as api:
        yield Desk(api, place)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "PAGE", 7)


def test_what_is_fetched_can_be_accepted(desk: Desk) -> None:
    (report,) = desk.fetch()
    assert report["rows"] == 60 and desk.files() == ["button_2026-01-01_2026-07-01.csv"]
    (accepted,) = accept_files(desk.job(), "kiosks", [Path(report["file"])])
    assert (accepted["rows"], accepted["accepted"], accepted["quarantined"]) == (60, 60, 0)


def test_as_json_lines_too(desk: Desk) -> None:
    desk.format = "jsonl"
    (report,) = desk.fetch()
    first = json.loads(Path(report["file"]).read_text().split("\n")[0])
    assert first["feedbackId"] == desk.api.rows[0]["feedbackId"] and first["misuse"] is False


def test_only_columns_that_the_mapping_reads_come_to_the_disk(desk: Desk) -> None:
    desk.api.rows = [row | {"text": "Anna Example", "gender": "female"} for row in desk.api.rows]
    desk.fetch()
    assert set(desk.rows()[0]) == {
        "feedbackId",
        "experiencePointId",
        "localTime",
        "buttonIndex",
        "misuse",
    }
    everything = b"".join(p.read_bytes() for p in desk.place.folder.rglob("*") if p.is_file())
    for word in (b"Anna", b"female", b"smileyType", TOKEN.encode()):
        assert word not in everything


def test_only_the_owner_can_read_the_inbox(desk: Desk) -> None:
    desk.fetch()
    modes = {path.stat().st_mode & 0o777 for path in [desk.inbox, *desk.inbox.iterdir()]}
    assert modes == {0o700, 0o600}


def test_a_year_at_a_time_and_none_without_rows(desk: Desk) -> None:
    reports = desk.fetch(since="2023-01-01")
    assert [(r["start"], r["rows"]) for r in reports] == [
        ("2023-01-01", 0),
        ("2024-01-01", 0),
        ("2024-12-31", 0),
        ("2025-12-31", 60),
    ]
    assert desk.files() == ["button_2025-12-31_2026-07-01.csv"] and desk.api.refused == []


def test_each_filter_is_a_turn_of_its_own(desk: Desk, small_pages: None) -> None:
    for n, row in enumerate(desk.api.rows):
        row["surveyId"], row["experiencePointId"] = 10 + n % 3, 100 + n % 2
    (report,) = desk.fetch(surveys=[10, 11], experience_points=[100, 101])
    asked = {(a["surveyId"], a["experiencePointId"]) for a in desk.api.asked}
    assert len(asked) == 4 and report["rows"] == 40
    assert len({row["feedbackId"] for row in desk.rows()}) == 40


# What is refused before anything is asked


def test_mistakes_are_reported_all_at_once(desk: Desk) -> None:
    source = desk.job(what="text", stations={"1": "nowhere"}).force.sources["kiosks"]
    wrong = {"format": "xlsx", "encoding": "cp1252", "header": 6}
    columns = source.columns | {"face": Origin(column="maskedText")}
    found = mistakes_of(source.model_copy(update=wrong | {"columns": columns}), {"oak"})
    places = [line.split(":")[0] for line in found]
    assert places == [".columns", ".format", ".encoding", ".header", ".fetch.stations"]
    assert mistakes_of(source, {"nowhere"}) == []


def test_a_source_without_the_table_has_no_mistakes(desk: Desk) -> None:
    assert mistakes_of(desk.place.definitions.sources["survey"], set()) == []


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ключ"])
def test_a_token_that_cannot_be_one_is_not_sent_and_not_quoted(desk: Desk, token: str) -> None:
    with pytest.raises(UsageError, match="HAPPYORNOT_TOKEN") as raised:
        desk.fetch(token=token)
    assert not token or token not in str(raised.value)
    assert desk.api.asked == []


@pytest.mark.parametrize("until", ["2026-07-01", "2027-01-01", "yesterday", "9999-12-31"])
def test_the_last_day_must_be_over(desk: Desk, until: str) -> None:
    with pytest.raises(UsageError, match="the last day must be"):
        desk.fetch(until)


def test_a_source_that_is_not_fetched(desk: Desk) -> None:
    job = replace(desk.job(), force=desk.place.definitions)
    with pytest.raises(UsageError, match=r"\[survey.fetch\] is not in sources.toml"):
        list(fetch(job, "survey", TOKEN, None, lambda _: None, lambda _: None))


# The code list


def test_the_tree_is_proposed_as_a_code_list(desk: Desk) -> None:
    desk.api.points = [
        {"experiencePointId": 1, "name": "Force", "type": "GROUP", "parent": 99},
        {"experiencePointId": 2, "name": "Oak, West", "type": "GROUP", "parent": 1},
        {"experiencePointId": 100, "name": "Desk", "type": "EXPERIENCE-POINT", "parent": 2},
        {"experiencePointId": 101, "name": "Bus", "type": "EXPERIENCE-POINT", "parent": 1},
    ]
    (report,) = desk.fetch(what="experience_points", stations={"2": "oak", "7": "ash"})
    path = desk.place.landing.folder / "proposals/kiosks/experience_points.csv"
    assert path.read_text() == "code,area,name\n100,oak,Desk\n"
    assert report == {
        "source": "kiosks",
        "what": "experience_points",
        "file": str(path),
        "rows": 1,
        "new": ["100"],
        "moved": [],
        "gone": [],
        "unmapped": ["101"],
        "orphans": ["1"],
        "cycles": [],
        "absent": ["7"],
        "repeated": [],
    }


def test_the_proposal_says_what_moved_and_keeps_the_force_s_own_columns(desk: Desk) -> None:
    desk.api.points = [
        {"experiencePointId": n, "name": "Desk", "type": "EXPERIENCE-POINT"} for n in (100, 101)
    ]
    job = desk.job(stations={"100": "oak", "101": "ash"})
    source = job.force.sources["kiosks"]
    area = source.columns["area"].model_copy(update={"values": None, "codes": "points.csv"})
    source = source.model_copy(update={"columns": source.columns | {"area": area}})
    codes = {"points.csv": {"area": {"100": "ash", "5": "oak"}, "touchpoint": {"100": "desk"}}}
    job = replace(job, force=replace(job.force, sources={"kiosks": source}, codes=codes))
    report, _ = fetch(job, "kiosks", TOKEN, None, lambda _: None, lambda _: None)
    assert (report["new"], report["moved"], report["gone"]) == (["101"], ["100"], ["5"])
    assert Path(report["file"]).read_text() == (
        "code,area,touchpoint,name\n100,oak,desk,Desk\n101,ash,,Desk\n"
    )


def test_what_somebody_wrote_is_never_fetched(desk: Desk) -> None:
    job = desk.job(what="text")
    source = job.force.sources["kiosks"]
    columns = source.columns | {"face": Origin(column="maskedText")}
    wrong = source.model_copy(update={"columns": columns})
    job = replace(job, force=replace(job.force, sources={"kiosks": wrong}))
    with pytest.raises(DefinitionError, match="'maskedText' is never fetched for text"):
        list(fetch(job, "kiosks", TOKEN, None, lambda _: None, lambda _: None))
    assert desk.api.asked == []
