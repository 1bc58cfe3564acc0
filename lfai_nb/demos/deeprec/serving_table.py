"""A table for serving: keys and vectors in shared memory, brought up to date by deltas.

No optimiser state, no counts, no filtered keys: what training needs and serving does not stays
with the trainer. The size is fixed, because memory that other processes look at cannot move.
"""

import torch
from torch import Tensor

from lfai_nb.demos.deeprec.errors import CapacityError, CheckpointError
from lfai_nb.demos.deeprec.keymap import KeyMap, as_keys
from lfai_nb.demos.deeprec.state import TableState
from lfai_nb.demos.deeprec.storage import take


class ServingTable:
    """Row r holds the vector of the key with entry r; strangers read `default`."""

    def __init__(self, dim: int, capacity: int, default: float = 0.0) -> None:
        self.dim, self.default = dim, default
        self.keymap = KeyMap(capacity)
        self.keymap.fixed = True
        self.keymap.table.share_memory_()
        self.capacity = capacity
        self.vectors = torch.zeros(capacity, dim).share_memory_()  # [capacity, D]

    def __len__(self) -> int:
        return len(self.keymap)

    def __call__(self, keys: Tensor) -> Tensor:
        """Vectors [..., D]; may be called from any process that was given this table."""
        rows, missing = self.keymap.find(as_keys(keys, self.vectors.device))
        if not missing:
            return take(self.vectors, rows).view(*keys.shape, self.dim)
        vectors = take(self.vectors, rows.clamp(min=0))
        vectors[rows < 0] = self.default
        return vectors.view(*keys.shape, self.dim)

    def check(self, state: TableState, full: bool) -> None:
        """Raise, before anything changes, if the state or delta cannot go in."""
        if state.dim != self.dim:
            raise CheckpointError(
                f"vectors of {state.dim} numbers do not fit a table of {self.dim} numbers each"
            )
        needed = int(state.admitted.sum())
        if not full:
            keys = state.keys[state.admitted]
            known = self.keymap.find(keys)[0] >= 0
            gone = 0
            if state.removed is not None:
                removed = torch.unique(state.removed)
                gone = int((self.keymap.find(removed)[0] >= 0).sum())
                known &= ~torch.isin(keys, removed)  # it went, and has come back since
            needed = len(self) - gone + int((~known).sum())
        if needed > self.capacity:
            raise CapacityError(
                f"the table would need {needed} rows and was made for {self.capacity}; start the "
                "sessions again with a larger capacity"
            )

    def load(self, state: TableState) -> None:
        """Hold what a full checkpoint holds."""
        self.check(state, full=True)
        keys = state.keys[state.admitted]
        self.keymap.rebuild(keys)
        self.vectors[: len(keys)] = state.columns["value"]

    def apply(self, delta: TableState) -> None:
        """Bring in a delta; work in proportion to the delta unless keys were evicted."""
        self.check(delta, full=False)
        if delta.removed is not None and len(delta.removed):
            self._remove(delta.removed)
        keys = delta.keys[delta.admitted]
        rows, missing = self.keymap.find(keys)
        if missing:
            self.keymap.add(keys, rows)
        self.vectors[rows] = delta.columns["value"]

    def _remove(self, removed: Tensor) -> None:
        rows, _ = self.keymap.find(removed)
        keep = torch.ones(len(self), dtype=torch.bool)
        keep[rows[rows >= 0]] = False
        keys, vectors = self.keymap.keys()[keep], self.vectors[: len(self)][keep]
        self.keymap.rebuild(keys)
        self.vectors[: len(keys)] = vectors
