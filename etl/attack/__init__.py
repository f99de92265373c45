"""The attack test: what could somebody find out who has everything that was ever shown? Pure.

    sight     what one release shows of each count of people, and what its silence says
    family    how populations add up: categories to totals, courses to places, groups to staff
    plan      what the definitions tell the attacker
    programme counts, their limits, the sums between them, and targets
    worlds    every world that fits all sights: such a programme
    blocks    the parts of it that can be solved on their own
    solve     the least and the greatest value of every small number in these worlds
    proof     what stood, and whether it still does when more is hidden
    gate      attack, hide more, attack again; a release that cannot be made safe is not published
    withhold  what to hide next

The sights of earlier releases are kept in the landing zone (etl/ledger.py).

The attacker knows the rules, the catalogue, every release, and that the numbers add up. He does not
know the secret: the offset of a cell is a variable like any other, the same in all periods. What he
could conclude is a function of what is shown and of the definitions, not of true numbers, so that
what the test makes us hide says nothing more.

Sources: M. Fischetti and J. J. Salazar, "Models and algorithms for optimizing cell suppression in
tabular data with linear constraints", JASA 95, 2000 (the attacker's programme); HiGHS (Q. Huangfu
and J. A. J. Hall, Mathematical Programming Computation 10, 2018) solves it.
"""
