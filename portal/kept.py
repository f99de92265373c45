"""A bounded store of finished answers: the least recently used one goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from portal.answer import Answer

ENTRIES = 512
LARGEST = 48 * 1024 * 1024
"""Bytes of all answers with their compressed forms."""


class Kept:
    """``size`` is that of every answer when it was last asked for; what was compressed since is
    counted the next time."""

    def __init__(self, entries: int = ENTRIES, largest: int = LARGEST) -> None:
        self._entries, self._largest = entries, largest
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable) -> Answer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                return None
            self._put(key, found[0])
            return found[0]

    def put(self, key: Hashable, answer: Answer) -> None:
        with self._lock:
            self._put(key, answer)

    def _put(self, key: Hashable, answer: Answer) -> None:
        _old, counted = self._answers.pop(key, (None, 0))
        size = answer.size
        self._answers[key] = answer, size
        self.size += size - counted
        while len(self._answers) > self._entries or self.size > self._largest:
            _key, (_gone, counted) = self._answers.popitem(last=False)
            self.size -= counted

    def __len__(self) -> int:
        return len(self._answers)
