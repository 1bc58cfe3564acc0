"""The steps to being hosted on a line from first to last."""

from lfai_nb.faces import svg
from lfai_nb.policy import View

WIDTH, TOP = 430, 52
LINE_X, WHEN_WIDTH, WHAT_WIDTH = 130, 15, 40  # the widths in characters
GAP = 22
VOTERS = ("TAC", "Governing Board")  # a step that one of them takes part in is decided there


def process_figure(view: View) -> str:
    """One dot for each step, the vote as the largest; what precedes it and what follows it."""
    steps = view.items("HST-STEPS")
    parts, y = [svg.text(0, 16, "The steps to being hosted (not to scale)", bold=True)], float(TOP)
    places = []
    for number, step in enumerate(steps, start=1):
        what = f"{number}. {step.text}"
        decides = any(body in step.who for body in VOTERS)
        places.append(y)
        parts.append(svg.dot(LINE_X, y - 4, radius=9 if decides else 5))
        parts.append(svg.lines(LINE_X - 18, y, step.when or "", WHEN_WIDTH, anchor="end"))
        parts.append(svg.lines(LINE_X + 18, y, what, WHAT_WIDTH))
        who = f"By: {step.who}" if step.who else ""
        below = y + svg.height_of(what, WHAT_WIDTH)
        parts.append(svg.text(LINE_X + 18, below, who))
        tall = svg.height_of(what, WHAT_WIDTH) + (svg.LINE if who else 0)
        y += max(tall, svg.height_of(step.when or "", WHEN_WIDTH)) + GAP
    parts.insert(1, svg.line(LINE_X, places[0] - 4, LINE_X, places[-1] - 4))
    said = " ".join(
        f"{n}: {step.text} {f'When: {step.when}.' if step.when else ''}"
        for n, step in enumerate(steps, start=1)
    )
    return svg.document(WIDTH, int(y), "The steps to being hosted", said, parts)
