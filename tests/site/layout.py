"""The layout of a page, coarse enough that another machine's letters leave it as it is.

Two things are kept of what a window shows: where the main blocks are, as shares of the window, and
how much ink is in each part of a coarse grid, from 0 to 9. ``test_layout.py`` compares them with
those in ``layout.json``, which ``python -m tests.site.layout`` writes anew from the built site,
after somebody has looked at the pages.
"""

import io
import json
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.site.drawn import drawn, patient, screen

STORED = Path(__file__).with_suffix(".json")
PAGES = {
    "first page": "book/index.html",
    "text": "book/foundation/what-it-is.html",
    "figure": "book/foundation/structure.html",
    "comparison": "book/joining/levels.html",
    "dues": "book/joining/dues.html?employees=700",
    "readiness": "book/hosting/readiness.html?stars=2300&stage=incubation&on=2024-01-01",
    "vote": "book/foundation/vote.html?yes=9",
    "projects": "book/hosting/projects.html",
    "project": "book/hosting/projects/bitol.html",
    "notebook": "notebooks/portfolio.html",
}
LOOKS: dict[str, tuple[int, Literal["light", "dark"]]] = {
    "light": (1280, "light"),
    "dark": (1280, "dark"),
    "phone": (375, "light"),
}
HEIGHT = 1500  # most of a page: a screen is its first half
COLUMNS, ROWS = 12, 15
#: The blocks whose places are kept: the first of each that is in the window.
BLOCKS = {
    "sidebar": ".sidebar-drawer",
    "header": ".mobile-header",
    "article": "article",
    "title": "article h1",
    "contents": ".toc-drawer",
    "lead": "article h1 ~ p",
    "tool": "article .tool:not([hidden])",
}
# What is in the window of each block, as shares of the window.
MEASURE = """(blocks) => Object.fromEntries(Object.entries(blocks).flatMap(([name, selector]) => {
  const block = document.querySelector(selector);
  if (!block?.checkVisibility({ visibilityProperty: true })) return [];
  const { left, top, right, bottom } = block.getBoundingClientRect();
  const inside = [Math.max(left, 0) / innerWidth, Math.max(top, 0) / innerHeight,
    Math.min(right, innerWidth) / innerWidth, Math.min(bottom, innerHeight) / innerHeight];
  return inside[0] < inside[2] && inside[1] < inside[3] ? [[name, inside]] : [];
}))"""

Layout = dict[str, Any]


def layout(page: Page) -> Layout:
    blocks = page.evaluate(MEASURE, BLOCKS)
    places = {name: [round(share, 2) for share in box] for name, box in blocks.items()}
    return {"blocks": places, "ink": ink(page.screenshot(animations="disabled", caret="hide"))}


def ink(png: bytes) -> list[str]:
    """A line of digits for each row of the grid: 0 is bare, 9 is a third covered, or more."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    wide, high = picture.width // COLUMNS, picture.height // ROWS
    lines = []
    for row in range(ROWS):
        parts = [(column * wide, row * high) for column in range(COLUMNS)]
        cells = [picture.crop((x, y, x + wide, y + high)).tobytes() for x, y in parts]
        lines.append("".join(str(min(9, round(27 * _share(cell)))) for cell in cells))
    return lines


def _share(pixels: bytes) -> float:
    """How many are clearly lighter or darker than most."""
    counted = Counter(pixels)
    ground = counted.most_common(1)[0][0]
    return sum(n for shade, n in counted.items() if abs(shade - ground) > 40) / len(pixels)


def differences(stored: Layout, now: Layout) -> list[str]:
    """What no other letters can explain."""
    faults = []
    was, are = stored["blocks"], now["blocks"]
    for name in sorted(was.keys() | are.keys()):
        if name not in was or name not in are:
            faults.append(f"{name} is {'new' if name in are else 'gone'}")
            continue
        # Letters make lines, and so change what is above and below more than what is beside.
        off = [abs(a - b) for a, b in zip(was[name], are[name], strict=True)]
        if max(off[0], off[2]) > 0.04 or max(off[1], off[3]) > 0.16:
            faults.append(f"{name} was at {was[name]} and is at {are[name]}")
    blurred = [blur(picture["ink"]) for picture in (stored, now)]
    apart = [abs(a - b) for a, b in zip(*blurred, strict=True)]
    mean = sum(apart) / len(apart)
    if mean > MEAN_APART or max(apart) > MOST_APART:
        apart_by = f"{mean:.2f}, at one place by {max(apart):.2f},"
        faults.append(f"the ink differs by {apart_by} of 9:\n" + "\n".join(now["ink"]))
    return faults


#: On the scale of 0 to 9: over the whole window, and at one place of it. Other letters come to 0.44
#: and 2.8, on a phone, where each line breaks elsewhere.
MEAN_APART, MOST_APART = 0.65, 3.3


def blur(lines: list[str]) -> list[float]:
    """Each part with its neighbours: a line of text that moves down by one changes little."""
    grid = [[int(digit) for digit in line] for line in lines]
    mixed = []
    for y in range(ROWS):
        for x in range(COLUMNS):
            near = [
                grid[j][i]
                for j in range(max(0, y - 1), min(ROWS, y + 2))
                for i in range(max(0, x - 1), min(COLUMNS, x + 2))
            ]
            mixed.append(sum(near) / len(near))
    return mixed


def looks(page: Page) -> Iterator[str]:
    """Each look of the page that is open, one after another."""
    for name, (width, theme) in LOOKS.items():
        screen(page, width, theme, height=HEIGHT)
        page.evaluate("scrollTo(0, 0)")
        drawn(page)
        yield name


def main() -> None:
    from tests.site.conftest import ARGUMENTS, ROOT
    from tools.serve import server

    serving = server(ROOT / "_build" / "html", 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    stored: dict[str, dict[str, Layout]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        page = patient(browser.new_page())
        for name, address in PAGES.items():
            page.goto(f"http://127.0.0.1:{serving.server_address[1]}/{address}")
            stored[name] = {look: layout(page) for look in looks(page)}
        browser.close()
    serving.shutdown()
    STORED.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
    print(f"wrote {STORED.name}: {len(stored)} pages in {len(LOOKS)} looks")


if __name__ == "__main__":
    main()
