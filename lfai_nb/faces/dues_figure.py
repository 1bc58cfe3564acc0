"""Dues by head-count, as steps, with one organisation on them."""

import math
from collections.abc import Sequence

from lfai_nb.faces import svg
from lfai_nb.membership.dues import Quote, bands_for
from lfai_nb.policy import Band, View
from lfai_nb.policy.words import usd

WIDTH, HEIGHT = 430, 330  # as wide as a telephone shows without shrinking the words much
LEFT, RIGHT, TOP, BOTTOM = 54, 12, 58, 62
MOST = 100_000  # employees at the right edge; every step lies well below


def dues_figure(view: View, quote: Quote | None = None) -> str:
    """The General dues in both columns as SVG, and where ``quote``'s organisation stands."""
    columns = {lf: bands_for(view, lf) for lf in (False, True)}
    top = max(band.usd for bands in columns.values() for band in bands)
    parts = [_grid(top, columns[False])]
    for lf_member, bands in columns.items():
        parts.append(svg.path(_steps(bands, top), dashed=lf_member))
        # Above its own line, where nothing else runs.
        label = "existing member" if lf_member else "not yet a member"
        parts.append(svg.text(_x(MOST), _y(bands[-1].usd, top) - 6, label, anchor="end"))
    if quote is not None and quote.level == "general" and quote.amount_usd is not None:
        x, y = _x(min(quote.employees, MOST)), _y(quote.amount_usd, top)
        words = f"{quote.employees:,} employees: {usd(quote.amount_usd)}"
        anchor = "start" if x < WIDTH / 2 else "end"
        parts += [svg.dot(x, y), svg.text(x, y + 22, words, anchor=anchor, bold=True)]
    return svg.document(
        WIDTH, HEIGHT, "General dues by number of employees", _description(columns, quote), parts
    )


def _grid(top: int, bands: Sequence[Band]) -> str:
    title = "General dues in US dollars a year, by Linux Foundation membership"
    parts = [svg.lines(4, 18, title, 40, bold=True)]
    for amount in range(0, top + 1, 10_000):
        y = _y(amount, top)
        parts += [svg.line(LEFT, y, WIDTH - RIGHT, y, faint=amount > 0)]
        parts += [svg.text(LEFT - 8, y + 4, f"{amount:,}", anchor="end")]
    for n, employees in enumerate((1, 10, 100, *(band.min for band in bands[1:]), MOST)):
        x, low = _x(employees), 16 * (n % 2)  # the bands begin so close that they need two rows
        anchor = "end" if employees == MOST else "middle"
        parts += [svg.line(x, _y(0, top), x, _y(0, top) + 5 + low)]
        parts += [svg.text(x, HEIGHT - 44 + low, f"{employees:,}", anchor=anchor)]
    parts.append(
        svg.text((LEFT + WIDTH) / 2, HEIGHT - 8, "employees (logarithmic)", anchor="middle")
    )
    return "".join(parts)


def _steps(bands: Sequence[Band], top: int) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for band in bands:
        y = _y(band.usd, top)
        points += [(_x(band.min), y), (_x(band.max + 1 if band.max else MOST), y)]
    return points


def _x(employees: int) -> float:
    # Logarithmic: half of all organisations would otherwise share the first few pixels.
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log(employees) / math.log(MOST)


def _y(amount: int, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * amount / top


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
