"""The verb for a scheduler: daily."""

import importlib
from pathlib import Path
from typing import Any

import click

from etl.jobs import INBOX
from etl.runs import code_of
from etl.verbs.desk import Desk
from etl.verbs.lines import accepted_line, fetched_lines, purged_line, release_lines
from etl.verbs.options import DAYS, KEPT_DAYS, PATH, first_kept, with_desk
from release.errors import Alarm, MissingInput


@click.command()
@click.option(
    "--inbox", type=PATH, metavar="PATH",
    help="Where your systems put exports: a folder with one folder a source.",
)  # fmt: skip
@click.option(
    "--keep", type=DAYS, default=KEPT_DAYS, show_default=True, metavar="DAYS",
    help="Purge the text of deliveries that are older.",
)  # fmt: skip
@with_desk
def daily(desk: Desk, inbox: Path | None, keep: int) -> None:
    """Fetch, accept what is new in the inbox, release, purge and check: for a scheduler.

    A file that is refused does not stop the rest. Ends with the code of the worst failure, or with
    that of 'status --check' where all went well.
    """
    steps: list[dict[str, Any]] = []

    def tell(step: str, report: dict[str, Any]) -> None:
        steps.append({"step": step, **report})
        if step == "failed":
            desk.out.tell(f"error: {report['error']}")
        elif not desk.out.as_json:
            desk.out.result(*_step(step, report))

    run_daily = importlib.import_module("etl.daily").Daily
    status = importlib.import_module("etl.publishing").status
    with desk.logged("daily") as entry:
        job = desk.job
        if inbox and not inbox.is_dir():
            raise MissingInput(f"{inbox}: there is no such folder; --inbox must name one")
        folder = inbox or job.landing.folder / INBOX
        settings = desk.settings
        work = run_daily(job, desk.log, folder, settings.token, settings.proxy, tell)
        work.before = first_kept(desk, keep)
        work.run(entry)
        found = status(job)["alarms"]
        desk.out.report({"steps": steps, "alarms": found}, *_summary(steps, found))
        if work.worst:
            entry.failed = work.worst
        elif found:
            entry.failed = Alarm(found[0])
    click.get_current_context().exit(code_of(entry.failed) if entry.failed else 0)


def _step(step: str, report: dict[str, Any]) -> list[str]:
    if step == "accept":
        return [accepted_line(report)]
    if step == "purge":
        return [purged_line(report)]
    return fetched_lines(report) if step == "fetch" else release_lines(report)


def _summary(steps: list[dict[str, Any]], alarms: list[str]) -> list[str]:
    taken = [s for s in steps if s["step"] == "accept" and not s["again"]]
    failed = sum(s["step"] == "failed" for s in steps)
    return [
        *(f"alarm: {alarm}" for alarm in alarms),
        f"daily: {len(taken)} files taken in, {sum(s['rows'] for s in taken):,} rows = "
        f"{sum(s['accepted'] for s in taken):,} accepted + "
        f"{sum(s['quarantined'] for s in taken):,} quarantined + "
        f"{sum(s['duplicates'] for s in taken):,} duplicates; "
        f"{failed} failures, {len(alarms)} alarms",
    ]


COMMANDS = [daily]
