"""Prepares var/static: every file the browser may ask for, fingerprinted and compressed once.

    python -m portal.static_files

A file's address holds the hash of its bytes, so it may be kept for ever. Dash's own scripts lie in
one folder whose name holds the hash of all of them, because they load further parts from the
folder they came from. plotly.js is its basic bundle (lines, bars, pies) from npm, or the whole one
from the plotly wheel where npm is missing. Nothing is done again that is there already.
"""

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import brotli

from portal.static_sources import Source, assets, dash_scripts, plotly
from portal.whole_file import write_whole

STATIC = Path("var/static")
MANIFEST = "manifest.json"
PREFIX = "/static/"
MONTH = 30 * 24 * 3600
LARGE = 2_000_000
"""Bytes above which the best compression takes half a minute: only the whole plotly.js is."""
COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".txt"}
URL = re.compile(r"url\(([\"']?)(?!data:|https?:|/|#)([^)\"']+)\1\)")


@dataclass
class Static:
    """Addresses of the prepared files by their plain name (``portal.css``, ``react.js`` …)."""

    folder: Path
    addresses: dict[str, str] = field(default_factory=dict)

    def url(self, name: str) -> str:
        return self.addresses[name]

    def names(self, suffix: str) -> list[str]:
        """Our own assets of one kind, in the order of their names."""
        return sorted(n for n in self.addresses if n.endswith(suffix) and "/" not in n)


def load(folder: Path = STATIC) -> Static:
    """What ``prepare`` made last; it is made now where it was never made."""
    try:
        return Static(folder, json.loads((folder / MANIFEST).read_text("utf-8")))
    except FileNotFoundError:
        return prepare(folder)


def prepare(folder: Path = STATIC, say: Callable[[str], None] = print) -> Static:
    """Bring ``folder`` up to date and remove what was not referred to for a month."""
    folder.mkdir(parents=True, exist_ok=True)
    static = Static(folder)
    made = 0
    made += _place(static, assets(), lambda s, b: f"{_stem(s.name)}.{_mark(b)}{s.suffix}")
    npm = folder.parent / "npm"
    scripts = dash_scripts(npm, say)
    together = _mark(b"".join(s.read() for s in scripts))
    made += _place(static, scripts, lambda s, _b: f"dash-{together}/{s.name}", "dash/")
    made += _place(static, [plotly(npm, say)], _plotly_name, "plotly/")
    write_whole(folder / MANIFEST, json.dumps(static.addresses, indent=1).encode("utf-8"))
    gone = _forget(static)
    size = sum(f.stat().st_size for f in folder.rglob("*.br"))
    say(
        f"static files: {len(static.addresses)} in {folder} ({size // 1024} kB compressed), "
        f"{made} made, {gone} removed"
    )
    return static


def _plotly_name(source: Source, body: bytes) -> str:
    return f"{_stem(source.name)}.{_mark(body)}.js"


def _place(
    static: Static,
    sources: Iterable[Source],
    name: Callable[[Source, bytes], str],
    group: str = "",
) -> int:
    """Write each source under its fingerprinted name; how many were not there yet."""
    made = 0
    for source in sources:
        body = source.read()
        if source.suffix == ".css":
            body = URL.sub(lambda m: f"url({static.addresses[m[2]]})", body.decode()).encode()
        path = static.folder / name(source, body)
        static.addresses[group + source.name] = PREFIX + str(path.relative_to(static.folder))
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, body)
            made += 1
    return made


def _write(path: Path, body: bytes) -> None:
    """The compressed forms first, so that a file that is there has them."""
    if path.suffix in COMPRESSIBLE:
        quality = 11 if len(body) < LARGE else 9
        write_whole(Path(f"{path}.br"), brotli.compress(body, quality=quality))
        write_whole(Path(f"{path}.gz"), gzip.compress(body, 9, mtime=0))
    write_whole(path, body)


def _forget(static: Static) -> int:
    """Remove what no page has named for a month: pages kept by a browser may still ask for it."""
    manifest = static.folder / MANIFEST
    kept = {static.folder / a.removeprefix(PREFIX) for a in static.addresses.values()}
    kept |= {Path(f"{p}{s}") for p in kept for s in (".br", ".gz") if Path(f"{p}{s}").exists()}
    for file in kept:
        file.touch()
    now = manifest.stat().st_mtime
    old = [f for f in static.folder.rglob("*") if f.is_file() and f not in {*kept, manifest}]
    gone = [f for f in old if now - f.stat().st_mtime > MONTH]
    for file in gone:
        file.unlink()
    return len(gone)


def _mark(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:10]


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


if __name__ == "__main__":
    prepare(Path(sys.argv[1]) if len(sys.argv) > 1 else STATIC)
