"""What to hide next where the attack test could find something out. Pure."""

from collections import defaultdict

from etl.attack.programme import Target, Worlds
from etl.attack.solve import Verdict


def more_to_hide(made: Worlds, verdict: Verdict, hidden: set[str], many: int) -> set[str]:
    """For each target that could be found out, more to hide: what is said of it in words, then the
    ``many`` smallest of the nearest shown counts."""
    neighbours = neighbours_of(made) if verdict.open_ else {}
    more: set[str] = set()
    visible = made.words | {*made.shown.values()}
    for target in verdict.open_:
        own = [name for name in target.cells if name not in hidden and name in visible]
        if own:
            more.add(own[0])
        elif not (found := nearest(made, target, neighbours, hidden, many)) & more:
            more |= found
    return more


def nearest(
    made: Worlds, target: Target, neighbours: dict[int, set[int]], hidden: set[str], many: int
) -> set[str]:
    """Up to ``many`` shown cells, those the fewest sums away from a target first, of these the
    smallest. What an earlier release showed cannot be hidden any more."""
    seen = edge = set(target.columns)
    found: list[str] = []
    while edge and len(found) < many:
        shown = sorted(
            (made.known[c].rounded or made.known[c].lower, made.shown[c])
            for c in edge
            if c in made.shown and made.shown[c] not in hidden
        )
        found += [name for _size, name in shown]
        edge = set().union(*(neighbours.get(c, set()) for c in edge)) - seen
        seen = seen | edge
    return set(found[:many])


def neighbours_of(made: Worlds) -> dict[int, set[int]]:
    """Columns that stand in a sum with each column."""
    found: dict[int, set[int]] = defaultdict(set)
    counts = len(made.known)
    for columns, _coefficients, _lower, _upper in made.rows:
        some = {c for c in columns if c < counts}
        for column in some:
            found[column] |= some
    return found
