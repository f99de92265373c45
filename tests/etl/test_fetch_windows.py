"""Every day is fetched, none is left out, and what comes late comes in."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from etl.fetch.windows import LONGEST, Window, final, reached, windows

DAY = timedelta(days=1)
DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))


def window(start: date, end: date, day: date) -> Window:
    return Window(start=start, end=end, day=day, file="", rows=0)


@given(DAYS, DAYS)
def test_windows_meet_without_gap_or_overlap(start: date, end: date) -> None:
    found = windows(start, end)
    days = [a + DAY * n for a, b in found for n in range((b - a).days)]
    assert days == [start + DAY * n for n in range((end - start).days)]
    assert all(b - a <= LONGEST for a, b in found)


def test_a_window_is_a_year_even_before_a_leap_day() -> None:
    assert windows(date(2023, 6, 1), date(2024, 6, 1)) == [
        (date(2023, 6, 1), date(2024, 5, 31)),
        (date(2024, 5, 31), date(2024, 6, 1)),
    ]


def test_nothing_done_begins_at_the_start() -> None:
    since = date(2026, 1, 1)
    assert (reached([], since), final([], since, 7)) == (since, since)


def test_a_lost_window_is_a_gap() -> None:
    since = date(2024, 1, 1)
    later = window(date(2025, 1, 1), date(2026, 1, 1), date(2026, 2, 1))
    assert final([later], since, 7) == since


def test_the_past_is_final_at_once_and_the_last_week_is_not() -> None:
    done = [window(date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))]
    assert final(done, date(2026, 1, 1), 7) == date(2026, 6, 24)
    assert final(done, date(2026, 1, 1), 0) == date(2026, 6, 30)


@given(
    overlap=st.integers(0, 20),
    pauses=st.lists(st.integers(1, 40), min_size=1, max_size=12),
    happened=st.integers(0, 200),
    late=st.integers(0, 20),
)
def test_what_comes_up_to_the_overlap_late_is_fetched(
    overlap: int, pauses: list[int], happened: int, late: int
) -> None:
    """A record of day ``happened`` that arrives ``late`` days after that day was over."""
    since = date(2026, 1, 1)
    record, arrives = since + DAY * happened, since + DAY * (happened + 1 + min(late, overlap))
    done: list[Window] = []
    caught, today = False, since
    for pause in pauses:
        today += DAY * pause
        for start, end in windows(final(done, since, overlap), today):
            caught |= start <= record < end and arrives <= today
            done.append(window(start, end, today))
    assert caught == (arrives <= today)
    assert reached(done, since) == today
