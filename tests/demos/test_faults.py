"""A checkpoint of each wing is whole or not there, whatever happens at whichever step."""

from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("torch")

import torch

from lfai_nb.demos import checkpoint, resumable
from lfai_nb.demos.deeprec import (
    Adagrad,
    CacheStrategy,
    Checkpointer,
    EmbeddingVariable,
    StorageOption,
    StorageType,
    restore,
)
from lfai_nb.demos.edl import elastic, member
from lfai_nb.demos.errors import CheckpointError
from tests.faults import KILLED, REFUSED, STRIDES, every_fault, steps_of

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def _one_thread():
    # A process that was forked has no other threads, and would wait for them.
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_weights_of_flagai_are_the_old_or_the_new_ones(tmp_path):
    path = "model.safetensors"
    old, new = {"w": torch.zeros(40)}, {"w": torch.ones(40)}
    faults = every_fault(
        tmp_path / "f",
        lambda folder: checkpoint.save(folder / path, old, "model"),
        lambda folder: checkpoint.save(folder / path, new, "model"),
        lambda folder: checkpoint.load(folder / path, "model")[0]["w"].sum().item(),
    )
    assert faults >= 8


def test_a_snapshot_of_edl_is_there_or_the_one_before_it_is_taken(tmp_path):
    model = resumable.make_model()
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.zeros(1, 2)).sum().backward()
    optimizer.step()

    def save(folder, step):
        resumable.save(resumable.Settings(folder), step, model, optimizer)

    def newest(folder):
        step, tensors, passed = resumable.newest_snapshot(folder)
        return step, len(tensors), passed

    every_fault(
        tmp_path / "f", lambda folder: save(folder, 20), lambda folder: save(folder, 40), newest
    )


def run(folder: Path, *saves: str) -> None:
    """Trains, and saves after each step."""
    table = EmbeddingVariable(2, device="cpu")
    optimizer = Adagrad([table], 0.1)
    saver = Checkpointer(folder, {"t": table})
    for step, kind in enumerate(saves, 1):
        table(torch.arange(5 * step)).sum().backward()
        optimizer.step()
        if kind:
            getattr(saver, f"save_{kind}")(step)


def restored(folder: Path) -> tuple[int, int]:
    """The newest step, and how many keys the table has then."""
    table = EmbeddingVariable(2, device="cpu")
    Adagrad([table], 0.1)
    try:
        return restore(folder, {"t": table}), len(table.state().keys)
    except CheckpointError:  # before the first there is none
        return 0, 0


def test_a_full_checkpoint_of_deeprec_is_there_or_the_one_before_it_restores(tmp_path):
    every_fault(
        tmp_path / "f",
        lambda folder: run(folder, "full"),
        lambda folder: run(folder, "", "full"),
        restored,
    )


def test_a_delta_of_deeprec_is_there_or_what_it_follows_restores(tmp_path):
    every_fault(
        tmp_path / "f",
        lambda folder: None,
        lambda folder: run(folder, "full", "delta"),
        restored,
        between=((1, 5),),
    )


def test_who_belongs_to_a_job_of_edl_is_the_old_list_or_the_new_one(tmp_path):
    def published(folder, *lists):
        job = elastic.Job(folder, elastic.Course())
        for members in lists:
            job.publish(members)

    def newest(folder):
        return member.file_of(folder, member.newest_number(folder)).read_text()

    every_fault(
        tmp_path / "f",
        lambda folder: published(folder, [0, 1]),
        lambda folder: published(folder, [0, 1], [0, 1, 2]),
        newest,
    )


def tiered(folder: Path) -> float:
    """Trains a table whose cold rows lie on the disk, and gives what it has learned."""
    option = StorageOption(StorageType.DRAM_SSD, folder, 8, CacheStrategy.LRU)
    torch.manual_seed(0)
    with closing(EmbeddingVariable(2, storage=option, device="cpu")) as table:
        optimizer = Adagrad([table], 0.1)
        for start in range(0, 40, 8):
            table(torch.arange(start, start + 8)).sum().backward()
            optimizer.step()
        return sum(table(torch.arange(k, k + 8)).sum().item() for k in range(0, 40, 8))


@STRIDES
def test_after_a_fault_of_a_tier_the_next_starts_anew_and_touches_nothing_else(tmp_path, stride):
    """What is on the disk is of this run alone: there is no old one to keep, only other files."""
    foreign = tmp_path / "f" / "value.f32"
    foreign.parent.mkdir()
    foreign.write_text("not ours")
    code, steps = steps_of(tiered, foreign.parent, 0, "none")
    assert (code, steps > 5) == (0, True)
    expected = tiered(foreign.parent)
    for fault in ("full", "kill"):
        for at in range(1, steps + 1, stride):
            code, _ = steps_of(tiered, foreign.parent, at, fault)
            assert code == KILLED if fault == "kill" else code in (0, REFUSED), (fault, at)
            assert tiered(foreign.parent) == expected, (fault, at)
            assert foreign.read_text() == "not ours"
