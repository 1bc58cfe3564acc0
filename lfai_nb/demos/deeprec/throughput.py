"""Requests per second and latencies: one session in this process, a server of one, a group.

All through the call that a program would make: `Buffer.answer` in the process, `group.predict` for
sessions in processes of their own, a request and its answer carried there and back.

One session with torch's default of one thread per core looks bad for small requests, because two
threads that hand each other small pieces of work mostly wait. To compare with that would be cheap:
the fair baseline is one session with one thread.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread

import torch
from torch import Tensor, nn

from lfai_nb.demos.deeprec.checkpoint import Checkpointer
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.experiments import one_thread
from lfai_nb.demos.deeprec.grouped import GroupedEmbedding
from lfai_nb.demos.deeprec.models import DLRM
from lfai_nb.demos.deeprec.serving import SessionGroup
from lfai_nb.demos.deeprec.serving_buffers import Answer, new_buffer

DIM, FIELDS, COLUMNS = 16, 26, 13
MODEL = partial(DLRM, FIELDS, DIM, COLUMNS, hidden=(512, 256))


Ask = Callable[[Tensor, Tensor], Answer]


@dataclass(frozen=True)
class Way:
    """A way to use the cores of a machine: whom to ask, and with how many threads."""

    name: str
    ask: Ask
    threads: int = 1  # of torch, in this process
    askers: int = 1  # Python threads that ask, each one after the other


@contextlib.contextmanager
def open_ways(folder: Path, rows: int) -> Iterator[list[Way]]:
    """The ways side by side, on one folder of checkpoints."""
    cores = len(os.sched_getaffinity(0))
    here = new_buffer(MODEL, DIM, rows)
    here.catch_up(folder)
    with (
        SessionGroup(folder, MODEL, DIM, rows, sessions=1, pin=False) as single,
        SessionGroup(folder, MODEL, DIM, rows, sessions=2, pin=False) as group,
    ):
        yield [
            Way("in this process, one thread (fair baseline)", here.answer),
            Way("in this process, torch's default threads", here.answer, threads=cores),
            Way("in this process, Python threads", here.answer, askers=cores),
            Way("a server of one session", single.predict, askers=cores),
            Way("a group of two sessions", group.predict, askers=cores),
        ]


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


def load(way: Way, ids: Tensor, dense: Tensor, batch: int, seconds: float) -> tuple[Tensor, float]:
    """Ask as fast as the answers come; the seconds of each request, and how long all of it took."""
    pairs = list(zip(ids.split(batch), dense.split(batch), strict=True))
    for pair in pairs[:20]:
        way.ask(*pair)
    took: list[list[float]] = [[] for _ in range(way.askers)]
    begin = time.perf_counter()

    def ask(mine: list[float]) -> None:
        torch.set_num_threads(way.threads)  # holds for the thread that says it: OpenMP's rule
        # Once at least: on a busy machine the time may be over before a thread has its turn.
        while not mine or time.perf_counter() < begin + seconds:
            start = time.perf_counter()
            way.ask(*pairs[len(mine) % len(pairs)])
            mine.append(time.perf_counter() - start)

    team = [Thread(target=ask, args=(mine,)) for mine in took]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return torch.tensor([x for mine in took for x in mine]), time.perf_counter() - begin


def throughputs(
    ways: list[Way], rows: int, batch: int, seconds: float, rounds: int = 3
) -> list[Throughput]:
    """Each way in turn, several rounds; the best round of each, because others use the machine."""
    ids, dense = requests(rows, 50 * batch)
    best: dict[str, Throughput] = {}
    for _ in range(rounds):
        for way in ways:
            times, whole = load(way, ids, dense, batch, seconds)
            qps = len(times) / whole
            if way.name not in best or qps > best[way.name].qps:
                p50, p99 = torch.quantile(1e3 * times, torch.tensor([0.5, 0.99])).tolist()
                best[way.name] = Throughput(way.name, batch, qps, p50, p99)
    return list(best.values())


@dataclass(frozen=True)
class Lookups:
    """Looking `batch` impressions up in all `FIELDS` tables: milliseconds, the best round."""

    batch: int
    training: bool
    one_by_one: float
    at_once: float
    same: bool  # every number of every round


def one_call_or_many(batches: Sequence[int], rows: int, rounds: int = 40) -> list[Lookups]:
    """A call for each table beside one for all, in turn; the keys are known to both."""
    several = [
        [EmbeddingVariable(DIM, device="cpu", name=f"{way}{t}") for t in range(FIELDS)]
        for way in ("each", "group")
    ]
    for tables in several:
        for table in tables:
            table.create(torch.arange(rows))
    each, grouped = several[0], GroupedEmbedding(several[1])
    ways: dict[str, Callable[[Tensor], Tensor]] = {
        "each": lambda keys: torch.stack([ev(keys[:, t]) for t, ev in enumerate(each)], 1),
        "group": grouped,
    }
    measured = []
    with one_thread():
        for training in (False, True):
            modules: list[nn.Module] = [*each, grouped]
            for module in modules:
                module.train(training)
            for batch in batches:
                ids, _ = requests(rows, batch)
                took, given = dict.fromkeys(ways, float("inf")), {}
                same = True
                for _ in range(rounds):
                    for name, look in ways.items():
                        start = time.perf_counter()
                        given[name] = look(ids)
                        took[name] = min(took[name], 1e3 * (time.perf_counter() - start))
                        for table in (*several[0], *several[1]):
                            table.pending.clear()
                    same = same and torch.equal(given["each"], given["group"])
                measured.append(Lookups(batch, training, took["each"], took["group"], same))
    return measured
