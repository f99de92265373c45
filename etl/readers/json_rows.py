"""JSON: an array of objects, one object a row. Nested objects become dotted columns."""

import json
from pathlib import Path
from typing import Any

from etl.readers.raw import Raw, from_cells
from release.errors import DeliveryError


def read(path: Path) -> Raw:
    """The rows of a JSON array. ``line`` counts objects from 1."""
    try:
        return _rows(json.loads(path.read_text("utf-8-sig")), path.name)
    except (ValueError, RecursionError):
        raise DeliveryError(
            f"{path.name}: the file is not valid JSON in UTF-8; export it again"
        ) from None


def _rows(loaded: Any, name: str) -> Raw:
    if not isinstance(loaded, list) or not all(isinstance(row, dict) for row in loaded):
        raise DeliveryError(f"{name}: must be a JSON array of objects")
    flat = [dict(_flat(row)) for row in loaded]
    header = list(dict.fromkeys(key for row in flat for key in row))
    cells = [(n, [row.get(key, "") for key in header]) for n, row in enumerate(flat, 1)]
    raw = from_cells(header, cells)
    if raw.count == 0:
        raise DeliveryError(f"{name}: the file has no rows; export it again")
    return raw


def _flat(row: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    found = []
    for key, value in row.items():
        name = f"{above}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, _text(value))]
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
