"""How populations add up: which are sums of which others, from their definitions alone. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from etl.populations import COURSE, GROUP, HELD, HOLDING, Population, Populations, population


@dataclass(frozen=True)
class Sum:
    """``whole`` is the sum of ``parts``; a part that stands twice counts twice."""

    whole: Population
    parts: tuple[Population, ...]


def sums(known: Iterable[Population], populations: Populations) -> list[Sum]:
    """Every sum among ``known`` populations over the values of one field.

    Where the known sets of values overlap or leave some out, the parts are the smallest sets that
    all of them are made of; those of them that nobody publishes are unknown populations, and part
    of the sums like the others.
    """
    there = set(known)
    families: dict[tuple[Population, str], dict[frozenset[str], Population]] = defaultdict(dict)
    for one in sorted(there):
        for name, values in one.where:
            context = population(one.record, {f: v for f, v in one.where if f != name})
            families[context, name][frozenset(values)] = one
            whole = populations.without(one, name)
            every = populations.every_value(one.record, name)
            if whole is not None and whole in there and every:
                families[context, name][every] = whole
    found = [s for (context, name), sets in families.items() for s in _family(context, name, sets)]
    return [*dict.fromkeys([*found, *_places(there, populations)])]


def _family(
    context: Population, name: str, sets: dict[frozenset[str], Population]
) -> Iterable[Sum]:
    """The sums of populations that differ in the values of one field."""
    if len(sets) < 2:
        return
    member: dict[str, list[frozenset[str]]] = defaultdict(list)
    for values in sets:
        for value in sorted(values):
            member[value].append(values)
    atoms: dict[tuple[frozenset[str], ...], set[str]] = defaultdict(set)
    for value, inside in member.items():
        atoms[tuple(sorted(inside, key=sorted))].add(value)
    where = {f: frozenset(v) for f, v in context.where}
    parts = {
        frozenset(values): sets.get(frozenset(values))
        or population(context.record, {**where, name: values})
        for values in atoms.values()
    }
    for values, whole in sets.items():
        within = [part for atom, part in parts.items() if atom <= values]
        if within != [whole]:
            yield Sum(whole, tuple(sorted(within)))


def _places(there: set[Population], populations: Populations) -> Iterable[Sum]:
    """Places on courses are the people of each course, once for every course that they take."""
    places = population(HOLDING, {})
    if places in there and populations.courses:
        takers = [populations.takers(id_) for id_ in populations.courses]
        yield Sum(places, tuple(sorted(populations.heads(groups) for groups in takers if groups)))


def is_heads(one: Population) -> bool:
    """Whether a population is people in post, whatever they hold: many know how many these are."""
    fields = {name for name, _values in one.where}
    return one.record == HOLDING and GROUP in fields and not fields & {COURSE, HELD}


def telling(found: Iterable[Sum], columns: Mapping[Population, int]) -> list[Sum]:
    """The sums of one place that say something: with a known part, or with one that is part of
    another known whole."""
    here = [one for one in found if one.whole in columns]
    times = Counter(p for one in here for p in set(one.parts))
    return [one for one in here if any(p in columns or times[p] > 1 for p in one.parts)]
