"""Did the score move after training? Staggered difference-in-differences. Pure.

``training.after_training`` is the whole of it: gates first, then estimates, a permutation test and
the naive table. Seeds are arguments. The parts:

    panel        a balanced table of units by months, and each unit's first month of training
    group_time   ATT(g,t): a group trained in month g, seen in month t, beside units not yet trained
    aggregates   many ATT(g,t) as one number, by time since training, by group, by calendar month
    permutation  how often chance alone, dealing out the training dates anew, moves it as far
    gates        whether there is enough to tell
    naive        the table that misleads
    units        which stations are compared, and since when each is trained, from shown numbers
    table        the rows of the release table ``effect``

Sources: B. Callaway and P. H. C. Sant'Anna, "Difference-in-Differences with multiple time periods",
Journal of Econometrics 225, 2021, as in the R package ``did`` 2.5 (the vectors; csdid 0.4.3 and
diff-diff 3.13.0 give the same simple ATT); J. Roth and P. H. C. Sant'Anna, "Efficient Estimation
for Staggered Rollout Designs", 2021, R package ``staggered``, for the Chicago panel.

What may be concluded: that a score moved after training, by how much, within which limits, *if*
units trained later show how those trained earlier would have gone on. Early and late units must
have moved alike before training: points of the event study before training away from zero speak
against it, points at zero do not prove it. The permutation test needs more: that the dates were
dealt out as if by lot. Nothing here shows that training was the cause.

With few units the errors are a little small. In made-up panels of 24 units without any effect, each
trained in a month of its own, intervals of 95 % held 0 in 81 to 94 % of cases, by aggregate; in
groups of four, 89 to 98 %. The permutation test was exact in both (p of 5 % or less in 5 %), so a
sentence that claims a change should need both.

What may not: a finding about persons; about units trained before the window, which are left out;
about the months after nearly everyone is trained, which have nobody left to compare with; or about
a unit that trains its people by degrees and shares them with others.

Chicago, complaints per officer and month, 2011 to 2016, from cells of district, month and trained
(worked out in tests/etl/test_effects_naive.py):

    all trained against all untrained officer-months    -31.9 %   (-0.0166)
    inside the same month                               -0.0060
    inside the same month and district                  -0.0049 ± 0.0050 (24 districts as clusters)
    ATT(g,t) of districts, trained once half of it is   +0.0101 ± 0.0161 (22 districts, 3 months)

Training came late in the window, and complaints fell in the whole city: most of the naive gap is
the calendar. The cells do not say who was trained when, so neither published estimate can be made
from them: Callaway and Sant'Anna's -0.005177 (standard error 0.0039), or -0.0011 ± 0.0041, which
is Roth and Sant'Anna's efficient estimator, another method than the one here. The third line is no
difference-in-differences: it leans on the lot alone and takes no officer's own past into account.
In the last one a district counts as trained while half of its officers are not, and its controls
are half trained too. Neither line is clearly apart from 0, and neither shows that training did
nothing.
"""
