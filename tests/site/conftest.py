"""A real Chromium on the built site, with every other host refused.

LFAI_NB_SITE       the folder of the site; default: _build/html, which ``make site`` writes
LFAI_NB_CHROMIUM   the browser; default: chromium from the PATH
LFAI_NB_BROWSER    "required": a missing site or browser is a failure, not a skip
LFAI_NB_SLOW       how many times slower a page's scripts run, 6 for instance: what a test takes for
                   granted about the speed of a machine turns red
"""

import os
import re
import shutil
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, Route, expect, sync_playwright

from tests.site.drawn import patient
from tools import lab, npm
from tools.serve import server

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
# The driver looks at an address itself, and holds up only what is to be refused: each request that
# it asked us about cost some milliseconds, and a page has dozens.
ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1:|file:|data:|blob:)")
# Milliseconds until what does not come is a fault. A wrong page is seen as well after a minute, and
# a right one on a machine that is busy with other work is not taken for a wrong one.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


def missing(what: str) -> Any:
    if os.environ.get("LFAI_NB_BROWSER") == "required":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def site() -> Path:
    folder = Path(os.environ.get("LFAI_NB_SITE", ROOT / "_build" / "html"))
    if not (folder / "index.html").is_file():
        missing(f"there is no site in {folder}; build it first: make site")
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    serving = server(site, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}/"
    serving.shutdown()
    serving.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("LFAI_NB_CHROMIUM") or shutil.which("chromium")
    if program is None:
        missing("there is no chromium; install it, or name it in LFAI_NB_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, and what it did that it should not have."""

    page: Page
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        def refuse(route: Route, request: Request) -> None:
            self.elsewhere.append(request.url)
            route.abort()

        self.page.context.route(ELSEWHERE, refuse)

        def close(dialog: Dialog) -> None:
            self.complaints.append(f"a dialog: {dialog.message}")
            dialog.dismiss()

        self.page.on("dialog", close)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(f"{message.text} ({message.location})")
                if message.type in ("error", "warning")
                else None
            ),
        )

    def is_quiet(self) -> bool:
        assert self.elsewhere == []
        assert self.complaints == []
        return True


@contextmanager
def window(chromium: Browser, **how: Any) -> Iterator[Watched]:
    """A page in a profile of its own, which is never looked at before it has been drawn."""
    context = chromium.new_context(**how)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if (slower := float(os.environ.get("LFAI_NB_SLOW", "1"))) > 1:
        chromes = context.new_cdp_session(page)
        chromes.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    # Without scripts nothing changes after the page has come, and no frame can be asked for.
    tab = Watched(page if how.get("java_script_enabled") is False else patient(page))
    tab.watch()
    yield tab
    context.close()


@pytest.fixture
def watched(chromium: Browser) -> Iterator[Watched]:
    with window(chromium) as tab:
        yield tab


@pytest.fixture
def page(watched: Watched) -> Iterator[Page]:
    """A page that fails its test if it asked another host, or complained."""
    yield watched.page
    assert watched.is_quiet()


@pytest.fixture(scope="module")
def window_of_the_file(chromium: Browser) -> Iterator[Watched]:
    with window(chromium) as tab:
        yield tab


@pytest.fixture
def reader(window_of_the_file: Watched) -> Iterator[Page]:
    """As `page`, and one for all tests of a file that open an address, look, and leave no trace.

    A trace is what another address does not take away: a clock, a permission, a width, a theme.
    """
    tab = window_of_the_file
    tab.elsewhere.clear()
    tab.complaints.clear()
    tab.page.mouse.move(0, 0)  # over nothing that the next page would unfold
    yield tab.page
    tab.page.unroute_all()
    assert tab.is_quiet()


@pytest.fixture
def below(tmp_path: Path, site: Path) -> Iterator[str]:
    """The address of the site two folders down, as where a host has many."""
    lab.link(site, tmp_path / "people" / "handbook")
    serving = server(tmp_path, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}/people/handbook/"
    serving.shutdown()
    serving.server_close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which finds what keeps people out of a page."""
    archive = npm.archive("axe-core", ROOT / ".cache")
    if not archive.is_file():
        missing("axe-core is not there; fetch it: python -m tools.npm axe-core .cache")
    with tarfile.open(npm.fetch("axe-core", archive.parent)) as files:
        script = files.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()
