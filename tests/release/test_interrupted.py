"""A publication that dies, at any moment and in any way, leaves the old release or the new one."""

import multiprocessing
import os
import resource
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from release.beside import database_file
from release.digest import digest_of
from release.draft import Draft
from release.errors import NotPublished, PortalError
from release.releases import Releases
from release.stored import check_published
from release.writer import publish
from tests.factory import sample_draft
from tests.release.releases import FIRST, SECOND, draft, says

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["release.writer"])


def publish_within(limit: int, url: str, whole: Draft) -> None:
    """Publish where no file may grow beyond ``limit`` bytes; ends with the error's exit code."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        publish(url, whole, "2026-08-01")
    except PortalError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


def run(target, *arguments) -> int | None:
    process = PROCESSES.Process(target=target, args=arguments)
    process.start()
    process.join(120)
    return process.exitcode


def leftovers(path: Path) -> list[str]:
    return [p.name for p in path.parent.iterdir() if p != path]


@pytest.fixture(scope="module")
def big() -> Draft:
    return sample_draft(months=3)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_a_full_disk_leaves_the_live_file_untouched(url, big, part):
    publish(url, draft(FIRST), "2026-01-01")
    path = database_file(url)
    before = path.read_bytes()
    publish(f"sqlite:///{path}.full", big, "2026-08-01")
    limit = round(Path(f"{path}.full").stat().st_size * part)
    Path(f"{path}.full").unlink()
    assert run(publish_within, limit, url, big) == 74
    assert path.read_bytes() == before and leftovers(path) == []
    assert publish(url, big, "2026-08-01").number == 2


def test_a_folder_that_cannot_be_made_is_a_fault_of_storage(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PortalError) as refused:
        publish(f"sqlite:///{tmp_path}/file/portal.sqlite", draft(FIRST), "2026-01-01")
    assert refused.value.exit_code == 74


@pytest.mark.parametrize("moment", [0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.45])
def test_kill_9_at_any_moment_leaves_a_whole_release(url, big, moment):
    publish(url, draft(FIRST), "2026-01-01")
    path = database_file(url)
    process = PROCESSES.Process(target=publish, args=(url, big, "2026-08-01"))
    process.start()
    time.sleep(moment)
    process.kill()
    process.join()
    assert process.exitcode in (-9, 0)
    assert set(leftovers(path)) <= {".portal.sqlite.building"}
    latest = Releases(url).latest()
    assert check_published(url).digest == latest.release.digest
    assert latest.release.digest in (digest_of(draft(FIRST)), digest_of(big))
    assert len(latest.observations(breakdown=None)) == latest.release.observations
    publish(url, draft(SECOND), "2026-09-01")
    assert says(Releases(url).latest()) == SECOND and leftovers(path) == []


def test_what_a_dead_run_left_beside_is_not_built_upon(url):
    publish(url, draft(FIRST), "2026-01-01")
    beside = database_file(url).with_name(".portal.sqlite.building")
    beside.write_bytes(b"half a database" * 1000)
    publish(url, draft(SECOND), "2026-02-01")
    assert says(Releases(url).latest()) == SECOND and not beside.exists()


def test_a_damaged_document_is_found(url):
    publish(url, draft(FIRST), "2026-01-01")
    path = database_file(url)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE document SET body = 'x' WHERE kind = 'area' AND id = 'testshire'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NotPublished, match="does not read back"):
        check_published(url)
    assert path.read_bytes() == before and leftovers(path) == []


def test_the_new_file_is_complete_when_it_takes_the_place(url):
    publish(url, draft(FIRST), "2026-01-01")
    handle = os.open(database_file(url), os.O_RDONLY)
    publish(url, draft(SECOND), "2026-02-01")
    assert os.fstat(handle).st_nlink == 0
    os.close(handle)
