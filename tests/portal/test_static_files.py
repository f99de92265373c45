"""Static files are fingerprinted, compressed, made once, and kept for a while after their time."""

import gzip
import os
from pathlib import Path

import brotli
import pytest

from portal import static_files, static_sources
from portal.security import STYLES, policy
from portal.static_files import Static, load, prepare


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of two assets instead of all the sources, which take ten seconds to compress."""
    folder = tmp_path / "assets"
    folder.mkdir()
    (folder / "icon.svg").write_text("<svg/>", "utf-8")
    (folder / "site.css").write_text("a { background: url('icon.svg') }", "utf-8")
    monkeypatch.setattr(static_files, "assets", lambda: static_sources.assets(folder))
    monkeypatch.setattr(static_files, "dash_scripts", lambda _cache, _say: [])
    source = static_sources.Source("plotly.js", folder / "site.css")
    monkeypatch.setattr(static_files, "plotly", lambda _cache, _say: source)
    return folder


def made(tmp_path: Path) -> tuple[Static, str]:
    lines: list[str] = []
    return prepare(tmp_path / "static", lines.append), lines[-1]


def test_addresses_hold_the_hash_of_what_is_there(few: Path, tmp_path: Path) -> None:
    static, _said = made(tmp_path)
    before = static.url("site.css")
    (few / "site.css").write_text("b {}", "utf-8")
    static, _said = made(tmp_path)
    assert static.url("site.css") != before
    assert load(tmp_path / "static").addresses == static.addresses


def test_compressed_forms_hold_the_same(few: Path, tmp_path: Path) -> None:
    static, _said = made(tmp_path)
    path = static.folder / static.url("site.css").removeprefix("/static/")
    body = path.read_bytes()
    assert static.url("icon.svg").encode() in body
    assert brotli.decompress(Path(f"{path}.br").read_bytes()) == body
    assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == body


def test_the_second_time_nothing_is_made(few: Path, tmp_path: Path) -> None:
    assert "0 made" not in made(tmp_path)[1]
    assert "0 made, 0 removed" in made(tmp_path)[1]


def test_old_files_stay_a_month_for_pages_that_still_name_them(few: Path, tmp_path: Path) -> None:
    static, _said = made(tmp_path)
    old = static.folder / static.url("site.css").removeprefix("/static/")
    (few / "site.css").write_text("b {}", "utf-8")
    made(tmp_path)
    assert old.exists()
    long_ago = old.stat().st_mtime - 2 * static_files.MONTH
    os.utime(old, (long_ago, long_ago))
    assert "1 removed" in made(tmp_path)[1]
    assert not old.exists()


def test_our_scripts_and_styles_are_all_there() -> None:
    names = {source.name for source in static_sources.assets()}
    assert {"site.css", "swap.js", "controls.js", "start.js", "fields.js"} <= names


def test_all_stylesheets_are_one_file_in_the_order_of_their_names(
    few: Path, tmp_path: Path
) -> None:
    (few / "again.css").write_text("b {}", "utf-8")
    static, _said = made(tmp_path)
    assert static.names(".css") == ["site.css"]
    body = (static.folder / static.url("site.css").removeprefix("/static/")).read_text("utf-8")
    assert body.startswith("b {}\na {") and static.url("icon.svg") in body


def test_scripts_are_joined_in_order_and_none_runs_into_the_next(tmp_path: Path) -> None:
    first, second = tmp_path / "b.js", tmp_path / "a.js"
    first.write_text("(function () {})()", "utf-8")
    second.write_text("(1)", "utf-8")
    whole = static_sources.Together("whole.js", first, (first, second))
    assert whole.read() == b"(function () {})()\n;\n(1)"


def test_the_policy_lists_hashes_and_nothing_unsafe() -> None:
    assert "unsafe" not in policy()
    assert all(f"'{digest}'" in policy() for digest in STYLES)
    assert "frame-ancestors *" in policy(frame_ancestors="*")
