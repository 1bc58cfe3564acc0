"""What a folder of checkpoints survives: a roll-back, a second trainer, a table in a model."""

import io
import time

import pytest
import torch
from torch import nn

from lfai_nb.demos.deeprec import (
    Adagrad,
    CBFFilter,
    Checkpointer,
    CounterFilter,
    EmbeddingVariable,
    GlobalStepEvict,
    StorageOption,
    StorageType,
    restore,
)
from lfai_nb.demos.deeprec.checkpoint import chain
from lfai_nb.demos.deeprec.errors import CheckpointError, KeyTypeError, StorageError
from lfai_nb.demos.deeprec.models import DLRM
from lfai_nb.demos.deeprec.serving_buffers import new_buffer
from tests.demos.deeprec.test_checkpoint import DIM, assert_same, table, train

pytestmark = pytest.mark.torch


def changed(keys):
    """A saved table of so many keys, of which 2,000 were then trained."""
    ev, optimizer = table()
    ev.create(torch.arange(keys) * 7919)
    ev.mark_saved()
    train(ev, optimizer, (torch.randint(keys, (2000,)) * 7919).tolist())
    return ev


def test_a_delta_costs_what_changed_and_not_the_table():
    """33 times the keys; walking all of them took more than 20 times as long.

    Of processor time, the least that each ever took: what the machine does besides only adds to
    it, so a few rounds are enough on a quiet machine, and on a busy one there are more.
    """
    torch.manual_seed(0)
    least = dict.fromkeys((changed(30_000), changed(1_000_000)), float("inf"))
    small, large = least
    for turn in range(500):
        for each in least:
            began = time.thread_time()
            each.state(only_dirty=True)
            least[each] = min(least[each], time.thread_time() - began)
        if turn >= 6 and least[large] < 8 * least[small]:
            return
    pytest.fail(f"{least[large] / least[small]:.0f} times as long")


@pytest.mark.parametrize("filter", [None, CounterFilter(2), CBFFilter(2, 50)])
def test_the_keys_in_the_order_of_entries_are_those_of_the_hash_table(filter, backend):
    ev, optimizer = table(filter, GlobalStepEvict(2), backend=backend)
    for step in range(1, 8):
        train(ev, optimizer, [step, step + 1, step + 1, -step, 99], step)
        ev.shrink(step)
        assert torch.equal(ev.key_of[: len(ev.keymap)], ev.keymap.keys())
    other, _ = table(filter, backend=backend)
    other.load_state(ev.state())
    assert torch.equal(other.key_of[: len(other.keymap)], other.keymap.keys())


def run_of(folder, steps):
    """A full at the first step, deltas at the others."""
    ev, optimizer = table()
    saver = Checkpointer(folder, {"t": ev})
    for step in steps:
        train(ev, optimizer, range(step, step + 4), step)
        (saver.save_full if step == steps[0] else saver.save_delta)(step)
    return ev


def test_a_roll_back_leaves_a_folder_that_restores(tmp_path):
    run_of(tmp_path, [1, 2, 3, 4, 5])
    ev, optimizer = table()
    assert restore(tmp_path, {"t": ev}, up_to=2) == 2
    saver = Checkpointer(tmp_path, {"t": ev})
    train(ev, optimizer, [70])
    saver.save_full(3)
    other, _ = table()
    assert restore(tmp_path, {"t": other}) == 3
    assert_same(ev, other)
    train(ev, optimizer, [71])
    saver.save_delta(4)
    assert restore(tmp_path, {"t": other}) == 4
    assert_same(ev, other)
    aside = sorted(path.name for path in (tmp_path / "set-aside-1").iterdir())
    assert aside == [f"{step:012d}.delta.safetensors" for step in (3, 4, 5)]
    restore(tmp_path, {"t": other}, up_to=2)  # what was before is there as it was


def test_two_roll_backs_keep_both_of_what_was_set_aside(tmp_path):
    run_of(tmp_path, [1, 2, 3])
    run_of(tmp_path, [2, 3])
    run_of(tmp_path, [2])
    assert (tmp_path / "set-aside-1" / f"{3:012d}.delta.safetensors").exists()
    assert (tmp_path / "set-aside-2" / f"{3:012d}.delta.safetensors").exists()


def test_a_full_that_could_not_be_written_sets_nothing_aside(tmp_path, monkeypatch):
    run_of(tmp_path, [1, 2, 3])
    ev, _ = table()
    restore(tmp_path, {"t": ev}, up_to=1)

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("lfai_nb.demos.checkpoint.os.fsync", full)
        with pytest.raises(StorageError):
            Checkpointer(tmp_path, {"t": ev}).save_full(2)
    assert [c.step for c in chain(tmp_path)] == [1, 2, 3]


def test_a_second_trainer_is_kept_out_while_the_first_is_there(tmp_path):
    first, second = (Checkpointer(tmp_path, {"t": table()[0]}) for _ in range(2))
    first.save_full(1)
    with pytest.raises(StorageError, match=r"another training saves into .*; give each a folder"):
        second.save_full(1)
    del first
    second.save_full(2)


def test_a_server_follows_a_roll_back(tmp_path):
    def net():
        torch.manual_seed(0)
        return DLRM(2, 4, 1, hidden=(4,))

    def trainer():
        ev = EmbeddingVariable(4, device="cpu")
        return ev, Checkpointer(tmp_path, {"t": ev}, net())

    ev, saver = trainer()
    saver.save_full(1)
    ev.create(torch.tensor([5]))
    saver.save_delta(2)
    buffer = new_buffer(net, 4, 100)
    buffer.catch_up(tmp_path)
    del saver
    ev, saver = trainer()
    ev.create(torch.tensor([6]), torch.ones(1, 4))
    saver.save_full(1)
    ev.create(torch.tensor([7]))
    saver.save_delta(3)
    buffer.catch_up(tmp_path)
    assert int(buffer.step) == 3
    assert buffer.table(torch.tensor([6])).tolist() == [[1, 1, 1, 1]]
    assert len(buffer.table) == 2


class Model(nn.Module):
    def __init__(self, **more):
        super().__init__()
        self.table, self.out = EmbeddingVariable(DIM, device="cpu", **more), nn.Linear(DIM, 1)


@pytest.mark.parametrize("filter", [None, CounterFilter(2), CBFFilter(2, 50)])
def test_the_state_dict_of_a_model_carries_the_rows_of_its_table(filter):
    model = Model(filter=filter)
    optimizer = Adagrad([model.table], 0.1)
    train(model.table, optimizer, [3, 3, 4, 4, 5])
    file = io.BytesIO()
    torch.save(model.state_dict(), file)
    file.seek(0)
    other = Model(filter=filter)  # no optimiser: enough to answer
    other.load_state_dict(torch.load(file, weights_only=True))
    keys = torch.tensor([3, 4, 5, 6])
    assert torch.equal(other.eval().table(keys), model.eval().table(keys))
    assert other.table.state().freq.tolist() == model.table.state().freq.tolist()


def test_rows_that_came_in_a_state_dict_are_in_the_next_delta(tmp_path):
    model, other = Model(), Model()
    train(model.table, Adagrad([model.table], 0.1), [3, 4])
    other.table.create(torch.tensor([4, 8]))
    saver = Checkpointer(tmp_path, {"t": other.table})
    saver.save_full(1)
    other.load_state_dict(model.state_dict())
    saver.save_delta(2)
    third = Model().table
    restore(tmp_path, {"t": third})
    assert_same(third, other.table)


def test_a_state_dict_of_another_table_is_refused_and_changes_nothing():
    model, other = Model(), Model()
    model.table.create(torch.tensor([1]))
    weights = model.state_dict()
    weights["table._extra_state"]["value"] = torch.zeros(1, DIM + 1)
    with pytest.raises(CheckpointError, match=f"no vectors of {DIM} numbers"):
        other.load_state_dict(weights)
    assert other.table.total_count() == 0


@pytest.mark.parametrize("change", [nn.Module.double, nn.Module.half, nn.Module.bfloat16])
def test_another_number_format_is_refused_in_a_sentence(change):
    with pytest.raises(TypeError, match=r"'embedding' .*float32.*the rest of the model"):
        change(Model())


def test_another_device_is_refused_in_a_sentence_and_the_same_is_fine():
    model = Model()
    assert model.to("cpu").float() is model
    with pytest.raises(ValueError, match=r"'embedding' .*on cpu.*device='meta'"):
        model.to("meta")


def test_a_model_saved_whole_carries_its_rows_or_says_why_not(tmp_path):
    model = Model()
    train(model.table, Adagrad([model.table], 0.1), [3, 4])
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    again = torch.load(file, weights_only=False)
    assert_same(again.table, model.table)
    option = StorageOption(StorageType.DRAM_SSD, hot_rows=4, storage_path=tmp_path)
    with pytest.raises(TypeError, match=r"rows in files.*state_dict"):
        torch.save(Model(storage=option), io.BytesIO())


def test_a_dense_module_with_a_table_in_it_is_refused_in_a_sentence(tmp_path):
    model = Model()
    with pytest.raises(ValueError, match="dense module holds the table 'embedding'"):
        Checkpointer(tmp_path, {"t": model.table}, model)


def test_a_list_in_the_place_of_keys_is_refused_before_anything_is_created():
    ev, _ = table()
    with pytest.raises(KeyTypeError, match="not a list"):
        ev([1, 2])
    assert ev.total_count() == 0
