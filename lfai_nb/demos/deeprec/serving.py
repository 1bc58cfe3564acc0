"""A group of sessions that share their variables and nothing else, after DeepRec's SessionGroup.

Each session is a process with its own threads, pinned to a core of its own: in Python, threads of
one process would queue for the interpreter's lock. The variables are in shared memory, twice:

    buffer 0   ← sessions read here         `active` says which buffer new requests read
    buffer 1   ← the updater writes here    `leases[i]` says which one session i is reading now

`update()` waits until nobody reads the idle buffer, brings it up to date, and turns `active` over.
So a request sees one step's table and weights from its beginning to its end, and none ever waits
for a checkpoint to be loaded. The price is the memory for two copies.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

import torch
import torch.multiprocessing as mp
from torch import Tensor, nn

from lfai_nb.demos.deeprec.checkpoint import Checkpoint, chain, check_dense, newer
from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.serving_table import ServingTable

START_SECONDS, ANSWER_SECONDS = 120.0, 60.0


@dataclass(frozen=True)
class Answer:
    scores: Tensor  # [B]
    step: int  # of the checkpoint that all of it came from


@dataclass(frozen=True)
class Load:
    """What one session did when it asked itself as fast as it could."""

    latencies: Tensor  # seconds [requests]
    seconds: float


@dataclass
class Buffer:
    """One whole copy of the model; the tensors are shared, the rest is the owner's notes."""

    table: ServingTable
    model: nn.Module
    step: Tensor  # int64 [1], shared
    digest: str = ""

    def catch_up(self, folder: Path) -> None:
        """Load what is newer, file by file: each is read and verified before it changes a bit."""
        at = int(self.step)
        found = newer(folder, at, self.digest) if self.digest else list(chain(folder))
        for checkpoint in found:
            self._take(checkpoint)

    def _take(self, checkpoint: Checkpoint) -> None:
        full = checkpoint.kind == "full"
        if len(checkpoint.tables) != 1:
            raise CheckpointError(
                f"{checkpoint.path.name} has {len(checkpoint.tables)} tables; one is served here"
            )
        (state,) = checkpoint.tables.values()
        check_dense(self.model, checkpoint)
        self.table.check(state, full)
        # Should this stop half-way all the same (no memory, say), the next call begins anew.
        self.digest = ""
        if full:
            self.table.load(state)
        else:
            self.table.apply(state)
        self.model.load_state_dict(checkpoint.dense)
        self.step[0], self.digest = checkpoint.step, checkpoint.digest

    @torch.inference_mode()
    def answer(self, ids: Tensor, dense: Tensor) -> Answer:
        scores = torch.sigmoid(self.model(self.table(ids), dense))
        return Answer(scores, int(self.step))


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


@dataclass(frozen=True)
class Shared:
    """What all sessions and the updater look at."""

    buffers: tuple[Buffer, Buffer]
    active: Any  # 0 or 1
    leases: Any  # for each reader: 0, 1, or −1
    lock: RobustLock

    @contextmanager
    def lease(self, reader: int) -> Iterator[Buffer]:
        """The active buffer, which stays as it is until this is over."""
        with self.lock:  # held for two assignments, never during work
            which = self.active.value
            self.leases[reader] = which
        try:
            yield self.buffers[which]
        finally:
            with self.lock:
                self.leases[reader] = -1

    def in_use(self, which: int) -> bool:
        with self.lock:
            return which in list(self.leases)


class SessionGroup:
    """Start sessions on a folder of checkpoints, ask them, and let them follow the trainer.

    with SessionGroup(folder, model, dim=8, sessions=2, capacity=100_000) as group:
        group.predict(ids, dense).scores
        group.update()      # when a delta has been saved
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
        self._pipes: list[Connection] = []
        self._locks = [Lock() for _ in range(sessions)]
        self._asked = [0] * sessions  # how many questions; each has its number, and so its answer
        self._processes = []
        for i in range(sessions):
            ours, theirs = spawn.Pipe()
            cores = sorted(os.sched_getaffinity(0))
            core = cores[i % len(cores)] if pin else None
            process = spawn.Process(
                target=_session, args=(i, self.shared, theirs, threads, core), daemon=True
            )
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        for i in range(sessions):
            self._receive(i, 0, START_SECONDS)  # each says when it is ready

    def predict(self, ids: Tensor, dense: Tensor, key: int | None = None) -> Answer:
        """Ask one session: in turn, or with MOD the one that `key` (of a user, say) belongs to."""
        if self.policy == "MOD":
            if key is None:
                raise ValueError("with the policy MOD, say for which key you ask")
            i = self._living(key)
        else:
            i = self._turn = self._living(self._turn + 1)
        with self._locks[i]:  # one conversation at a time on each pipe
            number = self._ask(i, "predict", ids, dense)
            answer: Answer = self._receive(i, number)
        return answer

    def measure(
        self,
        ids: Tensor,
        dense: Tensor,
        batch: int,
        seconds: float,
        *,
        sessions: int | None = None,
        threads: int = 1,
        askers: int = 1,
    ) -> list[Load]:
        """Sessions answer requests from these impressions as fast as they can, all at once.

        For comparisons: only the first `sessions` of them, with `threads` for torch in each, and
        `askers` Python threads that ask inside each.
        """
        busy = range(len(self._pipes) if sessions is None else sessions)
        numbers = [
            self._ask(i, "measure", ids, dense, batch, seconds, threads, askers) for i in busy
        ]
        patience = seconds + START_SECONDS
        return [self._receive(i, n, patience) for i, n in zip(busy, numbers, strict=True)]

    def update(self, timeout: float = 30.0) -> int:
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

    def _living(self, i: int) -> int:
        """Session i, or if that has ended the next one that has not."""
        for k in range(len(self._processes)):
            if self._processes[(i + k) % len(self._processes)].is_alive():
                return (i + k) % len(self._processes)
        raise RuntimeError("no session is left; see what they printed")

    def _in_use(self, buffer: int) -> bool:
        self._forget_the_dead()
        return self.shared.in_use(buffer)

    def _forget_the_dead(self) -> None:
        """A session that was killed while it read a buffer does not read it any more."""
        for i, process in enumerate(self._processes):
            if not process.is_alive():
                self.shared.leases[i] = -1

    def _ask(self, i: int, *question: Any) -> int:
        self._asked[i] += 1
        try:
            self._pipes[i].send((self._asked[i], *question))
        except BrokenPipeError:
            raise RuntimeError(f"session {i} ended; see what it printed") from None
        return self._asked[i]

    def _receive(self, i: int, number: int, timeout: float = ANSWER_SECONDS) -> Any:
        """The answer to that question; those to earlier ones, which came too late, are dropped."""
        deadline = time.monotonic() + timeout
        answered = -1
        while answered != number:
            if not self._pipes[i].poll(max(0.0, deadline - time.monotonic())):
                raise TimeoutError(f"session {i} has not answered in {timeout:.0f} s")
            try:
                answered, answer = self._pipes[i].recv()
            except (EOFError, ConnectionError):
                raise RuntimeError(f"session {i} ended; see what it printed") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End the sessions; none outlives this."""
        for pipe in self._pipes:
            with suppress(OSError):  # it has ended already
                pipe.send(None)
        for process in self._processes:
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()
        self._place.cleanup()

    def __enter__(self) -> "SessionGroup":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def new_buffer(model: Callable[[], nn.Module], dim: int, capacity: int) -> Buffer:
    net = model().eval().share_memory()
    return Buffer(
        ServingTable(dim, capacity), net, torch.zeros(1, dtype=torch.int64).share_memory_()
    )


def _session(index: int, shared: Shared, pipe: Connection, threads: int, core: int | None) -> None:
    """The life of one session process."""
    if core is not None:
        os.sched_setaffinity(0, {core})
    torch.set_num_threads(threads)
    pipe.send((0, "ready"))
    try:
        while message := pipe.recv():
            number, what, *args = message
            do = _predict if what == "predict" else _ask_myself
            try:
                pipe.send((number, do(index, shared, *args)))
            except (TypeError, ValueError, RuntimeError, IndexError) as error:
                pipe.send(
                    (number, error)
                )  # a bad request is the asker's to know; the session lives on
    except EOFError:
        return  # the group is gone


def _predict(reader: int, shared: Shared, ids: Tensor, dense: Tensor) -> Answer:
    with shared.lease(reader) as buffer:
        return buffer.answer(ids, dense)


def _ask_myself(
    reader: int,
    shared: Shared,
    ids: Tensor,
    dense: Tensor,
    batch: int,
    seconds: float,
    threads: int,
    askers: int,
) -> Load:
    torch.set_num_threads(threads)
    requests = list(zip(ids.split(batch), dense.split(batch), strict=True))
    for request in requests[:20]:
        _predict(reader, shared, *request)
    latencies: list[list[float]] = [[] for _ in range(askers)]
    end = time.perf_counter() + seconds

    def ask(mine: list[float]) -> None:
        torch.set_num_threads(threads)  # holds for the thread that says it: OpenMP's rule
        i = 0
        while (begin := time.perf_counter()) < end:
            _predict(reader, shared, *requests[i % len(requests)])
            mine.append(time.perf_counter() - begin)
            i += 1

    team = [Thread(target=ask, args=(mine,)) for mine in latencies]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return Load(torch.tensor([x for mine in latencies for x in mine]), seconds)
