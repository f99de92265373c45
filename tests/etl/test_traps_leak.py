"""What stands in a delivery that is refused, or in a row that is, stays in the delivery: no file of
ours, no page, no line on the screen holds it."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from tests.etl.conftest import Place, Result, month_of_presses, presses

SECRET = "Zorbwick"
TEXT = f"{SECRET} Quell of 7 Elm Row"
GOOD = presses(month_of_presses("2026-01"))
HEADER = "id,place,when,button,note\n"
ROW = "p1,oak,2026-01-05 10:00:00,3,"

ROWS = {
    "place": f"p1,{TEXT},2026-01-05 10:00:00,3,",
    "time": f"p1,oak,{TEXT},3,",
    "button": f"p1,oak,2026-01-05 10:00:00,{TEXT},",
    "dropped column": f"p1,oak,2026-01-05 10:00:00,3,{TEXT}",
    "all": ",".join([TEXT] * 5),
    "too many cells": f"{ROW},{TEXT}",
    "too few cells": f"p1,{TEXT}",
    "quoted": f'p1,"{TEXT}, ""{TEXT}""\n{TEXT}",2026-01-05 10:00:00,3,',
}
WHOLE = {
    "header": f"{TEXT},place,when,button,note\n{ROW}\n",
    "no header": f"{TEXT},b,c\n{TEXT},d,e\n",
    "header twice": f"{TEXT},{TEXT}\n1,2\n",
    "open quote": f'{HEADER}p1,"{TEXT},2026-01-05 10:00:00,3,\n',
    "half line": f"{HEADER}{ROW}\n{TEXT}",
    "not utf-8": HEADER.encode() + TEXT.encode() + b"\xff,oak,2026-01-05 10:00:00,3,\n",
    "nul": f"{HEADER}{TEXT}\0,oak,2026-01-05 10:00:00,3,\n",
    "most rows refused": HEADER + f"{TEXT},{TEXT},{TEXT},{TEXT},{TEXT}\n" * 150,
    "e-mail in an id": f"{HEADER}{SECRET}@mail.example,oak,2026-01-05 10:00:00,3,\n",
    "telephone in an id": f"{HEADER}{SECRET} 07700 900123,oak,2026-01-05 10:00:00,3,\n",
    "badge in an id": f"{HEADER}badge 4711 {SECRET},oak,2026-01-05 10:00:00,3,\n",
    "another format": json.dumps([{"id": TEXT}]),
    "broken archive": gzip.compress(f"{HEADER}{TEXT}\n".encode(), 0)[:-9],
    "damaged checksum": gzip.compress(f"{HEADER}{TEXT}\n".encode(), 0)[:-8] + b"12345678",
}


def everything(place: Place, results: list[Result]) -> str:
    """All that was said and all that lies in the landing zone, pages and public files."""
    kept = [repr(result) for result in results]
    homes = [place.folder / "landing", place.folder / "public", *place.folder.glob("*.html")]
    for path in (p for home in homes for p in ([home] if home.is_file() else home.rglob("*"))):
        if path.is_file():
            kept.append(f"{path.name} {path.read_bytes()!r}")
            if path.suffix in (".parquet", ".gone"):
                kept.append(repr(pl.read_parquet(path).to_dicts()))
    return "\n".join(kept)


def results_of(place: Place, path: Path) -> list[Result]:
    page = path.with_suffix(".html")
    inbox = place.folder / "inbox" / "kiosks"
    inbox.mkdir(parents=True)
    (inbox / path.name).write_bytes(path.read_bytes())
    verbs = [
        ("preview", "kiosks", path, "--html", page), ("preview", "kiosks", path, "--json"),
        ("accept", "kiosks", path), ("accept", "kiosks", path, "--json"),
        ("daily", "--inbox", inbox.parent), ("quarantine",), ("quarantine", "--json"),
        ("status", "--check"), ("status", "--json"), ("runs", "--json"),
    ]  # fmt: skip
    return [place.run(*verb) for verb in verbs]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_refused_row_leaves_no_trace_of_what_it_said(place, row):
    results = results_of(place, place.deliver("june.csv", f"{GOOD}{row}\n"))
    assert results[2].code == 0 and "traceback" not in repr(results).lower()
    assert len(place.landing.manifests()) == 1
    assert SECRET not in everything(place, results)


@pytest.mark.parametrize("content", WHOLE.values(), ids=WHOLE)
def test_a_refused_file_leaves_no_trace_of_what_it_said(place, content):
    results = results_of(place, place.deliver("june.csv", content))
    assert [results[n].code for n in (0, 2, 3)] == [65] * 3, results[2]
    assert place.landing.manifests() == []
    assert not list(place.landing.folder.rglob("*.parquet"))
    assert SECRET not in everything(place, results)
