"""The Technical Advisory Council: quorum, shares of a vote, and who may vote.

    quorum(voters)                     how many voting seats must be present
    needed(share, of)                  how many votes a share of so many takes
    outcome(share, yes, present=…)     carried, not carried, or it depends on what is undefined
    standing(attended, …)              at which meetings a seat may vote

The sources leave open of whom a share is taken, of all voting seats or of those present, and what
two absences are. So these are arguments here, and an answer that hangs on them says so.

>>> from datetime import date
>>> from lfai_nb.policy import load
>>> quorum(16), needed("two-thirds", 16), "two-thirds" in SHARES
(8, 11, True)
>>> vote = outcome("majority", 9, present=16, voters=16)
>>> isinstance(vote, Vote), vote.outcome is Outcome.CARRIED
(True, True)
>>> view = load(("council",)).at(date(2023, 4, 6))
>>> missed_two = [True, False, False, True]
>>> standing(missed_two, view=view, consecutive=True, votes_on_return=True)
(True, False, False, False)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lfai_nb.errors import BadInput
from lfai_nb.policy import View

__all__ = ["SHARES", "Outcome", "Vote", "needed", "outcome", "quorum", "standing"]

SHARES = ("half", "majority", "two-thirds")


class Outcome(StrEnum):
    CARRIED = "carried"
    NOT_CARRIED = "not carried"
    DEPENDS = "depends on of whom the share is taken, which the sources do not say"
    NO_QUORUM = "no quorum"


@dataclass(frozen=True, slots=True)
class Vote:
    outcome: Outcome
    quorum: int
    needed_of_present: int
    needed_of_all: int


def quorum(voters: int) -> int:
    """Half of the voting seats, rounded up.

    The deck of April 2023 states 8 of 16, exactly half and no majority. That other numbers of seats
    go by the same half is an inference.

    >>> quorum(16), quorum(19)
    (8, 10)
    """
    return -(-_seats("voters", voters) // 2)


def needed(share: str, of: int) -> int:
    """The least whole number of votes that makes the share.

    >>> needed("half", 8), needed("majority", 8), needed("two-thirds", 16)
    (4, 5, 11)
    """
    of = _seats("of", of)
    if share == "majority":
        return of // 2 + 1
    if share == "half":
        return -(-of // 2)
    if share == "two-thirds":
        return -(-2 * of // 3)
    raise BadInput(f"share is one of {', '.join(SHARES)}, not {share!r}")


def outcome(share: str, yes: int, *, present: int, voters: int) -> Vote:
    """Whether so many votes carry a motion, under both readings of the share.

    >>> outcome("two-thirds", 6, present=8, voters=16).outcome
    <Outcome.DEPENDS: 'depends on of whom the share is taken, which the sources do not say'>
    """
    if not 0 <= yes <= present <= voters:
        raise BadInput(
            f"votes ({yes}) are at most those present ({present}), and these at most all "
            f"voting seats ({voters})"
        )
    of_present, of_all = needed(share, max(present, 1)), needed(share, voters)
    if present < quorum(voters):
        found = Outcome.NO_QUORUM
    elif yes >= of_all:
        found = Outcome.CARRIED
    else:
        found = Outcome.DEPENDS if yes >= of_present else Outcome.NOT_CARRIED
    return Vote(found, quorum(voters), of_present, of_all)


def standing(
    attended: Sequence[bool], *, view: View, consecutive: bool, votes_on_return: bool
) -> tuple[bool, ...]:
    """Whether a seat may vote at each of a series of meetings that it attended or missed.

    The rule is of April 2023: privileges go after a number of absences, and come back after a
    number of meetings in a row. What it leaves open has no default: are the absences
    ``consecutive``, or added up; does the seat vote at the last meeting that brings it back?
    """
    allowed, back = view.number("TAC-ABSENCES"), view.number("TAC-REINSTATE")
    missed = in_a_row = 0
    suspended = False
    may_vote: list[bool] = []
    for came in attended:
        in_a_row = in_a_row + 1 if came else 0
        if suspended:
            returns = in_a_row >= back
            may_vote.append(came and returns and votes_on_return)
            if returns:
                suspended, missed = False, 0
            continue
        may_vote.append(came)
        missed = 0 if came and consecutive else missed + (not came)
        suspended = missed >= allowed
        if suspended:
            in_a_row = 0
    return tuple(may_vote)


def _seats(name: str, number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise BadInput(f"{name} is a whole number of 1 or more, not {number!r}")
    return number
