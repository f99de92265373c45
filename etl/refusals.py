"""Files that were refused as a whole and that nobody has accepted since: what is in them is missing
until somebody delivers them again. An archive counts as one file, by its own name."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from etl.landing import Manifest
from etl.runs import Run, file_of

OPEN_DAYS = 90
"""So long is a refused file waited for."""

NAMED = 3


def open_refusals(
    runs: Sequence[Run], manifests: Iterable[Manifest], source: str, today: date
) -> dict[str, str]:
    """The names of refused files of a source, with the day of the latest refusal."""
    last: dict[str, Run] = {}
    for run in runs:
        if run.source == source and run.verb == "accept":
            for name in _accepted(run):
                last.pop(name, None)
            last |= dict.fromkeys(run.refused, run)
    for manifest in manifests:
        name = file_of(manifest.file)
        if manifest.source == source and name in last and manifest.received > _end(last[name]):
            del last[name]
    since = (today - timedelta(days=OPEN_DAYS)).isoformat()
    return {name: run.started[:10] for name, run in last.items() if run.started[:10] >= since}


def _accepted(run: Run) -> list[str]:
    """The files that a run surely accepted. One that was stopped names also what it never read; a
    step of 'daily' does not."""
    whole = run.code == 0 or run.within
    return [name for name in run.names if name not in run.refused] if whole else []


def _end(run: Run) -> str:
    return run.ended or run.started


def refused(found: dict[str, str], source: str) -> Iterator[str]:
    """The alarm: one sentence a source."""
    if not found:
        return
    named = [f"{name} (on {day})" for name, day in list(found.items())[-NAMED:]]
    more = f" and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
    yield (
        f"{source}: refused and not accepted since: {', '.join(named)}{more}; 'runs' says why; "
        "mend each and deliver it again under the same name"
    )
