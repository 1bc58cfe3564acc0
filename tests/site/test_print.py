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
    found = []
    for page in pages:
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents is not None
        drawn = zlib.decompress(objects[contents[1]].split(b"stream\n", 1)[1].strip(b"\r\n"))
        found.append(sum(len(line) // 4 for line in re.findall(rb"<([0-9A-F]+)>", drawn)))
    return found


@pytest.mark.parametrize("ask", [f"{READINESS}?{FACTS}", "book/joining/dues.html?employees=700"])
def test_a_printed_answer_has_no_page_that_is_as_good_as_empty(
    page: Page, address: str, ask: str
) -> None:
    page.goto(address + ask)
    on_each = letters(page.pdf(format="A4"))
    assert len(on_each) <= 3
    assert sum(on_each) > 500
    # All but the last are full.
    assert all(count > 0.5 * max(on_each) for count in on_each[:-1]), on_each


def test_a_printed_verdict_says_of_what_of_when_and_where_from(page: Page, address: str) -> None:
    page.goto(f"{address}{READINESS}?{FACTS}")
    head = page.locator("#readiness-print-head")
    expect(head).to_be_hidden()
    page.emulate_media(media="print")
    expect(head).to_be_visible()
    words = head.inner_text()
    assert words.startswith("LF AI & Data Handbook")
    for part in ("Acme and incubation: what is met, and what is missing", "Asked on ", page.url):
        assert part in words
    top, answer = head.bounding_box(), page.locator("#readiness-answer").bounding_box()
    assert top is not None
    assert answer is not None
    assert top["y"] + top["height"] <= answer["y"] < 400
