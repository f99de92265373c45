"""The illustrative force's deliveries: three years of made-up exports in real formats, the same
files for the same seed. world.py says what there is to find."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from etl.demo import (
    assessments,
    comments,
    complaints,
    contacts,
    kiosks,
    learning,
    promotions,
    roster,
    staff,
    survey,
    training,
    wellbeing,
)
from etl.demo.world import World, moods

Deliver = Callable[[np.random.Generator, World, Path], tuple[list[Path], list[Path]]]
"""Writes the files of one source: those of the first batch and those of the second."""


@dataclass(frozen=True)
class Batch:
    """What one release is made from. ``published``: its time, ISO, UTC. ``files``: source id and
    file, in the order of delivery."""

    published: str
    note: str
    files: list[tuple[str, Path]]


def make(folder: Path, seed: int = 20260701) -> list[Batch]:
    """Write all deliveries into ``folder``: July 2023 to May 2026, then June 2026 with a late
    correction."""
    folder.mkdir(parents=True, exist_ok=True)
    world = World(moods(_stream(seed, "moods")), staff.spells(_stream(seed, "staff")))
    made = {
        source: deliver(_stream(seed, source), world, folder)
        for source, deliver in _sources(seed, world).items()
    }
    first, second = ([(id_, f) for id_, parts in made.items() for f in parts[n]] for n in (0, 1))
    return [
        Batch("2026-06-02T09:00:00Z", "First release, July 2023 to May 2026", first),
        Batch(
            "2026-07-07T09:00:00Z",
            "June 2026; the 101 line for 11 to 17 May 2026, first counted twice, is corrected",
            second,
        ),
    ]


def _sources(seed: int, world: World) -> dict[str, Deliver]:
    done = training.completions(_stream(seed, "training"), world.spells)
    presses = kiosks.presses(_stream(seed, "kiosks"), world)
    return {
        "roster": roster.deliver,
        "moodle": partial(learning.deliver_moodle, done=done),
        "leadership": partial(learning.deliver_leadership, done=done),
        "promotions": promotions.deliver,
        "assessments": partial(assessments.deliver, done=done),
        "kiosks": kiosks.deliver,
        "themes": partial(comments.deliver, presses=presses),
        "survey": survey.deliver,
        "contacts": contacts.deliver,
        "complaints": complaints.deliver,
        "pulse": wellbeing.deliver,
    }


def _stream(seed: int, name: str) -> np.random.Generator:
    """An own stream of random numbers for each part, so that a change of one moves no other."""
    return np.random.default_rng([seed, *name.encode()])
