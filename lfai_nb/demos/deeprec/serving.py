"""A group of sessions that share their variables and nothing else, after DeepRec's SessionGroup.

Each session is a process with its own threads, pinned to a core of its own: in Python, threads of
one process would queue for the interpreter's lock. The variables are in shared memory, twice:

    buffer 0   ← sessions read here         `active` says which buffer new requests read
    buffer 1   ← the updater writes here    `leases[i]` says which one session i is reading now

`update()` waits until nobody reads the idle buffer, brings it up to date, and turns `active` over.
So a request sees one step's table and weights from its beginning to its end, and none ever waits
for a checkpoint to be loaded. The price is the memory for two copies.

Questions and answers go through a pipe as numpy arrays. PyTorch would open a file for each tensor,
which takes several times as long as the answer itself.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import numpy as np
import torch
import torch.multiprocessing as mp
from torch import Tensor, nn

from lfai_nb.demos.deeprec.robust_lock import RobustLock
from lfai_nb.demos.deeprec.serving_buffers import Answer, Shared, new_buffer

START_SECONDS, ANSWER_SECONDS = 300.0, 300.0  # a moment, but on a machine that is busy
ATTEMPTS = 3  # how many sessions may end over one question, before it is the question's fault


class SessionEnded(RuntimeError):
    """The process of a session is gone; the question can be asked of another one."""


class Session:
    """One process, and the conversation with it.

    Each question has a number, and an answer says which it belongs to: what comes after its asker
    has given up is never taken for the answer to somebody else's question.
    """

    def __init__(self, index: int, shared: Shared, threads: int, core: int | None) -> None:
        self.index, self._questions, self._ready = index, 0, False
        self._over = False  # its pipe is gone: the process follows, a moment later
        self._lock = Lock()  # one conversation at a time on a pipe
        spawn = mp.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(
            target=_session, args=(index, shared, theirs, threads, core), daemon=True
        )
        self.process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        return not self._over and self.process.is_alive()

    def ready(self, timeout: float = 0.0) -> bool:
        """Whether it has loaded what it needs; it says so once, before its first answer."""
        if self._ready:
            return True
        with self._lock:
            if self._pipe.closed:
                raise self._ended()
            if not self._ready and self._pipe.poll(timeout):
                self._take()
                self._ready = True
        return self._ready

    def _ended(self) -> SessionEnded:
        self._over = True
        return SessionEnded(f"session {self.index} ended; see what it printed")

    def ask(self, question: tuple[Any, ...], timeout: float = ANSWER_SECONDS) -> Any:
        with self._lock:
            self._questions += 1
            try:
                self._pipe.send((self._questions, question))
            except (BrokenPipeError, OSError):
                raise self._ended() from None
            deadline, number = time.monotonic() + timeout, -1
            while number != self._questions:
                if not self._pipe.poll(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError(f"session {self.index} has not answered in {timeout:.0f} s")
                number, answer = self._take()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _take(self) -> tuple[int, Any]:
        try:
            number, answer = self._pipe.recv()
        except (EOFError, ConnectionError):
            raise self._ended() from None
        return number, answer

    def end(self) -> None:
        if self._lock.acquire(timeout=5):
            with suppress(OSError):  # it has ended already
                self._pipe.send(None)
            self._lock.release()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        # Whoever still waits hears now that the process is gone. A pipe closed under them would be
        # an error of another kind, or its number already that of another session's pipe.
        with self._lock:
            self._pipe.close()


class SessionGroup:
    """Start sessions on a folder of checkpoints, ask them, and let them follow the trainer.

    with SessionGroup(folder, model, dim=8, sessions=2, capacity=100_000) as group:
        group.predict(ids, dense).scores
        group.update()      # when a delta has been saved

    A session that dies is replaced by a new one; until that is ready, the others answer.
    """

    def __init__(
        self,
        folder: Path | str,
        model: Callable[[], nn.Module],
        dim: int,
        capacity: int,
        sessions: int = 2,
        threads: int = 1,
        pin: bool = True,
        policy: str = "RR",
    ) -> None:
        if sessions < 1 or threads < 1:
            raise ValueError("sessions and threads must be at least 1")
        if policy not in ("RR", "MOD"):
            raise ValueError(f"policy must be RR (in turn) or MOD (by the caller), not {policy!r}")
        self.folder, self.policy, self._turn = Path(folder), policy, 0
        self._threads, self._pin = threads, pin
        buffers = (new_buffer(model, dim, capacity), new_buffer(model, dim, capacity))
        for buffer in buffers:
            buffer.catch_up(self.folder)
        spawn = mp.get_context("spawn")
        self._place = TemporaryDirectory()
        self.shared = Shared(
            buffers,
            spawn.Value("i", 0, lock=False),
            spawn.Array("i", [-1] * sessions, lock=False),  # `lock` guards it
            RobustLock(Path(self._place.name) / "lock"),
        )
        self._replacing = Lock()
        self.sessions = [self._start(i) for i in range(sessions)]
        for session in self.sessions:
            if not session.ready(START_SECONDS):
                raise TimeoutError(f"session {session.index} did not start; see what it printed")

    def predict(self, ids: Tensor, dense: Tensor, key: int | None = None) -> Answer:
        """Ask one session: in turn, or with MOD the one that `key` (of a user, say) belongs to."""
        if self.policy == "MOD" and key is None:
            raise ValueError("with the policy MOD, say for which key you ask")
        question = (ids.numpy(), dense.numpy())
        for _ in range(ATTEMPTS):
            session = self._ready_one(self._next() if key is None else key)
            with suppress(SessionEnded):
                scores, step = session.ask(question)
                return Answer(torch.from_numpy(scores), step)
        raise RuntimeError(f"{ATTEMPTS} sessions ended over this request; see what they printed")

    def _next(self) -> int:
        self._turn += 1
        return self._turn

    def _start(self, i: int) -> Session:
        cores = sorted(os.sched_getaffinity(0))
        core = cores[i % len(cores)] if self._pin else None
        return Session(i, self.shared, self._threads, core)

    def _ready_one(self, first: int) -> Session:
        """Session `first`, or the next one that lives and has started; waits where none has."""
        deadline = time.monotonic() + START_SECONDS
        n = len(self.sessions)
        while time.monotonic() < deadline:
            self._replace_the_dead()
            for k in range(n):
                session = self.sessions[(first + k) % n]
                with suppress(SessionEnded):
                    if session.ready():
                        return session
            time.sleep(0.01)
        raise TimeoutError(f"no session was ready in {START_SECONDS:.0f} s; see what they printed")

    def _replace_the_dead(self) -> None:
        """A session that was killed reads no buffer any more, and a new one takes its place."""
        if all(session.alive for session in self.sessions):
            return
        with self._replacing:
            for i, session in enumerate(self.sessions):
                if not session.alive:
                    self.shared.leases[i] = -1
                    session.end()
                    self.sessions[i] = self._start(i)

    def update(self, timeout: float = ANSWER_SECONDS) -> int:
        """Load what was saved since; requests go on. Returns the step that is now served.

        If a file is damaged, a `CheckpointError` says so and the sessions go on as they are.
        """
        idle = 1 - self.shared.active.value
        deadline = time.monotonic() + timeout
        while self._in_use(idle):
            if time.monotonic() > deadline:
                raise TimeoutError("a session has not finished its request; nothing was changed")
            time.sleep(0.0005)
        self.shared.buffers[idle].catch_up(self.folder)
        with self.shared.lock:
            self.shared.active.value = idle
        return self.step

    @property
    def step(self) -> int:
        return int(self.shared.buffers[self.shared.active.value].step)

    def _in_use(self, buffer: int) -> bool:
        self._replace_the_dead()
        return self.shared.in_use(buffer)

    def close(self) -> None:
        """End the sessions; none outlives this."""
        for session in self.sessions:
            session.end()
        self._place.cleanup()

    def __enter__(self) -> "SessionGroup":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _session(index: int, shared: Shared, pipe: Connection, threads: int, core: int | None) -> None:
    """The life of one session process."""
    if core is not None:
        os.sched_setaffinity(0, {core})
    torch.set_num_threads(threads)
    pipe.send((0, "ready"))
    try:
        while message := pipe.recv():
            number, (ids, dense) = message
            try:
                answer = _predict(index, shared, ids, dense)
            except (TypeError, ValueError, RuntimeError, IndexError) as error:
                pipe.send((number, error))  # the asker's to know; the session lives on
            else:
                pipe.send((number, answer))
    except EOFError:
        return  # the group is gone


def _predict(
    reader: int, shared: Shared, ids: np.ndarray, dense: np.ndarray
) -> tuple[np.ndarray, int]:
    with shared.lease(reader) as buffer:
        answer = buffer.answer(torch.from_numpy(ids), torch.from_numpy(dense))
    return answer.scores.numpy(), answer.step
