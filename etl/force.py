"""Reads one force's folder: who it is, its places, its sources and its code lists."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import Field, field_validator

from etl.catalogue import Catalogue, read_catalogue
from etl.codes import Codes, code_list
from etl.dates import is_zone
from etl.definitions import checked, tables
from etl.feeds import read_feeds, taken
from etl.fetch import check
from etl.mapping import mistakes_of
from etl.sources import Source
from etl.steps import in_two_ways
from etl.translated import words_of
from release.errors import DefinitionError, MissingInput
from release.measures import Area, Strict
from release.vocabulary import LEVELS, Level


class Identity(Strict):
    """force.toml: what the public should know of the force."""

    name: str
    short_name: str
    illustrative: bool = False
    language: str = "en"
    languages: list[str] = Field(default_factory=lambda: ["en"])
    zone: str
    promise: str
    licence: str
    licence_url: str
    contact: dict[str, str]
    feedback_url: str = ""
    publication: str
    levels: dict[Level, str]
    data_from: str = ""

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if not is_zone(zone):
            raise ValueError(f"must be a zone such as Europe/London, got {zone!r}")
        return zone


@dataclass(frozen=True)
class Force:
    """One force with the catalogue that applies to it."""

    id: str
    identity: Identity
    areas: tuple[Area, ...]
    sources: dict[str, Source]
    codes: Codes
    catalogue: Catalogue
    documents: dict[str, dict[str, Any]]


def read_force(folder: Path, catalogue_folder: Path) -> Force:
    """Everything in the two folders, checked. Raises DefinitionError with every mistake."""
    if not folder.is_dir():
        raise MissingInput(
            f"{folder} is not there: set PORTAL_FORCE to a folder such as forces/anyshire"
        )
    mistakes: list[str] = []
    catalogue = read_catalogue(catalogue_folder, folder, mistakes)
    path = folder / "force.toml"
    identity = checked(Identity, path, "force", tables(path, mistakes), mistakes)
    areas = _areas(folder, mistakes)
    mistakes += _rebase_mistakes(catalogue, {area.id for area in areas})
    mistakes += in_two_ways(catalogue)
    codes = _code_lists(folder, mistakes)
    feeds = read_feeds(catalogue_folder / "feeds.toml", mistakes)
    allowed = Allowed(feeds, catalogue, codes, {area.id for area in areas})
    sources = _sources(folder / "sources.toml", allowed, mistakes)
    words = words_of(folder, identity.languages if identity else [], mistakes)
    if mistakes or identity is None:
        raise DefinitionError(mistakes)
    documents = {"action": _actions(folder), "boundary": _boundaries(folder), "words": words}
    return Force(folder.name, identity, areas, sources, codes, catalogue, documents)


def rows_of(path: Path) -> list[dict[str, str]]:
    """A small CSV file as dictionaries of trimmed text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {(k or "").strip(): (v or "").strip() for k, v in row.items() if isinstance(v, str)}
            for row in csv.DictReader(file)
        ]


def _code_lists(folder: Path, mistakes: list[str]) -> Codes:
    """Every CSV file of the force with a column ``code``."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        if _has_codes(path):
            mine: list[str] = []
            found[path.name] = code_list(rows_of(path), mine)
            mistakes += [f"{path}: {mistake}" for mistake in mine]
    return found


def _has_codes(path: Path) -> bool:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return "code" in next(csv.reader(file), [])


def _areas(folder: Path, mistakes: list[str]) -> tuple[Area, ...]:
    path = folder / "areas.csv"
    if not path.exists():
        mistakes.append(f"{path}: must be there, one row an area: id,name,level,parent")
        return ()
    cards = {row.pop("id"): row for row in _optional(folder / "stations.csv")}
    areas = []
    for row in rows_of(path):
        within = tuple(filter(None, row.pop("within", "").split("|")))
        fields = {**row, "within": within, "card": cards.get(row.get("id", ""), {})}
        area = checked(Area, path, row.get("id", "?"), fields, mistakes)
        areas += [area] if area else []
    mistakes += [f"{path}: {m}" for m in _area_mistakes(areas)]
    mistakes += [
        f"{folder / 'stations.csv'}: [{id_}]: is not in areas.csv"
        for id_ in cards
        if id_ not in {a.id for a in areas}
    ]
    return tuple(sorted(areas, key=lambda a: LEVELS.index(a.level)))


def _area_mistakes(areas: list[Area]) -> Iterator[str]:
    by_id = {area.id: area for area in areas}
    if len(by_id) < len(areas):
        yield "[id]: each area must be listed once"
    if sum(a.level == get_args(Level)[0] for a in areas) != 1:
        yield "[level]: exactly one area must be of the level force"
    for area in areas:
        parent = by_id.get(area.parent)
        if area.level == "force" and area.parent:
            yield f"[{area.id}].parent: must be empty for the force"
        elif area.level != "force" and parent is None:
            yield f"[{area.id}].parent: must be an area of this file, got {area.parent!r}"
        elif parent and LEVELS.index(parent.level) >= LEVELS.index(area.level):
            yield f"[{area.id}].parent: must be of a coarser level than {area.level}"
        for id_ in area.within:
            other = by_id.get(id_)
            if other is None or LEVELS.index(other.level) >= LEVELS.index(area.level):
                yield (
                    f"[{area.id}].within: must be coarser areas of this file with | between them, "
                    f"got {id_!r}"
                )
        if area.successor and area.successor not in by_id:
            yield f"[{area.id}].successor: must be an area of this file, got {area.successor!r}"


def _rebase_mistakes(catalogue: Catalogue, areas: set[str]) -> Iterator[str]:
    """Limits that start again at a place which this force does not have."""
    for measure in catalogue.measures.values():
        for rebase in measure.rebase:
            if rebase.area and rebase.area not in areas:
                yield (
                    f"measures.toml: [{measure.id}].rebase.area: must be an area of areas.csv or "
                    f"empty, got {rebase.area!r}"
                )


def _optional(path: Path) -> list[dict[str, str]]:
    return rows_of(path) if path.exists() else []


@dataclass(frozen=True)
class Allowed:
    """What a source may name: feeds to be like, record types, code lists and areas."""

    feeds: dict[str, dict[str, Any]]
    catalogue: Catalogue
    codes: Codes
    areas: set[str]


def _sources(path: Path, allowed: Allowed, mistakes: list[str]) -> dict[str, Source]:
    sources = {}
    for id_, own in tables(path, mistakes).items():
        fields = taken(id_, own, allowed.feeds, path, mistakes)
        if fields is None:
            continue
        source = checked(Source, path, id_, _with_id(id_, fields), mistakes)
        if source:
            sources[id_] = source
            found = [
                *mistakes_of(source, allowed.catalogue.records, allowed.codes),
                *check.mistakes_of(source, allowed.areas),
            ]
            mistakes += [f"{path}: [{id_}]{mistake}" for mistake in found]
    return sources


def _with_id(id_: str, fields: Any) -> Any:
    return {"id": id_, **fields} if isinstance(fields, dict) else fields


def _actions(folder: Path) -> dict[str, Any]:
    return {row.pop("id"): row for row in _optional(folder / "actions.csv")}


def _boundaries(folder: Path) -> dict[str, Any]:
    path = folder / "boundaries.geojson"
    if not path.exists():
        return {}
    features = json.loads(path.read_text("utf-8"))["features"]
    return {f["properties"]["id"]: f["geometry"] for f in features}
