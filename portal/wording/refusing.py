"""Why rows were set aside. A release holds the reasons in the words of the job that found them."""

import re
from functools import lru_cache

from portal.language import _


def N_(message: str) -> str:  # noqa: N802
    """Marks a message that is looked up later, by the name that pybabel knows."""
    return message


FORMS = (
    N_("{field}: is missing"),
    N_("{field}: is given without {other}"),
    N_("{field}: is greater than {other}"),
    N_("{field}: is not the sum of {others}"),
    N_("{field}: is not in the list of {list}"),
    N_("{field}: is not one of the known values"),
    N_("{field}: was not in use on that day"),
    N_("{field}: does not have the right form"),
    N_("{field}: does not exist in {zone}: the clock was put forward"),
    N_("{field}: is shorter than {count} characters"),
    N_("{field}: is longer than {count} characters"),
    N_("{field}: is below {limit}"),
    N_("{field}: is above {limit}"),
    N_("{field}: is not a whole number"),
    N_("{field}: is not a number"),
    N_("{field}: is not true or false"),
    N_("{field}: is not a valid date"),
    N_("{field}: is not a valid time"),
    N_("{field}: is in the future"),
    N_("row has {cells} cells, the header has {width}"),
)
"""The reasons of etl/validate.py and etl/accept.py, with what differs by name."""


def reason(said: str) -> str:
    """A reason in the language of the page; one of an unknown form as it is."""
    for form, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return _(form).format(**found.groupdict())
    return said


@lru_cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, re.compile(_pattern(form))) for form in FORMS)


def _pattern(form: str) -> str:
    """ "{field}: is missing" → "(?P<field>.+): is missing"."""
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(form))
