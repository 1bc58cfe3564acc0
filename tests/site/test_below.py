"""The site as a folder: under whatever path a host puts it, it finds its own parts."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.site.conftest import Watched
from tools import lab
from tools.serve import server

pytestmark = pytest.mark.browser


@pytest.fixture
def below(tmp_path: Path, site: Path) -> Iterator[str]:
    """The address of the site two folders down, as where a host has many."""
    lab.link(site, tmp_path / "people" / "handbook")
    serving = server(tmp_path, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}/people/handbook/"
    serving.shutdown()
    serving.server_close()


def test_pages_tools_and_search_work_there(page: Page, below: str) -> None:
    outside = []
    page.on("request", lambda asked: outside.append(asked.url))
    page.goto(below)
    expect(page).to_have_url(f"{below}book/index.html")
    page.goto(f"{below}book/joining/dues.html?employees=1999&lf_member=true")
    expect(page.locator("#dues-answer")).to_contain_text("General: $10,000 a year")
    page.goto(f"{below}search.html?q=quorum")
    page.locator("#search-results a").first.click()
    expect(page.locator("#term-quorum")).to_be_in_viewport()
    assert [url for url in outside if not url.startswith((below, "data:"))] == []


def test_the_lab_opens_its_notebook_there(watched: Watched, below: str) -> None:
    page = watched.page
    page.goto(f"{below}notebooks/dues.html")
    page.get_by_role("link", name="Open in the full lab").click()
    page.locator(".jp-KernelStatus-success").wait_for(timeout=120_000)
    expect(page.locator(".jp-Notebook .jp-CodeCell").first).to_be_visible()
    assert watched.elsewhere == []
