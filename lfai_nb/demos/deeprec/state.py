"""The whole of a table as plain arrays: what a checkpoint holds, and what a delta changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.keymap import KeyMap
from lfai_nb.demos.deeprec.options import CounterFilter

if TYPE_CHECKING:
    from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable


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
    state.check(table.name, table.dim, table.rows.kinds)
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
