"""Every number on a page equals the release: pages and downloads are read and compared.

The pages are read as HTML, the release as its CSV files; nothing of the way between is used but
the names of periods.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from io import StringIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from babel.numbers import parse_decimal
from werkzeug.test import Client

from portal import language
from release.reader import Reader
from release.vocabulary import frequency_of
from tests.portal.reading import Node, tree

Row = dict[str, str]
NUMBER = re.compile(r"\d[\d.,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]*")
LANGUAGES = {"": "en", "/es": "es"}


class Published:
    """The rows of every CSV file, and how people write numbers in one language."""

    def __init__(self, client: Client, latest: Reader, prefix: str) -> None:
        self.client, self.latest, self.prefix = client, latest, prefix
        self.code = LANGUAGES[prefix]

    @cache  # noqa: B019
    def rows(self, measure: str, area: str) -> list[Row]:
        said = self.client.get(f"/data/latest/{measure}.csv?area={area}").text
        return list(csv.DictReader(StringIO(said.removeprefix("\N{BYTE ORDER MARK}"))))

    def page(self, address: str) -> Node:
        answer = self.client.get(self.prefix + address if address != "/" else self.prefix or "/")
        assert answer.status_code == 200, address
        found = tree(answer.text).first("main")
        assert found
        return found

    def numbers(self, text: str) -> list[float]:
        return [
            float(parse_decimal(found.rstrip(".,\N{NO-BREAK SPACE}"), locale=self.code))
            for found in NUMBER.findall(text)
        ]

    def periods(self) -> dict[str, str]:
        every = {o.period for o in self.latest.observations()}
        with language.use(self.code):
            return {language.period_title(p): p for p in every}


@pytest.fixture(params=LANGUAGES, ids=LANGUAGES.values())
def published(client: Client, latest: Reader, request: pytest.FixtureRequest) -> Published:
    return Published(client, latest, request.param)


def value(row: Row, name: str = "value") -> float | None:
    return float(row[name]) if row[name] else None


def near(said: float, row: Row, latest: Reader, name: str = "value") -> bool:
    """Whether a number stands for that of a row: rounded to the measure's decimals; a share of few
    people to the next 10 or 5."""
    exact = value(row, name)
    if exact is None:
        return False
    slack = 0.5001 / 10 ** latest.measures[row["measure"]].decimals
    if row["status"] == "rounded" and row["unit"] == "%":
        n = float(row["denominator"] or 0)
        n /= latest.measures[row["measure"]].effect_of(row["breakdown"])
        slack = slack if n >= 300 else 5.01 if n < 100 else 2.51
    return abs(said - exact) <= slack


def test_every_table_over_time_holds_the_rows_of_its_file(published: Published) -> None:
    compared = 0
    for measure in published.latest.measures:
        for area in ("testshire", "district_north", "station_elm", "station_hazel"):
            page = published.page(f"/measures/{measure}?area={area}")
            figure = next(
                (f for f in page.all("figure") if f.attributes["id"] == "over-time"), None
            )
            if figure is not None:
                compared += held(published, measure, area, figure)
    assert compared > 300


def held(published: Published, measure: str, area: str, figure: Node) -> int:
    """Compare each line of the table with the row of its period; how many there are."""
    titles = published.periods()
    rows = {r["period"]: r for r in published.rows(measure, area) if not r["breakdown"]}
    table = next(figure.all("table"))
    lines = [[cell.text for cell in line.parts] for line in table.all("tr")][1:]  # type: ignore[union-attr]
    for title, said, *others in lines:
        row = rows[titles[title]]
        numbers = published.numbers(said)
        if row["status"] == "suppressed" or not row["value"]:
            assert numbers == [], (measure, area, title, said)
            continue
        if numbers:
            assert near(numbers[0], row, published.latest), (measure, area, title, said, row)
        if row["lower"]:
            low, high = published.numbers(others[0])
            assert near(low, row, published.latest, "lower"), (measure, area, title, others, row)
            assert near(high, row, published.latest, "upper"), (measure, area, title, others, row)
            others = others[1:]
        if row["denominator"] and others:
            assert abs(published.numbers(others[0])[0] - float(row["denominator"])) <= 0.5
    frequencies = {frequency_of(titles[line[0]]) for line in lines}
    assert len(frequencies) == 1
    whole = [p for p in rows if {frequency_of(p)} == frequencies]
    assert len(lines) == len(whole)
    return len(lines)


def facts(published: Published) -> Iterator[tuple[str, str, Node]]:
    """Measure, place and card of every figure that stands large on a page."""
    pages = ["/", *(f"/stations/{a}" for a in published.latest.areas)]
    for address in pages:
        for fact in published.page(address).all("li", "fact"):
            link = next(fact.all("a")).attributes["href"]
            parts = urlsplit(link)
            kind, name = unquote(parts.path).removeprefix(published.prefix).split("/")[1:3]
            if kind == "measures":
                area = parse_qs(parts.query).get("area", ["testshire"])[0]
                yield name, area, fact


def test_every_large_figure_is_the_newest_of_its_file(published: Published) -> None:
    compared = 0
    for measure, area, fact in facts(published):
        rows = [r for r in published.rows(measure, area) if not r["breakdown"]]
        newest = {frequency_of(r["period"]): r for r in rows}.values()
        figure = fact.first("p", "number")
        if figure is None:
            continue
        said = published.numbers(figure.text)[0]
        assert any(near(said, row, published.latest) for row in newest), (measure, area, said)
        compared += 1
    assert compared > 50


def test_every_number_in_a_sentence_is_one_of_its_file(published: Published) -> None:
    for measure, area, fact in facts(published):
        rows = [r for r in published.rows(measure, area) if not r["breakdown"]]
        for sentence in (p.text for p in fact.all("p") if p.attributes == {}):
            for said in published.numbers(bare(published, measure, area, sentence)):
                assert any(near(said, row, published.latest) for row in rows), (
                    measure, area, sentence, said,
                )  # fmt: skip


def bare(published: Published, measure: str, area: str, sentence: str) -> str:
    """A sentence without the names of periods, places and units, which hold numbers too."""
    with language.use(published.code):
        chosen = published.latest.measures[measure]
        titles = [language.translated(chosen.title), language.translated(chosen.unit)]
    scale = [f"{end:.0f}" for end in chosen.scale or []]
    names = [*published.periods(), *titles, published.latest.areas[area].name]
    for name in sorted(names, key=len, reverse=True):
        sentence = sentence.replace(name, "")
    outside = rf"(?:out of|de|sobre) (?:{'|'.join(scale)})\b" if scale else r"(?!)"
    return re.sub(outside, "", sentence)
