"""The whole of a table as plain arrays: what a checkpoint holds, and what a delta changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from lfai_nb.demos.deeprec.bloom import DTYPES
from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.keymap import KeyMap
from lfai_nb.demos.deeprec.options import CounterFilter

if TYPE_CHECKING:
    from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable


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

    def check(self, name: str, table: "EmbeddingVariable") -> None:
        """Raise unless this table, with its optimiser, can take the state."""
        if self.dim != table.dim:
            raise CheckpointError(
                f"the checkpoint of {name!r} has vectors of dimension {self.dim}, the table has "
                f"{table.dim}: build the table with dim={self.dim}"
            )
        mine = {column: kind.width for column, kind in table.rows.kinds.items()}
        theirs = {column: values.shape[1] for column, values in self.columns.items()}
        if theirs != mine or self.scalars.keys() != table.scalars.keys():
            raise CheckpointError(
                f"the checkpoint of {name!r} holds {_held(theirs, self.scalars)}, the table has "
                f"{_held(mine, table.scalars)}: attach the optimiser it was trained with before "
                "restoring"
            )

    def check_delta(self, name: str, delta: "TableState") -> None:
        """Raise unless the delta can follow this state."""
        if delta.dim != self.dim or _widths(delta) != _widths(self):
            raise CheckpointError(
                f"the delta of {name!r} holds {_held(_widths(delta))}, what it follows holds "
                f"{_held(_widths(self))}"
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


def _widths(state: TableState) -> dict[str, int]:
    return {column: values.shape[1] for column, values in state.columns.items()}


def _held(widths: Mapping[str, int], scalars: Mapping[str, float] | None = None) -> str:
    columns = [f"{column} ({width})" for column, width in sorted(widths.items())]
    return ", ".join([*columns, *sorted(scalars or {})])


def _form(values: Tensor) -> str:
    return f"{tuple(values.shape)} of {values.dtype}"


def capture(table: "EmbeddingVariable", only_dirty: bool) -> TableState:
    """The state of a live table, or of what changed in it since the last save."""
    n = len(table.keymap)
    at = table.dirty[:n].nonzero().squeeze(1) if only_dirty else torch.arange(n)
    at = at.to(table.device)
    rows = table.row_of[at]
    admitted = rows >= 0
    return TableState(
        dim=table.dim,
        keys=table.keymap.keys()[at].cpu(),
        freq=table.freq[at].cpu(),
        version=table.version[at].cpu(),
        admitted=admitted.cpu(),
        columns={c: table.rows.read(c, rows[admitted]).cpu() for c in table.rows.kinds},
        scalars=dict(table.scalars),
        counters=table.bloom.counters.cpu().clone() if table.bloom else None,
        removed=torch.cat(table.evicted).cpu() if only_dirty and table.evicted else None,
    )


def install(table: "EmbeddingVariable", state: TableState) -> None:
    """Make a live table the one that `state` describes, under the table's own filter.

    The admitted stay admitted; keys that were held back are judged anew.
    """
    state.check(table.name, table)
    n, k = len(state.keys), table.filter.filter_freq if table.filter else 0
    late = ~state.admitted & (state.freq >= k)  # in under our filter, not under theirs
    freq = state.freq.clone()
    if isinstance(table.filter, CounterFilter):
        freq[state.admitted] = freq[state.admitted].clamp(min=k)
    table.rows.reserve(int(state.admitted.sum() + late.sum()))
    table.keymap.reserve(n)
    table.rows.keep(torch.zeros(0, dtype=torch.int64, device=table.device))
    table.keymap.rebuild(state.keys.to(table.device))
    table.freq = freq.to(table.device)
    table.version = state.version.to(table.device, copy=True)
    table.dirty = torch.zeros(n, dtype=torch.bool, device=table.device)
    table.row_of = torch.full((n,), -1, dtype=torch.int64, device=table.device)
    entries = state.admitted.nonzero().squeeze(1).to(table.device)
    table.rows.append({k: v.to(table.device) for k, v in state.columns.items()})
    table.row_of[entries] = torch.arange(len(entries), device=table.device)
    if bool(late.any()):
        table.give_rows(late.nonzero().squeeze(1), state.keys[late].to(table.device))
    if table.bloom is not None:
        _load_counters(table, state, state.admitted | late)
    table.scalars = dict(state.scalars)
    table.evicted, table.pending = [], []


def _load_counters(table: "EmbeddingVariable", state: TableState, inside: Tensor) -> None:
    assert table.bloom is not None
    ours = table.bloom.counters
    if state.counters is not None and state.counters.shape == ours.shape:
        ours.copy_(state.counters)
        return
    # Saved without this filter: what is inside stays, of the rest only the counts are kept.
    ours.zero_()
    counts = torch.where(inside, table.bloom.limit, state.freq)
    table.bloom.add(state.keys.to(table.device), counts.to(table.device))
    if not bool(inside.all()):
        table.keep(inside.nonzero().squeeze(1).to(table.device))
