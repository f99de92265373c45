"""What a force asks of a supplier's API: the table [<source>.fetch] of its sources.toml."""

import re
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from release.measures import Strict

What = Literal["button", "followup", "text", "experience_points"]

COMMON = (
    "feedbackId",
    "smileyId",
    "localTime",
    "surveyId",
    "experiencePointId",
    "buttonIndex",
    "misuse",
    "position",
    "smileyType",
)
REQUIRED: dict[What, tuple[str, ...]] = {
    "button": COMMON,
    "followup": (*COMMON, "followupOptionId"),
    "text": (*COMMON, "spam", "categories", "themes"),
    "experience_points": ("experiencePointId", "name", "type"),
}
"""Columns that the API promises for every row, without what somebody wrote."""

OPTIONAL: dict[What, tuple[str, ...]] = {
    "button": ("ui",),
    "followup": ("ui", "followupQuestionId", "followupOptionTextInDefaultLocale"),
    "text": ("ui",),
    "experience_points": ("parent",),
}

SERVER = "https://api.happy-or-not.com/v2"
ADDRESS = re.compile(r"https://[\w.-]+(:\d+)?(/[\w./-]*)?|http://127\.0\.0\.1:\d+(/[\w./-]*)?")


class Fetch(Strict):
    """``since`` is the first day wanted. ``stations`` says which nodes of the tree of experience
    points are which areas; with it, a code list is proposed at every fetch."""

    api: Literal["happyornot"]
    what: What
    since: date
    url: str = SERVER
    surveys: tuple[int, ...] = ()
    experience_points: tuple[int, ...] = ()
    overlap_days: int = Field(default=7, ge=0, le=90)
    stations: dict[str, str] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def _safe(cls, url: str) -> str:
        if not ADDRESS.fullmatch(url):
            raise ValueError("must be an https address without a name, a password or a question")
        return url.rstrip("/")
