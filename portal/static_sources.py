"""Where the files of the site come from: our assets, Dash's wheels, plotly.js."""

import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
KINDS = (".svg", ".png", ".ico", ".woff2", ".jpg", ".webp", ".js", ".css")
"""Pictures and fonts come first, because stylesheets refer to them."""

STYLE = "site.css"
"""All our stylesheets: assets/tokens.css and those of each part of the site."""

BASIC = "plotly.js-basic-dist-min"
BASIC_SHA256 = {"4.1.1": "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"}
"""plotly-basic.min.js as npm had it when it was chosen; another content is refused."""


@dataclass(frozen=True)
class Source:
    """One file under the name by which pages ask for it."""

    name: str
    path: Path

    @property
    def suffix(self) -> str:
        return self.path.suffix

    def read(self) -> bytes:
        return self.path.read_bytes()


@dataclass(frozen=True)
class Together(Source):
    """Several files of one kind as one, in the order of their names: a page asks once for all."""

    parts: tuple[Path, ...] = ()

    def read(self) -> bytes:
        return b"\n".join(part.read_bytes() for part in self.parts)


def assets(folder: Path = ASSETS) -> list[Source]:
    """Our stylesheets as one, and our scripts, icons and fonts."""
    found = [f for f in sorted(folder.rglob("*")) if f.suffix in KINDS and f.is_file()]
    found.sort(key=lambda f: KINDS.index(f.suffix))
    styles = tuple(f for f in found if f.suffix == ".css")
    single = [Source(str(f.relative_to(folder)), f) for f in found if f not in styles]
    return [*single, *([Together(STYLE, styles[0], styles)] if styles else [])]


def dash_scripts() -> list[Source]:
    """The scripts without which no page of Dash runs, and the two parts that a chart adds."""
    dash = _package("dash")
    return [
        _only("react.js", dash / "deps", "react@18*.min.js"),
        _only("react-dom.js", dash / "deps", "react-dom@18*.min.js"),
        _only("prop-types.js", dash / "deps", "prop-types@*.min.js"),
        Source("dash_core_components.js", dash / "dcc/dash_core_components.js"),
        Source("dash_core_components-shared.js", dash / "dcc/dash_core_components-shared.js"),
        Source("async-graph.js", dash / "dcc/async-graph.js"),
        Source("html.js", dash / "html/dash_html_components.min.js"),
        Source("renderer.js", dash / "dash-renderer/build/dash_renderer.min.js"),
    ]


def _only(name: str, folder: Path, pattern: str) -> Source:
    """The newest file of a pattern."""
    return Source(name, sorted(folder.glob(pattern))[-1])


def _package(name: str) -> Path:
    """Where a package lies, without importing it: Dash takes a second to import."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {name} is not installed: run 'make setup'")
    return Path(spec.submodule_search_locations[0])


def plotly(cache: Path, say: Callable[[str], None]) -> Source:
    """plotly.js: the basic bundle from ``cache`` or npm, else the whole one of the wheel."""
    whole = _package("plotly") / "package_data/plotly.min.js"
    version = _version(whole)
    basic = cache / f"plotly-basic-{version}.min.js"
    if basic.exists() or _fetch(basic, version, say):
        return Source("plotly.js", basic)
    say("plotly.js: npm could not give the basic bundle; the whole one is used (four times larger)")
    return Source("plotly.js", whole)


def _version(bundle: Path) -> str:
    """The version in the first lines of a bundle: ``plotly.js v4.1.1``."""
    with bundle.open("rb") as lines:
        head = lines.read(200).decode("utf-8", "replace")
    return head.partition("plotly.js v")[2].split()[0].rstrip("*/")


def _fetch(basic: Path, version: str, say: Callable[[str], None]) -> bool:
    """Get the basic bundle of the same version with npm; False where that is not possible."""
    npm = shutil.which("npm")
    if npm is None or version not in BASIC_SHA256:
        return False
    basic.parent.mkdir(parents=True, exist_ok=True)
    say(f"plotly.js: fetching {BASIC} {version} with npm")
    command = [npm, "pack", "--silent", "--ignore-scripts", f"{BASIC}@{version}"]
    done = subprocess.run(command, cwd=basic.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        return False
    archive = basic.parent / done.stdout.split()[-1]
    with tarfile.open(archive) as members:
        member = members.extractfile("package/plotly-basic.min.js")
        body = member.read() if member else b""
    archive.unlink()
    if hashlib.sha256(body).hexdigest() != BASIC_SHA256[version]:
        say(f"plotly.js: {BASIC} {version} from npm is not the file that was chosen; not used")
        return False
    basic.write_bytes(body)
    return True
