"""An embedding table that grows as it meets new keys, and forgets the ones it no longer needs.

    ev = EmbeddingVariable(8, filter=CounterFilter(3), evict=GlobalStepEvict(1000))
    optimizer = Adagrad([ev], lr=0.1)
    vectors = ev(keys)          # keys int64 [B, F] → float32 [B, F, 8]; new keys are created
    loss_of(vectors).backward()
    optimizer.step()            # touches the rows of this batch and no others
    ev.total_count()

The parts, each in its own module: `keymap` finds an entry number for a key; small arrays here hold
what is known about each entry (how often seen, when last updated, which row); `storage` holds the
rows. A key that a filter holds back has an entry but no row. After DeepRec's Embedding Variable.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor, nn

from lfai_nb.demos.deeprec.bloom import BloomCounter
from lfai_nb.demos.deeprec.compiled import kernels
from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.keymap import KeyMap, as_keys
from lfai_nb.demos.deeprec.options import (
    CBFFilter,
    CounterFilter,
    GlobalStepEvict,
    InitializerOption,
    L2WeightEvict,
    StorageOption,
    StorageType,
)
from lfai_nb.demos.deeprec.state import TableState, held, widths
from lfai_nb.demos.deeprec.storage import Column, Storage, TieredStorage, open_storage, take
from lfai_nb.demos.device import pick_device

NO_ROW = -1


@dataclass(frozen=True)
class Lookup:
    """What the optimiser needs to know about one training lookup of N keys."""

    entries: Tensor  # [N], −1 for a key of which nothing is stored
    rows: Tensor  # [N], −1 for a key that is filtered
    vectors: Tensor  # [N, D], a leaf: backward() leaves its gradient here
    column: int | None = None  # of several tables' vectors [N, T, D] in one leaf, which are ours

    @property
    def grad(self) -> Tensor | None:
        """[N, D], or nothing where no loss came of these vectors."""
        grad = self.vectors.grad
        return grad if grad is None or self.column is None else grad[:, self.column]


class EmbeddingVariable(nn.Module):
    """`ev(keys)` creates new keys in training mode and never in inference."""

    def __init__(
        self,
        dim: int,
        *,
        initializer: InitializerOption | None = None,
        filter: CounterFilter | CBFFilter | None = None,
        evict: GlobalStepEvict | L2WeightEvict | None = None,
        storage: StorageOption | None = None,
        name: str = "embedding",
        device: str | torch.device = "auto",
        backend: str = "auto",
    ) -> None:
        super().__init__()
        if dim < 1:
            raise ValueError(f"dim must be at least 1, not {dim}")
        self.dim, self.name, self.filter, self.evict = dim, name, filter, evict
        self.initializer = initializer or InitializerOption()
        # numba has the CPU alone: who asks for it and leaves the device open means the CPU.
        self.device = pick_device("cpu" if (device, backend) == ("auto", "numba") else device)
        self.keymap = KeyMap(device=self.device, backend=backend)
        self.bloom: BloomCounter | None = None
        if isinstance(filter, CBFFilter):
            if storage and storage.storage_type is not StorageType.DRAM:
                raise ValueError("a CBFFilter cannot be used with a storage of two tiers")
            self.bloom = BloomCounter(filter, self.device)
        self.defaults = self._draw_defaults()
        self.rows = open_storage(storage or StorageOption(), self.device)
        self.rows.add_column("value", Column(dim, 0.0))
        self.freq = torch.zeros(0, dtype=torch.int64, device=self.device)
        self.version = torch.full((0,), -1, dtype=torch.int64, device=self.device)
        # What changed since the last save: as marks, and as a list so that nobody walks the marks.
        self.dirty = torch.zeros(0, dtype=torch.bool, device=self.device)
        self.changed: list[Tensor] = []
        self.row_of = torch.full((0,), NO_ROW, dtype=torch.int64, device=self.device)
        # Or a delta would have to walk the whole hash table for a few keys.
        self.key_of = torch.zeros(0, dtype=torch.int64, device=self.device)
        self.scalars: dict[str, float] = {}  # what an optimiser keeps once for the whole table
        self.evicted: list[Tensor] = []  # keys, since the last save
        self.pending: list[Lookup] = []

    def _draw_defaults(self) -> Tensor:
        option = self.initializer
        generator = torch.Generator().manual_seed(option.seed)
        shape = (option.default_value_dim, self.dim)
        return (torch.randn(shape, generator=generator) * option.std + option.mean).to(self.device)

    # Looking up

    def forward(self, keys: Tensor) -> Tensor:
        """Vectors [..., D] of keys [...]."""
        flat = as_keys(keys, self.device)
        if not (self.training and torch.is_grad_enabled()):
            return self._read(flat).view(*keys.shape, self.dim)
        self.rows.check_batch(flat)
        entries = self._find_or_create(flat)
        rows = self._rows_of(entries)
        vectors = self._gather(rows).requires_grad_()
        self.pending.append(Lookup(entries, rows, vectors))
        return vectors.view(*keys.shape, self.dim)

    def _gather(self, rows: Tensor) -> Tensor:
        """Vectors of rows [N]; a row below 0 reads the default without permission."""
        if self.filter is None:
            return take(self._values(), self.rows.pin(rows, _once(rows, self.rows)))
        out, known = self._without_permission(len(rows)), rows >= 0
        slots = self.rows.pin(rows[known], _once(rows[known], self.rows))
        out[known] = take(self._values(), slots)
        return out

    def _values(self) -> Tensor:
        return self.rows.columns["value"]

    def _without_permission(self, n: int) -> Tensor:
        value = self.initializer.default_value_no_permission
        return torch.full((n, self.dim), value, device=self.device)

    def _read(self, keys: Tensor) -> Tensor:
        """Inference: nothing is created, counted or moved between tiers."""
        rows, missing = self.find_rows(keys)
        if not missing:
            return self.rows.read("value", rows)
        out, known = self._without_permission(len(rows)), rows >= 0
        out[known] = self.rows.read("value", rows[known])
        return out

    def find_rows(self, keys: Tensor) -> tuple[Tensor, int]:
        """Rows of flat int64 keys, −1 for those without one, and how many those are."""
        entries, missing = self.keymap.find(keys)
        if self.filter is None:
            return entries, missing
        rows = self._rows_of(entries)
        return rows, int((rows < 0).sum())

    def _rows_of(self, entries: Tensor) -> Tensor:
        """Without a filter, entry e has row e: one random access less for each key."""
        if self.filter is None or not len(self.keymap):
            return entries
        return torch.where(entries < 0, NO_ROW, self.row_of[entries.clamp(min=0)])

    # Creating

    def _find_or_create(self, keys: Tensor) -> Tensor:
        entries, missing = self.keymap.find(keys)
        if missing:
            if self.bloom is None:
                self.enter(keys, entries, missing)
            else:
                self._create_if_often_seen(keys, entries)
        self._count(entries)
        if isinstance(self.filter, CounterFilter):
            self._admit(keys, entries)
        return entries

    def enter(self, keys: Tensor, entries: Tensor, missing: int) -> None:
        """Entries for the missing keys, in place in `entries`; rows too where nothing filters."""
        filtered = isinstance(self.filter, CounterFilter)
        room = len(self.keymap) + missing
        # All that can fail comes first: a full disk leaves the table as it was.
        if not filtered:
            self.rows.reserve(self.rows.count + missing)
        self._reserve(room)
        self.keymap.reserve(room)
        new = self.keymap.add(keys, entries)
        first = len(self.keymap) - len(new)
        self.key_of[first : len(self.keymap)] = new
        if not filtered:
            self.give_rows(torch.arange(first, len(self.keymap)), new)

    def _create_if_often_seen(self, keys: Tensor, entries: Tensor) -> None:
        """CBF: read the counters first, raise them afterwards, and only for keys kept out."""
        assert self.bloom is not None
        unknown = (entries < 0).nonzero().squeeze(1)
        distinct, number, counts = torch.unique(
            keys[unknown], return_inverse=True, return_counts=True
        )
        admitted = self.bloom.estimate(distinct) >= self.bloom.limit
        enter = unknown[admitted[number]]
        if len(enter):
            created = entries[enter]
            self.enter(keys[enter].contiguous(), created, len(enter))
            entries[enter] = created
        self.bloom.add(distinct[~admitted], counts[~admitted])

    def _admit(self, keys: Tensor, entries: Tensor) -> None:
        """CounterFilter: the sighting that reaches the limit is already trained."""
        assert isinstance(self.filter, CounterFilter)
        ready = (self.freq[entries] >= self.filter.filter_freq) & (self.row_of[entries] < 0)
        admitted, number = torch.unique(entries[ready], return_inverse=True)
        if len(admitted):
            of_entry = torch.empty_like(admitted)
            of_entry[number] = keys[ready]
            self.give_rows(admitted, of_entry)

    def give_rows(self, entries: Tensor, keys: Tensor) -> None:
        """Admit entries: each gets a row that starts as the default vector of its key."""
        start = self.rows.count
        first = torch.remainder(keys, len(self.defaults))
        self.rows.append({"value": self.defaults.index_select(0, first)})
        self.row_of[entries.to(self.device)] = torch.arange(
            start, self.rows.count, device=self.device
        )

    def _count(self, entries: Tensor) -> None:
        if self.keymap.backend == "numba":
            fresh = torch.empty_like(entries)
            marked = kernels.count_sightings(
                entries.numpy(), self.freq.numpy(), self.dirty.numpy(), fresh.numpy()
            )
            if marked:
                self.changed.append(fresh[:marked].clone())
            return
        known = entries[entries >= 0]
        self.freq.index_add_(0, known, torch.ones_like(known))
        self.mark_changed(known)

    def _reserve(self, entries: int) -> None:
        have = len(self.freq)
        if entries > have:
            more = max(entries, 2 * have, 1024) - have
            self.freq = torch.cat([self.freq, self.freq.new_zeros(more)])
            self.version = torch.cat([self.version, self.version.new_full((more,), -1)])
            self.dirty = torch.cat([self.dirty, self.dirty.new_zeros(more)])
            self.row_of = torch.cat([self.row_of, self.row_of.new_full((more,), NO_ROW)])
            self.key_of = torch.cat([self.key_of, self.key_of.new_zeros(more)])

    def create(self, keys: Tensor, vectors: Tensor | None = None) -> None:
        """Make rows for keys ahead of time, with vectors [N, D] of one's own or the defaults."""
        flat = as_keys(keys, self.device)
        entries, missing = self.keymap.find(flat)
        if missing:
            new = entries < 0
            self.enter(flat, entries, missing)
            self.mark_changed(entries[new])  # or the next delta would not have them
            if vectors is not None:
                slots = self.rows.pin(self.row_of[entries[new]])
                self._values()[slots] = vectors.to(self.device)[new]

    # Forgetting

    def shrink(self, global_step: int) -> int:
        """Evict what the policy says; how many keys went. Called when a checkpoint is saved."""
        if self.evict is None or not len(self.keymap):
            return 0
        n = len(self.keymap)
        if isinstance(self.evict, GlobalStepEvict):
            keep = self._young(n, global_step, self.evict.steps_to_live)
        else:
            keep = self._long(n, self.evict.l2_weight_threshold)
        if bool(keep.all()):
            return 0
        self.keep(keep.nonzero().squeeze(1))
        return n - len(self.keymap)

    def _young(self, n: int, global_step: int, steps_to_live: int) -> Tensor:
        version = self.version[:n]
        fresh = version == -1
        version[fresh] = global_step  # stamped at the first save that meets it
        self.mark_changed(fresh.nonzero().squeeze(1))
        return global_step - version <= steps_to_live

    def _long(self, n: int, threshold: float) -> Tensor:
        keep = torch.ones(n, dtype=torch.bool, device=self.device)
        if threshold > 0:
            admitted = (self.row_of[:n] >= 0).nonzero().squeeze(1)
            vectors = self.rows.read("value", self.row_of[admitted])
            keep[admitted] = vectors.norm(dim=1) >= threshold
        return keep

    def keep(self, entries: Tensor) -> None:
        """Only these entries remain, in their order, renumbered."""
        keys = self.key_of[: len(self.keymap)]
        stays = torch.zeros(len(keys), dtype=torch.bool, device=self.device)
        stays[entries] = True
        self.evicted.append(keys[~stays])
        self.key_of = keys[entries]
        self.keymap.rebuild(self.key_of)
        rows = self.row_of[entries]
        with_row = rows >= 0
        self.rows.keep(rows[with_row])
        rows[with_row] = torch.arange(int(with_row.sum()), device=self.device)
        self.freq, self.version = self.freq[entries], self.version[entries]
        self.dirty, self.row_of = self.dirty[entries], rows
        self.changed = [self.dirty.nonzero().squeeze(1)]

    # What is there

    def total_count(self) -> int:
        """How many keys the table knows, those that a CounterFilter holds back included."""
        return len(self.keymap)

    def admitted_count(self) -> int:
        """How many keys have a vector."""
        return self.rows.count

    def memory_bytes(self) -> dict[str, int]:
        """What is in use: hash table, what is known about entries, rows in the first tier."""
        notes = (self.freq, self.version, self.dirty, self.row_of, self.key_of)
        entry = sum(values.element_size() for values in notes)
        counters = self.bloom.counters.nbytes if self.bloom else 0
        return {
            "keys": self.keymap.table.nbytes + counters,
            "entries": entry * len(self.keymap),
            "rows": self.rows.bytes(),
        }

    # All of it as plain arrays, and back

    def state(self, only_dirty: bool = False) -> TableState:
        """Everything about the table (or about what changed), in the order of its entries."""
        n = len(self.keymap)
        at = self._changed() if only_dirty else torch.arange(n, device=self.device)
        rows = self.row_of[at]
        admitted = rows >= 0
        return TableState(
            dim=self.dim,
            keys=self.key_of[at].cpu(),
            freq=self.freq[at].cpu(),
            version=self.version[at].cpu(),
            admitted=admitted.cpu(),
            columns={c: self.rows.read(c, rows[admitted]).cpu() for c in self.rows.kinds},
            scalars=dict(self.scalars),
            counters=self.bloom.counters.cpu().clone() if self.bloom else None,
            removed=torch.cat(self.evicted).cpu() if only_dirty and self.evicted else None,
        )

    def _changed(self) -> Tensor:
        """Entries that changed since the last save, in their order."""
        if not self.changed:
            return torch.zeros(0, dtype=torch.int64, device=self.device)
        return torch.cat(self.changed).sort().values

    def mark_changed(self, entries: Tensor) -> None:
        """The next delta will have these entries."""
        fresh = torch.unique(entries[~self.dirty[entries]])
        self.dirty[fresh] = True
        self.changed.append(fresh)

    def mark_saved(self) -> None:
        self.dirty[self._changed()] = False
        self.changed, self.evicted = [], []

    def check_state(self, name: str, state: TableState) -> None:
        """Raise unless this table, with its optimiser, can take the state."""
        if state.dim != self.dim:
            raise CheckpointError(
                f"the checkpoint of {name!r} has vectors of dimension {state.dim}, the table has "
                f"{self.dim}: build the table with dim={state.dim}"
            )
        mine = {column: kind.width for column, kind in self.rows.kinds.items()}
        theirs = widths(state)
        if theirs != mine or state.scalars.keys() != self.scalars.keys():
            raise CheckpointError(
                f"the checkpoint of {name!r} holds {held(theirs, state.scalars)}, the table has "
                f"{held(mine, self.scalars)}: attach the optimiser it was trained with before "
                "restoring"
            )

    def load_state(self, state: TableState) -> None:
        """Become the table that `state` describes, under our own filter.

        The admitted stay admitted; keys that were held back are judged anew.
        """
        self.check_state(self.name, state)
        n, k = len(state.keys), self.filter.filter_freq if self.filter else 0
        late = ~state.admitted & (state.freq >= k)  # in under our filter, not under theirs
        freq = state.freq.clone()
        if isinstance(self.filter, CounterFilter):
            freq[state.admitted] = freq[state.admitted].clamp(min=k)
        self.rows.reserve(int(state.admitted.sum() + late.sum()))
        self.keymap.reserve(n)
        self.rows.keep(torch.zeros(0, dtype=torch.int64, device=self.device))
        self.key_of = state.keys.to(self.device, copy=True)
        self.keymap.rebuild(self.key_of)
        self.freq = freq.to(self.device)
        self.version = state.version.to(self.device, copy=True)
        self.dirty = torch.zeros(n, dtype=torch.bool, device=self.device)
        self.row_of = torch.full((n,), NO_ROW, dtype=torch.int64, device=self.device)
        entries = state.admitted.nonzero().squeeze(1).to(self.device)
        self.rows.append({k: v.to(self.device) for k, v in state.columns.items()})
        self.row_of[entries] = torch.arange(len(entries), device=self.device)
        if bool(late.any()):
            self.give_rows(late.nonzero().squeeze(1), state.keys[late].to(self.device))
        if self.bloom is not None:
            self._load_counters(self.bloom, state, state.admitted | late)
        self.scalars = dict(state.scalars)
        self.changed, self.evicted, self.pending = [], [], []

    def _load_counters(self, bloom: BloomCounter, state: TableState, inside: Tensor) -> None:
        if state.counters is not None and state.counters.shape == bloom.counters.shape:
            bloom.counters.copy_(state.counters)
            return
        # Saved without this filter: what is inside stays, of the rest only the counts are kept.
        bloom.counters.zero_()
        counts = torch.where(inside, bloom.limit, state.freq)
        bloom.add(state.keys.to(self.device), counts.to(self.device))
        if not bool(inside.all()):
            self.keep(inside.nonzero().squeeze(1).to(self.device))

    # A table inside a model: what PyTorch does to modules

    def get_extra_state(self) -> dict[str, Any]:
        """For `model.state_dict()`: the table without what an optimiser keeps, like its weights."""
        state = self.state()
        names = ("keys", "freq", "version", "admitted", "counters")
        return {"dim": self.dim, "value": state.columns["value"]} | {
            name: value for name in names if (value := getattr(state, name)) is not None
        }

    def set_extra_state(self, state: dict[str, Any]) -> None:
        """From `model.load_state_dict()`; the optimiser's columns begin anew."""
        columns = {"value": state["value"]}
        for name, kind in self.rows.kinds.items():
            if name != "value":
                columns[name] = torch.full((len(columns["value"]), kind.width), kind.initial)
        table = TableState(
            dim=state["dim"],
            keys=state["keys"],
            freq=state["freq"],
            version=state["version"],
            admitted=state["admitted"],
            columns=columns,
            scalars=dict(self.scalars),
            counters=state.get("counters"),
        )
        table.whole(self.name)
        gone = [*self.evicted, self.key_of[: len(self.keymap)].clone()]
        self.load_state(table)
        self.evicted = gone  # the next delta says that all is new
        self.mark_changed(torch.arange(len(self.keymap), device=self.device))

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """`.to()`, `.double()` and the like: refused, unless it changes nothing about a table."""
        before = torch.empty(0, device=self.device)
        after = fn(before)
        if after.dtype != before.dtype:
            raise TypeError(
                f"the rows of {self.name!r} are {before.dtype} and cannot be {after.dtype}; "
                "convert the rest of the model by itself"
            )
        if after.device != before.device:
            raise ValueError(
                f"{self.name!r} was made on {before.device} and stays there; make it with "
                f"device='{after.device}' and load its state_dict()"
            )
        return super()._apply(fn, recurse)

    def close(self) -> None:
        """Give back the storage folder, if there is one."""
        self.rows.close()

    def extra_repr(self) -> str:
        return f"{self.name!r}, dim={self.dim}, keys={self.total_count()}, filter={self.filter}"


def _once(rows: Tensor, storage: Storage) -> Tensor | None:
    """One use for each sighting, where a storage counts uses."""
    return torch.ones_like(rows) if isinstance(storage, TieredStorage) else None
