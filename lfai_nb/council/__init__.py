"""The Technical Advisory Council: quorum, shares of a vote, and who may vote.

    quorum(voters)                     how many voting seats must be present
    needed(share, of)                  how many votes a share of so many takes
    outcome(share, yes, present=…)     carried, not carried, or it depends on what is undefined
    standing(attended, …)              at which meetings a seat may vote

>>> from datetime import date
>>> from lfai_nb.policy import load
>>> quorum(16), needed("two-thirds", 16), "two-thirds" in SHARES
(8, 11, True)
>>> vote = outcome("majority", 9, present=16, voters=16)
>>> isinstance(vote, Vote), vote.outcome is Outcome.CARRIED
(True, True)
>>> view = load(("council",)).at(date(2023, 4, 6))
>>> standing([True, False, False, True], view=view, consecutive=True, votes_on_return=True)
(True, False, False, False)
"""

from lfai_nb.council.votes import SHARES, Outcome, Vote, needed, outcome, quorum, standing

__all__ = ["SHARES", "Outcome", "Vote", "needed", "outcome", "quorum", "standing"]
