"""Dues by head-count, as steps, with one organisation on them."""

import math

from lfai_nb.chart import Chart
from lfai_nb.faces import svg
from lfai_nb.faces.labels import Box, Place, box_of, boxes_along, clear
from lfai_nb.membership.dues import Quote, bands_for
from lfai_nb.policy import Band, View
from lfai_nb.policy.words import usd

LEFT, RIGHT, TOP, BOTTOM = 58, 14, 14, 62
MOST = 100_000  # employees at the right edge; every step lies well below
NAMES = {False: "not yet a member", True: "already a member"}
COLOURS = {
    False: ("level-general-ink", "#7d4f95"),
    True: ("stage-incubation-ink", "#1d6f6a"),
}


def dues_figure(view: View, quote: Quote | None = None) -> Chart:
    """The General dues in both columns, and where ``quote``'s organisation stands."""
    columns = {lf: bands_for(view, lf) for lf in (False, True)}
    if quote is not None and quote.level == "general" and quote.amount_usd is not None:
        finding = f"With {quote.employees:,} employees, General dues are {usd(quote.amount_usd)}"
    else:
        steps = len(columns[False])
        low, high = (usd(columns[False][n].usd) for n in (0, -1))
        less = max(a.usd - b.usd for a, b in zip(*columns.values(), strict=True))
        finding = (
            f"General dues rise in {steps} steps from {low} to {high}; a member of the Linux "
            f"Foundation pays up to {usd(less)} less"
        )
    described = _description(columns, quote)
    return Chart(
        finding=finding,
        measure="US dollars a year by number of employees (each mark ten times the one before); "
        "two lines, by membership of the Linux Foundation",
        draw=lambda width: _drawn(columns, quote, width, finding, described),
        head=("Linux Foundation member", "employees from", "to", "US dollars a year"),
        rows=[
            ("yes" if lf else "no", band.min, band.max, band.usd)
            for lf, bands in columns.items()
            for band in bands
        ],
    )


def _drawn(
    columns: dict[bool, tuple[Band, ...]],
    quote: Quote | None,
    width: int,
    finding: str,
    described: str,
) -> str:
    height = 320 if width > 500 else 340
    top = max(band.usd for bands in columns.values() for band in bands)

    def x(employees: int) -> float:
        # Logarithmic: half of all organisations would otherwise share the first few pixels.
        return LEFT + (width - LEFT - RIGHT) * math.log(employees) / math.log(MOST)

    def y(amount: float) -> float:
        return height - BOTTOM - (height - TOP - BOTTOM) * amount / (top * 1.12)

    parts = []
    for amount in range(0, top + 1, 10_000):
        parts.append(svg.line(LEFT, y(amount), width - RIGHT, y(amount), faint=amount > 0))
        parts.append(svg.text(LEFT - 8, y(amount) + 4, f"{amount:,}", anchor="end"))
    marks = (1, 10, 100, *(band.min for band in columns[False][1:]), MOST)
    for n, employees in enumerate(marks):
        low = 16 * (n % 2)  # the bands begin so close that they need two rows
        anchor = "end" if employees == MOST else "middle"
        parts.append(svg.line(x(employees), y(0), x(employees), y(0) + 5 + low))
        parts.append(svg.text(x(employees), y(0) + 20 + low, f"{employees:,}", anchor=anchor))
    parts.append(svg.text((LEFT + width) / 2, height - 8, "employees", anchor="middle"))
    page, taken = Box(LEFT, 0, width, y(0)), list[Box]()
    for lf, bands in columns.items():
        edge: list[tuple[float, float]] = []
        for band in bands:
            end = band.max + 1 if band.max else MOST
            edge += [(x(band.min), y(band.usd)), (x(end), y(band.usd))]
        parts.append(svg.path(edge, dashed=lf, colour=COLOURS[lf]))
        # Above the end of its own line, where nothing else runs; below it where the other line
        # would run through the words, in two lines since the step before is near.
        narrow = lf and width <= 500
        place = Place(x(MOST), y(bands[-1].usd) + (18 if narrow else -8), "end")
        taken += [*boxes_along(edge), box_of(place, NAMES[lf], bold=True)]
        letters = 10 if narrow else 40
        parts.append(
            svg.lines(
                place.x, place.y, NAMES[lf], letters, anchor="end", bold=True, colour=COLOURS[lf]
            )
        )
    if quote is not None and quote.level == "general" and quote.amount_usd is not None:
        here = x(min(quote.employees, MOST)), y(quote.amount_usd)
        words = usd(quote.amount_usd)  # of how many employees, the title says
        around = [
            Place(here[0] + across, here[1] + down, anchor)
            for down in (-12, 22, -5, 16, -28, 38, -44, 54, -60)
            for anchor, across in (("end", -9), ("start", 9), ("middle", 0))
        ]
        place = clear(words, around, taken, page, bold=True)
        parts += [svg.dot(*here), svg.text(place.x, place.y, words, anchor=place.anchor, bold=True)]
    return svg.document(width, height, finding, described, parts)


def _description(columns: dict[bool, tuple[Band, ...]], quote: Quote | None) -> str:
    sentences = [
        f"{'Existing Linux Foundation members' if lf else 'Others'} pay "
        + ", ".join(f"{usd(band.usd)} with {band}" for band in bands)
        + "."
        for lf, bands in columns.items()
    ]
    if quote is not None:
        sentences.append(f"Your organisation: {quote.employees:,} employees, {quote.headline}.")
    return " ".join(sentences)
