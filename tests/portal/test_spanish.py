"""Spanish is complete, agrees with every number and period, and is easy to read."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from textstat.textstat import textstatistics

from portal import language, wording
from portal.first_html import render
from portal.pages import glossary
from portal.translations import FOLDER
from portal.wording import effects, gates, training
from release.measures import Area
from release.reader import Reader
from tests.portal import test_wording_effects as of_effects
from tests.portal import test_wording_findings as of_findings
from tests.portal import test_wording_training as of_training
from tests.portal.observations import seen

EASE = 65.0
"""Szigriszt-Pazos: from 65 on the scale calls a text fairly easy; 55 is a newspaper."""

MEASURES = of_findings.MEASURES
READ = textstatistics()
READ.set_lang("es")
SAME = {"Sector", "no", "{distance} km"}
"""Messages with words that are the same in both languages."""


def catalogue(name: str) -> dict[object, Message]:
    with (FOLDER / name).open("rb") as lines:
        return {m.id: m for m in read_po(lines) if m.id}


SPANISH = catalogue("es/LC_MESSAGES/messages.po")
TEMPLATE = catalogue("messages.pot")


def forms(words: object) -> list[str]:
    return [words] if isinstance(words, str) else list(words)  # type: ignore[call-overload]


def fields(words: str) -> set[str]:
    return {name for _text, name, _spec, _how in Formatter().parse(words) if name}


def ending(words: str) -> str:
    return (re.search(r"[.:?!]?\s*$", words) or [""])[0]


def test_every_message_is_there_and_none_is_left_over() -> None:
    assert set(TEMPLATE) - set(SPANISH) == set()
    assert set(SPANISH) - set(TEMPLATE) == set()
    assert [m.id for m in SPANISH.values() if m.fuzzy or not all(forms(m.string))] == []


def test_every_form_keeps_the_fields_and_the_end_of_its_message() -> None:
    for message in SPANISH.values():
        first, last = forms(message.id)[0], forms(message.id)[-1]
        for said in forms(message.string):
            assert fields(said) == fields(last), said
            assert ending(said) == ending(first), said
            assert said.count("¿") == said.count("?") and said.count("¡") == said.count("!"), said


def test_few_words_are_the_same_in_both_languages() -> None:
    same = {str(m.id) for m in SPANISH.values() if m.id == m.string}
    assert {words for words in same if re.search(r"[^\W\d_]", re.sub(r"{\w+}", "", words))} <= SAME


def test_a_preposition_and_its_article_are_one_word() -> None:
    assert [m.string for m in SPANISH.values() if re.search(r"\b[ad]e? el\b", str(m.string))] == []


@pytest.mark.parametrize(
    ("unit", "value", "decimals", "said"),
    [
        ("seconds", 1, 0, "1 segundo"), ("seconds", 2, 0, "2 segundos"),
        ("seconds", 0, 0, "0 segundos"), ("days", 1, 0, "1 día"), ("days", 1.5, 1, "1,5 días"),
        ("complaints", 1, 0, "1 queja"), ("complaints", 17, 0, "17 quejas"),
        ("points", 3.24, 1, "3,2 puntos"), ("%", 72.4, 0, "72\xa0%"),
    ],
)  # fmt: skip
def test_a_unit_agrees_with_its_number(unit: str, value: float, decimals: int, said: str) -> None:
    with language.use("es"):
        assert wording.quantity(value, unit, decimals) == said


@pytest.mark.parametrize(
    ("told_of", "one", "many"),
    [
        (partial(gates.left_out, "closed"), "Queda fuera 1 comisaría: no abrió",
         "Quedan fuera 3 comisarías: no abrieron"),
        (lambda n: gates.gate("trained", n, 8), "1 comisaría recibió", "3 comisarías recibieron"),
        (effects.since, "1 mes después", "3 meses después"),
        (training.valid, "1 mes", "3 meses"),
    ],
)  # fmt: skip
def test_a_sentence_agrees_with_its_number(
    told_of: Callable[[int], str], one: str, many: str
) -> None:
    with language.use("es"):
        assert told_of(1).startswith(one)
        assert told_of(3).startswith(many)


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [(1643, 0, "1643"), (-1643.5, 1, "-1643,5"), (9999.96, 1, "10.000,0")],
)
def test_only_five_digits_have_a_mark(value: float, decimals: int, said: str) -> None:
    with language.use("es"):
        assert language.number(value, decimals) == said


@pytest.mark.parametrize(
    ("last", "said"),
    [("Acoso", "A, B y Acoso"), ("Incumplimiento", "A, B e Incumplimiento"),
     ("higiene", "A, B e higiene"), ("hielo", "A, B y hielo")],
)  # fmt: skip
def test_a_list_sounds_right(last: str, said: str) -> None:
    with language.use("es"):
        assert language.listed(["A", "B", last]) == said


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-06", "Visitas bien valoradas en Elm, junio de 2026: 84\xa0%."),
        ("2026-Q2", "Visitas bien valoradas en Elm, abril a junio de 2026: 84\xa0%."),
        ("2026", "Visitas bien valoradas en Elm, 2026: 84\xa0%."),
    ],
)
def test_a_headline_takes_every_period(period: str, said: str) -> None:
    measure, elm = MEASURES["happy_share"], Area(id="elm", name="Elm", level="station")
    with language.use("es"):
        assert wording.headline(measure, elm, seen(period, 84), None) == said


def told() -> Iterator[str]:
    """Headlines, verdicts and captions over a handful of cases."""
    for id_ in ("happy_index", "calls_answered_in_target", "complaints_per_contact"):
        for combination in of_findings.EVERY[::5]:
            yield of_findings.story(id_, of_findings.ELM, combination)
        yield from of_findings.captions(MEASURES[id_])
    for direction in of_findings.DIRECTIONS:
        for band in wording.BANDS:
            yield of_findings.compared(direction, band, "none", "happy_share")
    yield from of_effects.everything().values()
    for when, _english in of_training.ROWS.values():
        yield training.finish(when, "2027-06-30")
    for late in ("late", "not at this pace"):
        row = of_training.ROWS[late][0]
        yield training.finish(row, "2027-06-30", [("Norte", row)])
    yield training.intake(seen("2025-Q2", 60), "cerca de la mitad")
    yield training.before_and_after(of_training.READY, of_training.BEFORE, of_training.AFTER)


def test_what_is_said_of_figures_is_easy_to_read() -> None:
    with language.use("es"):
        said = set(told()) - {""}
    assert len(said) > 100
    assert {s: ease for s in said if (ease := READ.szigriszt_pazos(s)) < EASE} == {}


def test_sentences_begin_with_a_capital_and_hold_no_field() -> None:
    with language.use("es"):
        said = set(told()) - {""}
    assert [s for s in said if not re.match(r"[A-ZÁÉÍÓÚ¿“\d]", s) or re.search(r"[{}]|  ", s)] == []
    assert [s for s in said if re.search(r"\. [a-záéíóú]", s)] == []


def test_the_alphabet_does_not_end_with_accents(latest: Reader) -> None:
    with language.use("es"):
        titles = re.findall(r"<dt[^>]*>([^<]+)", render(glossary.page(latest).main))
    assert titles.index("Índice") < titles.index("Medida") < titles.index("Trimestre")
