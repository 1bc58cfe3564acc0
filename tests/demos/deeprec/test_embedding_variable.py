"""The Embedding Variable against a dictionary that does the obvious thing, and rule by rule."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.demos.deeprec import (
    Adagrad,
    CBFFilter,
    CounterFilter,
    EmbeddingVariable,
    GlobalStepEvict,
    InitializerOption,
    L2WeightEvict,
    StorageOption,
    StorageType,
)
from lfai_nb.demos.deeprec.errors import GradientError, KeyTypeError

pytestmark = pytest.mark.torch
DIM = 3
# The vectors are sums of numbers up to 4, each rounded to 2.4e-7: near 0 no ratio can be kept.
ROUNDED = {"rtol": 1e-5, "atol": 1e-6}
ODD = InitializerOption(std=1.0, default_value_dim=7, default_value_no_permission=-2.5, seed=3)


@dataclass
class Row:
    freq: int = 0
    version: int = -1
    value: np.ndarray | None = None
    accumulator: np.ndarray | None = None


class DictTable:
    """Semantics in the order in which DeepRec's code has them, one key at a time; Adagrad."""

    def __init__(self, defaults, counter_filter=0, no_permission=0.0, lr=0.1, accumulator=0.1):
        self.rows: dict[int, Row] = {}
        self.defaults, self.k, self.no_permission = defaults, counter_filter, no_permission
        self.lr, self.start, self.dim = lr, accumulator, defaults.shape[1]

    def train(self, keys, grads, step):
        """One lookup and one update; returns what the lookup read."""
        for key, count in Counter(keys).items():
            row = self.rows.setdefault(key, Row())
            if row.value is None and row.freq + count >= self.k:
                row.value = self.defaults[key % len(self.defaults)].copy()
                row.accumulator = np.full(self.dim, self.start, np.float32)
            row.freq += count
        read = np.array([self.read(key) for key in keys]).reshape(-1, self.dim)
        sums = {}
        for key, grad in zip(keys, grads, strict=True):
            sums[key] = sums.get(key, np.float32(0)) + grad
        for key, grad in sums.items():
            row = self.rows[key]
            row.version = step
            if row.value is not None:
                row.accumulator += grad * grad
                row.value -= np.float32(self.lr) * (grad / np.sqrt(row.accumulator))
        return read

    def read(self, key):
        row = self.rows.get(key)
        if row is None or row.value is None:
            return np.full(self.dim, self.no_permission, np.float32)
        return row.value.copy()

    def evict_old(self, step, steps_to_live):
        for key, row in list(self.rows.items()):
            if row.version == -1:
                row.version = step
            elif step - row.version > steps_to_live:
                del self.rows[key]

    def evict_short(self, threshold):
        for key, row in list(self.rows.items()):
            if threshold > 0 and row.value is not None and np.linalg.norm(row.value) < threshold:
                del self.rows[key]


def keys_of(*numbers):
    return torch.tensor(numbers, dtype=torch.int64)


def train(ev, optimizer, keys, grads=None, step=None):
    """One step whose gradient is `grads`; returns what the lookup read."""
    keys = torch.as_tensor(keys, dtype=torch.int64)
    vectors = ev(keys)
    grads = torch.ones(len(keys), ev.dim) if grads is None else torch.as_tensor(grads)
    (vectors * grads.to(ev.device)).sum().backward()
    optimizer.step(step)
    return vectors.detach()


key = st.one_of(st.integers(-3, 9), st.sampled_from([-(2**63), 2**63 - 1, 2**32, -(2**32)]))
evictions = st.sampled_from([None, GlobalStepEvict(2), L2WeightEvict(1.5), L2WeightEvict(0.0)])
stories = st.lists(
    st.one_of(st.lists(key, max_size=12), st.just("save"), st.just("read")), max_size=12
)


@settings(settings.get_profile("deeprec"))
@given(story=stories, k=st.integers(0, 4), evict=evictions, seed=st.integers(0, 99))
@pytest.mark.parametrize("backend", ["numba", "torch"])
def test_does_what_the_dictionary_does(backend, story, k, evict, seed):
    """Any mix of training, inference and saving, any filter, any eviction, any 64-bit key."""
    ev = EmbeddingVariable(
        DIM,
        initializer=ODD,
        filter=CounterFilter(k) if k else None,
        evict=evict,
        device="cpu",
        backend=backend,
    )
    optimizer = Adagrad([ev], lr=0.1, eps=0.0)
    plain = DictTable(ev.defaults.numpy(), k, ODD.default_value_no_permission)
    random, step = np.random.default_rng(seed), 0
    for act in story:
        if act == "save":
            ev.shrink(step)
            if isinstance(evict, GlobalStepEvict):
                plain.evict_old(step, evict.steps_to_live)
            elif evict:
                plain.evict_short(evict.l2_weight_threshold)
        elif act == "read":
            ev.eval()
            queries = list(range(-3, 10))
            read = ev(torch.tensor(queries))
            np.testing.assert_allclose(read, [plain.read(a) for a in queries], **ROUNDED)
            ev.train()
        else:
            step += 1
            grads = random.standard_normal((len(act), DIM)).astype(np.float32)
            read = train(ev, optimizer, act, grads, step)
            np.testing.assert_allclose(read, plain.train(act, grads, step), **ROUNDED)
        state = ev.state()
        assert state.keys.tolist() == list(plain.rows)
        assert state.freq.tolist() == [r.freq for r in plain.rows.values()]
        assert state.version.tolist() == [r.version for r in plain.rows.values()]
        assert state.admitted.tolist() == [r.value is not None for r in plain.rows.values()]
    assert ev.total_count() == len(plain.rows)


@settings(settings.get_profile("deeprec"), max_examples=25)
@given(
    batches=st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=30), max_size=8),
    k=st.integers(1, 4),
    capacity=st.integers(1, 60),
)
@pytest.mark.parametrize("backend", ["numba", "torch"])
def test_a_bloom_filter_errs_early_and_never_late(backend, batches, k, capacity):
    """A key is in after the first batch that meets it already seen k times; sooner if unlucky."""
    ev = EmbeddingVariable(DIM, filter=CBFFilter(k, capacity), device="cpu", backend=backend)
    optimizer = Adagrad([ev])
    seen = {}
    for batch in batches:
        due = {key for key in batch if seen.get(key, 0) >= k}
        train(ev, optimizer, batch)
        for key in batch:
            seen[key] = seen.get(key, 0) + 1
        assert due <= set(ev.keymap.keys().tolist())


def test_a_roomy_bloom_filter_admits_exactly_one_batch_after_the_limit(backend):
    """The counter is read before it is raised, as in DeepRec's LookupOrCreate."""
    ev = EmbeddingVariable(DIM, filter=CBFFilter(3, 10_000), device="cpu", backend=backend)
    optimizer, known = Adagrad([ev]), []
    for _ in range(5):
        train(ev, optimizer, [42])
        known.append(ev.total_count())
    assert known == [0, 0, 0, 1, 1]


def test_only_training_creates_keys(backend):
    ev = EmbeddingVariable(DIM, initializer=ODD, device="cpu", backend=backend)
    ev.eval()
    assert ev(keys_of(1, 2)).eq(-2.5).all()
    with torch.no_grad():
        ev.train()(keys_of(3))
    assert ev.total_count() == 0
    ev(keys_of(1, 2))
    assert ev.total_count() == 2


def test_the_sighting_that_reaches_the_limit_is_trained(backend):
    """k = 3: two sightings read the default; two in one batch after one before already count."""
    ev = EmbeddingVariable(DIM, initializer=ODD, filter=CounterFilter(3), backend=backend)
    optimizer = Adagrad([ev])
    assert train(ev, optimizer, [5]).eq(-2.5).all()
    assert ev.admitted_count() == 0
    assert ev.total_count() == 1
    first = train(ev, optimizer, [5, 5])
    assert torch.equal(first, ev.defaults[[5, 5]])
    ev.eval()
    assert not torch.equal(ev(keys_of(5))[0], ev.defaults[5])


def test_new_keys_start_at_their_row_of_the_default_matrix(backend):
    ev = EmbeddingVariable(DIM, initializer=ODD, backend=backend)
    keys = keys_of(0, 7, -1, 2**63 - 1, -(2**63))
    expected = ev.defaults[[k % 7 for k in keys.tolist()]]
    assert torch.equal(ev(keys).detach(), expected)


def test_a_key_lives_exactly_steps_to_live_steps(backend):
    ev = EmbeddingVariable(DIM, evict=GlobalStepEvict(10), backend=backend)
    optimizer = Adagrad([ev])
    train(ev, optimizer, [1], step=5)
    assert ev.shrink(15) == 0
    assert ev.shrink(16) == 1
    assert ev.total_count() == 0


def test_a_key_that_was_never_updated_is_stamped_at_the_first_save(backend):
    ev = EmbeddingVariable(DIM, evict=GlobalStepEvict(10), backend=backend)
    ev(keys_of(1))
    assert ev.shrink(100) == 0
    assert ev.version[0] == 100
    assert ev.shrink(111) == 1


def test_nothing_is_evicted_between_saves(backend):
    ev = EmbeddingVariable(DIM, evict=GlobalStepEvict(1), backend=backend)
    optimizer = Adagrad([ev])
    train(ev, optimizer, [1], step=1)
    train(ev, optimizer, [2], step=1000)
    assert ev.total_count() == 2


def test_training_goes_on_after_an_eviction(backend):
    ev = EmbeddingVariable(DIM, evict=L2WeightEvict(1.0), initializer=ODD, backend=backend)
    optimizer = Adagrad([ev])
    train(ev, optimizer, range(7))
    long = [k for k in range(7) if ev.rows.columns["value"][k].norm() >= 1.0]
    ev.shrink(1)
    assert ev.keymap.keys().tolist() == long
    train(ev, optimizer, range(7))
    assert ev.total_count() == 7


def test_shape_follows_the_keys(backend):
    ev = EmbeddingVariable(DIM, backend=backend)
    assert ev(torch.zeros(2, 4, dtype=torch.int64)).shape == (2, 4, DIM)
    assert ev(torch.zeros(0, dtype=torch.int64)).shape == (0, DIM)


def test_both_back_ends_train_to_the_same_numbers():
    pytest.importorskip("numba")
    tables = [
        EmbeddingVariable(8, filter=CounterFilter(2), device="cpu", backend=b)
        for b in ("numba", "torch")
    ]
    for ev in tables:
        optimizer, random = Adagrad([ev]), torch.Generator().manual_seed(0)
        for _ in range(20):
            keys = torch.randint(0, 50, (64,), generator=random)
            train(ev, optimizer, keys, torch.randn(64, 8, generator=random))
    a, b = (ev.state() for ev in tables)
    assert torch.equal(a.keys, b.keys)
    for column in a.columns:
        torch.testing.assert_close(a.columns[column], b.columns[column], rtol=1e-6, atol=1e-7)


def test_float_keys_are_refused_and_the_table_is_as_it_was(backend):
    ev = EmbeddingVariable(DIM, backend=backend)
    with pytest.raises(KeyTypeError):
        ev(torch.tensor([1.5]))
    assert ev.total_count() == 0


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_bad_gradient_changes_no_row_of_any_table(backend, bad):
    good, hurt = (EmbeddingVariable(DIM, name=n, backend=backend) for n in ("good", "hurt"))
    optimizer = Adagrad([good, hurt])
    a, b = good(keys_of(1)), hurt(keys_of(1, 2))
    before = [ev.state().columns for ev in (good, hurt)]
    (a.sum() + (b * b.new_tensor([[1.0], [bad]])).sum()).backward()
    with pytest.raises(GradientError, match="1 of 2 rows of 'hurt'"):
        optimizer.step()
    for ev, columns in zip((good, hurt), before, strict=True):
        assert all(torch.equal(v, columns[c]) for c, v in ev.state().columns.items())
    train(good, optimizer, [1])  # and the next step is an ordinary one


def test_options_that_cannot_be_are_refused(tmp_path):
    with pytest.raises(ValueError, match="dim"):
        EmbeddingVariable(0)
    with pytest.raises(ValueError, match="filter_freq"):
        CounterFilter(0)
    with pytest.raises(ValueError, match="fit 8 bits"):
        CBFFilter(256, 10)
    with pytest.raises(ValueError, match="hot_rows"):
        StorageOption(StorageType.DRAM_SSD, tmp_path)
    with pytest.raises(ValueError, match="storage_path"):
        StorageOption(StorageType.DRAM_SSD, hot_rows=5)
    with pytest.raises(ValueError, match="two tiers"):
        EmbeddingVariable(
            2, filter=CBFFilter(2, 10), storage=StorageOption(StorageType.HBM_DRAM, hot_rows=5)
        )
    with pytest.raises(ValueError, match="default_value_dim"):
        InitializerOption(default_value_dim=0)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_gives_the_same_table():
    results = []
    for device in ("cpu", "cuda"):
        ev = EmbeddingVariable(8, filter=CounterFilter(2), device=device)
        optimizer, random = Adagrad([ev]), torch.Generator().manual_seed(0)
        for _ in range(5):
            keys = torch.randint(0, 50, (64,), generator=random)
            vectors = ev(keys)
            grads = torch.randn(64, 8, generator=random)
            (vectors * grads.to(device)).sum().backward()
            optimizer.step()
        results.append(ev.state())
    assert torch.equal(results[0].keys, results[1].keys)
    torch.testing.assert_close(results[0].columns["value"], results[1].columns["value"])
