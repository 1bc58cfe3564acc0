"""The two loops of the hash table on a GPU: one thread for each key, one launch for all.

Plain torch needs a dozen launches and a wait for every step of the walk, since a mask that decides
which keys walk on has to come back to the processor. The table is laid out as in `kernels.py`.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

GOLDEN = tl.constexpr(-7046029254386353131)  # 0x9E37_79B9_7F4A_7C15, signed
BLOCK = 256


@triton.jit
def _home(key, shift, mask):
    mixed = (key ^ ((key >> 32) & 0xFFFFFFFF)) * GOLDEN  # wraps, as unsigned numbers do
    return (mixed >> shift) & mask


@triton.jit
def _find(table, keys, out, n, shift, mask, SIZE: tl.constexpr):
    place = tl.program_id(0).to(tl.int64) * SIZE + tl.arange(0, SIZE)
    inside = place < n
    key = tl.load(keys + place, mask=inside, other=0)
    slot = _home(key, shift, mask)
    answer = tl.full((SIZE,), -1, tl.int64)
    walks = inside
    while tl.max(walks.to(tl.int32), axis=0) > 0:
        entry = tl.load(table + 2 * slot + 1, mask=walks, other=-1)
        there = tl.load(table + 2 * slot, mask=walks, other=0)
        hit = walks & (entry >= 0) & (there == key)
        answer = tl.where(hit, entry, answer)
        walks = walks & (entry >= 0) & (there != key)
        slot = (slot + 1) & mask
    tl.store(out + place, answer, mask=inside)


@triton.jit
def _place(table, keys, entries, n, shift, mask, SIZE: tl.constexpr):
    place = tl.program_id(0).to(tl.int64) * SIZE + tl.arange(0, SIZE)
    inside = place < n
    key = tl.load(keys + place, mask=inside, other=0)
    entry = tl.load(entries + place, mask=inside, other=0)
    slot = _home(key, shift, mask)
    walks = inside
    while tl.max(walks.to(tl.int32), axis=0) > 0:
        # A thread without a key, or with its slot, asks for what no slot holds: nothing happens.
        free = tl.where(walks, -1, -2).to(tl.int64)
        before = tl.atomic_cas(table + 2 * slot + 1, free, entry)
        won = walks & (before == -1)
        tl.store(table + 2 * slot, key, mask=won)
        walks = walks & (before != -1)
        slot = (slot + 1) & mask


def find(table: Tensor, keys: Tensor) -> Tensor:
    """Entries of keys int64 [N], −1 where there is none."""
    out = torch.empty_like(keys)
    _launch(_find, table, keys.contiguous(), out)
    return out


def place(table: Tensor, keys: Tensor, entries: Tensor) -> None:
    """A slot for each of the keys, which are distinct and not in the table yet."""
    _launch(_place, table, keys.contiguous(), entries.contiguous())


def _launch(kernel, table: Tensor, keys: Tensor, entries: Tensor) -> None:
    """The kernels count from an address on: what is handed over has to lie side by side."""
    slots, n = table.shape[0], len(keys)
    if n:
        shift = 64 - (slots.bit_length() - 1)
        with torch.cuda.device(table.device):
            grid = (triton.cdiv(n, BLOCK),)
            kernel[grid](table, keys, entries, n, shift, slots - 1, SIZE=BLOCK)
