"""All tables of a model looked up at once: one call for 26 columns in place of 26 calls.

    grouped = GroupedEmbedding([user, item, shop])
    vectors = grouped(keys)     # keys [B, 3] → vectors [B, 3, D], column t from table t

Each table keeps its own keys, filter, counts and checkpoint, and nothing about the result changes.
What is saved is the work around each small lookup: going through Python, a new tensor for each
step, and joining the vectors at the end. DeepRec's GroupEmbedding fuses lookups for that reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_

import numpy as np
import torch
from torch import Tensor, nn

from lfai_nb.demos.deeprec.compiled import kernels
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable, Lookup
from lfai_nb.demos.deeprec.keymap import as_keys
from lfai_nb.demos.deeprec.storage import DramStorage


@dataclass
class Arrays:
    """The arrays of one table, made anew only when the table has made a larger one."""

    table: EmbeddingVariable
    of: tuple[Tensor | None, ...] = (None, None, None, None)
    views: tuple[np.ndarray, ...] = ()
    shift: int = 0

    def now(self) -> tuple[np.ndarray, ...]:
        """Hash table, values, sightings, marks."""
        ev = self.table
        current = (ev.keymap.table, ev.rows.columns["value"], ev.freq, ev.dirty)
        if not all(map(is_, current, self.of)):
            self.of, self.shift = current, int(ev.keymap.shift())
            self.views = (current[0].view(-1).numpy(), *(part.numpy() for part in current[1:]))
        return self.views


class GroupedEmbedding(nn.Module):
    """Tables of one length of vector; those that cannot share the call are asked one by one."""

    def __init__(self, tables: Sequence[EmbeddingVariable]) -> None:
        super().__init__()
        if not tables:
            raise ValueError("a group needs at least one table")
        dims = {table.dim for table in tables}
        if len(dims) > 1:
            raise ValueError(
                f"the tables of a group have vectors of one length, not of {sorted(dims)}: "
                "make a group for each"
            )
        if len({id(table) for table in tables}) < len(tables):
            raise ValueError("a table stands twice in the group")
        self.tables = nn.ModuleList(tables)
        self.dim = tables[0].dim
        self.shared = kernels is not None and all(_plain(table) for table in tables)
        self._arrays = [Arrays(table) for table in tables]

    def forward(self, keys: Tensor) -> Tensor:
        """Vectors [..., T, D] of keys [..., T]."""
        tables: list[EmbeddingVariable] = list(self.tables)  # type: ignore[arg-type]
        if keys.shape[-1] != len(tables):
            raise ValueError(
                f"there are {len(tables)} tables, and the keys have {keys.shape[-1]} columns"
            )
        flat = keys.reshape(-1, len(tables))
        if not self.shared:
            columns = [table(flat[:, t]) for t, table in enumerate(tables)]
            return torch.stack(columns, 1).view(*keys.shape, self.dim)
        by_table = as_keys(flat.T, tables[0].device).view(len(tables), len(flat))
        training = self.training and torch.is_grad_enabled()
        entries, missing = self._find(by_table)
        if training:
            for t in missing.nonzero()[0].tolist():
                tables[t].enter(by_table[t], entries[t], int(missing[t]))
            self._count(tables, entries)
        out = torch.empty(len(flat), len(tables), self.dim)
        blank = np.array([ev.initializer.default_value_no_permission for ev in tables], np.float32)
        values = tuple(arrays.now()[1] for arrays in self._arrays)
        kernels.gather_each(values, entries.numpy(), out.numpy(), blank)
        if training:
            out.requires_grad_()
            for t, table in enumerate(tables):
                table.pending.append(Lookup(entries[t], entries[t], out, t))
        return out.view(*keys.shape, self.dim)

    def _find(self, keys: Tensor) -> tuple[Tensor, np.ndarray]:
        """Entries [T, N], −1 where there is none, and how many are missing of each table."""
        entries, missing = torch.empty_like(keys), np.empty(len(keys), np.int64)
        tables = tuple(arrays.now()[0] for arrays in self._arrays)
        shifts = np.array([arrays.shift for arrays in self._arrays], np.uint64)
        kernels.find_each(tables, shifts, keys.numpy(), entries.numpy(), missing)
        return entries, missing

    def _count(self, tables: Sequence[EmbeddingVariable], entries: Tensor) -> None:
        fresh, marked = torch.empty_like(entries), np.empty(len(entries), np.int64)
        now = [arrays.now() for arrays in self._arrays]
        freq, dirty = tuple(views[2] for views in now), tuple(views[3] for views in now)
        kernels.count_each(entries.numpy(), freq, dirty, fresh.numpy(), marked)
        for t in marked.nonzero()[0].tolist():
            tables[t].changed.append(fresh[t, : marked[t]].clone())


def _plain(table: EmbeddingVariable) -> bool:
    """An entry is its row, and all rows are in memory: no filter, one tier, the compiled loops."""
    return (
        table.filter is None
        and isinstance(table.rows, DramStorage)
        and table.keymap.backend == "numba"
    )
