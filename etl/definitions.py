"""Reads a TOML file into checked values and collects every mistake as 'file: [table].field: …'."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from release.errors import MissingInput

Model = TypeVar("Model", bound=BaseModel)


def tables(path: Path, mistakes: list[str], *, optional: bool = False) -> dict[str, Any]:
    """The tables of a TOML file; a syntax error becomes a mistake and gives no tables."""
    if not path.exists() and optional:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise MissingInput(f"{path} is not there: is PORTAL_FORCE right?") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.append(f"{path}: cannot be read as TOML: {error}")
        return {}


def checked(
    model: Callable[..., Model],
    path: Path,
    table: str,
    fields: Any,
    mistakes: list[str],
) -> Model | None:
    """One table as a value, or None with its mistakes added."""
    if not isinstance(fields, dict):
        mistakes.append(f"{path}: {table} must be a table such as [{table}]")
        return None
    try:
        return model(**fields)
    except ValidationError as error:
        mistakes += [f"{path}: [{table}]{_where(e['loc'])}: {_what(e)}" for e in error.errors()]
        return None


def _where(location: tuple[int | str, ...]) -> str:
    return "".join(f".{part}" for part in location)


def _what(error: Any) -> str:
    match error["type"]:
        case "missing":
            return "must be given"
        case "extra_forbidden":
            return "is not a known field"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return f"{_lower(error['msg'])}, got {error['input']!r}"


def _lower(message: str) -> str:
    message = message.removeprefix("Input ").removeprefix("String ").removeprefix("Value ")
    return message[:1].lower() + message[1:]
