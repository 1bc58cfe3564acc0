"""What happened in a repository in twelve months: one way to count it, whoever lists the commits.

Arrival              one commit, as GitHub's list or a clone's history has it
Activity.of(…)       commits, merges and months with either
is_pull(…)           whether GitHub made a commit from a pull request
is_signed_off(…)     whether a message carries a sign-off
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lfai_nb.domain import TwelveMonths

#: How each of the facts is counted, in words.
COMMITS = "commits that are no merges"
MERGES = (
    "merge commits, and commits that GitHub made from a pull request (their subject ends in its "
    "number)"
)
MONTHS = "months with a commit"
NOT_SEEN = "rebased pull requests cannot be told apart"
ENFORCED = "let a maintainer attest it"


class Arrival(NamedTuple):
    """A commit, as it entered the history."""

    day: date  # on which it entered the history, in UTC
    merge: bool  # it joins two lines of work
    pull: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """What happened in a window, programs included."""

    commits: int
    merges: int
    active_months: int
    signed: int

    @classmethod
    def of(cls, changes: Iterable[Arrival], year: TwelveMonths) -> "Activity":
        commits = merges = signed = 0
        active = set()
        for change in changes:
            if change.day not in year.window:
                continue
            active.add(year.month_of(change.day))
            merges += change.merge or change.pull
            if not change.merge:
                commits += 1
                signed += change.signed
        return cls(commits, merges, len(active), signed)


def is_pull(subject: str, committer: str) -> bool:
    """GitHub's merge of a pull request into one commit: "Mend the anvil (#12)", by GitHub."""
    number = subject.rstrip().rpartition("(#")[2]
    digits = number.removesuffix(")")
    written = "(#" in subject and number != digits and digits.isascii() and digits.isdigit()
    return committer == "GitHub" and written


def is_signed_off(message: str) -> bool:
    lines = (line.lower().partition("signed-off-by:") for line in message.split("\n"))
    return any(mark and not before and who.strip() for before, mark, who in lines)
