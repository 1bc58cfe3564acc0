"""Where a label has room: beside what it names, and over no line, bar or other label."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from lfai_nb.faces import svg

Point = tuple[float, float]
ABOVE, BELOW = 11, 4  # of the baseline: how far letters of 13 pixels reach


class Place(NamedTuple):
    x: float
    y: float  # of the baseline
    anchor: str = "start"


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def box_of(place: Place, words: str, *, bold: bool = False) -> Box:
    """About what the words cover."""
    wide = svg.width_of(words, bold=bold)
    left = place.x - {"start": 0.0, "middle": wide / 2, "end": wide}[place.anchor]
    return Box(left, place.y - ABOVE, left + wide, place.y + BELOW)


def boxes_along(points: Sequence[Point], thick: float = 2) -> list[Box]:
    """What a path of level and upright lines covers."""
    return [
        Box(min(a, c) - thick, min(b, d) - thick, max(a, c) + thick, max(b, d) + thick)
        for (a, b), (c, d) in pairwise(points)
    ]


def clear(
    words: str, places: Iterable[Place], taken: Iterable[Box], page: Box, *, bold: bool = False
) -> Place:
    """The first of the places where the words meet nothing and stay on the page.

    Where there is none it is the one that meets the least: the words are never left out.

    >>> page = Box(0, 0, 300, 100)
    >>> clear("here", [Place(10, 50), Place(10, 90)], [Box(0, 40, 300, 60)], page)
    Place(x=10, y=90, anchor='start')
    """
    every, boxes = list(places), list(taken)

    def trouble(place: Place) -> int:
        box = box_of(place, words, bold=bold)
        off = box.left < page.left or box.right > page.right
        off = off or box.top < page.top or box.bottom > page.bottom
        return 10 * off + sum(box.meets(other) for other in boxes)

    return min(every, key=trouble)
