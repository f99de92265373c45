"""Ready-made mappings of well-known exports (catalogue/feeds.toml), and how a force's source takes
one and adds what is its own. Pure: tables in, tables out."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from etl.definitions import checked, tables
from etl.sources import ORIGINS, Source

Tables = dict[str, Any]


def read_feeds(path: Path, mistakes: list[str]) -> dict[str, Tables]:
    """Every feed with what it takes from others. It need not be whole: areas are the force's."""
    feeds = tables(path, mistakes, optional=True)
    whole = {}
    for id_, feed in feeds.items():
        fields = taken(id_, feed, feeds, path, mistakes)
        if fields is None:
            continue
        whole[id_] = fields
        mistakes += _mistakes(path, id_, fields)
    return whole


def _mistakes(path: Path, id_: str, fields: Tables) -> list[str]:
    """What is wrong with a feed, but for what a force must add."""
    found: list[str] = []
    try:
        Source(**{"id": id_, **fields})
    except ValidationError as error:
        wrong = {e["loc"] for e in error.errors() if e["type"] != "missing"}
        wrong = {place for place in wrong if not _incomplete(fields, place)}
        if wrong:
            checked(Source, path, id_, {"id": id_, **fields}, found)
    return [m for m in found if "must be given" not in m and "must say exactly one" not in m]


def _incomplete(fields: Tables, place: tuple[int | str, ...]) -> bool:
    """Whether an origin lacks only the column, which a force gives."""
    origin = fields.get("columns", {}).get(place[1]) if len(place) == 2 else None
    return isinstance(origin, dict) and not any(word in origin for word in ORIGINS)


def taken(
    id_: str,
    own: Any,
    feeds: dict[str, Any],
    path: Path,
    mistakes: list[str],
    above: tuple[str, ...] = (),
) -> Tables | None:
    """A table with what it is like; None where that cannot be known, with the mistake added."""
    if not isinstance(own, dict) or "like" not in own:
        return own
    like = own["like"]
    names = [like] if isinstance(like, str) else like
    if not isinstance(names, list) or any(name not in feeds for name in names):
        known = ", ".join(feeds)
        mistakes.append(f"{path}: [{id_}].like: must be one or more of {known}, got {like!r}")
        return None
    if set(names) & {*above}:
        mistakes.append(f"{path}: [{id_}].like: comes back to itself")
        return None
    found: Tables = {}
    for name in names:
        base = taken(id_, feeds[name], feeds, path, mistakes, (*above, name))
        if base is None:
            return None
        found = merged(found, base)
    return merged(found, {key: value for key, value in own.items() if key != "like"})


def merged(base: Tables, own: Tables) -> Tables:
    """The source ``own`` over the feed ``base``: tables are merged, ``false`` takes a key away, and
    what is dropped adds up, but for what ``own`` reads."""
    found = _over(base, own)
    if "drop" in base:
        read = {*_texts({key: own[key] for key in own if key != "drop"})}
        kept = [c for c in base["drop"] if c not in read]
        found["drop"] = list(dict.fromkeys([*kept, *own.get("drop", [])]))
    columns, asked = found.get("columns"), own.get("columns", {})
    if isinstance(columns, dict):
        found["columns"] = {
            name: _origin(base.get("columns", {}).get(name), asked[name]) if name in asked else kept
            for name, kept in columns.items()
        }
    return found


def _over(base: Any, own: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(own, dict):
        return own
    kept = {key: value for key, value in base.items() if own.get(key) is not False}
    added = {
        key: _over(base.get(key), value)
        for key, value in own.items()
        if not (value is False and key in base)
    }
    return {**kept, **added}


def _origin(base: Any, own: Any) -> Any:
    """A field's origin over the feed's: another column replaces only where it came from."""
    base, own = _as_table(base), _as_table(own)
    if not isinstance(base, dict) or not isinstance(own, dict):
        return own
    if any(word in own for word in ORIGINS):
        base = {key: value for key, value in base.items() if key not in ORIGINS}
    return _over(base, own)


def _as_table(origin: Any) -> Any:
    return {"column": origin} if isinstance(origin, str) else origin


def _texts(value: Any) -> list[str]:
    """Every text in a table, keys too."""
    if isinstance(value, dict):
        return [t for k, v in value.items() for t in [k, *_texts(v)]]
    if isinstance(value, list):
        return [t for v in value for t in _texts(v)]
    return [value] if isinstance(value, str) else []
