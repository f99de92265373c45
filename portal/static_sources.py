"""Where the files of the site come from: our assets, Dash's wheels, plotly.js."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from portal.npm import Package, from_npm

ASSETS = Path(__file__).resolve().parent.parent / "assets"
KINDS = (".svg", ".png", ".ico", ".woff2", ".jpg", ".webp", ".js", ".css")
"""Pictures and fonts come first, because stylesheets refer to them."""

STYLE = "site.css"
"""All our stylesheets: assets/tokens.css and those of each part of the site."""

DASH = "dash.js"
"""React, what hangs on it, and Dash's own scripts, in the order in which they need each other."""

CHARTS = ("dash_core_components-shared.js", "async-graph.js")
"""Parts of Dash's components that they ask for themselves, once there is a chart."""


PLOTLY = Package(
    "plotly.js-basic-dist-min",
    "4.1.1",
    "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba",
    "plotly-basic.min.js",
)
REGENERATOR = Package(
    "regenerator-runtime",
    "0.14.1",
    "7beda998b3fd277f3548e12b277bafc3037d243421f007032d38dffee412224c",
    "runtime.js",
)
"""Dash's scripts need it (regeneratorRuntime); Dash's own polyfill is five times its size."""


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
    """Several files of one kind as one, in their order: a page asks once for all."""

    parts: tuple[Path, ...] = ()

    def read(self) -> bytes:
        between = b"\n;\n" if self.suffix == ".js" else b"\n"
        return between.join(part.read_bytes() for part in self.parts)


def assets(folder: Path = ASSETS) -> list[Source]:
    """Our stylesheets as one, and our scripts, icons and fonts."""
    found = [f for f in sorted(folder.rglob("*")) if f.suffix in KINDS and f.is_file()]
    found.sort(key=lambda f: KINDS.index(f.suffix))
    styles = tuple(f for f in found if f.suffix == ".css")
    single = [Source(str(f.relative_to(folder)), f) for f in found if f not in styles]
    return [*single, *([Together(STYLE, styles[0], styles)] if styles else [])]


def dash_scripts(cache: Path, say: Callable[[str], None]) -> list[Source]:
    """The scripts without which no page of Dash runs, and the two parts that a chart adds."""
    dash = _package("dash")
    parts = (
        from_npm(REGENERATOR, cache, say) or _newest(dash / "deps", "polyfill@*.min.js"),
        _newest(dash / "deps", "react@18*.min.js"),
        _newest(dash / "deps", "react-dom@18*.min.js"),
        _newest(dash / "deps", "prop-types@*.min.js"),
        dash / "dash-renderer/build/dash_renderer.min.js",
        dash / "dcc/dash_core_components.js",
        dash / "html/dash_html_components.min.js",
    )
    asked = [Source(name, dash / "dcc" / name) for name in CHARTS]
    return [Together(DASH, parts[0], parts), *asked]


def _newest(folder: Path, pattern: str) -> Path:
    return sorted(folder.glob(pattern))[-1]


def _package(name: str) -> Path:
    """Where a package lies, without importing it: Dash takes a second to import."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {name} is not installed: run 'make setup'")
    return Path(spec.submodule_search_locations[0])


def plotly(cache: Path, say: Callable[[str], None]) -> Source:
    """plotly.js: the basic bundle from ``cache`` or npm, else the whole one of the wheel."""
    whole = _package("plotly") / "package_data/plotly.min.js"
    basic = from_npm(PLOTLY, cache, say) if _version(whole) == PLOTLY.version else None
    if basic is None:
        say("plotly.js: without npm's basic bundle the whole one is used (four times larger)")
    return Source("plotly.js", basic or whole)


def _version(bundle: Path) -> str:
    """The version in the first lines of a bundle: ``plotly.js v4.1.1``."""
    with bundle.open("rb") as lines:
        head = lines.read(200).decode("utf-8", "replace")
    return head.partition("plotly.js v")[2].split()[0].rstrip("*/")
