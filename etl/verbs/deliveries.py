"""Verbs about what comes in: accept, fetch, preview, quarantine, purge."""

import importlib
import time
from pathlib import Path
from typing import Any

import click
import polars as pl

from etl import jobs
from etl.screening import preview as screen
from etl.screening_page import page, write_page
from etl.screening_text import text_of
from etl.verbs.desk import Desk
from etl.verbs.lines import accepted_line, fetched_lines, purged_line
from etl.verbs.options import DAYS, KEPT_DAYS, PATH, first_kept, with_desk

SHOWN = 50


@click.command()
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=PATH)
@with_desk
def accept(desk: Desk, source: str, files: tuple[Path, ...]) -> None:
    """Take in FILES of a SOURCE (a table of the force's sources.toml)."""
    reports = []
    with desk.logged("accept", source, files) as entry:
        try:
            for report in jobs.accept_files(desk.job, source, list(files)):
                reports.append(report)
                entry.add(report)
                if not desk.out.as_json:
                    desk.out.result(accepted_line(report))
        finally:
            if desk.out.as_json:
                desk.out.report(reports)


@click.command()
@click.argument("source")
@click.option("--until", metavar="DAY", help="The last day to fetch; yesterday where left out.")
@with_desk
def fetch(desk: Desk, source: str, until: str | None) -> None:
    """Fetch a SOURCE from its maker's API into files for 'accept'.

    The token of the API comes from the environment, HAPPYORNOT_TOKEN; HTTPS_PROXY is kept to.
    """
    reports = []
    fetched = importlib.import_module("etl.fetch.job").fetch
    token, proxy = desk.settings.token, desk.settings.proxy
    with desk.logged("fetch", source) as entry:
        try:
            for report in fetched(desk.job, source, token, until, time.sleep, desk.out.say, proxy):
                reports.append(report)
                entry.add(report)
                if not desk.out.as_json:
                    desk.out.result(*fetched_lines(report))
        finally:
            if desk.out.as_json:
                desk.out.report(reports)


@click.command()
@click.argument("source")
@click.argument("file", type=PATH)
@click.option("--html", type=PATH, metavar="PATH", help="Write the report as a page, too.")
@with_desk
def preview(desk: Desk, source: str, file: Path, html: Path | None) -> None:
    """Say what accepting FILE would do; store nothing.

    Ends with the exit code that accepting it would have.
    """
    reports = []
    for report in screen(desk.job, source, file):
        reports.append(report)
        if not desk.out.as_json:
            desk.out.result(*text_of(report))
    if desk.out.as_json:
        desk.out.report(reports)
    if html:
        text = page(reports, desk.job.force.identity.name, desk.today.isoformat())
        write_page(text, html)
    codes = [report["exit_code"] for report in reports if report["exit_code"]]
    click.get_current_context().exit(codes[0] if codes else 0)


@click.command()
@click.argument("source", required=False)
@click.option("--reason", default="", metavar="TEXT", help="Only reasons that hold this text.")
@click.option(
    "--last", type=click.IntRange(0), default=SHOWN, show_default=True, metavar="N",
    help="Show so many lines, those of the newest delivery first.",
)  # fmt: skip
@with_desk
def quarantine(desk: Desk, source: str | None, reason: str, last: int) -> None:
    """Say what was refused (of one SOURCE), when, how often and why, never the content.

    With --json every line is given.
    """
    refused = jobs.quarantine(desk.job, source, reason)
    if desk.out.as_json:
        desk.out.report(refused.to_dicts())
    elif refused.is_empty():
        desk.out.result("no line is in quarantine")
    else:
        desk.out.result(*_refused(refused, reason, last))


def _refused(refused: pl.DataFrame, reason: str, last: int) -> list[str]:
    """The reasons, then the first lines."""
    lines = [
        f"{r['lines']:>9,} x {r['source']}: {r['reason']} "
        f"({r['files']:,} {'file' if r['files'] == 1 else 'files'}, {_days(r)})"
        for r in jobs.why(refused, reason)
    ]
    lines.append("")
    lines += [
        f"{r['source']} {r['file']} line {r['line']}: {r['reasons']}"
        for r in refused.head(last).to_dicts()
    ]
    if refused.height > last:
        lines.append(
            f"these are {min(last, refused.height):,} of {refused.height:,} lines; "
            "--last N shows more, --json all"
        )
    return lines


def _days(row: dict[str, Any]) -> str:
    first, last = row["first"][:10], row["last"][:10]
    return f"received {first}" if first == last else f"received {first} to {last}"


@click.command()
@click.option(
    "--days", type=DAYS, default=KEPT_DAYS, show_default=True,
    help="Keep deliveries this many days.",
)  # fmt: skip
@with_desk
def purge(desk: Desk, days: int) -> None:
    """Remove the text of deliveries older than the retention period; records stay."""
    with desk.logged("purge"):
        report = jobs.purge(desk.job, first_kept(desk, days))
    desk.out.report(report, purged_line(report))


COMMANDS = [accept, fetch, preview, quarantine, purge]
