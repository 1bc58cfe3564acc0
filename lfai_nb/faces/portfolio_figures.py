"""A figure of many projects: how many organisations each has, between certain and possible."""

from collections.abc import Mapping

from lfai_nb.faces import svg
from lfai_nb.lifecycle.facts import Interval

WIDTH, LEFT, RIGHT = 430, 150, 52
BAR, ROW, BOTTOM = 4, 20, 44
NAME = 18  # characters of a project's name in one line
#: A high end beyond this is drawn to the edge, and the true number is beside it.
MOST = 60
TICK = 10


def intervals(found: Mapping[str, Interval], thresholds: Mapping[str, int], title: str) -> str:
    """A bar from the low to the high end for each project, and a line for each threshold."""
    names = sorted(found, key=lambda name: (found[name].low, _end(found[name]), name), reverse=True)
    scale = (WIDTH - LEFT - RIGHT) / MOST
    # Thresholds are close together: each label has a line of its own.
    top = svg.LINE * (len(thresholds) + 1)
    parts, y = [], float(top)
    for name in names:
        one, height = found[name], max(ROW, svg.height_of(name, NAME))
        low, high = (LEFT + min(n, MOST) * scale for n in (one.low, _end(one)))
        middle = y + height / 2
        first = middle + 4 - (svg.height_of(name, NAME) - svg.LINE) / 2
        parts.append(svg.lines(LEFT - 10, first, name, NAME, anchor="end"))
        parts.append(svg.bar(low, middle - BAR / 2, high - low, BAR, opacity=0.4))
        parts.append(svg.dot(low, middle, radius=4))
        parts.append(svg.text(WIDTH, middle + 4, str(one), anchor="end"))
        y += height
    for n, (label, threshold) in enumerate(thresholds.items()):
        x = LEFT + threshold * scale
        level = svg.LINE * (n + 1) - 4
        parts.append(svg.path([(x, level + 4), (x, y)], dashed=True))
        parts.append(svg.text(x + 5, level, f"{label}: {threshold}", bold=True))
    parts.append(svg.line(LEFT, y, LEFT + MOST * scale, y))
    for count in range(0, MOST + 1, TICK):
        x = LEFT + count * scale
        parts += [svg.line(x, y, x, y + 5), svg.text(x, y + 20, str(count), anchor="middle")]
    parts.append(svg.text(LEFT, y + 38, "organisations"))
    least = min(thresholds.values(), default=0)
    certain = sum(1 for one in found.values() if one.low >= least)
    described = (
        f"{len(names)} projects, each from the organisations that are established (dot) to those "
        f"that are possible (end of the bar); {certain} certainly reach the lowest threshold."
    )
    return svg.document(WIDTH, int(y) + BOTTOM, title, described, parts)


def _end(one: Interval) -> float:
    return MOST + 1 if one.high is None else one.high
