"""A delivery that somebody writes to while it is read, or that lies on a disk that fails."""

import errno
import gzip
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.accept import accept
from etl.job import Clock, Job
from etl.jobs import accept_files
from etl.readers import read
from etl.readers.containers import Member, members
from etl.readers.streams import Hashed
from release.errors import DeliveryError, MissingInput
from tests.etl.conftest import Place, month_of_presses, presses
from tests.etl.hostile import mapping
from tests.etl.test_hostile import made_parquet, made_xlsx

CONTENT = presses(month_of_presses("2026-01")).encode()
LATER = ",oak,2026-01-05 10:00:00,3,\n"


def appended(path: Path) -> None:
    with path.open("ab") as file:
        file.write(f"late{LATER}".encode())


def cut(path: Path) -> None:
    os.truncate(path, len(CONTENT) // 2)


def replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.rename(path)


def overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(len(CONTENT) - 20)
        file.write(b"x")


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("change", [appended, cut, replaced, overwritten])
def test_a_file_that_changes_while_it_is_read_is_refused(
    place: Place, change: Callable[[Path], None], packed: bool
) -> None:
    path = place.deliver("k.csv", gzip.compress(CONTENT, 0) if packed else CONTENT)

    def say(_: str) -> None:
        change(path)

    job = Job(place.definitions, place.landing, place.url, Clock("2026-06-30", "2026-06-30"), say)
    with pytest.raises(DeliveryError, match="the file changed while it was read"):
        list(accept_files(job, "kiosks", [path]))
    assert place.landing.manifests() == []
    path.write_bytes(CONTENT)
    assert place.run("accept", "kiosks", path).code == 0
    left = [p for p in place.landing.folder.rglob("*.parquet") if not p.name.startswith("000001")]
    assert left == []


def test_a_file_that_changes_after_its_checksum_was_looked_at_is_refused(place):
    path = place.deliver("k.csv", CONTENT)
    place.deliver("k.csv.sha256", hashlib.sha256(CONTENT).hexdigest() + "\n")
    clock = Clock("2026-06-30", "2026-06-30")
    job = Job(place.definitions, place.landing, place.url, clock, lambda _: None)
    (member,) = members(path)
    appended(path)
    with pytest.raises(DeliveryError, match="the file changed"), job.held():
        accept(job, "kiosks", path, member)
    assert place.landing.manifests() == []


class Failing(io.BytesIO):
    """A file on a disk that cannot read its last part."""

    def read(self, size: int | None = -1, /) -> bytes:
        part = super().read(size)
        if self.tell() >= len(self.getbuffer()) // 2:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return part


EXPORTS = {
    "csv": b"id,place\n" + b"1,oak\n" * 99,
    "tsv": b"id\tplace\n" + b"1\toak\n" * 99,
    "json": b"[" + b'{"id": 1, "place": "oak"},' * 99 + b'{"id": 1, "place": "oak"}]',
    "jsonl": b'{"id": 1, "place": "oak"}\n' * 99,
    "xlsx": made_xlsx(),
    "parquet": made_parquet(),
}


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_disk_that_fails_under_a_delivery_is_told_from_one_under_the_zone(kind):
    content = EXPORTS[kind]
    member = Member(f"june.{kind}", len(content), lambda: Failing(content))
    source = mapping(format=kind, delimiter="\t" if kind == "tsv" else ",")
    with pytest.raises(MissingInput, match=r"june.*: cannot be read \(Input/output error\)"):
        list(read(member, source).batches)
    with pytest.raises(OSError, match="Input/output"):
        Hashed(Failing(content)).read()
