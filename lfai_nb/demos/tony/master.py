"""TonY's application master on one machine: starts the gang, watches it, starts it again.

    outcome = run(parse(text), folder)
    outcome.succeeded, outcome.attempts[-1].why

Each executor is a process, and the leader of a process group, so that nothing is left of a session
that has ended; what it says stands in `folder`, in a file for each task and attempt. Everything
listens on this machine alone, and who registers must know the session's secret.
"""

import contextlib
import hmac
import os
import queue
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lfai_nb.demos.tony import lines
from lfai_nb.demos.tony.environment import environment
from lfai_nb.demos.tony.jobfile import JobFile, Task
from lfai_nb.demos.tony.session import Session, Verdict, name_of

LOOK = 0.05  # seconds between two looks at the processes


@dataclass(frozen=True)
class Attempt:
    succeeded: bool
    why: str
    codes: dict[str, int]
    seconds: float


@dataclass(frozen=True)
class Outcome:
    attempts: tuple[Attempt, ...]

    @property
    def succeeded(self) -> bool:
        return self.attempts[-1].succeeded


def run(job: JobFile, folder: Path | str, extra: Mapping[str, str] | None = None) -> Outcome:
    """Run the job's commands in `folder`; a session that failed is started again, if it may be."""
    attempts: list[Attempt] = []
    while not attempts or (not attempts[-1].succeeded and len(attempts) <= job.retries):
        attempts.append(Gang(job, Path(folder), len(attempts), dict(extra or {})).run())
    return Outcome(tuple(attempts))


@dataclass
class Gang:
    """The processes of one session."""

    job: JobFile
    folder: Path
    attempt: int
    extra: dict[str, str]
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    events: "queue.Queue[tuple[Task, dict[str, Any]]]" = field(default_factory=queue.Queue)
    connections: dict[Task, socket.socket] = field(default_factory=dict)

    def run(self) -> Attempt:
        began = time.monotonic()
        session = Session(self.job, began)
        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=self._accept, args=(server,), daemon=True).start()
            processes = {task: self._executor(task, server) for task in self.job.tasks}
            try:
                verdict = self._watch(session, processes)
            finally:
                for process in processes.values():
                    end_group(process)
                for connection in self.connections.values():
                    connection.close()
        codes = {name_of(task): code for task, code in session.codes.items()}
        seconds = time.monotonic() - began
        return Attempt(verdict.succeeded, verdict.why, codes, seconds)

    def _watch(
        self, session: Session, processes: Mapping[Task, "subprocess.Popen[bytes]"]
    ) -> Verdict:
        started = False
        while True:
            try:
                task, message = self.events.get(timeout=LOOK)
                self._take(session, task, message)
                continue  # first everything that has been said
            except queue.Empty:
                pass
            for task, process in processes.items():
                if process.poll() is not None and task not in session.codes:
                    session.exited(task, process.returncode)  # killed, perhaps, without a word
            spec = session.spec()
            if spec and not started:
                started = True
                for task, connection in self.connections.items():
                    told = environment(self.job, spec, task, self.attempt)
                    with contextlib.suppress(OSError):  # it died meanwhile, as will be seen
                        lines.send(connection, {"type": "start", "environment": told})
            if verdict := session.verdict(time.monotonic()):
                return verdict

    def _take(self, session: Session, task: Task, message: Mapping[str, Any]) -> None:
        now = time.monotonic()
        match message["type"]:
            case "register":
                session.registered(task, message["address"], now)
            case "heartbeat":
                session.heartbeat(task, now)
            case "exited":
                session.exited(task, message["code"])

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:  # the session is over
                return
            threading.Thread(target=self._listen, args=(connection,), daemon=True).start()

    def _listen(self, connection: socket.socket) -> None:
        """The first message must register a task that is still missing, with the secret."""
        try:
            messages = lines.receive(connection)
            first = next(messages)
            role, _, number = str(first.get("task")).partition(":")
            task = (role, int(number))
            known = hmac.compare_digest(str(first.get("secret")), self.secret)
            expected = task in self.job.tasks and task not in self.connections
            if not known or not expected or not isinstance(first.get("address"), str):
                raise lines.BadMessage("a stranger")
            self.connections[task] = connection
            self.events.put((task, first))
            for message in messages:
                code = message.get("code")
                if message["type"] == "heartbeat" or isinstance(code, int):
                    self.events.put((task, message))
        except (lines.BadMessage, ValueError, StopIteration, OSError):
            connection.close()

    def _executor(self, task: Task, server: socket.socket) -> "subprocess.Popen[bytes]":
        about = {
            "MASTER": f"127.0.0.1:{server.getsockname()[1]}",
            "SECRET": self.secret,
            "TASK": name_of(task),
            "COMMAND": self.job.role(task[0]).command,
            "HEARTBEAT_MS": str(self.job.heartbeat_ms),
        }
        # What it says goes to a file of its own, as in a container.
        with (self.folder / f"{task[0]}-{task[1]}.{self.attempt}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "lfai_nb.demos.tony.executor"],
                cwd=self.folder,
                env={**os.environ, **self.extra, **about},
                start_new_session=True,
                stdout=log,
                stderr=subprocess.STDOUT,
            )


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """The executor, and whatever its command has started in the same group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
