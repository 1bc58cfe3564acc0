"""One session of a job: what has happened, and what follows from it. No process, no clock.

    session = Session(job)
    session.starts(now=0.0)   # which tasks to start
    session.registered(("worker", 0), "127.0.0.1:4711", now=0.2)
    session.spec()            # None until everybody is there: that is the gang
    session.verdict(now=0.3)  # None while it goes on

The rules are those of TonY's `TonySession` and `ApplicationMaster` at commit 7ceaaca. All times
are in seconds.
"""

from dataclasses import dataclass, field

from lfai_nb.demos.tony.jobfile import JobFile, Task

LOST = -1000  # the exit code that YARN has for a task of which nothing is known


class Refused(ValueError):
    """A registration that cannot be; the message says why."""


@dataclass(frozen=True)
class Verdict:
    succeeded: bool
    why: str


@dataclass
class Session:
    job: JobFile
    started: dict[Task, float] = field(default_factory=dict)
    addresses: dict[Task, str] = field(default_factory=dict)
    heard: dict[Task, float] = field(default_factory=dict)
    codes: dict[Task, int] = field(default_factory=dict)

    def starts(self, now: float) -> list[Task]:
        """The tasks whose turn it is now: what they depend on has ended, well or badly."""
        due = [
            task
            for task in self.job.tasks
            if task not in self.started
            and all(
                other in self.codes
                for other in self.job.tasks
                if other[0] in self.job.role(task[0]).depends_on
            )
        ]
        self.started |= dict.fromkeys(due, now)
        return due

    def registered(self, task: Task, address: str, now: float) -> None:
        if task not in self.started:
            raise Refused(f"{name_of(task)} is not expected")
        if task in self.codes:
            raise Refused(f"{name_of(task)} has ended")
        if task in self.addresses:
            raise Refused(f"{name_of(task)} is there already")
        self.addresses[task], self.heard[task] = address, now

    def heartbeat(self, task: Task, now: float) -> None:
        if task in self.heard:
            self.heard[task] = max(now, self.heard[task])

    def exited(self, task: Task, code: int) -> None:
        """The first word on it counts."""
        self.codes.setdefault(task, code)

    def spec(self) -> dict[str, list[str]] | None:
        """Where everybody is, once everybody is there who was started (GANG), or else at once."""
        if self.job.mode == "GANG" and len(self.addresses) < len(self.started):
            return None
        known: dict[str, list[str]] = {}
        for task in self.job.tasks:
            if task in self.addresses:
                known.setdefault(task[0], []).append(self.addresses[task])
        return known

    def silent(self, now: float) -> list[Task]:
        """Who has not been heard for too long. What follows is what follows from a failure."""
        longest = self.job.heartbeat_ms * max(3, self.job.max_missed) / 1000
        return [
            task
            for task, last in self.heard.items()
            if task not in self.codes and now - last > longest
        ]

    def verdict(self, now: float) -> Verdict | None:
        """None while the session goes on."""
        for task, code in self.codes.items():
            if code and (reason := self._ends_all(task)):
                return Verdict(False, f"{name_of(task)} {ended(code)}, and {reason}")
        tracked = self.job.tracked
        if all(task in self.codes for task in tracked):
            failed = [name_of(task) for task in tracked if self.codes[task]]
            if failed and len(failed) == len(tracked):
                return Verdict(False, "all tracked tasks failed")
            some = f", though {', '.join(failed)} failed" if failed else ""
            return Verdict(True, f"all tracked tasks have ended{some}")
        return self._late(now)

    def _ends_all(self, task: Task) -> str:
        """Why the failure of this task is the failure of the session; "" if it is not."""
        job, role = self.job, task[0]
        if job.is_chief(task):
            return "it is the chief"
        if role in job.stop_on_failure:
            return f"a failure of {role} stops the job"
        if role in job.sidecars:
            return ""
        if job.fail_on_worker_failure:
            return "the job may lose nobody"
        if task not in self.addresses:
            return "it had not even registered"
        if role in job.untracked:
            return f"without {role} the others would wait for ever"
        return ""

    def _late(self, now: float) -> Verdict | None:
        longest = self.job.registration_ms / 1000
        missing = [
            name_of(task)
            for task, since in self.started.items()
            if task not in self.addresses and task not in self.codes and now - since > longest
        ]
        if not longest or not missing:
            return None
        return Verdict(
            False, f"not registered within {self.job.registration_ms} ms: {', '.join(missing)}"
        )


def again(job: JobFile, verdict: Verdict, retries: int, out_of_time: bool) -> bool:
    """Whether the whole session is started once more, after so many retries."""
    return not (verdict.succeeded or job.single_node or out_of_time) and retries < job.retries


def name_of(task: Task) -> str:
    return f"{task[0]}:{task[1]}"


def ended(code: int) -> str:
    if code == LOST:
        return "was not heard any more"
    if code > 128:
        return f"exited with {code} (signal {code - 128})"
    return f"exited with {code}"
