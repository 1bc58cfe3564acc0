"""Key → entry: the hash table under every Embedding Variable.

An entry is a small dense number, 0, 1, 2, … in the order in which keys were first seen. All back
ends (numba on a CPU, Triton on a GPU, plain torch) give the same numbers for the same keys.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import torch
from torch import Tensor

from lfai_nb.demos.deeprec.compiled import gpu_kernels, kernels
from lfai_nb.demos.deeprec.errors import CapacityError, KeyTypeError

GOLDEN = -7046029254386353131  # 0x9E3779B97F4A7C15 as a signed number
PARALLEL_FROM = 1 << 15  # below this many keys a second thread costs more than it brings


def as_keys(keys: Tensor, device: torch.device) -> Tensor:
    """Keys as int64 [N], whatever their shape was; every 64-bit whole number is welcome."""
    if not isinstance(keys, Tensor):
        raise KeyTypeError(
            f"keys must be a tensor of whole numbers, not a {type(keys).__name__}: use torch.tensor"
        )
    if keys.dtype is torch.uint64:
        keys = keys.view(torch.int64)  # the same 64 bits
    if keys.dtype.is_floating_point or keys.dtype.is_complex or keys.dtype is torch.bool:
        raise KeyTypeError(
            f"keys must be whole numbers (int64), not {keys.dtype}; "
            "hash strings and round numbers before the lookup"
        )
    return keys.to(device=device, dtype=torch.int64).reshape(-1).contiguous()


def first_seen(keys: Tensor) -> tuple[Tensor, Tensor]:
    """Distinct keys in order of first sight [U], and each key's number among them [N]."""
    unique, inverse = torch.unique(keys, return_inverse=True)
    position = torch.arange(len(keys), device=keys.device)
    first = torch.full_like(unique, len(keys))
    first.scatter_reduce_(0, inverse, position, "amin")
    order = torch.argsort(first)
    rank = torch.empty_like(order)
    rank[order] = torch.arange(len(order), device=keys.device)
    return unique[order], rank[inverse]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1), thread_name_prefix="find")


class KeyMap:
    """`find` never changes the table; `add` gives new keys the next entries."""

    def __init__(
        self, capacity: int = 1024, device: torch.device | str = "cpu", backend: str = "auto"
    ) -> None:
        self.device = torch.device(device)
        on_cpu = self.device.type == "cpu"
        if backend == "auto":
            compiled = "numba" if on_cpu else "triton"
            backend = compiled if (kernels if on_cpu else gpu_kernels) else "torch"
        if backend not in ("numba", "triton", "torch"):
            raise ValueError(f"backend must be auto, numba, triton or torch, not {backend!r}")
        if backend == "numba" and not (kernels and on_cpu):
            raise ValueError("the numba back end needs numba and a table on the CPU")
        if backend == "triton" and (on_cpu or not gpu_kernels):
            raise ValueError("the triton back end needs Triton and a table on a GPU")
        self.backend = backend
        self.fixed = False
        self.count = 0
        self.table = self._empty(capacity)

    def __len__(self) -> int:
        return self.count

    @property
    def capacity(self) -> int:
        """How many keys fit before the table grows: half of its slots."""
        return self.table.shape[0] // 2

    def _empty(self, capacity: int) -> Tensor:
        slots = 1 << max(4, (2 * capacity - 1).bit_length())
        if self.device.type == "cpu":
            # numpy asks the kernel for huge pages. A random access to a large table in small ones
            # misses not only the cache but the table of pages as well.
            return torch.from_numpy(np.full((slots, 2), -1, np.int64))
        return torch.full((slots, 2), -1, dtype=torch.int64, device=self.device)

    def reserve(self, capacity: int) -> None:
        """Make room for so many keys; the only step of an insertion that can fail."""
        if capacity > self.capacity:
            if self.fixed:
                raise CapacityError(
                    f"this shared table was made for {self.capacity} keys and needs {capacity}; "
                    "make it again with a larger capacity"
                )
            old, self.table = self.table, self._empty(capacity)
            if self.backend == "numba":
                kernels.move(old.view(-1).numpy(), self.table.view(-1).numpy(), self.shift())
            else:
                used = old[old[:, 1] >= 0]
                self._place(used[:, 0], used[:, 1])

    def find(self, keys: Tensor) -> tuple[Tensor, int]:
        """Entries of keys int64 [N], −1 where there is none, and how many are missing."""
        if self.backend == "torch":
            return self._find_torch(keys)
        if self.backend == "triton":
            entries = gpu_kernels.find(self.table, keys)
            return entries, int((entries < 0).sum())
        out = torch.empty_like(keys)
        table, shift = self.table.view(-1).numpy(), self.shift()
        if len(keys) < PARALLEL_FROM or torch.get_num_threads() == 1:
            return out, kernels.find(table, shift, keys.numpy(), out.numpy())
        step = -(-len(keys) // torch.get_num_threads())
        parts = [slice(i, i + step) for i in range(0, len(keys), step)]
        k, o = keys.numpy(), out.numpy()
        # The kernel releases the interpreter's lock, so ordinary threads do.
        return out, sum(_threads().map(lambda p: kernels.find(table, shift, k[p], o[p]), parts))

    def add(self, keys: Tensor, entries: Tensor) -> Tensor:
        """Fill in the entries of missing keys (−1 in `entries`, as `find` gave them).

        Returns the new keys in the order of their entries. Call `reserve` first.
        """
        if self.backend != "numba":
            return self._insert_torch(keys, entries)
        new = torch.empty_like(keys)  # untouched memory costs nothing
        before = self.count
        self.count = kernels.insert(
            self.table.view(-1).numpy(),
            self.shift(),
            keys.numpy(),
            entries.numpy(),
            before,
            new.numpy(),
        )
        return new[: self.count - before]

    def keys(self) -> Tensor:
        """All keys in the order of their entries."""
        used = self.table[self.table[:, 1] >= 0]
        keys = torch.empty(self.count, dtype=torch.int64, device=self.device)
        keys[used[:, 1]] = used[:, 0]
        return keys

    def rebuild(self, keys: Tensor) -> None:
        """Hold exactly these distinct keys, numbered in this order; the slots stay in place."""
        self.table.fill_(-1)
        self.count = 0
        self.reserve(len(keys))
        self.add(keys, torch.full_like(keys, -1))

    def shift(self) -> np.uint64:
        return np.uint64(64 - (self.table.shape[0].bit_length() - 1))

    # The same two loops in plain torch, one step for all keys at once.

    def _home(self, keys: Tensor) -> Tensor:
        slots = self.table.shape[0]
        mixed = (keys ^ ((keys >> 32) & 0xFFFFFFFF)) * GOLDEN  # wraps, as unsigned numbers do
        return (mixed >> (64 - (slots.bit_length() - 1))) & (slots - 1)

    def _find_torch(self, keys: Tensor) -> tuple[Tensor, int]:
        out = torch.full_like(keys, -1)
        active = torch.arange(len(keys), device=self.device)
        slot = self._home(keys)
        while len(active):
            pair = self.table[slot]  # [A, 2]
            used = pair[:, 1] >= 0
            hit = used & (pair[:, 0] == keys[active])
            out[active[hit]] = pair[hit, 1]
            walk = used & ~hit
            active, slot = active[walk], (slot[walk] + 1) & (self.table.shape[0] - 1)
        return out, int((out < 0).sum())

    def _insert_torch(self, keys: Tensor, entries: Tensor) -> Tensor:
        missing = entries < 0
        new, number = first_seen(keys[missing])
        entries[missing] = self.count + number
        self._place(new, self.count + torch.arange(len(new), device=self.device))
        self.count += len(new)
        return new

    def _place(self, keys: Tensor, entries: Tensor) -> None:
        """Find a slot for keys that are distinct and not in the table yet."""
        if self.backend == "triton":
            gpu_kernels.place(self.table, keys, entries)
            return
        slot = self._home(keys)
        while len(keys):
            free = self.table[slot, 1] < 0
            # Several keys may want one free slot. All write, one write stays; then all look who
            # it was. The losers walk on past a slot that is now taken, as a single writer would.
            self.table[slot[free], 1] = entries[free]
            won = self.table[slot, 1] == entries
            self.table[slot[won], 0] = keys[won]
            lost = ~won
            keys, entries = keys[lost], entries[lost]
            slot = (slot[lost] + 1) & (self.table.shape[0] - 1)
