"""What stood is not attacked again while every world of before is still possible, and only then."""

from dataclasses import replace

import pandas as pd

from etl.attack.gate import plan_of, sight_of
from etl.attack.programme import Target, Worlds
from etl.attack.proof import Proof, wider
from etl.attack.sight import INF
from etl.attack.solve import NEED, attack
from etl.attack.worlds import worlds
from etl.disclosure import protected, with_cells
from tests.etl.test_attack import COUNT, PEOPLE, events, rules_of, staff

STAFF = staff(n=(45, 110), n1=(22, 50), n2=(20, 41), n3=(3, 19))
COUNTS = events(f=300, n=90, s=150, w=60, n1=20, n2=40, n3=30)


def seen(truth: pd.DataFrame, *hidden: str, measure=PEOPLE) -> Worlds:
    """The worlds that fit what is shown where the cells of some areas are hidden."""
    rules = rules_of(measure)
    cells = with_cells(truth, rules)
    hide = frozenset(cells.loc[cells["area"].isin(hidden), "top"])
    return worlds([sight_of(protected(cells, replace(rules, hide=hide)), rules)], plan_of(rules))


def test_hiding_more_leaves_every_world_possible():
    before, one, two = seen(STAFF), seen(STAFF, "n1"), seen(STAFF, "n1", "n2")
    assert wider(one, before) and wider(two, one) and wider(two, before)
    assert not wider(before, one) and not wider(one, two)


def test_what_is_shown_again_takes_worlds_away():
    """Of exact counts another one was hidden beside the first; it need not be beside two."""
    one, two = (seen(COUNTS, *some, measure=COUNT) for some in (["n1"], ["n1", "n2"]))
    assert not wider(two, one)


def test_two_hidden_parts_leave_a_new_number_that_takes_no_world_away():
    before, after = seen(STAFF), seen(STAFF, "n1")
    assert any("left by" in label for label in {*after.labels} - {*before.labels})
    assert wider(after, before)


def test_a_narrower_limit_or_one_more_sum_takes_worlds_away():
    before, after = seen(STAFF), seen(STAFF)
    assert wider(after, before)
    after.lower[0] += 1
    assert not wider(after, before)
    after = seen(STAFF)
    after.rows.append(((0, 1), (1.0, -1.0), 0.0, 0.0))
    assert not wider(after, before)


def small_world(rows, lower, upper, *more: str) -> Worlds:
    made = Worlds()
    for label in ("a", "b", "c", "d", *more):
        made.column(label, label=label)
    made.lower, made.upper, made.rows = [*lower], [*upper], [*rows]
    return made


def test_two_sums_of_one_new_number_take_worlds_away():
    """x is a + b and also c + d: so a + b is c + d."""
    before = small_world([], [0] * 4, [20] * 4)
    sums = [((4, 0, 1), (1.0, -1.0, -1.0), 0.0, 0.0), ((4, 2, 3), (1.0, -1.0, -1.0), 0.0, 0.0)]
    assert wider(small_world(sums[:1], [0] * 5, [20] * 4 + [INF], "x"), before)
    assert not wider(small_world(sums, [0] * 5, [20] * 4 + [INF], "x"), before)


def test_what_stood_because_it_could_not_be_small_is_attacked_again():
    """Nobody is there, and everybody sees it; where that is hidden, there may be one or two."""
    target = Target("a", (0,), False, ("a",))
    before, after = (small_world([], [0] * 4, [up, 20, 20, 20]) for up in (0, 2))
    before.targets, after.targets = [target], [target]
    proof = Proof()
    proof.open_in(before)
    verdict = attack(before)
    proof.learn(before, verdict)
    assert not verdict.open_ and wider(after, before)
    assert proof.open_in(after) == {"a"} and attack(after).open_ == [target]


def test_only_what_is_new_is_attacked_where_worlds_were_added():
    proof, before, after = Proof(), seen(STAFF, "n1"), seen(STAFF, "n1", "n2")
    assert proof.open_in(before) is None
    proof.learn(before, attack(before))
    again = proof.open_in(after)
    assert again is not None and again < {target.label for target in after.targets}
    proof.learn(after, attack(after, only=again))
    assert proof.open_in(after) == set()
    assert proof.narrowest() >= NEED and proof.numbers() == len(after.targets)


def test_everything_is_attacked_again_where_worlds_were_taken_away():
    proof, before = Proof(), seen(STAFF, "n1", "n2")
    proof.open_in(before)
    proof.learn(before, attack(before))
    assert proof.open_in(seen(STAFF, "n1")) is None


def test_what_stood_whole_is_known_by_its_fingerprint():
    proof, made = Proof(), seen(STAFF)
    proof.open_in(made)
    proof.learn(made, attack(made))
    again = attack(made, passed=proof.stood(NEED))
    assert (again.open_, again.solved) == ([], 0)
