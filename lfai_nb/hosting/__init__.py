"""Hosting: the way to being hosted, and what a hosted project owes.

schedule(wish, stage, on=…)   when each step of a proposal is due, from a wished day or none
Meetings                      the days of the council: on record, and by its rhythm

BadInput(ValueError)          a day or a stage that cannot be planned for

>>> from datetime import date
>>> plan = schedule(date(2026, 12, 17), "sandbox", on=date(2026, 11, 27))
>>> isinstance(plan, Schedule), plan.verdict is Timing.IN_TIME, plan.deck_due.isoformat()
(True, True, '2026-12-07')
>>> isinstance(plan.meeting, CouncilMeeting), isinstance(plan.steps[0], PlanStep)
(True, True)
>>> isinstance(plan.waits[0], Wait), isinstance(plan.ahead[0], Ahead)
(True, True)
>>> all(isinstance(entry, CalendarEntry) for entry in plan.events)
True
>>> try:
...     schedule(date(1999, 1, 1), "sandbox", on=date(2026, 11, 27))
... except BadInput:
...     print("refused")
refused
"""

from lfai_nb.errors import BadInput
from lfai_nb.hosting.meetings import CouncilMeeting, Meetings
from lfai_nb.hosting.schedule import Schedule, Timing, schedule
from lfai_nb.hosting.steps import Ahead, CalendarEntry, PlanStep, Wait

__all__ = [
    "Ahead",
    "BadInput",
    "CalendarEntry",
    "CouncilMeeting",
    "Meetings",
    "PlanStep",
    "Schedule",
    "Timing",
    "Wait",
    "schedule",
]
