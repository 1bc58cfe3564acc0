"""The picture that a shared link to a page shows: its title, and the name of the book."""

from pathlib import Path
from textwrap import wrap

from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
INK, PAPER, LINE = "#ffffff", "#1b2a41", "#8ab4f8"
LEFT = 90


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
    size = 84 if len(title) < 40 else 64
    lines = wrap(title, 22 if size == 84 else 30)[:4]
    for row, line in enumerate(lines):
        pen.text((LEFT, 150 + row * size * 1.25), line, fill=253, font=_font(size, bold=True))
    pen.text((LEFT, HEIGHT - 120), book, fill=253, font=_font(40))
    return card


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


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    # Matplotlib brings this font along, so that the card is the same on every machine.
    found = font_manager.findfont(
        font_manager.FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    )
    return ImageFont.truetype(found, size)
