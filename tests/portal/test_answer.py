"""What an answer is made of, and how many are kept."""

import gzip

import brotli
import pytest

from portal.answer import CODINGS, NEVER, TEXT, Answer, answer
from portal.kept import Kept


@pytest.mark.parametrize(("entries", "largest"), [(5, 10_000), (100, 1_799)])
def test_the_store_is_bounded_in_number_and_in_bytes(entries: int, largest: int) -> None:
    kept = Kept(entries, largest)
    for n in range(20):
        for _again in range(2):
            kept.put(n, Answer(200, TEXT, b"x" * 100, packs=True))
    assert (len(kept), kept.size) == (5, 1_500)
    assert kept.get(14) is None and kept.get(15) is not None
    kept.put("large", Answer(200, TEXT, b"x" * 20_000))
    assert (len(kept), kept.size) == (0, 0)


@pytest.mark.parametrize("coding", CODINGS)
def test_an_answer_is_compressed_once_for_whom_asks(coding: str) -> None:
    found = answer(200, TEXT, b"x" * 1_000, cache=NEVER)
    packed = found.packed(coding)
    assert found.packed(coding) is packed
    opened = {"br": brotli.decompress, "gzip": gzip.decompress}[coding](packed)
    assert opened == found.body
    assert len(packed) < len(found.body)
