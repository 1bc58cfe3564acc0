"""EDL's `DistillReader`: each batch of a student with its teacher's answers, in order and once.

    reader = DistillReader().set_dynamic_teacher(folder)
    reader.set_batch_generator(lambda: batches)        # tuples of arrays; the first one is asked
    for points, labels, scores in reader():
        ...

A few batches more than there are teachers are under way at a time. Answers come back in any order,
and wait until it is their turn. A batch whose teacher is lost goes to another one, ahead of the
rest; so a teacher may be asked twice, and the student gets each batch once.

Names and behaviour follow EDL's `distill_reader.py` and `distill_worker.py` at commit f065ec0.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

from lfai_nb.demos.edl import wire
from lfai_nb.demos.edl.teacher import announced, secret_of
from lfai_nb.demos.edl.wire import LOST, Numbers

LOOK = 0.02  # seconds between two looks at who is there
DEATHS = 3  # teachers that one batch may lose

Address = tuple[str, int]
Batch = tuple[Any, ...]
Connect = Callable[[Address], Connection]


class NoTeacher(RuntimeError):
    """A batch cannot be answered; the message says which, and what became of the teachers."""


@dataclass
class Task:
    number: int
    batch: Batch
    deaths: list[str] = field(default_factory=list)


@dataclass
class Ledger:
    """What became of the tasks of one pass."""

    answered: list[tuple[int, str]] = field(default_factory=list)  # the batch, and its teacher
    lost: list[str] = field(default_factory=list)  # teachers, each with the reason
    again: int = 0  # tasks that another teacher had to do

    @property
    def answers(self) -> Counter[str]:
        """Of each teacher."""
        return Counter(name for _, name in self.answered)


class DistillReader:
    """`patience`: seconds for a teacher to answer, and for one to come where none is there."""

    def __init__(self, patience: float = 60.0) -> None:
        self.patience = patience
        self.most = 0
        self.who: Callable[[], Mapping[str, Address]] | None = None
        self.batches: Callable[[], Iterable[Batch]] | None = None
        self.connect: Connect | None = None
        self.dynamic = False
        self.ledger = Ledger()

    def set_fixed_teacher(self, teachers: Sequence[Address], secret: bytes) -> "DistillReader":
        """These and no others; when the last one is lost, the pass ends with `NoTeacher`."""
        named = {f"{host}:{port}": (host, port) for host, port in teachers}
        self.who, self.most, self.dynamic = (lambda: named), len(named), False
        self.connect = lambda address: wire.greeted(Client(address), secret)
        return self

    def set_dynamic_teacher(self, folder: Path | str, most: int = 8) -> "DistillReader":
        """Those that have announced themselves in a folder, so many at a time; they may change."""
        place = Path(folder)
        secret = secret_of(place)
        self.who, self.most, self.dynamic = (lambda: announced(place)), most, True
        self.connect = lambda address: wire.greeted(Client(address), secret)
        return self

    def set_batch_generator(self, batches: Callable[[], Iterable[Batch]]) -> "DistillReader":
        self.batches = batches
        return self

    def __call__(self) -> Iterator[Batch]:
        if self.who is None or self.connect is None or self.batches is None:
            raise ValueError("a DistillReader needs teachers and a batch generator before a pass")
        self.ledger = Ledger()
        desk = Desk(self.who, self.connect, self.most, self.dynamic, self.patience, self.ledger)
        return desk.deliver(self.batches())


@dataclass
class Desk:
    """One pass. All that more than one thread touches is touched under `change`."""

    who: Callable[[], Mapping[str, Address]]
    connect: Connect
    most: int
    dynamic: bool
    patience: float
    ledger: Ledger
    change: threading.Condition = field(default_factory=threading.Condition)
    waiting: deque[Task] = field(default_factory=deque)
    answered: dict[int, Batch] = field(default_factory=dict)
    at_work: dict[str, Address] = field(default_factory=dict)
    gone: set[tuple[str, Address]] = field(default_factory=set)
    lines: dict[str, Connection] = field(default_factory=dict)
    fault: BaseException | None = None
    closed: bool = False
    there: Mapping[str, Address] = field(default_factory=dict)
    looked: float = -LOOK  # when

    def deliver(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """In the thread of the student."""
        source = iter(batches)
        handed_out = delivered = 0
        more = True
        try:
            while True:
                self._look()
                # EDL's window: the teachers have work, and the student's memory has an end.
                while more and handed_out - delivered < 2 * max(1, len(self.at_work)) + 2:
                    batch = next(source, None)
                    if batch is None:
                        more = False
                        break
                    with self.change:
                        self.waiting.append(Task(handed_out, batch))
                        self.change.notify_all()
                    handed_out += 1
                if delivered == handed_out and not more:
                    return
                yield self._next(delivered)
                delivered += 1
        finally:
            self._close()

    def _next(self, number: int) -> Batch:
        alone_since = time.monotonic()
        while True:
            with self.change:
                if self.fault:
                    raise self.fault
                if number in self.answered:
                    return self.answered.pop(number)
                if self.at_work:
                    alone_since = time.monotonic()
                elif not self.dynamic or time.monotonic() - alone_since > self.patience:
                    raise NoTeacher(f"nobody is there to answer batch {number}{self._fates()}")
                self.change.wait(LOOK)
            self._look()

    def _fates(self) -> str:
        return f": {'; '.join(self.ledger.lost)}" if self.ledger.lost else ""

    def _look(self) -> None:
        """New teachers begin; a place that has become free is for the next one."""
        if time.monotonic() - self.looked < LOOK:
            return
        there = self.who()
        with self.change:
            self.there, self.looked = there, time.monotonic()
            for name, address in there.items():
                known = name in self.at_work or (name, address) in self.gone
                if not known and len(self.at_work) < self.most:
                    self.at_work[name] = address
                    work = threading.Thread(target=self._ask, args=(name, address), daemon=True)
                    work.start()

    def _ask(self, name: str, address: Address) -> None:
        """In a thread for each teacher: task by task, until it is lost or the pass is over."""
        task: Task | None = None
        why = ""
        try:
            with self.connect(address) as line:
                with self.change:
                    self.lines[name] = line
                while task := self._take(name):
                    scores = self._answer(line, task)
                    with self.change:
                        self.answered[task.number] = (*task.batch, scores)
                        self.ledger.answered.append((task.number, name))
                        task = None
                        self.change.notify_all()
        except (*LOST, wire.BadMessage) as error:
            why = str(error) or "its connection broke"
        except BaseException as error:  # a fault of ours must not leave the student waiting
            with self.change:
                self.fault = error
        with self.change:
            self._bury(name, address, why, task)

    def _answer(self, line: Connection, task: Task) -> Numbers:
        rows = task.batch[0]
        line.send_bytes(wire.pack(task.number, rows))
        if not line.poll(self.patience):
            raise TimeoutError(f"it had not answered in {self.patience:g} seconds")
        number, scores = wire.unpack(line.recv_bytes(wire.LONGEST))
        if number != task.number or len(scores) != len(rows):
            raise wire.BadMessage(f"it answered {number} ({len(scores)} rows) instead")
        return scores

    def _take(self, name: str) -> Task | None:
        """The next task, if the teacher is still announced; None at the end of the pass."""
        with self.change:
            while not self.waiting and not self.closed:
                self.change.wait()
            if self.closed or name not in self.there:
                return None
            return self.waiting.popleft()

    def _bury(self, name: str, address: Address, why: str, task: Task | None) -> None:
        del self.at_work[name]
        self.lines.pop(name, None)
        self.gone.add((name, address))
        if why and not self.closed:
            self.ledger.lost.append(f"{name}: {why}")
        if task:
            task.deaths.append(name)
            self.ledger.again += 1
            self.waiting.appendleft(task)
            if len(task.deaths) >= DEATHS:
                self.fault = NoTeacher(
                    f"batch {task.number} was lost with {len(task.deaths)} teachers "
                    f"({', '.join(task.deaths)}), so it may be the batch{self._fates()}"
                )
        self.change.notify_all()

    def _close(self) -> None:
        with self.change:
            self.closed = True
            for line in self.lines.values():
                wire.hang_up(line)
            self.change.notify_all()
