"""One seat under one reading: what it is at each meeting, and what the next meeting changes.

A seat is, at each meeting, one of these: it votes, it has a vote and stays away, it has lost its
vote, or it does not exist then.

>>> marks = [Mark.ABSENT, Mark.ABSENT, Mark.PRESENT, Mark.PRESENT, Mark.PRESENT]
>>> days = [date(2024, 1, day) for day in (4, 11, 18, 25, 31)]
>>> ways = {"in-a-row": "in-a-row", "window": "all", "alternate": "present"}
>>> standing(marks, days, ways | {"second-meeting": "at"}, absences=2, back=2).states
'aasvv'
>>> standing(marks, days, ways | {"second-meeting": "after"}, absences=2, back=2).states
'aassv'
>>> lost = standing(marks[:3], days[:4], ways | {"second-meeting": "at"}, absences=2, back=2)
>>> [str(day) for day in lost.absences], lost.if_present, lost.if_absent
(['2024-01-04', '2024-01-11'], 'regains', 'without')
"""

from collections.abc import Sequence
from datetime import date

from lfai_nb.council.attendance import Mark
from lfai_nb.council.readings import Ways
from lfai_nb.frozen import dataclass

VOTES, AWAY, LOST, NO_SEAT = "v", "a", "s", "."
#: What the next meeting makes of a vote.
KEEPS, LOSES, REGAINS, WITHOUT = "keeps", "loses", "regains", "without"
#: The open points that decide who may vote.
STANDING = ("in-a-row", "window", "alternate", "second-meeting")


@dataclass(frozen=True, slots=True)
class Standing:
    """A seat under one reading. What follows the states is about the meeting after the last."""

    states: str  # a letter for each meeting
    may_vote: bool = False  # if it comes
    would_lose: bool = False  # the vote, if it stays away
    would_regain: bool = False  # the vote, if it comes, for then or for the time after
    lost: bool = False  # without its vote since the last meeting or longer
    absences: tuple[date, ...] = ()  # those that count; of a vote that is lost, those that cost it

    @property
    def if_present(self) -> str:
        return REGAINS if self.would_regain else WITHOUT if self.lost else KEEPS

    @property
    def if_absent(self) -> str:
        return LOSES if self.would_lose else WITHOUT if self.lost else KEEPS


def standing(
    marks: Sequence[Mark], days: Sequence[date], ways: Ways, *, absences: int, back: int
) -> Standing:
    """``days`` may have one more than there are marks: the day of the next meeting.

    Two things that the sources do not speak of: with the vote that comes back the absences begin
    anew, and a seat that is new has its vote.
    """
    missed: list[date] = []
    in_a_row, lost = 0, False
    states = ""
    for mark, day in zip(marks, days, strict=False):
        if mark is Mark.NO_SEAT:
            missed, in_a_row, lost = [], 0, False
            states += NO_SEAT
            continue
        came = _came(mark, ways)
        in_a_row = in_a_row + 1 if came else 0
        if lost:
            returns = in_a_row >= back
            states += VOTES if returns and ways["second-meeting"] == "at" else LOST
            if returns:
                lost, missed = False, []
        elif came:
            states += VOTES
            missed = [] if ways["in-a-row"] == "in-a-row" else missed
        else:
            states += AWAY
            missed.append(day)
            counting = _counting(missed, day, ways)
            lost = len(counting) >= absences
            missed = counting if lost else missed
            in_a_row = 0
    if len(days) == len(marks) or not marks or marks[-1] is Mark.NO_SEAT:
        return Standing(states)
    ahead = days[-1]
    returns = lost and in_a_row + 1 >= back
    return Standing(
        states,
        may_vote=not lost or (returns and ways["second-meeting"] == "at"),
        would_lose=not lost and len(_counting([*missed, ahead], ahead, ways)) >= absences,
        would_regain=returns,
        lost=lost,
        absences=tuple(missed if lost else _counting(missed, ahead, ways)),
    )


def _came(mark: Mark, ways: Ways) -> bool:
    return mark is Mark.PRESENT or (mark is Mark.ALTERNATE and ways["alternate"] == "present")


def _counting(missed: Sequence[date], day: date, ways: Ways) -> list[date]:
    """Those of the absences up to a day that are within the time over which they count."""
    if ways["window"] == "all":
        return list(missed)
    if ways["window"] == "year":
        return [absence for absence in missed if absence.year == day.year]
    # As text, since the year before may lack the day.
    a_year_ago = f"{day.year - 1:04}{day.isoformat()[4:]}"
    return [absence for absence in missed if absence.isoformat() > a_year_ago]
