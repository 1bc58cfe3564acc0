"""What became of a job: each session that was started, how it ended, and when its tasks ran."""

from dataclasses import dataclass, field

from lfai_nb.demos.tony.jobfile import Task


@dataclass
class Span:
    """Of one task, in seconds since its session began; None: it did not come to that."""

    started: float
    command: float | None = None
    ended: float | None = None


@dataclass(frozen=True)
class Attempt:
    succeeded: bool
    why: str
    codes: dict[str, int]
    seconds: float
    spans: dict[Task, Span] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    attempts: tuple[Attempt, ...]

    @property
    def succeeded(self) -> bool:
        return self.attempts[-1].succeeded
