"""A run that is killed or stopped, or whose disk fails, leaves the old state or the new one, whole;
the next run heals it without a person."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePath

import pytest

from etl.runs import read_runs
from tests.etl.fault_stage import (
    POINTS,
    VERBS,
    Reference,
    Stage,
    check_healed,
    check_whole,
    points,
    prepared,
    reference,
    sentence,
    state,
)
from tests.etl.faults import Launcher

pytestmark = pytest.mark.slow
SIZES = (400, 1500, 4000, 30_000)
MOST = {"first": 5}
"""Two accepts differ in their first steps only."""

STOPS = {"SIGTERM": 143, "SIGINT": 130, "SIGHUP": 129}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with closing(Launcher(tmp_path_factory.mktemp("launcher"))) as launcher:
        yield prepared(launcher, tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="module")
def expectations(stage: Stage) -> dict[str, Reference]:
    return {verb: reference(stage, verb) for verb in VERBS}


@pytest.fixture
def expected(expectations: dict[str, Reference], verb: str) -> Reference:
    return expectations[verb]


@pytest.mark.parametrize("verb", VERBS)
def test_a_run_that_is_killed_anywhere_leaves_all_or_nothing(stage, verb, expected):
    for at in points(expected.steps, MOST.get(verb, POINTS)):
        place = stage.place(verb)
        ended = stage.run(place, verb, "kill", at)
        assert ended.code == -signal.SIGKILL, (ended, expected.steps[at - 1])
        check_whole(place, ended, expected)
        check_healed(stage, place, verb, expected)


@pytest.mark.parametrize("verb", VERBS)
def test_a_disk_that_fails_anywhere_is_one_sentence_and_nothing_is_half(stage, verb, expected):
    for n, at in enumerate(points(expected.steps, MOST.get(verb, POINTS), first=3)):
        place = stage.place(verb)
        ended = stage.run(place, verb, ("full", "failing")[n % 2], at)
        if ended.code or "runs.jsonl" not in expected.steps[at - 1]:
            assert ended.code in (0, 74), (ended, expected.steps[at - 1])
        check_whole(place, ended, expected)
        check_healed(stage, place, verb, expected)


@pytest.mark.parametrize("verb", ["accept", "release"])
def test_a_file_that_cannot_be_synced_is_not_trusted_and_not_synced_again(stage, verb, expected):
    synced = [step.split()[1] for step in expected.steps if step.startswith("fsync")]
    for at in points(synced, most=6):
        name = synced[at - 1]
        place = stage.place(verb)
        ended = stage.run(place, verb, "failing", at, of="fsync")
        if name == "landing/runs.jsonl":
            assert ended.code == 0 and "the run itself goes on" in ended.err
        else:
            assert ended.code == 74, (name, ended)
            sentence(ended)
            again = [step for step in ended.steps if step.endswith("runs.jsonl")]
            assert len(ended.steps) == at + len(again) - 1
        check_whole(place, ended, expected)
        check_healed(stage, place, verb, expected)


@pytest.mark.parametrize("verb", ["accept", "release"])
def test_a_limit_of_the_size_of_files_is_a_full_disk(stage, verb, expected):
    codes = set()
    for size in SIZES:
        place = stage.place(verb)
        ended = stage.run(place, verb, size=size)
        codes.add(ended.code)
        if ended.code:
            sentence(ended)
        check_whole(place, ended, expected)
        check_healed(stage, place, verb, expected)
    assert 74 in codes and codes <= {0, 74}


@pytest.mark.parametrize("verb", ["accept", "release"])
def test_a_run_that_is_stopped_says_so_and_frees_the_lock(stage, verb, expected):
    for n, at in enumerate(points(expected.steps, most=3, first=7)):
        name = list(STOPS)[n % len(STOPS)]
        place = stage.place(verb)
        ended = stage.run(place, verb, name, at)
        assert ended.code == STOPS[name], (ended, expected.steps[at - 1])
        check_whole(place, ended, expected)
        check_healed(stage, place, verb, expected)


def test_of_eight_runs_at_once_one_works_and_a_sleeping_one_keeps_the_others_out(stage):
    place = stage.place("accept")
    before, began = state(place), time.monotonic()
    runs = [stage.start(place, "accept", "stop", 1, of="parquet") for _ in range(8)]
    (asleep,) = [run for run in runs if run.stopped()]
    busy = stage.run(place, "release")
    assert time.monotonic() - began < 30
    assert busy.code == 75 and "another run is working" in sentence(busy)
    assert state(place) == before
    os.kill(asleep.pid, signal.SIGCONT)
    assert asleep.wait().code == 0
    logged = read_runs(place / "landing")[2:]
    assert sorted((run.verb, run.exit_code) for run in logged) == [
        ("accept", 0), *[("accept", 75)] * 7, ("release", 75),
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["first", "accept"])
def test_a_delivery_is_on_the_disk_with_all_its_folders_before_it_exists(stage, verb, expected):
    """What a power cut may take is what was not synced: nothing that the manifest row counts on."""
    steps = [tuple(step.split(" ", 1)) for step in expected.steps]
    end = next(n for n, (kind, path) in enumerate(steps) if (kind, path[:17]) == (
        "rename", "landing/manifest/"))  # fmt: skip
    kept = ("landing/records/", "landing/deliveries/", "landing/quarantine/")
    written = {path: n for n, (kind, path) in enumerate(steps[:end])
               if kind == "open" and path.startswith(kept)}  # fmt: skip
    assert written
    for path, n in written.items():
        assert ("fsync", path) in steps[n:end], path
        for home in list(PurePath(path).parents)[:-1]:
            assert ("fsync", str(home)) in steps[n:end], (path, home)
    assert ("fsync", "landing/manifest") in steps[end:]


@pytest.mark.parametrize("verb", ["release"])
def test_a_release_is_on_the_disk_before_and_after_it_takes_its_place(expected):
    steps = expected.steps
    end = steps.index("rename public/.portal.sqlite.building")
    assert steps[end - 1] == "fsync public/.portal.sqlite.building"
    assert steps[end + 1] == "fsync public"
