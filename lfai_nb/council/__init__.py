"""The Technical Advisory Council: quorum, shares of a vote, who may vote, and what is left open.

    seats_on(day)                        the seats with a vote, as the newest table has them
    quorum(voters), needed(share, of)    how many must be there, how many votes a share takes
    outcome(share, yes, present=…)       carried, not carried, or it depends on the reading
    read(text, file)                     attendance from a table or from minutes in Markdown
    season(record, view=…, next_on=…)    who may vote at each meeting and at the next
    threshold(votes, voters)             the setting for GitVote that asks for so many votes

>>> from datetime import date
>>> from lfai_nb.policy import load
>>> view = load().at(date(2024, 3, 1))
>>> quorum(16), needed("two-thirds", 16), threshold(11, 16), "two-thirds" in SHARES
(8, 11, 63, True)
>>> vote = outcome("majority", 9, present=16, voters=16, view=view)
>>> isinstance(vote, Vote), vote.outcome is Outcome.CARRIED
(True, True)
>>> record = read("meeting,Baidu,ONNX\\n2024-01-11,x,-\\n2024-01-25,x,-\\n", "table.csv")
>>> following = season(record, view=view, next_on=date(2024, 2, 8)).following
>>> following.seats["ONNX"].may_vote.value, following.seats["Baidu"].may_vote.value
('no', 'yes')
>>> isinstance(record, Record), isinstance(record.meetings[0], Meeting), merged([record]) == record
(True, True, True)
>>> record.meetings[0].marks["ONNX"] is Mark.ABSENT, next_day(record).isoformat()
(True, '2024-02-08')
>>> result = season(record, view=view, next_on=next_day(record))
>>> isinstance(result, Season), votes_at(63, 16)
(True, 11)
>>> first = {point: next(iter(ways)) for point, ways in WAYS.items()}
>>> away = [Mark.ABSENT, Mark.ABSENT]
>>> days = [meeting.day for meeting in record.meetings]
>>> standing(away, days, first, absences=2, back=2).may_vote
False
>>> seats = seats_on(date(2023, 12, 1))
>>> isinstance(seats, Seats), len(seats.premier) + len(seats.projects)
(True, 16)
"""

from lfai_nb.council.attendance import Mark, Meeting, Record, merged, read
from lfai_nb.council.gitvote import threshold, votes_at
from lfai_nb.council.readings import WAYS
from lfai_nb.council.season import Season, next_day, season
from lfai_nb.council.seats import Seats, seats_on
from lfai_nb.council.standing import standing
from lfai_nb.council.votes import SHARES, Outcome, Vote, decisions, needed, outcome, quorum

__all__ = [
    "SHARES",
    "WAYS",
    "Mark",
    "Meeting",
    "Outcome",
    "Record",
    "Season",
    "Seats",
    "Vote",
    "decisions",
    "merged",
    "needed",
    "next_day",
    "outcome",
    "quorum",
    "read",
    "season",
    "seats_on",
    "standing",
    "threshold",
    "votes_at",
]
