"""What the tests of several processes wait for: the event itself, however slow the machine is."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 600  # seconds; on a machine that is free, each event takes a moment


def until(condition: Callable[[], object], what: str = "what a test waits for") -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE} seconds"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """A process that was killed and not yet collected is dead all the same."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the second, if it ends while this is read
        return False


def all_end(pids: list[int]) -> None:
    assert pids
    for pid in pids:
        until(lambda pid=pid: not alive(pid), f"the end of process {pid}")
