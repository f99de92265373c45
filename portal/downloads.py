"""Files of a release: ``/data/<release|latest>/<measure>.csv`` and its kin.

The columns of a measure are release.vocabulary.OBSERVATION_COLUMNS, in every form; those of a table
of findings, which has the same addresses, are in release.tables. A release by its id never changes,
so its files may be kept for ever; those of ``latest`` for a minute.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from portal import download_package, file_columns, file_content, file_forms, selection
from portal.answer import FOR_EVER, NEVER, SHORT, TEXT, Answer
from portal.answer import answer as make
from portal.file_content import Content
from portal.page import AddressError, NotFound
from portal.views import choose, query, spoken
from release.measures import Measure
from release.reader import Observation, Reader
from release.releases import Releases

ADDRESS = re.compile(r"/data/([A-Za-z0-9-]{1,40})/([A-Za-z0-9_]{1,80}|release)\.([a-z]{2,8})")
FILTERS = ("area", "breakdown", "period")
TABLE_FILTERS = ("area", "measure", "breakdown", "period")
"""Of a table of findings, if they are among its keys."""


@dataclass(frozen=True)
class Form:
    """How a file of one ending is written, and whether compressing it again helps."""

    kind: str
    write: Callable[[Content], bytes]
    pack: bool


FORMS = {
    "csv": Form("text/csv; charset=utf-8", file_forms.csv_file, True),
    "json": Form("application/json", file_forms.json_file, True),
    "xlsx": Form(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        file_forms.xlsx_file,
        False,
    ),
    "parquet": Form("application/vnd.apache.parquet", file_forms.parquet_file, False),
}
WHOLE = {
    "release.sqlite": ("application/vnd.sqlite3", download_package.sqlite_file),
    "datapackage.json": ("application/json", download_package.package_file),
    "all.zip": ("application/zip", download_package.zip_file),
}


def answer(releases: Releases, path: str, search: str) -> Answer | None:
    """The file behind a path; None where the path is no address of a file."""
    found = ADDRESS.fullmatch(path)
    if found is None:
        return None
    try:
        return _file(releases, found[1], found[2], found[3], search)
    except AddressError as error:
        return make(error.status, TEXT, f"{error}\n".encode(), cache=NEVER)


def _file(releases: Releases, chosen: str, name: str, ending: str, search: str) -> Answer:
    reader = choose(releases, chosen)
    with spoken(reader):
        if whole := WHOLE.get(f"{name}.{ending}"):
            kind, body = whole[0], _whole(reader, f"{name}.{ending}")
            return _sent(reader, chosen, f"{name}.{ending}", kind, body, ending == "json")
        if ending not in FORMS:
            raise NotFound(f"This release has no file {name}.{ending}.")
        wanted, content = _content(reader, name, ending, search)
        body = FORMS[ending].write(content)
    form, suffix = FORMS[ending], "".join(f"_{value}" for value in wanted.values())
    return _sent(reader, chosen, f"{name}{suffix}.{ending}", form.kind, body, form.pack)


def _content(reader: Reader, name: str, ending: str, search: str) -> tuple[dict[str, str], Content]:
    """The filters of an address and what is left by them of a measure or of a table."""
    if table := file_columns.tables(reader).get(name):
        wanted = query(search, [f for f in TABLE_FILTERS if f in table.key])
        return wanted, file_content.of_table(reader, table, **_equal(reader, wanted))
    if measure := reader.measures.get(name):
        wanted = query(search, FILTERS)
        return wanted, file_content.of_measure(reader, measure, _filtered(reader, measure, wanted))
    raise NotFound(f"This release has no file {name}.{ending}.")


def _equal(reader: Reader, wanted: dict[str, str]) -> dict[str, str]:
    """Filters of a table: those that have a value, each known to this release."""
    found = {name: selection.code(value, name) for name, value in wanted.items()}
    if found.get("area"):
        selection.area(reader, found["area"])
    if found.get("measure"):
        selection.measure(reader, found["measure"])
    split = found.get("breakdown")
    if split and not any(split in m.breakdowns for m in reader.measures.values()):
        raise NotFound("No measure is split in the way that the address asks for.")
    return {name: value for name, value in found.items() if value}


def _filtered(reader: Reader, measure: Measure, wanted: dict[str, str]) -> list[Observation]:
    """All observations of a measure, or those of the area, breakdown and period that are named."""
    area, split = wanted.get("area"), wanted.get("breakdown")
    if area and selection.code(area, "area") not in reader.areas:
        raise NotFound("There is no station or area with this name in this release.")
    if split and split not in measure.breakdowns:
        raise NotFound("This measure is not split in the way that the address asks for.")
    period = selection.code(wanted.get("period"), "period") or None
    return reader.observations(measure.id, area=area, breakdown=split, period=period)


@lru_cache(maxsize=6)
def _whole(reader: Reader, name: str) -> bytes:
    """The large files of a release, made once each."""
    return WHOLE[name][1](reader)


def _sent(reader: Reader, chosen: str, name: str, kind: str, body: bytes, pack: bool) -> Answer:
    release = reader.release.id
    return make(
        200,
        kind,
        body,
        cache=SHORT if chosen == "latest" else FOR_EVER,
        release=release,
        pack=pack,
        headers={
            "Content-Disposition": f'attachment; filename="{_plain(name, release)}"',
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


def _plain(name: str, release: str) -> str:
    """A file name of plain letters, with the release before the ending."""
    stem, _dot, ending = re.sub(r"[^A-Za-z0-9_.-]", "_", name).rpartition(".")
    return f"{stem}_{release}.{ending}"
