"""What goes wrong gets one sentence and its exit code, and nothing is lost."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.etl.conftest import Place, month_of_presses, presses
from tests.factory import ROOT

GOOD = presses(month_of_presses("2026-01"))
UTF16 = "﻿id,place,when,button,note\n1,oak,2026-01-01 10:00:00,3,\n".encode("utf-16-le")
REFUSED = {
    "empty": ("", 65, "the file is empty"),
    "blank lines": ("\n\n\n", 65, "the file is empty"),
    "header only": ("id,place,when,button,note\n", 65, "has a header but no rows"),
    "column gone": (
        GOOD.replace("button", "knob", 1),
        65,
        "missing: button; not named there: col",
    ),
    "column added": ("x," + GOOD.replace("\n", "\n9,"), 65, "not named there: column 1"),
    "column twice": (
        GOOD.replace("note", "id", 1),
        65,
        "columns 1, 5 of the header have the same",
    ),
    "utf-16": (UTF16, 65, "the file is UTF-16, but sources.toml says utf-8"),
    "not utf-8": (GOOD.encode().replace(b"oak", b"\xe9ak"), 65, "line 2 is not utf-8"),
    "nul": (GOOD.replace("oak", "o\0k", 1), 65, "NUL bytes"),
    "open quote": (GOOD.replace("oak", '"oak', 1), 65, "begin on line 2 do not close"),
}


@pytest.mark.parametrize(("content", "code", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_trusted_is_refused_whole(place, content, code, sentence):
    result = place.run("accept", "kiosks", place.deliver("kiosks.csv", content))
    assert result.code == code
    last = result.err.strip().splitlines()[-1]
    assert last.startswith("error: kiosks.csv: ") and sentence in last
    assert "Traceback" not in result.err
    assert place.landing.manifests() == []


def test_a_missing_file_and_an_unknown_source_are_named(place):
    result = place.run("accept", "kiosks", place.folder / "nowhere.csv")
    assert (result.code, "nowhere.csv: there is no such file" in result.err) == (66, True)
    result = place.run("accept", "kiosk", place.deliver("k.csv", GOOD))
    assert result.code == 64
    assert "'kiosk' is no source of smallshire; its sources are kiosks, survey" in result.err
    assert place.run("accept").code == 64


def test_bad_rows_go_to_quarantine_with_line_and_reasons(place):
    rows = month_of_presses("2026-01", each=1)
    bad = [
        ("x1", "elm", "2026-01-05 10:00:00", 3),
        ("x2", "oak", "2999-01-05 10:00:00", 3),
        ("x3", "oak", "2026-02-30 10:00:00", 3),
        ("x4", "oak", "2026-01-05 24:00:00", 9),
    ]
    text = presses([*rows, *bad]) + "x5,oak,2026-01-05 10:00:00,3\n" + "x6,oak,2026-01-05,3,,\n"
    result = place.run("accept", "kiosks", place.deliver("k.csv", text), "--json")
    (report,) = result.json
    assert (report["rows"], report["accepted"], report["quarantined"]) == (10, 4, 6)
    found = {r["line"]: r["reasons"] for r in place.run("quarantine", "kiosks", "--json").json}
    assert found == {
        6: "area: is not in the list of areas",
        7: "at: is in the future",
        8: "at: is not a valid time",
        9: "at: is not a valid time; face: is not one of the known values",
        10: "row has 4 cells, the header has 5",
        11: "row has 6 cells, the header has 5",
    }


def test_a_score_out_of_range_is_refused_and_never_quoted(place):
    text = "id,place,day,item,rating\na1,oak,2026-01-05,respect,4\na2,oak,2026-01-05,respect,77\n"
    path = place.deliver("survey.csv", text)
    preview = place.run("preview", "survey", path)
    assert "line 3: rating: is above 5" in preview.out
    result = place.run("accept", "survey", path)
    assert result.code == 0 and "2 rows = 1 accepted + 1 quarantined + 0 duplicates" in result.out
    quarantine = place.run("quarantine")
    assert "77" not in result.out + result.err + preview.out + quarantine.out


def test_preview_stores_nothing(place):
    place.run("preview", "kiosks", place.deliver("k.csv", GOOD))
    assert not place.landing.folder.exists()


def test_the_same_file_twice_adds_nothing(place):
    path = place.deliver("k.csv", GOOD)
    place.run("accept", "kiosks", path)
    again = place.run("accept", "kiosks", path)
    assert again.code == 0 and "accepted before; nothing was added" in again.out
    assert len(place.landing.manifests()) == 1


def test_nothing_to_release_is_said(place):
    result = place.run("release")
    assert (result.code, "no delivery has been accepted yet" in result.err) == (66, True)


@pytest.fixture
def published(place: Place) -> Place:
    """A place with one release and one delivery more, not yet released."""
    place.run("accept", "kiosks", place.deliver("1.csv", presses(month_of_presses("2026-01"))))
    assert place.run("release").code == 0
    place.run("accept", "kiosks", place.deliver("2.csv", presses(month_of_presses("2026-02"))))
    return place


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "etl", *arguments]


def test_a_full_disk_keeps_the_last_release(published):
    before = published.latest().release.id
    size = (published.folder / "public/portal.sqlite").stat().st_size

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))

    done = subprocess.run(
        command("release"), cwd=ROOT, preexec_fn=small, capture_output=True, text=True, check=False
    )
    assert done.returncode == 74, done.stderr
    assert "the latest release is still published" in done.stderr
    assert "Traceback" not in done.stderr
    assert published.latest().release.id == before
    assert published.run("release").code == 0
    assert published.latest().release.id != before


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"]
)
def test_an_interrupted_release_keeps_the_last_one(published, number, code):
    before = published.latest().release.id
    run = subprocess.Popen(command("release"), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert run.stderr is not None
    first = run.stderr.readline()
    assert "counting" in first
    run.send_signal(number)
    _, rest = run.communicate(timeout=60)
    assert run.returncode == code, rest
    assert "Traceback" not in rest
    assert published.latest().release.id == before
    assert published.run("release").code == 0


def test_a_second_run_leaves_at_once(published):
    with published.landing.held():
        began = time.monotonic()
        result = subprocess.run(
            command("release"), cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert time.monotonic() - began < 30
    assert result.returncode == 75
    assert "another run is working" in result.stderr


def test_no_permission_is_said(place):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = place.deliver("k.csv", GOOD)
    path.chmod(0)
    assert place.run("accept", "kiosks", path).code == 66


def test_a_folder_in_place_of_the_landing_zone_is_said(place, monkeypatch):
    blocked = place.deliver("blocked", "a file")
    monkeypatch.setenv("PORTAL_LANDING", str(blocked / "landing"))
    result = place.run("accept", "kiosks", place.deliver("k.csv", GOOD))
    assert result.code == 74 and "could not be written" in result.err


def test_every_verb_explains_itself(place):
    listed = place.run("--help").out
    for verb in (
        "accept", "status", "quarantine", "preview", "release", "revise", "withdraw", "verify",
        "purge", "demo", "check",
    ):  # fmt: skip
        assert verb in listed
        assert place.run(verb, "--help").code == 0


def test_another_database_is_refused_in_a_sentence(place, monkeypatch):
    monkeypatch.setenv("PORTAL_DATABASE", "mysql://nowhere/x")
    place.run("accept", "kiosks", place.deliver("k.csv", GOOD))
    result = place.run("release")
    assert result.code == 64 and "must be a SQLite address" in result.err


def test_a_real_force_makes_no_demo(place, monkeypatch):
    text = (place.force / "force.toml").read_text().replace("illustrative = true", "")
    (place.force / "force.toml").write_text(text)
    result = place.run("demo", "--folder", place.folder / "demo")
    assert result.code == 64 and "not an illustrative force" in result.err
    assert not Path(place.folder / "demo").exists()


def test_a_file_without_its_header_is_refused_and_never_quoted(place):
    text = "R-1,Jane Roe,0777 123456,jane@roe.example,rude officer\n" * 3
    result = place.run("accept", "kiosks", place.deliver("k.csv", text))
    assert result.code == 65 and "the line of the header does not seem to be one" in result.err
    for secret in ("Jane", "0777", "roe.example", "rude"):
        assert secret not in result.err + result.out
    twice = place.deliver("t.csv", "Jane Roe,Jane Roe\n1,2\n")
    assert "Jane" not in place.run("accept", "kiosks", twice).err


def test_what_was_accepted_before_a_refused_file_is_printed(place):
    good, bad = place.deliver("good.csv", GOOD), place.deliver("bad.csv", "")
    result = place.run("accept", "kiosks", good, bad)
    assert result.code == 65 and "good.csv: 80 rows = 80 accepted" in result.out
    assert len(place.landing.manifests()) == 1
    result = place.run("accept", "kiosks", good, bad, "--json")
    assert result.code == 65 and [r["file"] for r in result.json] == ["good.csv"]


def test_a_database_address_that_is_none_is_said(place, monkeypatch):
    monkeypatch.setenv("PORTAL_DATABASE", "nonsense")
    for verb in ("status", "release", "verify"):
        result = place.run(verb)
        assert result.code == 64 and "PORTAL_DATABASE must be an address" in result.err
    assert place.run("purge", "--days", "100000000").code == 64


def test_what_was_withdrawn_is_not_published_again_by_itself(published):
    published.run("release")
    withdrawn = published.latest().release.id
    assert published.run("withdraw", withdrawn, "--why", " ").code == 64
    result = published.run("withdraw", withdrawn, "--why", "a small number was shown")
    assert result.code == 0 and published.latest().release.id in result.out
    result = published.run("release")
    assert result.code == 70 and "say --again" in result.err
    assert published.run("release", "--again").code == 0
    assert published.latest().release.id == f"{withdrawn}-2"
