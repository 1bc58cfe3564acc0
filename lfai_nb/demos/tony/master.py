"""TonY's application master on one machine: starts the gang, watches it, starts it again.

    outcome = run(parse(text), folder)
    outcome.succeeded, outcome.attempts[-1].why

Each executor is a process, and the leader of a process group, so that nothing is left of a session
that has ended; what it says stands in `folder`, in a file for each task and session. The master
listens on this machine alone, and who registers must know the session's secret.

It teaches what an application master decides, and is no engine: for a cluster see `cluster`.
"""

import contextlib
import errno
import fcntl
import hmac
import json
import os
import queue
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lfai_nb.demos.tony import lines
from lfai_nb.demos.tony.environment import environment
from lfai_nb.demos.tony.executor import HERE, as_a_shell
from lfai_nb.demos.tony.jobfile import JobFile, Task
from lfai_nb.demos.tony.machine import Machine, too_much
from lfai_nb.demos.tony.outcome import Attempt, Outcome, Span
from lfai_nb.demos.tony.session import LOST, Refused, Session, Verdict, again, ended, name_of
from lfai_nb.demos.workers import end_group

LOCK = ".tony.lock"
LOOK = 0.05  # seconds between two looks at the processes
MOST = 32  # processes of one job; a cluster has room for more, this machine has not
GREETING = 30.0  # seconds that one who connects has to say who it is, all in all
#: What is wrong with one connection, or for a moment, and no end of the session.
PASSING = {errno.ECONNABORTED, errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
STRANGERS = 16  # who has not yet said it, at a time, beside those that are expected


class CannotRun(ValueError):
    """Nothing was started; the message says why."""


def run(
    job: JobFile,
    folder: Path | str,
    extra: Mapping[str, str] | None = None,
    most: int = MOST,
    machine: Machine | None = None,
) -> Outcome:
    """Run the job's commands in `folder`; a session that failed is started again, if it may be."""
    folder = Path(folder)
    if not folder.is_dir():
        raise CannotRun(f"there is no folder {folder}")
    if len(job.tasks) > most:
        raise CannotRun(f"the job asks for {len(job.tasks)} processes; here, {most} are the most")
    if excess := list(too_much(job, machine or Machine.here())):
        raise CannotRun("; ".join(excess))
    with only_job_in(folder):
        return sessions(job, folder, extra or {})


def sessions(job: JobFile, folder: Path, extra: Mapping[str, str]) -> Outcome:
    """One after the other, until one succeeds or no more may be started."""
    deadline = time.monotonic() + job.timeout_ms / 1000 if job.timeout_ms else float("inf")
    attempts: list[Attempt] = []
    goes_on = True
    while goes_on:
        began = time.monotonic()
        retries = len(attempts)
        if job.single_node:
            verdict, codes = alone(job, folder, dict(extra), deadline)
            spans = {("am", 0): Span(0.0, 0.0, time.monotonic() - began)}
        else:
            gang = Gang(job, folder, retries, dict(extra), deadline)
            verdict, codes = gang.run()
            spans = gang.spans
        seconds = time.monotonic() - began
        attempts.append(Attempt(verdict.succeeded, verdict.why, codes, seconds, spans))
        goes_on = again(job, verdict, retries, out_of_time=time.monotonic() >= deadline)
    return Outcome(tuple(attempts))


@contextlib.contextmanager
def only_job_in(folder: Path) -> Iterator[None]:
    """Two jobs in one folder would write over each other's logs. The lock ends with its owner."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotRun(
                f"another job runs in {folder}; give each a folder of its own, or wait for its end"
            ) from None
        yield


@dataclass(frozen=True)
class Message:
    """What came from an executor, when, and the line to answer on."""

    type: str
    task: Task
    address: str
    when: float
    connection: socket.socket


@dataclass
class Gang:
    """The processes of one session."""

    job: JobFile
    folder: Path
    retries: int = 0
    extra: dict[str, str] = field(default_factory=dict)
    deadline: float = float("inf")
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    inbox: "queue.Queue[Message]" = field(default_factory=queue.Queue)
    connections: dict[Task, socket.socket] = field(default_factory=dict)
    processes: dict[Task, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    started: set[Task] = field(default_factory=set)
    spans: dict[Task, Span] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    strangers: list[socket.socket] = field(default_factory=list)  # longest here first
    door: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> tuple[Verdict, dict[str, int]]:
        session = Session(self.job)
        with self.listening() as server:
            try:
                verdict = self._watch(session, server.getsockname()[1])
            finally:
                for process in self.processes.values():
                    end_group(process)
                for connection in self.connections.values():
                    hang_up(connection)
        return verdict, {name_of(task): code for task, code in session.codes.items()}

    @contextlib.contextmanager
    def listening(self) -> Iterator[socket.socket]:
        """A server on this machine alone, for as long as the session lasts."""
        with socket.create_server((HERE, 0)) as server:
            accepting = threading.Thread(target=self._accept, args=(server,), daemon=True)
            accepting.start()
            try:
                yield server
            finally:
                # Not close() alone: that does not wake a thread that waits in accept().
                with contextlib.suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)

    def _watch(self, session: Session, port: int) -> Verdict:
        while True:
            self._hear(session)
            now = time.monotonic()
            for task, process in self.processes.items():
                if task not in session.codes and process.poll() is not None:
                    session.exited(task, as_a_shell(process.returncode))
                    self.spans[task].ended = now - self.began
                    end_group(process)  # what the command has left running
            for task in session.silent(now):
                session.exited(task, LOST)
                self.spans[task].ended = now - self.began
                end_group(self.processes[task])
            if verdict := session.verdict(now):
                return verdict
            if now >= self.deadline:
                return out_of_time(self.job)
            for task in session.starts(now):
                self.spans[task] = Span(now - self.began)
                self.processes[task] = self._executor(task, port)
            self._start_commands(session)

    def _hear(self, session: Session) -> None:
        """All that came since the last look; and where nothing did, wait a moment."""
        wait = LOOK
        while True:
            try:
                message = self.inbox.get(timeout=wait) if wait else self.inbox.get_nowait()
            except queue.Empty:
                return
            wait = 0.0
            if message.type == "heartbeat":
                session.heartbeat(message.task, message.when)
                continue
            try:
                session.registered(message.task, message.address, message.when)
                self.connections[message.task] = message.connection
            except Refused:
                hang_up(message.connection)

    def _start_commands(self, session: Session) -> None:
        """The addresses of all, to each executor that has not started yet, once it is time."""
        spec = session.spec()
        if spec is None:
            return
        for task in self.connections.keys() - self.started:
            self.started.add(task)
            self.spans[task].command = time.monotonic() - self.began
            variables = environment(self.job, spec, task, self.retries)
            with contextlib.suppress(OSError):  # it died meanwhile, as will be seen
                lines.send(self.connections[task], {"type": "start", "environment": variables})

    def _accept(self, server: socket.socket) -> None:
        most = len(self.job.tasks) + STRANGERS
        while True:
            try:
                connection, _ = server.accept()
            except OSError as error:
                if error.errno not in PASSING:  # the session is over
                    return
                self._make_room(0)
                time.sleep(LOOK)
                continue
            # The one that has waited longest goes, not the newcomer: an executor says at once
            # who it is, and so comes in however many there are who say nothing.
            self._make_room(most - 1)
            with self.door:
                self.strangers.append(connection)
            listening = threading.Thread(target=self._listen, args=(connection,), daemon=True)
            try:
                listening.start()
            except RuntimeError:  # this process may have no more threads, for now
                self._make_room(0)

    def _make_room(self, most: int) -> None:
        """Of those who have not said who they are, so many may stay."""
        with self.door:
            while len(self.strangers) > most:
                hang_up(self.strangers.pop(0))

    def _listen(self, connection: socket.socket) -> None:
        """Whoever does not say in time, and with the secret, which task it is, is sent away."""
        late = threading.Timer(GREETING, hang_up, [connection])
        late.daemon = True
        late.start()
        with contextlib.suppress(lines.BadMessage, OSError, ValueError):
            messages = lines.receive(connection)
            try:
                task, address = self._greeting(next(messages, {}))
            finally:
                late.cancel()
                with self.door, contextlib.suppress(ValueError):  # it was sent away
                    self.strangers.remove(connection)
            self.inbox.put(Message("register", task, address, time.monotonic(), connection))
            for message in messages:
                if message["type"] != "heartbeat":
                    raise lines.BadMessage(f"nobody says {message['type']!r} here")
                self.inbox.put(Message("heartbeat", task, address, time.monotonic(), connection))
        hang_up(connection)

    def _greeting(self, message: Mapping[str, object]) -> tuple[Task, str]:
        secret = str(message.get("secret")).encode(errors="replace")
        task = re.fullmatch(r"([a-z]+):([0-9]{1,6})", str(message.get("task")))
        address = re.fullmatch(r"127\.0\.0\.1:[0-9]{1,5}", str(message.get("address")))
        known = hmac.compare_digest(secret, self.secret.encode())
        if message.get("type") != "register" or not (known and task and address):
            raise lines.BadMessage("a stranger")
        return (task[1], int(task[2])), address[0]

    def _executor(self, task: Task, port: int) -> "subprocess.Popen[bytes]":
        about = {
            "port": port,
            "secret": self.secret,
            "task": name_of(task),
            "command": self.job.role(task[0]).command,
            "seconds": self.job.heartbeat_ms / 1000,
        }
        log = self.folder / f"{task[0]}-{task[1]}.{self.retries}.log"
        process = start(
            [sys.executable, "-m", "lfai_nb.demos.tony.executor"], self.folder, self.extra, log
        )
        assert process.stdin
        with contextlib.suppress(BrokenPipeError), process.stdin as line:
            line.write(json.dumps(about).encode() + b"\n")
        return process


def alone(
    job: JobFile, folder: Path, extra: Mapping[str, str], deadline: float
) -> tuple[Verdict, dict[str, int]]:
    """A job without roles: its one command, here. Nobody registers, and nothing is retried."""
    command = ["bash", "-c", job.alone or job.command]
    process = start(command, folder, {**extra, **dict(job.variables)}, folder / "am-0.0.log")
    assert process.stdin
    process.stdin.close()
    try:
        while process.poll() is None:
            if time.monotonic() >= deadline:
                return out_of_time(job), {}
            time.sleep(LOOK)
    finally:
        end_group(process)
    code = as_a_shell(process.returncode)
    return Verdict(code == 0, f"the command {ended(code)}"), {"am:0": code}


def start(
    command: list[str], folder: Path, extra: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    """In a process group of its own; what it says goes to a file of its own, as in a container."""
    with log.open("wb") as file:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **extra},
            start_new_session=True,
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def out_of_time(job: JobFile) -> Verdict:
    return Verdict(False, f"the job had not ended within {job.timeout_ms} ms")


def hang_up(connection: socket.socket) -> None:
    # Not close() alone: another thread may be reading from it.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
