"""Which sockets of a process and all that it has started listen, and where.

    with Watch(process.pid) as watch:
        ...
    watch.beyond  # those that other machines can reach: {("::", 41873, "python -m …")}

Given to pytest with `-p tests.listening`, it watches the whole run, its workers and the kernels of
notebooks included, and the run fails if one of them listens on more than this machine.

    python -m tests.listening COMMAND …

runs any other command and watches it: exit code 1 if it listens beyond this machine.
"""

import contextlib
import ipaddress
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

LOOK = 0.05  # seconds between two looks

LISTENS = "0A"  # as Linux writes it: column 3 of a row of /proc/net/tcp; column 9 is the socket

# The test of the watch itself opens a socket to everybody; its process has this in its command.
ON_TRIAL = "to see whether tests.listening sees it"


@dataclass
class Watch:
    pid: int
    look: float = LOOK
    seen: set[tuple[str, int, str]] = field(default_factory=set)  # address, port, command
    _known: frozenset[str] = frozenset()  # the sockets at the last look

    @property
    def beyond(self) -> set[tuple[str, int, str]]:
        return {seen for seen in self.seen if not ipaddress.ip_address(seen[0]).is_loopback}

    def __enter__(self) -> "Watch":
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            # Whose a socket is takes long to find out, and is asked only while there is a new one.
            listening = sockets()
            if listening is None or not listening <= self._known:
                with contextlib.suppress(psutil.NoSuchProcess):
                    root = psutil.Process(self.pid)
                    for process in (root, *root.children(recursive=True)):
                        self._note(process)
            self._known = listening or frozenset()
            if self._over.wait(self.look):
                return

    def _note(self, process: psutil.Process) -> bool:
        """Whether it listens."""
        listens = False
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            # A process that is ending loses its command before its sockets, and answers nobody.
            command = " ".join(process.cmdline()[:6])
            for connection in process.net_connections("tcp") if command else ():
                if connection.status == psutil.CONN_LISTEN:
                    self.seen.add((connection.laddr.ip, connection.laddr.port, command))
                    listens = True
        return listens


def sockets() -> frozenset[str] | None:
    """Each socket of this machine that listens, whoever it is of; None where none can be read."""
    tables = [table for name in ("tcp", "tcp6") if (table := Path("/proc/net") / name).is_file()]
    if not tables:
        return None
    rows = [row.split() for table in tables for row in table.read_text().splitlines()[1:]]
    return frozenset(row[9] for row in rows if row[3] == LISTENS)


# As a plugin of pytest. Looks are rarer: one run lasts minutes, and so does a kernel.

_watch = Watch(os.getpid(), look=0.5)


def _beyond() -> list[tuple[str, int, str]]:
    return sorted(seen for seen in _watch.beyond if ON_TRIAL not in seen[2])


@pytest.hookimpl
def pytest_sessionstart(session: pytest.Session) -> None:
    # The workers of xdist are children of the process that watches.
    if not hasattr(session.config, "workerinput"):
        _watch.__enter__()


@pytest.hookimpl
def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        _watch.__exit__()
        if _beyond():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    here = len(_watch.seen) - len(_watch.beyond)
    terminalreporter.write_line(f"sockets that listened: {here} on this machine alone")
    for address, port, command in _beyond():
        terminalreporter.write_line(f"listens beyond this machine: {address}:{port} {command}")


def main(command: list[str]) -> int:
    with subprocess.Popen(command) as process, Watch(process.pid) as watch:
        code = process.wait()
    here = len(watch.seen) - len(watch.beyond)
    print(f"sockets that listened: {here} on this machine alone", file=sys.stderr)
    for address, port, by in sorted(watch.beyond):
        print(f"listens beyond this machine: {address}:{port} {by}", file=sys.stderr)
    return code or bool(watch.beyond)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
