"""A long table can be searched and sorted where the script runs, and is whole where it does not."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from lfai_nb.policy import load
from tests.site.conftest import window

pytestmark = pytest.mark.browser

RULES = "book/reference/data.html"
PROJECTS = "book/hosting/projects.html"


def visible_rules(page: Page) -> list[str]:
    return page.locator("table.searchable tbody tr:visible th").all_inner_texts()


def test_every_word_of_a_search_has_to_be_in_the_row(reader: Page, address: str) -> None:
    reader.goto(address + RULES)
    everything = len(load().rules)
    status = reader.locator(".table-tool [role=status]")
    expect(status).to_have_text(f"{everything} of {everything} rows")
    reader.get_by_label("Search this table").fill("stars INCUBATION")
    assert "INC-STARS" in visible_rules(reader)
    assert "GRD-STARS" not in visible_rules(reader)
    reader.get_by_label("Search this table").fill("no rule has these words")
    expect(status).to_have_text(f"0 of {everything} rows")
    reader.get_by_label("Search this table").fill("")
    assert len(visible_rules(reader)) == everything


def test_days_are_sorted_as_days_and_numbers_as_numbers(reader: Page, address: str) -> None:
    reader.goto(address + PROJECTS)
    rows = reader.locator("table.searchable tbody tr")
    sort = reader.get_by_label("Sort by")
    as_listed = visible_rules(reader)
    heads = reader.locator("table.searchable thead th").all_inner_texts()
    by_stars = next(head for head in heads if head.startswith("Stars and licence on "))
    sort.select_option(label=f"{by_stars}, highest first")
    # The first cell of a row is its heading, and no td.
    stars = [row.locator("td").nth(heads.index(by_stars) - 1).inner_text() for row in rows.all()]
    numbers = [int(words.split()[0].replace(",", "")) for words in stars if words[:1].isdigit()]
    assert len(numbers) > 20
    assert numbers == sorted(numbers, reverse=True)
    sort.select_option(label="Accepted, oldest first")
    accepted = heads.index("Accepted") - 1
    years = [row.locator("td").nth(accepted).inner_text()[-4:] for row in rows.all()]
    known = [year for year in years if year.isdigit()]
    assert len(known) > 20
    assert known == sorted(known)
    sort.select_option(label="the order of the list")
    assert visible_rules(reader) == as_listed


def test_it_works_by_keyboard(reader: Page, address: str) -> None:
    reader.goto(address + RULES)
    reader.get_by_label("Search this table").focus()
    reader.keyboard.type("quorum")
    reader.keyboard.press("Enter")  # sends no form away
    assert reader.evaluate("location.href") == address + RULES
    reader.keyboard.press("Tab")
    expect(reader.get_by_label("Sort by")).to_be_focused()


@pytest.mark.parametrize("width", [320, 412, 1280])
def test_the_form_is_as_high_before_the_script_as_after(
    page: Page, address: str, site: Path, width: int
) -> None:
    """Or the table would jump while a reader begins to read it."""
    served = BeautifulSoup((site / RULES).read_text(encoding="utf-8"), "html.parser")
    before = served.select_one(".table-tool")
    assert before is not None
    assert before.find_next_sibling() == served.select_one("table.searchable")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + RULES)
    heights = page.evaluate(
        """(html) => {
          const now = document.querySelector(".table-tool"), high = () =>
            document.querySelector(".table-tool").getBoundingClientRect().height;
          const after = high();
          now.outerHTML = html;
          return [high(), after];
        }""",
        str(before),
    )
    assert heights[0] == heights[1] > 0


def test_without_scripts_the_table_is_whole(chromium: Browser, address: str) -> None:
    with window(chromium, java_script_enabled=False) as tab:
        page = tab.page
        page.goto(address + RULES)
        assert len(visible_rules(page)) == len(load().rules)
        expect(page.get_by_label("Search this table")).not_to_be_visible()
