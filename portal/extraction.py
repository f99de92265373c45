"""Finds the words of the catalogue and of the forces for translators; used by ``pybabel extract``
(see babel.cfg).

pybabel extract -F babel.cfg -o locale/messages.pot --add-location=file --sort-by-file .
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from typing import IO, Any

from release.tables import FINDINGS, TABLES

SPOKEN = frozenset((
    "title", "definition", "why_it_matters", "caution", "counted", "out_of", "cases", "beyond",
    "unit", "owner", "question",
    "promise", "publication", "why",
))  # fmt: skip
"""Fields whose text a reader sees."""

TITLES = frozenset(("categories", "levels"))
"""Tables whose values are titles."""

Message = tuple[int, str, str, list[str]]


def catalogue(
    fileobj: IO[bytes], _keywords: Any, _comment_tags: Any, **_others: Any
) -> Iterator[Message]:
    """Every text of a TOML file that is shown, with the line where it first stands."""
    text = fileobj.read().decode()
    for message in dict.fromkeys(spoken(tomllib.loads(text))):
        line = text.count("\n", 0, max(text.find(message), 0)) + 1
        yield line, "gettext", message, []


def titles(
    fileobj: IO[bytes], _keywords: Any, _comment_tags: Any, **_others: Any
) -> Iterator[Message]:
    """The title of each table of a TOML file, such as a force's sources; the rest is no text."""
    for table in tomllib.loads(fileobj.read().decode()).values():
        if isinstance(table, dict) and table.get("title"):
            yield 1, "gettext", table["title"], []


def columns(
    fileobj: IO[bytes], _keywords: Any, _comment_tags: Any, options: Mapping[str, str]
) -> Iterator[Message]:
    """Every text of the columns of a CSV file that ``babel.cfg`` names."""
    lines = fileobj.read().decode().splitlines(keepends=True)
    for row in csv.DictReader(lines):
        for name in options["columns"].split():
            if row.get(name):
                yield 1, "gettext", row[name], []


def tables(
    _fileobj: IO[bytes], _keywords: Any, _comment_tags: Any, **_others: Any
) -> Iterator[Message]:
    """What release/tables.py says of the tables of findings and of their columns."""
    for name in FINDINGS:
        table = TABLES[name]
        for message in (table.title, table.definition, *table.described.values()):
            yield 1, "gettext", message, []


def spoken(table: dict[str, Any]) -> Iterator[str]:
    """The shown texts of a table and of the tables in it."""
    for name, value in table.items():
        if isinstance(value, str) and name in SPOKEN and value:
            yield value
        elif isinstance(value, dict):
            if name in TITLES:
                yield from (title for title in value.values() if isinstance(title, str))
            yield from spoken(value)
        elif isinstance(value, list):
            for entry in value:
                yield from spoken(entry if isinstance(entry, dict) else {})
