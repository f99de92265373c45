"""What is said of training and service: no more than the interval allows, and easy to read."""

import re
from itertools import product

import pytest

from portal.wording import effects as say
from portal.wording import gates
from release.measures import Measure
from tests.factory import catalogue_measures

MEASURES = {m.id: m for m in catalogue_measures()}
INDEX = MEASURES["happy_index"]
GRADE = 9.0
GATES = ["trained", "not_yet_trained", "months_before", "observations"]
REASONS = ["closed", "training hidden", "outcome hidden", "trained before"]


def verdict(status: str, value: float | None, low: float | None, high: float | None) -> str:
    return say.verdict(INDEX, "Workshop", status, value, low, high)


def test_a_rise_and_a_fall() -> None:
    assert verdict("moved", 3.2, 1.1, 5.3) == (
        "Happy Index: it moved after training. Where half of the staff had done “Workshop”, the "
        "figure rose by 3.2 points, compared with places not trained yet. The likely range is 1.1 "
        "to 5.3 points."
    )
    assert "fell by 2.3 points" in verdict("moved", -2.34, -4.2, -0.46)
    assert verdict("moved", -2.34, -4.2, -0.46).endswith("The likely range is 0.5 to 4.2 points.")


def test_no_clear_change_gives_no_figure_of_its_own() -> None:
    assert verdict("no clear change", 0.4, -1.5, 2.3) == (
        "Happy Index: no clear change after the course “Workshop”. Compared with places not "
        "trained yet, the likely range goes from 1.5 points lower to 2.3 points higher."
    )
    assert "dealt out by lot" in verdict("no clear change", 1.3, 0.15, 2.5)
    assert "The likely range is not known." in verdict("moved", 1.0, None, None)
    assert "not enough data to tell" in verdict("not enough data", None, None, None)


@pytest.mark.parametrize("status", ["moved", "no clear change", "not enough data", "odd", ""])
@pytest.mark.parametrize("value", [None, -1.0, 0.0, 1.0])
def test_only_moved_is_called_moved_and_nothing_is_called_caused(
    status: str, value: float | None
) -> None:
    for low, high in product([None, -2.0, 0.5], [None, 2.0]):
        said = verdict(status, value, low, high)
        claims = "it moved after training" in said
        assert not claims or (status == "moved" and None not in (value, low, high))
        assert "cause" not in said and "nan" not in said and "None" not in said


@pytest.mark.parametrize(
    ("p", "said"),
    [(0.0001, "less than 0.1%"), (0.0049, "0.5%"), (0.05, "5.0%"), (0.053, "5.3%"), (0.27, "27%"),
     (1.0, "100%")],
)  # fmt: skip
def test_the_lot(p: float, said: str) -> None:
    assert f"In {said} of these tries" in say.lot(p)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda m: m.id)
def test_every_unit_has_a_difference(measure: Measure) -> None:
    said = say.difference(measure, -1.25)
    assert said[0].isdigit() and re.search(r"[a-z]", said)
    assert "%" not in said


def test_signs_and_counts() -> None:
    assert [say.signed(INDEX, v) for v in (1.26, -1.26, 0.0, None)] == [
        "+1.3", "-1.3", "0.0", "no figure"
    ]  # fmt: skip
    assert say.between(INDEX, -1, 2) == "-1.0 to +2.0" and say.between(INDEX, None, 2) == ""
    assert [say.since(m) for m in (-2, -1, 0, 1, 12)] == [
        "2 months before", "1 month before", "The month of training", "1 month after",
        "12 months after",
    ]  # fmt: skip
    assert gates.left_out("closed", 0) == "" and "2 stations are" in gates.left_out("closed", 2)
    assert gates.gate("trained", 1, 8).startswith("1 station was")


def everything() -> dict[str, str]:
    """Every sentence of the page in every case."""
    cases = {
        "up": ("moved", 3.2, 1.1, 5.3), "down": ("moved", -2.3, -4.2, -0.5),
        "unclear": ("no clear change", 0.4, -1.5, 2.3), "lot": ("no clear change", 1.3, 0.2, 2.5),
        "unknown": ("no clear change", 1.3, None, None),
        "gates": ("not enough data", None, None, None),
    }  # fmt: skip
    said = {name: verdict(*given) for name, given in cases.items()}
    said |= {f"cause {s}": say.not_the_cause(s) for s in ("moved", "no clear change",
                                                          "not enough data")}  # fmt: skip
    said |= {f"gate {name}": gates.gate(name, 12, 8) for name in GATES}
    said |= {f"left out {name}": gates.left_out(name, 3) for name in REASONS}
    rates = [(71, 70), (70, 71), (70, 70)]
    said |= {f"naive {n}": say.naive(INDEX, *pair) for n, pair in enumerate(rates)}
    return said | {
        "study": say.study([True, False] * 6, [True] * 3), "lot p": say.lot(0.27),
        "not drawn": say.not_drawn(1, 12), "not drawn 2": say.not_drawn(2, 12),
        "misleads": say.misleads(), "chicago": say.chicago(),
    }  # fmt: skip


@pytest.mark.parametrize("name", everything())
def test_it_can_be_read_at_grade_nine(name: str) -> None:
    textstat = pytest.importorskip("textstat")
    said = everything()[name]
    assert textstat.flesch_kincaid_grade(said) <= GRADE, said
