"""How many organisations contribute to each project: what is established, and what is possible."""

from collections.abc import Mapping, Sequence

from lfai_nb.chart import Chart
from lfai_nb.faces import svg
from lfai_nb.lifecycle.facts import Interval
from lfai_nb.policy.words import counted

EDGE = 60  # organisations at the right edge: a bar that goes on is drawn to it
TOP, ROW, BOTTOM = 44, 18, 40
INK = ("stage-graduation-ink", "#2f4a9e")
STAGES = {
    "Incubation": ("stage-incubation-ink", "#1d6f6a"),
    "Graduation": ("stage-graduation-ink", "#2f4a9e"),
}


def intervals(measured: Mapping[str, Interval], thresholds: Mapping[str, int]) -> Chart:
    """A bar from the low to the high end for each project, and a line for each threshold."""
    names = sorted(measured, key=lambda name: (measured[name].low, _end(measured[name]), name))
    stage, needed = max(thresholds.items(), key=lambda pair: pair[1])
    certain = sum(interval.low >= needed for interval in measured.values())
    possible = sum(_end(interval) >= needed for interval in measured.values())
    finding = (
        f"{certain} of {counted(len(measured), 'projects')} certainly have the {needed} "
        f"organisations that {stage} asks for, and {possible} possibly"
    )
    return Chart(
        finding=finding,
        measure="Organisations that contributed in twelve months: dot, established; end of the "
        "bar, possible; both in numbers at the right",
        draw=lambda width: _drawn(names, measured, thresholds, finding, width),
        head=("project", "established", "possible"),
        rows=[(name, measured[name].low, measured[name].high) for name in names],
    )


def _end(interval: Interval) -> int:
    return EDGE if interval.high is None else interval.high


def _drawn(
    names: Sequence[str],
    measured: Mapping[str, Interval],
    thresholds: Mapping[str, int],
    finding: str,
    width: int,
) -> str:
    left, right = (220, 64) if width > 500 else (132, 60)
    letters = svg.fits(left - 12)
    heights = [max(ROW, svg.height_of(name, letters) + 4) for name in names]
    bottom = TOP + sum(heights)

    def x(count: int) -> float:
        return left + (width - left - right) * min(count, EDGE) / EDGE

    # The thresholds lie close together: each has a line of its own for its name.
    parts = []
    for n, (stage, needed) in enumerate(thresholds.items()):
        y = 12 + 17 * n
        parts.append(svg.line(x(needed), y + 4, x(needed), bottom))
        words = f"{stage} asks for {needed}"
        parts.append(svg.text(x(needed) + 5, y, words, bold=True, colour=STAGES.get(stage)))
    y = TOP
    for name, height in zip(names, heights, strict=True):
        interval, middle = measured[name], y + height / 2
        first = middle + 4 - (svg.height_of(name, letters) - svg.LINE) / 2
        parts.append(svg.lines(left - 10, first, name, letters, anchor="end"))
        start, end = x(interval.low), x(_end(interval))
        if end > start:
            parts.append(svg.bar(start, middle - 2, end - start, 4, opacity=0.55, colour=INK))
        parts.append(svg.dot(start, middle, radius=4))
        # In a column of their own, where no line of a threshold runs.
        parts.append(svg.text(width, middle + 4, f"{interval}", anchor="end"))
        y += height
    parts.append(svg.line(left, bottom, width - right, bottom))
    for count in range(0, EDGE + 1, 10 if width > 500 else 20):
        parts.append(svg.line(x(count), bottom, x(count), bottom + 5))
        parts.append(svg.text(x(count), bottom + 20, str(count), anchor="middle"))
    parts.append(svg.text(left, bottom + 37, "organisations"))
    described = (
        f"{len(names)} projects, each from the organisations that are established (dot) to "
        "those that are possible (end of the bar)."
    )
    return svg.document(width, bottom + BOTTOM + 4, finding, described, parts)
