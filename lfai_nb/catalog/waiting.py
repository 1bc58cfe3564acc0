"""How long projects wait for the next stage, with those that still wait counted in.

A median over the projects that moved says nothing of the rest. The estimate of Kaplan and Meier
takes every project for as long as it was watched: one that moved until then, one that left until it
left, and one that waits until the newest day known. The clock starts when a project joins, as the
foundation's expectation does; a project is watched from the day on which it had the stage.

    stays(catalog, from_stage, to_stage, on)    each project's time at a stage
    share_moved(stays)                          the estimate, a step for each time a project moved
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from lfai_nb.catalog.catalog import Catalog
from lfai_nb.catalog.durations import months_between
from lfai_nb.catalog.model import Left, Project, StageEvent
from lfai_nb.domain import Stage
from lfai_nb.frozen import dataclass

NORMAL_95 = 1.959963984540054  # standard deviations around the middle that hold 95 %


@dataclass(frozen=True, slots=True)
class Stay:
    """Months since joining: from when to when a project was at a stage, and if it moved up then."""

    project: Project
    start: float
    end: float
    moved: bool


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """From this time on: the share that has moved up, its 95 % band, and who was watched then."""

    months: float
    share: float
    low: float
    high: float
    watched: int


def stays(
    catalog: Catalog, from_stage: Stage | str, to_stage: Stage | str, on: date
) -> tuple[Stay, ...]:
    """As known on a day, which is not later than the record's own.

    >>> from datetime import date
    >>> from lfai_nb.catalog import load
    >>> known = stays(load(), Stage.SANDBOX, Stage.INCUBATION, date(2026, 8, 14))
    >>> len(known) > sum(stay.moved for stay in known) > 0
    True
    """
    day = min(on, catalog.as_of)
    stays = []
    for project in catalog.projects:
        joined, events = catalog.joined(project), catalog.events_of(project)
        pairs: list[tuple[StageEvent, StageEvent | None]] = [*pairwise(events)]
        for event, after in [*pairs, *((last, None) for last in events[-1:])]:
            since = catalog.decided_by(event)
            if event.stage != from_stage or since >= day:
                continue
            moved = after is not None and after.stage == to_stage and after.reached <= day
            until = min(day, after.reached if after else _left(catalog, project) or day)
            start, end = (max(0.0, months_between(joined, at)) for at in (since, until))
            stays.append(Stay(project, start, end, moved))
    return tuple(stays)


def _left(catalog: Catalog, project: Project) -> date | None:
    gone = catalog.exit_of(project)
    return gone.date if gone and gone.what is not Left.EMERITUS else None


def share_moved(known: Iterable[Stay]) -> tuple[CurvePoint, ...]:
    """The complement of Kaplan and Meier's estimate, with Greenwood's band on the log-log scale.

    >>> from types import SimpleNamespace as Of
    >>> waits = [Of(start=0, end=4, moved=True), Of(start=0, end=9, moved=False)]
    >>> [(step.months, step.share, step.watched) for step in share_moved(waits)]
    [(4, 0.5, 2)]
    """
    every = list(known)
    steps, still, spread = [], 1.0, 0.0
    for months in sorted({stay.end for stay in every if stay.moved}):
        watched = sum(stay.start <= months <= stay.end for stay in every)
        moved = sum(stay.moved and stay.end == months for stay in every)
        still *= 1 - moved / watched
        if still <= 0:  # everybody has moved, and no band can be drawn
            steps.append(CurvePoint(months, 1.0, 1.0, 1.0, watched))
            break
        spread += moved / (watched * (watched - moved))
        width = NORMAL_95 * math.sqrt(spread) / math.log(still)
        low, high = (1 - still ** math.exp(-side * width) for side in (-1, 1))
        steps.append(CurvePoint(months, 1 - still, min(low, high), max(low, high), watched))
    return tuple(steps)


def share_at(steps: Sequence[CurvePoint], months: float) -> float:
    """The share that has moved up by then."""
    past = [step.share for step in steps if step.months <= months]
    return past[-1] if past else 0.0


def median_wait(steps: Sequence[CurvePoint]) -> float | None:
    """After how many months half have moved up; ``None`` where that has not been seen."""
    return next((step.months for step in steps if step.share >= 0.5), None)
