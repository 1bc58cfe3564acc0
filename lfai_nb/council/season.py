"""Who may vote at each meeting of a season, and at the next, under every reading of what is open.

season(record, view=…)    all seats, all readings: voters, quorum, what hangs on what
next_day(record)          the day of the next meeting, where nobody names it
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from lfai_nb.council.attendance import Mark, Record
from lfai_nb.council.readings import Branch, Ways, branches, combinations, hinges
from lfai_nb.council.standing import (
    AWAY,
    LOST,
    STANDING,
    VOTES,
    Standing,
    standing,
)
from lfai_nb.council.votes import quorum
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.policy import View

#: The open points that decide, besides those of who may vote, when there is a quorum.
QUORUM = ("denominator", "half")
#: What there is to say where the readings agree; where they do not, it depends.
YES, NO, DEPENDS = "yes", "no", "depends"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no, or depends, and on which open points."""

    value: str
    depends_on: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {"value": self.value, "depends_on": list(self.depends_on)}


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the most that a count is under the readings."""

    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"

    def as_json(self) -> list[int]:
        return [self.low, self.high]


@dataclass(frozen=True, slots=True)
class MeetingResult:
    day: date
    seats: int
    present: int  # alternates are counted with it
    may_vote: Mapping[str, Answer]  # by seat: had a vote, whether it came or not
    voters: Span  # present and with a vote
    quorum: Span
    quorate: Answer

    def as_json(self) -> dict[str, object]:
        return {
            "day": self.day.isoformat(),
            "seats": self.seats,
            "present": self.present,
            "may_vote": {seat: answer.as_json() for seat, answer in self.may_vote.items()},
            "voters": self.voters.as_json(),
            "quorum": self.quorum.as_json(),
            "quorate": self.quorate.as_json(),
        }


@dataclass(frozen=True, slots=True)
class NextSeat:
    may_vote: Answer
    would_lose: Answer
    would_regain: Answer
    absences: tuple[date, ...]  # those that count under some reading, or that cost the vote
    by_alternate: tuple[date, ...]  # those of them at which its alternate came
    if_present: tuple[str, ...]  # what becomes of its vote: several where the readings differ
    if_absent: tuple[str, ...]
    depends_on: tuple[str, ...]  # of all this

    def as_json(self) -> dict[str, object]:
        return {
            "may_vote": self.may_vote.as_json(),
            "would_lose": self.would_lose.as_json(),
            "would_regain": self.would_regain.as_json(),
            "absences": [day.isoformat() for day in self.absences],
            "by_alternate": [day.isoformat() for day in self.by_alternate],
            "if_present": list(self.if_present),
            "if_absent": list(self.if_absent),
            "depends_on": list(self.depends_on),
        }


@dataclass(frozen=True, slots=True)
class Voters:
    """Who may vote at the next meeting under some of the readings, and who may not."""

    ways: Branch
    may: tuple[str, ...]
    may_not: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "ways": {point: list(ways) for point, ways in self.ways},
            "may_vote": list(self.may),
            "may_not_vote": list(self.may_not),
        }


@dataclass(frozen=True, slots=True)
class Next:
    day: date
    seats: Mapping[str, NextSeat]
    by_reading: tuple[Voters, ...]
    voters: Span  # if every seat comes
    quorum: Span
    can_be_quorate: Answer  # if every seat comes
    at_risk: Answer  # if as many stay away as usually do

    def as_json(self) -> dict[str, object]:
        return {
            "day": self.day.isoformat(),
            "seats": {seat: following.as_json() for seat, following in self.seats.items()},
            "by_reading": [voters.as_json() for voters in self.by_reading],
            "voters": self.voters.as_json(),
            "quorum": self.quorum.as_json(),
            "can_be_quorate": self.can_be_quorate.as_json(),
            "at_risk": self.at_risk.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Season:
    meetings: tuple[MeetingResult, ...]
    following: Next
    readings: tuple[tuple[Ways, Mapping[str, Standing]], ...]
    attendance: Mapping[str, int]  # how many meetings each seat came to, alternates counted with it
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Of each reading the letters: v votes, a stays away, s has lost its vote, . no seat."""
        return {
            "meetings": [meeting.as_json() for meeting in self.meetings],
            "next": self.following.as_json(),
            "attendance": dict(self.attendance),
            "readings": [
                {
                    "ways": dict(ways),
                    "states": {seat: standing.states for seat, standing in each.items()},
                }
                for ways, each in self.readings
            ],
            "notes": list(self.notes),
        }


def season(record: Record, *, view: View, ways: Ways | None = None, next_on: date) -> Season:
    """The whole of a record; ``ways`` are the readings that somebody has decided."""
    absences, back = view.number("TAC-ABSENCES"), view.number("TAC-REINSTATE")
    number = view.number("TAC-QUORUM")
    ways = ways or {}
    if not record.meetings:
        raise BadInput("there is no meeting to look at")
    if next_on <= record.meetings[-1].day:
        raise BadInput(f"the next meeting is after the last, of {record.meetings[-1].day}")
    days = [meeting.day for meeting in record.meetings]
    by_seat = {
        seat: [m.marks.get(seat, Mark.NO_SEAT) for m in record.meetings] for seat in record.seats
    }
    readings = tuple(
        (
            ways_read,
            {
                seat: standing(marks, [*days, next_on], ways_read, absences=absences, back=back)
                for seat, marks in by_seat.items()
            },
        )
        for ways_read in combinations(ways, STANDING)
    )
    bases = combinations(ways, QUORUM)
    meetings = []
    for n, meeting in enumerate(record.meetings):
        here = [seat for seat in record.seats if by_seat[seat][n] is not Mark.NO_SEAT]
        counts = [
            ({**reading, **base}, *_count([each[seat].states[n] for seat in here], base, number))
            for reading, each in readings
            for base in bases
        ]
        meetings.append(
            MeetingResult(
                meeting.day,
                len(here),
                sum(by_seat[seat][n] is not Mark.ABSENT for seat in here),
                {
                    seat: _answer(
                        (reading, each[seat].states[n] != LOST) for reading, each in readings
                    )
                    for seat in here
                },
                _span(voters for _, voters, _ in counts),
                _span(least for _, _, least in counts),
                _answer((reading, voters >= least) for reading, voters, least in counts),
            )
        )
    return Season(
        tuple(meetings),
        _next(record, readings, bases, number, next_on),
        readings,
        {
            seat: sum(mark in (Mark.PRESENT, Mark.ALTERNATE) for mark in marks)
            for seat, marks in by_seat.items()
        },
        record.notes,
    )


def next_day(record: Record) -> date:
    """The day of the next meeting, as long after the last as that was after the one before."""
    days = [meeting.day for meeting in record.meetings]
    return days[-1] + (days[-1] - days[-2] if len(days) > 1 else timedelta(days=1))


def _next(
    record: Record,
    readings: Sequence[tuple[Ways, Mapping[str, Standing]]],
    bases: Sequence[Ways],
    number: int,
    day: date,
) -> Next:
    last = record.meetings[-1].marks
    here = [seat for seat in record.seats if last.get(seat, Mark.NO_SEAT) is not Mark.NO_SEAT]
    counts = []
    for reading, each in readings:
        voters = sum(each[seat].may_vote for seat in here)
        away = sorted(
            sum(each[seat].states[n] == AWAY for seat in record.seats)
            for n in range(len(record.meetings))
        )
        usual = away[len(away) // 2]  # of two in the middle the higher
        for base in bases:
            seats = voters if base["denominator"] == "leaves" else len(here)
            counts.append(({**reading, **base}, voters, _least(seats, base, number), usual))
    return Next(
        day,
        {
            seat: _next_seat(record, seat, [(reading, each[seat]) for reading, each in readings])
            for seat in here
        },
        tuple(_by_reading(here, readings)),
        _span(voters for _, voters, _, _ in counts),
        _span(least for _, _, least, _ in counts),
        _answer((reading, voters >= least) for reading, voters, least, _ in counts),
        _answer((reading, voters - usual < least) for reading, voters, least, usual in counts),
    )


def _next_seat(record: Record, seat: str, readings: Sequence[tuple[Ways, Standing]]) -> NextSeat:
    absences = sorted({day for _, standing in readings for day in standing.absences})
    alternates = {m.day for m in record.meetings if m.marks.get(seat) is Mark.ALTERNATE}
    return NextSeat(
        _answer((reading, standing.may_vote) for reading, standing in readings),
        _answer((reading, standing.would_lose) for reading, standing in readings),
        _answer((reading, standing.would_regain) for reading, standing in readings),
        tuple(absences),
        tuple(day for day in absences if day in alternates),
        tuple(dict.fromkeys(standing.if_present for _, standing in readings)),
        tuple(dict.fromkeys(standing.if_absent for _, standing in readings)),
        hinges(
            (reading, (standing.may_vote, standing.if_present, standing.if_absent))
            for reading, standing in readings
        ),
    )


def _by_reading(
    here: Sequence[str], readings: Sequence[tuple[Ways, Mapping[str, Standing]]]
) -> Iterator[Voters]:
    lists = [
        (reading, tuple(seat for seat in here if each[seat].may_vote)) for reading, each in readings
    ]
    for ways, may in branches(lists):
        yield Voters(ways, may, tuple(seat for seat in here if seat not in may))


def _count(states: Sequence[str], base: Ways, number: int) -> tuple[int, int]:
    """The voters that are there, and how many there have to be."""
    lost = states.count(LOST) if base["denominator"] == "leaves" else 0
    return states.count(VOTES), _least(len(states) - lost, base, number)


def _least(seats: int, base: Ways, number: int) -> int:
    # Where no seat has a vote there is no half of them; one would be the least.
    return quorum(max(seats, 1)) if base["half"] == "half" else number


def _answer(answers: Iterable[tuple[Ways, bool]]) -> Answer:
    answers = list(answers)
    if points := hinges(answers):
        return Answer(DEPENDS, points)
    return Answer(YES if answers[0][1] else NO)


def _span(counts: Iterable[int]) -> Span:
    counts = list(counts)
    return Span(min(counts), max(counts))
