"""Where rows live: in memory, or hot ones in memory and cold ones below.

A row is a record of several columns: its vector and what the optimiser keeps for it. Whoever works
on rows first calls `pin(rows)`, which brings them into the first tier and says at which slots of
`columns[...]` they are. All arithmetic happens there and with the same operations whatever the
storage, which is why training with two tiers is equal to training with one, bit for bit.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lfai_nb.demos.deeprec.compiled import kernels
from lfai_nb.demos.deeprec.options import CacheStrategy, StorageOption, StorageType
from lfai_nb.demos.deeprec.tiers import ColdTier, MappedTier

CACHE_LINE = 64


@dataclass(frozen=True)
class Column:
    width: int
    initial: float


def _large(shape: tuple[int, int], device: torch.device) -> Tensor:
    """Memory for many rows; through numpy on a CPU, because it asks for huge pages."""
    if device.type != "cpu":
        return torch.empty(shape, device=device)
    size = shape[0] * shape[1] * 4
    raw = np.empty(size + CACHE_LINE, np.uint8)
    start = -raw.ctypes.data % CACHE_LINE  # a row of 16 numbers is then one cache line, not two
    return torch.from_numpy(raw[start : start + size].view(np.float32).reshape(shape))


def take(values: Tensor, rows: Tensor) -> Tensor:
    """`values[rows]`, for rows that are there."""
    if kernels is None or values.device.type != "cpu":
        return values.index_select(0, rows)
    out = torch.empty(len(rows), values.shape[1])
    kernels.gather(values.numpy(), rows.numpy(), out.numpy())
    return out


class DramStorage:
    """One tier: a growing array per column, row r at slot r."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.kinds: dict[str, Column] = {}
        self.columns: dict[str, Tensor] = {}
        self.count = 0

    def add_column(self, name: str, column: Column) -> None:
        rows = next(iter(self.columns.values())).shape[0] if self.columns else 0
        self.kinds[name] = column
        self.columns[name] = torch.full((rows, column.width), column.initial, device=self.device)

    def reserve(self, rows: int) -> None:
        have = next(iter(self.columns.values())).shape[0]
        if rows <= have:
            return
        size = max(rows, 2 * have, 1024)
        bigger = {}
        for name, old in self.columns.items():
            new = _large((size, old.shape[1]), self.device)
            new[: self.count] = old[: self.count]
            bigger[name] = new
        self.columns = bigger  # all or nothing

    def append(self, records: dict[str, Tensor]) -> None:
        """New rows at the end; columns that are not given start at their initial value."""
        n = len(records["value"])
        self.reserve(self.count + n)
        for name, kind in self.kinds.items():
            place = self.columns[name][self.count : self.count + n]
            if name in records:
                place.copy_(records[name])
            else:
                place.fill_(kind.initial)
        self.count += n

    def check_batch(self, keys: Tensor) -> None:
        """Any batch fits."""

    def pin(self, rows: Tensor, sightings: Tensor | None = None) -> Tensor:
        return rows

    def read(self, name: str, rows: Tensor) -> Tensor:
        """Values of rows, without a change to what is hot."""
        return take(self.columns[name], rows)

    def keep(self, rows: Tensor) -> None:
        """Only these rows remain, renumbered 0, 1, … in this order."""
        for name, column in self.columns.items():
            self.columns[name] = column.index_select(0, rows)
        self.count = len(rows)

    def bytes(self) -> int:
        return sum(c.width * 4 for c in self.kinds.values()) * self.count

    def close(self) -> None:
        """Nothing to give back."""


class TieredStorage:
    """Two tiers: `hot` rows in `columns` on the device, every row's last state below.

    A pinned row is copied up if it is not there yet; to make room, the rows that were used least
    often (LFU) or least recently (LRU), and that are not pinned now, are written down first.
    """

    def __init__(self, device: torch.device, hot_rows: int, lfu: bool, cold: ColdTier) -> None:
        self.device, self.hot_rows, self.lfu, self.cold = device, hot_rows, lfu, cold
        self.kinds: dict[str, Column] = {}
        self.columns: dict[str, Tensor] = {}
        self.count = 0
        self.hits = self.lookups = 0
        self._clock = 0
        self.slot_of = torch.full((0,), -1, dtype=torch.int64, device=device)  # row → slot
        self.uses = torch.zeros(0, dtype=torch.int64, device=device)  # row → how often pinned
        self.row_at = torch.full((hot_rows,), -1, dtype=torch.int64, device=device)
        self.last_use = torch.zeros(hot_rows, dtype=torch.int64, device=device)

    def add_column(self, name: str, column: Column) -> None:
        self.cold.add_column(name, column.width, column.initial, self.count)
        self.kinds[name] = column
        shape = (self.hot_rows, column.width)
        self.columns[name] = torch.full(shape, column.initial, device=self.device)

    @property
    def hit_rate(self) -> float:
        """Of all sightings, the share whose row was in the first tier already."""
        return self.hits / self.lookups if self.lookups else 0.0

    def reserve(self, rows: int) -> None:
        self.cold.reserve(rows)
        if rows > len(self.slot_of):
            more = max(rows, 2 * len(self.slot_of), 1024) - len(self.slot_of)
            unplaced = torch.full((more,), -1, dtype=torch.int64, device=self.device)
            unused = torch.zeros(more, dtype=torch.int64, device=self.device)
            self.slot_of, self.uses = (
                torch.cat([self.slot_of, unplaced]),
                torch.cat([self.uses, unused]),
            )

    def append(self, records: dict[str, Tensor]) -> None:
        n = len(records["value"])
        self.reserve(self.count + n)
        for name, kind in self.kinds.items():
            given = records.get(name)
            if given is None:
                given = torch.full((n, kind.width), kind.initial)
            self.cold.columns[name][self.count : self.count + n] = given.cpu()
        self.count += n

    def check_batch(self, keys: Tensor) -> None:
        """Raise, before anything is created, if the keys of a batch cannot all be hot at once."""
        distinct = len(torch.unique(keys))
        if distinct > self.hot_rows:
            raise ValueError(
                f"one batch needs {distinct} rows at once, but the first tier holds only "
                f"{self.hot_rows}: raise hot_rows or make batches smaller"
            )

    def pin(self, rows: Tensor, sightings: Tensor | None = None) -> Tensor:
        """Bring rows up and return their slots, one for each of `rows` (repeats are fine).

        `sightings` are counted as uses: a lookup passes them, the optimiser's later visit to the
        same rows does not.
        """
        unique, inverse = torch.unique(rows, return_inverse=True)
        self._clock += 1
        slots = self.slot_of[unique]
        if sightings is not None:
            self.uses.index_add_(0, rows, sightings)
            self.lookups += int(sightings.sum())
            self.hits += int(sightings[slots[inverse] >= 0].sum())
        self.last_use[slots[slots >= 0]] = self._clock
        cold = unique[slots < 0]
        if len(cold):
            free = self._make_room(len(cold))
            for name, column in self.columns.items():
                column[free] = self.cold.columns[name][cold.cpu()].to(self.device)
            self.slot_of[cold] = free
            self.row_at[free] = cold
            self.last_use[free] = self._clock
            slots = self.slot_of[unique]
        return slots[inverse]

    def _make_room(self, n: int) -> Tensor:
        """`n` slots to overwrite: empty ones first, then the least worth keeping."""
        worth = self.uses[self.row_at.clamp(min=0)] if self.lfu else self.last_use.clone()
        worth[self.row_at < 0] = -1
        worth[self.last_use == self._clock] = torch.iinfo(torch.int64).max  # pinned right now
        slots = torch.topk(worth, n, largest=False).indices
        self._write_down(slots[self.row_at[slots] >= 0])
        return slots

    def _write_down(self, slots: Tensor) -> None:
        rows = self.row_at[slots]
        for name, column in self.columns.items():
            self.cold.columns[name][rows.cpu()] = column[slots].cpu()
        self.slot_of[rows] = -1
        self.row_at[slots] = -1

    def read(self, name: str, rows: Tensor) -> Tensor:
        slots = self.slot_of[rows]
        out = self.cold.columns[name][rows.cpu()].to(self.device)
        hot = slots >= 0
        out[hot] = self.columns[name][slots[hot]]
        return out

    def keep(self, rows: Tensor) -> None:
        self._write_down((self.row_at >= 0).nonzero().squeeze(1))
        kept = {name: self.cold.columns[name][rows.cpu()] for name in self.columns}
        uses = self.uses[rows]
        for name, values in kept.items():
            self.cold.columns[name][: len(rows)] = values
        self.count = len(rows)
        self.slot_of.fill_(-1)
        self.uses.zero_()
        self.uses[: len(rows)] = uses
        self.last_use.zero_()

    def bytes(self) -> int:
        return sum(c.width * 4 for c in self.kinds.values()) * min(self.count, self.hot_rows)

    def close(self) -> None:
        self.cold.close()


Storage = DramStorage | TieredStorage


def open_storage(option: StorageOption, device: torch.device) -> Storage:
    if option.storage_type is StorageType.DRAM:
        return DramStorage(device)
    lfu = option.cache_strategy is CacheStrategy.LFU
    if option.storage_type is StorageType.DRAM_SSD:
        assert option.storage_path is not None
        return TieredStorage(device, option.hot_rows, lfu, MappedTier(option.storage_path))
    return TieredStorage(device, option.hot_rows, lfu, ColdTier())
