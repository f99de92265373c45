"""The data page: which tables there are, and what came in."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from portal.first_html import render
from portal.pages import data
from release.reader import Reader
from release.tables import FINDINGS, TABLES
from tests.factory import sample_draft
from tests.portal.findings import with_findings
from tests.portal.published import published


def markup(reader: Reader) -> str:
    return render(data.page(reader).main)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return published(tmp_path_factory.mktemp("data"), with_findings(sample_draft(1)))


def test_every_table_is_there_with_its_meaning_and_its_files(reader: Reader) -> None:
    seen = markup(reader)
    for name in FINDINGS:
        assert TABLES[name].title in seen and TABLES[name].definition in seen
        for ending in ("csv", "json", "xlsx", "parquet"):
            assert f'href="/data/{reader.release.id}/{name}.{ending}"' in seen
        for said in TABLES[name].described.values():
            assert said in seen


def test_a_release_of_before_has_no_such_section(reader: Reader) -> None:
    reader.release, kept = replace(reader.release, schema_version=1), reader.release
    try:
        assert 'id="findings"' not in markup(reader)
    finally:
        reader.release = kept


def test_the_reasons_are_folded_and_counted(tmp_path: Path) -> None:
    draft = sample_draft(1)
    reasons = {"area: not in the list of areas": 7, "at: in the future": 20}
    source = draft.documents["source"]["kiosks"] | {"reasons": reasons}
    several = replace(draft, documents={**draft.documents, "source": {"kiosks": source}})
    folded = re.search(
        r"<details><summary>Why rows were set aside: 2 reasons</summary>(.*?)</details>",
        markup(published(tmp_path, several)),
        re.S,
    )
    assert folded and all(reason in folded[1] for reason in reasons)


def test_everything_in_one_file_comes_first_and_the_measures_are_folded(reader: Reader) -> None:
    seen = markup(reader)
    assert seen.index("all.zip") < seen.index(f"{next(iter(reader.measures))}.csv")
    folded = re.search(r'<details id="files">(.*?)</details>', seen, re.S)
    assert folded and f"Files of each of {len(reader.measures)} measures" in folded[1]
    assert all(f"/{id_}.csv" in folded[1] for id_ in reader.measures)
