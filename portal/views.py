"""From an address to the page behind it, in the release and in the language that it names."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect, Rule

from portal import language, links, selection, translations
from portal.language import _, day
from portal.page import AddressError, BadValue, NotFound, Page
from portal.speech import SOURCE_CODE, Speech, speak
from release.reader import Reader, Release
from release.releases import Releases

PageFunction = Callable[..., Page]
RELEASE = "release"
LATEST = "latest"
LONGEST = 200
"""Characters of one value of the address; what is longer names nothing that we have."""

FREE = "q"
"""The one parameter whose values have no end: its pages are never kept, and a long one is cut."""


class Gone(AddressError):
    """The address names a release that was withdrawn."""

    status = 410

    def __init__(self, release: Release) -> None:
        super().__init__(_("This release was withdrawn. Its numbers are no longer shown."))
        when = _("Withdrawn on {day}.").format(day=day(release.withdrawn))
        self.more = (when, _("The reason: {why}").format(why=release.withdrawn_why))


class TooLong(AddressError):
    status = 414


@dataclass(frozen=True)
class View:
    """One page in one release and language. ``within`` is its address without the language."""

    reader: Reader
    speech: Speech
    within: str
    function: PageFunction
    arguments: dict[str, str]

    @property
    def address(self) -> str:
        """Canonical: known parameters, in their order."""
        return links.page(self.within, self.speech.prefix)

    @property
    def keepable(self) -> bool:
        return FREE not in self.arguments

    def page(self) -> Page:
        """The page; AddressError where the release does not have what is asked for."""
        return self.function(self.reader, **self.arguments)


class Addresses:
    """The explicit table of every address of the site."""

    def __init__(
        self,
        table: Iterable[tuple[str, PageFunction]],
        catalogues: Path = translations.FOLDER,
    ) -> None:
        rows = list(table)
        self.catalogues = catalogues
        self._functions = dict(rows)
        self._known = {rule: _parameters(function) for rule, function in rows}
        rules = [Rule(rule, endpoint=rule) for rule, _function in rows]
        self._map = Map(rules, strict_slashes=False, merge_slashes=False).bind("")

    def match(self, path: str) -> tuple[str, dict[str, str]] | None:
        """The rule of a path with its parts; None where no page has this path. One that begins with
        two slashes would be read as the address of another site."""
        if path.startswith("//"):
            return None
        try:
            rule, parts = self._map.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return None
        return str(rule), dict(parts)

    def spoken_at(self, releases: Releases, path: str) -> tuple[Speech, str]:
        """The language of a path and the path without it, by the languages of the newest release.
        MissingInput: nothing is published."""
        return translations.spoken_at(releases.latest().force, path, self.catalogues)

    def view(self, releases: Releases, path: str, search: str) -> View | None:
        """The view of a path and a query (without ``?``); None where there is no such page."""
        speech, bare = self.spoken_at(releases, path)
        found = self.match(bare)
        if found is None:
            return None
        rule, parts = found
        known = self._known[rule]
        with speak(speech):
            asked = query(search, dict.fromkeys((*known, *selection.SHARED, RELEASE)))
            chosen = asked.pop(RELEASE, "")
            reader = choose(releases, chosen)
            selection.check(reader, asked)
        given = {name: asked[name] for name in known if name in asked}
        named = given | ({RELEASE: chosen} if chosen not in ("", LATEST) else {})
        within = bare + (f"?{urlencode(sorted(named.items()))}" if named else "")
        return View(reader, speech, within, self._functions[rule], given | parts)


def _parameters(function: PageFunction) -> list[str]:
    return [
        name
        for name, parameter in signature(function).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    ]


def query(search: str, known: Iterable[str]) -> dict[str, str]:
    """The known parameters of a query that have a value; others are nothing to us."""
    if len(search) > 8000:
        raise TooLong(_("This address is too long."))
    try:
        given = parse_qs(search, max_num_fields=100)
    except ValueError:
        raise BadValue(_("This address has too many parameters.")) from None
    found = {name: given[name] for name in known if name in given}
    for name, values in found.items():
        if len(values) > 1:
            raise BadValue(
                _("The address gives “{name}” more than once. Give it once.").format(name=name)
            )
        if (len(values[0]) > LONGEST and name != FREE) or "\0" in values[0]:
            raise BadValue(
                _("The value of “{name}” in the address cannot be understood.").format(name=name)
            )
    return {name: values[0][:LONGEST] for name, values in found.items()}


def choose(releases: Releases, release_id: str = "") -> Reader:
    """The reader of a release; the newest where none is named. MissingInput: nothing is published.

    Raises NotFound for an unknown release and Gone for a withdrawn one.
    """
    latest = releases.latest()
    if release_id in ("", LATEST):
        return latest
    reader = releases.get(release_id)
    if reader is None:
        raise NotFound(_("There is no release with this id."))
    if reader.release.withdrawn:
        raise Gone(reader.release)
    return reader


@contextmanager
def spoken(reader: Reader | None) -> Iterator[str]:
    """Speak the own language of the force inside the block; gives its code."""
    code = str(reader.force.get("language", SOURCE_CODE)) if reader else SOURCE_CODE
    with language.use(code):
        yield code
