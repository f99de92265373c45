"""What the shown numbers say: every table of a release that is worked out from its observations.

Pure. It sees shown numbers only, so nothing in it can say more than the observations do.
"""

from collections.abc import Callable

import pandas as pd

from etl.assess import assess
from etl.compare import compare
from etl.effects.table import effect_table
from etl.finish import finish
from etl.shown import Shown

__all__ = ["Shown", "findings"]


def findings(shown: Shown) -> dict[str, pd.DataFrame]:
    """Table (release.tables.FINDINGS) → its rows."""
    parts: list[Callable[[Shown], dict[str, pd.DataFrame]]] = [
        assess,
        compare,
        effect_table,
        finish,
    ]
    return {name: rows for part in parts for name, rows in part(shown).items()}
