"""Every page of the site and its address. A page is a pure function of (reader, address)."""

from collections.abc import Callable

from portal.page import Page
from portal.pages import (
    actions,
    compare,
    course,
    data,
    effect,
    glossary,
    home,
    measure,
    measures,
    methods,
    offline,
    release,
    releases,
    statements,
    station,
    stations,
    style,
    training,
)

ADDRESSES: list[tuple[str, Callable[..., Page]]] = [
    ("/", home.page),
    ("/stations", stations.page),
    ("/stations/<area>", station.page),
    ("/compare", compare.page),
    ("/measures", measures.page),
    ("/measures/<measure>", measure.page),
    ("/training", training.page),
    ("/training/<course>", course.page),
    ("/effect", effect.page),
    ("/actions", actions.page),
    ("/data", data.page),
    ("/releases", releases.page),
    ("/releases/<id>", release.page),
    ("/methods", methods.page),
    ("/glossary", glossary.page),
    (style.PATH, style.page),
    ("/accessibility", statements.accessibility),
    ("/privacy", statements.privacy),
    (offline.PATH, offline.page),
]
