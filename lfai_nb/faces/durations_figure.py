"""How long projects took from one stage to the next, beside what is expected of them."""

from lfai_nb.catalog import Durations
from lfai_nb.faces import svg
from lfai_nb.policy import Range

WIDTH, LEFT, RIGHT = 430, 146, 36
TOP, BAR, GAP, BOTTOM = 64, 14, 8, 40
NAME = 18  # characters of a project's name in one line
TICK = 12  # months


def durations_figure(durations: Durations, expected: Range) -> str:
    """A bar for each project, the quickest on top, over the span that is expected."""
    passages = durations.passages
    longest = max([p.months_since_joining for p in passages] + [expected.high])
    months = TICK * (int(longest) // TICK + 1)
    scale = (WIDTH - LEFT - RIGHT) / months
    names = f"{durations.from_stage.capitalize()} to {durations.to_stage.capitalize()}"
    parts = [svg.text(0, 16, f"{names}: months since joining", bold=True)]
    y = float(TOP)
    for passage in passages:
        name, took = passage.project.name, passage.months_since_joining
        height = max(BAR, svg.height_of(name, NAME) - 3)
        parts.append(svg.lines(LEFT - 8, y + 12, name, NAME, anchor="end"))
        middle = y + (height - BAR) / 2
        parts.append(
            svg.bar(LEFT, middle, took * scale, BAR, opacity=0.4 if took > expected.high else 0.85)
        )
        parts.append(svg.text(WIDTH, middle + 12, f"{took:.0f}", anchor="end"))
        y += height + GAP
    # Two lines where the expectation is a span, one where it is a single number.
    for edge in sorted({expected.low, expected.high}):
        parts.append(_dashed(LEFT + edge * scale, TOP - 12, y))
    parts.append(svg.text(LEFT + expected.low * scale, TOP - 18, f"expected: {expected}"))
    parts.append(svg.line(LEFT, y, LEFT + months * scale, y))
    for month in range(0, months + 1, TICK):
        x = LEFT + month * scale
        parts += [svg.line(x, y, x, y + 5), svg.text(x, y + 20, str(month), anchor="middle")]
    title = f"{names}: how long it took"
    return svg.document(WIDTH, int(y) + BOTTOM, title, _said(durations, expected), parts)


def _dashed(x: float, top: float, bottom: float) -> str:
    return "".join(
        svg.line(x, y, x, min(y + 6, bottom)) for y in range(int(top), int(bottom) + 1, 10)
    )


def _said(durations: Durations, expected: Range) -> str:
    each = ", ".join(f"{p.project.name} {p.months_since_joining:.0f}" for p in durations.passages)
    return f"Expected: {expected} months. In months since joining: {each}."
