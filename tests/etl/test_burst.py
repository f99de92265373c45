"""The same button again within seconds: counted once, on whatever order or delivery it came."""

import itertools

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from etl.burst import BURST, marked
from etl.sources import Burst
from tests.etl.conftest import Place, presses

RULE = '\nburst = { seconds = 5, of = ["area", "face"] }\n'


def late(*times: str, places: str = "o") -> list[str]:
    """Which presses of one button are late; ``places`` gives one letter a press."""
    rows = [
        {"row": n, "area": place, "face": "happy", "at": time}
        for n, (time, place) in enumerate(zip(times, itertools.cycle(places), strict=False))
    ]
    frame = nw.from_native(pl.DataFrame(rows).lazy())
    rule = Burst(seconds=5, of=["area", "face"])
    return marked(frame, rule, "at").to_native().collect().sort("row").get_column(BURST).to_list()


def test_a_press_is_late_within_five_seconds_of_the_one_before_it():
    assert late("2026-01-05T10:00:00", "2026-01-05T10:00:04", "2026-01-05T10:00:09") == [
        "no", "yes", "no",
    ]  # fmt: skip
    assert late("2026-01-05T10:00:00", "2026-01-05T10:00:04", "2026-01-05T10:00:08") == [
        "no", "yes", "yes",
    ]  # fmt: skip
    assert late("2026-01-05T10:00:58", "2026-01-05T10:01") == ["no", "yes"]


def test_of_two_at_once_one_counts_and_other_buttons_are_not_meant():
    assert late(*["2026-01-05T10:00:00"] * 3) == ["no", "yes", "yes"]
    assert late(*["2026-01-05T10:00:00"] * 3, places="abc") == ["no", "no", "no"]
    assert late("2026-01-05T23:59:59", "2026-01-06T00:00:01") == ["no", "no"]


def test_a_blank_field_is_one_more_device_and_never_all_of_them():
    rows = [
        {"row": n, "point": point, "score": score, "at": f"2026-01-05T10:00:0{n}"}
        for n, (point, score) in enumerate(
            [(None, 1), ("7", 1), (None, 2), ("7", 2), (None, None), ("8", None), (None, 1)]
        )
    ]
    rule = Burst(seconds=9, of=["point", "score"])
    frame = pl.DataFrame(rows)
    found = marked(nw.from_native(frame.lazy()), rule, "at").to_native().collect().sort("row")
    assert found.drop(BURST).equals(frame)
    assert found.get_column(BURST).to_list() == ["no"] * 6 + ["yes"]


@pytest.fixture
def bursting(place: Place) -> Place:
    sources = place.force / "sources.toml"
    text = sources.read_text().replace('drop = ["note"]\n', f'drop = ["note"]{RULE}', 1)
    sources.write_text(text)
    return place


def test_bursts_are_left_out_and_counted_whichever_delivery_they_came_in(bursting):
    rows = [(f"e{n}", "oak", f"2026-01-05 {10 + n // 60}:{n % 60:02d}:00", 3) for n in range(40)]
    mashed = [(f"m{n}", "oak", f"2026-01-05 14:00:{n:02d}", 0) for n in range(0, 40, 2)]
    for name, some in (("1.csv", rows + mashed[::2]), ("2.csv", mashed[1::2])):
        assert bursting.run("accept", "kiosks", bursting.deliver(name, presses(some))).code == 0
    assert bursting.run("release").code == 0
    counted = [
        row
        for row in bursting.latest().observations(measure="happy_index", area="oak")
        if row.period == "2026-01"
    ]
    assert [row.denominator for row in counted] == [41]
    source = bursting.latest().documents("source")["kiosks"]
    assert source["bursts"] in (15, 20)
    assert bursting.run("verify", "--rebuild").code == 0
