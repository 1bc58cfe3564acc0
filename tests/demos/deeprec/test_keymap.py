"""The hash table, against the dictionary that does the obvious thing."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.demos.deeprec.errors import CapacityError, KeyTypeError
from lfai_nb.demos.deeprec.keymap import KeyMap, as_keys, first_seen

pytestmark = pytest.mark.torch

int64 = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-5, 5),
    st.integers(0, 40).map(lambda i: i << 56),  # only the top bits differ
    st.sampled_from([-(2**63), 2**63 - 1, -1, 0]),
)
batches = st.lists(st.lists(int64, max_size=60), max_size=6)


def tensor(keys):
    return torch.tensor(keys, dtype=torch.int64)


@settings(settings.get_profile("deeprec"))
@given(batches=batches, strangers=st.lists(int64, max_size=20))
@pytest.mark.parametrize("backend", ["numba", "torch"])
def test_numbers_keys_as_a_dictionary_would(backend, batches, strangers):
    """Any 64-bit number may be a key; entries count up in the order of first sight."""
    table, plain = KeyMap(capacity=4, backend=backend), {}
    for batch in batches:
        entries, missing = table.find(tensor(batch))
        assert missing == sum(key not in plain for key in batch)
        table.reserve(len(table) + missing)
        new = table.add(tensor(batch), entries)
        before = set(plain)
        for key in batch:
            plain.setdefault(key, len(plain))
        assert entries.tolist() == [plain[key] for key in batch]
        assert new.tolist() == [key for key in plain if key not in before]
    assert table.keys().tolist() == list(plain)
    numbers, _ = table.find(tensor(strangers))
    assert numbers.tolist() == [plain.get(key, -1) for key in strangers]


def test_growing_loses_no_key(backend):
    keys = torch.arange(-3000, 3000) * 2_654_435_761
    table = KeyMap(capacity=4, backend=backend)
    for part in keys.split(700):
        table.reserve(len(table) + len(part))
        table.add(part, torch.full_like(part, -1))
    assert table.find(keys)[0].tolist() == list(range(6000))
    assert table.capacity >= 6000


def test_keys_that_share_one_slot_are_still_told_apart(backend):
    """All of these start their search at one slot: linear probing has to walk."""
    inverse = pow(0x9E3779B97F4A7C15, -1, 2**64)  # undoes the multiplication of the hash
    scrambled = [(i * inverse) % 2**64 for i in range(50)]
    keys = tensor([((k ^ (k >> 32)) + 2**63) % 2**64 - 2**63 for k in scrambled])
    table = KeyMap(capacity=100, backend=backend)
    entries = torch.full_like(keys, -1)
    table.add(keys, entries)
    assert table.find(keys)[0].tolist() == list(range(50))


def test_two_threads_find_what_one_finds():
    pytest.importorskip("numba")
    keys = torch.randint(-(2**62), 2**62, (70_000,), generator=torch.Generator().manual_seed(0))
    table = KeyMap(capacity=80_000, backend="numba")
    table.add(keys[::2].contiguous(), torch.full((35_000,), -1))
    alone, missing = table.find(keys)
    torch.set_num_threads(2)
    together, missing_together = table.find(keys)
    assert torch.equal(alone, together)
    assert missing == missing_together == 35_000


def test_unsigned_keys_keep_their_bits():
    assert as_keys(torch.tensor([2**64 - 1], dtype=torch.uint64), torch.device("cpu")).item() == -1


@pytest.mark.parametrize("keys", [torch.tensor([1.0]), torch.tensor([True]), [0.5], [1j]])
def test_a_key_that_is_no_integer_is_refused(keys):
    with pytest.raises(KeyTypeError, match="whole numbers"):
        as_keys(keys, torch.device("cpu"))


def test_first_seen_keeps_the_order_of_arrival():
    distinct, number = first_seen(tensor([9, 3, 9, -1, 3]))
    assert distinct.tolist() == [9, 3, -1]
    assert number.tolist() == [0, 1, 0, 2, 1]


def test_a_table_of_fixed_size_says_when_it_is_full(backend):
    table = KeyMap(capacity=8, backend=backend)
    table.fixed = True
    with pytest.raises(CapacityError, match="larger capacity"):
        table.reserve(table.capacity + 1)


def test_an_unknown_back_end_is_refused():
    with pytest.raises(ValueError, match="auto, numba, triton or torch"):
        KeyMap(backend="cython")


def test_kernels_look_at_each_index_in_the_tests():
    """Outside of tests they trust their callers; here a wrong index is an error, not a crash."""
    kernels = pytest.importorskip("lfai_nb.demos.deeprec.kernels")
    rows, out = np.array([3]), np.zeros((1, 2), np.float32)
    with pytest.raises(IndexError):
        kernels.gather(np.zeros((2, 2), np.float32), rows, out)
