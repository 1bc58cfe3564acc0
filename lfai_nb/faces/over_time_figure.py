"""Counts over time, one upon the other: members by level, projects by stage."""

from collections.abc import Mapping, Sequence
from datetime import date

from lfai_nb.faces import svg
from lfai_nb.policy.words import day_in_words

WIDTH, HEIGHT = 430, 300
LEFT, RIGHT, TOP, BOTTOM = 34, 112, 40, 34
SHADES = (0.85, 0.5, 0.25, 0.1)  # dark enough to be told apart in grey
APART = 17  # pixels between the names at the right


def over_time_figure(title: str, days: Sequence[date], counts: Mapping[str, Sequence[int]]) -> str:
    """``counts`` holds for each name one number a day; the first name is at the bottom."""
    totals: list[int] = [sum(column) for column in zip(*counts.values(), strict=True)]
    most = max(totals)
    span = (days[-1] - days[0]).days

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - days[0]).days / span

    def y(count: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / most

    parts = [svg.text(0, 16, title, bold=True)]
    for count in range(0, most + 1, 20):
        parts.append(svg.line(LEFT, y(count), WIDTH - RIGHT, y(count), faint=count > 0))
        parts.append(svg.text(LEFT - 6, y(count) + 4, str(count), anchor="end"))
    for year in range(days[0].year + 1, days[-1].year + 1, 2):
        parts.append(svg.text(x(date(year, 1, 1)), HEIGHT - 12, str(year), anchor="middle"))
    below = [0] * len(days)
    label_y = float(HEIGHT)
    for shade, (name, each) in zip(SHADES, counts.items(), strict=False):
        above = [one + more for one, more in zip(below, each, strict=True)]
        top = [(x(day), y(count)) for day, count in zip(days, above, strict=True)]
        bottom = [(x(day), y(count)) for day, count in zip(days, below, strict=True)]
        parts.append(svg.area([*top, *reversed(bottom)], opacity=shade))
        label_y = min(label_y - APART, y((above[-1] + below[-1]) / 2) + 4)
        parts.append(svg.text(WIDTH - RIGHT + 6, label_y, f"{name} {each[-1]}"))
        below = above
    return svg.document(WIDTH, HEIGHT, title, _said(days, counts), parts)


def _said(days: Sequence[date], counts: Mapping[str, Sequence[int]]) -> str:
    first, last = (
        ", ".join(f"{name} {each[place]}" for name, each in counts.items()) for place in (0, -1)
    )
    totals: list[int] = [sum(column) for column in zip(*counts.values(), strict=True)]
    peak = totals.index(max(totals))
    return (
        f"{day_in_words(days[0])}: {first}. {day_in_words(days[-1])}: {last}. "
        f"The most together: {totals[peak]}, on {day_in_words(days[peak])}."
    )
