"""The two copies of a model from which sessions read, in memory that they share.

One is read while the other is brought up to date from a folder of checkpoints: see ``serving``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lfai_nb.demos.deeprec.checkpoint import chain, check_dense, newer
from lfai_nb.demos.deeprec.checkpoint_file import Checkpoint
from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.robust_lock import RobustLock
from lfai_nb.demos.deeprec.serving_table import ServingTable


@dataclass(frozen=True)
class Answer:
    scores: Tensor  # [B]
    step: int  # of the checkpoint that all of it came from


@dataclass
class Buffer:
    """One whole copy of the model; the tensors are shared, the rest is the owner's notes."""

    table: ServingTable
    model: nn.Module
    step: Tensor  # int64 [1], shared
    digest: str = ""

    def catch_up(self, folder: Path) -> None:
        """Load what is newer, file by file: each is read and verified before it changes a bit."""
        at = int(self.step)
        checkpoints = newer(folder, at, self.digest) if self.digest else list(chain(folder))
        for checkpoint in checkpoints:
            self._take(checkpoint)

    def _take(self, checkpoint: Checkpoint) -> None:
        full = checkpoint.kind == "full"
        if len(checkpoint.tables) != 1:
            raise CheckpointError(
                f"{checkpoint.path.name} has {len(checkpoint.tables)} tables; one is served here"
            )
        (state,) = checkpoint.tables.values()
        check_dense(self.model, checkpoint)
        self.table.check(state, full)
        # Should this stop half-way all the same (no memory, say), the next call begins anew.
        self.digest = ""
        if full:
            self.table.load(state)
        else:
            self.table.apply(state)
        self.model.load_state_dict(checkpoint.dense)
        self.step[0], self.digest = checkpoint.step, checkpoint.digest

    @torch.inference_mode()
    def answer(self, ids: Tensor, dense: Tensor) -> Answer:
        scores = torch.sigmoid(self.model(self.table(ids), dense))
        return Answer(scores, int(self.step))


@dataclass(frozen=True)
class Shared:
    """What all sessions and the updater look at."""

    buffers: tuple[Buffer, Buffer]
    active: Any  # 0 or 1
    leases: Any  # for each reader: 0, 1, or −1
    lock: RobustLock

    @contextmanager
    def lease(self, reader: int) -> Iterator[Buffer]:
        """The active buffer, which stays as it is until this is over."""
        with self.lock:  # held for two assignments, never during work
            which = self.active.value
            self.leases[reader] = which
        try:
            yield self.buffers[which]
        finally:
            with self.lock:
                self.leases[reader] = -1

    def in_use(self, which: int) -> bool:
        with self.lock:
            return which in list(self.leases)


def new_buffer(model: Callable[[], nn.Module], dim: int, capacity: int) -> Buffer:
    net = model().eval().share_memory()
    return Buffer(
        ServingTable(dim, capacity), net, torch.zeros(1, dtype=torch.int64).share_memory_()
    )
