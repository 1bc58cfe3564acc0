"""A watch of processes that train together, none of which leaves before it was looked at.

    with watched(folder) as watch:
        workers.run([*LINGERING, "the.program"])

A small program forms its group, does its work and leaves within a twentieth of a second; then a
look every twentieth of a second can miss the socket that it talked over. So `lingering` holds the
group open until the watch has seen the process listen.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.demos.lingering import SEEN
from tests.listening import Watch

LINGERING = [str(Path(__file__).with_name("lingering.py"))]


@dataclass
class _Telling(Watch):
    folder: Path = Path()

    def _note(self, process: psutil.Process) -> bool:
        listens = super()._note(process)
        if listens:
            (self.folder / str(process.pid)).touch()
        return listens


@contextlib.contextmanager
def watched(folder: Path) -> Iterator[Watch]:
    """Watches this process and all that it starts."""
    with pytest.MonkeyPatch.context() as patch, _Telling(os.getpid(), folder=folder) as watch:
        patch.setenv(SEEN, str(folder))
        yield watch
