"""A page as a reader gets it: the HTML of the first answer as a tree that can be asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from portal.first_html import VOID


@dataclass
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list["Node | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        said = "".join(p if isinstance(p, str) else p.text for p in self.parts)
        return said.strip()

    def all(self, tag: str = "", kind: str = "") -> Iterator["Node"]:
        """Every element inside of a tag and of a class."""
        for part in self.parts:
            if isinstance(part, Node):
                classes = part.attributes.get("class", "").split()
                if tag in ("", part.tag) and (not kind or kind in classes):
                    yield part
                yield from part.all(tag, kind)

    def first(self, tag: str = "", kind: str = "") -> "Node | None":
        return next(self.all(tag, kind), None)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def tree(html: str) -> Node:
    builder = _Builder()
    builder.feed(html)
    return builder.open[0]
