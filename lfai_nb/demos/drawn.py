"""What a demo measured, as a figure of the book: one look, a finding, and the numbers as a file.

    measured(draw, finding, measure, head, rows)   at the end of a notebook's cell
    panels(figure, 2)                              side by side, or on a telephone one below another
    dots(axes, names, values), bars(…)             a row for each name, with its number
    note(axes, "static hash", x, y)                a name beside a line or a point

``draw`` takes an empty matplotlib figure and is called twice, for a column of text and for a
telephone. The result is SVG: its text is text, its ground and its colours are the page's.
"""

import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lfai_nb.chart import NARROW, Chart

INCH = 72  # a unit of the SVG is a point, and there are as many of them in an inch
STYLE = "lfai_nb.demos.house"
#: The colours of the style sheet, and the tokens of the page's own style.
TOKENS = {
    "#1a2230": "currentColor",
    "#2f4a9e": "var(--series-1,#2f4a9e)",
    "#b8560b": "var(--series-2,#b8560b)",
    "#1d6f6a": "var(--series-3,#1d6f6a)",
    "#7d4f95": "var(--series-4,#7d4f95)",
    "#566072": "var(--series-5,#566072)",
}
_ID = re.compile(r' id="([^"]+)"')
_USED = re.compile(r'#([^#")]{1,60})[")]')
_FONT = re.compile(r"font: (?:(\d+) )?([\d.]+)px [^;\"]+")
_FAMILY = re.compile(r"font-family: [^;:\"]+; ")
_TAG, _LONG = re.compile(r"<[^<>]+>"), re.compile(r"(\.\d)\d+")


def measured(
    draw: Callable[[Figure], None],
    finding: str,
    measure: str,
    head: Sequence[str],
    rows: Sequence[Sequence[object]],
    height: float = 300,
) -> Chart:
    """A figure of what was measured here; panels one below another are that much higher."""
    return Chart(
        finding=finding,
        measure=measure,
        draw=lambda width: svg(draw, width, height, finding, measure),
        head=head,
        rows=rows,
        kind="measured",
    )


def panels(
    figure: Figure, number: int, wide: int = 0, narrow: int = 1, **shared: Any
) -> list[Axes]:
    """As many axes: side by side where there is room, or as many in a row as is said."""
    columns = narrow if is_narrow(figure) else wide or number
    rows = -(-number // columns)
    if rows > 1:
        figure.set_figheight(figure.get_figheight() * rows * 0.8)
    return list(figure.subplots(rows, columns, squeeze=False, **shared).flat)


def is_narrow(figure: Figure) -> bool:
    return float(figure.get_figwidth()) * INCH <= NARROW


def note(
    axes: Axes,
    words: str,
    x: float,
    y: float,
    *,
    across: float = 0,
    up: float = 9,
    ha: str = "center",
    **look: Any,
) -> None:
    """A name or a number beside a point, by so many points of distance."""
    axes.annotate(words, (x, y), xytext=(across, up), textcoords="offset points", ha=ha, **look)


def dots(
    axes: Axes,
    names: Sequence[str],
    values: Sequence[float],
    spread: Sequence[float] | None = None,
    limits: Mapping[str, float] | None = None,
) -> None:
    """A row for each name, its value as a dot with its number: places are compared, not lengths.

    ``limits`` are named lines from top to bottom.
    """
    rows = range(len(names))
    for name, value in (limits or {}).items():
        axes.plot([value, value], [-0.6, len(names) - 0.4], "--", color="C4", linewidth=1)
        note(axes, name, value, -0.9, up=-4)
    axes.errorbar(values, rows, xerr=spread, fmt="o", zorder=3)
    for row, value in zip(rows, values, strict=True):
        reach = value + (spread[row] if spread else 0)
        note(axes, f"{value:.4f}", reach, row, across=8, up=-4, ha="left")
    _rows(axes, names, -1.4 if limits else -0.6)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + 0.35 * (high - low))  # the numbers need room
    axes.locator_params(axis="x", nbins=4)


def bars(axes: Axes, names: Sequence[str], values: Sequence[float], form: str) -> None:
    """A row for each name, its value as a bar from zero with its number."""
    rows = range(len(names))
    axes.barh(rows, values, height=0.6)
    for row, value in zip(rows, values, strict=True):
        note(axes, form.format(value), value, row, across=5, up=-4, ha="left")
    _rows(axes, names, -0.6)
    axes.set_xlim(0, 1.3 * (max(values) or 1))
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.locator_params(axis="x", nbins=4)


def _rows(axes: Axes, names: Sequence[str], top: float) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, top)  # the first is on top
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def svg(
    draw: Callable[[Figure], None], width: int, height: float, finding: str, measure: str
) -> str:
    """The figure at a width, with the page's colours in place of the sheet's."""
    with style.context(STYLE):
        figure = Figure(figsize=(width / INCH, height / INCH), dpi=INCH)
        draw(figure)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return of_page(out.getvalue(), f"{finding}. {measure}")


def of_page(text: str, label: str) -> str:
    """SVG as matplotlib writes it, made to stand in a page.

    Without its head, its sizes, its font, and rules that would hold for the whole page; with names
    that no other figure of the page has, and no finer than a tenth of a pixel.
    """
    head, _, body = text[text.index("<svg") :].partition(">")
    _, _, body = body.partition("</metadata>")
    _, _, body = body.partition("</defs>")  # the rules
    own = hashlib.sha256(body.encode()).hexdigest()[:6]
    used = set(_USED.findall(body))
    body = _ID.sub(lambda m: f' id="{own}{m[1]}"' if m[1] in used else "", body)
    body = body.replace("#m", f"#{own}m").replace("url(#p", f"url(#{own}p")
    body = _FAMILY.sub("", _FONT.sub(_font, body))
    for colour, token in TOKENS.items():
        body = body.replace(colour, token)
    body = _TAG.sub(lambda tag: _LONG.sub(r"\1", tag[0]), body)
    box = head.partition('viewBox="')[2].partition('"')[0]
    # Text without a colour of its own would be black.
    start = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{box}" role="img" aria-label="{escape(label)}." fill="currentColor" '
        f'style="width:100%;max-width:{box.split()[2]}px;height:auto;'
        'font-family:inherit;stroke-linejoin:round">'
    )
    return " ".join([start, *body.split()])


def _font(style: re.Match[str]) -> str:
    weight = f"; font-weight: {style[1]}" if style[1] else ""
    return f"font-size: {style[2]}px{weight}"
