"""What is worked out from observations travels with them: written, read back, ended, withdrawn."""

from dataclasses import replace

import pytest

from release.digest import digest_of
from release.draft import frame_of
from release.releases import Releases
from release.schema import metadata
from release.tables import FINDINGS, SIGNAL, TABLES
from release.withdrawal import withdraw
from release.writer import publish
from tests.release.releases import FIRST, draft


def signal(period: str, sign: float | None = 1.0) -> dict:
    key = {"measure": "happy_index", "frequency": "month", "area": "testshire", "period": period}
    return key | {"sign": sign, "rule": "outside", "variation": "improvement"}


def with_signals(*rows: dict):
    return replace(draft(FIRST), findings={"signal": frame_of(SIGNAL, rows)})


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path}/public/portal.sqlite"


def test_rows_are_read_as_they_were_in_each_release(url):
    one = publish(url, with_signals(signal("2026-01")), "2026-01-01T09:00:00Z")
    two = publish(url, with_signals(signal("2026-01", -1.0), signal("2026-02", None)), "2026-02-01")
    releases = Releases(url)
    first, second = releases.get(one.id), releases.get(two.id)
    assert first and [(r["period"], r["sign"]) for r in first.findings("signal")] == [
        ("2026-01", 1.0)
    ]
    assert second and [(r["period"], r["sign"]) for r in second.findings("signal")] == [
        ("2026-01", -1.0),
        ("2026-02", None),
    ]
    assert second.findings("signal", area="testshire", period="2026-02")[0]["breakdown"] == ""
    assert second.findings("signal", area="elsewhere") == []


def test_a_key_column_that_is_none_is_named(url):
    publish(url, with_signals(), "2026-01-01")
    with pytest.raises(ValueError, match="signal has no key column course"):
        Releases(url).latest().findings("signal", course="x")


def test_a_withdrawn_release_takes_its_findings_with_it(url):
    publish(url, with_signals(signal("2026-01")), "2026-01-01")
    two = publish(url, with_signals(signal("2026-02")), "2026-02-01")
    withdraw(url, two.id, "a fault", "2026-03-01")
    assert [r["period"] for r in Releases(url).latest().findings("signal")] == ["2026-01"]


def test_findings_are_part_of_the_identity():
    assert digest_of(with_signals()) != digest_of(with_signals(signal("2026-01")))


def test_every_table_and_every_column_is_defined():
    for table in TABLES.values():
        assert table.title and table.definition.endswith("."), table.name
        assert all(said.endswith(".") for said in table.described.values()), table.name
        assert set(table.columns) <= set(metadata.tables[table.name].columns.keys())
    assert "observation" not in FINDINGS
