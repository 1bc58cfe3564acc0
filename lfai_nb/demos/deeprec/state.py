"""The whole of a table as plain arrays: what a checkpoint holds, and what a delta changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.keymap import KeyMap


@dataclass(frozen=True)
class TableState:
    """Entries in the order of their creation; columns of the admitted ones."""

    dim: int
    keys: Tensor  # int64 [n]
    freq: Tensor  # int64 [n]
    version: Tensor  # int64 [n]
    admitted: Tensor  # bool [n]
    columns: dict[str, Tensor]  # name → float32 [admitted, width]
    scalars: dict[str, float]
    counters: Tensor | None = None  # of a Bloom filter
    removed: Tensor | None = None  # of a delta: keys that are gone since the save before

    def check(self, name: str, dim: int, kinds: Mapping[str, Any]) -> None:
        """Raise unless a table of this dimension with these columns can take the state."""
        if self.dim != dim:
            raise CheckpointError(
                f"the checkpoint of {name!r} has vectors of dimension {self.dim}, the table has "
                f"{dim}: build the table with dim={self.dim}"
            )
        unknown, absent = set(self.columns) - set(kinds), set(kinds) - set(self.columns)
        if unknown or (absent and len(self.keys)):
            raise CheckpointError(
                f"the checkpoint of {name!r} holds {sorted(self.columns)}, the table has "
                f"{sorted(kinds)}: attach the optimiser it was trained with before restoring"
            )

    def apply(self, delta: "TableState") -> "TableState":
        """The state after a delta: removed keys out, changed ones overwritten, new ones appended.

        This keeps the order of entries, so the result is equal to the live table, not just alike.
        """
        base = self if delta.removed is None else self._without(delta.removed)
        index = KeyMap(capacity=max(len(base.keys) + len(delta.keys), 1))
        index.rebuild(base.keys)
        entries, _ = index.find(delta.keys)
        new = entries < 0
        # Every entry is a row of (old, then delta); `source` picks the one that counts.
        n = len(base.keys)
        source = torch.arange(n + int(new.sum()))
        source[entries[~new]] = n + (~new).nonzero().squeeze(1)
        source[n:] = n + new.nonzero().squeeze(1)
        admitted = torch.cat([base.admitted, delta.admitted])
        place = admitted.cumsum(0) - 1  # entry → its row among the admitted
        rows = place[source[admitted[source]]]
        return TableState(
            dim=self.dim,
            keys=torch.cat([base.keys, delta.keys])[source],
            freq=torch.cat([base.freq, delta.freq])[source],
            version=torch.cat([base.version, delta.version])[source],
            admitted=admitted[source],
            columns={
                name: torch.cat([values, delta.columns[name]])[rows]
                for name, values in base.columns.items()
            },
            scalars=delta.scalars,
            counters=delta.counters,
        )

    def _without(self, removed: Tensor) -> "TableState":
        gone = torch.isin(self.keys, removed)
        keep = ~gone
        return TableState(
            dim=self.dim,
            keys=self.keys[keep],
            freq=self.freq[keep],
            version=self.version[keep],
            admitted=self.admitted[keep],
            columns={name: v[keep[self.admitted]] for name, v in self.columns.items()},
            scalars=self.scalars,
            counters=self.counters,
        )
