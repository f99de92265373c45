"""Whatever a file holds, every row leaves once, and the records that stand are those that a reading
in plain Python finds: over random exports of every format, packed and not."""

import csv
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl
import pytest
import xlsxwriter

from etl.engine import Polars
from etl.job import Clock, Job
from etl.jobs import accept_files
from etl.landing import Landing
from etl.parts import standing
from release.errors import DeliveryError
from tests.etl.conftest import Place

TODAY = "2026-06-30"
NAMES = ["id", "place", "day", "item", "rating"]
FORMATS = ("csv", "tsv", "json", "jsonl", "xlsx", "parquet")
PACKS = ("", "gz", "zip")
EXAMPLES = 3

GOOD = {
    "id": ["a", "b", "c-1", "d_2"],
    "place": ["oak", "ash", "west"],
    "day": ["2026-01-05", "2026-01-31", "2024-02-29", TODAY],
    "item": ["respect", "trust"],
    "rating": ["1", "5", "+3", "03"],
}
BAD = {
    "id": ["", "a b", "x" * 65, "=1+1", "\u0430"],
    "place": ["", "elm", "Oak", "o\u0430k"],
    "day": ["", "2026-02-30", "2026-07-01", "05/01/2026", "2026-1-5", "45000"],
    "item": ["", "Respect", "respect;trust"],
    "rating": ["", "0", "6", "3.5", "٣", "1e0", "1_0", "NaN"],
}
Row = tuple[str, ...]


def rows_of(chance: random.Random) -> list[Row]:
    """Good rows and bad ones, some of them twice, some of them with other content."""
    rows: list[Row] = []
    for _ in range(chance.randint(1, 40)):
        cells = {name: chance.choice(GOOD[name]) for name in NAMES}
        if chance.random() < 0.15:
            name = chance.choice(NAMES)
            cells[name] = chance.choice(BAD[name])
        if chance.random() < 0.1:
            cells["place"] = f"  {cells['place']}\t"
        rows.append(tuple(cells.values()))
        if chance.random() < 0.2:
            rows.append(chance.choice(rows))
    return rows


def delimited(rows: list[Row], delimiter: str) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter, lineterminator="\n")
    writer.writerows([NAMES, *rows])
    return made.getvalue().encode()


def workbook(rows: list[Row]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate([NAMES, *rows]):
            for place, cell in enumerate(row):
                sheet.write_string(n, place, cell)
    return made.getvalue()


def parquet(rows: list[Row]) -> bytes:
    made = io.BytesIO()
    pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.String), orient="row").write_parquet(made)
    return made.getvalue()


def objects(rows: list[Row]) -> list[dict[str, str]]:
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


WRITERS: dict[str, Callable[[list[Row]], bytes]] = {
    "csv": lambda rows: delimited(rows, ","),
    "tsv": lambda rows: delimited(rows, "\t"),
    "json": lambda rows: json.dumps(objects(rows)).encode(),
    "jsonl": lambda rows: "".join(json.dumps(row) + "\n" for row in objects(rows)).encode(),
    "xlsx": workbook,
    "parquet": parquet,
}


def packed(content: bytes, pack: str, name: str) -> bytes:
    if pack == "gz":
        return gzip.compress(content)
    if pack == "zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return made.getvalue()
    return content


@dataclass
class Model:
    """What should stand, by response and item, told row by row."""

    records: dict[tuple[str, str], Row]

    def take(self, rows: list[Row]) -> tuple[int, int, int]:
        """Accepted, quarantined and duplicate rows of one delivery."""
        fresh: dict[tuple[str, str], Row] = {}
        refused = again = 0
        for row in (normal(row) for row in rows):
            key = row[0], row[3]
            if not is_good(row) or fresh.get(key, row) != row:
                refused += 1
            elif key in fresh or self.records.get(key) == row:
                again += 1
                fresh[key] = row
            else:
                fresh[key] = row
        self.records |= fresh
        return len(rows) - refused - again, refused, again


def normal(row: Row) -> Row:
    """The cells without blanks around them, the rating without a sign and noughts before it."""
    cells = [cell.strip() for cell in row]
    if cells[4] in GOOD["rating"]:
        cells[4] = cells[4].lstrip("+0")
    return tuple(cells)


def is_good(row: Row) -> bool:
    return all(cell not in BAD[name] for name, cell in zip(NAMES, row, strict=True))


def standing_in(landing: Landing) -> set[Row]:
    frames = standing(Polars(), landing.parts("answer", "survey"))
    if not frames:
        return set()
    found = nw.concat(frames).to_native().collect()
    fields = ("response_id", "area", "date", "item", "rating")
    return {tuple(str(cell) for cell in row) for row in found.select(fields).rows()}


def job_of(place: Place, kind: str, landing: Landing) -> Job:
    """A job whose survey comes in this format; no share of refused rows stops a file."""
    sources = place.force / "sources.toml"
    head, tail = sources.read_text().split("[survey]")
    delimiter = 'delimiter = "\\t"\n' if kind == "tsv" else ""
    own = f'format = "{kind}"\n{delimiter}stop_above = 1'
    sources.write_text(head + "[survey]" + tail.replace('format = "csv"', own, 1))
    return Job(place.definitions, landing, place.url, Clock(TODAY, TODAY), lambda _: None)


def delivered(place: Place, n: int, kind: str, pack: str, content: bytes) -> Path:
    return place.deliver(f"{n}.{kind}.{pack}".rstrip("."), packed(content, pack, f"{n}.{kind}"))


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_row_leaves_once_and_what_stands_is_what_a_plain_reading_finds(place, kind, pack):
    job = job_of(place, kind, place.landing)
    for example in range(EXAMPLES):
        chance, model = random.Random(f"{kind} {pack} {example}"), Model({})
        landing = Landing(place.folder / f"landing-{example}")
        for n in range(2):
            rows = rows_of(chance)
            path = delivered(place, n, kind, pack, WRITERS[kind](rows))
            (report,) = accept_files(replace(job, landing=landing), "survey", [path])
            counts = tuple(report[w] for w in ("accepted", "quarantined", "duplicates"))
            assert (report["rows"], counts) == (len(rows), model.take(rows)), (example, n)
            assert standing_in(landing) == set(model.records.values())


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with some bytes changed, cut, doubled or put in."""
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(content) + 1), chance.randint(0, 9)
        piece = chance.choice([b"", b"\0", b"\n", b",", b'"', b"\xff", content[at : at + size] * 2])
        content = content[:at] + piece + content[at + size :]
    return content


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("kind", FORMATS)
def test_damage_is_refused_or_every_row_that_is_read_leaves_once(place, kind, pack):
    job = job_of(place, kind, place.landing)
    for example in range(EXAMPLES):
        chance = random.Random(f"damage {kind} {pack} {example}")
        path = delivered(place, example, kind, pack, WRITERS[kind](rows_of(chance)))
        path.write_bytes(damaged(path.read_bytes(), chance))
        before = len(place.landing.manifests())
        try:
            (report,) = accept_files(job, "survey", [path])
        except DeliveryError:
            assert len(place.landing.manifests()) == before
        else:
            left = (report[word] for word in ("accepted", "quarantined", "duplicates"))
            assert report["rows"] == sum(left)
