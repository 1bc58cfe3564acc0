"""A checkpoint of each wing is whole or not there, whatever happens at whichever step."""

from pathlib import Path

import pytest

pytest.importorskip("torch")

import torch

from lfai_nb.demos import checkpoint, resumable
from lfai_nb.demos.deeprec import Adagrad, Checkpointer, EmbeddingVariable, restore
from lfai_nb.demos.errors import CheckpointError
from tests.faults import every_fault

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
