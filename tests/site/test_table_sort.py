"""A table of data is sorted by its heads: by pointer and by keyboard, and whole without scripts."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from handbook import page_tools, table_filter
from tests.site.conftest import window
from tests.site.parity import ADDRESS

pytestmark = pytest.mark.browser

MEMBERS = "book/joining/members.html"
STACKED = "book/hosting/left.html"
CAPTION = "Members at the last count of each year"


def table_of(page: Page) -> Locator:
    return page.locator("table.sortable", has=page.locator("caption", has_text=CAPTION))


def column(table: Locator, place: int) -> list[str]:
    return [
        row.locator("th, td").nth(place).inner_text() for row in table.locator("tbody tr").all()
    ]


def test_a_head_sorts_from_either_end_and_gives_the_first_order_back(
    reader: Page, address: str
) -> None:
    reader.goto(address + MEMBERS)
    table = table_of(reader)
    as_it_came = column(table, 0)
    head = table.get_by_role("columnheader", name="General")
    button = head.get_by_role("button")
    heard = reader.locator(".table-box:has(table.sortable) + .announced")
    numbers = sorted(int(words) for words in column(table, 2))
    assert len(set(numbers)) > 3

    button.click()
    assert [int(words) for words in column(table, 2)] == numbers[::-1]
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(heard.first).to_have_text("Sorted by General, highest first")
    button.click()
    assert [int(words) for words in column(table, 2)] == numbers
    expect(head).to_have_attribute("aria-sort", "ascending")
    button.click()
    assert column(table, 0) == as_it_came
    assert head.get_attribute("aria-sort") is None


def test_days_are_sorted_as_days_and_by_keyboard(reader: Page, address: str) -> None:
    reader.goto(address + MEMBERS)
    table = table_of(reader)
    as_it_came = column(table, 0)
    assert [words[-4:] for words in as_it_came] == sorted(words[-4:] for words in as_it_came)
    table.get_by_role("button", name="On").focus()
    reader.keyboard.press("Enter")
    assert column(table, 0) == as_it_came[::-1]
    # The head keeps the focus, and the next press is one from the other end.
    reader.keyboard.press("Space")
    assert column(table, 0) == as_it_came
    reader.keyboard.press("Tab")
    expect(table.get_by_role("button", name="Premier")).to_be_focused()


def test_another_column_takes_the_sign_over(reader: Page, address: str) -> None:
    reader.goto(address + MEMBERS)
    table = table_of(reader)
    for name in ("General", "Premier", "General"):
        head = table.get_by_role("columnheader", name=name)
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", "descending")
        assert table.locator("[aria-sort]").count() == 1


def test_on_a_phone_the_heads_of_a_list_are_there_to_sort_it(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(address + STACKED)
    table = page.locator("table.sortable.stackable").first
    joined = table.get_by_role("button", name="Joined")
    expect(joined).to_be_visible()
    box = joined.locator("xpath=..").bounding_box()
    assert box is not None
    assert box["height"] >= 24
    joined.click()
    years = [int(words[-4:]) for words in column(table, 1) if words[-4:].isdigit()]
    assert len(years) > 3
    assert years == sorted(years, reverse=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_without_scripts_a_table_has_no_dead_control(chromium: Browser, address: str) -> None:
    with window(chromium, java_script_enabled=False) as tab:
        page = tab.page
        page.goto(address + MEMBERS)
        table = table_of(page)
        assert table.get_by_role("button").count() == 0
        assert table.locator("tbody tr").count() > 5


def test_the_sign_of_a_head_moves_nothing(address: str, chromium: Browser) -> None:
    """The table is as wide and as high before its script as after."""
    sizes = []
    for scripts in (True, False):
        with window(chromium, viewport={"width": 1280, "height": 900}) as tab:
            if not scripts:
                tab.page.route("**/*.html", lambda route: route.fulfill(body=_plain(route)))
            tab.page.goto(address + MEMBERS)
            sizes.append(table_of(tab.page).bounding_box())
    assert sizes[0] == sizes[1]


def _plain(route: Any) -> str:
    """The page with scripting on, and without the script that makes buttons."""
    html: str = route.fetch().text()
    return html.replace("table.sortable", "table.nothing-of-the-kind")


TABLE = """<table>
<thead><tr><th{day}>Day</th><th{number}>Stars</th><th>Note</th></tr></thead><tbody>
<tr><td>1 May 2024</td><td>9</td><td>a</td></tr><tr><td>2 Mar 2025</td><td>10</td><td>b</td></tr>
<tr><td>3 April 2024</td><td>8</td><td>c</td></tr></tbody></table>"""
RUN = """async (tables) => {
  const { add } = await import("/output.mjs");
  const box = document.querySelector("#box");
  for (const text of tables) add(box, { kind: "html", text }, document.querySelector("#stored"));
}"""


def test_a_table_of_a_cell_that_ran_keeps_its_sort_buttons(page: Page) -> None:
    """What was wrong: the table that took the place of the stored one could not be sorted."""
    stored = TABLE.format(day=' data-sorts="day"', number=' data-sorts="number"')
    stored = stored.replace("<table>", '<table class="sortable">')
    scripts = Path(page_tools.HERE) / "js" / "run"
    head = "<!doctype html><html lang=en><title>Run</title><link rel=icon href=data:,>"
    pages = {
        "/": ("text/html", f"{head}<div id=stored>{stored}</div><div id=box></div>"),
        "/output.mjs": ("text/javascript", (scripts / "output.mjs").read_text("utf-8")),
        "/tables.mjs": ("text/javascript", (scripts / "tables.mjs").read_text("utf-8")),
    }

    def answer(route: Any) -> None:
        kind, body = pages[urlsplit(route.request.url).path]
        route.fulfill(body=body, content_type=kind)

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    page.add_script_tag(content=table_filter.script("table_sort"))
    alike = TABLE.format(day="", number="")
    page.evaluate(RUN, [alike, alike.replace("Stars", "Forks")])
    same, other = page.locator("#box table").all()
    assert [head.inner_text() for head in same.locator("thead button").all()] == ["Day", "Stars"]
    assert other.locator("thead button").count() == 0  # what its columns hold nobody has said
    same.get_by_role("button", name="Stars").click()
    assert column(same, 1) == ["10", "9", "8"]
    same.get_by_role("button", name="Day").click()
    assert column(same, 0) == ["2 Mar 2025", "1 May 2024", "3 April 2024"]
