"""The rules on attendance once more, as slow and plain as can be: each meeting from the start.

Nothing here is shared with ``lfai_nb.council``. What a seat is at a meeting is worked out by
telling the whole story of the seat again, sentence by sentence of the rule.
"""

from datetime import date
from math import ceil
from typing import Any


def came(mark: str, ways: dict[str, str]) -> bool:
    return mark == "x" or (mark == "a" and ways["alternate"] == "present")


def absences(story: list[tuple[date, str]], ways: dict[str, str]) -> int:
    """How many absences count on the last day of a time in which the seat had its vote."""
    last = story[-1][0]
    days = []
    for day, mark in story:
        if came(mark, ways):
            if ways["in-a-row"] == "in-a-row":
                days = []
        else:
            days.append(day)
    if ways["window"] == "year":
        days = [day for day in days if day.year == last.year]
    if ways["window"] == "twelve-months":
        days = [d for d in days if (d.year + 1, d.month, d.day) > (last.year, last.month, last.day)]
    return len(days)


def state(story: list[tuple[date, str]], ways: dict[str, str], allowed: int, back: int) -> str:
    """What the seat is at the last meeting of its story."""
    if story[-1][1] == ".":
        return "."
    since_gap = max([n + 1 for n, (_, mark) in enumerate(story) if mark == "."], default=0)
    story = story[since_gap:]
    start = 0  # where the present time with a vote began
    at = 0
    while at < len(story):
        # With a vote: until it has missed too many.
        lost_at = None
        for n in range(start, len(story)):
            if not came(story[n][1], ways) and absences(story[start : n + 1], ways) >= allowed:
                lost_at = n
                break
        last = len(story) - 1
        if lost_at is None or lost_at >= last:
            return "v" if came(story[last][1], ways) else "a"
        # Without: until it has come often enough in a row.
        back_at = None
        for n in range(lost_at + back, len(story)):
            if all(came(mark, ways) for _, mark in story[n - back + 1 : n + 1]):
                back_at = n
                break
        if back_at is None or back_at > last:
            return "s"
        if back_at == last:
            return "v" if ways["second-meeting"] == "at" else "s"
        start = at = back_at + 1
    raise AssertionError("a story has an end")


def states(days: list[date], marks: str, ways: dict[str, str], allowed: int, back: int) -> str:
    story = list(zip(days, marks, strict=True))
    return "".join(state(story[: n + 1], ways, allowed, back) for n in range(len(story)))


def following(
    days: list[date], marks: str, day: date, ways: dict[str, str], allowed: int, back: int
) -> tuple[bool, bool, bool]:
    """May it vote if it comes; would it lose the vote by staying away, or win it by coming?"""

    def after(mark: str) -> str:
        return states([*days, day], marks + mark, ways, allowed, back)[-1]

    # Two more meetings, long after: they say whether the vote is there once this one is over.
    def has_vote_after(mark: str) -> bool:
        later = date(day.year, day.month, day.day).toordinal() + 1
        return (
            states([*days, day, date.fromordinal(later)], marks + mark + "x", ways, allowed, back)[
                -1
            ]
            == "v"
        )

    may_vote = after("x") == "v"
    had = after("-") == "a"
    return (
        may_vote,
        had and not has_vote_after("-"),
        not had and has_vote_after("x") and not lost_once(days, marks, day, ways, allowed, back),
    )


def lost_once(
    days: list[date], marks: str, day: date, ways: dict[str, str], allowed: int, back: int
) -> bool:
    """One meeting alone brings nothing back, whatever comes after it."""
    row = 0
    for mark in reversed(marks):
        if mark == "." or not came(mark, ways):
            break
        row += 1
    return row + 1 < back


def quorate(letters: list[str], ways: dict[str, str], number: int) -> tuple[int, int]:
    seats = [letter for letter in letters if letter != "."]
    if ways["denominator"] == "leaves":
        base = len([letter for letter in seats if letter != "s"])
    else:
        base = len(seats)
    least = number if ways["half"] == "number" else max(1, ceil(base / 2))
    return len([letter for letter in seats if letter == "v"]), least


def votes_for(share: str, of: int) -> int:
    """By trying: the first number of votes that is enough."""
    enough: dict[str, Any] = {
        "half": lambda n: 2 * n >= of,
        "majority": lambda n: 2 * n > of,
        "two-thirds": lambda n: 3 * n >= 2 * of,
    }
    return next(n for n in range(of + 1) if enough[share](n))
