"""From the click to the first answer: a notebook in its page, beside the same in the full lab.

    python benchmarks/run_here.py --rounds 10

Each round starts three browsers that know nothing (cold) and asks each a second time (warm): the
page from the picture of Python's memory, the page without it, and the lab. The three take turns, so
that what else the machine does falls on all alike. Needs a built site (make site) and chromium.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.serve import server  # noqa: E402

SITE = Path(os.environ.get("LFAI_NB_SITE", ROOT / "_build" / "html"))
CHROMIUM = os.environ.get("LFAI_NB_CHROMIUM") or shutil.which("chromium") or "chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

PATIENCE = 180_000  # milliseconds

#: In each page: how long it was from the last click until it has the first answer. The page looks
#: at each of its changes; a driver that looks from outside does so twice a second.
WATCH = """
const now = () => performance.timeOrigin + performance.now();
addEventListener("click", () => sessionStorage.setItem("clicked", now()), true);
const answered = () => document.querySelectorAll(".run-cell-state").length
  ? [...document.querySelectorAll(".run-cell-state")].slice(0, 2)
    .every((state) => state.textContent.startsWith("Ran in"))
  : [...document.querySelectorAll(".jp-InputPrompt")]
    .some((prompt) => prompt.textContent.includes("[2]"));
window.answer = new Promise((resolve) => {
  new MutationObserver(() => {
    const clicked = sessionStorage.getItem("clicked");
    if (clicked && answered()) resolve((now() - clicked) / 1000);
  }).observe(document, { subtree: true, childList: true, characterData: true });
});
"""


def answer(page: Page) -> float:
    return float(page.evaluate("window.answer"))


def in_place(page: Page, address: str) -> float:
    page.goto(f"{address}notebooks/dues.html", wait_until="networkidle")
    page.locator(".run-here").click()
    return answer(page)


def plainly(page: Page, address: str) -> float:
    page.route("**/picture.bin", lambda route: route.fulfill(status=404))
    return in_place(page, address)


def in_the_lab(page: Page, address: str) -> float:
    page.goto(f"{address}notebooks/dues.html", wait_until="networkidle")
    page.locator(".notebook-buttons .lab").click()
    page.wait_for_url("**/lite/notebooks/**")
    # It opens with the stored outputs and runs by itself: the second cell has a number once it ran.
    return answer(page)


WAYS: dict[str, Callable[[Page, str], float]] = {
    "in the page, from the picture": in_place,
    "in the page, plainly": plainly,
    "in the full lab": in_the_lab,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    serving = server(SITE, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{serving.server_address[1]}/"
    seconds: dict[tuple[str, str], list[float]] = {}
    with sync_playwright() as playwright:
        # The server packs each file when it is first asked for; that is no part of the answer.
        for turn in range(rounds + 1):
            for name, way in WAYS.items():
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                context = browser.new_context()
                context.add_init_script(WATCH)
                for state in ("cold", "warm"):
                    page = context.new_page()
                    page.set_default_timeout(PATIENCE)
                    took = way(page, address)
                    page.close()
                    if turn:
                        seconds.setdefault((name, state), []).append(took)
                browser.close()
    serving.shutdown()
    now = json.loads((SITE / "lite" / "run" / "now.json").read_text("utf-8"))
    print(f"The page fetches {now['bytes'] / 1e6:.1f} MB on the click, and nothing before it.")
    for (name, state), all_of in seconds.items():
        low, middle, high = min(all_of), statistics.median(all_of), max(all_of)
        print(f"{name:32} {state}  {middle:6.2f} s  ({low:.2f} to {high:.2f}, n = {len(all_of)})")


if __name__ == "__main__":
    main()
