"""What became of groups of staff: recruits of an intake, managers promoted since a rule, people who
were assessed before and after. Pure."""

import polars as pl

from etl.catalogue import Course
from etl.records import THOUSANDTHS
from etl.stock import PASSED, month_ends, with_held

REACHED = 70
"""Points of 100 from which an assessment counts as reached; definitions and docs say it too."""


YES, NO = pl.lit("yes"), pl.lit("no")


def recruits(
    posts: pl.DataFrame, completions: pl.DataFrame, courses: dict[str, Course]
) -> pl.DataFrame:
    """One row per recruit and course that only recruits take (record ``recruit``), dated by the
    month of the intake.

    Everyone who began counts for good: sworn in since, left since or gone elsewhere. Who began
    twice counts in the later intake, so that nobody is counted twice. The course counts whenever
    it was passed, up to now.
    """
    only = [c.id for c in courses.values() if c.for_ == ["recruit"]]
    began = (
        posts.filter(pl.col("intake").is_not_null())
        .sort("intake", "start", "area")
        .unique("person", keep="last", maintain_order=True)
        .join(pl.DataFrame({"course": only}, schema={"course": pl.String}), how="cross")
    )
    passed = completions.filter(pl.col("result").is_in(PASSED)).select("person", "course").unique()
    return began.join(
        passed.with_columns(did=YES), on=["person", "course"], how="left"
    ).select(
        "person", "course", pl.concat_str("intake", pl.lit("-01")).alias("date"), "area",
        pl.col("did").fill_null("no").alias("held"),
    )  # fmt: skip


def promoted(
    promotions: pl.DataFrame,
    completions: pl.DataFrame,
    courses: dict[str, Course],
    months: list[str],
    whole: str,
) -> pl.DataFrame:
    """One row per month's end, promotion up to then and course it needed (record ``promoted``):
    promotions into the rank groups of a course since the day from which it is ``needed_from``.

    ``held`` says whether the course was held on the day of the promotion: what is passed later does
    not count. From one rank to another within the groups is no promotion into them. A promotion
    that names no place belongs to the force (``whole``) only.
    """
    rules = [
        (c.id, str(c.needed_from), rank)
        for c in courses.values()
        if c.needed_from
        for rank in c.rank_groups
    ]
    schema = {"course": pl.String, "since": pl.String, "to_group": pl.String}
    needed = pl.DataFrame(rules, schema=schema, orient="row")
    inside = needed.select("course", from_group="to_group", inside=pl.lit(value=True))
    since = (
        promotions.join(needed, on="to_group")
        .filter(pl.col("date") >= pl.col("since"))
        .join(inside, on=["course", "from_group"], how="left")
        .filter(pl.col("inside").is_null())
        .select("person", "course", "date", pl.col("area").fill_null(whole))
    )
    told = with_held(since, completions, courses).rename({"date": "day"})
    return (
        told.join(month_ends(months), how="cross")
        .filter(pl.col("day") <= pl.col("date"))
        .select("person", "course", "day", "date", "area", "held")
    )


def checked(checks: pl.DataFrame) -> pl.DataFrame:
    """Two rows per person and area of learning (record ``check_result``): whether they reached
    ``REACHED`` points before the training and after it.

    Only who was assessed both times counts, so that before and after are the same people; of
    several assessments of one person in one area of learning, the first.
    """
    both = (
        checks.filter(pl.col("before").is_not_null() & pl.col("after").is_not_null())
        .sort("date", "area", "before", "after")
        .unique(["person", "learning_area"], keep="first", maintain_order=True)
    )
    enough = REACHED * THOUSANDTHS
    return pl.concat(
        both.select(
            "person", "learning_area", "date", "area", pl.lit(moment).alias("moment"),
            pl.when(pl.col(moment) >= enough).then(YES).otherwise(NO).alias("reached"),
        )
        for moment in ("before", "after")
    )  # fmt: skip
