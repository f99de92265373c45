"""Each alarm where it is due, and not where it is not."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from etl.alarms import History, empty, failed, late, missing, smaller, unreleased, worse
from etl.landing import Manifest
from etl.refusals import open_refusals, refused
from etl.runs import Run
from etl.sources import Source
from release.measures import Area
from tests.etl.conftest import Place, month_of_presses, presses

TODAY = date(2026, 7, 10)


def manifest(
    received: date = TODAY, rows: int = 1000, quarantined: int = 0, **more: Any
) -> Manifest:
    fields = {
        "number": 1, "source": "kiosks", "record": "press", "file": "k.csv", "sha256": "",
        "received": f"{received}T04:00:00+00:00", "rows": rows, "accepted": rows - quarantined,
        "quarantined": quarantined, "duplicates": 0, "records": rows, "corrections": 0, "empty": 0,
        "first": "", "last": "", "months": {}, "reasons": {"area: is missing": quarantined},
        "size": 1, "lines_of": 1, "engine": "polars",
        "definitions": "", "day": "",
    }  # fmt: skip
    return Manifest(**(fields | more))


@pytest.fixture
def source(place: Place) -> Source:
    return place.definitions.sources["kiosks"]


def on(*days: int) -> list[Manifest]:
    """A delivery so many days ago, each."""
    return [manifest(TODAY - timedelta(days=n)) for n in days]


@pytest.mark.parametrize(
    ("days", "alarm"),
    [
        ([10, 9, 8], "nothing was delivered for 8 days, 3 were"),
        ([5, 4, 3], ""),
        ([90, 60, 31], ""),
        ([300, 270, 240], "for 240 days, 90 were"),
        ([300, 299], ""),
        ([9, 9, 9, 9], ""),
        ([], ""),
    ],
)
def test_a_source_that_fell_silent(source: Source, days: list[int], alarm: str) -> None:
    said = list(late(History(source, on(*days)), TODAY))
    assert len(said) == bool(alarm) and alarm in "".join(said)


def test_a_mapping_may_say_how_often_a_source_comes(source: Source) -> None:
    weekly = source.model_copy(update={"expected_days": 7})
    assert len(list(late(History(weekly, on(8)), TODAY))) == 1
    assert list(late(History(weekly, on(300, 299, 7)), TODAY)) == []


def test_a_source_that_has_ended_is_not_late(source: Source) -> None:
    ended = source.model_copy(update={"through": "2026-06"})
    assert list(late(History(ended, on(40, 30, 20)), date(2026, 7, 10))) == []


@pytest.mark.parametrize(
    ("shares", "alarm"),
    [([5, 5, 30], True), ([20, 20, 30], False), ([0, 0, 9], False), ([90], False)],
)
def test_more_is_refused_than_usual(source: Source, shares: list[int], alarm: bool) -> None:
    said = list(worse(History(source, [manifest(quarantined=n) for n in shares])))
    assert len(said) == alarm
    assert not alarm or "3.0% of k.csv is refused, usually it is 0.5%; most often: area" in said[0]


@pytest.mark.parametrize(
    ("rows", "alarm"),
    [([100, 110, 90, 40], True), ([100, 110, 90, 60], False), ([100, 10], False), ([], False)],
)
def test_a_delivery_is_much_smaller(source: Source, rows: list[int], alarm: bool) -> None:
    said = list(smaller(History(source, [manifest(rows=n) for n in rows])))
    assert len(said) == alarm
    assert not alarm or "k.csv has 40 rows, usually there are 100" in said[0]


def areas(**closed: str) -> list[Area]:
    return [
        Area(id="f", name="Force", level="force"),
        *(
            Area(id=i, name=i.title(), level="station", parent="f", valid_to=closed.get(i, ""))
            for i in ("oak", "ash")
        ),
    ]


@pytest.mark.parametrize(
    ("oak", "alarm"),
    [([9, 9, 9, 0], True), ([1, 1, 1, 0], True), ([1, 2, 1, 0], False), ([9, 0, 9, 0], False),
     ([9, 9, 9, 1], False)],
)  # fmt: skip
def test_a_station_is_missing(source: Source, oak: list[int], alarm: bool) -> None:
    months = ["2026-03", "2026-04", "2026-05", "2026-06"]
    counts = {m: {"ash": 5, "oak": n, "f": 1} for m, n in zip(months, oak, strict=True)}
    said = list(missing(History(source, []), counts, areas()))
    assert len(said) == alarm
    assert not alarm or "kiosks: Oak has no records in 2026-06" in said[0]
    assert list(missing(History(source, []), counts, areas(oak="2026-06-10"))) == []


def run(verb: str, code: int | None, source: str = "", day: str = "2026-07-01") -> Run:
    return Run(
        id=f"{verb}{code}{day}", pid=1, started=day, ended=day, verb=verb, source=source,
        exit_code=code, error="X", message="why",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("runs", "count"),
    [
        ([run("accept", 65, "kiosks")], 1),
        ([run("accept", 65, "kiosks"), run("accept", 0, "kiosks")], 0),
        ([run("accept", 65, "kiosks"), run("accept", 0, "survey")], 1),
        ([run("accept", 0, "kiosks"), run("accept", 65, "kiosks"), run("release", 74)], 2),
        ([run("accept", 64, "kiosk"), run("accept", 75, "kiosks"), run("release", 130)], 0),
        ([run("daily", 65), run("daily", 69), run("withdraw", 64)], 0),
        ([run("daily", 78)], 1),
        ([run("daily", 78), run("daily", 69)], 0),
    ],
)
def test_runs_that_failed(place: Place, runs: list[Run], count: int) -> None:
    said = list(failed(runs, place.definitions))
    assert len(said) == count and all("failed once" in s and "why" in s for s in said)


def delivered(*names: str, day: str, code: int = 0, **more: Any) -> Run:
    """A run of 'accept' over these files."""
    return run("accept", code, "kiosks", day).model_copy(update={"names": [*names], **more})


def stopped(name: str, day: str, **more: Any) -> Run:
    return delivered(name, day=day, code=65, refused=[name], **more)


@pytest.mark.parametrize(
    ("runs", "taken", "open_"),
    [
        ([delivered("k.csv", day="2026-06-20"), stopped("k.csv", "2026-06-27")], "2026-06-20", 1),
        ([stopped("k.csv", "2026-06-27"), delivered("k.csv", day="2026-06-28")], "2026-06-01", 0),
        ([stopped("k.csv", "2026-06-27"), delivered("x.csv", day="2026-06-28")], "2026-06-01", 1),
        ([stopped("k.csv", "2026-06-27")], "2026-06-28", 0),
        ([stopped("k.csv", "2026-06-27"), stopped("x.csv", "2026-06-28", names=["k.csv", "x.csv"])],
         "2026-06-01", 2),
        ([stopped("k.csv", "2026-06-27"),
          stopped("x.csv", "2026-06-28", names=["k.csv", "x.csv"], within="d")], "2026-06-01", 1),
        ([stopped("k.csv", "2026-04-10")], "2026-01-01", 0),
        ([stopped("k.csv", "2026-04-12")], "2026-01-01", 1),
        ([stopped("k.csv", "2026-06-27", source="survey")], "2026-01-01", 0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("member", ["k.csv", "k.csv/a.csv"])
def test_a_refused_file_is_open_until_it_is_accepted(
    runs: list[Run], taken: str, open_: int, member: str
) -> None:
    found = open_refusals(runs, [manifest(date.fromisoformat(taken), file=member)], "kiosks", TODAY)
    assert len(found) == open_ and len(list(refused(found, "kiosks"))) == bool(open_)


def test_many_refused_files_are_one_sentence() -> None:
    (said,) = refused({f"{n}.csv": "2026-07-01" for n in range(5)}, "kiosks")
    assert "4.csv (on 2026-07-01) and 2 more" in said and "0.csv" not in said


@pytest.mark.parametrize("again", ["accept", "daily"])
def test_a_file_accepted_last_week_and_refused_this_week_is_an_alarm(
    place: Place, again: str
) -> None:
    inbox = place.folder / "inbox" / "kiosks"
    inbox.mkdir(parents=True)

    def deliver(name: str, text: str | bytes) -> int:
        file = place.deliver(f"inbox/kiosks/{name}", text)
        verb = (
            ["accept", "kiosks", file]
            if again == "accept"
            else ["daily", "--inbox", file.parents[1]]
        )
        return place.run(*verb).code

    good = presses(month_of_presses("2026-01"))
    assert deliver("week.csv", good) == 0
    assert deliver("week.csv", "what,is,this\n1,2,3\n") == 65
    place.run("accept", "kiosks", place.deliver("other.csv", presses(month_of_presses("2026-02"))))
    status = place.run("status", "--check")
    assert status.code == 69 and "week.csv" in status.out and "refused on 20" in status.out
    assert deliver("week.csv", good) == 0
    assert place.run("status", "--check").code == 0


def test_a_refused_archive_is_open_by_its_own_name(place: Place) -> None:
    def packed(*texts: str) -> bytes:
        data = BytesIO()
        with ZipFile(data, "w") as archive:
            for n, text in enumerate(texts):
                archive.writestr(f"{n}.csv", text)
        return data.getvalue()

    good = [presses(month_of_presses(m)) for m in ("2026-01", "2026-02")]
    assert (
        place.run("accept", "kiosks", place.deliver("k.zip", packed(good[0], "x\n1\n"))).code == 65
    )
    assert list(place.run("status", "--json").json["sources"]["kiosks"]["refused"]) == ["k.zip"]
    assert place.run("accept", "kiosks", place.deliver("k.zip", packed(*good))).code == 0
    assert place.run("status", "--check").code == 0


@pytest.mark.parametrize(
    ("rows", "records", "duplicates", "later", "count"),
    [(20, 0, 0, 0, 1), (19, 0, 0, 0, 0), (20, 1, 0, 0, 0), (30, 0, 30, 0, 0), (20, 0, 0, 9, 0)],
)
def test_a_delivery_without_a_record(
    source: Source, rows: int, records: int, duplicates: int, later: int, count: int
) -> None:
    first = manifest(rows=rows, records=records, duplicates=duplicates)
    after = [manifest(rows=rows, records=later)] if later else []
    said = list(empty(History(source, [first, *after]), TODAY))
    assert len(said) == count and all("none of the 20 rows of k.csv" in s for s in said)
    assert list(empty(History(source, [first]), TODAY + timedelta(days=91))) == []


@pytest.mark.parametrize(
    ("runs", "published", "count"),
    [
        ([], False, 1),
        ([], True, 0),
        ([run("release", 0, day="2026-05-01")], True, 1),
        ([run("release", 0, day="2026-07-01")], True, 0),
        ([run("release", 0, day="2026-05-01"), run("release", 70, day="2026-07-01")], True, 1),
    ],
)
def test_deliveries_wait_for_a_release(runs: list[Run], published: bool, count: int) -> None:
    waiting = [manifest(TODAY - timedelta(days=50)), manifest(TODAY)]
    assert len(list(unreleased(waiting, runs, TODAY, published=published))) == count
    assert list(unreleased(waiting[1:], runs, TODAY, published=published)) == []
