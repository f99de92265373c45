"""A published release for a test, read back."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from release.draft import KEY, SHOWN, Draft
from release.reader import Reader
from release.releases import Releases
from release.writer import publish


def published(folder: Path, *drafts: Draft) -> Reader:
    """The newest of the drafts, published one after the other."""
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    for n, draft in enumerate(drafts, 1):
        publish(url, draft, f"2026-{n:02d}-07T09:00:00Z")
    return Releases(url).latest()


def without_observations(draft: Draft) -> Draft:
    empty = draft.observations.iloc[:0]
    return replace(draft, observations=empty)


def changed(draft: Draft, **columns: object) -> Draft:
    """The draft with these columns set in every observation."""
    return replace(draft, observations=draft.observations.assign(**columns))


def bare() -> Draft:
    """Nothing but a force: no measures, no figures, no other documents."""
    from tests.factory import areas

    return Draft((), areas()[:1], pd.DataFrame([], columns=KEY + SHOWN))
