"""Words that need an explanation: short, easy to read, once on a page, and all on /glossary."""

import re
from html import unescape
from pathlib import Path

import pytest
import textstat

from portal import examples, glossary
from portal.components import words_used
from portal.first_html import render
from portal.page import NotFound
from portal.pages import ADDRESSES, measure, statements, style
from portal.pages import glossary as page
from portal.views import Addresses
from release.reader import Reader
from release.releases import Releases
from tests.factory import sample_draft
from tests.portal.findings import with_findings
from tests.portal.published import published

WORDS = glossary.words()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return published(tmp_path_factory.mktemp("words"), with_findings(sample_draft(14)))


def text(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@pytest.mark.parametrize("word", WORDS.values(), ids=lambda w: w.title)
def test_a_word_is_explained_in_two_or_three_easy_sentences(word: glossary.Word) -> None:
    assert len(word.meaning) <= 200 and word.meaning.endswith(".")
    assert not word.title.endswith(".") and word.title[0].isupper()


def test_the_explanations_can_be_read_after_nine_years_of_school() -> None:
    assert textstat.flesch_kincaid_grade(" ".join(w.meaning for w in WORDS.values())) <= 9


def test_titles_are_different() -> None:
    assert len({w.title for w in WORDS.values()}) == len(WORDS)


def test_the_page_lists_every_word_in_order(reader: Reader) -> None:
    drawn = render(page.page(reader).main)
    found = re.findall(r'<dt id="(\w+)">(.*?)</dt>', drawn)
    assert {name for name, _title in found} == set(WORDS)
    assert [t for _name, t in found] == sorted((t for _n, t in found), key=str.casefold)
    assert all(word.meaning in text(drawn) for word in WORDS.values())


def test_a_line_of_words_describes_each_by_its_meaning(reader: Reader) -> None:
    drawn = render(words_used(reader, "likely_range", "limits", within="chart"))
    described = re.findall(r'aria-describedby="([^"]+)"', drawn)
    assert described == ["word-chart-likely_range", "word-chart-limits"]
    for name in described:
        assert f'id="{name}"' in drawn
    assert words_used(reader) is None


def test_a_measure_explains_the_words_that_it_uses(reader: Reader) -> None:
    index = render(measure.page(reader, measure="happy_index").main)
    assert "word-page-happy_index" in index and "word-page-per_contacts" not in index
    rate = render(measure.page(reader, measure="complaints_per_contact").main)
    assert "word-page-per_contacts" in rate and "word-page-rounding" not in rate
    people = render(measure.page(reader, measure="workshop_coverage").main)
    assert "word-page-rounding" in people


def test_the_chosen_period_is_everywhere_on_its_page(reader: Reader) -> None:
    asked = {"measure": "happy_index", "period": "2026-02"}
    made = measure.page(reader, **asked)
    drawn = render(made.main)
    assert "February 2026" in made.description and "chosen" in drawn
    assert "<strong>February 2026 (chosen)</strong>" in drawn
    assert 'class="ring c-main"' in drawn and "Chosen period" in drawn
    assert re.search(r'id="by-face".*?In (February|January to March) 2026: ', drawn, re.S)
    newest = render(measure.page(reader, measure="happy_index").main)
    assert "(chosen)" not in newest and "Chosen period" not in newest


def test_a_split_that_is_published_by_the_quarter_is_shown_for_the_one_around(
    reader: Reader,
) -> None:
    drawn = render(measure.page(reader, measure="happy_index", period="2026-02").main)
    assert re.search(r'id="by-touchpoint".*?In January to March 2026[:,] ', drawn, re.S)


def test_a_period_to_come_has_its_own_words(reader: Reader) -> None:
    with pytest.raises(NotFound, match="There are no figures for January 2031 yet"):
        measure.page(reader, measure="happy_index", period="2031-01")


def test_the_page_of_components_says_that_it_is_made_up_and_is_kept_apart(reader: Reader) -> None:
    made = style.page(reader)
    assert made.listed is False and "made up" in made.description
    drawn = render(made.main)
    assert drawn.count("<figure") >= 13 and "Example" in text(drawn)
    shown = {area.name for area in reader.areas.values()}
    assert not any(name in text(drawn) for name in shown)


def test_the_examples_have_every_state() -> None:
    statuses = {o.status for o in examples.months([70, None])}
    assert statuses == {"normal", "suppressed"}
    assert {s.found.band for s in examples.spots()} == {"higher", "lower", "as expected"}
    assert {p.clear for p in examples.study()} == {True, False}


def test_search_engines_do_not_see_it(database: str, static: Path) -> None:
    from werkzeug.test import Client

    from portal.site import build

    client = Client(build(database, static))
    assert '<meta name="robots" content="noindex">' in client.get("/style").text
    assert "noindex" not in client.get("/glossary").text
    sitemap = client.get("/sitemap.xml").text
    assert "/glossary</loc>" in sitemap and "/style" not in sitemap
    assert 'href="/style"' not in client.get("/").text
    assert Addresses(ADDRESSES).view(Releases(database), "/style", "x=1") is not None


def test_the_statements_say_what_is_so(reader: Reader) -> None:
    access = text(render(statements.accessibility(reader).main))
    assert "The arrow keys go through the points of a chart." in access
    assert "cannot be reached with the keyboard" not in access
    private = text(render(statements.privacy(reader).main))
    for said in ("sets no cookie", "sent to nobody", "They stay with you"):
        assert said in private


def test_every_page_has_a_way_to_say_what_is_wrong(database: str, static: Path) -> None:
    from werkzeug.test import Client

    from portal.site import build

    client = Client(build(database, static))
    for path in ("/", "/stations", "/glossary"):
        footer = client.get(path).text.partition("<footer")[2]
        assert "Something wrong or unclear on this page?" in footer
        assert re.search(r'href="(mailto:|https?:|/)[^"]+">Something wrong', footer)
