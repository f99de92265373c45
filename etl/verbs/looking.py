"""Verbs that only look: status, runs, check."""

from collections.abc import Iterator
from typing import Any

import click

from etl.runs import Run, read_runs
from etl.verbs.desk import Desk
from etl.verbs.options import with_desk
from etl.verbs.releases import publishing
from release.errors import Alarm

SHOWN = 20


@click.command()
@click.option("--check", is_flag=True, help="Fail where something needs a person.")
@with_desk
def status(desk: Desk, check: bool) -> None:
    """Say what came from each source, when, how much of it and why not all; what is published.

    With --check the exit code is 69 where something needs a person.
    """
    report = publishing().status(desk.job)
    desk.out.report(report, *_status(report))
    if check and report["alarms"]:
        count = len(report["alarms"])
        raise Alarm(
            f"{count} {'thing needs' if count == 1 else 'things need'} a person; each line that "
            "begins with 'alarm' says what to do"
        )


def _status(report: dict[str, Any]) -> Iterator[str]:
    latest = report["release"]
    line = (
        f"release {latest['id']} (number {latest['number']}) with "
        f"{latest['observations']:,} observations"
        if latest
        else "nothing is published yet"
    )
    yield f"{report['force']}: {line}"
    for id_, source in report["sources"].items():
        yield from _source(id_, source)
    yield from (f"alarm: {alarm}" for alarm in report["alarms"])


def _source(id_: str, s: dict[str, Any]) -> Iterator[str]:
    yield (
        f"  {id_:<16} {s['deliveries']:>4} deliveries {s['rows']:>10,} rows = {s['accepted']:>10,} "
        f"accepted + {s['quarantined']:>6,} quarantined + {s['duplicates']:>8,} duplicates; "
        f"last record {s['last'] or 'none'}"
    )
    if s["deliveries"]:
        bursts = "" if s["bursts"] is None else f", {s['bursts']:,} left out as bursts"
        yield (
            f"    last delivery {s['received'][:10]}, records from {s['first'] or 'none'}, "
            f"{s['corrections']:,} corrections{bursts}"
        )
    yield from (f"    {count:>8,} x {reason}" for reason, count in s["reasons"].items())
    yield from (f"    refused on {day}: {name}" for name, day in s["refused"].items())


@click.command()
@click.option(
    "--last", type=click.IntRange(1), default=SHOWN, show_default=True, metavar="N",
    help="Show so many of the latest runs.",
)  # fmt: skip
@with_desk
def runs(desk: Desk, last: int) -> None:
    """List the latest runs that wrote something, and how each ended."""
    found = read_runs(desk.landing)[-last:]
    rows = [run.model_dump() | {"exit_code": run.code} for run in found]
    desk.out.report(rows, *([_run(run) for run in found] or ["no run is in the log"]))


def _run(run: Run) -> str:
    ended = "at work" if run.code is None else f"exit {run.code}"
    name = f"{'  ' if run.within else ''}{run.verb} {run.source}".rstrip()
    line = f"{run.started}  {name:<24} {ended:<8} {run.seconds:>8,.1f} s"
    if run.rows:
        line += (
            f"  {run.rows:,} rows = {run.accepted:,} + {run.quarantined:,} + {run.duplicates:,}"
            f", {run.rows_per_second:,} rows/s"
        )
    if run.ended:
        line += f"  {run.peak_mb:,} MB"
    if run.release:
        line += f"  release {run.release}"
    return line + (f"  {run.error}: {run.message}".rstrip(": ") if run.error else "")


@click.command()
@with_desk
def check(desk: Desk) -> None:
    """Check the catalogue and the force's folder; report every mistake at once."""
    force = desk.job.force
    report = {
        "force": force.id,
        "measures": len(force.catalogue.measures),
        "sources": len(force.sources),
        "areas": len(force.areas),
    }
    line = "{force}: {measures} measures, {sources} sources, {areas} areas, no mistakes"
    desk.out.report(report, line.format(**report))


COMMANDS = [status, runs, check]
