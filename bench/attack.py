"""What it costs to protect and attack the illustrative force: its first release, and then a second
one, of which most stood before."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.etl import ROOT, said, settings
from bench.peak import Cost, cost_of
from etl.force import read_force

LIMIT = 300
"""Seconds of the first attack."""


def report() -> Iterator[str]:
    """Lines of Markdown: a table with a row a release, then the limit."""
    with tempfile.TemporaryDirectory() as name, settings(Path(name)):
        told = Path(name) / "told.json"
        cost = cost_of("etl", "demo", "--folder", f"{name}/files", "--json", into=str(told))
        made = [r for r in json.loads(told.read_text()) if "attack" in r]
    force = read_force(ROOT / "forces/anyshire", ROOT / "catalogue")
    stations = sum(a.level == "station" for a in force.areas)
    courses = len(force.catalogue.courses)
    yield f"{stations} stations, {courses} courses, three years by month and quarter."
    yield ""
    yield (
        "| release | observations | small numbers and changes | programmes | rounds | seconds | "
        "ms for each number |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for title, release in zip(("first", "second: what changed"), made, strict=True):
        yield _row(title, release)
    yield ""
    yield from _limits(cost, made[0]["attack"])


def _row(title: str, release: dict[str, Any]) -> str:
    attack = release["attack"]
    each = 1000 * attack["seconds"] / max(attack["numbers"], 1)
    return (
        f"| {title} | {release['observations']:,} | {attack['numbers']:,} | "
        f"{attack['programmes']:,} | {attack['rounds']} | {attack['seconds']:.1f} | {each:.1f} |"
    )


def _limits(cost: Cost, first: dict[str, Any]) -> Iterator[str]:
    yield said(
        f"the first attack takes {first['seconds']:.1f} s (limit {LIMIT} s)",
        first["seconds"] <= LIMIT,
    )
    yield f"- the whole command: {cost.seconds:.1f} s, peak {cost.peak:,.0f} MB"
