"""The command line of the data officer: python -m etl VERB. The environment and the clock are read
here and nowhere else; the verbs are in etl/verbs.

Until the verbs are loaded a signal ends the run at once and in one sentence: nothing has begun.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

STOPPED = 128
PRIVATE = 0o077
"""What is taken from the modes of new files and folders: they are the owner's. What the public may
read gets its mode where it is made: release/beside.py."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> NoReturn:
    """Run a verb; every error is one sentence and the exit code of its family."""
    os.umask(PRIVATE)
    _on_signals(_leave)
    from etl.verbs import cli

    _on_signals(_stop)
    sys.exit(_run(cli))


def _run(cli: Any) -> int:
    import click

    from release.errors import PortalError, UsageError

    desk = _desk()
    code = 0
    try:
        code = cli.main(prog_name="python -m etl", standalone_mode=False, obj=desk) or 0
    except PortalError as error:
        desk.out.tell(f"error: {error}")
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = UsageError.exit_code
    except (click.Abort, KeyboardInterrupt):
        desk.out.tell("stopped; nothing was published and nothing was lost: run the same again")
        code = STOPPED + signal.SIGINT
    finally:
        code = desk.out.end(code)
    return code


def _desk() -> Any:
    """Everything from outside: settings and time."""
    from datetime import UTC, date, datetime

    from etl.verbs.desk import Desk, Settings

    settings = Settings(
        force=os.environ.get("PORTAL_FORCE", "forces/anyshire"),
        landing=os.environ.get("PORTAL_LANDING", "var/landing"),
        database=os.environ.get("PORTAL_DATABASE", "sqlite:///var/public/portal.sqlite"),
        engine=os.environ.get("ETL_ENGINE", "polars"),
        master=os.environ.get("ETL_SPARK_MASTER", "local[*]"),
        token=os.environ.get("HAPPYORNOT_TOKEN", ""),
        proxy=os.environ.get("HTTPS_PROXY", ""),
    )
    return Desk(settings, date.today(), lambda: datetime.now(UTC))


def _on_signals(handler: Callable[[int, Any], None]) -> None:
    """Signals that were ignored from outside, as nohup does, stay ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _leave(number: int, _frame: Any) -> NoReturn:
    os.write(2, b"stopped before anything began\n")
    os._exit(STOPPED + number)


def _stop(number: int, _frame: Any) -> NoReturn:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(STOPPED + number)


if __name__ == "__main__":
    main()
