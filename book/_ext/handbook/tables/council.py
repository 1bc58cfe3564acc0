"""The votes that each share takes for every size of the council, and what GitVote makes of it."""

from collections.abc import Callable
from datetime import date

from handbook.parts import Content, el, table
from lfai_nb.council import SHARES, needed, quorum, threshold, votes_at
from lfai_nb.council.gitvote import OF_PRESENT
from lfai_nb.faces.council import SHARE_NAMES

SIZES = range(1, 61)
#: What people write for a share, by habit.
ROUND = {"half": (50,), "majority": (51, 55), "two-thirds": (66, 67)}


def council_sizes(on: date) -> Content:
    """Quorum, votes and the setting for GitVote, for 1 to 60 seats."""
    rows = [
        (
            str(seats),
            str(present := quorum(seats)),
            *(str(needed(share, present)) for share in ("majority", "two-thirds")),
            *(
                f"{(votes := needed(share, seats))} ({threshold(votes, seats)})"
                for share in ("majority", "two-thirds")
            ),
        )
        for seats in SIZES
    ]
    head = [
        "Seats",
        "Quorum, if it is half",
        "Majority of a bare quorum",
        "Two thirds of a bare quorum",
        "Majority of all seats (pass_threshold)",
        "Two thirds of all seats (pass_threshold)",
    ]
    caption = "Votes needed for every size from 1 to 60 seats (computed); in brackets for GitVote"
    return table(caption, head, rows)


def council_gitvote(on: date) -> Content:
    """How often a threshold that people write by habit asks for another number of votes."""
    rows = []
    for share in SHARES:
        for percent in ROUND[share]:
            wrong = [n for n in SIZES if votes_at(percent, n) != needed(share, n)]
            first = f"{wrong[0]} seats: {votes_at(percent, wrong[0])} votes" if wrong else "–"
            rows.append(
                (
                    f"{percent}, for {SHARE_NAMES[share]}",
                    str(len(wrong)),
                    f"{first}, not {needed(share, wrong[0])}" if wrong else first,
                )
            )
    head = ["pass_threshold", "Sizes at which it misses", "The smallest of them"]
    caption = "Of 1 to 60 seats, where a round number asks for another number of votes (computed)"
    return [table(caption, head, rows), el("p", OF_PRESENT)]


SHOWN: dict[str, Callable[[date], Content]] = {
    "council-sizes": council_sizes,
    "council-gitvote": council_gitvote,
}
