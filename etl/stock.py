"""Who is in post at the end of each month, and which courses they hold. Pure."""

from calendar import monthrange

import polars as pl

from etl.catalogue import Course

PASSED = ["completed", "passed"]


def months_between(first: str, last: str) -> list[str]:
    """Every month from ``first`` to ``last``, both included (YYYY-MM)."""
    start, end = (int(m[:4]) * 12 + int(m[5:7]) - 1 for m in (first, last))
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, end + 1)]


def month_end(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{month}-{monthrange(year, number)[1]:02d}"


def month_ends(months: list[str]) -> pl.DataFrame:
    """``date``: the last day of each month (ISO)."""
    return pl.DataFrame({"date": [month_end(m) for m in months]}, schema={"date": pl.String})


def holdings(
    posts: pl.DataFrame,
    completions: pl.DataFrame,
    courses: dict[str, Course],
    months: list[str],
) -> pl.DataFrame:
    """One row per person in post, month and course that their group takes (record ``holding``).

    A spell's ``end`` is its last day. Where spells of one person overlap, the one that began last
    counts, so that nobody is counted twice. Nobody is in post whom the roster does not know.
    """
    in_post = (
        posts.join(month_ends(months), how="cross")
        .filter(pl.col("start") <= pl.col("date"))
        .filter(pl.col("end").is_null() | (pl.col("end") >= pl.col("date")))
        .sort("start", "end", "area", "staff_group", "rank_group")
        .unique(["person", "date"], keep="last", maintain_order=True)
    )
    due = in_post.join(_takes(courses), on=["staff_group", "rank_group"], how="inner")
    names = ["person", "course", "date", "area", "staff_group", "rank_group"]
    return with_held(due.select(names), completions, courses)


def with_held(
    rows: pl.DataFrame, completions: pl.DataFrame, courses: dict[str, Course]
) -> pl.DataFrame:
    """Adds ``held``: whether the ``person`` holds the ``course`` on the ``date`` (ISO), yes or no.

    A pass counts from its day on, whenever it was: before joining, before a break, in another post.
    Where a course lapses, it is held up to the day before; a pass in between renews it from its own
    day. What was failed, before or after, changes nothing.
    """
    lasting = [(c.id, None if c.valid_months is None else f"{c.valid_months}mo")
               for c in courses.values()]  # fmt: skip
    valid = pl.DataFrame(lasting, schema={"course": pl.String, "valid": pl.String}, orient="row")
    passes = (
        completions.filter(pl.col("result").is_in(PASSED))
        .select("person", "course", day=pl.col("date").str.to_date())
        .join(valid, on="course", how="left")
        .with_columns(passed=pl.col("day"), lapses=pl.col("day").dt.offset_by(pl.col("valid")))
        .sort("day")
    )
    found = (
        rows.with_columns(day=pl.col("date").str.to_date())
        .sort("day", maintain_order=True)
        .join_asof(passes, on="day", by=["person", "course"], check_sortedness=False)
    )
    lapsed = (pl.col("lapses") <= pl.col("day")).fill_null(value=False)
    held = pl.col("passed").is_not_null() & ~lapsed
    return found.select(
        *rows.columns, held=pl.when(held).then(pl.lit("yes")).otherwise(pl.lit("no"))
    )


def _takes(courses: dict[str, Course]) -> pl.DataFrame:
    """Which staff and rank group takes which course."""
    ranks = ["recruit", "constable", "sergeant", "manager", "staff"]
    rows = [
        (group, rank, course.id)
        for course in courses.values()
        for group in course.for_
        for rank in course.rank_groups or ranks
    ]
    schema = {"staff_group": pl.String, "rank_group": pl.String, "course": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
