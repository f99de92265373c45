"""A release is published whole or not at all, never changes, and can be taken out for good."""

import sqlite3
import struct
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from release.beside import database_file
from release.digest import digest_of
from release.draft import KEY
from release.errors import MissingInput, NotPublished, UsageError
from release.reader import Reader
from release.releases import Releases
from release.stored import check_published
from release.withdrawal import withdraw
from release.writer import publish
from tests.factory import sample_draft
from tests.release.releases import FIRST, SECOND, THIRD, draft, history, says


def rows(url: str, sql: str) -> list[tuple]:
    connection = sqlite3.connect(database_file(url))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def published(url: str, *contents) -> list[str]:
    return [publish(url, draft(c), f"2026-0{n}-01T09:00:00Z").id for n, c in enumerate(contents, 1)]


def of(url: str, id_: str) -> Reader:
    reader = Releases(url).get(id_)
    assert reader is not None
    return reader


def test_every_release_reads_as_it_was_published(url):
    contents = [FIRST, SECOND, THIRD, FIRST]
    ids = published(url, *contents)
    assert [says(of(url, id_)) for id_ in ids] == contents
    assert says(of(url, "latest")) == FIRST
    assert Releases(url).get("nonsense") is None


def test_a_whole_draft_reads_back(url):
    whole = sample_draft(months=3)
    publish(url, whole, "2026-07-01T09:00:00Z")
    reader = Releases(url).latest()
    found = pd.DataFrame([{k: getattr(o, k) for k in whole.observations}
                          for o in reader.observations(breakdown=None)])  # fmt: skip
    expected = whole.observations.sort_values(KEY, ignore_index=True)
    for column in ("numerator", "denominator", "value", "lower", "upper"):
        np.testing.assert_allclose(
            found[column].astype(float), expected[column].astype(float), atol=1e-6
        )
    assert found[[*KEY, "status"]].to_numpy().tolist() == (
        expected[[*KEY, "status"]].to_numpy().tolist()
    )
    assert tuple(reader.measures.values()) == whole.measures
    assert tuple(reader.areas.values()) == whole.areas
    assert reader.documents("course") == whole.documents["course"]


def test_what_changed_is_counted(url):
    ids = published(url, FIRST, SECOND, THIRD)
    assert history(url) == [(ids[0], 3, 0, 0), (ids[1], 1, 1, 1), (ids[2], 1, 0, 0)]


def test_a_release_costs_its_changes(url):
    published(url, FIRST, SECOND, THIRD)
    spans = rows(url, "SELECT area, period, began, ended FROM observation ORDER BY 3, 1, 2")
    assert spans == [
        ("district_north", "2026-01", 1, 2),
        ("district_south", "2026-01", 1, 2),
        ("testshire", "2026-01", 1, None),
        ("district_north", "2026-01", 2, None),
        ("testshire", "2026-02", 2, None),
        ("testshire", "2026-03", 3, None),
    ]


def test_an_unchanged_draft_publishes_nothing(url):
    published(url, FIRST)
    before = database_file(url).stat()
    again = publish(url, draft(FIRST), "2026-02-01T09:00:00Z")
    assert (again.changed, again.number) == (False, 1)
    after = database_file(url).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_return_to_an_earlier_content_gets_its_own_id(url):
    ids = published(url, FIRST, SECOND, FIRST, SECOND, FIRST)
    assert len(set(ids)) == 5
    assert ids[2:] == [f"{ids[0]}-2", f"{ids[1]}-2", f"{ids[0]}-3"]


def test_a_changed_definition_is_a_release(url):
    publish(url, draft(FIRST, course={"empathy": {"title": "Old"}}), "2026-01-01")
    second = publish(url, draft(FIRST, course={"empathy": {"title": "New"}}), "2026-02-01")
    assert (second.changed, second.added, second.revised) == (True, 0, 0)
    titles = [of(url, id_).documents("course")["empathy"]["title"] for id_, *_ in history(url)]
    assert titles == ["Old", "New"]


WITHDRAWN = {
    "latest": ([3], [1, 2]),
    "middle": ([2], [1, 3]),
    "first": ([1], [2, 3]),
    "the two latest, newest first": ([3, 2], [1]),
    "the two latest, oldest first": ([2, 3], [1]),
    "the two first": ([2, 1], [3]),
}


@pytest.mark.parametrize(("gone", "stand"), WITHDRAWN.values(), ids=WITHDRAWN)
def test_a_withdrawn_release_leaves_the_file_and_the_others_stay(url, gone, stand):
    contents = dict(enumerate([FIRST, SECOND, THIRD], 1))
    ids = dict(enumerate(published(url, *contents.values()), 1))
    for number in gone:
        withdraw(url, ids[number], "a fault", "2026-05-01T09:00:00Z")
    assert {n: says(of(url, ids[n])) for n in stand} == {n: contents[n] for n in stand}
    left = {(a, p, v) for a, p, v in rows(url, "SELECT area, period, numerator FROM observation")}
    assert left == {(*key, v) for n in stand for key, v in contents[n].items()}
    assert Releases(url).latest().release.number == max(stand)
    assert [r.number for r in Releases(url).all() if r.withdrawn] == sorted(gone, reverse=True)
    assert says(of(url, publish(url, draft(FIRST), "2026-06-01", again=True).id)) == FIRST


def test_what_was_withdrawn_is_not_in_the_bytes_of_the_file(url):
    kept = draft(FIRST, action={"a": {"text": "Kept Sentence"}})
    publish(url, kept, "2026-01-01")
    leak = draft(FIRST, action={"a": {"text": "Name Of A Person " * 2000}})
    id_ = publish(url, leak, "2026-02-01").id
    assert b"Name Of A Person" in database_file(url).read_bytes()
    withdraw(url, id_, "named a person", "2026-03-01")
    data = database_file(url).read_bytes()
    assert b"Name Of A Person" not in data and b"Kept Sentence" in data
    assert rows(url, "PRAGMA freelist_count") == [(0,)]


def test_a_withdrawal_of_nothing_is_refused(url):
    (id_,) = published(url, FIRST)
    withdraw(url, id_, "a fault", "2026-02-01")
    with pytest.raises(UsageError, match="was withdrawn on 2026-02-01 already"):
        withdraw(url, id_, "again", "2026-03-01")
    with pytest.raises(UsageError, match="there is no release nonsense"):
        withdraw(url, "nonsense", "why", "2026-03-01")
    with pytest.raises(MissingInput):
        Releases(url).latest()


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False), st.floats(-9e-8, 9e-8))
def test_the_digest_knows_no_order_and_no_noise(random, noise):
    documents = {"course": {"a": {"x": 1, "y": 2}, "b": {}}, "theme": {"t": {}}}
    plain = draft(THIRD, **documents)
    order = random.sample(range(len(plain.observations)), len(plain.observations))
    frame = plain.observations.iloc[order].assign(value=lambda f: f["value"] + noise)
    turned = {"theme": {"t": {}}, "course": {"b": {}, "a": {"x": 1, "y": 2}}}
    other = replace(draft(THIRD, **turned), observations=frame)
    assert digest_of(other) == digest_of(plain)


@pytest.mark.parametrize("column", ["numerator", "value", "lower", "status", "note", "category"])
def test_the_digest_knows_every_column(column):
    plain = draft(FIRST)
    frame = plain.observations.copy()
    frame[column] = 7.0 if column in ("numerator", "value", "lower") else "other"
    assert digest_of(replace(plain, observations=frame)) != digest_of(plain)


def test_a_key_that_stands_twice_is_not_published(url):
    (id_,) = published(url, FIRST)
    twice = draft(SECOND)
    frame = pd.concat([twice.observations, twice.observations.head(1)])
    with pytest.raises(
        NotPublished, match=r"1 rows of observation appear twice \(measures: happy_index"
    ):
        publish(url, replace(twice, observations=frame), "2026-02-01")
    assert Releases(url).latest().release.id == id_


def test_another_force_is_not_published_into_this_file(url):
    (id_,) = published(url, FIRST)
    with pytest.raises(NotPublished, match="this database publishes testshire"):
        publish(url, draft(SECOND, force="othershire"), "2026-02-01")
    assert Releases(url).latest().release.id == id_


def test_a_reader_stays_with_its_release_and_releases_notices_the_new_one(url):
    releases = Releases(url)
    with pytest.raises(MissingInput, match="nothing is published"):
        releases.latest()
    published(url, FIRST)
    old = releases.latest()
    published(url, SECOND)
    assert says(old) == FIRST and old.release.number == 1
    assert says(releases.latest()) == SECOND
    assert [r.number for r in releases.all()] == [2, 1]


def test_a_file_that_is_no_database_leaves_the_last_good_release_served(url):
    published(url, FIRST)
    releases = Releases(url)
    releases.latest()
    broken = database_file(url).with_name("broken")
    broken.write_bytes(b"not a database at all" * 500)
    broken.replace(database_file(url))
    assert says(releases.latest()) == FIRST


def test_a_flipped_bit_in_a_value_is_found(url):
    published(url, {("testshire", "2026-01"): 123.456})
    path = database_file(url)
    data = bytearray(path.read_bytes())
    data[data.index(struct.pack(">d", 123.456)) + 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(NotPublished, match="does not read back as it was written"):
        check_published(url)


def test_a_torn_file_is_found(url):
    published(url, FIRST)
    path = database_file(url)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(NotPublished, match="is damaged"):
        check_published(url)


def test_a_changed_number_is_found(url):
    published(url, FIRST)
    check_published(url)
    connection = sqlite3.connect(database_file(url))
    connection.execute("UPDATE observation SET numerator = 999 WHERE area = 'testshire'")
    connection.commit()
    connection.close()
    with pytest.raises(NotPublished, match="does not read back as it was written"):
        check_published(url)


def test_a_reader_cannot_write(url):
    published(url, FIRST)
    reader = Releases(url).latest()
    with reader._engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM observation")
    assert says(reader) == FIRST
