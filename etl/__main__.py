"""The command line of the data officer: python -m etl VERB."""

import importlib
import json
import os
import signal
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import click

from etl import jobs
from etl.accept import Clock
from etl.force import read_force
from etl.jobs import Job
from etl.landing import Landing
from release.errors import PortalError, UsageError

ROOT = Path(__file__).resolve().parent.parent
STOPPED = 128


def _job(as_json: bool) -> Job:
    started = time.monotonic()

    def say(what: str) -> None:
        if not as_json:
            click.echo(f"[{time.monotonic() - started:6.1f} s] {what}", err=True)

    folder = Path(os.environ.get("PORTAL_FORCE", "forces/anyshire"))
    now = datetime.now(UTC)
    return Job(
        force=read_force(folder if folder.is_dir() else ROOT / folder, ROOT / "catalogue"),
        landing=Landing(Path(os.environ.get("PORTAL_LANDING", "var/landing"))),
        database=os.environ.get("PORTAL_DATABASE", "sqlite:///var/public/portal.sqlite"),
        clock=Clock(today=date.today().isoformat(), now=now.isoformat(timespec="seconds")),
        say=say,
    )


def _publishing() -> ModuleType:
    """Loaded when it is needed: accepting a delivery need not wait for the database's libraries."""
    return importlib.import_module("etl.publishing")


def _print(report: Any, as_json: bool, *lines: str) -> None:
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Takes a force's exports in, checks them, protects the numbers and publishes releases.

    Settings come from the environment: PORTAL_FORCE (forces/anyshire), PORTAL_LANDING (var/landing)
    and PORTAL_DATABASE (sqlite:///var/public/portal.sqlite).
    """


def _counted(report: dict[str, Any]) -> str:
    line = (
        f"{report['file']}: {report['rows']:,} rows = {report['accepted']:,} accepted + "
        f"{report['quarantined']:,} quarantined + {report['duplicates']:,} duplicates"
    )
    if report.get("again"):
        return f"{line} (accepted before; nothing was added)"
    corrections = report.get("corrections")
    return f"{line} ({corrections:,} corrections)" if corrections else line


@cli.command()
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def accept(source: str, files: tuple[Path, ...], as_json: bool) -> None:
    """Take in FILES of a SOURCE (a table of the force's sources.toml)."""
    reports = []
    try:
        for report in jobs.accept_files(_job(as_json), source, list(files)):
            reports.append(report)
            if not as_json:
                click.echo(_counted(report))
    finally:
        if as_json:
            _print(reports, as_json)


@cli.command()
@click.argument("source")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def preview(source: str, file: Path, as_json: bool) -> None:
    """Say what accepting FILE would do; store nothing."""
    report = jobs.preview(_job(as_json), source, file)
    lines = [f"  line {row['line']}: {row['reasons']}" for row in report["lines"]]
    _print(report, as_json, _counted(report), *lines)


@cli.command()
@json_option
def status(as_json: bool) -> None:
    """Say what was accepted from each source, and what is published."""
    report = _publishing().status(_job(as_json))
    rows = [
        f"  {id_:<16} {s['deliveries']:>4} deliveries {s['rows']:>10,} rows = {s['accepted']:>10,} "
        f"accepted + {s['quarantined']:>6,} quarantined + {s['duplicates']:>8,} duplicates; "
        f"last record {s['last'] or 'none'}"
        for id_, s in report["sources"].items()
    ]
    latest = report["release"]
    line = (
        f"release {latest['id']} (number {latest['number']}) with "
        f"{latest['observations']:,} observations"
        if latest
        else "nothing is published yet"
    )
    _print(report, as_json, f"{report['force']}: {line}", *rows)


@cli.command()
@click.argument("source", required=False)
@json_option
def quarantine(source: str | None, as_json: bool) -> None:
    """List the refused lines (of one SOURCE) with every reason, never their content."""
    rows = jobs.quarantine(_job(as_json), source)
    lines = [f"{r['source']} {r['file']} line {r['line']}: {r['reasons']}" for r in rows]
    _print(rows, as_json, *(lines or ["no line is in quarantine"]))


@cli.command()
@click.option(
    "--into",
    metavar="URL",
    help="Publish into this database instead of PORTAL_DATABASE.",
)
@click.option("--note", default="", help="One sentence about this release, for the public.")
@click.option("--again", is_flag=True, help="Publish even what was withdrawn before.")
@json_option
def release(into: str | None, note: str, again: bool, as_json: bool) -> None:
    """Build, protect and publish a release."""
    job = _job(as_json)
    if into:
        job = Job(job.force, job.landing, into, job.clock, job.say)
    _released(_publishing().release(job, note=note, again=again), as_json)


@cli.command()
@click.option("--note", required=True, help="What was wrong and is corrected now, for the public.")
@json_option
def revise(note: str, as_json: bool) -> None:
    """Publish a release that says openly that it revises the latest one."""
    _released(_publishing().release(_job(as_json), revises=True, note=note), as_json)


def _released(report: dict[str, Any], as_json: bool) -> None:
    if report["changed"]:
        line = (
            f"published release {report['id']}: {report['observations']:,} observations of "
            f"{report['measures']} measures ({report['added']:,} added, "
            f"{report['revised']:,} revised, {report['removed']:,} removed)"
        )
    else:
        line = f"nothing changed since release {report['id']}; nothing was published"
    _print(report, as_json, line)


@cli.command()
@click.argument("release_id", metavar="RELEASE")
@click.option("--why", required=True, help="The reason, for the public.")
@json_option
def withdraw(release_id: str, why: str, as_json: bool) -> None:
    """Take the numbers of a RELEASE out of the public database and say so."""
    report = _publishing().withdraw_release(_job(as_json), release_id, why)
    _print(
        report,
        as_json,
        f"release {release_id} is withdrawn; {_shown_now(report)}",
    )


def _shown_now(report: dict[str, Any]) -> str:
    now = report["shown"]
    return f"release {now} is shown" if now else "nothing is shown until you publish again"


@cli.command()
@click.option("--rebuild", is_flag=True, help="Make it again from the stored deliveries first.")
@json_option
def verify(rebuild: bool, as_json: bool) -> None:
    """Check that the latest release is what was published."""
    report = _publishing().verify(_job(as_json), rebuild=rebuild)
    how = (
        "was rebuilt from the deliveries with the same digest"
        if rebuild
        else "reads back as written"
    )
    _print(report, as_json, f"release {report['release']} {how} ({report['digest'][:12]})")


@cli.command()
@click.option(
    "--days",
    type=click.IntRange(0, 36500),
    default=730,
    show_default=True,
    help="Keep deliveries this many days.",
)
@json_option
def purge(days: int, as_json: bool) -> None:
    """Remove the text of deliveries older than the retention period; records stay."""
    before = (date.today() - timedelta(days=days)).isoformat()
    report = jobs.purge(_job(as_json), before)
    _print(
        report,
        as_json,
        f"{report['purged']} deliveries received before {before} were purged",
    )


@cli.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True,
    help="Where to put the made-up deliveries.",
)  # fmt: skip
@json_option
def demo(folder: Path, as_json: bool) -> None:
    """Make the illustrative force's deliveries, accept them and publish."""
    job = _job(as_json)
    reports = _publishing().demo(job, folder)
    lines = [_counted(r) for r in reports if "file" in r]
    releases = [r for r in reports if "observations" in r]
    lines += [f"release {r['id']}: {r['observations']:,} observations" for r in releases]
    _print(reports, as_json, *lines)


@cli.command()
@json_option
def check(as_json: bool) -> None:
    """Check the catalogue and the force's folder; report every mistake at once."""
    force = _job(as_json).force
    report = {
        "force": force.id,
        "measures": len(force.catalogue.measures),
        "sources": len(force.sources),
        "areas": len(force.areas),
    }
    line = "{force}: {measures} measures, {sources} sources, {areas} areas, no mistakes"
    _print(report, as_json, line.format(**report))


def _stop(number: int, _frame: Any) -> NoReturn:
    raise SystemExit(STOPPED + number)


def main() -> NoReturn:
    """Run a verb; every error is one sentence and the exit code of its family."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        sys.exit(cli.main(prog_name="python -m etl", standalone_mode=False) or 0)
    except PortalError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except click.UsageError as error:
        error.show()
        sys.exit(UsageError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "stopped; nothing was published and nothing was lost: run the same again",
            err=True,
        )
        sys.exit(STOPPED + signal.SIGINT)


if __name__ == "__main__":
    main()
