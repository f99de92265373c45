"""What a postcode says: the part that many places share, and the rest of it.

AY1 1QZ is AY1 and 1QZ, V6B 1A1 is V6B and 1A1, 19103-1234 is 19103 and 1234, 1012 AB is 1012 and
AB. Texts are taken as portal.searching.plain leaves them.
"""

import re
from dataclasses import dataclass

PARTS = (
    r"([a-z]{1,2}[0-9][0-9a-z]?) ?([0-9][a-z][0-9a-z])",
    r"([a-z]{1,2}[0-9][0-9a-z]?)(?: ([0-9][a-z]?))?",
    r"([0-9]{5}) ?([0-9]{4})",
    r"([0-9]{4}) ?([a-z]{2})",
    r"([0-9]{4,8})()",
)
"""The shared part and the rest, of which only the beginning may be there."""

SPLIT = re.compile(r"[0-9]{3} [0-9]{2}|[0-9]{2} [0-9]{3}|[0-9]{3} [0-9]{4}|[0-9]{5} [0-9]{3}")
"""111 22, 00-950, 100-0001 and 01310-100 are one number each."""


@dataclass(frozen=True, slots=True)
class Postcode:
    """``inward`` is empty where only the shared part is known."""

    outward: str
    inward: str = ""

    def holds(self, other: "Postcode") -> bool:
        """Whether the other one may be this one or lies in it, as far as both are known."""
        if self.outward != other.outward:
            return False
        return not self.inward or self.inward.startswith(other.inward)


def parse(text: str) -> Postcode | None:
    """The postcode, or the part of one, that a whole text is; None where it is none."""
    if SPLIT.fullmatch(text):
        return Postcode(text.replace(" ", ""))
    found = (re.fullmatch(pattern, text) for pattern in PARTS)
    return next((Postcode(m[1], m[2] or "") for m in found if m), None)


def spaced(query: str) -> str:
    """The words of a query, of which a postcode without its space is two."""
    return " ".join(_spaced(word) for word in query.split())


def _spaced(word: str) -> str:
    code = parse(word)
    return f"{code.outward} {code.inward}".strip() if code else word
