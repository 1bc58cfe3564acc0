"""Quorum, shares of a vote, and whether a motion carries under each reading of what is open.

    quorum(voters)                     how many voting seats must be present, if it is half of them
    needed(share, of)                  how many votes a share of so many takes
    outcome(share, yes, present=…)     carried, not carried, no quorum, or it depends
    decisions(view)                    the votes that the rules know of, with their share
    others(rule, view)                 which other bodies have to agree to what is voted on

>>> from datetime import date
>>> from lfai_nb.policy import load
>>> quorum(16), needed("two-thirds", 16), "two-thirds" in SHARES
(8, 11, True)
>>> view = load().at(date(2023, 4, 6))
>>> vote = outcome("two-thirds", 8, present=8, voters=16, view=view)
>>> vote.outcome, vote.depends_on
(<Outcome.DEPENDS: 'depends on the reading'>, ('two-thirds-of',))
>>> [(ruling.ways["two-thirds-of"], ruling.needed) for ruling in vote.rulings[:2]]
[('all', 11), ('present', 6)]
"""

from collections.abc import Mapping
from enum import StrEnum

from lfai_nb.council.readings import Ways, combinations, hinges
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.policy import Ballot, View

SHARES = ("half", "majority", "two-thirds")
#: What cannot be counted on a page or in a table; no council is near to it.
MOST_SEATS = 1000


#: The topics with rules by which the council votes.
DECIDES = ("council", "stages", "sandbox", "incubation", "graduation", "emeritus")


class Outcome(StrEnum):
    CARRIED = "carried"
    NOT_CARRIED = "not carried"
    NO_QUORUM = "no quorum"
    DEPENDS = "depends on the reading"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a motion if the open points are read in these ways."""

    ways: Ways
    quorum: int
    needed: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Vote:
    outcome: Outcome
    depends_on: tuple[str, ...]  # the open points that decide it, by their ids
    rulings: tuple[Ruling, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "outcome": self.outcome,
            "depends_on": list(self.depends_on),
            "rulings": [
                {
                    "ways": dict(ruling.ways),
                    "quorum": ruling.quorum,
                    "needed": ruling.needed,
                    "outcome": ruling.outcome,
                }
                for ruling in self.rulings
            ],
        }


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


def outcome(
    share: str,
    yes: int,
    *,
    present: int,
    voters: int,
    view: View,
    suspended: int = 0,
    ways: Ways | None = None,
) -> Vote:
    """Whether so many votes carry a motion, under every reading that nobody has decided.

    ``voters`` are all seats, ``suspended`` those of them that have lost their vote, ``present``
    those that are there and have one.

    >>> from datetime import date
    >>> from lfai_nb.policy import load
    >>> view = load().at(date(2023, 4, 6))
    >>> of_all = {"two-thirds-of": "all"}
    >>> outcome("two-thirds", 8, present=8, voters=16, view=view, ways=of_all).outcome
    <Outcome.NOT_CARRIED: 'not carried'>
    """
    voters = _seats("voters", voters)
    suspended = _count("suspended", suspended)
    if suspended >= voters:
        raise BadInput(f"seats without a vote ({suspended}) are fewer than all seats ({voters})")
    yes, present = _count("yes", yes), _count("present", present)
    if yes > present:
        raise BadInput(f"votes in favour ({yes}) are at most the seats present ({present})")
    if present > voters - suspended:
        raise BadInput(
            f"seats present ({present}) are at most those with a vote ({voters - suspended})"
        )
    needed(share, voters)  # a share that there is not is refused before the rules are read
    number, of = view.number("TAC-QUORUM"), share_of(share)
    points = ("half", *(("denominator",) if suspended else ()), of)
    rulings = []
    for reading in combinations(ways or {}, points):
        base = voters - suspended if reading.get("denominator") == "leaves" else voters
        least = quorum(base) if reading["half"] == "half" else number
        votes = needed(share, base if reading[of] == "all" else max(present, 1))
        result = Outcome.CARRIED if yes >= votes else Outcome.NOT_CARRIED
        rulings.append(
            Ruling(reading, least, votes, Outcome.NO_QUORUM if present < least else result)
        )
    open_points = hinges((ruling.ways, ruling.outcome is Outcome.CARRIED) for ruling in rulings)
    results = {ruling.outcome for ruling in rulings}
    # Where it fails under every reading, be it for the quorum or for the votes, it has failed.
    alike = results.pop() if len(results) == 1 else Outcome.NOT_CARRIED
    return Vote(Outcome.DEPENDS if open_points else alike, open_points, tuple(rulings))


def share_of(share: str) -> str:
    """The open point on whom such a share is taken of."""
    return "two-thirds-of" if share == "two-thirds" else "majority-of"


def decisions(view: View) -> Mapping[str, str]:
    """The rules by which the council votes on a day, each with the share that it asks for.

    >>> from datetime import date
    >>> from lfai_nb.policy import load
    >>> decisions(load().at(date(2023, 6, 1)))["GRD-VOTE"]
    'two-thirds'
    """
    return {
        value.rule: ballot.share
        for value in view
        if view.policy[value.rule].kind == "vote"
        for ballot in view.ballots(value.rule)
        if ballot.body == "tac"
    }


def others(rule: str, view: View) -> tuple[Ballot, ...]:
    """The other bodies whose approval a rule asks for beside the council's vote.

    >>> from datetime import date
    >>> from lfai_nb.policy import load
    >>> [(b.body, b.share) for b in others("GRD-VOTE", load().at(date(2023, 6, 1)))]
    [('board', 'majority')]
    """
    return tuple(ballot for ballot in view.ballots(rule) if ballot.body != "tac")


def _seats(name: str, number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise BadInput(f"{name} is a whole number of 1 or more, not {number!r}")
    if number > MOST_SEATS:
        raise BadInput(f"{name} is at most {MOST_SEATS:,}, not {number}")
    return number


def _count(name: str, number: object) -> int:
    return 0 if number == 0 and not isinstance(number, bool) else _seats(name, number)
