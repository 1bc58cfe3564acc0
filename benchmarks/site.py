"""The site beside a default Jupyter Book page that is built in the same run.

    python benchmarks/site.py                    weight of every page, first answers, the lab
    python benchmarks/site.py --lighthouse 3     and the scores: the medians of three runs,
                                                 on a phone and on a desktop
    python benchmarks/site.py --lighthouse 3 --at-once 2
                                                 every page in an hour: Lighthouse mostly waits
    python benchmarks/site.py --lighthouse 3 --only book/joining/dues.html
    python benchmarks/site.py --lighthouse 1 --but performance
                                                 what a busy machine does not change

Needs a built site (make site) and chromium. Lighthouse comes from npm, once, into .cache/.
"""

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import repeat
from pathlib import Path
from queue import Queue

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "book" / "_ext")]  # the extension of the book is no package

from handbook import head, page_tools  # noqa: E402
from tools.serve import server  # noqa: E402

BIN = Path(sysconfig.get_path("scripts"))
SITE = Path(os.environ.get("LFAI_NB_SITE", ROOT / "_build" / "html"))
CHROMIUM = os.environ.get("LFAI_NB_CHROMIUM") or shutil.which("chromium") or "chromium"
LIGHTHOUSE = "lighthouse@13.5.0"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
SCREENS = ("phone", "desktop")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    serving = server(folder, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}/"
    serving.shutdown()
    serving.server_close()


def default_book(folder: Path) -> Path:
    """What ``jupyter-book create`` and ``build`` give to whoever changes nothing."""
    book = folder / "default"
    for command in (["create", str(book)], ["build", str(book), "--quiet"]):
        subprocess.run([BIN / "jupyter-book", *command], check=True, capture_output=True)
    return book / "_build" / "html"


def weight(browser: Browser, address: str, site: Path, name: str) -> tuple[float, float, int, int]:
    """Kilobytes plain and compressed, requests here, and requests elsewhere; images apart."""
    bodies: dict[str, bytes] = {}
    elsewhere: list[str] = []
    context = browser.new_context()
    page = context.new_page()

    def request(url: str, kind: str) -> None:
        if not url.startswith(address):
            elsewhere.extend([url] if not url.startswith(("data:", "blob:")) else [])
        elif kind != "image":
            path = site / url.removeprefix(address).split("?")[0].split("#")[0]
            bodies[url] = path.read_bytes() if path.is_file() else b""

    page.on("request", lambda call: request(call.url, call.resource_type))
    page.goto(address + name)
    page.wait_for_load_state("load")
    context.close()
    plain = sum(len(body) for body in bodies.values()) / 1000
    packed = sum(len(gzip.compress(body)) for body in bodies.values()) / 1000
    return plain, packed, len(bodies), len(elsewhere)


def first_answer(browser: Browser, address: str, name: str, output: str) -> float:
    """Milliseconds from the start of the navigation until the tool has answered."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        f"""new MutationObserver((_, watch) => {{
             if (!document.querySelector("{output}")?.textContent) return;
             globalThis.answered = performance.now();
             watch.disconnect();
           }}).observe(document, {{ childList: true, subtree: true }});"""
    )
    page.goto(address + name)
    page.wait_for_function("globalThis.answered")
    took: float = page.evaluate("globalThis.answered")
    context.close()
    return took


def lab_answer(page: Page, address: str) -> float:
    """Seconds from the click on "Open in the full lab" to the first computed answer."""
    page.goto(f"{address}notebooks/dues.html")
    started = time.perf_counter()
    page.get_by_role("link", name="Open in the full lab").click()
    page.locator(".jp-KernelStatus-success").wait_for(timeout=120_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.locator(".jp-OutputArea .lfai-quote").first.wait_for(timeout=120_000)
    return time.perf_counter() - started


class Lighthouse:
    """Lighthouse in a browser of its own, which it keeps for all pages that it is given."""

    def __init__(self, runs: int, categories: Sequence[str]) -> None:
        home = ROOT / ".cache" / "lighthouse"
        if not (home / "node_modules" / "lighthouse").exists():
            home.mkdir(parents=True, exist_ok=True)
            command = [BIN / "npm", "install", "--no-save", "--silent", LIGHTHOUSE]
            subprocess.run(command, cwd=home, check=True)
        # Node looks for the packages of a script where the script lies.
        script = shutil.copy(Path(__file__).with_name("lighthouse.mjs"), home)
        flags = " ".join(["--headless=new", *FLAGS])
        self.process = subprocess.Popen(
            [BIN / "node", script, CHROMIUM, str(runs), ",".join(categories), flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def scores(self, address: str, screen: str) -> dict[str, float]:
        """The medians of the scores on a phone or on a desktop."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{address} {screen}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"Lighthouse ended at {address} on a {screen}: its words stand above.")
        scores: dict[str, float] = json.loads(answer)
        return scores

    def close(self) -> None:
        self.process.communicate()


def report(
    browser: Browser, address: str, site: Path, names: list[str], graders: Sequence[Lighthouse]
) -> None:
    free: Queue[Lighthouse] = Queue()
    for grader in graders:
        free.put(grader)

    def graded(name: str) -> list[float]:
        grader = free.get()
        scores = [grader.scores(address + name, screen) for screen in SCREENS]
        free.put(grader)
        return [score for of_a_screen in scores for score in of_a_screen.values()]

    with ThreadPoolExecutor(max(1, len(graders))) as pool:
        grades = pool.map(graded, names) if graders else repeat([])
        for name, scores in zip(names, grades, strict=False):  # repeat has no end
            plain, packed, here, elsewhere = weight(browser, address, site, name)
            line = f"{name:52} {plain:7.0f} {packed:7.0f} {here:5} {elsewhere:6}"
            print(line + "".join(f" {score:6.0f}" for score in scores), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lighthouse", type=int, default=0, metavar="RUNS")
    parser.add_argument("--only", action="append", metavar="PAGE", help="these pages alone")
    parser.add_argument("--at-once", type=int, default=1, metavar="N", help="N pages at once")
    parser.add_argument("--but", choices=CATEGORIES, help="without these scores")
    args = parser.parse_args()
    categories = [category for category in CATEGORIES if category != args.but]
    # The first index.html only leads on to the book's own.
    names = args.only or [
        str(page.relative_to(SITE)) for page in head.pages(SITE) if page != SITE / "index.html"
    ]
    print(f"{'page':52} {'kB':>7} {'gzip':>7} {'here':>5} {'others':>6}", end="")
    columns = [category[:6] for _ in SCREENS for category in categories if args.lighthouse]
    print("".join(f" {column:>6}" for column in columns))
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        ExitStack() as stack,
    ):
        graders = [
            stack.enter_context(closing(Lighthouse(args.lighthouse, categories)))
            for _ in range(args.at_once if args.lighthouse else 0)
        ]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        plain_book = default_book(Path(folder))
        with served(plain_book) as address:
            report(browser, address, plain_book, ["intro.html"], graders)
        with served(SITE) as address:
            report(browser, address, SITE, names, graders)
            if args.only:
                return
            for name, output in (
                ("book/joining/dues.html", "#dues-answer"),
                ("book/hosting/readiness.html", "#readiness-answer"),
            ):
                took = [first_answer(browser, address, name, output) for _ in range(9)]
                print(f"{name}: first answer after {statistics.median(took):.0f} ms")
            for name in page_tools.DATA:
                script = page_tools.at_once(name).encode()
                packed = len(gzip.compress(script))
                print(f"script of {name}: {len(script) / 1000:.1f} kB, gzip {packed / 1000:.1f} kB")
            context = browser.new_context()
            for state in ("cold", "warm"):
                page = context.new_page()
                print(
                    f"lab, {state}: first answer {lab_answer(page, address):.1f} s after the click"
                )
                page.close()
            context.close()


if __name__ == "__main__":
    main()
