"""What was shown is kept, once, for its owner only; and nothing is published without it or with
another secret."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from etl.attack.gate import gate
from etl.disk import OWNER_ONLY
from etl.ledger import LedgerFolder, guarded
from release.errors import StorageError
from tests.etl.conftest import Place
from tests.etl.test_attack import PEOPLE, rules_of, staff

FIRST = {"n": (60, 121), "n1": (22, 40), "n2": (20, 41), "n3": (18, 40)}
SMALL = {**FIRST, "n3": (8, 40), "n": (50, 121)}
BACK = {**FIRST, "n3": (12, 40), "n": (54, 121)}


def answers(item: str, counts: dict[str, tuple[int, int]], month: str = "2026-01") -> str:
    """A survey export: of each station, how many of how many were content."""
    rows = [
        f"{item}-{place}-{month}-{n},{place},{month}-{n % 27 + 1:02d},{item},{5 if n < top else 1}"
        for place, (top, size) in counts.items()
        for n in range(size)
    ]
    return "\n".join(["id,place,day,item,rating", *rows]) + "\n"


def accepted(place: Place, name: str, text: str) -> None:
    result = place.run("accept", "survey", place.deliver(name, text))
    assert result.code == 0, result.err


def released(place: Place) -> dict:
    result = place.run("release", "--json")
    assert result.code == 0, result.err
    return result.json


def entries(place: Place) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (place.landing.folder / "ledger").glob("*.parquet")}


@pytest.fixture
def once(place: Place) -> Place:
    accepted(place, "1.csv", answers("respect", {"oak": (60, 90), "ash": (50, 80)}))
    assert released(place)["changed"] is True
    return place


def test_a_release_made_again_is_the_same(once):
    before = entries(once)
    assert len(before) == 1
    first, again = released(once), released(once)
    assert again["changed"] is False and again["id"] == first["id"]
    assert entries(once) == before
    assert once.run("verify", "--rebuild").code == 0


def test_each_release_has_its_entry_and_no_entry_ever_changes(once):
    first = entries(once)
    accepted(once, "2.csv", answers("respect", {"oak": (40, 70), "ash": (45, 75)}, "2026-04"))
    released(once)
    both = entries(once)
    assert len(both) == 2 and both.items() > first.items()
    assert sorted(both)[0] == next(iter(first)) and sorted(both)[1].startswith("000002-")
    assert once.run("verify", "--rebuild").code == 0
    released(once)
    assert entries(once) == both


def test_a_withdrawn_release_is_still_known(once):
    before = entries(once)
    id_ = released(once)["id"]
    result = once.run("withdraw", id_, "--why", "A source was wrong.")
    assert result.code == 0, result.err
    assert entries(once) == before


def test_a_damaged_entry_is_refused_in_one_sentence(once):
    (path,) = (once.landing.folder / "ledger").glob("*.parquet")
    path.write_bytes(path.read_bytes()[:100])
    public = (once.folder / "public/portal.sqlite").read_bytes()
    result = once.run("release")
    assert result.code == StorageError.exit_code
    said = result.err.strip().splitlines()[-1]
    assert str(path) in said and "put it back from a backup" in said
    assert "Traceback" not in result.err
    assert (once.folder / "public/portal.sqlite").read_bytes() == public


SECRETS = {"deleted": (None, 66, "secret is gone"), "changed": ("00" * 32, 70, "is not the one")}


@pytest.mark.parametrize(("secret", "code", "said"), SECRETS.values(), ids=SECRETS)
def test_without_the_old_secret_nothing_is_published(once, secret, code, said):
    path, public = once.landing.folder / "secret", once.folder / "public/portal.sqlite"
    bytes_, known = public.read_bytes(), entries(once)
    if secret is None:
        path.unlink()
    else:
        path.write_text(secret)
    for arguments in (("release",), ("verify", "--rebuild")):
        result = once.run(*arguments)
        assert result.code in (code, 70) and "Traceback" not in result.err
        if arguments == ("release",):
            assert result.code == code and said in result.err
            assert len(result.err.strip().splitlines()[-1].split("; ")) <= 3
    assert (public.read_bytes(), entries(once)) == (bytes_, known)
    assert not path.exists() if secret is None else path.read_text() == secret


@pytest.mark.parametrize("secret", ["", "00", "not hexadecimal", "é"])
def test_a_damaged_secret_is_refused_in_one_sentence(once, secret):
    (once.landing.folder / "secret").write_text(secret, "utf-8")
    result = once.run("release")
    assert result.code in (66, 70, 74) and "Traceback" not in result.err
    assert "secret" in result.err


def test_what_is_private_is_for_its_owner_only(once):
    folder = once.landing.folder
    file, directory = OWNER_ONLY
    private = [folder / "secret", *(folder / "ledger").iterdir()]
    assert len(private) == 3
    assert {p.stat().st_mode & 0o777 for p in private} == {file}
    assert (folder / "ledger").stat().st_mode & 0o777 == directory


# --- what the ledger remembers --------------------------------------------------------------------


def release(folder: LedgerFolder, name: str, **sides: tuple[int, int]) -> pd.DataFrame:
    passed = guarded(staff(**sides), rules_of(PEOPLE), folder, lambda _: None)
    folder.keep(name, passed)
    return passed.rows.set_index("area")


def test_a_revised_count_comes_back_late(tmp_path):
    """The same quarter, revised: 18, then 8, then 12; and 18 twice."""
    folder = LedgerFolder(tmp_path)
    assert pd.notna(release(folder, "a", **FIRST).loc["n3", "numerator"])
    for name, sides, back in (
        ("b", SMALL, False),
        ("c", BACK, False),
        ("d", FIRST, False),
        ("e", {**FIRST, "n1": (23, 40), "n": (61, 121)}, True),
    ):
        rows = release(folder, name, **sides)
        assert pd.notna(rows.loc["n3", "numerator"]) == back, name
    assert [p.name for p in sorted(tmp_path.glob("ledger/*.parquet"))] == [
        f"00000{n}-{name}.parquet" for n, name in enumerate("abcde", 1)
    ]


def test_a_release_does_not_come_before_itself(tmp_path):
    folder = LedgerFolder(tmp_path)
    release(folder, "a", **SMALL)
    first = release(folder, "b", **FIRST)
    again = release(folder, "b", **FIRST)
    pd.testing.assert_frame_equal(first, again)
    assert pd.isna(again.loc["n3", "numerator"])
    assert len([*tmp_path.glob("ledger/*.parquet")]) == 2


def test_the_sights_of_every_release_are_given_to_the_attack(tmp_path):
    folder = LedgerFolder(tmp_path)
    for name, sides in (("a", FIRST), ("b", SMALL)):
        release(folder, name, **sides)
    passed = gate(staff(**BACK), rules_of(PEOPLE))
    known = folder.before(passed.sight)
    assert len(known.sights) == 2 and known.hidden and known.stood
    assert not any(known.hidden.values()), "eight is not ample"


def test_a_lost_note_of_what_stood_costs_only_time(tmp_path):
    folder = LedgerFolder(tmp_path)
    first = release(folder, "a", **SMALL)
    (tmp_path / "ledger/attacks.json").write_text("{")
    pd.testing.assert_frame_equal(release(folder, "a", **SMALL), first)
    assert json.loads((tmp_path / "ledger/attacks.json").read_text())


def test_a_rebuild_is_given_what_was_known(tmp_path):
    one, other = LedgerFolder(tmp_path / "one"), LedgerFolder(tmp_path / "other")
    for folder in (one.folder, other.folder):
        folder.parent.mkdir()
    release(one, "a", **SMALL)
    one.copy_to(other)
    rules = replace(rules_of(PEOPLE))
    here, there = (guarded(staff(**FIRST), rules, f, lambda _: None).rows for f in (one, other))
    pd.testing.assert_frame_equal(here, there)


def test_a_lost_ledger_is_noticed(once):
    for path in (once.folder / "landing/ledger").iterdir():
        path.unlink()
    result = once.run("release")
    assert result.code == 70 and "ledger is empty, but releases were published" in result.err
