"""What a page is: a pure function of (reader, address) gives one of these.

The same tree is rendered to the first HTML, drawn by Dash, and printed.
"""

from dataclasses import dataclass

from dash.development.base_component import Component


@dataclass(frozen=True)
class Page:
    """``main`` is the content of the page's one main landmark; ``status`` its HTTP status;
    ``scripts`` are files of assets/ that no other page needs; what is not ``listed`` is kept out
    of search engines."""

    title: str
    description: str
    main: Component
    status: int = 200
    scripts: tuple[str, ...] = ()
    listed: bool = True


class AddressError(Exception):
    """An address that cannot be answered, in one sentence for the reader. ``more`` are sentences
    about what was there before."""

    status = 400
    more: tuple[str, ...] = ()


class NotFound(AddressError):
    """The address names something that this release does not hold."""

    status = 404


class BadValue(AddressError):
    """A parameter of the address has a value that cannot be understood."""

    status = 400
