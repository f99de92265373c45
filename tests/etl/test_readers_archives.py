"""Archives: honest ones are read, others are stopped before they cost anything."""

import gzip
import hashlib
import io
import os
import struct
import zipfile
import zlib

import pytest

from etl.readers import archive, containers, read, streams
from etl.readers.containers import members
from release.errors import DeliveryError
from tests.etl.hostile import TEXT, Item, given, mapping, take, zip_of

GZIP = gzip.compress(TEXT * 100)
BAD_GZIP = {
    "garbage behind": GZIP + b"x",
    "zeros behind": GZIP + b"\0" * 100,
    "wrong CRC": GZIP[:-8] + b"\0\0\0\0" + GZIP[-4:],
    "wrong length": GZIP[:-4] + b"\0\0\0\0",
    "header only": GZIP[:10],
    "flipped": GZIP[:12] + bytes([GZIP[12] ^ 0xFF]) + GZIP[13:],
}


@pytest.mark.parametrize("content", BAD_GZIP.values(), ids=BAD_GZIP)
def test_a_damaged_gzip_file_is_refused(tmp_path, content):
    with pytest.raises(DeliveryError, match="damaged or cut off"):
        take(given(tmp_path, content))


def test_every_prefix_of_a_gzip_file_is_refused(tmp_path):
    for length in range(3, len(GZIP)):
        with pytest.raises(DeliveryError):
            take(given(tmp_path, GZIP[:length]))


def test_what_deflates_in_any_rhythm_is_whole(tmp_path, monkeypatch):
    content = os.urandom(5000) + b"x" * 50_000
    (member,) = members(given(tmp_path, gzip.compress(content)))
    for piece in (1, 7, 100, 70_000):
        monkeypatch.setattr(streams, "PIECE", piece)
        with member.open() as stream:
            assert stream.read() == content
        with member.open() as stream:
            assert b"".join(iter(lambda: stream.read(999), b"")) == content


def test_a_zip_gives_one_member_an_entry(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        made.mkdir("months")
        for name in ("months/june.csv", "may.csv", "__MACOSX/.x", "Thumbs.db", "empty.csv"):
            made.writestr(name, b"" if name == "empty.csv" else TEXT)
        with made.open("stream.csv", "w", force_zip64=True) as entry:
            entry.write(TEXT)
    found = members(given(tmp_path, content.getvalue(), "d.zip"))
    assert [m.name for m in found] == [
        "d.zip/empty.csv", "d.zip/may.csv", "d.zip/months/june.csv", "d.zip/stream.csv"
    ]  # fmt: skip
    assert {m.size for m in found} == {0, len(TEXT)}
    digest = hashlib.sha256(TEXT).hexdigest()
    assert [m.fingerprint() for m in found[1:]] == [digest] * 3
    with pytest.raises(DeliveryError, match="the file is empty"):
        read(found[0], mapping())


def test_a_zip_written_as_a_stream_is_read(tmp_path):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.content = b""

        def writable(self):
            return True

        def write(self, data):
            self.content += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.csv", TEXT)
        made.writestr("b.csv", TEXT)
    assert len(members(given(tmp_path, pipe.content))) == 2


OVERLAPPING = zip_of(Item(), Item(b"other.csv", local=b"june.csv", offset=0))
BAD_ZIP = {
    "absolute": (zip_of(Item(b"/etc/x.csv")), "entry 1 of the archive has an absolute"),
    "drive": (zip_of(Item(b"C:/x.csv")), "has an absolute"),
    "backslash": (zip_of(Item(b"a\\x.csv")), "has an absolute"),
    "up": (zip_of(Item(), Item(b"a/../../x.csv")), "entry 2 of the archive has a path that leads"),
    "link": (zip_of(Item(mode=0o120777)), "is a link or a device"),
    "device": (zip_of(Item(mode=0o020666)), "is a link or a device"),
    "encrypted": (zip_of(Item(flags=1)), "is encrypted"),
    "method": (zip_of(Item(method=12)), "other than deflate"),
    "same name": (zip_of(Item(), Item()), "entry 2 of the archive has the name of another"),
    "data behind": (zip_of(Item(), behind=b"x"), "damaged|data behind its end"),
    "two ends": (zip_of(Item(), behind=zip_of()), "data behind its end"),
    "an archive as comment": (zip_of(Item(), comment=zip_of(Item())), "behind its end|before"),
    "data before": (zip_of(Item(), before=b"PK\3\4 and more"), "before its first entry|damaged"),
    "overlap": (zip_of(Item(), Item(offset=0)), "has the name of another"),
    "overlap, renamed": (OVERLAPPING, "damaged"),
    "smaller than said": (zip_of(Item(size=9)), "damaged"),
    "larger than said": (zip_of(Item(size=3)), "damaged"),
    "nothing in it": (zip_of(), "holds no export"),
    "only junk": (zip_of(Item(b".x")), "holds no export"),
    "wrong CRC": (zip_of(Item(crc=1)), "damaged"),
    "a zip inside": (zip_of(Item(content=zip_of(Item()))), "an archive in an archive"),
    "a gzip inside": (zip_of(Item(content=gzip.compress(TEXT))), "an archive in an archive"),
    "other name inside": (zip_of(Item(local=b"july.csv")), "damaged"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_ZIP.values(), ids=BAD_ZIP)
def test_a_zip_that_is_not_an_honest_one_is_refused(tmp_path, content, sentence):
    with pytest.raises(DeliveryError, match=sentence):
        take(given(tmp_path, content))


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    """The quoted overlap: the first entry's data is a whole second entry."""
    inner = zip_of(Item(b"b.csv"))
    body = inner[: inner.index(b"PK\1\2")]
    both = zip_of(Item(b"a.csv", body, method=0), Item(b"b.csv", offset=30 + 5))
    with pytest.raises(DeliveryError, match="entries of the archive overlap"):
        take(given(tmp_path, both))


def test_a_zip_in_a_gzip_file_is_refused(tmp_path):
    with pytest.raises(DeliveryError, match="an archive in an archive"):
        members(given(tmp_path, gzip.compress(zip_of(Item()))))


def test_every_prefix_and_flip_of_a_zip_is_refused_or_whole(tmp_path):
    whole = zip_of(Item(content=TEXT * 20))
    for length in range(len(whole)):
        with pytest.raises(DeliveryError):
            take(given(tmp_path, whole[:length]))
    expected = take(given(tmp_path, whole)).sha256
    for at in range(len(whole)):
        try:
            found = take(given(tmp_path, whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]))
        except DeliveryError:
            continue
        assert found.sha256 == expected


def test_too_many_entries_are_refused(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for n in range(archive.MEMBER_LIMIT + 1):
            made.writestr(f"{n}.csv", b"")
    with pytest.raises(DeliveryError, match="holds 1,001 files, the limit is 1,000"):
        members(given(tmp_path, content.getvalue()))


def test_a_zip_that_says_it_is_too_large_is_refused(tmp_path):
    big = [Item(b"%d.csv" % n, size=4_000_000_000) for n in range(6)]
    with pytest.raises(DeliveryError, match=r"unpacks to 24\.0 GB, the limit is 20 GB"):
        members(given(tmp_path, zip_of(*big)))


def bomb(size: int) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1 << 20)
    return b"".join(engine.compress(zeros) for _ in range(size >> 20)) + engine.flush()


def test_a_bomb_is_stopped(tmp_path):
    (member,) = members(given(tmp_path, bomb(200 << 20)))
    with pytest.raises(DeliveryError, match="more than 200 times its size"):
        member.fingerprint()


def test_what_unpacks_to_more_than_the_limit_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "UNPACKED_LIMIT", 1_000_000)
    (member,) = members(given(tmp_path, bomb(2 << 20)))
    with pytest.raises(DeliveryError, match=r"unpacks to more than 0\.0 GB"):
        member.fingerprint()


def test_a_name_in_an_archive_cannot_write_to_a_terminal(tmp_path):
    (member,) = members(given(tmp_path, zip_of(Item(b"a\x1b[2Jb\n.csv")), "d.zip"))
    assert member.name == "d.zip/a?[2Jb?.csv"


def test_zip64_that_lies_is_refused(tmp_path):
    whole = zip_of(Item())
    end = whole.rindex(b"PK\5\6")
    lie = whole[: end + 10] + struct.pack("<HLLH", 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    with pytest.raises(DeliveryError, match="damaged"):
        members(given(tmp_path, lie))
