"""GBA in simulated time: asynchronous workers, global batches (NeurIPS 2022, arXiv 2205.11048).

This is a simulation: one process plays all workers, gradients are real, clocks are not.

- sync: K workers compute a batch each; all wait for the slowest; one update from the mean.
- async: each gradient is applied when it arrives, however old the weights it was computed from. It
  is another optimiser, with a batch K times smaller, and wants another learning rate.
- GBA: gradients are collected until there are K, and applied as one batch as large as in sync: the
  same hyper-parameters hold, and nobody waits. Each batch of data carries a token, the number of
  the update it was meant for; a gradient whose token is too old is left out.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from lfai_nb.demos.deeprec.data import Clicks
from lfai_nb.demos.deeprec.metrics import auc

Mode = Literal["sync", "async", "gba"]


@dataclass(frozen=True)
class Cluster:
    """Workers whose step takes 1 unit of time on average; stragglers take longer."""

    workers: int = 16
    stragglers: int = 2
    slowdown: float = 8.0
    local_batch: int = 256
    jitter: float = 20.0  # of a gamma distribution: larger is steadier


@dataclass(frozen=True)
class Outcome:
    auc: float
    time: float  # simulated
    updates: int
    dropped: int  # gradients left out as too old
    staleness: float  # mean number of updates between reading weights and applying the gradient


@dataclass(frozen=True)
class Gradient:
    """Of one local batch: sums over its impressions, divided by their number."""

    rows: np.ndarray  # int64 [U], distinct
    values: np.ndarray  # [U]
    bias: float
    version: int  # of the weights it was computed from
    token: int  # of the update its data was meant for


class Logistic:
    """Logistic regression over hashed ids with Adagrad: the smallest model that shows it."""

    def __init__(self, data: Clicks, rows: int, lr: float) -> None:
        self.rows_of = np.remainder(data.ids.numpy(), rows)  # [N, F]
        self.label = data.label.numpy()
        self.weight, self.squares = np.zeros(rows), np.full(rows, 1e-2)
        self.bias, self.lr, self.version = 0.0, lr, 0

    def logits(self, part: slice) -> np.ndarray:
        return self.weight[self.rows_of[part]].sum(1) + self.bias

    def gradient(self, part: slice, token: int) -> Gradient:
        error = 1 / (1 + np.exp(-self.logits(part))) - self.label[part]  # [B]
        rows, number = np.unique(self.rows_of[part], return_inverse=True)
        fields = self.rows_of.shape[1]
        values = np.bincount(number.reshape(-1), np.repeat(error, fields)) / len(error)
        return Gradient(rows, values, float(error.mean()), self.version, token)

    def apply(self, gradients: list[Gradient], divisor: int) -> None:
        """One Adagrad step with the sum of the gradients over `divisor`."""
        if gradients:
            rows, number = np.unique(
                np.concatenate([g.rows for g in gradients]), return_inverse=True
            )
            g = np.bincount(number, np.concatenate([g.values for g in gradients])) / divisor
            self.squares[rows] += g * g
            self.weight[rows] -= self.lr * g / np.sqrt(self.squares[rows])
            self.bias -= 0.3 * self.lr * sum(x.bias for x in gradients) / divisor
        self.version += 1


def simulate(
    mode: Mode,
    data: Clicks,
    train: int,
    cluster: Cluster = Cluster(),
    *,
    lr: float = 1.2,
    too_old: int = 4,
    rows: int = 2**18,
    seed: int = 0,
) -> Outcome:
    """Train on the first `train` impressions, once; judge on the rest."""
    if mode not in ("sync", "async", "gba"):
        raise ValueError(f"mode must be sync, async or gba, not {mode!r}")
    model, random = Logistic(data, rows, lr), np.random.default_rng(seed)
    size, k = cluster.local_batch, cluster.workers
    parts = [slice(i, i + size) for i in range(0, train - size + 1, size)]

    def duration(worker: int) -> float:
        slow = cluster.slowdown if worker < cluster.stragglers else 1.0
        return slow * random.gamma(cluster.jitter, 1 / cluster.jitter)

    run = _sync if mode == "sync" else _async
    clock, dropped, staleness = run(model, parts, k, duration, too_old if mode == "gba" else None)
    rest = slice(train, len(data))
    score = torch.from_numpy(model.logits(rest))
    return Outcome(auc(data.label[rest], score), clock, model.version, dropped, staleness)


Duration = Callable[[int], float]
Run = tuple[float, int, float]  # clock, dropped, staleness


def _sync(model: Logistic, parts: list[slice], k: int, duration: Duration, _: int | None) -> Run:
    clock = 0.0
    for update in range(len(parts) // k):
        mine = parts[update * k : (update + 1) * k]
        model.apply([model.gradient(p, update) for p in mine], k)
        clock += max(duration(worker) for worker in range(k))
    return clock, 0, 0.0


def _async(
    model: Logistic, parts: list[slice], k: int, duration: Duration, too_old: int | None
) -> Run:
    """Workers that never wait. With `too_old`, gradients are collected into global batches."""
    clock, dropped, ages = 0.0, 0, list[int]()
    waiting = list(enumerate(parts))[::-1]
    running: list[tuple[float, int, Gradient]] = []  # by time of arrival, then worker

    def start(worker: int) -> None:
        if waiting:
            number, part = waiting.pop()
            gradient = model.gradient(part, token=number // k)
            heapq.heappush(running, (clock + duration(worker), worker, gradient))

    for worker in range(k):
        start(worker)
    collected: list[Gradient] = []
    while running:
        clock, worker, gradient = heapq.heappop(running)
        ages.append(model.version - gradient.version)
        if too_old is None:
            model.apply([gradient], 1)
        else:
            collected.append(gradient)
            if len(collected) == k:
                fresh = [g for g in collected if model.version - g.token <= too_old]
                dropped += k - len(fresh)
                model.apply(fresh, k)
                collected = []
        start(worker)
    return clock, dropped, float(np.mean(ages))
