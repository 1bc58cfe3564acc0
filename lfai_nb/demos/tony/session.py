"""One session of a job: what has happened, and what follows from it. No process, no clock.

session = Session(job, began=0.0)
session.registered(("worker", 0), "127.0.0.1:4711", now=0.2)
session.spec()            # None until everybody is there: that is the gang
session.verdict(now=0.3)  # None while it goes on
"""

from dataclasses import dataclass, field

from lfai_nb.demos.tony.jobfile import JobFile, Task


@dataclass(frozen=True)
class Verdict:
    succeeded: bool
    why: str


@dataclass
class Session:
    job: JobFile
    began: float  # in seconds, as all times here
    addresses: dict[Task, str] = field(default_factory=dict)
    heard: dict[Task, float] = field(default_factory=dict)
    codes: dict[Task, int] = field(default_factory=dict)

    def registered(self, task: Task, address: str, now: float) -> None:
        if task not in self.job.tasks or task in self.addresses:
            raise ValueError(f"{name_of(task)} is not expected")
        self.addresses[task], self.heard[task] = address, now

    def heartbeat(self, task: Task, now: float) -> None:
        self.heard[task] = now

    def exited(self, task: Task, code: int) -> None:
        self.codes.setdefault(task, code)

    def spec(self) -> dict[str, list[str]] | None:
        """Where everybody is, once everybody is there."""
        if len(self.addresses) < len(self.job.tasks):
            return None
        return {
            role.name: [self.addresses[role.name, n] for n in range(role.instances)]
            for role in self.job.roles
            if role.instances
        }

    def verdict(self, now: float) -> Verdict | None:
        """TonY's rules, in the order in which it looks."""
        job = self.job
        for task, code in self.codes.items():
            ends_all = job.is_chief(task) or task[0] in job.stop_on_failure
            if code and (ends_all or job.fail_on_worker_failure):
                return Verdict(False, f"{name_of(task)} exited with {code}, which ends the job")
        tracked = [task for task in job.tasks if task[0] not in job.untracked]
        if all(task in self.codes for task in tracked):
            failed = [name_of(task) for task in tracked if self.codes[task]]
            if failed and len(failed) == len(tracked):
                return Verdict(False, "all tasks failed")
            some = f", though {', '.join(failed)} failed" if failed else ""
            return Verdict(True, f"all tracked tasks have ended{some}")
        return self._too_late(now)

    def _too_late(self, now: float) -> Verdict | None:
        job, ms = self.job, (now - self.began) * 1000
        missing = [name_of(task) for task in job.tasks if task not in self.addresses]
        if missing and ms > job.registration_ms:
            return Verdict(
                False, f"not registered within {job.registration_ms} ms: {', '.join(missing)}"
            )
        if job.timeout_ms and ms > job.timeout_ms:
            return Verdict(False, f"the job had not ended within {job.timeout_ms} ms")
        for task, last in self.heard.items():
            if task not in self.codes and (now - last) * 1000 > job.heartbeat_ms * job.max_missed:
                return Verdict(False, f"{name_of(task)} missed {job.max_missed} heartbeats")
        return None


def name_of(task: Task) -> str:
    return f"{task[0]}:{task[1]}"
