"""Working ahead: what can be done in a thread while something else is done here."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
DONE: Any = object()


def ahead(made: Iterator[T]) -> Iterator[T]:
    """The same items, the next one being made in a thread while this one is worked on."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, made, DONE)
        while (ready := coming.result()) is not DONE:
            coming = thread.submit(next, made, DONE)
            yield ready


class Behind:
    """Calls made one after the other in a thread; a new one waits until the last has ended."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._last: Future[None] | None = None

    def do(self, work: Callable[[], None]) -> None:
        """Begin ``work``; what the work before it raised is raised here."""
        self.wait()
        self._last = self._thread.submit(work)

    def wait(self) -> None:
        if self._last is not None:
            self._last.result()


@contextmanager
def behind() -> Iterator[Behind]:
    """A thread for work that nothing here waits for; all of it has ended at the end."""
    with ThreadPoolExecutor(1) as thread:
        worker = Behind(thread)
        yield worker
        worker.wait()
