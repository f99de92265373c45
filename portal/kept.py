"""A bounded store of finished answers: the least recently used one goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from portal.answer import CODINGS, Answer

ENTRIES = 512
LARGEST = 48 * 1024 * 1024
"""Bytes of all answers with their compressed forms."""


class Kept:
    def __init__(self, entries: int = ENTRIES, largest: int = LARGEST) -> None:
        self._entries, self._largest = entries, largest
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable) -> Answer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: Answer) -> None:
        with self._lock:
            if (old := self._answers.pop(key, None)) is not None:
                self.size -= _size(old)
            self._answers[key] = answer
            self.size += _size(answer)
            while len(self._answers) > self._entries or self.size > self._largest:
                _key, gone = self._answers.popitem(last=False)
                self.size -= _size(gone)

    def __len__(self) -> int:
        return len(self._answers)


def _size(answer: Answer) -> int:
    """The most that an answer comes to: each compressed form, once made, is below the body."""
    return len(answer.body) * (1 + len(CODINGS) if answer.packs else 1)
