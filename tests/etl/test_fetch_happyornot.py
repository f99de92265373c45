"""The client of HappyOrNot's API: what the specification declares, pages, and changed answers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from etl.fetch.happyornot import PATHS, Ask, Cell, experience_points, pages
from etl.fetch.happyornot import TOKEN as HEADER
from etl.fetch.settings import OPTIONAL, REQUIRED, SERVER, Fetch, What
from etl.fetch.web import Web
from release.errors import DeliveryError
from tests.etl import happyornot_server
from tests.etl.happyornot_server import TOKEN, Api, press, serving

COLUMNS = ("feedbackId", "localTime", "buttonIndex", "misuse")
SCHEMAS = {
    "button": "ButtonFeedback",
    "followup": "FollowupFeedback",
    "text": "TextFeedback",
    "experience_points": "ExperiencePoint",
}


@pytest.fixture
def api() -> Iterator[Api]:
    rows = [press(n, f"2026-06-{1 + n // 4:02d}T10:00:{n % 60:02d}") for n in range(40)]
    with serving(Api(rows=rows)) as running:
        yield running


def ask(api: Api, **more: object) -> Ask:
    start, end = date(2026, 6, 1), date(2026, 7, 1)
    return replace(Ask(api.url, "button", COLUMNS, start, end), **more)  # type: ignore[arg-type]


def fetched(question: Ask, limit: int = 7, offset: int = 0) -> list[tuple[Cell, ...]]:
    with Web({HEADER: TOKEN}, lambda _: None) as web:
        return [row for page in pages(web, question, offset, limit) for row in page.rows]


# The specification, read without a YAML library: its indentation is regular.


@pytest.fixture
def specification(shared: Path) -> str:
    return (shared / "data/hon_openapi/happyornot-openapi-v2.yml").read_text("utf-8")


def declared(text: str, path: str) -> set[str]:
    """The names of the query parameters of a path."""
    block = text.split(f"  '{path}':\n")[1].split("\n  '/")[0].split("\n      responses:")[0]
    shared = re.findall(r"#/components/parameters/(\w+)", block)
    names = [re.findall(rf"\n    {name}:\n      name: (\w+)", text)[0] for name in shared]
    return {*names, *re.findall(r"- name: (\w+)", block)} - {"format"}


def properties(text: str, schema: str) -> tuple[set[str], set[str]]:
    """(all, required) properties of a schema."""
    block = re.split(r"\n    \w", text.split(f"\n    {schema}:\n")[1])[0]
    listed, _, required = block.partition("\n      required:\n")
    return set(re.findall(r"\n        (\w+):", listed)), set(re.findall(r"- (\w+)", required))


@pytest.mark.parametrize("what", get_args(What))
def test_client_and_server_use_what_the_specification_declares(
    what: What, specification: str, api: Api
) -> None:
    path = PATHS[what]
    names = declared(specification, path.replace(".json", ".{format}"))
    assert happyornot_server.PATHS[path] == names
    if what != "experience_points":
        question = ask(api, what=what, survey=1, point=2)
        assert set(question.fields(0, 7)) <= names
    known, required = properties(specification, SCHEMAS[what])
    assert {*REQUIRED[what], *OPTIONAL[what]} <= known
    assert {*REQUIRED[what]} <= required
    assert not required & {*OPTIONAL[what]}


def test_the_server_and_the_header_are_those_of_the_specification(specification: str) -> None:
    assert f"- url: {SERVER}\n" in specification
    assert f"in: header\n      name: {HEADER}\n" in specification


def test_nothing_that_says_who_or_what_was_said_can_be_fetched(specification: str) -> None:
    kept = {column for what in get_args(What) for column in (*REQUIRED[what], *OPTIONAL[what])}
    people = {"gender", "age", "name", "email", "phoneNumber", "key", "value"}
    said = {"text", "maskedText", "rephrasedText", "textInEnglish"}
    known = {p for schema in SCHEMAS.values() for p in properties(specification, schema)[0]}
    assert said <= known
    assert kept & (people | said) == {"name"}, "the name of a place"
    assert "name" not in {c for w in ("button", "followup", "text") for c in REQUIRED[w]}


# Pages


@pytest.mark.parametrize("limit", [1, 7, 39, 40, 41, 10_000])
def test_all_rows_come_once_whatever_the_page(api: Api, limit: int) -> None:
    rows = fetched(ask(api), limit)
    assert [row[0] for row in rows] == [row["feedbackId"] for row in api.rows]
    assert api.refused == []


def test_pages_can_begin_in_the_middle(api: Api) -> None:
    assert fetched(ask(api), 7, 30) == fetched(ask(api))[30:]


def test_the_first_day_is_in_and_the_last_is_not(api: Api) -> None:
    rows = fetched(ask(api, start=date(2026, 6, 2), end=date(2026, 6, 3)))
    assert {str(row[1])[:10] for row in rows} == {"2026-06-02"}


def test_filters_are_asked_for(api: Api) -> None:
    api.rows[3]["surveyId"], api.rows[5]["experiencePointId"] = 11, 101
    assert len(fetched(ask(api, survey=11))) == 1
    assert len(fetched(ask(api, point=101))) == 1
    assert fetched(ask(api, survey=11, point=101)) == []


def test_misuse_comes_only_where_the_mapping_can_tell_it(api: Api) -> None:
    api.rows[0]["misuse"] = True
    assert len(fetched(ask(api))) == 40
    assert len(fetched(ask(api, columns=("feedbackId",)))) == 39


def test_spam_comes_only_where_the_mapping_can_tell_it(api: Api) -> None:
    said = {"text": "Anna Example was rude", "spam": False, "categories": "", "themes": "other"}
    api.rows = [row | said for row in api.rows]
    api.rows[0]["spam"] = True
    themes = ask(api, what="text", columns=("feedbackId", "themes"))
    assert len(fetched(themes)) == 39
    assert len(fetched(replace(themes, columns=("feedbackId", "spam")))) == 40
    assert "Anna" not in str(fetched(themes))


# Answers that are not as the specification says


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("body <html>Sign in</html>", "is not JSON"),
        ("body [1]", "not a list of rows"),
        ("body {}", "not a list of rows"),
        ("body " + "[" * 100_000, "is not JSON"),
        ("headless", "no longer says whether there are more pages"),
    ],
)
def test_a_changed_answer_is_one_sentence(api: Api, fault: str, said: str) -> None:
    api.faults = [fault]
    with pytest.raises(DeliveryError, match=said):
        fetched(ask(api))


def test_a_page_that_repeats_ends_the_run(api: Api) -> None:
    api.always = "endless"  # an empty page that promises more
    with pytest.raises(DeliveryError, match="the same page again and again"):
        fetched(ask(api))
    api.always = 'body-endless [{"feedbackId": "a"}]'  # a full one, whatever the offset
    with pytest.raises(DeliveryError, match="the same page again and again"):
        fetched(ask(api, columns=("feedbackId",)))


def test_a_row_without_a_column_is_a_changed_api(api: Api) -> None:
    del api.rows[20]["buttonIndex"]
    with pytest.raises(DeliveryError, match="rows without buttonIndex; nothing of this window"):
        fetched(ask(api))


def test_a_column_that_may_be_absent_is_empty(api: Api) -> None:
    api.rows[0]["ui"] = "touchless"
    assert fetched(ask(api, columns=("ui",)))[:2] == [("touchless",), (None,)]


def test_another_kind_of_value_is_a_changed_api_and_not_quoted(api: Api) -> None:
    api.rows[0]["localTime"] = "2026-06-01T10:00:00"
    api.rows[0]["buttonIndex"] = ["secret"]
    with pytest.raises(DeliveryError, match="another kind of value in buttonIndex") as raised:
        fetched(ask(api))
    assert "secret" not in str(raised.value)


def test_the_tree_of_experience_points(api: Api) -> None:
    api.points = [
        {"experiencePointId": 1, "name": "Force", "type": "GROUP"},
        {"experiencePointId": 2, "name": "Oak desk", "parent": 1, "type": "EXPERIENCE-POINT"},
    ]
    with Web({HEADER: TOKEN}, lambda _: None) as web:
        top, leaf = experience_points(web, api.url)
        assert (top.id, top.parent, top.group) == ("1", "", True)
        assert (leaf.id, leaf.parent, leaf.group) == ("2", "1", False)
        del api.points[1]["type"]
        with pytest.raises(DeliveryError, match="rows without type"):
            experience_points(web, api.url)


# The table in sources.toml


def test_only_safe_addresses() -> None:
    def made(url: str) -> str:
        return Fetch(api="happyornot", what="button", since=date(2026, 1, 1), url=url).url

    assert made("https://api.example.org:8443/v2/") == "https://api.example.org:8443/v2"
    unsafe = [
        "http://api.example.org",
        "https://me:word@api.example.org",
        "https://api.example.org/v2?auth=x",
        "https://api.example.org#x",
        "http://127.0.0.1.example:1",
    ]
    for url in unsafe:
        with pytest.raises(ValueError, match="must be an https address"):
            made(url)
