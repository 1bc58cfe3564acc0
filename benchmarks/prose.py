"""The words of every page, at an older commit and now: how many, how long, how hard.

    pip install textstat==0.7.3  # newer ones fetch a word list when they are used
    python benchmarks/prose.py [COMMIT]

Counts what a person wrote: paragraphs and list entries of the Markdown, without code and tables.
One word stands for what the data fills in. The share of passive voice is an estimate: a form of
"to be" before a participle. The readability index is Flesch reading ease, by textstat; higher is
easier, and it is a hint.
"""

import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
FIRST_EDITION = "60316f0"

FENCE = re.compile(r"^ *(`{3,}|:{3,})[^\n]*\n.*?^ *\1\s*$", re.MULTILINE | re.DOTALL)
TITLED_ROLE = re.compile(r"\{[a-z-]+\}`([^`<]+) <[^>`]+>`")
TERM = re.compile(r"\{term\}`([^`]+)`")
ROLE = re.compile(r"\{[a-z-]+\}`[^`]*`")
SENTENCE_END = re.compile(r"(?<=[.!?])[”’)*]* +(?=[“(A-Z])")
ENTRY = re.compile(r"^ *(?:[-*]|\d+\.) ")
IRREGULAR = (
    "begun bought brought built chosen cut done drawn fallen found given gone held hidden kept"
    " known laid left let lost made meant met paid put read run said seen sent set shown spoken"
    " taken taught thought told understood won worn written"
)
PASSIVE = re.compile(
    rf"\b(?:am|is|are|was|were|be|been|being)\b(?: \w+ly| not| never| also| still| no longer)?"
    rf" (?:\w{{2,}}ed|{'|'.join(IRREGULAR.split())})\b",
    re.IGNORECASE,
)


class Measure(NamedTuple):
    words: int
    sentences: int
    median: float
    passive: float
    ease: float


def blocks(markdown: str) -> Iterator[str]:
    """Each paragraph and list entry as running text."""
    lines: list[str] = []
    for line in [*FENCE.sub("\n", markdown).splitlines(), ""]:
        if not line.strip() or ENTRY.match(line) or line.startswith(("#", "|")):
            if lines:
                yield " ".join(" ".join(lines).split())
            lines = []
        if line.strip() and not line.startswith(("#", "|")):
            lines.append(ENTRY.sub("", line))


def plain(block: str) -> str:
    block = TERM.sub(r"\1", TITLED_ROLE.sub(r"\1", block))
    block = re.sub(r"`[^`]*`", "value", ROLE.sub("value", block))
    block = re.sub(r"\]\([^)]*\)", "", block).replace("[", "")
    return block.replace("*", "").strip()


def measured(markdown: str) -> Measure:
    import textstat  # not among the handbook's own requirements

    text = [plain(block) for block in blocks(markdown)]
    sentences = [s for block in text for s in SENTENCE_END.split(block) if len(s.split()) > 2]
    lengths = [len(s.split()) for s in sentences]
    whole = " ".join(s if s[-1:] in ".!?" else f"{s}." for s in sentences)
    return Measure(
        sum(lengths),
        len(sentences),
        statistics.median(lengths) if lengths else 0,
        100 * sum(bool(PASSIVE.search(s)) for s in sentences) / max(len(sentences), 1),
        textstat.flesch_reading_ease(whole) if whole else 0,
    )


def at(commit: str, path: str) -> str:
    blob = subprocess.run(
        ["git", "show", f"{commit}:{path}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return blob.stdout if blob.returncode == 0 else ""


def cells(measure: Measure | None) -> str:
    if measure is None:
        return "– | – | – | – | –"
    words, sentences, median, passive, ease = measure
    return f"{words} | {sentences} | {median:g} | {passive:.0f} % | {ease:.0f}"


def main(commit: str) -> None:
    heads = "words | sentences | median | passive | ease"
    print(f"| Page | {heads} | now: {heads} |")
    print("| --- |" + " --- |" * 10)
    pages = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "book").rglob("*.md"))
    older, newer = [], []
    for page in pages:
        if page.startswith("book/hosting/projects/"):
            continue  # written by the build
        text = (ROOT / page).read_text("utf-8")
        newer.append(text)
        before = at(commit, page)
        older.append(before)
        was = measured(before) if before else None
        print(f"| {page} | {cells(was)} | {cells(measured(text))} |")
    every, now = measured("\n\n".join(older)), measured("\n\n".join(newer))
    print(f"| All | {cells(every)} | {cells(now)} |")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else FIRST_EDITION)
