"""Workers join and leave while a job runs: nothing is trained on twice, and nothing is left out."""

import itertools
import json
from collections import Counter
from dataclasses import replace

import pytest

pytest.importorskip("torch")

from lfai_nb.demos.edl.elastic import Change, needed, run, turns
from lfai_nb.demos.edl.member import Course
from tests.demos.waiting import PATIENCE

#: However slow the machine is, each change is made at its step.
SURE = {"punctual": True, "limit": PATIENCE}
PACE = 0.0003  # seconds for each example, so that a change finds the job still at work


@pytest.fixture(scope="module")
def living(tmp_path_factory):
    folder = tmp_path_factory.mktemp("living")
    changes = [Change(40, workers=1), Change(80, workers=2), Change(120, workers=3)]
    return run(folder / "job", changes, epochs=4, **SURE), folder / "job"


def seen(folder):
    """By epoch, how often each example was trained on, from what each worker noted by itself."""
    counts = Counter()
    for path in folder.glob("seen-*.jsonl"):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            counts.update(((row["step"] - 1) // 50, i) for i in row["ids"])
    return counts


def test_the_job_goes_from_two_workers_to_one_to_two_to_three(living):
    history, _ = living
    sizes = [step.workers for step in history.steps]
    assert list(dict.fromkeys(step.members for step in history.steps)) == [1, 2, 3, 4]
    assert [sizes[0], sizes[-1]] == [2, 3]
    assert [(p.before, p.after) for p in history.pauses()] == [(2, 1), (1, 2), (2, 3)]
    assert history.lost == 0
    # A change of the number is made at its step, and not some steps later.
    pairs = itertools.pairwise(history.steps)
    assert [a.step for a, b in pairs if a.members != b.members] == [40, 80, 120]


def test_every_example_of_every_epoch_is_seen_exactly_once(living):
    history, folder = living
    counts = seen(folder)
    assert len(counts) == 4 * Course.examples
    assert set(counts.values()) == {1}
    assert [step.step for step in history.steps] == list(range(1, 201))


def test_the_course_is_that_of_one_worker_that_nobody_disturbed(living, tmp_path):
    """With a constant batch the sums are the same, but for the order of their additions."""
    alone = run(tmp_path / "alone", workers=1, epochs=4, limit=PATIENCE)
    history, _ = living
    assert len(alone.steps) == len(history.steps)
    pairs = zip(alone.steps, history.steps, strict=True)
    assert all(abs(a.loss - b.loss) < 0.02 for a, b in pairs)
    assert history.accuracy == pytest.approx(alone.accuracy, abs=0.03)
    assert history.accuracy > 0.9


# Not punctual, it is killed in the midst of its work, at a step that nobody knows before.
@pytest.mark.parametrize("how", [SURE, pytest.param({"pace": PACE}, marks=pytest.mark.audit)])
def test_a_worker_that_is_killed_costs_one_step_and_nobody_is_started_again(tmp_path, how):
    history = run(tmp_path / "job", [Change(40, kill=True)], workers=3, epochs=2, **how)
    assert [step.workers for step in history.steps][-1] == 2
    assert history.lost <= 1
    positions = [step.position for step in history.steps]
    # The first worker lives and notes each step once: none is missing, none is there twice.
    assert positions == list(range(Course.batch, 2 * Course.examples + 1, Course.batch))
    assert sum("is lost" in event.what for event in history.events) == 1


def test_the_linear_rule_takes_the_same_from_each_worker(tmp_path):
    changes = [Change(20, workers=3)]
    history = run(tmp_path / "job", changes, epochs=2, rule="linear", **SURE)
    pairs = itertools.pairwise(history.steps)
    sizes = {(b.workers, b.position - a.position) for a, b in pairs}
    full = {workers: max(s for w, s in sizes if w == workers) for workers in (2, 3)}
    assert full == {2: 120, 3: 180}
    assert history.steps[-1].position == 2 * Course.examples
    assert set(Counter(i for _, i in seen(tmp_path / "job").elements()).values()) == {2}


def test_a_batch_never_reaches_into_the_next_epoch():
    course = replace(Course(), examples=10, batch=4)
    first, last, next_one = (course.batch_at(at, 4).tolist() for at in (0, 8, 10))
    assert (len(first), len(last), len(next_one)) == (4, 2, 4)
    assert len({*first, *course.batch_at(4, 4).tolist(), *last}) == 10
    assert next_one != first  # each epoch has an order of its own


def test_what_cannot_be_is_refused_before_anything_starts(tmp_path):
    with pytest.raises(ValueError, match="one worker at least"):
        run(tmp_path / "job", [Change(5, workers=0)])
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "over").touch()
    with pytest.raises(ValueError, match="a folder of its own"):
        run(tmp_path / "left")


def test_the_processes_that_all_changes_need():
    assert needed(2, []) == 2
    assert needed(2, [Change(1, 1), Change(2, 2), Change(3, 3)]) == 4
    assert needed(3, [Change(1, kill=True), Change(2, 3)]) == 4


def test_a_job_waits_only_where_another_group_follows():
    """Or it would wait for ever for a change that changes nothing."""
    changes = [Change(1, 2), Change(2, 1), Change(3, kill=False, workers=1), Change(4, 3)]
    assert turns(2, [*changes, Change(5, kill=True)]) == (2, 4, 5)
