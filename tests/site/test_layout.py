"""Ten pages look as they did, in light, in dark and on a phone: a broken layout is seen.

Pixels are not compared, for no two machines draw letters alike: see ``layout.py``. The last two
tests show what the threshold is worth: other letters pass, and each kind of damage does not.
"""

import json

import pytest
from playwright.sync_api import Page

from tests.site.layout import LOOKS, PAGES, STORED, Layout, differences, layout, looks

pytestmark = pytest.mark.browser
#: What has gone wrong on sites: a style sheet that is missing, a column that has lost its place …
DAMAGE = {
    "no style sheet": ("text", "light", ""),
    "no sidebar": ("dues", "light", ".sidebar-drawer { display: none; }"),
    "a sidebar over the text": ("project", "light", ".main { margin-left: -18rem; }"),
    "a narrow column": ("comparison", "light", "article { width: 40%; }"),
    "huge signs": (
        "first page",
        "light",
        ".start-cards svg { inline-size: 25em; block-size: 25em; }",
    ),
    "a tool that is hidden": ("readiness", "light", ".tool { display: none; }"),
    "everything twice as large": ("vote", "phone", "article { font-size: 2.2em; }"),
    "a desktop's page on a phone": ("text", "phone", ".page { min-width: 1000px; }"),
    "letters that nobody sees": ("figure", "dark", "article * { color: transparent !important; }"),
    "no block is one": ("notebook", "light", "article * { all: unset; }"),
}
OTHER_LETTERS = [
    '* { font-family: "Liberation Sans", Arial, sans-serif !important; }',
    "body { letter-spacing: -0.02em; }",
]


@pytest.fixture(scope="module")
def stored() -> dict[str, dict[str, Layout]]:
    read: dict[str, dict[str, Layout]] = json.loads(STORED.read_text("utf-8"))
    assert {name: list(of) for name, of in read.items()} == {name: list(LOOKS) for name in PAGES}
    return read


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_did(
    reader: Page, address: str, stored: dict[str, dict[str, Layout]], name: str
) -> None:
    reader.goto(address + PAGES[name])
    now = {look: differences(stored[name][look], layout(reader)) for look in looks(reader)}
    faults = [f"{look}: {fault}" for look, of in now.items() for fault in of]
    assert faults == [], "\n".join([*faults, "If it shall look so: python -m tests.site.layout"])


@pytest.mark.parametrize("letters", OTHER_LETTERS)
def test_other_letters_are_no_other_layout(
    reader: Page, address: str, stored: dict[str, dict[str, Layout]], letters: str
) -> None:
    for name in ("first page", "dues"):
        reader.goto(address + PAGES[name])
        reader.add_style_tag(content=letters)
        for look in looks(reader):
            assert differences(stored[name][look], layout(reader)) == [], (name, look)


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_seen(
    reader: Page, address: str, stored: dict[str, dict[str, Layout]], damage: str
) -> None:
    name, look, style = DAMAGE[damage]
    reader.goto(address + PAGES[name])
    if style:
        reader.add_style_tag(content=style)
    else:
        reader.evaluate("[...document.styleSheets].forEach((sheet) => { sheet.disabled = true; })")
    seen = next(layout(reader) for current in looks(reader) if current == look)
    assert differences(stored[name][look], seen) != []
