"""The Technical Advisory Council: quorum, shares of a vote, and who may vote.

    quorum(voters)                     how many voting seats must be present
    needed(share, of)                  how many votes a share of so many takes
    outcome(share, yes, present=…)     carried, not carried, or it depends on what is undefined
    standing(attended, …)              at which meetings a seat may vote

>>> quorum(16), needed("two-thirds", 16)
(8, 11)
"""

from lfai_nb.council.votes import SHARES, Outcome, Vote, needed, outcome, quorum, standing

__all__ = ["SHARES", "Outcome", "Vote", "needed", "outcome", "quorum", "standing"]
