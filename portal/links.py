"""Addresses within the site. A view of an earlier release stays in that release, and every page
leads to pages in its own language; the address of a file is the same in all of them."""

from urllib.parse import quote, urlencode

from portal.speech import spoken
from release.reader import Reader

FORMATS = ("csv", "json", "xlsx", "parquet")
FOREIGN = ("/", "\\", "\t", "\n", "\r")
"""Second characters of an address that make a browser leave the site; it skips the last three."""


def is_latest(reader: Reader) -> bool:
    """Whether this release is the newest that stands."""
    standing = [r.id for r in reader.history if not r.withdrawn]
    return not standing or standing[0] == reader.release.id


def href(reader: Reader, path: str, **parameters: str | None) -> str:
    """The address of a page with the parameters that have a value, and with the release where it is
    not the latest."""
    given = {name: value for name, value in parameters.items() if value}
    if not is_latest(reader):
        given["release"] = reader.release.id
    return page(f"{path}?{urlencode(given)}" if given else path)


def page(path: str, prefix: str | None = None) -> str:
    """A page in the language that is spoken, or in the one with this prefix. What a browser would
    read as the address of another site leads to the home page."""
    if not path.startswith("/") or path[1:2] in FOREIGN:
        path = "/"
    begin = spoken().prefix if prefix is None else prefix
    rest = path[1:] if begin and path[1:2] in ("", "?") else path
    return begin + rest


def alternates(path: str) -> dict[str, str]:
    """The same page in every language of the site, by the code of the language."""
    return {code: page(path, prefix) for code, prefix in spoken().offered.items()}


def area(reader: Reader, area_id: str) -> str:
    return href(reader, f"/stations/{quote(area_id)}")


def measure(reader: Reader, measure_id: str, **parameters: str | None) -> str:
    return href(reader, f"/measures/{quote(measure_id)}", **parameters)


def download(release: str, measure_id: str, extension: str, area_id: str = "") -> str:
    """The file of one measure; ``release`` is an id or ``latest``."""
    query = f"?{urlencode({'area': area_id})}" if area_id else ""
    return f"/data/{release}/{quote(measure_id)}.{extension}{query}"
