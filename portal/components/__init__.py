"""The few parts that every page is made of. No colour and no size here: see assets/portal.css."""

from portal.components.aria import aria
from portal.components.figure import chart, downloads, table
from portal.components.form import controls, field, near_me, search_field
from portal.components.parts import (
    badge,
    breadcrumb,
    card,
    fact,
    facts,
    folded,
    grid,
    letters,
    own_words,
    progress,
    section,
    terms,
    top,
)
from portal.components.shell import footer, header, illustrative, shell, skip_link
from portal.components.verdict import verdict, verdicts
from portal.components.words import words_used

__all__ = [
    "aria", "badge", "breadcrumb", "card", "chart", "controls", "downloads", "fact", "facts",
    "field", "folded", "footer", "grid", "header", "illustrative", "letters", "near_me",
    "own_words", "progress", "search_field", "section", "shell", "skip_link", "table", "terms",
    "top", "verdict", "verdicts", "words_used",
]  # fmt: skip
