"""What a tool answers, on paper: a sheet with a title, and no page of it empty."""

import re
import zlib

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
READINESS = "book/hosting/readiness.html"
FACTS = (
    "stage=incubation&on=2024-01-01&name=Acme&license=MIT&stars=2300&contributing_organizations=4"
)


def letters(pdf: bytes) -> list[int]:
    """How many are set on each page. Chromium writes the letters of a line as numbers in ``<>``."""
    objects = dict(re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL))
    pages = [o for o in objects.values() if re.search(rb"/Type /Page\b", o)]
    counts = []
    for page in pages:
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents is not None
        drawn = zlib.decompress(objects[contents[1]].split(b"stream\n", 1)[1].strip(b"\r\n"))
        counts.append(sum(len(line) // 4 for line in re.findall(rb"<([0-9A-F]+)>", drawn)))
    return counts


#: Each tool, with what was asked, what the sheet is called, and the most pages that it takes.
SHEETS = {
    "dues": ("book/joining/dues.html?employees=700", "What LF AI & Data membership costs", 1),
    "readiness": (f"{READINESS}?{FACTS}", "Acme and incubation: what is met", 3),
    "vote": ("book/foundation/vote.html?yes=9&present=12", "A motion: ", 1),
    "attendance": ("book/foundation/attendance.html?next=2026-12-03", "Who may vote", 1),
    "plan": ("book/hosting/plan.html?stage=incubation", "Presenting for Incubation", 2),
    "seats": ("book/foundation/council.html?on=2022-07-01", "The council's seats", 1),
    "openness": (
        "book/foundation/openness.html?name=Larkspur&parameters-final=MIT",
        "How open Larkspur is",
        2,
    ),
    "review": ("book/hosting/review.html?project=docling", "Annual review of Docling", 2),
    "workflow": ("book/foundation/working-together.html?at=training", "The workflow: Train", 1),
    "proposal": ("book/hosting/proposal.html?project=docling", "Docling: proposal", 4),
}


@pytest.mark.parametrize("tool", SHEETS)
def test_a_printed_answer_is_a_sheet_with_a_title_and_no_page_of_it_is_empty(
    page: Page, address: str, tool: str
) -> None:
    ask, title, pages = SHEETS[tool]
    page.goto(address + ask)
    expect(page.locator(f"#{tool}-answer")).not_to_be_empty()
    on_each = letters(page.pdf(format="A4"))
    assert len(on_each) <= pages
    assert sum(on_each) > 500
    # All but the last are full, and that one is there for more than a margin.
    assert all(count > 0.5 * max(on_each) for count in on_each[:-1]), on_each
    assert on_each[-1] > 0.1 * max(on_each), on_each
    page.emulate_media(media="print")
    head = page.locator(f"#{tool}-print-head")
    words = head.inner_text()
    assert words.startswith("LF AI & Data Handbook")
    assert re.search(
        r"Asked on \d+ \w+ \d{4}, by the (rules|figures) (of|since) \d+ \w+ \d{4}\.", words
    )
    for part in (title, page.evaluate("location.href"), *["offer"] * (tool == "dues")):
        assert part in words
    # The title is the first thing on the sheet, and a heading by its size.
    first = page.locator("body").inner_text().strip()
    assert first.startswith("LF AI & Data Handbook"), first[:200]
    size = "(e) => parseFloat(getComputedStyle(e).fontSize)"
    assert head.locator("strong").evaluate(size) > 1.4 * head.evaluate(size)


def test_the_button_prints_the_answer_alone_though_nothing_was_typed(
    page: Page, address: str
) -> None:
    page.goto(f"{address}book/foundation/vote.html")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    expect(page.locator("#vote-answer")).to_be_visible()


@pytest.mark.parametrize("name", ["dues", "flagai_prompting", "portfolio"])
def test_a_printed_notebook_has_no_large_gaps(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}notebooks/{name}.html")
    on_each = letters(page.pdf(format="A4"))
    # A figure has few letters; a page that a break left empty has hardly any.
    assert all(count > 0.2 * max(on_each) for count in on_each[:-1]), on_each


def test_a_printed_verdict_says_of_what_of_when_and_where_from(page: Page, address: str) -> None:
    page.goto(f"{address}{READINESS}?{FACTS}")
    head = page.locator("#readiness-print-head")
    expect(head).to_be_hidden()
    page.emulate_media(media="print")
    expect(head).to_be_visible()
    words = head.inner_text()
    assert words.startswith("LF AI & Data Handbook")
    for part in (
        "Acme and incubation: what is met, and what is missing",
        "Asked on ",
        page.evaluate("location.href"),
    ):
        assert part in words
    top, answer = head.bounding_box(), page.locator("#readiness-answer").bounding_box()
    assert top is not None
    assert answer is not None
    assert top["y"] + top["height"] <= answer["y"] < 400
