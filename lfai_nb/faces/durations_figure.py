"""How long projects took from one stage to the next, beside what is expected of them."""

from lfai_nb.catalog import Durations
from lfai_nb.chart import Chart
from lfai_nb.faces import svg
from lfai_nb.policy import Range
from lfai_nb.policy.words import counted, say

TOP, BAR, GAP, BOTTOM, RIGHT = 26, 14, 8, 44, 40
TICK = 12  # months
#: The colour of the stage that a project moves to, by the page's style.
COLOURS = {
    "incubation": ("stage-incubation", "#2a8c86"),
    "graduation": ("stage-graduation", "#2f4a9e"),
}


def durations_figure(durations: Durations, expected: Range) -> Chart:
    """A bar for each project, the quickest on top, over the span that is expected."""
    took = [passage.months_since_joining for passage in durations.passages]
    within = sum(months <= expected.high for months in took)
    middle = durations.median_since_joining
    finding = (
        f"{within} of the {counted(len(took), 'projects')} that moved to "
        f"{durations.to_stage.capitalize()} did so within the {say(expected, 'months')} that are "
        f"expected; half took {counted(round(middle or 0), 'months')} or less"
    )
    return Chart(
        finding=finding,
        measure="Months since joining, of projects that moved up; paler: longer than expected",
        draw=lambda width: _drawn(durations, expected, finding, width),
        head=("project", "joined", "moved", "months since joining"),
        rows=[
            (p.project.name, p.joined, p.moved, f"{p.months_since_joining:.1f}")
            for p in durations.passages
        ],
    )


def _drawn(durations: Durations, expected: Range, finding: str, width: int) -> str:
    passages = durations.passages
    left = 200 if width > 500 else 118
    letters = svg.fits(left - 8)
    longest = max([p.months_since_joining for p in passages] + [expected.high])
    months = TICK * (int(longest) // TICK + 1)
    scale = (width - left - RIGHT) / months
    parts, y = [], float(TOP)
    for passage in passages:
        name, took = passage.project.name, passage.months_since_joining
        height = max(BAR, svg.height_of(name, letters) - 3)
        parts.append(svg.lines(left - 8, y + 12, name, letters, anchor="end"))
        middle = y + (height - BAR) / 2
        late = took > expected.high
        colour = COLOURS.get(durations.to_stage)
        parts.append(
            svg.bar(left, middle, took * scale, BAR, opacity=0.45 if late else 1, colour=colour)
        )
        parts.append(svg.text(left + took * scale + 6, middle + 12, f"{took:.0f}"))
        y += height + GAP
    # Two edges where the expectation is a span, a line of its own where it is a single number.
    wide = max((expected.high - expected.low) * scale, 2)
    parts.insert(0, svg.ground(left + expected.low * scale, TOP - 6, wide, y - TOP + 6))
    label = f"expected: {say(expected, 'months')}"
    parts.append(svg.text(left + expected.low * scale, 13, label))
    parts.append(svg.line(left, y, left + months * scale, y))
    for month in range(0, months + 1, TICK):
        x = left + month * scale
        parts.append(svg.line(x, y, x, y + 5))
        if width > 500 or month % (2 * TICK) == 0:
            parts.append(svg.text(x, y + 20, str(month), anchor="middle"))
    parts.append(svg.text(left, y + 38, "months since joining"))
    described = _in_words(durations, expected)
    return svg.document(width, int(y) + BOTTOM, finding, described, parts)


def _in_words(durations: Durations, expected: Range) -> str:
    each = ", ".join(f"{p.project.name} {p.months_since_joining:.0f}" for p in durations.passages)
    return f"Expected: {expected} months. In months since joining: {each}."
