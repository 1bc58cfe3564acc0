"""A trainer that never stops, and a server that follows it from delta to delta.

At each step the server scores the next batch with the model it has, then the trainer learns from
that batch: every impression is judged before anybody has learned from it. The longer the server
waits for news, the more ids it meets that it has never heard of.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from lfai_nb.demos.deeprec.checkpoint import Checkpointer
from lfai_nb.demos.deeprec.data import Clicks
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.experiments import one_thread
from lfai_nb.demos.deeprec.metrics import auc
from lfai_nb.demos.deeprec.models import DeepFM
from lfai_nb.demos.deeprec.options import CounterFilter, GlobalStepEvict
from lfai_nb.demos.deeprec.serving_buffers import Buffer, new_buffer
from lfai_nb.demos.deeprec.training import Rule, Trained, Trainer

DIM = 8


@dataclass(frozen=True)
class Followed:
    """What following every `every` steps gave; `every` 0: the server never hears anything new."""

    every: int
    auc: float  # of the served model, over the whole stream after the start
    strangers: float  # share of lookups that found nothing
    full_bytes: int  # of the checkpoint at the start
    delta_bytes: tuple[int, ...]
    catch_up_seconds: tuple[float, ...]
    keys: tuple[int, ...]  # in the trainer's table, step by step


def follow(
    folder: Path,
    stream: Clicks,
    start: int,
    every: int,
    *,
    batch: int = 2048,
    evict: GlobalStepEvict | None = None,
    capacity: int = 400_000,
    seed: int = 0,
    tell: Callable[[int, int], None] | None = None,
) -> Followed:
    """Learn from the first `start` impressions, save in full, then serve and learn in turn."""
    with one_thread():
        torch.manual_seed(seed)
        columns = stream.dense.shape[1]
        ev = EmbeddingVariable(DIM, evict=evict, device="cpu")
        trainer = Trainer(ev, DeepFM(stream.ids.shape[1], DIM, columns))
        for part in stream[:start].batches(batch):
            trainer.step(part)
        saver = Checkpointer(folder, {"ids": ev}, trainer.model)
        full = saver.save_full(trainer.steps).stat().st_size
        server = new_buffer(lambda: DeepFM(stream.ids.shape[1], DIM, columns), DIM, capacity)
        server.catch_up(folder)
        scores, deltas, waits, keys, unknown, lookups = [], [], [], [], 0, 0
        rest = stream[start:].batches(batch)
        for i, part in enumerate(rest):
            scores.append(server.answer(part.ids, part.dense).scores)
            unknown += _strangers(server, part)
            lookups += part.ids.numel()
            trainer.step(part)
            if every and (i + 1) % every == 0:
                deltas.append(saver.save_delta(trainer.steps).stat().st_size)
                begin = time.perf_counter()
                server.catch_up(folder)
                waits.append(time.perf_counter() - begin)
            keys.append(ev.total_count())
            if tell:
                tell(i + 1, len(rest))
    return Followed(
        every,
        auc(stream[start:].label, torch.cat(scores)),
        unknown / lookups,
        full,
        tuple(deltas),
        tuple(waits),
        tuple(keys),
    )


def follow_apart(stream: Clicks, start: int, every: int, **options: Any) -> Followed:
    """The same in a folder of its own, which is gone afterwards: for a run beside others."""
    with tempfile.TemporaryDirectory() as folder:
        return follow(Path(folder), stream, start, every, **options)


def _strangers(server: Buffer, part: Clicks) -> int:
    return server.table.keymap.find(part.ids.reshape(-1))[1]


def through_a_turn(
    before: Clicks, after: Clicks, rule: Rule, lr: float, *, batch: int = 2048, seed: int = 0
) -> list[float]:
    """AUC of each batch of two streams on end, judged before the trainer learns from it.

    For `after`, made with another `meaning`: the ids stay, and what they stand for does not.
    """
    with one_thread():
        torch.manual_seed(seed)
        ev = EmbeddingVariable(DIM, filter=CounterFilter(5), device="cpu")
        net = DeepFM(before.ids.shape[1], DIM, before.dense.shape[1])
        trainer, judged = Trainer(ev, net, lr, rule=rule), list[float]()
        for part in (*before.batches(batch), *after.batches(batch)):
            judged.append(Trained(ev, net, 0.0).judge(part).auc)
            trainer.step(part)
    return judged
