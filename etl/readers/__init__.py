"""One reader per format: a file becomes rows of text. Readers touch the disk and judge nothing but
whether the file can be trusted as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from etl.readers import columnar, delimited, json_lines, json_rows, workbook
from etl.readers.containers import Member
from etl.readers.raw import ROW, Batch, Raw
from etl.readers.streams import Hashed
from etl.sources import Source
from release.errors import DeliveryError, MissingInput

READERS = {
    "csv": delimited.read,
    "tsv": delimited.read,
    "json": json_rows.read,
    "jsonl": json_lines.read,
    "xlsx": workbook.read,
    "parquet": columnar.read,
}


def read(member: Member, source: Source) -> Raw:
    """The rows of a delivery as text; DeliveryError where the file as a whole cannot be trusted.

    While the batches are taken the member is read to its very end, then closed; after that
    ``sha256`` of the result is what was parsed.
    """
    try:
        stream = member.open()
    except PermissionError:
        raise MissingInput(f"{member.name}: cannot be opened; check its permissions") from None
    except FileNotFoundError:
        raise MissingInput(f"{member.name}: is gone; give the path of an export") from None
    try:
        with _readable(member.name):
            if member.size == 0:
                raise DeliveryError(f"{member.name}: the file is empty; export it again")
            raw = READERS[source.format](stream, source, member.name)
        if ROW in raw.header:
            raise DeliveryError(f"{member.name}: a column must not be called {ROW}; rename it")
    except BaseException:
        stream.close()
        raise
    batches = _to_the_end(raw.batches, stream, member.name)
    return replace(raw, batches=batches, given=lambda: stream.given, close=stream.close)


def _to_the_end(batches: Iterator[Batch], stream: Hashed, name: str) -> Iterator[Batch]:
    with stream, _readable(name):
        yield from batches
        stream.sha256()


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """A disk that fails under the delivery, told apart from one that fails under what is stored."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or "the disk is failing"
        raise MissingInput(f"{name}: cannot be read ({reason}); copy it again") from error
