"""Click data whose best possible AUC is known, because we know how it was made.

Eight fields of ids with Zipf popularity (from 2 million ids down to 24), raw 63-bit ids as a real
system has them, each id with a fixed weight; two pairs of fields that only mean something together;
four numbers. Nine ids in ten of the largest fields are rare, as on a real site. With `drift`, items
are released one after another and age: the newest is the most popular, the oldest is never seen
again.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

FIELDS = (  # ids, Zipf exponent, standard deviation of the weights
    (2_000_000, 1.05, 0.55),
    (1_000_000, 1.05, 0.5),
    (300_000, 1.1, 0.45),
    (50_000, 1.1, 0.4),
    (10_000, 1.15, 0.35),
    (2_000, 1.1, 0.3),
    (300, 1.0, 0.3),
    (24, 0.8, 0.25),
)
PAIRS = ((3, 4), (5, 6))
DENSE_WEIGHTS = np.array([0.3, -0.2, 0.1, 0.0])
BIAS = -1.6


@dataclass(frozen=True)
class Clicks:
    """N impressions: `ids` int64 [N, F], `dense` [N, C], `label` [N] of 0 and 1."""

    ids: Tensor
    dense: Tensor
    label: Tensor
    probability: Tensor | None = None  # [N], known for made data only

    def __len__(self) -> int:
        return len(self.label)

    def __getitem__(self, part: slice) -> "Clicks":
        p = self.probability
        return Clicks(
            self.ids[part], self.dense[part], self.label[part], p[part] if p is not None else None
        )

    def batches(self, size: int) -> list["Clicks"]:
        return [self[i : i + size] for i in range(0, len(self), size)]


def scramble(x: np.ndarray) -> np.ndarray:
    """splitmix64: consecutive numbers in, unrelated 64-bit numbers out."""
    z = x.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def as_ids(numbers: np.ndarray) -> np.ndarray:
    """63-bit ids: what is left after a real system has hashed its strings."""
    return (scramble(numbers) >> np.uint64(1)).astype(np.int64)


@lru_cache(maxsize=16)
def zipf_cdf(n: int, exponent: float) -> np.ndarray:
    """P(rank ≤ r) of ranks 0..n−1; its value at C−1 is the best hit rate of a cache of C."""
    cdf = np.cumsum(np.arange(1, n + 1, dtype=np.float64) ** -exponent)
    cdf /= cdf[-1]
    return cdf


def normal_of(ids: np.ndarray, salt: int) -> np.ndarray:
    """A standard normal number that is a fixed function of the id."""
    uniform = (scramble(ids ^ np.int64(salt)) >> np.uint64(11)).astype(np.float64) / 2**53
    clipped = torch.from_numpy(np.clip(uniform, 1e-9, 1 - 1e-9))
    return torch.special.ndtri(clipped).numpy()


def make_clicks(
    n: int = 600_000,
    seed: int = 7,
    drift: float = 0.0,
    rank: int = 1,
    pull: float = 0.35,
    meaning: int = 0,
) -> Clicks:
    """`n` impressions in the order of time. `drift`: items released per impression and field.

    Each id of a pair has a taste of `rank` numbers, and the two of an impression pull by their
    product: with rank 1 two numbers say all about an id, with 12 it takes twelve. Under another
    `meaning` the same ids have other weights and tastes.
    """
    random, turn = np.random.default_rng(seed), meaning << 32
    ids = np.empty((n, len(FIELDS)), np.int64)
    logit, taste = np.zeros(n), []
    for f, (size, exponent, std) in enumerate(FIELDS):
        number = np.searchsorted(zipf_cdf(size, exponent), random.random(n)).astype(np.int64)
        if drift and size > 100_000:
            newest = (np.arange(n) * drift).astype(np.int64) + size
            number = newest - number
        ids[:, f] = as_ids(number + np.int64(f * 10**10))
        logit += std * normal_of(ids[:, f], 0x5BD1E995 ^ turn)
        taste.append([normal_of(ids[:, f], (0x1234567 + k) ^ turn) for k in range(rank)])
    for a, b in PAIRS:
        logit += pull / rank**0.5 * sum(map(np.multiply, taste[a], taste[b]))
    dense = random.standard_normal((n, len(DENSE_WEIGHTS))).astype(np.float32)
    logit += dense @ DENSE_WEIGHTS + BIAS
    probability = 1 / (1 + np.exp(-logit))
    label = (random.random(n) < probability).astype(np.float32)
    return Clicks(*map(torch.from_numpy, (ids, dense, label, probability)))
