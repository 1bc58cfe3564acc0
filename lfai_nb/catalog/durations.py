"""How long projects take: computed from the record, never stored.

Only what happened has a duration. Projects that never moved have none, so a median over those that
did says nothing of how long the others will take.
"""

from datetime import date

from lfai_nb.catalog.model import Project
from lfai_nb.domain import Stage
from lfai_nb.frozen import dataclass
from lfai_nb.quantities import median

_DAYS_IN_A_MONTH = 365.25 / 12


def months_between(start: date, end: date) -> float:
    return (end - start).days / _DAYS_IN_A_MONTH


@dataclass(frozen=True, slots=True)
class Passage:
    """One project's way from one stage to the next."""

    project: Project
    joined: date
    entered: date  # the stage that it left
    moved: date

    @property
    def months_since_joining(self) -> float:
        """What the foundation's expectation of 12 or 18 months speaks of."""
        return months_between(self.joined, self.moved)

    @property
    def months_in_stage(self) -> float:
        return months_between(self.entered, self.moved)


@dataclass(frozen=True, slots=True)
class Durations:
    """All the passages between two stages, the quickest since joining first."""

    from_stage: Stage
    to_stage: Stage
    passages: tuple[Passage, ...]

    def __len__(self) -> int:
        return len(self.passages)

    @property
    def median_since_joining(self) -> float | None:
        """``None`` where no project went that way."""
        return _median([passage.months_since_joining for passage in self.passages])

    @property
    def median_in_stage(self) -> float | None:
        return _median([passage.months_in_stage for passage in self.passages])


def _median(months: list[float]) -> float | None:
    return median(months) if months else None
