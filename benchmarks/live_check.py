"""The live check of the readiness page, and the command without a network, with a watch.

    python benchmarks/live_check.py        five rounds of each, on a quiet machine

The page asks GitHub and the badge service, both played by the browser's driver, which answers each
request after 50 milliseconds. The command asks a socket that swallows what comes, as a firewall
does. Needs a built site (make site) and chromium.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "book" / "_ext")]

from tests.evidence.swallowing import swallowing  # noqa: E402
from tests.site.conftest import ARGUMENTS  # noqa: E402
from tests.site.test_readiness_live import HOSTS, OPEN, PAGE, USUAL, followed  # noqa: E402
from tools.serve import server  # noqa: E402

DELAY = 0.05  # seconds, of an answer

# The driver looks from outside a few times a second, which is too seldom: the page keeps the time.
WATCH = """() => {
  const status = document.querySelector("#readiness-live [role=status]");
  document.addEventListener("click", () => { globalThis.pressed = performance.now(); },
    { capture: true, once: true });
  new MutationObserver((_, watch) => {
    if (!status.textContent.includes("measured")) return;
    globalThis.answered = performance.now();
    watch.disconnect();
  }).observe(status, { childList: true, subtree: true, characterData: true });
}"""


def press(browser: Browser, address: str) -> tuple[int, int, float]:
    """Requests to other hosts before and after the press, and seconds until the verdict."""
    page, play = browser.new_page(), USUAL["well kept"].server()
    got: list[str] = []

    def answer(route: Any) -> None:
        got.append(route.request.url)
        time.sleep(DELAY)
        response = followed(play, route.request.url, dict(route.request.headers))
        headers = {**response["headers"], **OPEN}  # type: ignore[dict-item]
        route.fulfill(status=response["status"], headers=headers, body=response["text"])

    for host in HOSTS:
        page.route(f"https://{host}/**", answer)
    page.goto(f"{address}{PAGE}?stage=incubation&project=acme/anvil")
    before = sum(urlsplit(url).hostname in HOSTS for url in got)
    page.evaluate(WATCH)
    page.get_by_role("button", name="Check it live").click()
    expect(page.locator("#readiness-live [role=status]")).to_contain_text("measured")
    seconds: float = page.evaluate("(globalThis.answered - globalThis.pressed) / 1000")
    page.close()
    return before, len(got) - before, seconds


def swallowed() -> float:
    """Seconds of the command where no packet gets through."""
    with swallowing() as (host, port):
        command = [sys.executable, "-m", "lfai_nb.cli", "readiness", "BAAI-Open/FlagAI"]
        began = time.perf_counter()
        ran = subprocess.run(
            command,
            capture_output=True,
            check=False,
            text=True,
            cwd=ROOT,
            env={**os.environ, "GITHUB_API_URL": f"http://{host}:{port}"},
        )
        seconds = time.perf_counter() - began
    assert "is out of reach" in ran.stderr, ran.stderr
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    serving = server(ROOT / "_build" / "html", 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        address = f"http://127.0.0.1:{serving.server_address[1]}/"
        pressed = [press(browser, address) for _ in range(rounds)]
        browser.close()
    serving.shutdown()
    before, after, times = zip(*pressed, strict=True)
    print(f"requests to other hosts before the press: {max(before)}")
    print(f"requests after it: {max(after)}")
    print(
        f"from press to verdict: median {statistics.median(times):.2f} s, most {max(times):.2f} s"
    )
    waits = [swallowed() for _ in range(rounds)]
    print(f"no network: median {statistics.median(waits):.2f} s, most {max(waits):.2f} s")


if __name__ == "__main__":
    main()
