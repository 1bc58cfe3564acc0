"""The whole of a table as plain arrays: what a checkpoint holds, and what a delta changes."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from lfai_nb.demos.deeprec.bloom import DTYPES
from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.keymap import KeyMap

COUNTERS = tuple(DTYPES.values())


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

    def whole(self, name: str) -> None:
        """Raise unless the arrays fit one another; whoever wrote the file can have made it anyhow.

        The kernels that read these arrays look at no bounds: what is wrong must be found here.
        """
        n = self.keys.numel()
        wanted = {"keys": torch.int64, "freq": torch.int64, "version": torch.int64}
        for what, dtype in {**wanted, "admitted": torch.bool}.items():
            values = getattr(self, what)
            if values.dtype != dtype or values.shape != (n,):
                raise CheckpointError(
                    f"{name!r}: {what} is {_form(values)}, and should be {n} of {dtype}"
                )
        if len(torch.unique(self.keys)) != n:
            raise CheckpointError(f"{name!r} has a key twice")
        if n and (int(self.freq.min()) < 0 or int(self.version.min()) < -1):
            raise CheckpointError(f"{name!r} has a count or a version that is negative")
        rows = int(self.admitted.sum())
        for column, values in self.columns.items():
            if values.dtype != torch.float32 or values.dim() != 2 or len(values) != rows:
                raise CheckpointError(
                    f"{name!r}: the column {column!r} is {_form(values)}, and should have a row of "
                    f"torch.float32 for each of the {rows} admitted keys"
                )
        if "value" not in self.columns or self.columns["value"].shape[1] != self.dim:
            raise CheckpointError(f"{name!r} has no vectors of {self.dim} numbers")
        for what, dtypes in (("counters", COUNTERS), ("removed", (torch.int64,))):
            values = getattr(self, what)
            if values is not None and (values.dtype not in dtypes or values.dim() != 1):
                raise CheckpointError(f"{name!r}: {what} is {_form(values)}")

    def check_delta(self, name: str, delta: "TableState") -> None:
        """Raise unless the delta can follow this state."""
        if delta.dim != self.dim or widths(delta) != widths(self):
            raise CheckpointError(
                f"the delta of {name!r} holds {held(widths(delta))}, what it follows holds "
                f"{held(widths(self))}"
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


def widths(state: TableState) -> dict[str, int]:
    return {column: values.shape[1] for column, values in state.columns.items()}


def held(widths: Mapping[str, int], scalars: Mapping[str, float] | None = None) -> str:
    columns = [f"{column} ({width})" for column, width in sorted(widths.items())]
    return ", ".join([*columns, *sorted(scalars or {})])


def _form(values: Tensor) -> str:
    return f"{tuple(values.shape)} of {values.dtype}"
