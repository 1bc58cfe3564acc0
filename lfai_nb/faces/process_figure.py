"""The steps to being hosted on a line from first to last."""

from lfai_nb.chart import Chart
from lfai_nb.faces import svg
from lfai_nb.policy import Item, View
from lfai_nb.policy.words import day_in_words

TOP, GAP = 16, 22
VOTERS = ("TAC", "Governing Board")  # a step that one of them takes part in is decided there


def process_figure(view: View) -> Chart:
    """One dot for each step, the vote as the largest; what precedes it and what follows it."""
    steps = view.items("HST-STEPS")
    decided = [n for n, step in enumerate(steps, start=1) if _decides(step)]
    which = " and ".join(map(str, decided))
    word, verb = ("step", "decides") if len(decided) == 1 else ("steps", "decide")
    finding = f"Of {len(steps)} steps to being hosted, {word} {which} {verb}"
    since = day_in_words(view.in_force("HST-STEPS").start)
    return Chart(
        finding=finding,
        measure=f"The steps in their order, with when and by whom, as of {since}; "
        "large dot: the council votes; not to scale",
        draw=lambda width: _drawn(steps, finding, width),
        head=("step", "what", "when", "by"),
        rows=[(n, step.text, step.when, step.who) for n, step in enumerate(steps, start=1)],
    )


def _decides(step: Item) -> bool:
    return any(body in step.who for body in VOTERS)


def _drawn(steps: tuple[Item, ...], finding: str, width: int) -> str:
    at = 220 if width > 500 else 112
    when_letters, what_letters = svg.fits(at - 20), svg.fits(width - at - 20)
    parts, y = [], float(TOP)
    places = []
    for number, step in enumerate(steps, start=1):
        what = f"{number}. {step.text}"
        decides = _decides(step)
        places.append(y)
        parts.append(svg.dot(at, y - 4, radius=9 if decides else 5))
        parts.append(svg.lines(at - 18, y, step.when or "", when_letters, anchor="end"))
        parts.append(svg.lines(at + 18, y, what, what_letters, bold=decides))
        below = y + svg.height_of(what, what_letters)
        if step.who:
            parts.append(svg.text(at + 18, below, f"By: {step.who}"))
        tall = svg.height_of(what, what_letters) + (svg.LINE if step.who else 0)
        y += max(tall, svg.height_of(step.when or "", when_letters)) + GAP
    parts.insert(0, svg.line(at, places[0] - 4, at, places[-1] - 4))
    described = " ".join(
        f"{n}: {step.text} {f'When: {step.when}.' if step.when else ''}"
        for n, step in enumerate(steps, start=1)
    )
    return svg.document(width, int(y), finding, described, parts)
