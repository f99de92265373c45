"""Every ready-made mapping of catalogue/feeds.toml over a file in the real shape of its export,
through the real command line."""

import tomllib
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from etl.engine import Polars
from etl.feeds import merged
from etl.parts import standing
from tests.etl.conftest import Place
from tests.etl.feeds import SYSTEMS, Feed
from tests.etl.feeds_people import PEOPLE
from tests.factory import ROOT

FEEDS = SYSTEMS | PEOPLE
KNOWN = tomllib.loads((ROOT / "catalogue" / "feeds.toml").read_text("utf-8"))


def prepared(place: Place, like: str, feed: Feed) -> Path:
    """The force has one source that is like the feed; the file lies outside the landing zone."""
    names = ", ".join(f'"{name}"' for name in like.split(", "))
    source = f"[desk]\nlike = [{names}]\nstop_above = 1\n{feed.own}"
    (place.force / "sources.toml").write_text(source)
    return place.deliver(feed.name, feed.data)


def standing_records(place: Place) -> pl.DataFrame:
    record = place.definitions.catalogue.records[place.definitions.sources["desk"].record]
    frames = standing(Polars(), place.landing.parts(record.id, "desk"))
    found = nw.concat(frames).to_native().collect()
    return found.sort([name for name in record.primaryKey if name != "person"])


@pytest.mark.parametrize(("like", "feed"), FEEDS.items(), ids=FEEDS)
def test_a_feed_takes_its_export(place, like, feed):
    path = prepared(place, like, feed)
    result = place.run("accept", "desk", path, "--json")
    assert result.code == 0, result.err
    (report,) = result.json
    counts = tuple(report[k] for k in ("rows", "accepted", "quarantined", "duplicates"))
    quarantine = place.run("quarantine", "desk").out
    assert counts == feed.counts, quarantine
    found = standing_records(place).to_dicts()
    assert len(found) == len(feed.records)
    shown = [{k: row[k] for k in wanted} for row, wanted in zip(found, feed.records, strict=True)]
    assert shown == feed.records


@pytest.mark.parametrize(("like", "feed"), FEEDS.items(), ids=FEEDS)
def test_a_feed_leaves_nobody_in_the_landing_zone(place, like, feed):
    place.run("accept", "desk", prepared(place, like, feed))
    stored = [p for p in place.landing.folder.rglob("*") if p.is_file()]
    assert stored
    for path in stored:
        held = path.read_bytes()
        if path.suffix == ".parquet":
            held += repr(pl.read_parquet(path).to_dicts()).encode()
        assert not [text for text in feed.hidden if text.encode() in held], path


def test_every_feed_of_the_catalogue_has_its_file():
    assert {name for like in FEEDS for name in like.split(", ")} == set(KNOWN)


def test_a_source_overrides_adds_and_takes_away():
    base = {
        "format": "csv",
        "drop": ["a", "b"],
        "columns": {
            "x": {"column": "X", "values": {"1": "one", "2": "two"}},
            "y": {"constant": "c"},
            "z": "Z",
        },
    }
    own = {
        "drop": ["c"],
        "columns": {"x": {"values": {"2": "zwei"}}, "y": "b", "z": False, "w": "W"},
    }
    assert merged(base, own) == {
        "format": "csv",
        "drop": ["a", "c"],
        "columns": {
            "x": {"column": "X", "values": {"1": "one", "2": "zwei"}},
            "y": {"column": "b"},
            "w": {"column": "W"},
        },
    }


MISTAKES = {
    "unknown feed": (
        'like = "happyornot"',
        "[desk].like: must be one or more of happyornot_button,",
    ),
    "feed without its areas": ('like = "roster"', ""),
    "what a feed lacks": (
        'like = "cornerstone"',
        "[desk].columns.person: must say exactly one of column, constant,",
    ),
    "unknown word": ('like = "roster"\nlik = 1', "[desk].lik: is not a known field"),
    "takes a needed field away": (
        'like = "roster"\ncolumns = { start = false }',
        "[desk].columns.start: must be given, post requires it",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_taking_a_feed_is_named(place, text, sentence):
    (place.force / "sources.toml").write_text(f"[desk]\n{text}\n")
    result = place.run("check")
    assert sentence in result.err
    assert result.code == (78 if sentence else 0)
