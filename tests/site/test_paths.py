"""The three ways in, walked by clicking from the first page to what each reader came for."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def follow(page: Page, href: str) -> None:
    """Click the first link of the text that leads there."""
    page.locator(f'article a[href*="{href}"]').first.click()
    expect(page).to_have_url(re.compile(re.escape(href.removeprefix("../"))))
    expect(page.locator("h1")).to_be_visible()


def test_a_newcomer_comes_to_a_rule_and_its_source(page: Page, address: str) -> None:
    page.goto(address)
    follow(page, "foundation/what-it-is.html")
    page.locator("article a.handbook-rule").first.click()
    card = page.get_by_role("dialog")
    expect(card.locator("blockquote")).to_be_visible()
    card.get_by_role("link", name=re.compile("All values since|The rule on its page")).click()
    expect(page).to_have_url(re.compile("reference/rules/"))


def test_a_prospective_member_comes_to_an_answer_to_share(page: Page, address: str) -> None:
    page.goto(address)
    follow(page, "joining/dues.html")
    page.get_by_role("textbox", name="Employees").fill("2500")
    expect(page.locator("#dues-answer")).to_contain_text("General: $30,000 a year")
    shared = page.evaluate("location.href")
    page.goto("about:blank")
    page.goto(shared)
    expect(page.locator("#dues-answer")).to_contain_text("General: $30,000 a year")


def test_a_maintainer_comes_to_a_verdict_with_what_is_missing(page: Page, address: str) -> None:
    page.goto(address)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".sidebar-tree summary", has_text="Hosting a project").click()
    page.locator('.sidebar-tree a[href$="hosting/readiness.html"]').click()
    page.get_by_label("Stage asked for").select_option("incubation")
    page.get_by_label("Your project").fill("feast-dev/feast")
    expect(page.locator("#readiness-answer")).to_contain_text(
        "before Graduation. Feast, by the newest"
    )
    expect(page.locator("#readiness-gaps")).to_contain_text("Missing, for the project to close")


def test_the_panels_of_a_narrow_page_open_and_close_by_keyboard(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{address}book/joining/dues.html")
    drawer = page.locator(".sidebar-drawer")
    expect(drawer).not_to_be_in_viewport()
    button = page.get_by_role("button", name="Contents of the book")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(drawer).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()
