"""The loops that numba makes fast on a CPU. Everything else is plain torch.

The hash table is one int64 array: key, entry, key, entry, … so that a probe costs one cache line.
A slot is empty when its entry is negative; so every 64-bit number can be a key. Collisions walk to
the next slot (linear probing); the table is never more than half full.
"""

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: Fibonacci hashing
ONE, TWO = np.uint64(1), np.uint64(2)
BLOCK = 1024


@njit(cache=True, inline="always")
def home(key, shift):
    """The place in the array where the search for a key begins, from the top bits of its hash."""
    h = np.uint64(key)
    h ^= h >> np.uint64(32)
    return ((h * GOLDEN) >> shift) << ONE


# Places are unsigned and the table has one dimension: for a signed index numba asks each time
# whether it counts from the end, and two dimensions bring a stride. It is worth a tenth.


@njit(cache=True, nogil=True)
def find(table, shift, keys, out):
    """Write each key's entry into `out`, −1 where there is none; return how many are missing.

    Two passes over blocks of 1024 keys. The first only looks at the homes: no load waits for
    another one, so the processor has many of them in flight. The second walks on for the few keys
    that were not at home.
    """
    mask = np.uint64(table.shape[0] - 1)
    away = np.empty(BLOCK, np.int64)
    missing = 0
    for start in range(0, keys.shape[0], BLOCK):
        end = min(start + BLOCK, keys.shape[0])
        n = 0
        for i in range(start, end):
            p = home(keys[i], shift)
            entry = table[p + ONE]
            out[i] = entry
            away[n] = i
            n += 0 if (table[p] == keys[i] and entry >= 0) else 1
        for j in range(n):
            i = away[j]
            p = home(keys[i], shift)
            while table[p + ONE] >= 0 and table[p] != keys[i]:
                p = (p + TWO) & mask
            out[i] = table[p + ONE]
            missing += 1 if table[p + ONE] < 0 else 0
    return missing


@njit(cache=True, nogil=True)
def insert(table, shift, keys, out, count):
    """Give each key with `out` < 0 an entry, numbered from `count` on in order of first sight."""
    mask = np.uint64(table.shape[0] - 1)
    for i in range(keys.shape[0]):
        if out[i] < 0:
            p = home(keys[i], shift)
            while table[p + ONE] >= 0 and table[p] != keys[i]:
                p = (p + TWO) & mask
            if table[p + ONE] < 0:
                table[p] = keys[i]
                table[p + ONE] = count
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
def count_sightings(entries, freq, dirty):
    for i in range(entries.shape[0]):
        if entries[i] >= 0:
            freq[entries[i]] += 1
            dirty[entries[i]] = True


@njit(cache=True, nogil=True)
def sum_by_row(rows, grad, seat, unique, sums):
    """Add up the gradients of each row: [N, D] → [U, D]. Rows below 0 are left out.

    `seat` (one number per row of the table, all −1 outside this call) remembers where a row's sum
    stands, so no sorting is needed.
    """
    n = 0
    for i in range(rows.shape[0]):
        r = rows[i]
        if r < 0:
            continue
        j = seat[r]
        if j < 0:
            j = n
            seat[r] = j
            unique[j] = r
            for d in range(grad.shape[1]):
                sums[j, d] = grad[i, d]
            n += 1
        else:
            for d in range(grad.shape[1]):
                sums[j, d] += grad[i, d]
    for j in range(n):
        seat[unique[j]] = -1
    return n
