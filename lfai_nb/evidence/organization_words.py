"""How many organisations contribute, in a sentence that the facts and the page both make."""

from collections.abc import Sequence

_NAMED = 8  # more would be a list


def established(
    names: Sequence[str],
    *,
    possible: int,
    people: int,
    unknown_people: int,
    unknown_share: float,
) -> str:
    """Which are established, and how much of the work shows none.

    >>> established(["IBM"], possible=0, people=4, unknown_people=1, unknown_share=0.5)
    '1 established (IBM); 1 of 4 people and 50% of their commits show no established one'
    """
    listed, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    who = f" ({listed}{f' and {more} more' if more > 0 else ''})" if names else ""
    alone = f"{possible} possible, each one person at a domain that no map knows; "
    return (
        f"{len(names)} established{who}; {alone if possible else ''}{unknown_people} of {people} "
        f"people and {unknown_share:.0%} of their commits show no established one"
    )
