"""The force's own words in other languages: words/<code>.toml in its folder, one line a text."""

from pathlib import Path
from typing import Any

from etl.definitions import tables


def words_of(folder: Path, languages: list[str], mistakes: list[str]) -> dict[str, Any]:
    """Language → what the force wrote → the same in that language."""
    found = {}
    for path in sorted((folder / "words").glob("*.toml")):
        pairs = tables(path, mistakes)
        if path.stem not in languages:
            mistakes.append(f"{path}: must be named after one of the languages of force.toml")
        for text, said in pairs.items():
            if not isinstance(said, str) or not said.strip():
                mistakes.append(f'{path}: ["{text}"]: must be a text, got {said!r}')
        found[path.stem] = pairs
    return found
