"""How long one request takes: two tiers on this machine, or parameter servers over loopback.

What is and is not real here: the cold tier is a file in the page cache, so a cold read costs a
system call and no disk; the network is loopback, so it costs a system call and no wire. Both are
kinder than a data centre, in opposite directions; the *shape*, that the hit rate decides, stays.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lfai_nb.demos.deeprec.data import zipf_cdf
from lfai_nb.demos.deeprec.paramserver import HotAndCold, ParameterServers


@dataclass(frozen=True)
class RequestTimes:
    exponent: float
    hit_rate: float
    tiers: np.ndarray  # milliseconds, one for each request
    servers: np.ndarray

    def ratio(self, percentile: float) -> float:
        """How many times as long as two tiers the servers take."""
        return float(
            np.percentile(self.servers, percentile) / np.percentile(self.tiers, percentile)
        )


def request_times(
    folder: Path,
    exponents: Sequence[float],
    *,
    rows: int = 500_000,
    dim: int = 16,
    hot_share: float = 0.2,
    request: int = 64 * 26,
    requests: int = 200,
    seed: int = 0,
) -> list[RequestTimes]:
    """The same requests to both, in turn, so that a busy moment of the machine hits both."""
    random = np.random.default_rng(seed)
    path = Path(folder) / "vectors.f32"
    random.standard_normal((rows, dim)).astype(np.float32).tofile(path)
    order = random.permutation(rows)  # popularity has nothing to do with the place on the disk
    local = HotAndCold(path, dim, order[: int(rows * hot_share)])
    measured = []
    with ParameterServers(path, dim, shards=2) as servers:
        for exponent in exponents:
            cdf = zipf_cdf(rows, exponent)
            batches = [order[np.searchsorted(cdf, random.random(request))] for _ in range(requests)]
            times: dict[str, list[float]] = {"tiers": [], "servers": []}
            for batch in batches:
                a = _timed(local.lookup, batch, times["tiers"])
                b = _timed(servers.lookup, batch, times["servers"])
                if not np.array_equal(a, b):
                    raise AssertionError("the tiers and the servers disagree")
            measured.append(
                RequestTimes(
                    exponent,
                    local.hit_rate(np.concatenate(batches)),
                    np.array(times["tiers"]),
                    np.array(times["servers"]),
                )
            )
    local.close()
    return measured


def _timed(
    lookup: Callable[[np.ndarray], np.ndarray], wanted: np.ndarray, times: list[float]
) -> np.ndarray:
    begin = time.perf_counter()
    vectors = lookup(wanted)
    times.append((time.perf_counter() - begin) * 1e3)
    return vectors
