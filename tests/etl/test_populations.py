"""What a number counts has one form whatever measure shows it, and sums follow from the forms."""

import pytest

from etl.attack.family import Sum, is_heads, sums
from etl.force import read_force
from etl.populations import GROUP, HELD, HOLDING, Population, Populations, population
from tests.etl.test_attack import STOCK
from tests.factory import ROOT

CATALOGUE = read_force(ROOT / "forces/anyshire", ROOT / "catalogue").catalogue
KNOWN = Populations(CATALOGUE.records, CATALOGUE.courses)
RANKS = ("recruit", "constable", "sergeant", "manager", "staff")


def of(id_: str, split: str = "", category: str = "") -> tuple[Population, Population | None]:
    return KNOWN.of(CATALOGUE.measures[id_], split, category)


def staff(*groups: str, ranks: tuple[str, ...] = RANKS) -> frozenset[str]:
    return frozenset(f"{g}/{r}" for g in groups for r in ranks)


def held(course: str, groups: frozenset[str]) -> Population:
    return population(HOLDING, {"course": [course], GROUP: groups, HELD: ["yes"]})


ALL = staff("sworn", "civilian", "recruit")
MANAGERS = staff("sworn", "civilian", ranks=("manager",))
FORMS = {
    "an item": (("quality_of_interaction", "item", "respect"), ("treated_with_respect", "", "")),
    "a course": (
        ("course_coverage", "course", "leadership_certificate"),
        ("leadership_certificate", "", ""),
    ),
    "the course of recruits": (
        ("course_coverage", "course", "recruit_course"),
        ("recruit_coverage", "", ""),
    ),
    "a course of everybody": (
        ("course_coverage", "course", "customer_service_workshop"),
        ("workshop_coverage", "", ""),
    ),
}


@pytest.mark.parametrize(("one", "other"), FORMS.values(), ids=FORMS)
def test_one_form_for_the_same_records(one, other):
    assert of(*one) == of(*other)


BASES = {
    "everybody": (("workshop_coverage", "", ""), ALL),
    "one group": (("workshop_coverage", "staff_group", "sworn"), staff("sworn")),
    "two of three": (("course_coverage", "course", "self_awareness"), staff("sworn", "civilian")),
    "the same two": (("course_coverage", "course", "resilience"), staff("sworn", "civilian")),
    "one rank of two": (("leadership_certificate", "", ""), MANAGERS),
    "recruits": (("recruit_coverage", "", ""), staff("recruit")),
}


@pytest.mark.parametrize(("what", "groups"), BASES.values(), ids=BASES)
def test_the_base_of_a_course_is_the_people_who_take_it(what, groups):
    top, base = of(*what)
    assert base == KNOWN.heads(groups) and is_heads(base)
    assert not is_heads(top) and top.values(GROUP) == groups and top.values(HELD) == {"yes"}


def test_places_on_courses_are_no_people():
    top, base = of("course_coverage")
    assert base == population(HOLDING, {}) != KNOWN.heads(ALL)
    assert top == population(HOLDING, {HELD: ["yes"]})
    assert not is_heads(base)


def test_a_field_that_is_not_narrowed_is_left_out():
    narrow = {"rank": frozenset("a"), "held": frozenset("yn")}
    assert Populations({"r": STOCK}).canonical("r", narrow) == population("r", {"rank": ["a"]})
    assert Populations().canonical("r", narrow) == population("r", narrow), "nothing is known"


ADD_UP_TO = {
    "held or not": (held("resilience", ALL), HELD, KNOWN.heads(ALL)),
    "items": (of("treated_with_respect")[1], "item", population("answer", {})),
    "courses": (
        held("leadership_certificate", MANAGERS),
        "course",
        population(HOLDING, {HELD: ["yes"]}),
    ),
    "a course of some of its people": (
        held("leadership_certificate", staff("sworn", ranks=("manager",))),
        "course",
        None,
    ),
    "groups": (KNOWN.heads(staff("sworn")), GROUP, None),
}


@pytest.mark.parametrize(("one", "name", "whole"), ADD_UP_TO.values(), ids=ADD_UP_TO)
def test_what_a_partition_adds_up_to(one, name, whole):
    assert KNOWN.without(one, name) == whole


# --- sums -----------------------------------------------------------------------------------------


def test_items_add_up_to_the_total():
    """With two ratings: of all answers, and of the good ones."""
    items = CATALOGUE.measures["quality_of_interaction"].breakdowns["item"].categories
    total, parts = of("quality_of_interaction"), []
    for side in (0, 1):
        parts = [of("quality_of_interaction", "item", i)[side] for i in items]
        assert Sum(total[side], tuple(sorted(parts))) in sums([total[side], *parts], KNOWN)


def test_a_missing_item_is_an_unknown_part():
    total, part = of("quality_of_interaction")[1], of("treated_with_respect")[1]
    rest = KNOWN.every_value("answer", "item") - {"respect"}
    other = population("answer", {"item": rest})
    assert sums([total, part], KNOWN) == [Sum(total, tuple(sorted([part, other])))]


def test_groups_add_up_to_the_staff():
    three = [of("workshop_coverage", "staff_group", g)[1] for g in ("sworn", "civilian", "recruit")]
    assert Sum(KNOWN.heads(ALL), tuple(sorted(three))) in sums([KNOWN.heads(ALL), *three], KNOWN)


def test_overlapping_sets_give_their_smallest_parts():
    one, two = KNOWN.heads(staff("sworn", "civilian")), KNOWN.heads(staff("civilian", "recruit"))
    left, both, right = (KNOWN.heads(staff(g)) for g in ("sworn", "civilian", "recruit"))
    assert {*sums([one, two], KNOWN)} == {
        Sum(one, tuple(sorted([left, both]))),
        Sum(two, tuple(sorted([both, right]))),
    }


def test_a_set_within_another_leaves_its_rest():
    some, all_ = KNOWN.heads(MANAGERS), KNOWN.heads(ALL)
    assert sums([some, all_], KNOWN) == [
        Sum(all_, tuple(sorted([some, KNOWN.heads(ALL - MANAGERS)])))
    ]


def test_places_are_the_people_of_each_course_once_for_each():
    places, heads = population(HOLDING, {}), KNOWN.heads(staff("sworn", "civilian"))
    (found,) = [s for s in sums([places, heads], KNOWN) if s.whole == places]
    takers = [KNOWN.takers(id_) for id_ in CATALOGUE.courses]
    assert sorted(KNOWN.heads(t) for t in takers) == list(found.parts)
    assert found.parts.count(heads) == takers.count(staff("sworn", "civilian")) > 1


def test_what_nothing_is_known_of_has_no_sum():
    some = [of("treated_with_respect")[1], of("workshop_coverage")[1]]
    assert sums(some, KNOWN) == [] and sums([], KNOWN) == []
