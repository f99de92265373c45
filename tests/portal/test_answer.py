"""What an answer is made of, and how many are kept."""

import gzip

import brotli
import pytest

from portal.answer import CODINGS, NEVER, TEXT, Answer, answer
from portal.kept import Kept


@pytest.mark.parametrize(("entries", "largest"), [(5, 10_000), (100, 599)])
def test_the_store_is_bounded_in_number_and_in_bytes(entries: int, largest: int) -> None:
    kept = Kept(entries, largest)
    for n in range(20):
        for _again in range(2):
            kept.put(n, Answer(200, TEXT, b"x" * 100))
    assert (len(kept), kept.size) == (5, 500)
    assert kept.get(14) is None and kept.get(15) is not None
    kept.put("large", Answer(200, TEXT, b"x" * 20_000))
    assert (len(kept), kept.size) == (0, 0)


def test_what_was_compressed_since_is_counted_and_may_push_others_out() -> None:
    kept = Kept(10, 2_010)
    for name in ("old", "new"):
        kept.put(name, answer(200, TEXT, b"x" * 1_000, cache=NEVER))
    assert (len(kept), kept.size) == (2, 2_000)
    found = kept.get("new")
    assert found is not None
    packed = len(found.packed("gzip"))
    assert packed > 10 and kept.get("new") is found
    assert (len(kept), kept.size) == (1, 1_000 + packed)
    assert kept.get("old") is None


@pytest.mark.parametrize("coding", CODINGS)
def test_an_answer_is_compressed_once_for_whom_asks(coding: str) -> None:
    found = answer(200, TEXT, b"x" * 1_000, cache=NEVER)
    packed = found.packed(coding)
    assert found.packed(coding) is packed
    opened = {"br": brotli.decompress, "gzip": gzip.decompress}[coding](packed)
    assert opened == found.body
    assert len(packed) < len(found.body)
