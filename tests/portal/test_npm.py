"""Files from npm: the chosen content, once, whole, also where two ask at once."""

import hashlib
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import pytest

from portal import npm, static_sources
from portal.npm import Package, from_npm
from portal.whole_file import write_whole

GOOD = Package("some", "1.0.0", hashlib.sha256(b"good").hexdigest(), "x.js")


class Npm:
    """A program npm that packs what the test says, always under the same name."""

    def __init__(self, *bodies: bytes) -> None:
        self.bodies = list(bodies)
        self.asked = Barrier(1)

    def __call__(self, _command: list[str], cwd: Path, **_options: object) -> object:
        self.asked.wait(20)
        body = self.bodies.pop(0)
        with tarfile.open(cwd / "some.tgz", "w") as archive:
            about = tarfile.TarInfo("package/x.js")
            about.size = len(body)
            archive.addfile(about, BytesIO(body))
        self.asked.wait(20)
        return SimpleNamespace(returncode=0, stdout="some.tgz\n")


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Npm:
    program = Npm()
    monkeypatch.setattr(npm.shutil, "which", lambda _name: "npm")
    monkeypatch.setattr(npm.subprocess, "run", program)
    return program


def test_a_package_is_fetched_once_and_refused_where_it_differs(
    program: Npm, tmp_path: Path
) -> None:
    said: list[str] = []
    program.bodies = [b"evil"]
    assert from_npm(GOOD, tmp_path, said.append) is None
    assert said[-1] == "some 1.0.0 from npm is not the file that was chosen; not used"
    program.bodies = [b"good"]
    kept = from_npm(GOOD, tmp_path, said.append)
    assert kept is not None and kept.read_bytes() == b"good"
    assert from_npm(GOOD, tmp_path, said.append) == kept
    assert list(tmp_path.iterdir()) == [tmp_path / "some-1.0.0.js"]


def test_two_who_ask_at_once_both_get_it(program: Npm, tmp_path: Path) -> None:
    program.bodies, program.asked = [b"good", b"good"], Barrier(2)
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(lambda _n: from_npm(GOOD, tmp_path, print), range(2)))
    assert found == [tmp_path / "some-1.0.0.js"] * 2
    assert found[0].read_bytes() == b"good" and len(list(tmp_path.iterdir())) == 1


def test_a_whole_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def pack(_command: list[str], cwd: Path, **_options: object) -> object:
        (cwd / "all.tgz").write_bytes(b"all")
        return subprocess.CompletedProcess([], 0, "all.tgz\n", "")

    monkeypatch.setattr(npm.shutil, "which", lambda _name: "npm")
    monkeypatch.setattr(npm.subprocess, "run", pack)
    chosen = Package("all", "2.0.0", hashlib.sha256(b"all").hexdigest())
    assert from_npm(chosen, tmp_path, print) == tmp_path / "all-2.0.0.tgz"


def test_without_npm_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(npm.shutil, "which", lambda _name: None)
    assert from_npm(static_sources.REGENERATOR, tmp_path, print) is None


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_beside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a.js"
    write_whole(path, b"old")

    def full(_from: object, _to: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644
