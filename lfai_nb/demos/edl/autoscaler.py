"""EDL's autoscaler in a simulated cluster: jobs grow and shrink, so that a new one need not wait.

    outcome = simulate(submitted(20), slots=400)
    outcome.average_pending

The policy is that of EDL's controller (`pkg/autoscaler.go`, in its history until commit 5c8cbac).
It looks at all jobs every five seconds, and whenever one comes or goes:

- a job's *fulfilment* is 0 at its least number of trainers and 1 at its most,
- while there is room, each job gets one trainer more, the least fulfilled first,
- while more is asked for than there is, each job gives one back, the most fulfilled first,
- and both again, until nothing changes.

Two rules keep it calm. Jobs grow to 97 % of the slots alone, so that a newcomer finds some free.
And a job whose last change is still under way is left as it is, unless some job has no trainer.

Simulated are whole seconds. A trainer needs one slot and does one unit of work a second, however
many there are; real training gains less and less from more of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

EVERY = 5  # seconds between two looks of the controller
LOAD = 0.97  # up to which share of the slots jobs grow; EDL's flag `max_load_desired`


@dataclass(frozen=True)
class Job:
    """What a user submits: `work` in trainer-seconds, and between how many trainers it can run."""

    name: str
    at: int  # second of submission
    work: int
    least: int
    most: int

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ValueError(
                f"{self.name}: from {self.least} to {self.most} trainers; the least is 1 or more, "
                "and not above the most"
            )
        if self.at < 0 or self.work < 1:
            raise ValueError(
                f"{self.name}: submitted at {self.at}, work {self.work}; neither can be"
            )


@dataclass
class State:
    """A job in the cluster: how many trainers it should have, and how many run."""

    job: Job
    wanted: int
    running: int = 0
    done: int = 0
    began: int = -1
    ended: int = -1

    @property
    def fulfilment(self) -> float:
        job = self.job
        return 1.0 if job.most == job.least else (self.wanted - job.least) / (job.most - job.least)


@dataclass(frozen=True)
class Outcome:
    """What happened. `sizes` has the trainers of each job, second by second."""

    states: tuple[State, ...]
    sizes: tuple[tuple[int, ...], ...]
    slots: int

    @property
    def average_pending(self) -> float:
        """Seconds from submission until the job's first trainers start."""
        return sum(state.began - state.job.at for state in self.states) / len(self.states)

    @property
    def average_completion(self) -> float:
        """Seconds from submission to the end."""
        return sum(state.ended - state.job.at for state in self.states) / len(self.states)

    @property
    def utilisation(self) -> float:
        """The share of the slots that trained, until the last job ended."""
        return sum(map(sum, self.sizes)) / (self.slots * len(self.sizes))


def submitted(count: int, least: int = 2, most: int = 60, work: int = 18_000) -> list[Job]:
    """Equal jobs, ten seconds apart, as in EDL's experiment; how long theirs ran is not told."""
    return [Job(f"job {n + 1}", 10 * n, work, least, most) for n in range(count)]


def plan(states: Sequence[State], slots: int, load: float = LOAD) -> dict[str, int]:
    """How many trainers each job should have."""
    most = int(slots * load)
    somebody_waits = any(state.running == 0 for state in states)
    stable = [state for state in states if somebody_waits or state.running == state.wanted]
    order = sorted(stable, key=lambda state: state.fulfilment)  # as it is now, not as it is planned
    wanted = {state.job.name: state.wanted for state in states}
    total = sum(wanted.values())
    changed = True
    while changed:
        changed = False
        for state in order:
            if total < most and wanted[state.job.name] < state.job.most:
                wanted[state.job.name] += 1
                total, changed = total + 1, True
        for state in reversed(order):
            if total > most and wanted[state.job.name] > state.job.least:
                wanted[state.job.name] -= 1
                total, changed = total - 1, True
    return wanted


def simulate(jobs: Sequence[Job], slots: int, release: int = 0, load: float = LOAD) -> Outcome:
    """Run until every job has ended. A stopped trainer's slot is free after `release` seconds."""
    if not jobs or len({job.name for job in jobs}) < len(jobs):
        raise ValueError("there must be at least one job, and no name twice")
    for job in jobs:
        if job.least > slots:
            raise ValueError(f"{job.name} needs {job.least} slots at least; there are {slots}")
    states = [State(job, wanted=job.least) for job in sorted(jobs, key=lambda job: job.at)]
    leaving: list[int] = []  # for each stopped trainer, the second at which its slot is free
    sizes: list[tuple[int, ...]] = []
    now = 0
    while any(state.ended < 0 for state in states):
        alive = [state for state in states if state.job.at <= now and state.ended < 0]
        changed = any(now in (state.job.at, state.ended) for state in states)
        if changed or now % EVERY == 0:
            for name, wanted in plan(alive, slots, load).items():
                next(state for state in alive if state.job.name == name).wanted = wanted
        leaving = [second for second in leaving if second > now]
        for state in alive:
            surplus = max(0, state.running - state.wanted)
            state.running -= surplus
            leaving += [now + release] * surplus if release else []
        free = slots - len(leaving) - sum(state.running for state in alive)
        for state in alive:
            more = min(state.wanted - state.running, free)
            # A job begins when its least number of trainers can start at once.
            if more > 0 and (state.began >= 0 or more >= state.job.least):
                state.began = now if state.began < 0 else state.began
                state.running += more
                free -= more
        sizes.append(tuple(state.running for state in states))
        now += 1
        for state in alive:
            state.done += state.running
            if state.done >= state.job.work:
                leaving += [now + release] * state.running if release else []
                state.ended, state.running = now, 0
    return Outcome(tuple(states), tuple(sizes), slots)
