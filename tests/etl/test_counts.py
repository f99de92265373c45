"""A daily run costs the day: months that did not change are not counted again, and the order in
which deliveries come changes nothing."""

import itertools
import shutil
from pathlib import Path

import pytest

from tests.etl.conftest import Place, month_of_presses, presses

MONTHS = ["2026-01", "2026-02", "2026-03"]


def accepted(place: Place, name: str, text: str) -> dict[str, int]:
    result = place.run("accept", "kiosks", place.deliver(name, text), "--json")
    assert result.code == 0, result.err
    (report,) = result.json
    assert report["rows"] == report["accepted"] + report["quarantined"] + report["duplicates"]
    return report


def released(place: Place) -> str:
    result = place.run("release", "--json")
    assert result.code == 0, result.err
    return result.json["digest"]


def counts(place: Place) -> dict[str, set[str]]:
    """The stored counts of each month by file name."""
    found: dict[str, set[str]] = {}
    for path in place.landing.folder.glob("cubes/press/kiosks/*.parquet"):
        found.setdefault(path.name[:7], set()).add(path.name)
    return found


def test_only_months_that_changed_are_counted_again(place):
    for month in MONTHS:
        accepted(place, f"{month}.csv", presses(month_of_presses(month)))
    released(place)
    before = counts(place)
    assert set(before) == set(MONTHS)
    moved = [(f"oak-{MONTHS[0]}-1", "oak", f"{MONTHS[2]}-05 10:00:00", 3)]
    assert accepted(place, "moved.csv", presses(moved))["corrections"] == 1
    released(place)
    after = counts(place)
    assert after[MONTHS[1]] == before[MONTHS[1]]
    assert all(len(names) == 1 for names in after.values())
    assert after[MONTHS[0]] != before[MONTHS[0]] and after[MONTHS[2]] != before[MONTHS[2]]
    assert place.run("verify", "--rebuild").code == 0


def test_counts_may_be_deleted_at_any_time(place):
    accepted(place, "1.csv", presses(month_of_presses("2026-01")))
    digest = released(place)
    shutil.rmtree(place.landing.folder / "cubes")
    assert place.run("release", "--json").json["changed"] is False
    assert place.run("verify", "--rebuild", "--json").json["digest"] == digest


def test_a_changed_definition_counts_everything_again(place):
    accepted(place, "1.csv", presses(month_of_presses("2026-01")))
    released(place)
    before = counts(place)
    sources = place.force / "sources.toml"
    burst = 'burst = { seconds = 5, of = ["area", "face"] }\n'
    sources.write_text(
        sources.read_text().replace("\n[kiosks.columns]", f"{burst}\n[kiosks.columns]")
    )
    released(place)
    assert counts(place) != before


def revised(place: Place) -> None:
    """The kiosks' export gets a column that says which of two records is newer."""
    sources = place.force / "sources.toml"
    text = sources.read_text().replace('drop = ["note"]\n', "", 1)
    sources.write_text(text.replace('event_id = "id"', 'event_id = "id"\nrevision = "note"', 1))


def with_revisions(rows: list[tuple[tuple[str, str, str, int], int]]) -> str:
    lines = ["id,place,when,button,note", *(",".join(map(str, [*r, n])) for r, n in rows)]
    return "\n".join(lines) + "\n"


def deliveries() -> list[str]:
    """Late data, a correction, a correction of it, and rows that come twice."""
    base = [(row, 1) for row in month_of_presses("2026-01", each=15)]
    late = [(row, 1) for row in month_of_presses("2026-02", "ash", each=15)] + base[:9]
    fixed = [((id_, "ash", when, 0), 9) for (id_, _, when, _), _ in base[:20]]
    again = [
        ((id_, "oak", when.replace("2026-01", "2026-02"), 3), 10)
        for (id_, _, when, _), _ in fixed[:12]
    ]
    return [with_revisions(rows) for rows in (base, late, fixed, again)]


def digest_of(place: Place, order: tuple[int, ...], secret: bytes | None) -> tuple[str, bytes]:
    texts = deliveries()
    if secret:
        place.landing.folder.mkdir()
        place.landing.key.make(secret.decode())
    for n in order:
        accepted(place, f"{n}.csv", texts[n])
    digest = released(place)
    secret = (place.landing.folder / "secret").read_bytes()
    shutil.rmtree(place.landing.folder)
    shutil.rmtree(Path(place.folder) / "public")
    return digest, secret


@pytest.mark.parametrize("first", range(4))
def test_with_revisions_any_order_of_arrival_gives_the_same_digest(place, first):
    revised(place)
    expected, secret = digest_of(place, (0, 1, 2, 3), None)
    for order in itertools.permutations(range(4)):
        if order[0] == first and order[1] > order[2]:
            assert digest_of(place, order, secret)[0] == expected
