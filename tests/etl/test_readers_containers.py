"""From a path to the files in it: folders, patterns, packed files, archives, checksums."""

import gzip
import hashlib
import os

import pytest

from etl.readers import read
from etl.readers.containers import files, members
from release.errors import DeliveryError, MissingInput
from tests.etl.hostile import TEXT, given, mapping, take

JUNK = (".hidden", "~$june.xlsx", "june.csv.part", "x.tmp", "x.crdownload", "Thumbs.db",
        "desktop.ini", "june.csv.sha256")  # fmt: skip


@pytest.fixture
def tree(tmp_path):
    for name in ("b.csv", "a.csv", "sub/c.csv", "note.txt", ".git/x.csv", *JUNK):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(TEXT)
    return tmp_path


def test_a_folder_gives_its_files_but_not_what_systems_leave_there(tree):
    names = [str(path.relative_to(tree)) for path in files(tree)]
    assert names == ["a.csv", "b.csv", "note.txt", "sub/c.csv"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.csv", ["a.csv", "b.csv"]),
        ("?.csv", ["a.csv", "b.csv"]),
        ("[b]*", ["b.csv"]),
        ("**/*.csv", ["a.csv", "b.csv", "c.csv"]),
        ("s*", ["c.csv"]),
        ("*/c.csv", ["c.csv"]),
    ],
)
def test_a_pattern_gives_what_it_matches(tree, pattern, expected):
    assert [path.name for path in files(tree / pattern)] == expected


def test_a_file_is_itself_even_with_a_star_in_its_name(tmp_path):
    path = tmp_path / "june[1].csv"
    path.write_bytes(TEXT)
    assert files(path) == [path]


@pytest.mark.parametrize("name", ["gone.csv", "*.xml", "empty", "**x"])
def test_nothing_there_is_said(tree, name):
    (tree / "empty").mkdir()
    with pytest.raises(MissingInput):
        files(tree / name)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "p*"):
        with pytest.raises(MissingInput, match="pipe: is a pipe or a device"):
            files(path)
    with pytest.raises(MissingInput, match="is a pipe"):
        members(tmp_path / "pipe")
    (tmp_path / "pipe").unlink()
    (tmp_path / "link").symlink_to("gone")
    with pytest.raises(MissingInput, match="link: leads nowhere"):
        files(tmp_path)


def test_a_plain_and_a_packed_file_are_one_member_of_the_same_content(tmp_path):
    (plain,) = members(given(tmp_path, TEXT))
    assert (plain.name, plain.size) == ("june", len(TEXT))
    (packed,) = members(given(tmp_path, gzip.compress(TEXT), "packed.csv"))
    assert (packed.name, packed.size) == ("packed.csv", None)
    twice = gzip.compress(TEXT[:4]) + gzip.compress(TEXT[4:])
    (two,) = members(given(tmp_path, twice, "two.gz"))
    digest = hashlib.sha256(TEXT).hexdigest()
    assert plain.fingerprint() == packed.fingerprint() == two.fingerprint() == digest


def test_a_stream_has_its_digest_only_at_its_end(tmp_path):
    (member,) = members(given(tmp_path, TEXT))
    with member.open() as stream:
        assert stream.read(3) == TEXT[:3]
        with pytest.raises(ValueError, match="to its end"):
            stream.sha256()
    with member.open() as stream:
        assert stream.read() == TEXT and stream.sha256() == member.fingerprint()


DIGEST = hashlib.sha256(TEXT).hexdigest()
SUMS = {
    "text": (f"{DIGEST}  june\n", None),
    "binary": (f"{DIGEST} *june\n", None),
    "bare, capitals": (DIGEST.upper(), None),
    "one of many": (f"{'0' * 64}  may\n{DIGEST}  june\n", None),
    "wrong": (f"{'0' * 64}  june\n", "is not the file that june.sha256 was made for"),
    "of another": (f"{DIGEST}  may\n", "does not hold one checksum for june"),
    "none": ("", "does not hold one checksum"),
    "half": (DIGEST[:40], "does not hold one checksum"),
}


@pytest.mark.parametrize(("text", "sentence"), SUMS.values(), ids=SUMS)
def test_a_checksum_beside_a_file_must_match(tmp_path, text, sentence):
    path = given(tmp_path, TEXT)
    (tmp_path / "june.sha256").write_text(text)
    if sentence is None:
        assert take(path).count == 1
    else:
        with pytest.raises(DeliveryError, match=sentence):
            members(path)


def test_a_file_that_grows_after_its_fingerprint_has_another_digest(tmp_path):
    path = given(tmp_path, TEXT)
    (member,) = members(path)
    before = member.fingerprint()
    path.write_bytes(TEXT + b"3,4\n")
    raw = read(member, mapping())
    assert sum(batch.count for batch in raw.batches) == 2 and raw.sha256() != before


def test_a_file_that_goes_before_it_is_read(tmp_path):
    path = given(tmp_path, TEXT)
    (member,) = members(path)
    path.unlink()
    with pytest.raises(MissingInput, match="june: is gone"):
        read(member, mapping())
