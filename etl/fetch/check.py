"""Whether a source can be fetched as its table [<source>.fetch] says."""

from collections.abc import Iterator

from etl.fetch.settings import OPTIONAL, REQUIRED, Fetch
from etl.sources import Source


def declared(source: Source) -> Fetch | None:
    """What is to be fetched; None where the source is delivered by hand."""
    settings: Fetch | None = getattr(source, "fetch", None)
    return settings


def mistakes_of(source: Source, areas: set[str]) -> list[str]:
    """What is wrong with the fetching of a source, as '.field: sentence'; ``areas`` are all ids."""
    fetch = declared(source)
    return [] if fetch is None else [*_columns(source, fetch), *_form(source), *_tree(fetch, areas)]


def _columns(source: Source, fetch: Fetch) -> Iterator[str]:
    known = [*REQUIRED[fetch.what], *OPTIONAL[fetch.what]]
    if fetch.what != "experience_points":
        for column in source.reads:
            if column not in known:
                yield (
                    f".columns: {column!r} is never fetched for {fetch.what}: map one of "
                    f"{', '.join(known)}"
                )


def _form(source: Source) -> Iterator[str]:
    """The file is written by us, so it is of the plainest form."""
    if source.format not in ("csv", "jsonl"):
        yield f".format: must be csv or jsonl where a source is fetched, got {source.format!r}"
    if source.encoding != "utf-8":
        yield f".encoding: must be utf-8 where a source is fetched, got {source.encoding!r}"
    if source.header != 1:
        yield f".header: must be 1 where a source is fetched, got {source.header}"
    if source.unpivot is not None:
        yield ".unpivot: has no meaning where a source is fetched"


def _tree(fetch: Fetch, areas: set[str]) -> Iterator[str]:
    if fetch.what == "experience_points" and not fetch.stations:
        yield ".fetch.stations: must say which experience points are which areas"
    for area in sorted({*fetch.stations.values()} - areas):
        yield f".fetch.stations: must name areas of the force, got {area!r}"
