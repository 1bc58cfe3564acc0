"""How much of a proposal facts answer: for each field, how many projects have it filled."""

from collections.abc import Sequence
from statistics import median_low
from typing import NamedTuple

from lfai_nb.chart import Chart
from lfai_nb.faces import svg
from lfai_nb.hosting.packet import FieldState, Packet
from lfai_nb.policy.words import counted

TOP, ROW, BOTTOM = 8, 22, 62
INK, PALE = ("stage-graduation-ink", "#2f4a9e"), 0.45


class FieldStates(NamedTuple):
    """A field, and of how many projects it is filled, partly filled and open."""

    field: str
    filled: int
    partly: int
    open: int


def fields_filled(packets: Sequence[Packet]) -> Chart:
    """A bar for each field, in the order of the template."""
    fields = [answer.field for answer in packets[0].answers]
    states = [[packet.answers[n].state for packet in packets] for n in range(len(fields))]
    rows = [
        FieldStates(
            field.id,
            *(
                column.count(state)
                for state in (FieldState.FILLED, FieldState.PARTLY, FieldState.OPEN)
            ),
        )
        for field, column in zip(fields, states, strict=True)
    ]
    known = median_low([len(fields) - packet.count(FieldState.OPEN) for packet in packets])
    finding = (
        f"For half of the {counted(len(packets), 'projects')}, facts answer {known} or more of the "
        f"{counted(len(fields), 'fields')} of a proposal"
    )
    return Chart(
        finding=finding,
        measure="Projects whose facts fill the field (strong), or want something added (faint)",
        draw=lambda width: _drawn(rows, len(packets), finding, width),
        head=("field", *map(str, FieldState)),
        rows=rows,
    )


def _drawn(rows: Sequence[FieldStates], projects: int, finding: str, width: int) -> str:
    left, right = (130, 20) if width > 500 else (118, 14)
    bottom = TOP + ROW * len(rows)

    def x(count: int) -> float:
        return left + (width - left - right) * count / projects

    parts = []
    for n, (name, filled, partly, _) in enumerate(rows):
        y = TOP + ROW * n
        parts.append(svg.text(left - 8, y + 15, name, anchor="end"))
        if filled:
            size = x(filled) - left
            parts.append(svg.bar(left, y + 4, size, ROW - 8, colour=INK))
        if partly:
            parts.append(
                svg.bar(
                    *(x(filled), y + 4, x(partly) - left, ROW - 8),
                    opacity=PALE,
                    colour=INK,
                )
            )
    parts.append(svg.line(left, bottom, width - right, bottom))
    for count in range(0, projects + 1, 10):
        parts.append(svg.line(x(count), bottom, x(count), bottom + 5))
        parts.append(svg.text(x(count), bottom + 20, str(count), anchor="middle"))
    parts.append(svg.text(left, bottom + 40, "projects"))
    described = (
        f"{counted(len(rows), 'fields')}, each with how many of {projects} projects fill it."
    )
    return svg.document(width, bottom + BOTTOM - 14, finding, described, parts)
