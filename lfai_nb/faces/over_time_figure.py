"""Counts over time, one upon the other: members by level, projects by stage."""

from collections.abc import Sequence
from datetime import date

from lfai_nb.faces import svg
from lfai_nb.frozen import dataclass
from lfai_nb.policy.words import day_in_words

RIGHT, BOTTOM = 118, 26
LETTER = 7.2  # pixels of a letter on the average, to leave room for numbers
APART = 18  # pixels between the names at the right
LAST = 12  # pixels of the last count, whose day is where the days end
NEAR = 46  # pixels that a year needs beside the next


@dataclass(frozen=True, slots=True)
class Series:
    """One name with a number a day. The colour is a token of the page's style, with what stands in
    for it where there is no such style: ``("stage-sandbox", "#d9a441")``."""

    name: str
    counts: Sequence[int]
    colour: tuple[str, str]


def over_time_figure(
    finding: str,
    measure: str,
    days: Sequence[date],
    series: Sequence[Series],
    *,
    width: int = 720,
    height: int = 270,
) -> str:
    """The first series is at the bottom. A count holds until the next one: the edges are steps.

    The heading is the page's, beside the figure and in its letters; the figure repeats ``finding``
    and ``measure`` for a reader who cannot see it.
    """
    totals: list[int] = [sum(column) for column in zip(*(s.counts for s in series), strict=True)]
    most = max(totals)
    span = (days[-1] - days[0]).days
    left = 10 + LETTER * len(str(most))

    def x(day: date) -> float:
        return left + (width - left - RIGHT - LAST) * (day - days[0]).days / span

    def y(count: float) -> float:
        return height - BOTTOM - (height - 12 - BOTTOM) * count / most

    def steps(counts: Sequence[int]) -> list[tuple[float, float]]:
        corners = [(x(days[0]), y(counts[0]))]
        for day, before, count in zip(days[1:], counts, counts[1:], strict=False):
            corners += [(x(day), y(before)), (x(day), y(count))]
        return [*corners, (width - RIGHT, y(counts[-1]))]

    parts = []
    for count in range(0, most + 1, 20 if most > 40 else 10):
        parts.append(svg.line(left, y(count), width - RIGHT, y(count), faint=True))
        parts.append(svg.text(left - 6, y(count) + 4, str(count), anchor="end"))
    years = range(days[0].year + 1, days[-1].year + 1)
    every = max(1, round(NEAR / (x(days[-1]) - left) * len(years) + 0.5))
    for year in years[::every]:
        parts.append(svg.text(x(date(year, 1, 1)), height - 6, str(year), anchor="middle"))
    below = [0] * len(days)
    label_y = float(height)
    for area in series:
        above = [low + more for low, more in zip(below, area.counts, strict=True)]
        edge = [*steps(above), *reversed(steps(below))]
        parts.append(svg.area(edge, colour=area.colour))
        label_y = min(label_y - APART, y((above[-1] + below[-1]) / 2) + 4)
        token, instead = area.colour
        words = f"{area.counts[-1]} {area.name}"
        ink = (f"{token}-ink", instead)
        parts.append(svg.text(width - RIGHT + 8, label_y, words, bold=True, colour=ink))
        below = above
    return svg.document(width, height, f"{finding}. {measure}", _described(days, series), parts)


def _described(days: Sequence[date], series: Sequence[Series]) -> str:
    first, last = (
        ", ".join(f"{area.name} {area.counts[place]}" for area in series) for place in (0, -1)
    )
    totals: list[int] = [sum(column) for column in zip(*(s.counts for s in series), strict=True)]
    peak = totals.index(max(totals))
    return (
        f"{day_in_words(days[0])}: {first}. {day_in_words(days[-1])}: {last}. "
        f"The most together: {totals[peak]}, on {day_in_words(days[peak])}."
    )
