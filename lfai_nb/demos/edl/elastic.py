"""Workers join and leave a job while it runs, and one that is lost does not stop it.

    history = run(folder, [Change(at=40, workers=1), Change(at=80, workers=3)], workers=2)
    history.steps[-1].workers, history.pauses()

`at` is the step at which the change is asked for. Those who will join later are started at once and
wait, as machines that are up and free; one that is not ready yet lets nobody else wait. Each
process is `member`; who belongs to the job stands in files, see there.

A change takes effect some steps after `at`: as many as the job does until the launcher has looked.
With `punctual` it is made at that very step, however slow the machine is: all are ready before the
first step, and at `at` the job waits for its next group.
"""

import itertools
import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lfai_nb.demos import workers as processes
from lfai_nb.demos.checkpoint import write_whole
from lfai_nb.demos.edl.member import LOOK, Course, file_of
from lfai_nb.demos.workers import JobFailed


@dataclass(frozen=True)
class Change:
    """At this step so many workers are wanted; or one of them is killed, and not replaced."""

    at: int
    workers: int = 0
    kill: bool = False


@dataclass(frozen=True)
class Step:
    at: float  # seconds since the job was started
    step: int
    position: int  # examples that have been trained on, all epochs together
    workers: int
    loss: float
    members: int  # the number of the group


@dataclass(frozen=True)
class JobEvent:
    at: float
    what: str


@dataclass(frozen=True)
class Pause:
    """Between the last step of a group and the first useful one of the next."""

    before: int  # workers
    after: int
    seconds: float


@dataclass(frozen=True)
class History:
    steps: tuple[Step, ...]
    events: tuple[JobEvent, ...]
    lost: int  # steps that were under way when a worker was lost, and were done again
    accuracy: float
    weights: str

    def pauses(self) -> list[Pause]:
        pairs = itertools.pairwise(self.steps)
        return [
            Pause(a.workers, b.workers, b.at - a.at) for a, b in pairs if a.members != b.members
        ]


@dataclass
class Job:
    """The launcher's view: which processes there are, and who belongs to the job."""

    folder: Path
    course: Course
    started: float = field(default_factory=time.time)
    team: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)
    known: set[int] = field(default_factory=set)  # all who have ever belonged to it
    events: list[JobEvent] = field(default_factory=list)
    number: int = 0

    def event(self, what: str) -> None:
        self.events.append(JobEvent(time.time() - self.started, what))

    def start(self, name: int) -> None:
        program = ["-m", "lfai_nb.demos.edl.member", str(self.folder), str(name)]
        course = json.dumps(asdict(self.course))
        self.team[name] = processes.start([*program, course], self.folder / f"worker-{name}")

    def ready(self, name: int) -> bool:
        return (self.folder / f"ready-{name}").exists()

    def newcomers(self) -> list[int]:
        """Those who have been started and have never belonged to the job."""
        return [name for name in self.team if name not in self.known]

    def publish(self, members: list[int]) -> None:
        self.members, self.number = members, self.number + 1
        self.known |= set(members)
        write_whole(file_of(self.folder, self.number), json.dumps(members).encode())

    def lost(self) -> list[int]:
        """Members whose process has ended otherwise than well."""
        return [name for name in self.members if self.team[name].poll() not in (None, 0)]

    def rows(self) -> list[dict[str, Any]]:
        """What the first worker has noted so far; a line is read when it is whole."""
        path = self.folder / "trace.jsonl"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def run(
    folder: Path | str,
    changes: Sequence[Change] = (),
    workers: int = 2,
    limit: float = 600,
    punctual: bool = False,
    **course: Any,
) -> History:
    """Train in a fresh folder with so many workers, and change their number on the way."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty: a live job needs a folder of its own")
    if workers < 1 or any(not change.kill and change.workers < 1 for change in changes):
        raise ValueError("a job needs one worker at least, at every step")
    changes = sorted(changes, key=lambda change: change.at)
    job = Job(folder, Course(**course, turns=turns(workers, changes) if punctual else ()))
    try:
        return _watch(job, changes, workers, time.time() + limit)
    finally:
        for process in job.team.values():
            processes.end_group(process)


def needed(workers: int, changes: Sequence[Change]) -> int:
    """How many processes all the changes need: one that has left does not come back."""
    total = now = workers
    for change in changes:
        wanted = now - 1 if change.kill else change.workers
        total, now = total + max(0, wanted - now), wanted
    return total


def turns(workers: int, changes: Sequence[Change]) -> tuple[int, ...]:
    """The steps of those changes after which another group is at work."""
    steps, now = [], workers
    for change in changes:
        wanted = now - 1 if change.kill else change.workers
        if wanted != now:
            steps.append(change.at)
        now = wanted
    return tuple(steps)


def _watch(job: Job, changes: list[Change], wanted: int, deadline: float) -> History:
    for name in range(needed(wanted, changes)):
        job.start(name)
    while time.time() < deadline:
        time.sleep(LOOK)
        if job.course.turns and not all(map(job.ready, job.team)):
            continue
        done = [row for row in job.rows() if "step" in row]
        for name in job.lost():
            job.event(f"worker {name} is lost")
            wanted = min(wanted, len(job.members) - 1)
            if not wanted:
                raise JobFailed("the last worker was lost")
            job.publish([other for other in job.members if other != name])
        if (job.folder / "result.json").exists():
            return _history(job)
        while changes and done and done[-1]["step"] >= changes[0].at:
            change = changes.pop(0)
            if change.kill:
                job.event(f"worker {job.members[-1]} is killed")
                os.kill(job.team[job.members[-1]].pid, signal.SIGKILL)
            else:
                wanted = change.workers
                job.event(f"{wanted} workers are asked for")
        _settle(job, wanted, done)
    raise JobFailed("the job had not ended within its time")


def _settle(job: Job, wanted: int, done: list[dict[str, Any]]) -> None:
    """Another group, when the last one has met and those that are wanted are ready."""
    if len(job.members) == wanted or (
        job.number and job.number not in {r["members"] for r in done}
    ):
        return
    if len(job.members) > wanted:
        job.publish(job.members[:wanted])
        return
    ready = [name for name in job.newcomers() if job.ready(name)]
    if len(job.members) + len(ready) >= wanted:
        job.publish([*job.members, *ready][:wanted])
        job.event(f"{wanted} workers belong to the job")


def _history(job: Job) -> History:
    rows = job.rows()
    names = Step.__dataclass_fields__
    steps = [
        Step(**{**{k: row[k] for k in names}, "at": row["at"] - job.started})
        for row in rows
        if "step" in row
    ]
    result = json.loads((job.folder / "result.json").read_text())
    lost = len({row["lost"] for row in rows if "lost" in row})
    return History(tuple(steps), tuple(job.events), lost, result["accuracy"], result["weights"])
