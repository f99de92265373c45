"""A bounded store of finished answers: the least recently used one goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from portal.answer import Answer

ENTRIES = 512
"""About 100 kB each with their compressed forms: 50 MB at most."""


class Kept:
    def __init__(self, entries: int = ENTRIES) -> None:
        self._entries = entries
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: Answer) -> None:
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > self._entries:
                self._answers.popitem(last=False)

    def __len__(self) -> int:
        return len(self._answers)
