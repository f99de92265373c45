"""The only place where a figure becomes words.

Every sentence is a whole template; a figure goes in with its unit, an area and a period by name.
No sentence says more than the interval allows, and nothing is worked out from a hidden number.
"""

from portal.wording.changing import (
    FEWEST,
    Surety,
    around,
    changing,
    decided,
    icon,
    promise,
    promise_icon,
    stands_out,
    surety,
    varies,
)
from portal.wording.comparing import (
    BANDS,
    FEWEST_PLACES,
    Placed,
    band,
    beyond,
    compared,
    funnel,
    not_compared,
    pairs,
    together,
)
from portal.wording.missing import count, gaps, hidden, nothing, worded
from portal.wording.quantities import (
    aim,
    apart,
    based_on,
    beside_title,
    brief,
    exact,
    interval,
    level,
    limit,
    period,
    quantity,
    said,
    share,
    status,
    told,
    unit,
    vague,
)
from portal.wording.sentences import (
    Course,
    against,
    before,
    change,
    headline,
    likely,
    of_course,
    over_time,
    split,
    target,
)

__all__ = [
    "BANDS", "FEWEST", "FEWEST_PLACES", "Course", "Placed", "Surety", "against", "aim", "apart",
    "around", "band", "based_on", "before", "beside_title", "beyond", "brief", "change",
    "changing", "compared", "count", "decided", "exact", "funnel", "gaps", "headline", "hidden",
    "icon", "interval", "level", "likely", "limit", "not_compared", "nothing", "of_course",
    "over_time", "pairs", "period", "promise", "promise_icon", "quantity", "said", "share",
    "split", "stands_out", "status", "surety", "target", "together", "told", "unit", "vague",
    "varies", "worded",
]  # fmt: skip
