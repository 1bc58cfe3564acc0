"""The stages of one project over time: a lane for each stage, the same years for every project.

Two figures can be compared because their axes are the same. The drawing takes the width that it
is given and its letters keep their size: lengths along the axis are shares of the width.
"""

from collections.abc import Sequence
from datetime import date

from lfai_nb.chart import Chart
from lfai_nb.domain import Stage
from lfai_nb.faces.text import escape
from lfai_nb.frozen import dataclass
from lfai_nb.policy.words import day_in_words, joined

LANES = (Stage.GRADUATION, Stage.INCUBATION, Stage.SANDBOX, Stage.EMERITUS)
LANE, BAR, TOP = 38, 13, 8  # pixels: from one lane to the next, the bar in it, above the first
AXIS = TOP + LANE * len(LANES)
HEIGHT = AXIS + 22
#: Darker is further; the page's style may put the colour of the stage in its place.
SHADES = {
    Stage.GRADUATION: 0.85,
    Stage.INCUBATION: 0.5,
    Stage.SANDBOX: 0.28,
    Stage.EMERITUS: 0.12,
}
EMPTY = 0.05  # of a lane
LEANS = 62  # percent: a name that begins after it ends where its bar ends


@dataclass(frozen=True, slots=True)
class StageSpan:
    """A stay at a stage; it has no last day where it goes on."""

    stage: Stage
    start: date
    end: date | None


def stages_chart(name: str, spans: Sequence[StageSpan], first: date, last: date) -> Chart:
    """The figure under its finding. It fits every width as it is, so it is drawn once."""
    return Chart(
        finding=_finding(name, spans),
        measure=f"Its stages from {first.year} to {day_in_words(last)}, by the day of the vote "
        "where a document has it, or else by the landscape",
        draw=lambda width: stages_figure(name, spans, first, last),
        head=("stage", "from", "until"),
        rows=[(span.stage.title(), span.start, span.end) for span in spans],
    )


def _finding(name: str, spans: Sequence[StageSpan]) -> str:
    if not spans:
        return f"{name} has had no stage yet"
    start, *moves = spans
    steps = [f"entered {start.stage.title()} in {start.start.year}"] + [
        f"was archived in {span.start.year}"
        if span.stage is Stage.EMERITUS
        else f"moved to {span.stage.title()} in {span.start.year}"
        for span in moves
    ]
    if spans[-1].end is not None:
        steps.append(f"left in {spans[-1].end.year}")
    elif spans[-1].stage.hosted:
        steps[-1] += f", where it {'still ' if moves else ''}is"
    return f"{name} {joined(steps)}"


def stages_figure(name: str, spans: Sequence[StageSpan], first: date, last: date) -> str:
    """The stays of a project between the first and the last day of the axis."""
    days = (last - first).days

    def at(day: date) -> float:
        return 100 * (day - first).days / days

    parts = []
    for year in range(first.year, last.year + 1):
        where = at(max(date(year, 1, 1), first))
        parts.append(_line(where, AXIS, where, AXIS + 4))
        if (year - first.year) % 2 == 0:  # side by side, all of them would touch on a phone
            late = where > 90  # its letters would go over the edge of a narrow page
            parts.append(_text(100 if late else where, AXIS + 17, str(year), end=late))
    for number, stage in enumerate(LANES):
        top = TOP + LANE * number
        # The lane itself, so that what never was is seen to be empty.
        parts.append(_bar(0, top + 18, 100, None))
        stays = [span for span in spans if span.stage is stage]
        if not stays:
            parts.append(_text(0, top + 14, f"{stage.title()}: never", faint=True))
        for span in stays:
            # A stay that began yesterday is still to be seen, inside the frame.
            left, right = min(at(span.start), 99.4), at(span.end or last)
            parts.append(_bar(left, top + 18, max(right - left, 0.6), stage))
            label = f"{stage.title()} {_years(span)}"
            leans = left > LEANS
            where = max(right, left + 0.6) if leans else left
            parts.append(_text(where, top + 14, label, end=leans))
    parts.append(_line(0, AXIS, 100, AXIS))
    title = f"The stages of {name}, from {first.year} to {day_in_words(last)}"
    described = [
        f"{span.stage.title()} from {day_in_words(span.start)} "
        + (f"to {day_in_words(span.end)}" if span.end else "on")
        for span in spans
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{HEIGHT}" role="img" '
        f'class="stages" aria-label="{escape(title)}. {escape("; ".join(described))}." '
        'style="font-family:inherit;font-size:13px;overflow:visible">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _years(span: StageSpan) -> str:
    if span.end is None:
        return f"since {span.start.year}"
    both = dict.fromkeys((span.start.year, span.end.year))
    return "–".join(map(str, both))


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{_percent(x1)}" y1="{y1}" x2="{_percent(x2)}" y2="{y2}" stroke="currentColor"/>'
    )


def _bar(left: float, top: float, width: float, stage: Stage | None) -> str:
    """A stay, or without a stage the lane that it is in."""
    name = f' class="stage-{stage}"' if stage else ""
    return (
        f'<rect{name} x="{_percent(left)}" y="{top}" width="{_percent(width)}" height="{BAR}" '
        f'rx="2" fill="currentColor" fill-opacity="{SHADES[stage] if stage else EMPTY}"/>'
    )


def _text(x: float, y: float, words: str, *, end: bool = False, faint: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    opacity = ' fill-opacity="0.7"' if faint else ""
    where = f'x="{_percent(x)}" y="{y}"'
    return f'<text {where} fill="currentColor"{anchor}{opacity}>{escape(words)}</text>'


def _percent(share: float) -> str:
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"
