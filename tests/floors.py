"""Which module may see which, read from the source with ast: no list of exceptions.

A floor sees only floors below it. The wall stands between etl and portal: they never see each
other, and portal sees no more of release than a reader of releases needs.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

FLOORS = {
    "release.vocabulary": 0,
    "release.errors": 0,
    "release.folders": 0,
    "release.tables": 0,
    "release.measures": 1,
    "release.draft": 2,
    "release.schema": 2,
    "release.digest": 3,
    "release.beside": 4,
    "release.stored": 5,
    "release.withdrawal": 6,
    "release.writer": 6,
    "release.reader": 6,
    "release.releases": 7,
    "etl": 8,
    "portal": 8,
    "app": 9,
}
PUBLIC = {
    "release.vocabulary", "release.errors", "release.measures", "release.tables", "release.reader",
    "release.releases", "portal",
}  # fmt: skip
PRIVATE = FLOORS.keys() - {"release.reader", "release.releases", "portal", "app"}
SEEN_ACROSS = {"portal": PUBLIC, "app": PUBLIC, "etl": PRIVATE}

EDGES = {"app", "etl.__main__"}
OUTSIDE_WORLD = {
    "os.environ",
    "os.environb",
    "os.getenv",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "pandas.Timestamp.now",
    "pandas.Timestamp.today",
    "pandas.Timestamp.utcnow",
}
"""The environment and the clock of the day. How long something took may be measured anywhere."""

DYNAMIC = {"importlib.import_module", "import_module", "__import__"}


def violations(root: Path) -> list[str]:
    """One sentence a violation of the floors, the wall and the edges under ``root``."""
    return [
        f"{path.relative_to(root)}:{line} {sentence}"
        for path in _sources(root)
        for line, sentence in _faults(_name(root, path), path)
    ]


def _sources(root: Path) -> Iterator[Path]:
    for folder in ("release", "etl", "portal"):
        yield from sorted((root / folder).rglob("*.py"))
    yield from root.glob("app.py")


def _name(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _faults(name: str, path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    imports = list(_imports(tree, name, is_package=path.name == "__init__.py"))
    for line, imported, _local in imports:
        if fault := _fault(name, imported):
            yield line, fault
    if name not in EDGES:
        for line, used in _outside(tree, {local: target for _, target, local in imports}):
            yield line, f"{name} reads {used}: only {' and '.join(sorted(EDGES))} may"


def _fault(name: str, imported: str) -> str | None:
    here, there = _place(name), _place(imported)
    if there is None or name == "release":
        return f"release/__init__ sees {imported}: it sees nothing" if there else None
    if here is None:
        return f"{name} has no floor: give it one in tests/floors.py"
    if here == there and "." not in here:
        return None
    if there not in SEEN_ACROSS.get(here, FLOORS.keys()):
        return f"{name} sees {imported}: it is behind the wall"
    if FLOORS.get(there, -1) >= FLOORS[here]:
        return f"{name} sees {imported}: it is not on a lower floor"
    return None


def _place(dotted: str) -> str | None:
    """What a dotted name belongs to: a package, a module of release, or None for another's code."""
    parts = dotted.split(".")
    if parts[0] == "release":
        place = ".".join(parts[:2])
        return place if place in FLOORS else None
    return parts[0] if parts[0] in FLOORS else None


def _imports(tree: ast.AST, name: str, *, is_package: bool) -> Iterator[tuple[int, str, str]]:
    """(line, dotted name, local name) of every import, wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, name, is_package=is_package)
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}", alias.asname or alias.name
        elif isinstance(node, ast.Call) and _dotted(node.func) in DYNAMIC:
            for argument in node.args[:1]:
                yield node.lineno, str(getattr(argument, "value", "")), ""


def _base(node: ast.ImportFrom, name: str, *, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = name.split(".")
    up = parts[: len(parts) - node.level + is_package]
    return ".".join([*up, node.module] if node.module else up)


def _outside(tree: ast.AST, targets: dict[str, str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            head, dot, rest = _dotted(node).partition(".")
            target = targets.get(head, "")
            full = (head if target.partition(".")[0] == head else target) + dot + rest
            if target and full in OUTSIDE_WORLD:
                yield node.lineno, full
        elif isinstance(node, ast.keyword) and node.arg in ("envvar", "auto_envvar_prefix"):
            yield node.value.lineno, f"the environment ({node.arg})"


def _dotted(node: ast.AST) -> str:
    """``a.b.c`` of a chain of names; nothing where it is not one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (head := _dotted(node.value)):
        return f"{head}.{node.attr}"
    return ""
