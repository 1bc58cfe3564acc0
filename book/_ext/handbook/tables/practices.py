"""What this project promises, with its tests, and how it measures up to lists of good practice."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from handbook.parts import Content, el, table
from lfai_nb.checked import TomlTable
from lfai_nb.errors import Problem
from lfai_nb.places import data_dir
from lfai_nb.policy.words import day_in_words

HOLDS = ("yes", "in part", "no")
STATES = ("met", "not met", "not applicable")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


@dataclass(frozen=True)
class Promise:
    group: str
    text: str
    tests: tuple[str, ...]  # as pytest names them
    words: tuple[str, ...]  # "FILE: words", where the promise is made
    holds: str
    note: str


@dataclass(frozen=True)
class PracticeLine:
    name: str
    asks: str
    state: str
    evidence: str


@dataclass(frozen=True)
class Practices:
    id: str
    title: str
    url: str
    of: date
    lines: tuple[PracticeLine, ...]


def promises(file: Path | None = None) -> list[Promise]:
    problems: list[Problem] = []
    read = []
    whole = TomlTable.read(file or data_dir() / "promises.toml", problems)
    whole.only({"promise"})
    for entry in whole.tables("promise"):
        entry.only({"group", "text", "tests"}, {"words", "holds", "note"})
        if "holds" in entry.values:
            entry.choice("holds", HOLDS)
        holds = entry.text("holds") or "yes"
        if (holds == "yes") == bool(entry.text("note")):
            entry.fault("what does not hold in full says in a note why, and nothing else does")
        texts = (entry.text("group", required=True), entry.text("text", required=True))
        lists = (entry.texts("tests"), entry.texts("words"))
        read.append(Promise(*texts, *lists, holds, entry.text("note")))
    whole.refuse()
    return read


def practices(file: Path | None = None) -> list[Practices]:
    problems: list[Problem] = []
    read = []
    whole = TomlTable.read(file or data_dir() / "practices.toml", problems)
    whole.only({"list"})
    for entry in whole.tables("list"):
        entry.only({"id", "title", "url", "of", "commit", "line"})
        lines = []
        for line in entry.tables("line"):
            line.only({"name", "asks", "state", "evidence"})
            line.choice("state", STATES)
            keys = ("name", "asks", "state", "evidence")
            lines.append(PracticeLine(*(line.text(key, required=True) for key in keys)))
        of = entry.day("of", required=True) or date.min
        about = (entry.text("id"), entry.text("title"), entry.text("url"))
        read.append(Practices(*about, of, tuple(lines)))
    whole.refuse()
    return read


def promises_table(on: date) -> Content:
    return [
        table(
            group,
            ("Promise", "Holds", "Shown by"),
            [(p.text, _held(p), _tests(p.tests)) for p in those],
        )
        for group, those in groupby(promises(), key=lambda p: p.group)
    ]


def promises_count(on: date) -> Content:
    made = promises()
    hold, in_part, not_so = (sum(p.holds == held for p in made) for held in HOLDS)
    broken = f", and {not_so} do not" if not_so else ""
    return el(
        "p",
        f"Of {len(made)} promises {hold} hold and {in_part} hold in part{broken}. "
        f"{sum(len(p.tests) for p in made)} tests show them.",
    )


def _held(promise: Promise) -> Content:
    return f"{promise.holds}: {promise.note}" if promise.note else promise.holds


def _tests(tests: tuple[str, ...]) -> Content:
    return el("ul", *(el("li", _test(*test.split("::"))) for test in tests))


def _test(file: str, name: str) -> Content:
    """By its name, which is a sentence; the file is in the hint."""
    return el("span", name.removeprefix("test_").replace("_", " "), title=file)


def practices_table(on: date) -> Content:
    return [_practices(listed) for listed in practices()]


def _practices(listed: Practices) -> Content:
    counts = [(sum(line.state == state for line in listed.lines), state) for state in STATES]
    numbers = ", ".join(f"{count} {state}" for count, state in counts if count)
    return [
        el(
            "p",
            el("a", listed.title, classes="external", href=listed.url),
            f", as of {day_in_words(listed.of)}. Of {len(listed.lines)} lines: {numbers}.",
        ),
        table(
            listed.title,
            ("Line", "Asks", "Here", "Evidence, or what is missing"),
            [
                (line.name.replace("_", " "), line.asks, line.state, _evidence(line.evidence))
                for line in listed.lines
            ],
        ),
    ]


def _evidence(text: str) -> Content:
    """With the tests that it names by their names: a path and a name do not fit into a column."""
    parts: list[Content] = []
    end = 0
    for test in TEST.finditer(text):
        parts += [text[end : test.start()], "the test “", _test(test[1], test[2]), "”"]
        end = test.end()
    return [*parts, text[end:]]


SHOWN: dict[str, Callable[[date], Content]] = {
    "promises": promises_table,
    "promises-count": promises_count,
    "practices": practices_table,
}
