"""The second tier: columns of rows in the computer's memory, or in memory-mapped files.

A crash cannot leave a half-written row that somebody later believes: the files are scratch space.
They are created empty by the process that uses them and hold nothing that outlives it; what
survives a crash is the checkpoint, and whoever opens the folder next starts from that. A lock that
the operating system drops with its owner keeps a second process out.
"""

import errno
import fcntl
import os
from pathlib import Path
from typing import NoReturn

import numpy as np
import torch
from torch import Tensor

from lfai_nb.demos.deeprec.errors import StorageError

OWN = "lfai-nb-rows"  # a folder in the one that was named: all that is in it is ours to delete
LOCK = "lock"
GROW = 4096  # rows; a file grows by at least this many, and by half of what it has


class ColdTier:
    """Growing columns in plain memory (for HBM_DRAM, where the hot rows are on the GPU)."""

    def __init__(self) -> None:
        self.columns: dict[str, Tensor] = {}
        self.initial: dict[str, float] = {}
        self.rows = 0

    def add_column(self, name: str, width: int, initial: float, used: int) -> None:
        column = self._allocate(name, width, self.rows)
        column[:used] = initial
        self.columns[name], self.initial[name] = column, initial

    def reserve(self, rows: int) -> None:
        if rows <= self.rows:
            return
        size = max(rows, self.rows + self.rows // 2, self.rows + GROW)
        self.columns = {
            name: self._grow(name, column, size) for name, column in self.columns.items()
        }
        self.rows = size

    def _allocate(self, name: str, width: int, rows: int) -> Tensor:
        return torch.empty((rows, width))

    def _grow(self, name: str, old: Tensor, rows: int) -> Tensor:
        new = self._allocate(name, old.shape[1], rows)
        new[: len(old)] = old
        return new

    def close(self) -> None:
        self.columns = {}


class MappedTier(ColdTier):
    """The same columns as files under a folder, mapped into memory: `lfai-nb-rows/value.f32`, …"""

    def __init__(self, folder: Path | str) -> None:
        super().__init__()
        self.folder = Path(folder) / OWN
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / LOCK).open("w")
        except OSError as error:
            raise StorageError(
                f"cannot use {self.folder} as a storage folder: {error.strerror}"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise StorageError(
                f"the storage folder {self.folder} is in use by another process; "
                "give each process a folder of its own"
            ) from error
        for left in self.folder.glob("*.f32"):  # of a process that ended or crashed
            left.unlink()

    def __getstate__(self) -> NoReturn:
        raise TypeError(
            f"a table with rows in files ({self.folder}) cannot be saved or copied whole; save its "
            "state_dict(), or use a Checkpointer"
        )

    def _allocate(self, name: str, width: int, rows: int) -> Tensor:
        return self._map(name, width, rows)

    def _grow(self, name: str, old: Tensor, rows: int) -> Tensor:
        return self._map(name, old.shape[1], rows)  # the file keeps what it has

    def _map(self, name: str, width: int, rows: int) -> Tensor:
        if rows == 0:
            return torch.empty((0, width))
        path, size = self.folder / f"{name}.f32", rows * width * 4
        try:
            with path.open("ab+") as file:
                # The blocks are claimed now. A sparse file would seem to grow, and then kill the
                # process with SIGBUS when the disk turns out to be full in the middle of a write.
                os.posix_fallocate(file.fileno(), 0, size)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
                raise StorageError(
                    f"no room for {size / 1e6:.1f} MB in {path}; the table is as it was. Free "
                    "some space, or let the table forget more (a filter, an eviction)"
                ) from error
            raise
        return torch.from_numpy(np.memmap(path, np.float32, "r+", shape=(rows, width)))

    def close(self) -> None:
        """Forget the rows, remove the files, and let the next process in."""
        super().close()
        for name in self.initial:
            (self.folder / f"{name}.f32").unlink(missing_ok=True)
        self._lock.close()
