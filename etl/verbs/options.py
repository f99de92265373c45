"""What several verbs share."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click

from etl.verbs.desk import Desk

PATH = click.Path(path_type=Path)
DAYS = click.IntRange(0, 36500)
KEPT_DAYS = 730
"""The text of deliveries is kept for so long."""


def first_kept(desk: Desk, days: int) -> str:
    """The first ISO day whose deliveries keep their text."""
    return (date.fromisoformat(desk.job.clock.today) - timedelta(days=days)).isoformat()


def with_desk(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb its desk, and every verb the option --json."""

    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    @click.pass_obj
    def given(desk: Desk, /, *args: Any, as_json: bool, **named: Any) -> None:
        desk.out.as_json = as_json
        verb(desk, *args, **named)

    return update_wrapper(given, verb)
