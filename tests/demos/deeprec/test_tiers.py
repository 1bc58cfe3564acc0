"""Two tiers give the same bits as one; a crash, a full disk or a second process do no harm."""

import resource
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.demos.deeprec import (
    Adagrad,
    CacheStrategy,
    CounterFilter,
    EmbeddingVariable,
    GlobalStepEvict,
    StorageOption,
    StorageType,
    restore,
)
from lfai_nb.demos.deeprec.errors import StorageError
from lfai_nb.demos.deeprec.tiers import OWN

pytestmark = pytest.mark.torch
DIM = 4


def two_tiers(folder, hot_rows=16, strategy=CacheStrategy.LFU, **more):
    option = StorageOption(StorageType.DRAM_SSD, folder, hot_rows, strategy)
    return EmbeddingVariable(DIM, storage=option, device="cpu", **more)


def train(ev, optimizer, keys, seed=0):
    grads = torch.randn(len(keys), DIM, generator=torch.Generator().manual_seed(seed))
    (ev(torch.as_tensor(keys)) * grads).sum().backward()
    optimizer.step()


@settings(settings.get_profile("deeprec"), max_examples=25)
@given(
    batches=st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=12), max_size=15),
    strategy=st.sampled_from(CacheStrategy),
    storage=st.sampled_from([StorageType.DRAM_SSD, StorageType.HBM_DRAM]),
    k=st.integers(0, 2),
    saves=st.sets(st.integers(0, 14)),
)
def test_training_with_two_tiers_is_training_with_one_bit_for_bit(
    tmp_path_factory, batches, strategy, storage, k, saves
):
    filter, evict = (CounterFilter(k) if k else None), GlobalStepEvict(4)
    option = StorageOption(storage, tmp_path_factory.mktemp("cold"), 12, strategy)
    tables = [
        EmbeddingVariable(DIM, filter=filter, evict=evict, storage=s, device="cpu")
        for s in (None, option)
    ]
    optimizers = [Adagrad([ev]) for ev in tables]
    probe = torch.arange(-1, 62)
    for step, keys in enumerate(batches):
        for ev, optimizer in zip(tables, optimizers, strict=True):
            train(ev, optimizer, keys, step)
            if step in saves:
                ev.shrink(step)
        first, second = (ev.eval()(probe) for ev in tables)
        assert torch.equal(first, second)
        _ = [ev.train() for ev in tables]
    first, second = (ev.state().columns for ev in tables)
    assert all(torch.equal(first[c], second[c]) for c in first)
    tables[1].close()


def test_lfu_keeps_the_frequent_and_lru_the_recent(tmp_path):
    for strategy, stays in ((CacheStrategy.LFU, 0), (CacheStrategy.LRU, 1)):
        ev = two_tiers(tmp_path / strategy.value, 2, strategy)
        optimizer = Adagrad([ev])
        for key in (0, 0, 0, 1, 2):  # 2 finds both places taken
            train(ev, optimizer, [key])
        hot = set(ev.rows.row_at.tolist())
        assert hot == {stays, 2}
        ev.close()


def test_the_hit_rate_counts_sightings(tmp_path):
    ev = two_tiers(tmp_path, 2)
    optimizer = Adagrad([ev])
    train(ev, optimizer, [0, 1])
    train(ev, optimizer, [0, 0, 0, 2])
    assert ev.rows.hits == 3
    assert ev.rows.lookups == 6
    assert ev.rows.hit_rate == 0.5


@pytest.mark.parametrize("strategy", CacheStrategy)
def test_the_hit_rate_of_a_skewed_stream_is_near_the_best_possible(tmp_path, strategy):
    """Best possible: the share of traffic of the `hot` most frequent keys."""
    n, hot, random = 5000, 500, np.random.default_rng(0)
    weights = np.arange(1, n + 1) ** -1.1
    share = np.cumsum(weights) / weights.sum()
    ev = two_tiers(tmp_path, hot, strategy)
    for _half in range(2):  # the first fills the tier, the second is measured
        ev.rows.hits = ev.rows.lookups = 0
        for _ in range(200):
            ev(torch.from_numpy(np.searchsorted(share, random.random(100))))
            ev.pending = []
    best = share[hot - 1]
    assert (
        best - (0.04 if strategy is CacheStrategy.LFU else 0.12) < ev.rows.hit_rate <= best + 0.02
    )
    ev.close()


def test_a_batch_that_cannot_fit_says_so(tmp_path):
    ev = two_tiers(tmp_path, 4)
    with pytest.raises(ValueError, match=r"needs 5 rows at once.*only 4"):
        ev(torch.arange(5))
    assert ev.total_count() == 0


def test_the_cold_rows_are_on_the_disk(tmp_path):
    ev = two_tiers(tmp_path, 8)
    optimizer = Adagrad([ev])
    for keys in torch.arange(80).split(8):
        train(ev, optimizer, keys)
    on_disk = np.memmap(tmp_path / OWN / "value.f32", np.float32, "r").reshape(-1, DIM)
    assert np.array_equal(on_disk[:72], ev.rows.read("value", torch.arange(72)).numpy())
    assert ev.memory_bytes()["rows"] == 8 * DIM * 4 * 2
    ev.close()
    assert not list(tmp_path.rglob("*.f32"))


def test_two_processes_on_one_folder_are_refused(tmp_path):
    ev = two_tiers(tmp_path)
    code = (
        "import sys\n"
        "from lfai_nb.demos.deeprec.errors import StorageError\n"
        "from lfai_nb.demos.deeprec.tiers import MappedTier\n"
        "try: MappedTier(sys.argv[1])\n"
        "except StorageError as error: print(error)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    output = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True).stdout
    assert "in use by another process" in output
    ev.close()
    output = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True).stdout
    assert output == ""


def test_a_folder_that_cannot_be_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot use"):
        two_tiers(tmp_path / "file")


def test_a_full_disk_leaves_the_table_as_it_was(tmp_path):
    """A limit on file size stands in for a full disk: the same call fails in the same way."""
    ev = two_tiers(tmp_path, 64)
    optimizer = Adagrad([ev])
    train(ev, optimizer, range(30))
    before = ev.state()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        for start in range(100, 6_000, 60):
            ev(torch.arange(start, start + 60))
            before = ev.state()
            if ev.rows.count > ev.rows.cold.rows - 60:
                break
        with pytest.raises(StorageError, match=r"no room for .* the table is as it was"):
            ev(torch.arange(10_000, 10_060))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    after = ev.state()
    assert torch.equal(before.keys, after.keys)
    assert torch.equal(before.freq, after.freq)
    assert torch.equal(before.columns["value"], after.columns["value"])
    ev.pending = []
    train(ev, optimizer, range(1000, 1030))  # the disk has room again
    ev.close()


CRASH = """
import os, signal, sys, torch
from lfai_nb.demos.deeprec import *
def train(ev, opt, seed):
    g = torch.Generator().manual_seed(seed)
    keys = torch.randint(0, 200, (20,), generator=g)
    (ev(keys) * torch.randn(20, 4, generator=g)).sum().backward()
    opt.step()
option = StorageOption(StorageType.DRAM_SSD, sys.argv[1], 24)
ev = EmbeddingVariable(4, storage=option, device="cpu")
opt = Adagrad([ev])
saver = Checkpointer(sys.argv[2], {"t": ev})
for step in range(1, 21):
    train(ev, opt, step)
    if step == 10:
        saver.save_full(step)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_a_kill_the_checkpoint_and_the_same_folder_go_on_as_if_nothing_was(tmp_path):
    cold, saves = tmp_path / "cold", tmp_path / "saves"
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(cold), str(saves)], timeout=600, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert (cold / OWN / "value.f32").stat().st_size  # left behind, and not believed
    ev = two_tiers(cold, 24)
    optimizer, whole = Adagrad([ev]), EmbeddingVariable(DIM, device="cpu")
    whole_optimizer = Adagrad([whole])
    assert restore(saves, {"t": ev}) == 10
    for step in range(1, 21):
        random = torch.Generator().manual_seed(step)
        keys = torch.randint(0, 200, (20,), generator=random)
        grads = torch.randn(20, 4, generator=random)
        for table, opt in ((ev, optimizer), (whole, whole_optimizer)):
            if table is whole or step > 10:
                (table(keys) * grads).sum().backward()
                opt.step(step)
    state, expected = ev.state(), whole.state()
    assert torch.equal(state.keys, expected.keys)
    assert torch.equal(state.version, expected.version)
    assert all(torch.equal(state.columns[c], expected.columns[c]) for c in state.columns)
    ev.close()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_hot_rows_on_a_gpu_and_cold_ones_in_memory_train_alike():
    option = StorageOption(StorageType.HBM_DRAM, hot_rows=40)
    tables = [EmbeddingVariable(DIM, storage=s, device="cuda") for s in (None, option)]
    for ev in tables:
        optimizer = Adagrad([ev])
        for step in range(10):
            keys = torch.randperm(100, generator=torch.Generator().manual_seed(step))[:30]
            ev(keys).sum().backward()
            optimizer.step()
    assert tables[1].rows.columns["value"].is_cuda
    torch.testing.assert_close(*(ev.state().columns["value"] for ev in tables))


def test_only_its_own_files_are_removed(tmp_path):
    """Someone points it at a folder that is in use for something else."""
    foreign = [tmp_path / "mine.f32", tmp_path / "value.f32"]
    for path in foreign:
        path.write_bytes(b"weights")
    for _ in range(2):
        ev = EmbeddingVariable(
            2, storage=StorageOption(StorageType.DRAM_SSD, tmp_path, 8), device="cpu"
        )
        ev.create(torch.arange(20))
        ev.close()
    assert all(path.read_bytes() == b"weights" for path in foreign)
