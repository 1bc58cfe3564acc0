"""The loops that numba makes fast on a CPU. Everything else is plain torch.

The hash table is one int64 array: key, entry, key, entry, … so that a probe costs one cache line.
A slot is empty when its entry is negative; so every 64-bit number can be a key. Collisions walk to
the next slot (linear probing); the table is never more than half full.
"""

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: Fibonacci hashing
ONE, TWO = np.uint64(1), np.uint64(2)
AHEAD = 64  # how many keys ahead a loop asks for memory; from 48 to 128 it makes no difference


@intrinsic
def prefetch(typing, array, index):
    """Ask the processor for the cache line of `array[index]`, and do not wait for it.

    Without it each key waits for its own access to memory: a processor looks only some dozen keys
    ahead by itself, because the instructions behind a slow load pile up. It is worth a factor of
    two to three.
    """

    def generate(context, builder, signature, arguments):
        shape = signature.args[0]
        items = context.make_array(shape)(context, builder, arguments[0])
        place = cgutils.get_item_pointer(context, builder, shape, items, [arguments[1]])
        byte = builder.bitcast(place, cgutils.voidptr_t)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t] + [cgutils.int32_t] * 3)
        call = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        read, stay, data = (cgutils.int32_t(n) for n in (0, 3, 1))
        builder.call(call, [byte, read, stay, data])
        return context.get_dummy_value()

    return types.void(array, index), generate


@njit(cache=True, inline="always")
def home(key, shift):
    """The place in the array where the search for a key begins, from the top bits of its hash."""
    h = np.uint64(key)
    h ^= h >> np.uint64(32)
    return ((h * GOLDEN) >> shift) << ONE


# Places are unsigned and the table has one dimension: for a signed index numba asks each time
# whether it counts from the end, and two dimensions bring a stride. It is worth a tenth.


@njit(cache=True, inline="always")
def probe(table, mask, shift, key):
    """The place of a key, or the empty one where the search for it ends."""
    p = home(key, shift)
    while table[p + ONE] >= 0 and table[p] != key:
        p = (p + TWO) & mask
    return p


@njit(cache=True, nogil=True)
def find(table, shift, keys, out):
    """Write each key's entry into `out`, −1 where there is none; return how many are missing."""
    mask, last = np.uint64(table.shape[0] - 1), keys.shape[0] - 1
    missing = 0
    for i in range(min(AHEAD, keys.shape[0])):
        prefetch(table, home(keys[i], shift))
    for i in range(keys.shape[0]):
        prefetch(table, home(keys[min(i + AHEAD, last)], shift))
        out[i] = table[probe(table, mask, shift, keys[i]) + ONE]
        missing += 1 if out[i] < 0 else 0
    return missing


@njit(cache=True, nogil=True)
def insert(table, shift, keys, out, count, new):
    """Give each key with `out` < 0 an entry, numbered from `count` on in order of first sight.

    `new` takes these keys in the order of their entries; returns the count afterwards.
    """
    mask, last, before = np.uint64(table.shape[0] - 1), keys.shape[0] - 1, count
    for i in range(keys.shape[0]):
        ahead = min(i + AHEAD, last)
        if out[ahead] < 0:
            prefetch(table, home(keys[ahead], shift))
        if out[i] < 0:
            p = probe(table, mask, shift, keys[i])
            if table[p + ONE] < 0:
                table[p] = keys[i]
                table[p + ONE] = count
                new[count - before] = keys[i]
                count += 1
            out[i] = table[p + ONE]
    return count


@njit(cache=True, nogil=True)
def move(old, table, shift):
    """Put all pairs of an old table into a larger, empty one.

    Homes are top bits of a hash, so a pair moves from slot s to about 2s: both tables are walked
    from front to back, without the random accesses that inserting costs.
    """
    mask = np.uint64(table.shape[0] - 1)
    for i in range(0, old.shape[0], 2):
        if old[i + 1] >= 0:
            p = home(old[i], shift)
            while table[p + ONE] >= 0:
                p = (p + TWO) & mask
            table[p] = old[i]
            table[p + ONE] = old[i + 1]


@njit(cache=True, nogil=True)
def count_sightings(entries, freq, dirty, fresh):
    """Count and mark each entry; write those not marked before to `fresh`, return how many."""
    marked = 0
    for i in range(entries.shape[0]):
        if entries[i] >= 0:
            freq[entries[i]] += 1
            if not dirty[entries[i]]:
                dirty[entries[i]] = True
                fresh[marked] = entries[i]
                marked += 1
    return marked


# Several tables in one call, for `grouped`. Each tuple has an array for each table.


@njit(cache=True, nogil=True)
def find_each(tables, shifts, keys, out, missing):
    """`find` row t of `keys` [T, N] in table t; `missing` [T] says how many are not there."""
    for t in range(len(tables)):
        missing[t] = find(tables[t], shifts[t], keys[t], out[t])


@njit(cache=True, nogil=True)
def count_each(entries, freq, dirty, fresh, marked):
    for t in range(len(freq)):
        marked[t] = count_sightings(entries[t], freq[t], dirty[t], fresh[t])


@njit(cache=True, nogil=True)
def gather_each(values, rows, out, blank):
    """Copy row `rows[t, i]` of table t to `out[i, t]` [N, T, D]; below 0 stands for `blank[t]`."""
    tables, width = np.uint64(out.shape[1]), np.uint64(out.shape[2])
    last, target = rows.shape[1] - 1, out.reshape(-1)
    for t in range(len(values)):
        source, mine = values[t].reshape(-1), rows[t]
        for i in range(mine.shape[0]):
            ahead = mine[min(i + AHEAD, last)]
            if ahead >= 0:
                prefetch(source, np.uint64(ahead) * width)
            to = (np.uint64(i) * tables + np.uint64(t)) * width
            if mine[i] < 0:
                for d in range(width):
                    target[to + d] = blank[t]
            else:
                at = np.uint64(mine[i]) * width
                for d in range(width):
                    target[to + d] = source[at + d]


# error_model="numpy": a division by zero gives infinity as everywhere in torch, and without the
# question before each division several numbers are divided at once.


@njit(cache=True, nogil=True)
def gather(values, rows, out):
    """Copy rows [N] of `values` [R, D] to `out` [N, D]."""
    last, width = np.uint64(rows.shape[0] - 1), np.uint64(values.shape[1])
    source, target = values.reshape(-1), out.reshape(-1)
    for i in range(rows.shape[0]):
        prefetch(source, np.uint64(rows[min(np.uint64(i + AHEAD), last)]) * width)
        at, to = np.uint64(rows[i]) * width, np.uint64(i) * width
        for d in range(width):
            target[to + d] = source[at + d]


@njit(cache=True, nogil=True)
def sum_by_row(rows, grad, seat, unique, sums):
    """Add up the gradients of each row: [N, D] → [U, D]. Rows below 0 are left out.

    `seat` (one number per row of the table, all −1 outside this call) remembers where a row's sum
    stands, so no sorting is needed.
    """
    width = np.uint64(grad.shape[1])
    source, target = grad.reshape(-1), sums.reshape(-1)
    n = 0
    for i in range(rows.shape[0]):
        r = rows[i]
        if r < 0:
            continue
        at, j = np.uint64(i) * width, seat[r]
        if j < 0:
            seat[r] = n
            unique[n] = r
            to = np.uint64(n) * width
            for d in range(width):
                target[to + d] = source[at + d]
            n += 1
        else:
            to = np.uint64(j) * width
            for d in range(width):
                target[to + d] += source[at + d]
    for j in range(n):
        seat[unique[j]] = -1
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def adagrad(values, accumulators, slots, sums, lr, eps):
    """Adagrad's rule on the rows where they stand, with their summed gradients [U, D]."""
    last, width = np.uint64(slots.shape[0] - 1), np.uint64(values.shape[1])
    value, memory, grad = values.reshape(-1), accumulators.reshape(-1), sums.reshape(-1)
    for i in range(slots.shape[0]):
        ahead = np.uint64(slots[min(np.uint64(i + AHEAD), last)]) * width
        prefetch(value, ahead)
        prefetch(memory, ahead)
        at, of = np.uint64(slots[i]) * width, np.uint64(i) * width
        for d in range(width):
            g = grad[of + d]
            a = memory[at + d] + g * g
            memory[at + d] = a
            value[at + d] -= lr * (g / (np.sqrt(a) + eps))
