"""Addresses within the site. A view of an earlier release stays in that release."""

from urllib.parse import quote, urlencode

from release.reader import Reader

FORMATS = ("csv", "json", "xlsx", "parquet")


def is_latest(reader: Reader) -> bool:
    """Whether this release is the newest that stands."""
    standing = [r.id for r in reader.history if not r.withdrawn]
    return not standing or standing[0] == reader.release.id


def href(reader: Reader, path: str, **parameters: str | None) -> str:
    """A path with the parameters that have a value, and the release where it is not the latest."""
    given = {name: value for name, value in parameters.items() if value}
    if not is_latest(reader):
        given["release"] = reader.release.id
    return f"{path}?{urlencode(given)}" if given else path


def area(reader: Reader, area_id: str) -> str:
    return href(reader, f"/stations/{quote(area_id)}")


def measure(reader: Reader, measure_id: str, **parameters: str | None) -> str:
    return href(reader, f"/measures/{quote(measure_id)}", **parameters)


def download(release: str, measure_id: str, extension: str, area_id: str = "") -> str:
    """The file of one measure; ``release`` is an id or ``latest``."""
    query = f"?{urlencode({'area': area_id})}" if area_id else ""
    return f"/data/{release}/{quote(measure_id)}.{extension}{query}"
