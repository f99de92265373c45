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


def holdings(
    posts: pl.DataFrame,
    completions: pl.DataFrame,
    courses: dict[str, Course],
    months: list[str],
) -> pl.DataFrame:
    """One row per person in post, month and course that their group takes (record ``holding``).

    A spell's ``end`` is its last day. Where spells of one person overlap, the one that began last
    counts, so that nobody is counted twice. The first pass of a course counts from its day on.
    """
    ends = pl.DataFrame({"date": [month_end(m) for m in months]}, schema={"date": pl.String})
    in_post = (
        posts.join(ends, how="cross")
        .filter(pl.col("start") <= pl.col("date"))
        .filter(pl.col("end").is_null() | (pl.col("end") >= pl.col("date")))
        .sort("start")
        .unique(["person", "date"], keep="last", maintain_order=True)
    )
    passes = (
        completions.filter(pl.col("result").is_in(PASSED))
        .group_by("person", "course")
        .agg(pl.col("date").min().alias("passed"))
    )
    due = in_post.join(_takes(courses), on=["staff_group", "rank_group"], how="inner")
    held = (pl.col("passed") <= pl.col("date")).fill_null(False)
    return (
        due.join(passes, on=["person", "course"], how="left")
        .with_columns(held=pl.when(held).then(pl.lit("yes")).otherwise(pl.lit("no")))
        .select("person", "course", "date", "area", "staff_group", "rank_group", "held")
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
