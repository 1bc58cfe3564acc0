"""The picture that a shared link to a page shows: its title, and the name of the book."""

from functools import cache
from pathlib import Path

from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
INK, PAPER, LINE = "#ffffff", "#1b2a41", "#8ab4f8"
LEFT, TOP, BELOW = 90, 150, HEIGHT - 120  # the margin, where the title begins, the book's name


def name(pagename: str) -> str:
    """Where the card of a page lies in the site."""
    return f"_static/cards/{pagename.replace('/', '-')}.png"


def write(site: Path, pagename: str, title: str, book: str) -> None:
    target = site / name(pagename)
    target.parent.mkdir(parents=True, exist_ok=True)
    draw(title, book).save(target, optimize=True)


def draw(title: str, book: str) -> Image.Image:
    # Few colours, so that the file is small; a picture of text needs no more.
    card = Image.new("P", (WIDTH, HEIGHT))
    card.putpalette(_shades())
    pen = ImageDraw.Draw(card)
    pen.fontmode = "L"
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill=0)
    pen.rectangle((LEFT, 96, LEFT + 120, 104), fill=254)
    size, lines = fit(title)
    for row, line in enumerate(lines):
        pen.text((LEFT, TOP + row * size * 1.25), line, fill=253, font=_font(size, bold=True))
    pen.text((LEFT, BELOW), book, fill=253, font=_font(40))
    return card


def fit(title: str) -> tuple[int, list[str]]:
    """The largest letters in which the title, broken into lines, fits its place on the card."""
    for size in range(84, 12, -4):
        lines = _lines(title, _font(size, bold=True))
        # The last line's letters reach below it.
        if lines and len(lines) * size * 1.25 <= BELOW - TOP - 8:
            return size, lines
    raise ValueError(f"a title that no card can hold: {title!r}")


def _lines(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The title in lines that are not too wide, or none if one of its words is."""
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * LEFT:
            lines[-1] = longer
        elif font.getlength(word) <= WIDTH - 2 * LEFT:
            lines.append(word)
        else:
            return []
    return lines


def _shades() -> list[int]:
    """0 is the paper, 253 the ink, 254 the line, and between them their mixtures."""

    def channels(colour: str) -> list[int]:
        return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]

    paper, ink = channels(PAPER), channels(INK)
    mixed = [
        round(p + (i - p) * step / 253)
        for step in range(254)
        for p, i in zip(paper, ink, strict=True)
    ]
    return [*mixed, *channels(LINE), *ink]


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    # Matplotlib brings this font along, so that the card is the same on every machine.
    font = font_manager.findfont(
        font_manager.FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    )
    return ImageFont.truetype(font, size)
