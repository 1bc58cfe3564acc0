"""The ways to read what the sources leave open about quorum, votes and attendance.

Each point is an item of the rule ``TAC-UNDEFINED``, by whose id it goes here. An answer is worked
out for every combination of the ways that nobody has decided, and says on which points it hangs.

>>> both = combinations({"half": "half"}, ("half", "denominator"))
>>> both
({'half': 'half', 'denominator': 'stays'}, {'half': 'half', 'denominator': 'leaves'})
>>> hinges([({"half": "half", "denominator": "stays"}, 8), (both[1], 7)])
('denominator',)
>>> branches([(both[0], 8), (both[1], 7)])
(((('denominator', ('stays',)),), 8), ((('denominator', ('leaves',)),), 7))
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TypeVar

from lfai_nb.errors import BadInput

#: For each point its ways, each with the words that follow "if".
WAYS: Mapping[str, Mapping[str, str]] = {
    "in-a-row": {
        "in-a-row": "absences count only if they follow each other",
        "added-up": "absences add up",
    },
    "window": {
        "all": "absences count from the first meeting on",
        "year": "absences count within a calendar year",
        "twelve-months": "absences count within twelve months",
    },
    "alternate": {
        "present": "a seat is present when its alternate comes",
        "absent": "a seat is absent when only its alternate comes",
    },
    "second-meeting": {
        "at": "the vote is back at the meeting that brings it back",
        "after": "the vote is back at the meeting after that",
    },
    "denominator": {
        "stays": "a seat without its vote still counts among the seats",
        "leaves": "a seat without its vote does not count among the seats",
    },
    "half": {
        "half": "the quorum is half of the seats",
        "number": "the quorum is the number that the slide has",
    },
    "majority-of": {
        "all": "the share is taken of all voting seats",
        "present": "the share is taken of those present",
    },
    "two-thirds-of": {
        "all": "the share is taken of all voting seats",
        "present": "the share is taken of those present",
    },
}

#: What a point is about, in the few words that a table has room for.
SHORT: Mapping[str, str] = {
    "in-a-row": "in a row, or added up",
    "window": "over what time",
    "alternate": "alternates",
    "second-meeting": "the second meeting",
    "denominator": "seats without a vote",
    "half": "half, or the number",
    "majority-of": "of whom",
    "two-thirds-of": "of whom",
}

#: One way for each point that an answer can hang on.
Ways = Mapping[str, str]


def combinations(decided: Ways, points: Iterable[str]) -> tuple[dict[str, str], ...]:
    """Every way to read these points, where those that are ``decided`` stay as they are."""
    for point, way in decided.items():
        if point not in WAYS:
            raise BadInput(f"there is no open point {point!r}; there are {', '.join(WAYS)}")
        if way not in WAYS[point]:
            raise BadInput(f"{point} is one of {', '.join(WAYS[point])}, not {way!r}")
    points = tuple(points)
    choices = [[decided[point]] if point in decided else list(WAYS[point]) for point in points]
    return tuple(dict(zip(points, ways, strict=True)) for ways in product(*choices))


def hinges(answers: Iterable[tuple[Ways, object]]) -> tuple[str, ...]:
    """The points that an answer hangs on: to read one of them otherwise, and no other, changes it.

    The answers are those to every combination. Where they are not all the same, some two that
    differ in one point alone are not either.
    """
    answers = list(answers)
    given = {tuple(ways.values()): answer for ways, answer in answers}
    if len(set(given.values())) <= 1:
        return ()
    points = tuple(answers[0][0])
    present = [{ways[n] for ways in given} for n in range(len(points))]
    return tuple(
        point
        for n, point in enumerate(points)
        if any(
            given[(*ways[:n], other, *ways[n + 1 :])] != answer
            for ways, answer in given.items()
            for other in present[n]
        )
    )


#: Some readings of all: for each point that has to be decided the ways that lead there.
Branch = tuple[tuple[str, tuple[str, ...]], ...]
Of = TypeVar("Of")


def branches(answers: Iterable[tuple[Ways, Of]]) -> tuple[tuple[Branch, Of], ...]:
    """The answers as a tree has them: each with what leads to it, and no point that makes no odds.

    Every reading is in exactly one branch. Ways of one point that lead on alike share theirs.
    """
    answers = list(answers)
    points = hinges(answers)
    if not points:
        return (((), answers[0][1]),)
    point = points[0]
    alike: dict[tuple[tuple[Branch, Of], ...], list[str]] = {}
    for way in dict.fromkeys(ways[point] for ways, _ in answers):
        rest = branches((ways, answer) for ways, answer in answers if ways[point] == way)
        alike.setdefault(rest, []).append(way)
    return tuple(
        (((point, tuple(ways)), *more), answer)
        for rest, ways in alike.items()
        for more, answer in rest
    )
