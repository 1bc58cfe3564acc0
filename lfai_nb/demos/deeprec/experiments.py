"""Comparisons over several seeds, and the other measurements that the notebooks and runs show."""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch

from lfai_nb.demos.deeprec.data import Clicks, as_ids, zipf_cdf
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.options import CacheStrategy, StorageOption, StorageType
from lfai_nb.demos.deeprec.storage import TieredStorage
from lfai_nb.demos.deeprec.training import BATCH, Embedding, fit, tables_of, vector_megabytes
from lfai_nb.demos.progress import Progress, silent

Maker = Callable[[int], Embedding]
"""From a seed to a new embedding."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Models this small are faster on one core, and much faster when the other core is busy."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass(frozen=True)
class Measured:
    """Over `len(aucs)` seeds."""

    name: str
    aucs: tuple[float, ...]
    rows: int
    megabytes: float  # of vectors

    @property
    def auc(self) -> float:
        return statistics.fmean(self.aucs)

    @property
    def sd(self) -> float:
        return statistics.stdev(self.aucs) if len(self.aucs) > 1 else 0.0


def compare(
    makers: Mapping[str, Maker],
    train: Clicks,
    test: Clicks,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int = 1,
    lr: float = 0.1,
    batch: int = BATCH,
    progress: Progress = silent,
) -> dict[str, Measured]:
    """Train each embedding under a DeepFM with each seed; judge it on what it has not seen."""
    results = {}
    with one_thread():
        for i, (name, make) in enumerate(makers.items()):
            aucs = []
            for j, seed in enumerate(seeds):
                progress(name, i * len(seeds) + j, len(makers) * len(seeds))
                trained = fit(make(seed), train, seed=seed, epochs=epochs, lr=lr, batch=batch)
                aucs.append(trained.judge(test).auc)
            embedding = trained.embedding
            rows = sum(t.admitted_count() for t in tables_of(embedding))
            results[name] = Measured(name, tuple(aucs), rows, vector_megabytes(embedding))
    progress("done", len(makers) * len(seeds), len(makers) * len(seeds))
    return results


@dataclass(frozen=True)
class HitRate:
    exponent: float  # of the Zipf law: how skewed the traffic is
    share: float  # of all keys that fit into the first tier
    strategy: str
    measured: float
    best: float  # the share of traffic of the most frequent keys: what an oracle would reach


def hit_rates(
    exponents: Sequence[float],
    shares: Sequence[float],
    strategies: Sequence[CacheStrategy] = tuple(CacheStrategy),
    *,
    keys: int = 50_000,
    batch: int = 200,
    batches: int = 1000,
    seed: int = 0,
    progress: Progress = silent,
) -> list[HitRate]:
    """Run traffic through an Embedding Variable with two tiers; the second half is measured."""
    rates: list[HitRate] = []
    cases = [(a, s, c) for a in exponents for s in shares for c in strategies]
    with one_thread():
        for i, (exponent, share, strategy) in enumerate(cases):
            progress(f"Zipf {exponent}, {share:.0%}, {strategy.value}", i, len(cases))
            cdf, hot = zipf_cdf(keys, exponent), int(keys * share)
            option = StorageOption(StorageType.HBM_DRAM, hot_rows=hot, cache_strategy=strategy)
            ev = EmbeddingVariable(1, storage=option, device="cpu")
            assert isinstance(ev.rows, TieredStorage)
            random = np.random.default_rng(seed)
            for b in range(batches):
                if b == batches // 2:
                    ev.rows.hits = ev.rows.lookups = 0
                ev(torch.from_numpy(as_ids(np.searchsorted(cdf, random.random(batch)))))
                ev.pending.clear()
            rates.append(
                HitRate(exponent, share, strategy.value, ev.rows.hit_rate, float(cdf[hot - 1]))
            )
    return rates
