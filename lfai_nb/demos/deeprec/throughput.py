"""Requests per second and latencies of one session, with its cores used in three ways.

One session with torch's default of one thread per core looks bad for small requests, because two
threads that hand each other small pieces of work mostly wait. To compare with that would be cheap:
the fair baseline is one session with one thread.

The session asks itself. So these are times of the model, the table and the lock between threads; a
request that comes from another process must get there first, which is not in them. For that reason
a group of sessions is not among the ways.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from lfai_nb.demos.deeprec.checkpoint import Checkpointer
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.models import DLRM
from lfai_nb.demos.deeprec.serving import SessionGroup

DIM, FIELDS, COLUMNS = 16, 26, 13
MODEL = partial(DLRM, FIELDS, DIM, COLUMNS, hidden=(512, 256))


@dataclass(frozen=True)
class Way:
    """A way for one session to use the cores of a machine."""

    name: str
    threads: int = 1  # of torch, in each session
    askers: int = 1  # Python threads, in each session


def ways(cores: int) -> tuple[Way, ...]:
    return (
        Way("one session, one thread (fair baseline)"),
        Way("one session, torch's default threads", threads=cores),
        Way("one session, Python threads", askers=cores),
    )


@dataclass(frozen=True)
class Throughput:
    way: str
    batch: int
    qps: float  # of the best round
    p50: float  # milliseconds, in that round
    p99: float


def save_model(folder: Path, rows: int) -> None:
    """A DLRM that nobody has trained: how fast it answers does not depend on that."""
    torch.manual_seed(0)
    ev = EmbeddingVariable(DIM, device="cpu")
    ev.create(torch.arange(rows))
    Checkpointer(folder, {"ids": ev}, MODEL()).save_full(1)


def requests(rows: int, n: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Impressions: ids [n, F] and numbers [n, C]."""
    random = torch.Generator().manual_seed(seed)
    ids = torch.randint(0, rows, (n, FIELDS), generator=random)
    return ids, torch.randn(n, COLUMNS, generator=random)


def throughputs(
    group: SessionGroup, rows: int, batch: int, seconds: float, cores: int, rounds: int = 3
) -> list[Throughput]:
    """Each way in turn, several rounds; the best round of each, because others use the machine."""
    ids, dense = requests(rows, 50 * batch)
    best: dict[str, Throughput] = {}
    for _ in range(rounds):
        for way in ways(cores):
            loads = group.measure(
                ids,
                dense,
                batch,
                seconds,
                sessions=1,
                threads=way.threads,
                askers=way.askers,
            )
            times = torch.cat([load.latencies for load in loads]) * 1e3
            qps = sum(len(load.latencies) / load.seconds for load in loads)
            if way.name not in best or qps > best[way.name].qps:
                p50, p99 = torch.quantile(times[:100_000], torch.tensor([0.5, 0.99])).tolist()
                best[way.name] = Throughput(way.name, batch, qps, p50, p99)
    return list(best.values())
