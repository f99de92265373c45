"""Charts of one breakdown: by size where the order means nothing, a sentence where one bar is."""

import re
from dataclasses import replace
from pathlib import Path

from portal import series
from portal.first_html import render
from portal.pages import splits
from release.reader import Reader
from tests.factory import sample_draft
from tests.portal.published import published


def drawn(reader: Reader, measure: str, breakdown: str, area: str = "district_south") -> str:
    shown = series.latest(reader, reader.measures[measure], reader.areas[area])
    return render(splits.categories(reader, shown, breakdown, "x", title="By group"))


def figures(html: str) -> list[float]:
    cells = re.findall(r'<tr><th scope="row">[^<]*</th><td[^>]*>([0-9.,]+)', html)
    return [float(cell.replace(",", "")) for cell in cells]


def test_themes_stand_by_size_and_questions_in_their_order(tmp_path: Path) -> None:
    reader = published(tmp_path, sample_draft(14))
    themes = figures(drawn(reader, "comment_mentions", "theme"))
    assert len(themes) > 2 and themes == sorted(themes, reverse=True)
    questions = drawn(reader, "quality_of_interaction", "item")
    titles = list(reader.measures["quality_of_interaction"].breakdowns["item"].categories.values())
    places = [questions.index(f">{title}<") for title in titles if f">{title}<" in questions]
    assert len(places) > 2 and places == sorted(places)


def test_a_breakdown_of_words_alone_is_drawn(tmp_path: Path) -> None:
    draft = sample_draft(14)
    seen = draft.observations
    chosen = (seen["measure"] == "workshop_coverage") & (seen["breakdown"] == "staff_group")
    numbers = ("numerator", "denominator", "value", "lower", "upper")
    gone = {name: seen[name].mask(chosen) for name in numbers}
    words = {"status": seen["status"].mask(chosen, "suppressed"),
             "note": seen["note"].mask(chosen, "most")}  # fmt: skip
    reader = published(tmp_path, replace(draft, observations=seen.assign(**gone, **words)))
    html = drawn(reader, "workshop_coverage", "staff_group", "testshire")
    assert html.count('class="bar edge c-main"') > 1 and "Most: all but under ten" in html
    assert html.count(" most") > 1 and "too small to show" not in html


def test_a_single_bar_is_a_sentence(tmp_path: Path) -> None:
    draft = sample_draft(14)
    seen = draft.observations
    index = next(m for m in draft.measures if m.id == "happy_index")
    first = next(iter(index.breakdowns["touchpoint"].categories))
    others = (seen["breakdown"] == "touchpoint") & (seen["category"] != first)
    reader = published(tmp_path, replace(draft, observations=seen[~others]))
    html = drawn(reader, "happy_index", "touchpoint", "station_elm")
    assert html.startswith("<p>By group. In ") and "<svg" not in html
