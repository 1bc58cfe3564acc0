"""Hosting: the way to being hosted, and what a hosted project owes.

schedule(wish, stage, on=…)   when each step of a proposal is due, from a wished day or none
Meetings                      the days of the council: on record, and by its rhythm

BadInput(ValueError)          a day or a stage that cannot be planned for
"""

from lfai_nb.errors import BadInput
from lfai_nb.hosting.meetings import Meeting, Meetings
from lfai_nb.hosting.schedule import Schedule, Verdict, schedule
from lfai_nb.hosting.steps import Ahead, Event, Step, Wait

__all__ = [
    "Ahead",
    "BadInput",
    "Event",
    "Meeting",
    "Meetings",
    "Schedule",
    "Step",
    "Verdict",
    "Wait",
    "schedule",
]
