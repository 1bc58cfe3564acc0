"""The site as a folder: under whatever path a host puts it, it finds its own parts.

That its lab runs there too is seen in ``test_lab.py``.
"""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_pages_tools_and_search_work_there(page: Page, below: str) -> None:
    outside = []
    page.on("request", lambda request: outside.append(request.url))
    page.goto(below)
    expect(page).to_have_url(f"{below}book/index.html")
    page.goto(f"{below}book/joining/dues.html?employees=1999&lf_member=true")
    expect(page.locator("#dues-answer")).to_contain_text("General: $10,000 a year")
    page.goto(f"{below}search.html?q=quorum")
    page.locator("#search-results a").first.click()
    expect(page.locator("#term-quorum")).to_be_in_viewport()
    assert [url for url in outside if not url.startswith((below, "data:"))] == []
