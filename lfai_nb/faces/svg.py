"""The little that our figures need of SVG: one document, escaped, described, without a library.

A figure that is drawn here also works where matplotlib does not run: in the reader's browser. It
takes its ink from the text around it (``currentColor``), so it is readable in dark mode and print.
"""

import math
from collections.abc import Iterable
from textwrap import wrap

from lfai_nb.faces.text import escape

Number = int | float
#: A token of the page's style, and the colour where there is no such style, as in a notebook.
Colour = tuple[str, str]
LINE = 17  # from one line of text to the next
LETTER = 7.0  # pixels of a letter on the average, rather more than less: fonts differ
_SLIM, _BROAD = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMW@%–")


def document(width: int, height: int, title: str, description: str, parts: Iterable[str]) -> str:
    """The whole figure; ``description`` is what a reader who cannot see it is told."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}. {escape(description)}" '
        # Not wider than it was drawn, or its letters would outgrow those of the page.
        f'style="width:100%;max-width:{width}px;height:auto;font-family:inherit;font-size:13px">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f"{''.join(parts)}</svg>"
    )


def line(x1: Number, y1: Number, x2: Number, y2: Number, *, faint: bool = False) -> str:
    opacity = ' stroke-opacity="0.25"' if faint else ""
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" '
        f'stroke="currentColor"{opacity}/>'
    )


def path(
    points: Iterable[tuple[Number, Number]], *, dashed: bool = False, colour: Colour | None = None
) -> str:
    """A bold line through the points; a second line of a figure is told apart by its dashes."""
    steps = " L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<path d="M{steps}" fill="none" stroke="{_paint(colour)}" stroke-width="2.5"{dash}/>'


def dot(x: Number, y: Number, *, radius: Number = 6) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="currentColor"/>'


def ring(x: Number, y: Number, *, radius: Number = 6) -> str:
    """An empty dot, for what is less than a full one."""
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="none" stroke="currentColor" '
        'stroke-width="1.5"/>'
    )


def text(
    x: Number,
    y: Number,
    words: str,
    *,
    anchor: str = "start",
    bold: bool = False,
    colour: Colour | None = None,
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{_n(x)}" y="{_n(y)}"{place} fill="{_paint(colour)}"{weight}>'
        f"{escape(words)}</text>"
    )


def lines(
    x: Number,
    y: Number,
    words: str,
    width: int,
    *,
    anchor: str = "start",
    bold: bool = False,
    colour: Colour | None = None,
) -> str:
    """Words in lines of at most ``width`` characters, from ``y`` downwards."""
    return "".join(
        text(x, y + LINE * n, line, anchor=anchor, bold=bold, colour=colour)
        for n, line in enumerate(wrap(words, width))
    )


def height_of(words: str, width: int) -> int:
    """How much room ``lines`` takes."""
    return LINE * len(wrap(words, width))


def width_of(words: str, *, bold: bool = False) -> float:
    """About how wide a line is drawn; a browser's font decides, and we cannot ask it."""
    wide = sum(
        4.6 if c in _SLIM else 12 if c in _BROAD else 9.4 if c.isupper() else 8 for c in words
    )
    return wide * (1.12 if bold else 1)


def fits(pixels: float) -> int:
    """How many letters have room in a line of this width, for ``lines``."""
    return max(6, int(pixels / LETTER))


def link(address: str, label: str, drawn: str) -> str:
    """Something drawn that leads on, by pointer and by keyboard."""
    return f'<a href="{escape(address)}" aria-label="{escape(label)}">{drawn}</a>'


def box(x: Number, y: Number, width: Number, height: Number, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="6" '
        f'fill="currentColor" fill-opacity="0.06" stroke="currentColor"{dash}/>'
    )


def bar(
    x: Number,
    y: Number,
    width: Number,
    height: Number,
    *,
    opacity: Number = 1,
    colour: Colour | None = None,
) -> str:
    """A filled area; several are told apart by how dark they are, which grey keeps."""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
        f'fill="{_paint(colour)}" fill-opacity="{opacity:g}"/>'
    )


def ground(x: Number, y: Number, width: Number, height: Number) -> str:
    """A pale area behind everything, such as a span that is expected; words may stand on it."""
    return (
        f'<rect class="ground" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" '
        f'height="{_n(height)}" fill="currentColor" fill-opacity="0.09"/>'
    )


def band(edge: Iterable[tuple[Number, Number]], *, colour: Colour) -> str:
    """The pale surroundings of a line: how far its value may be off."""
    corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in edge)
    return (
        f'<polygon class="ground" points="{corners}" fill="{_paint(colour)}" fill-opacity="0.2"/>'
    )


def area(edge: Iterable[tuple[Number, Number]], *, colour: Colour) -> str:
    """The same for any shape, in a colour that has a meaning; a thin edge keeps areas apart."""
    corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in edge)
    return (
        f'<polygon points="{corners}" fill="{_paint(colour)}" '
        'stroke="var(--paper,#fff)" stroke-width="0.7"/>'
    )


def arrow(*points: tuple[Number, Number]) -> str:
    """A line through the points with a head at the last one."""
    (x0, y0), (x1, y1) = points[-2:]
    turn = math.atan2(y1 - y0, x1 - x0)
    wings = [
        (x1 - 10 * math.cos(turn + side), y1 - 10 * math.sin(turn + side)) for side in (0.45, -0.45)
    ]
    head = " ".join(f"{_n(x)},{_n(y)}" for x, y in [(x1, y1), *wings])
    steps = " L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return (
        f'<path d="M{steps}" fill="none" stroke="currentColor"/>'
        f'<polygon points="{head}" fill="currentColor"/>'
    )


def _paint(colour: Colour | None) -> str:
    return f"var(--{colour[0]},{colour[1]})" if colour else "currentColor"


def _n(number: Number) -> str:
    # One decimal is finer than a pixel, and the same on every machine.
    return f"{number:.1f}".removesuffix(".0")
