"""The only place where a figure becomes words.

Every sentence is a whole template; a figure goes in with its unit, an area and a period by name.
No sentence says more than the interval allows, and nothing is worked out from a hidden number.
"""

from portal.wording.missing import count, gaps, hidden, nothing
from portal.wording.quantities import (
    aim,
    beside_title,
    brief,
    figure,
    interval,
    period,
    quantity,
    said,
    share,
    status,
    unit,
    vague,
)
from portal.wording.sentences import (
    against,
    before,
    change,
    headline,
    of_course,
    over_time,
    split,
    target,
)

__all__ = [
    "against", "aim", "before", "beside_title", "brief", "change", "count", "figure", "gaps",
    "headline", "hidden", "interval", "nothing", "of_course", "over_time", "period", "quantity",
    "said", "share", "split", "status", "target", "unit", "vague",
]  # fmt: skip
