"""Verbs about what goes out: release, revise, withdraw, verify, demo."""

import importlib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from etl.verbs.desk import Desk
from etl.verbs.lines import accepted_line, attack_lines, release_lines
from etl.verbs.options import PATH, with_desk


def publishing() -> ModuleType:
    """Loaded when it is needed: accepting a delivery need not wait for the database's libraries."""
    return importlib.import_module("etl.publishing")


@click.command()
@click.option(
    "--into", metavar="URL", help="Publish into this database instead of PORTAL_DATABASE."
)
@click.option("--note", default="", help="One sentence about this release, for the public.")
@click.option("--again", is_flag=True, help="Publish even what was withdrawn before.")
@with_desk
def release(desk: Desk, into: str | None, note: str, again: bool) -> None:
    """Build, protect and publish a release."""
    with desk.logged("release") as entry:
        job = replace(desk.job, database=into) if into else desk.job
        report = publishing().release(job, note=note, again=again)
        entry.add(report)
    desk.out.report(report, *release_lines(report))


@click.command()
@click.option("--note", required=True, help="What was wrong and is corrected now, for the public.")
@with_desk
def revise(desk: Desk, note: str) -> None:
    """Publish a release that says openly that it revises the latest one."""
    with desk.logged("revise") as entry:
        report = publishing().release(desk.job, revises=True, note=note)
        entry.add(report)
    desk.out.report(report, *release_lines(report))


@click.command()
@click.argument("release_id", metavar="RELEASE")
@click.option("--why", required=True, help="The reason, for the public.")
@with_desk
def withdraw(desk: Desk, release_id: str, why: str) -> None:
    """Take the numbers of a RELEASE out of the public database and say so."""
    with desk.logged("withdraw") as entry:
        report = publishing().withdraw_release(desk.job, release_id, why)
        entry.release = release_id
    desk.out.report(report, f"release {release_id} is withdrawn; {_shown_now(report)}")


def _shown_now(report: dict[str, Any]) -> str:
    now = report["shown"]
    return f"release {now} is shown" if now else "nothing is shown until you publish again"


@click.command()
@click.option("--rebuild", is_flag=True, help="Make it again from the stored deliveries first.")
@with_desk
def verify(desk: Desk, rebuild: bool) -> None:
    """Check that the latest release is what was published."""
    if rebuild:
        with desk.logged("verify") as entry:
            report = publishing().verify(desk.job, rebuild=True)
            entry.release = report["release"]
    else:
        report = publishing().verify(desk.job, rebuild=False)
    how = (
        "was rebuilt from the deliveries with the same digest"
        if rebuild
        else "reads back as written"
    )
    desk.out.report(report, f"release {report['release']} {how} ({report['digest'][:12]})")


@click.command()
@click.option(
    "--folder", type=PATH, default=Path("var/demo"), show_default=True,
    help="Where to put the made-up deliveries.",
)  # fmt: skip
@with_desk
def demo(desk: Desk, folder: Path) -> None:
    """Make the illustrative force's deliveries, accept them and publish."""
    with desk.logged("demo") as entry:
        reports = publishing().demo(desk.job, folder)
        for report in reports:
            entry.add(report)
    lines = [accepted_line(r) for r in reports if "file" in r]
    for made in (r for r in reports if "observations" in r):
        lines.append(f"release {made['id']}: {made['observations']:,} observations")
        lines += attack_lines(made["attack"])
    desk.out.report(reports, *lines)


COMMANDS = [release, revise, withdraw, verify, demo]
