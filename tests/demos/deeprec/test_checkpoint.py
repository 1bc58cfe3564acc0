"""A full checkpoint and its deltas are the live table, bit for bit, or they are refused."""

import errno
import os

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lfai_nb.demos.deeprec import (
    Adagrad,
    AdamAsync,
    CBFFilter,
    Checkpointer,
    CounterFilter,
    EmbeddingVariable,
    GlobalStepEvict,
    L2WeightEvict,
    restore,
)
from lfai_nb.demos.deeprec.checkpoint import chain
from lfai_nb.demos.deeprec.errors import CheckpointError, StorageError

pytestmark = pytest.mark.torch
DIM = 3
FILTERS = {"none": None, "counter": CounterFilter(2), "bloom": CBFFilter(2, 50)}


def table(filter=None, evict=None, optimizer=Adagrad, dim=DIM, **more):
    ev = EmbeddingVariable(dim, filter=filter, evict=evict, device="cpu", **more)
    return ev, optimizer([ev], 0.1)


def train(ev, optimizer, keys, seed=0):
    grads = torch.randn(len(keys), ev.dim, generator=torch.Generator().manual_seed(seed))
    (ev(torch.tensor(keys, dtype=torch.int64)) * grads).sum().backward()
    optimizer.step()


def assert_same(a, b):
    """Everything that will ever matter: order, counts, versions, vectors, optimiser, filter."""
    a, b = a.state(), b.state()
    assert torch.equal(a.keys, b.keys)
    assert torch.equal(a.freq, b.freq)
    assert torch.equal(a.version, b.version)
    assert torch.equal(a.admitted, b.admitted)
    assert a.scalars == b.scalars
    assert a.columns.keys() == b.columns.keys()
    for name in a.columns:
        assert torch.equal(a.columns[name], b.columns[name])
    assert (a.counters is None) == (b.counters is None)
    if a.counters is not None:
        assert torch.equal(a.counters, b.counters)


@settings(settings.get_profile("deeprec"), max_examples=30)
@given(
    batches=st.lists(st.lists(st.integers(-4, 25), min_size=1, max_size=15), max_size=10),
    saves=st.sets(st.integers(1, 9)),
    filter=st.sampled_from(sorted(FILTERS)),
    evict=st.sampled_from([None, GlobalStepEvict(2), L2WeightEvict(0.15)]),
    optimizer=st.sampled_from([Adagrad, AdamAsync]),
)
def test_full_and_deltas_are_the_live_table(
    tmp_path_factory, batches, saves, filter, evict, optimizer
):
    folder = tmp_path_factory.mktemp("saves")
    live, live_optimizer = table(FILTERS[filter], evict, optimizer)
    saver = Checkpointer(folder, {"t": live})
    saver.save_full(0)
    for step, keys in enumerate(batches, 1):
        train(live, live_optimizer, keys, step)
        if step in saves:
            saver.save_delta(step)
    saver.save_delta(99)
    other, other_optimizer = table(FILTERS[filter], evict, optimizer)
    assert restore(folder, {"t": other}) == 99
    assert_same(live, other)
    live_optimizer.global_step = other_optimizer.global_step = 100
    for t, o in ((live, live_optimizer), (other, other_optimizer)):  # and they go on alike
        train(t, o, [1, 2, 3, 50])
    assert_same(live, other)


@pytest.fixture
def saved(tmp_path):
    """A full checkpoint at 10 and deltas at 20, 30; with the state at each."""
    ev, optimizer = table()
    saver, states = Checkpointer(tmp_path, {"t": ev}), {}
    for step in (10, 20, 30):
        train(ev, optimizer, range(step - 10, step + 5), step)
        (saver.save_full if step == 10 else saver.save_delta)(step)
        states[step] = ev.state()
    return tmp_path, states


def file_of(folder, step):
    return next(folder.glob(f"{step:012d}.*"))


def test_any_earlier_step_can_be_had(saved):
    folder, states = saved
    for step in (10, 20, 30):
        ev, _ = table()
        assert restore(folder, {"t": ev}, up_to=step) == step
        assert torch.equal(ev.state().columns["value"], states[step].columns["value"])


@pytest.mark.parametrize("cut", [0, 5, 100, -1])
def test_a_delta_that_was_cut_off_is_refused_with_what_is_still_usable(saved, cut):
    folder, states = saved
    path = file_of(folder, 30)
    path.write_bytes(path.read_bytes()[:cut])
    ev, optimizer = table()
    train(ev, optimizer, [77])
    with pytest.raises(CheckpointError, match=r"cut off.*usable: everything up to step 20"):
        restore(folder, {"t": ev})
    assert ev.keymap.keys().tolist() == [77]
    restore(folder, {"t": ev}, up_to=20)
    assert torch.equal(ev.state().keys, states[20].keys)


def test_one_changed_byte_is_noticed_wherever_it_is(saved):
    """In the header too: the names of its fields stand there, in an order that changes."""
    folder, _ = saved
    path = file_of(folder, 20)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(CheckpointError, match="usable: everything up to step 10"):
            list(chain(folder))


def test_a_missing_delta_is_noticed(saved):
    folder, _ = saved
    file_of(folder, 20).unlink()
    with pytest.raises(CheckpointError, match=r"does not follow.*up to step 10"):
        restore(folder, {"t": table()[0]})


def test_a_delta_of_another_run_is_noticed(saved, tmp_path_factory):
    folder, _ = saved
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    ev, optimizer = table()
    saver = Checkpointer(elsewhere, {"t": ev})
    saver.save_full(10)
    train(ev, optimizer, [1])
    saver.save_delta(40)
    file_of(elsewhere, 40).rename(folder / file_of(elsewhere, 40).name)
    with pytest.raises(CheckpointError, match=r"does not follow.*up to step 30"):
        restore(folder, {"t": table()[0]})


def test_a_damaged_full_checkpoint_points_to_the_older_ones(saved):
    folder, _ = saved
    ev, _ = table()
    restore(folder, {"t": ev})
    Checkpointer(folder, {"t": ev}).save_full(40)
    file_of(folder, 40).write_bytes(b"")
    with pytest.raises(CheckpointError, match="up_to=30"):
        restore(folder, {"t": ev})
    assert restore(folder, {"t": ev}, up_to=30) == 30


def test_another_dimension_is_refused(saved):
    folder, _ = saved
    ev, _ = table(dim=5)
    with pytest.raises(CheckpointError, match=r"dimension 3, the table has 5: build.*dim=3"):
        restore(folder, {"t": ev})
    assert ev.total_count() == 0


def test_another_optimiser_is_refused(saved):
    folder, _ = saved
    with pytest.raises(CheckpointError, match="attach the optimiser"):
        restore(folder, {"t": table(optimizer=AdamAsync)[0]})


def test_another_table_name_is_refused(saved):
    folder, _ = saved
    with pytest.raises(CheckpointError, match="no table 'u'"):
        restore(folder, {"u": table()[0]})


def test_an_empty_folder_is_no_checkpoint(tmp_path):
    with pytest.raises(CheckpointError, match="no full checkpoint"):
        restore(tmp_path, {"t": table()[0]})


def test_a_foreign_file_is_no_checkpoint(tmp_path):
    from safetensors.torch import save_file

    save_file({"x": torch.zeros(1)}, tmp_path / "000000000001.full.safetensors")
    with pytest.raises(CheckpointError, match="no checkpoint of an Embedding Variable"):
        restore(tmp_path, {"t": table()[0]})


def test_a_delta_needs_something_to_follow(tmp_path):
    with pytest.raises(CheckpointError, match="save_full first"):
        Checkpointer(tmp_path, {"t": table()[0]}).save_delta(1)


def test_steps_only_go_up(saved, tmp_path):
    saver = Checkpointer(tmp_path, {"t": table()[0]})
    saver.save_full(50)
    with pytest.raises(ValueError, match="not after step 50"):
        saver.save_delta(50)


def test_a_full_disk_leaves_what_was_saved_and_the_next_delta_makes_up(saved, monkeypatch):
    folder, _ = saved
    ev, optimizer = table()
    restore(folder, {"t": ev})
    saver = Checkpointer(folder, {"t": ev})
    saver.save_full(40)
    train(ev, optimizer, [1, 2, 99])

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("lfai_nb.demos.checkpoint.os.fsync", full)
        with pytest.raises(StorageError, match=r"No space left.*checkpoints before it are whole"):
            saver.save_delta(50)
    assert [c.step for c in chain(folder)] == [40]
    saver.save_delta(60)
    other, _ = table()
    assert restore(folder, {"t": other}) == 60
    assert_same(ev, other)


def test_a_delta_holds_only_what_changed(tmp_path):
    ev, optimizer = table()
    saver = Checkpointer(tmp_path, {"t": ev})
    train(ev, optimizer, range(5000))
    full = saver.save_full(1).stat().st_size
    train(ev, optimizer, range(50))
    delta = saver.save_delta(2).stat().st_size
    assert delta < full / 20
    assert list(chain(tmp_path))[-1].tables["t"].keys.tolist() == list(range(50))


def test_rows_made_ahead_of_time_are_in_the_next_delta(tmp_path):
    ev, _ = table()
    saver = Checkpointer(tmp_path, {"t": ev})
    saver.save_full(1)
    ev.create(torch.tensor([7, 8]), torch.ones(2, DIM))
    saver.save_delta(2)
    other, _ = table()
    restore(tmp_path, {"t": other})
    assert_same(ev, other)
    assert other.total_count() == 2


def test_dense_weights_travel_along_and_a_foreign_model_is_refused(tmp_path):
    ev, _ = table()
    model, other = nn.Linear(2, 2), nn.Linear(2, 2)
    Checkpointer(tmp_path, {"t": ev}, model).save_full(1)
    restore(tmp_path, {"t": table()[0]}, other)
    assert torch.equal(model.weight, other.weight)
    with pytest.raises(CheckpointError, match="another model"):
        restore(tmp_path, {"t": table()[0]}, nn.Linear(3, 2))


def test_restoring_under_another_filter_keeps_the_admitted_and_judges_the_rest_anew(tmp_path):
    """Seen 1, 2, 4 times under k = 4: under k = 2 the second is in, under 9 only the last."""
    ev, optimizer = table(CounterFilter(4))
    train(ev, optimizer, [1, 2, 2, 3, 3, 3, 3])
    Checkpointer(tmp_path, {"t": ev}).save_full(1)
    easy, _ = table(CounterFilter(2))
    restore(tmp_path, {"t": easy})
    assert easy.state().admitted.tolist() == [False, True, True]
    strict, _ = table(CounterFilter(9))
    restore(tmp_path, {"t": strict})
    assert strict.state().admitted.tolist() == [False, False, True]
    assert strict.state().freq.tolist() == [1, 2, 9]
    bloom, _ = table(CBFFilter(4, 100))
    restore(tmp_path, {"t": bloom})
    assert bloom.keymap.keys().tolist() == [3]
    assert bloom.bloom.estimate(torch.tensor([1, 2, 3])).tolist() == [1, 2, 4]
    free, _ = table()
    restore(tmp_path, {"t": free})
    assert free.state().admitted.all()
