"""The site knows every reason of the job, so that it can say them in another language."""

from collections import defaultdict

import pytest

from etl.catalogue import read_catalogue
from etl.validate import Codelist, rules_of
from portal import language
from portal.wording import refusing
from tests.factory import ROOT


def reasons() -> set[str]:
    """Every reason for which a row of any record type can be set aside."""
    records = read_catalogue(ROOT / "catalogue", None, []).records
    lists: dict[str, Codelist] = defaultdict(lambda: Codelist([], {}))
    found = (rules_of(r, lists, "2026-06-30", "Europe/London") for r in records.values())
    return {reason for rules in found for reason in rules.reasons}


def test_every_reason_is_translated() -> None:
    with language.use("es"):
        assert len(reasons()) > 100
        assert {r for r in reasons() if refusing.reason(r) == r} == set()


@pytest.mark.parametrize(
    ("said", "spanish"),
    [
        ("at: is in the future", "at: está en el futuro"),
        ("class: is above 1.5", "class: está por encima de 1.5"),
        ("row has 11 cells, the header has 10", "la fila tiene 11 celdas, la cabecera tiene 10"),
        ("something else", "something else"),
    ],
)
def test_a_reason_keeps_its_values(said: str, spanish: str) -> None:
    assert refusing.reason(said) == said
    with language.use("es"):
        assert refusing.reason(said) == spanish
