"""What a delta of 2,000 rows costs by the size of the table: milliseconds, the best of five.

    python benchmarks/deltas.py 300_000 1_000_000 3_000_000

On a disk, most of it is the flush; without one (`--memory`) what is left is the walk to the rows.
"""

import argparse
import tempfile
import time
from pathlib import Path

import torch

from lfai_nb.demos.deeprec import Adagrad, Checkpointer, EmbeddingVariable

CHANGED, ROUNDS, DIM = 2000, 5, 8
SPREAD = 7919  # between keys, so that they are no run of numbers


def table(keys: int) -> tuple[EmbeddingVariable, Adagrad]:
    ev = EmbeddingVariable(DIM, device="cpu")
    optimizer = Adagrad([ev], 0.1)
    ev.create(torch.arange(keys) * SPREAD)
    return ev, optimizer


def delta_costs(keys: int, folder: Path) -> tuple[float, int]:
    """Milliseconds of the quickest `save_delta`, and the bytes of its file."""
    ev, optimizer = table(keys)
    saver = Checkpointer(folder, {"ids": ev})
    saver.save_full(0)
    times, size = [], 0
    for step in range(1, ROUNDS + 1):
        ev(torch.randint(keys, (CHANGED,)) * SPREAD).sum().backward()
        optimizer.step()
        began = time.perf_counter()
        path = saver.save_delta(step)
        times.append(time.perf_counter() - began)
        size = path.stat().st_size
    return min(times) * 1e3, size


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("keys", nargs="*", type=int, default=[300_000, 1_000_000, 3_000_000])
    parser.add_argument("--memory", action="store_true", help="write to memory, not to a disk")
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    print(f"{'keys':>12} {'ms':>8} {'kB':>6} {'times the first':>16}")
    first = 0.0
    for keys in options.keys:
        where = "/dev/shm" if options.memory else None
        with tempfile.TemporaryDirectory(dir=where) as folder:
            cost, size = delta_costs(keys, Path(folder))
        first = first or cost
        print(f"{keys:>12,} {cost:>8.1f} {size / 1e3:>6.0f} {cost / first:>16.1f}")


if __name__ == "__main__":
    main()
