"""A job that dies goes on as if it had not; and says so when it may not."""

import resource
import shutil

import pytest

pytest.importorskip("torch")

import torch
import torch.distributed as dist
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.demos import checkpoint, workers
from lfai_nb.demos import resumable as job
from lfai_nb.demos.edl import launch
from lfai_nb.demos.edl.world import Plan, same_for_each, same_total
from lfai_nb.demos.errors import CheckpointError
from tests.demos.waiting import PATIENCE
from tests.environments import measured

pytestmark = pytest.mark.torch
SHORT = {"steps": 60, "every": 20}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The folder of a job that nobody disturbed."""
    return tmp_path_factory.mktemp("whole")


@pytest.fixture(scope="module")
def whole(undisturbed):
    """What became of it."""
    return launch.run(undisturbed, **SHORT)


def as_after(step, undisturbed, folder):
    """Lay the snapshot of that step, and no other, into a folder."""
    folder.mkdir(exist_ok=True)
    shutil.copy(undisturbed / job.name_of(step), folder)


def test_a_job_whose_process_is_killed_ends_with_the_same_weights(whole, tmp_path):
    broken = launch.run(tmp_path, die_at=50, **SHORT)
    assert (broken["attempt"], broken["went on from"]) == (2, 40)
    assert broken["losses"] == whole["losses"][40:]
    assert broken["weights"] == whole["weights"]


def test_without_restarts_it_fails_in_a_sentence_and_can_be_started_again(
    whole, undisturbed, tmp_path
):
    for step in (20, 40):
        as_after(step, undisturbed, tmp_path)
    with pytest.raises(launch.JobFailed, match=r"lost \(SIGKILL\), and no restart was allowed"):
        launch.run(tmp_path, processes=1, restarts=0, die_at=50, **SHORT)
    newest = max(tmp_path.glob("*.safetensors"))
    damaged = bytearray(newest.read_bytes())
    damaged[-3] ^= 1
    newest.write_bytes(damaged)
    again = launch.run(tmp_path, **SHORT)
    assert again["went on from"] == 20  # the one of step 40 was not whole
    assert "00000040.safetensors is damaged" in again["passed over"][0]
    assert again["weights"] == whole["weights"]


def test_it_goes_on_with_fewer_processes_on_the_same_course(whole, undisturbed, tmp_path):
    as_after(20, undisturbed, tmp_path)
    alone = launch.run(tmp_path, processes=1, **SHORT)
    assert (alone["world"], alone["went on from"]) == (1, 20)
    assert alone["losses"] == pytest.approx(whole["losses"][20:], abs=1e-4)


def test_the_newest_whole_snapshot_is_taken_and_others_are_named(tmp_path):
    assert job.newest_snapshot(tmp_path) == (0, {}, [])
    model = job.make_model()
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.zeros(1, 2)).sum().backward()
    optimizer.step()
    for step in (20, 40):
        job.save(job.Settings(tmp_path), step, model, optimizer)
    (tmp_path / "00000060.safetensors").write_bytes(b"half of")
    step, tensors, passed = job.newest_snapshot(tmp_path)
    assert step == 40
    assert len(passed) == 1
    assert passed[0].startswith("00000060.safetensors is damaged")
    other = job.make_model()
    job.put_back(other, torch.optim.Adam(other.parameters()), tensors)
    assert job.fingerprint(other) == job.fingerprint(model) != job.fingerprint(job.make_model())


@pytest.fixture
def alone(tmp_path):
    """A group of one process, this one."""
    store = dist.FileStore(str(tmp_path / "store"), 1)
    dist.init_process_group("gloo", store=store, rank=0, world_size=1)
    yield
    dist.destroy_process_group()


TWO_HOSTS = """
import os, sys
from pathlib import Path
import torch.distributed as dist
from lfai_nb.demos import resumable, workers

workers.join()
own = Path(sys.argv[1]) / os.environ["RANK"]
own.mkdir(exist_ok=True)
result = resumable.train(resumable.Settings(own, steps=int(sys.argv[2]), every=10))
print(result["went on from"], result["weights"])
dist.destroy_process_group()
"""


def test_on_two_hosts_with_a_folder_each_all_start_from_the_first_ones_snapshot(
    whole, undisturbed, tmp_path
):
    script = tmp_path / "two_hosts.py"
    script.write_text(TWO_HOSTS)
    as_after(20, undisturbed, tmp_path / "0")
    went_on = workers.run([str(script), str(tmp_path), "40"], limit=PATIENCE).output.split()
    assert not list((tmp_path / "1").iterdir())
    as_after(40, undisturbed, tmp_path / "never stopped")
    _, tensors, _ = job.newest_snapshot(tmp_path / "never stopped")
    never_stopped = job.make_model()
    job.put_back(never_stopped, torch.optim.Adam(never_stopped.parameters()), tensors)
    assert went_on == ["20", job.fingerprint(never_stopped)]


def test_old_snapshots_are_deleted_and_newer_ones_are_not_counted(tmp_path, alone):
    (tmp_path / "00000090.safetensors").write_bytes(b"half of")
    job.train(job.Settings(tmp_path, steps=50, every=10, keep=2))
    left = [path.stem for path in job.snapshots(tmp_path)]
    assert left == ["00000040", "00000050", "00000090"]


def test_going_on_with_another_batch_or_rate_is_refused_in_a_sentence(tmp_path, alone):
    job.train(job.Settings(tmp_path, steps=2, every=2))
    for change in ({"batch": 64}, {"lr": 0.5}):
        [(name, value)] = change.items()
        sentence = rf"00000002\.safetensors was trained with {name}=.*{name} is {value}"
        with pytest.raises(CheckpointError, match=sentence):
            job.train(job.Settings(tmp_path, steps=4, every=2, **change))


def test_a_full_disk_is_named_by_whichever_process_ends_first(tmp_path, monkeypatch):
    """A file may have no more bytes than a snapshot needs, as on a disk that is full."""
    for name in measured():  # what `make cover` notes of a process has no room there either
        monkeypatch.delenv(name)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, before[1]))
    try:
        with pytest.raises(launch.JobFailed, match=r"cannot write .*00000020\.safetensors .*large"):
            launch.run(tmp_path, restarts=0, **SHORT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert job.snapshots(tmp_path) == []


def odd(tensors, **changes):
    return {name: value for name, value in (tensors | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        ({}, {}),
        ({}, {"step": "forty"}),
        ({}, {"step": "41"}),
        ({"model.0.weight": torch.zeros(3, 3)}, {"step": "40"}),
        ({"model.0.weight": None}, {"step": "40"}),
        ({"optimizer.0.exp_avg": torch.zeros(1)}, {"step": "40"}),
        ({"optimizer.5.step": None}, {"step": "40"}),
        ({"optimizer.nine.step": torch.zeros(())}, {"step": "40"}),
        ({"model.4.bias": torch.zeros(2, dtype=torch.float64)}, {"step": "40"}),
        ({"more": torch.zeros(1)}, {"step": "40"}),
    ],
)
def test_a_snapshot_that_is_whole_and_of_something_else_is_passed_over(tmp_path, changes, notes):
    model = job.make_model()
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.zeros(1, 2)).sum().backward()
    optimizer.step()
    job.save(job.Settings(tmp_path), 20, model, optimizer)
    tensors, _ = checkpoint.load(tmp_path / "00000020.safetensors", job.KEY)
    path = tmp_path / "00000040.safetensors"
    checkpoint.save(path, odd(tensors, **changes), job.KEY, **notes)
    step, _, passed = job.newest_snapshot(tmp_path)
    assert step == 20
    assert len(passed) == 1
    assert passed[0].startswith("00000040.safetensors ")


def test_the_batch_of_a_step_is_always_the_same_and_the_arms_are_far_from_a_line():
    first, second = job.spirals(50, 10_007), job.spirals(50, 10_007)
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert not torch.equal(first[0], job.spirals(50, 10_008)[0])
    points, arm = job.spirals(4000, 5)
    line = torch.linalg.lstsq(torch.cat([points, torch.ones(4000, 1)], 1), arm * 2.0 - 1).solution
    guess = (torch.cat([points, torch.ones(4000, 1)], 1) @ line > 0).long()
    assert (guess == arm).float().mean() < 0.75


@given(st.integers(1, 500), st.integers(1, 40), st.integers(1, 40))
def test_the_same_total_stays_whatever_the_number_of_processes(total, before, after):
    if max(before, after) > total:
        with pytest.raises(ValueError, match="cannot be shared"):
            same_total(Plan(before, total, 0.1), after)
        return
    changed = same_total(Plan(before, total, 0.1), after)
    assert (sum(changed.parts), len(changed.parts), changed.lr) == (total, after, 0.1)
    assert max(changed.parts) - min(changed.parts) <= 1


@given(st.integers(1, 64), st.integers(1, 40), st.integers(1, 40))
def test_the_same_for_each_scales_the_rate_with_the_total(each, before, after):
    plan = Plan(before, each * before, 0.1)
    changed = same_for_each(plan, after)
    assert set(changed.parts) == {each}
    assert changed.lr / changed.total_batch == pytest.approx(plan.lr / plan.total_batch)
    assert same_for_each(changed, before).lr == pytest.approx(plan.lr)


def test_unequal_parts_cannot_stay_the_same_for_each():
    with pytest.raises(ValueError, match="7 examples are not the same for each"):
        same_for_each(Plan(2, 7, 0.1), 3)
