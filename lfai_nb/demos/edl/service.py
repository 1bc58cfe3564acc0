"""The teachers of a service, as processes that are started, killed, and asked to leave.

    with Teachers(folder) as teachers:
        teachers.start("a", "b")
        teachers.kill("a")

All of them end with the process that started them. Whoever is killed leaves its announcement
behind, as a machine would that lost its power; students find out by themselves.
"""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from lfai_nb.demos import workers
from lfai_nb.demos.edl.teacher import announced
from lfai_nb.demos.workers import JobFailed

LOOK = 0.02  # seconds between two looks for an announcement
LIMIT = 300.0  # seconds for a teacher to start, on a machine that is busy
NETWORK = ("-m", "lfai_nb.demos.edl.teacher")


class Teachers:
    """`program` is started with the folder, a name, and the options."""

    def __init__(self, folder: Path, program: Sequence[str] = NETWORK) -> None:
        self.folder, self.program = folder, program
        self.team: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str, options: Sequence[str] = ()) -> None:
        """All at once; back when each of them has announced itself."""
        for name in names:
            command = [*self.program, str(self.folder), name, *options]
            self.team[name] = workers.start(command, self.folder / f"{name}.log")
        deadline = time.monotonic() + LIMIT
        while missing := set(names) - set(announced(self.folder)):
            for name in missing:
                if self.team[name].poll() is not None:
                    words = (self.folder / f"{name}.err").read_text(errors="replace").strip()
                    raise JobFailed(f"teacher {name} did not start: {words[-300:]}")
            if time.monotonic() > deadline:
                raise JobFailed(f"not started in {LIMIT:g} seconds: {', '.join(sorted(missing))}")
            time.sleep(LOOK)

    def kill(self, name: str) -> None:
        """As a machine that is taken away: no last words."""
        os.kill(self.team[name].pid, signal.SIGKILL)
        self.team[name].wait()

    def leave(self, name: str) -> None:
        """It answers what it is at, takes its announcement away and ends."""
        os.kill(self.team[name].pid, signal.SIGTERM)
        self.team[name].wait(LIMIT)

    def __enter__(self) -> "Teachers":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.team.values():
            workers.end_group(process)
