"""With another secret nobody is taken in, and no secret lies open: by the real command line."""

import hashlib
import shutil

import pytest

from etl.landing import Landing
from etl.secret import mark
from release.errors import MissingInput
from tests.etl.conftest import Place
from tests.etl.smallshire import ROSTER

OTHER = "11" * 32
FETCHED = """
[kiosks]
like = "happyornot_button"
columns.area = { column = "experiencePointId", values = { 100 = "oak" } }
fetch = { api = "happyornot", what = "button", since = 2026-01-01 }
"""


def roster(count: int = 30, day: str = "2024-01-01") -> str:
    rows = [f"p{n},oak,sworn,constable,{day}," for n in range(count)]
    return "\n".join(["who,area,group,rank,start,end", *rows]) + "\n"


@pytest.fixture
def staffed(place: Place) -> Place:
    """A force whose roster was accepted once."""
    (place.force / "sources.toml").write_text(ROSTER)
    result = place.run("accept", "roster", place.deliver("1.csv", roster()))
    assert result.code == 0 and "30 accepted" in result.out
    return place


def stored(place: Place) -> dict[str, str]:
    """Every file of the landing zone but the log of what was run."""
    home = place.landing.folder
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name != "runs.jsonl"
    }


def told(result) -> str:
    """The one sentence of a run that stored nothing."""
    assert "Traceback" not in result.err
    (line,) = [line for line in result.err.splitlines() if line.startswith("error:")]
    return str(line)


def test_the_first_delivery_leaves_a_mark_that_gives_nothing_away(staffed):
    home = staffed.landing.folder
    secret = (home / "secret").read_text()
    kept = (home / "secret.mark").read_text()
    assert kept == mark(bytes.fromhex(secret)) and len(kept) == 16
    assert kept not in secret and kept != hashlib.sha256(bytes.fromhex(secret)).hexdigest()[:16]
    assert (home / "secret.mark").stat().st_mode & 0o777 == 0o600
    assert staffed.run("release").code == 0
    assert (home / "secret.mark").read_text() == kept


def verbs(place: Place) -> list[tuple[object, ...]]:
    again = place.deliver("2.csv", roster(31, "2024-02-01"))
    inbox = place.folder / "inbox/roster"
    inbox.mkdir(parents=True)
    (inbox / "3.csv").write_text(roster(32))
    return [
        ("accept", "roster", again),
        ("accept", "roster", place.folder / "1.csv"),
        ("preview", "roster", again),
        ("daily", "--inbox", inbox.parent),
    ]


def test_another_secret_takes_nobody_in(staffed):
    """Else a person would be stored once under each pseudonym, and counted twice for good."""
    path = staffed.landing.folder / "secret"
    right = path.read_text()
    path.write_text(OTHER)
    before = stored(staffed)
    for arguments in verbs(staffed):
        result = staffed.run(*arguments)
        assert (result.code, result.out) == (66, "")
        assert "is not the secret with which deliveries were accepted" in told(result)
        assert OTHER not in result.err and stored(staffed) == before
    result = staffed.run("release")
    assert result.code == 70 and "is not the secret with which" in told(result)
    path.write_text(right)
    result = staffed.run("accept", "roster", staffed.folder / "2.csv")
    assert result.code == 0 and staffed.run("release").code == 0


def test_nothing_is_fetched_with_another_secret(place, monkeypatch):
    (place.force / "sources.toml").write_text(FETCHED + ROSTER)
    place.run("accept", "roster", place.deliver("1.csv", roster()))
    (place.landing.folder / "secret").write_text(OTHER)
    monkeypatch.setenv("HAPPYORNOT_TOKEN", "token")
    before = stored(place)
    result = place.run("fetch", "kiosks")
    assert result.code == 66 and "is not the secret with which" in told(result)
    assert stored(place) == before


def test_a_landing_zone_without_a_mark_gets_one(staffed):
    """As one that an older version has filled."""
    path = staffed.landing.folder / "secret.mark"
    kept = path.read_text()
    for arguments in (("accept", "roster", staffed.deliver("2.csv", roster(31))), ("release",)):
        path.unlink()
        assert staffed.run(*arguments).code == 0
        assert path.read_text() == kept


def test_a_damaged_mark_is_no_missing_one(staffed):
    path = staffed.landing.folder / "secret.mark"
    for damaged in ("", "0123", "x" * 16):
        path.write_text(damaged)
        result = staffed.run("accept", "roster", staffed.deliver("2.csv", roster(31)))
        assert result.code == 66 and "secret.mark is damaged" in told(result)


def test_without_a_mark_the_published_releases_know_the_secret(staffed):
    assert staffed.run("release").code == 0
    home = staffed.landing.folder
    (home / "secret.mark").unlink()
    (home / "secret").write_text(OTHER)
    before = stored(staffed)
    result = staffed.run("accept", "roster", staffed.deliver("2.csv", roster(31)))
    assert result.code == 66 and "is not the one that the published releases" in told(result)
    assert stored(staffed) == before


@pytest.mark.parametrize("secret", [None, OTHER])
def test_a_new_landing_zone_beside_releases_needs_their_secret(staffed, secret):
    """Else all would be taken in again before the next release is refused."""
    assert staffed.run("release").code == 0
    home = staffed.landing.folder
    right = (home / "secret").read_text()
    shutil.rmtree(home)
    if secret:
        staffed.landing.key.make(secret)
    result = staffed.run("accept", "roster", staffed.folder / "1.csv")
    assert result.code == 66 and "secret is " in told(result)
    assert not list(home.glob("manifest/*")) and (home / "secret").exists() == bool(secret)
    (home / "secret").unlink(missing_ok=True)
    staffed.landing.key.make(right)
    assert staffed.run("accept", "roster", staffed.folder / "1.csv").code == 0


def test_what_needs_no_secret_works_without_it(staffed):
    """Somebody who has lost it can still take numbers back and keep less."""
    released = staffed.run("release", "--json").json["id"]
    (staffed.landing.folder / "secret").write_text(OTHER)
    assert staffed.run("withdraw", released, "--why", "The secret is lost.").code == 0
    assert staffed.run("status").code == 0
    assert staffed.run("purge", "--days", 1).code == 0


def test_a_lost_secret_with_its_mark_alone_is_not_made_anew(staffed):
    home = staffed.landing.folder
    for path in (home / "manifest").iterdir():
        path.unlink()
    (home / "secret").unlink()
    result = staffed.run("accept", "roster", staffed.folder / "1.csv")
    assert result.code == 66 and "secret is gone" in told(result)
    assert not (home / "secret").exists()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_is_refused(staffed, mode):
    path = staffed.landing.folder / "secret"
    path.chmod(mode)
    before = stored(staffed)
    for arguments in [*verbs(staffed), ("release",)]:
        result = staffed.run(*arguments)
        assert (result.code, result.out) == (66, "")
        assert f"chmod 600 {path}" in told(result)
        assert stored(staffed) == before
    path.chmod(0o600)
    assert staffed.run("release").code == 0


def test_the_command_that_mends_it_can_be_pasted(tmp_path):
    zone = Landing(tmp_path / "our landing")
    zone.secret()
    zone.key.path.chmod(0o644)
    with pytest.raises(MissingInput, match=r"chmod 600 '.*our landing/secret'$"):
        zone.secret()
    zone.key.path.chmod(0o400)
    assert len(zone.secret()) == 32
