"""From the click to the first answer: a notebook in its page, beside the same in the full lab.

    python benchmarks/run_here.py --rounds 10

Each round starts three browsers that know nothing (cold) and asks each a second time (warm): the
page from the picture of Python's memory, the page without it, and the lab. The three take turns, so
that what else the machine does falls on all alike. What a click fetches is counted where it is
sent, and the memory is what the browser's pages take more after it (on Linux). Needs a built site
(make site) and chromium.
"""

import argparse
import os
import re
import shutil
import statistics
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.serve import PageServer, Quiet  # noqa: E402

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


class Counting(Quiet):
    """Counts what it sends: the bodies, as they travel."""

    requests = 0
    bytes = 0
    without_picture = False

    def _file(self) -> Path | None:
        hidden = Counting.without_picture and self.path.endswith("/picture.bin")
        return None if hidden else super()._file()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        content = source.read()
        Counting.requests += 1
        Counting.bytes += len(content)
        outputfile.write(content)


def memory(profile: str) -> float:
    """What the pages of that browser take, in MB: what they share is divided among them."""
    folders = [folder for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    parents, words = {}, {}
    for folder in folders:
        with suppress(OSError):  # it has ended meanwhile
            status = (folder / "status").read_text("utf-8")
            parents[folder.name] = re.findall(r"^PPid:\s+(\d+)", status, re.MULTILINE)[0]
            words[folder.name] = (folder / "cmdline").read_text("utf-8")

    def is_of_the_browser(process: str) -> bool:
        while process in words and f"--user-data-dir={profile}" not in words[process]:
            process = parents[process]
        return process in words

    total = 0
    for process, line in words.items():
        if "--type=renderer" in line and is_of_the_browser(process):
            text = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8")
            total += int(re.findall(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[0])
    return total / 1000


def in_place(page: Page) -> float:
    page.locator(".run-here").click()
    return answer(page)


def plainly(page: Page) -> float:
    Counting.without_picture = True
    try:
        return in_place(page)
    finally:
        Counting.without_picture = False


def in_the_lab(page: Page) -> float:
    page.locator(".notebook-buttons .lab").click()
    page.wait_for_url("**/lite/notebooks/**")
    # It opens with the stored outputs and runs by itself: the second cell has a number once it ran.
    return answer(page)


WAYS: dict[str, Callable[[Page], float]] = {
    "in the page, from the picture": in_place,
    "in the page, plainly": plainly,
    "in the full lab": in_the_lab,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    serving = PageServer(("127.0.0.1", 0), partial(Counting, directory=str(SITE)))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{serving.server_address[1]}/"
    measured: dict[tuple[str, str], list[tuple[float, float, float, float]]] = {}
    with sync_playwright() as playwright:
        # The server packs each file when it is first asked for; that is no part of the answer.
        for turn in range(rounds + 1):
            for name, way in WAYS.items():
                with TemporaryDirectory() as profile:
                    # With a profile of its own, as a reader has one: without, the browser keeps no
                    # file of some megabytes, and nothing is ever warm.
                    context = playwright.chromium.launch_persistent_context(
                        profile, executable_path=CHROMIUM, args=FLAGS
                    )
                    context.add_init_script(WATCH)
                    for state in ("cold", "warm"):
                        page = context.new_page()
                        page.set_default_timeout(PATIENCE)
                        page.goto(f"{address}notebooks/dues.html", wait_until="networkidle")
                        before = memory(profile)
                        requests, sent = Counting.requests, Counting.bytes
                        took = way(page)
                        more = memory(profile) - before
                        page.close()
                        if turn:
                            row = took, Counting.requests - requests, Counting.bytes - sent, more
                            measured.setdefault((name, state), []).append(row)
                    context.close()
    serving.shutdown()
    for (name, state), rows in measured.items():
        seconds, requests_, bytes_, memories = map(list, zip(*rows, strict=True))
        middle, low, high = statistics.median(seconds), min(seconds), max(seconds)
        print(
            f"{name:30} {state}  {middle:5.2f} s  ({low:.2f} to {high:.2f}, n = {len(rows)});"
            f"  {statistics.median(requests_):3.0f} requests,"
            f" {statistics.median(bytes_) / 1e6:5.2f} MB;"
            f"  {statistics.median(memories):4.0f} MB of memory"
        )


if __name__ == "__main__":
    main()
