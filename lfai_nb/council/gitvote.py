"""A threshold for GitVote that asks for exactly so many votes, or the sentence that none does.

GitVote, which counts votes on GitHub, has one setting for it: ``pass_threshold``, a percentage. A
vote passes when the votes in favour, divided by all who may vote and times 100, are no less
(``src/results.rs`` at cncf/gitvote@d4bce0e). It knows no quorum, and nobody who is "present".

>>> votes_at(55, 11), needed("majority", 11)
(7, 6)
>>> threshold(6, 11)
46
>>> votes_at(46, 11)
6
"""

from lfai_nb.council.votes import needed, quorum
from lfai_nb.errors import BadInput

__all__ = ["OF_PRESENT", "needed", "quorum", "threshold", "votes_at"]

#: Why there is no threshold for a share of those present.
OF_PRESENT = (
    "No percentage is exact for a share of those present: GitVote counts the votes in favour "
    "against all who may vote, and does not know who was there."
)


def threshold(votes: int, voters: int) -> float | int | None:
    """The least whole percentage that asks for exactly so many votes; else one with decimals.

    None where the votes are not from 1 to all voters.
    """
    if not 1 <= votes <= voters:
        return None
    for percent in range(100 * (votes - 1) // voters, 101):
        if votes_at(percent, voters) == votes:
            return percent
    # Wider than a hundred voters, and no whole percentage lies between: the middle of the two.
    return round((2 * votes - 1) / (2 * voters) * 100, 4)


def votes_at(percent: float, voters: int) -> int | None:
    """How many votes in favour a vote needs at this threshold; None: nothing is enough.

    The same sum in the same order as GitVote's, with its rounding: 29 of 50 are to it a little less
    than 58 percent.

    >>> votes_at(58, 50), votes_at(57, 50), votes_at(101, 11)
    (30, 29, None)
    """
    if not 0 <= percent <= 1000:
        raise BadInput(f"a threshold is a percentage such as 55, not {percent}")
    return next((n for n in range(voters + 1) if n / voters * 100.0 >= percent), None)
