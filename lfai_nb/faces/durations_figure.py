"""How long projects took from one stage to the next, beside what is expected of them."""

from lfai_nb.catalog import Durations
from lfai_nb.faces import svg
from lfai_nb.policy import Range

WIDTH, LEFT, RIGHT = 430, 112, 44
TOP, ROW, BOTTOM = 64, 22, 40
TICK = 12  # months


def durations_figure(durations: Durations, expected: Range) -> str:
    """A bar for each project, the quickest on top, over the span that is expected."""
    passages = durations.passages
    longest = max([p.months_since_joining for p in passages] + [expected.high])
    months = TICK * (int(longest) // TICK + 1)
    scale = (WIDTH - LEFT - RIGHT) / months
    bottom = TOP + ROW * len(passages)
    names = f"{durations.from_stage.capitalize()} to {durations.to_stage.capitalize()}"
    parts = [svg.text(0, 16, f"{names}: months since joining", bold=True)]
    # Two lines where the expectation is a span, one where it is a single number.
    for edge in sorted({expected.low, expected.high}):
        x = LEFT + edge * scale
        parts.append(_dashed(x, TOP - 12, bottom))
    parts.append(
        svg.text(LEFT + expected.low * scale, TOP - 18, f"expected: {expected}", anchor="start")
    )
    for row, passage in enumerate(passages):
        y = TOP + ROW * row
        width = passage.months_since_joining * scale
        late = passage.months_since_joining > expected.high
        parts.append(svg.text(LEFT - 8, y + 15, passage.project.name, anchor="end"))
        parts.append(svg.bar(LEFT, y + 4, width, ROW - 8, opacity=0.45 if late else 0.85))
        months_said = f"{passage.months_since_joining:.0f}"
        parts.append(svg.text(LEFT + width + 6, y + 15, months_said))
    parts.append(svg.line(LEFT, bottom + 4, LEFT + months * scale, bottom + 4))
    for month in range(0, months + 1, TICK):
        x = LEFT + month * scale
        parts += [svg.line(x, bottom + 4, x, bottom + 9)]
        parts += [svg.text(x, bottom + 24, str(month), anchor="middle")]
    title = f"{names}: how long it took"
    return svg.document(WIDTH, bottom + BOTTOM, title, _said(durations, expected), parts)


def _dashed(x: float, top: float, bottom: float) -> str:
    return "".join(
        svg.line(x, y, x, min(y + 6, bottom)) for y in range(int(top), int(bottom) + 1, 10)
    )


def _said(durations: Durations, expected: Range) -> str:
    each = ", ".join(f"{p.project.name} {p.months_since_joining:.0f}" for p in durations.passages)
    return f"Expected: {expected} months. In months since joining: {each}."
