"""Which lines and functions of the pages' scripts no test runs, by Chromium's own count.

    python -m pytest tests/site -p tests.page_coverage

Each source in book/_ext/handbook/js stands in one script of the site or in several, word for word
or without its remarks: what ran in any of them, on any page, has run. A line counts that has a word
on it which is not a comment. What runs in a worker (the Python of a cell) or in Node (the picture
of its memory) is not seen.
"""

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from handbook.page_tools import without_remarks

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "book" / "_ext" / "handbook" / "js"
RESULTS = ROOT / "_build" / "coverage" / "pages"
Places = tuple[int, int]


@dataclass
class Ran:
    """Of one source: what ran of it, by place, and each of its functions that was seen."""

    ran: bytearray
    functions: dict[Places, bool] = field(default_factory=dict)


@cache
def sources() -> dict[str, str]:
    """Each as it stands in a page: a script exports nothing."""
    paths = sorted(SOURCES.rglob("*.js")) + sorted(SOURCES.rglob("*.mjs"))
    return {
        path.relative_to(SOURCES).as_posix(): (
            text if path.suffix == ".mjs" else re.sub("^export ", "", text, flags=re.MULTILINE)
        )
        for path in paths
        for text in [path.read_text("utf-8")]
    }


@cache
def ways_of(name: str) -> list[tuple[str, Sequence[int]]]:
    """How a source is sent, and where each of the characters then is in it: whole, without its
    remarks, or as a module that exports."""
    text = sources()[name]
    places, exports, at = list[int](), list[int](), 0
    written = (SOURCES / name).read_text("utf-8").splitlines(keepends=True)
    for line, whole in zip(text.splitlines(keepends=True), written, strict=True):
        if without_remarks(line):
            places += range(at, at + len(line))
        exports += [at] * (len(whole) - len(line)) + [*range(at, at + len(line))]
        at += len(line)
    module = "".join(written)
    return [(text, range(len(text))), (without_remarks(text), places), (module, exports)]


def painted(length: int, functions: list[dict[str, Any]]) -> bytearray:
    """For each place of a script whether it ran: of ranges within each other the innermost says."""
    ran = bytearray(length)
    ranges = [part for function in functions for part in function["ranges"]]
    for part in sorted(ranges, key=lambda stretch: (stretch["startOffset"], -stretch["endOffset"])):
        start, end = part["startOffset"], min(part["endOffset"], length)
        ran[start:end] = (b"\1" if part["count"] else b"\0") * (end - start)
    return ran


class Counts:
    def __init__(self) -> None:
        self.of = {name: Ran(bytearray(len(text))) for name, text in sources().items()}

    def add(self, script: str, functions: list[dict[str, Any]]) -> None:
        ran = None
        for name in sources():
            there = ((script.find(sent), places) for sent, places in ways_of(name))
            at, places = next((way for way in there if way[0] >= 0), (-1, ()))
            if at < 0:
                continue
            ran = painted(len(script), functions) if ran is None else ran
            record = self.of[name]
            for n, place in enumerate(places):
                record.ran[place] |= ran[at + n]
            for function in functions:
                first = function["ranges"][0]
                start, end = first["startOffset"] - at, first["endOffset"] - at
                if start >= 0 and end <= len(places):
                    place = places[start], places[end - 1] + 1
                    before = record.functions.get(place, False)
                    record.functions[place] = before or first["count"] > 0

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = {
            name: {
                "ran": record.ran.hex(),
                "functions": [[*p, r] for p, r in record.functions.items()],
            }
            for name, record in self.of.items()
        }
        path.write_text(json.dumps(kept), encoding="utf-8")

    def load(self, path: Path) -> None:
        for name, kept in json.loads(path.read_text("utf-8")).items():
            record = self.of[name]
            record.ran = bytearray(
                a | b for a, b in zip(record.ran, bytes.fromhex(kept["ran"]), strict=True)
            )
            for start, end, ran in kept["functions"]:
                record.functions[start, end] = record.functions.get((start, end), False) or ran

    def report(self) -> Iterator[str]:
        yield f"{'script':30} {'lines':>11} {'functions':>10}  lines that no test runs"
        total: dict[str, int] = defaultdict(int)
        for name, record in self.of.items():
            every, missed = lines(sources()[name], record.ran)
            hit = sum(record.functions.values())
            total["lines"] += len(every)
            total["ran"] += len(every) - len(missed)
            total["functions"] += len(record.functions)
            total["hit"] += hit
            share = f"{100 * (len(every) - len(missed)) / max(len(every), 1):.0f} %"
            count = f"{len(every) - len(missed)}/{len(every)}"
            called = f"{hit}/{len(record.functions)}"
            yield f"{name:30} {count:>7} {share:>5} {called:>8}  {spans(missed)}"
        yield (
            f"{'all':30} {total['ran']} of {total['lines']} lines, "
            f"{total['hit']} of {total['functions']} functions"
        )


def lines(text: str, ran: bytearray) -> tuple[list[int], list[int]]:
    """The lines that hold something to run, and those of them of which nothing ran."""
    every, missed, at, comment = [], [], 0, False
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip()
        comment = comment or words.startswith("/*")
        if re.search(r"\w", words) and not comment and not words.startswith("//"):
            every.append(number)
            begin = at + len(line) - len(line.lstrip())
            if not any(ran[begin : at + len(line.rstrip())]):
                missed.append(number)
        comment = comment and "*/" not in words
        at += len(line) + 1
    return every, missed


def spans(numbers: list[int]) -> str:
    """Numbers that follow each other as one: 3-5, 9."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


class Watching:
    """A page under count, from its first script to its end."""

    def __init__(self, page: Page, counts: Counts) -> None:
        self.counts, self.page = counts, page
        self.session: CDPSession = page.context.new_cdp_session(page)
        for command in ("Profiler.enable", "Debugger.enable"):
            self.session.send(command)
        self.session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})

    def take(self) -> None:
        with suppress(PlaywrightError):  # a page that has crashed, or is closed already
            for script in self.session.send("Profiler.takePreciseCoverage")["result"]:
                if not script["url"].startswith(("http://127.0.0.1:", "file:")):
                    continue
                with suppress(PlaywrightError):
                    named = {"scriptId": script["scriptId"]}
                    source = self.session.send("Debugger.getScriptSource", named)
                    self.counts.add(source["scriptSource"], script["functions"])


class Plugin:
    def __init__(self) -> None:
        self.counts, self.pages = Counts(), list[Watching]()
        for owner in (Browser, BrowserContext):
            self._after(owner, "new_page", self.begin)
        for owner in (Browser, BrowserContext, Page):
            self._before(owner, "close", self.take)

    def _after(self, owner: Any, name: str, then: Callable[[Page], None]) -> None:
        plain = getattr(owner, name)

        def made(*args: Any, **named: Any) -> Any:
            page = plain(*args, **named)
            then(page)
            return page

        setattr(owner, name, made)

    def _before(self, owner: Any, name: str, first: Callable[[], None]) -> None:
        plain = getattr(owner, name)

        def closed(*args: Any, **named: Any) -> Any:
            first()
            return plain(*args, **named)

        setattr(owner, name, closed)

    def begin(self, page: Page) -> None:
        with suppress(PlaywrightError):  # a page without scripts
            self.pages.append(Watching(page, self.counts))

    def take(self) -> None:
        """Of all that are open: to which of them what is closed belongs does not matter."""
        for page in self.pages:
            page.take()
        self.pages = [page for page in self.pages if not page.page.is_closed()]

    def pytest_sessionfinish(self) -> None:
        self.counts.save(RESULTS / f"{os.getpid()}.json")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for path in sorted(RESULTS.glob("*.json")):
            self.counts.load(path)
        for line in self.counts.report():
            terminalreporter.write_line(line)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        for path in RESULTS.glob("*.json"):
            path.unlink()
    config.pluginmanager.register(Plugin(), "page coverage")
