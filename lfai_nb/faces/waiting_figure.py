"""The share of projects that has moved up, by months since joining, with those that still wait."""

from collections.abc import Sequence

from lfai_nb.catalog.waiting import CurvePoint, Stay, median_wait, share_at
from lfai_nb.chart import Chart
from lfai_nb.domain import Stage
from lfai_nb.faces import svg
from lfai_nb.faces.durations_figure import COLOURS
from lfai_nb.policy import Range
from lfai_nb.policy.words import counted, say

LEFT, RIGHT, TOP, BOTTOM = 48, 12, 34, 76
TICK = 12  # months


def waiting_figure(
    known: Sequence[Stay], steps: Sequence[CurvePoint], to_stage: Stage | str, expected: Range
) -> Chart:
    """The estimate as steps with its band, over the span that is expected."""
    early = share_at(steps, expected.high)
    middle = median_wait(steps)
    longest = max(stay.end for stay in known)
    years = int(min(longest, 60) // TICK)
    later = (
        f"half within {counted(round(middle), 'months')}"
        if middle is not None
        else f"{share_at(steps, TICK * years):.0%} within {counted(years, 'years')}"
    )
    finding = (
        f"With those that still wait counted in, {early:.0%} of projects reach "
        f"{to_stage.capitalize()} within {counted(expected.high, 'months')}, and {later}"
    )
    moved = sum(stay.moved for stay in known)
    return Chart(
        finding=finding,
        measure=f"Share of {counted(len(known), 'projects')} that moved up ({moved} did), by "
        "months since joining: Kaplan and Meier's estimate; pale: 95% band",
        draw=lambda width: _drawn(known, steps, to_stage, expected, finding, width),
        head=("months since joining", "share moved up", "band from", "to", "projects watched"),
        rows=[
            (f"{s.months:.1f}", f"{s.share:.3f}", f"{s.low:.3f}", f"{s.high:.3f}", s.watched)
            for s in steps
        ],
    )


def _drawn(
    known: Sequence[Stay],
    steps: Sequence[CurvePoint],
    to_stage: Stage | str,
    expected: Range,
    finding: str,
    width: int,
) -> str:
    height = 320
    longest = max(stay.end for stay in known)
    months = TICK * (int(longest) // TICK + 1)
    base, colour = height - BOTTOM, COLOURS.get(to_stage, ("link", "#1f4fb0"))

    def x(month: float) -> float:
        return LEFT + (width - LEFT - RIGHT) * month / months

    def y(share: float) -> float:
        return base - (base - TOP) * share

    def edge(values: Sequence[float]) -> list[tuple[float, float]]:
        corners, before = [(x(0), y(0))], 0.0
        for step, value in zip(steps, values, strict=True):
            corners += [(x(step.months), y(before)), (x(step.months), y(value))]
            before = value
        return [*corners, (x(longest), y(before))]

    span = max(x(expected.high) - x(expected.low), 2)
    parts = [svg.ground(x(expected.low), TOP, span, base - TOP)]
    label = f"expected: {say(expected, 'months')}"
    parts.append(svg.text(x(expected.low), TOP - 8, label))
    for share in (0, 0.25, 0.5, 0.75, 1):
        parts.append(svg.line(LEFT, y(share), width - RIGHT, y(share), faint=share > 0))
        parts.append(svg.text(LEFT - 8, y(share) + 4, f"{share:.0%}", anchor="end"))
    low, high = (edge([getattr(step, name) for step in steps]) for name in ("low", "high"))
    parts.append(svg.band([*high, *reversed(low)], colour=colour))
    parts.append(svg.path(edge([step.share for step in steps]), colour=colour))
    last = steps[-1]
    words = f"{last.share:.0%} moved up"
    ink = (f"stage-{to_stage}-ink", colour[1])
    above = y(last.share) - 8
    parts.append(svg.text(x(longest), above, words, anchor="end", bold=True, colour=ink))
    # Before the numbers: who hears the figure would otherwise hear the last of them as the months.
    parts.append(svg.text(0, base + 37, "months since joining; below, the projects watched then"))
    every = TICK if width > 500 else 2 * TICK
    for month in range(0, months + 1, TICK):
        parts.append(svg.line(x(month), base, x(month), base + 5))
        if month % every == 0:
            watched = sum(stay.start <= month <= stay.end for stay in known)
            anchor = "end" if month == months else "middle"
            parts.append(svg.text(x(month), base + 20, str(month), anchor=anchor))
            parts.append(svg.text(x(month), base + 54, str(watched), anchor=anchor))
    described = f"Expected: {expected} months. " + ", ".join(
        f"{step.share:.0%} after {step.months:.0f} months ({step.low:.0%} to {step.high:.0%})"
        for step in steps
    )
    return svg.document(width, height, finding, f"{described}.", parts)
