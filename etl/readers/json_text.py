"""What JSON and JSON Lines share: one object becomes one row of text with dotted columns."""

import json
from typing import Any

from etl.readers.raw import JOIN, NO_TEXT
from release.errors import DeliveryError

DEPTH_LIMIT = 50
Flat = dict[str, str]


class Twice(dict[str, Any]):
    """An object in which a key stood twice."""


class Fault(Exception):
    """What is wrong with one object, as the rest of a sentence."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(found)


def _constant(_: str) -> Any:
    raise ValueError


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_constant
)
"""Numbers keep their digits as text; NaN and Infinity are no JSON (ValueError)."""


def flat(row: Any, where: str, escaped: bool) -> Flat:
    r"""Column → text of one object; DeliveryError that begins with ``where`` if it is none.

    A nested object gives dotted columns. A list of scalars becomes one text, a list of objects one
    for each key (``list.key``), with the items in their order joined by U+001F; where a key is
    missing the part is empty. Lists in lists stay JSON text. ``escaped``: the text of the object
    may hold \u, without which JSON in UTF-8 has neither control characters nor half ones.
    """
    try:
        if not isinstance(row, dict):
            raise Fault("is not an object; the rows must be objects")
        pairs = _flat(row, "", DEPTH_LIMIT)
        if escaped:
            _check_text(row)
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Fault("gives two values for one column; give each key its own name")
        return found
    except Fault as fault:
        raise DeliveryError(f"{where} {fault}") from None


def _flat(row: dict[str, Any], above: str, depth: int) -> list[tuple[str, str]]:
    if isinstance(row, Twice):
        raise Fault("has the same key twice; mend the export")
    if depth == 0:
        raise Fault(f"is nested deeper than {DEPTH_LIMIT} levels; export it flat")
    found: list[tuple[str, str]] = []
    for key, value in row.items():
        name = above + key
        if isinstance(value, str):
            found.append((name, value))
        elif isinstance(value, dict):
            found += _flat(value, f"{name}.", depth - 1)
        elif isinstance(value, list):
            found += _list(value, name, depth - 1)
        else:
            found.append((name, _scalar(value)))
    return found


def _list(items: list[Any], name: str, depth: int) -> list[tuple[str, str]]:
    if items and all(isinstance(item, dict) for item in items):
        parts = [dict(_flat(item, f"{name}.", depth)) for item in items]
        keys = dict.fromkeys(key for part in parts for key in part)
        return [(key, JOIN.join(part.get(key, "") for part in parts)) for key in keys]
    if any(isinstance(item, dict | list) for item in items):
        return [(name, json.dumps(_plain(items, depth), ensure_ascii=False))]
    return [(name, JOIN.join(_scalar(item) for item in items))]


def _plain(value: Any, depth: int) -> Any:
    """The value, where nothing in it is wrong."""
    if depth <= 0:
        raise Fault(f"is nested deeper than {DEPTH_LIMIT} levels; export it flat")
    if isinstance(value, Twice):
        raise Fault("has the same key twice; mend the export")
    if isinstance(value, dict):
        return {key: _plain(item, depth - 1) for key, item in value.items()}
    return [_plain(item, depth - 1) for item in value] if isinstance(value, list) else value


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value).lower()


def _check_text(value: Any) -> None:
    if isinstance(value, str) and NO_TEXT.search(value):
        raise Fault("holds a control character or half a character, which no text needs")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check_text(item)
    elif isinstance(value, list):
        for item in value:
            _check_text(item)
