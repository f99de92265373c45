"""Bursts: the same button pressed again within seconds. The later presses are left out."""

import narwhals.stable.v2 as nw

from etl.engine import Frame
from etl.records import ROW_NUMBER
from etl.sources import Burst

BURST, BUTTON, SECOND = "burst", "burst:button", "burst:second"
DAY = 100_000
"""More than the seconds of a day, so that two days are never close."""

ROWS = 1_000_000
"""So many rows are told apart within a second."""


def marked(frame: Frame, burst: Burst, date: str) -> Frame:
    """Adds BURST: 'yes' where a record comes less than ``seconds`` after another of the same button
    on the same day, whether or not that one counts; else 'no'. Of two at once the first row counts.
    A blank field of the button is like any other text.

    Buttons, times and rows become whole numbers first, which takes a third of the time.
    """
    of = [f"burst:{name}" for name in burst.of]
    order = _second(date) * ROWS + nw.col(ROW_NUMBER) % ROWS
    frame = frame.with_columns(order.alias(SECOND), *[_filled(name) for name in burst.of])
    buttons = frame.select(*of).unique().with_row_index(BUTTON, order_by=of)
    frame = frame.join(buttons, on=of, how="left").drop(*of)
    second = nw.col(SECOND) // ROWS
    before = second.shift(1).over(BUTTON, order_by=SECOND)
    late = (second - before < burst.seconds).fill_null(False)
    flag = nw.when(late).then(nw.lit("yes")).otherwise(nw.lit("no"))
    return frame.with_columns(flag.alias(BURST)).drop(SECOND, BUTTON)


def _filled(name: str) -> nw.Expr:
    """A field of the button without nulls, which a join would not match."""
    return nw.col(name).cast(nw.String).fill_null("").alias(f"burst:{name}")


def _second(time: str) -> nw.Expr:
    """An ISO time as a number that grows by one a second and jumps from day to day; one without
    seconds is at the full minute."""
    text = nw.col(time)
    seconds = nw.when(text.str.len_chars() == 19).then(text.str.slice(17, 2)).otherwise(nw.lit("0"))
    year, month, day, hour, minute = (
        text.str.slice(start, size).cast(nw.Int64)
        for start, size in ((0, 4), (5, 2), (8, 2), (11, 2), (14, 2))
    )
    days = year * 372 + month * 31 + day
    return days * DAY + hour * 3600 + minute * 60 + seconds.cast(nw.Int64)
