"""A lock that processes share and that nobody holds beyond his death."""

import fcntl
from pathlib import Path
from threading import Lock


class RobustLock:
    """A lock between processes that the system opens when its holder is killed.

    One from `multiprocessing` would stay closed, and every update would wait for a dead session.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = Lock()  # the system's lock does not tell the threads of a process apart
        self._file = path.open("a")

    def __reduce__(self) -> tuple[type["RobustLock"], tuple[Path]]:
        return RobustLock, (self.path,)  # each process opens the file by itself

    def __enter__(self) -> None:
        self._thread.acquire()
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._thread.release()
