"""Checkpoints: now and then a full one, in between deltas with the rows that changed.

    saver = Checkpointer(folder, {"user": ev}, dense=model)
    saver.save_full(step)
    saver.save_delta(step)      # minutes later; small
    restore(folder, {"user": other}, dense=other_model)

One training saves into a folder at a time. After a roll-back (`restore(up_to=...)`, go on,
`save_full`) the later checkpoints of the run that was given up are moved into `set-aside-1`.

A checkpoint is one safetensors file (`checkpoint_file.py`); one that is cut off, altered, missing
in the middle or of another series is noticed before anything is loaded. Files appear whole or not
at all: written beside, flushed to the disk, renamed. Keys are evicted here and nowhere else.
"""

import fcntl
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from safetensors.torch import save as to_bytes
from torch import nn

from lfai_nb.demos.checkpoint import write_whole
from lfai_nb.demos.deeprec.checkpoint_file import (
    DENSE,
    FORMAT,
    SUFFIX,
    Checkpoint,
    digest,
    flatten,
    read,
)
from lfai_nb.demos.deeprec.embedding_variable import EmbeddingVariable
from lfai_nb.demos.deeprec.errors import CheckpointError, StorageError
from lfai_nb.demos.deeprec.state import TableState
from lfai_nb.demos.weights import misfit

LOCK = "saving.lock"


class Checkpointer:
    """Saves the tables (and a dense module's weights) of one training run into one folder."""

    def __init__(
        self,
        folder: Path | str,
        tables: Mapping[str, EmbeddingVariable],
        dense: nn.Module | None = None,
    ) -> None:
        self.folder, self.tables, self.dense = Path(folder), dict(tables), dense
        bad = [name for name in self.tables if "/" in name or name == DENSE or not name]
        if bad:
            raise ValueError(f"a table cannot be called {bad[0]!r}")
        for module in dense.modules() if dense is not None else ():
            if isinstance(module, EmbeddingVariable):
                raise ValueError(
                    f"the dense module holds the table {module.name!r}: give the tables apart, and "
                    "as `dense` the part of the model without them"
                )
        self._last, self._last_step = "", -1
        self._lock: TextIO | None = None
        self.folder.mkdir(parents=True, exist_ok=True)

    def save_full(self, step: int) -> Path:
        """Everything. Later checkpoints in the folder, of a run that was rolled back, go aside."""
        path = self._save("full", step)
        set_aside(path)
        return path

    def save_delta(self, step: int) -> Path:
        """What changed since the last save; a first save has nothing to follow and is refused."""
        if not self._last:
            raise CheckpointError("a delta follows a save of the same run: call save_full first")
        return self._save("delta", step)

    @property
    def follows(self) -> bool:
        """Whether there is a save of this run that a delta can follow."""
        return bool(self._last)

    def _save(self, kind: str, step: int) -> Path:
        if step <= self._last_step:
            raise ValueError(f"step {step} is not after step {self._last_step}, the last save")
        self._keep_others_out()
        for table in self.tables.values():
            table.shrink(step)
        states = {n: t.state(only_dirty=kind == "delta") for n, t in self.tables.items()}
        tensors = dict(flatten(states))
        if self.dense is not None:
            weights = self.dense.state_dict().items()
            tensors |= {f"{DENSE}/{k}": v.detach().cpu().contiguous() for k, v in weights}
        follows = self._last if kind == "delta" else ""
        header = {
            "format": FORMAT,
            "kind": kind,
            "step": str(step),
            "follows": follows,
            "tables": json.dumps({n: {"dim": s.dim, **s.scalars} for n, s in states.items()}),
        }
        header["digest"] = digest(tensors, header)
        path = self.folder / f"{step:012d}.{kind}{SUFFIX}"
        write_whole(path, to_bytes(tensors, header))
        # Only now is it saved: had the disk been full, the next delta would still hold all this.
        self._last, self._last_step = header["digest"], step
        for table in self.tables.values():
            table.mark_saved()
        return path

    def _keep_others_out(self) -> None:
        """The system drops the lock with its owner, however that ends."""
        if self._lock:
            return
        lock = (self.folder / LOCK).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise StorageError(
                f"another training saves into {self.folder}; give each a folder of its own"
            ) from error
        self._lock = lock


def set_aside(full: Path) -> None:
    """Move what was saved after this step into a folder of its own: nothing follows from it now.

    Without that the new run's deltas would stand among those of the old one, which do not follow.
    """
    stale = [f for f in _files(full.parent) if f != full and _step(f) >= _step(full)]
    if not stale:
        return
    taken = [int(f.name.rpartition("-")[2]) for f in full.parent.glob("set-aside-[0-9]*")]
    aside = full.with_name(f"set-aside-{max(taken, default=0) + 1}")
    aside.mkdir()
    for path in stale:
        path.rename(aside / path.name)


def chain(folder: Path | str, up_to: int | None = None) -> Iterator[Checkpoint]:
    """The newest full checkpoint and the deltas that follow it, in order, each one verified.

    Raises `CheckpointError` at the first that is damaged or missing, naming the last good step.
    """
    files = [f for f in _files(folder) if up_to is None or _step(f) <= up_to]
    full = [i for i, f in enumerate(files) if ".full" in f.name]
    if not full:
        raise CheckpointError(f"there is no full checkpoint in {Path(folder).name}")
    last: Checkpoint | None = None
    for path in files[full[-1] :]:
        try:
            checkpoint = read(path)
            if last and checkpoint.follows != last.digest:
                raise CheckpointError(f"{path.name} does not follow {last.path.name}")
        except CheckpointError as error:
            usable = (
                f"usable: everything up to step {last.step}; restore with up_to={last.step}"
                if last
                else _older(files[: full[-1]])
            )
            raise CheckpointError(f"{error}; {usable}") from error
        yield checkpoint
        last = checkpoint


def newer(folder: Path | str, step: int, digest: str) -> list[Checkpoint]:
    """What was saved after `step`, verified: deltas that follow `digest`, or a new full one first.

    For a server that follows a trainer: it reads only what it does not have yet. If the trainer was
    rolled back, that is everything.
    """
    files = [f for f in _files(folder) if _step(f) > step]
    if any(".full" in f.name for f in files):
        return list(chain(folder))
    deltas: list[Checkpoint] = []
    for path in files:
        checkpoint = read(path)
        if checkpoint.follows != digest:
            return list(chain(folder))
        deltas.append(checkpoint)
        digest = checkpoint.digest
    return deltas


def _older(files: list[Path]) -> str:
    if not files:
        return "nothing before it is there"
    return (
        f"older checkpoints are there up to step {_step(files[-1])}; try up_to={_step(files[-1])}"
    )


def _files(folder: Path | str) -> list[Path]:
    """All checkpoints in the order of their steps."""
    return sorted(Path(folder).glob(f"[0-9]*{SUFFIX}"))


def _step(path: Path) -> int:
    digits = path.name.split(".")[0]
    return int(digits) if digits.isdigit() else -1


def newest_step(folder: Path | str) -> int:
    """The step of the newest checkpoint there; -1 if there is none."""
    files = _files(folder)
    return _step(files[-1]) if files else -1


def restore(
    folder: Path | str,
    tables: Mapping[str, EmbeddingVariable],
    dense: nn.Module | None = None,
    up_to: int | None = None,
) -> int:
    """Bring tables and weights to the newest step (or `up_to`); returns that step.

    Everything is read, verified and checked against the tables before the first one changes.
    """
    states: dict[str, TableState] = {}
    for checkpoint in chain(folder, up_to):
        if checkpoint.kind == "full":
            states = dict(checkpoint.tables)
            continue
        if checkpoint.tables.keys() != states.keys():
            raise CheckpointError(f"{checkpoint.path.name} is of other tables than what it follows")
        for name, state in states.items():
            state.check_delta(name, checkpoint.tables[name])
            states[name] = state.apply(checkpoint.tables[name])
    absent = set(tables) - set(states)
    if absent:
        raise CheckpointError(
            f"the checkpoint has no table {sorted(absent)[0]!r}; it has {sorted(states)}"
        )
    for name, table in tables.items():
        table.check_state(name, states[name])
    if dense is not None:
        check_dense(dense, checkpoint)
    for name, table in tables.items():
        table.rows.reserve(len(states[name].keys))  # a full disk shows now
    for name, table in tables.items():
        table.load_state(states[name])
        table.mark_saved()
    if dense is not None:
        dense.load_state_dict(checkpoint.dense)
    return checkpoint.step


def check_dense(model: nn.Module, checkpoint: Checkpoint) -> None:
    """Raise unless the dense weights are those of this model."""
    if wrong := misfit(model.state_dict(), checkpoint.dense):
        raise CheckpointError(
            f"{checkpoint.path.name}: the dense weights are of another model: {wrong}"
        )
