"""Changes the rules and the catalogue, one consistent change at a time, and expects a red test.

    python -m tools.mutate                 every change of every topic of the rules
    python -m tools.mutate dues            one topic
    python -m tools.mutate catalog         the catalogue's tables instead, or one of them: charters
    python -m tools.mutate --sample 40     that many, drawn with --seed

A value that can be changed without a test noticing is a value that nobody checks. The loader
refuses a number that its own quotation does not carry, so a change of the number alone would die in
the loader and prove nothing about the tests. A change here is one that a careful forger would make,
and the loader accepts most of them:

    a number, a badge level   in the value and in its quotation alike
    the edge of a band        where one band ends and where the next begins, and in the quotation
    the date of a document    in the list of sources, in its title, and in every value that it gives
    the share of a vote       majority and two-thirds change places
    a cell of a table         its number or day, plus one

What a change is noticed by is counted: "by the data" (the loader refused it) or "by a test".

Of the catalogue not every value can be held without its source. What remains is in the commits of
the landscape; tests/catalog/test_against_landscape.py holds it to an extract of them.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from lfai_nb import catalog, policy
from lfai_nb.policy.words import day_in_words

ROOT = Path(__file__).resolve().parent.parent
POLICY, CATALOG = ROOT / "data" / "policy", ROOT / "data" / "catalog"
PROBLEMS = {POLICY: policy.problems, CATALOG: catalog.problems}
TESTS = {
    POLICY: [f"tests/{it}" for it in ("policy", "membership", "lifecycle", "council", "openness")],
    CATALOG: ["tests/catalog/test_record.py", "tests/catalog/test_against_landscape.py"],
}
NOT_TOPICS = ("sources.toml", "contradictions.toml", "lifecycle_documents.toml")

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
LEVELS = {"passing": "silver", "silver": "gold", "gold": "passing"}
SHARES = {"majority": "two-thirds", "two-thirds": "majority", "unstated": "majority"}

# One dated value of a rule: from its head to the next table.
BLOCK = re.compile(r"^\[\[(?P<rule>[\w-]+)\.values\]\]\n(?:(?!\[).*\n?)*", re.MULTILINE)
VALUE = re.compile(r"^value = (?P<value>\[\n(?:.*\n)*?\]|.*)$", re.MULTILINE)
QUOTE = re.compile(r'^quote = "(?P<quote>(?:\\.|[^"\\])*)"', re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.-])\d+(?![\w.-])")
TEXT = re.compile(r'"(?:\\.|[^"\\])*"')
CELL = re.compile(
    r"(?<=,)(?:(?P<date>\d{4}-\d\d-\d\d)|(?P<number>\d+))(?=,|\r?$)"
    r"|^(?P<first>\d{4}-\d\d-\d\d)(?=,)",
    re.MULTILINE,
)


class DataMutant(NamedTuple):
    """One change: the whole new text of each file that it touches."""

    what: str
    folder: Path
    files: dict[str, str]


def of_topic(file: Path) -> Iterator[DataMutant]:
    text = file.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        for what, changed in changes(block[0]):
            whole = text[: block.start()] + changed + text[block.end() :]
            yield DataMutant(
                f"{file.name} {block['rule']}: {what}", file.parent, {file.name: whole}
            )


def changes(block: str) -> Iterator[tuple[str, str]]:
    """Each consistent change of one dated value: what it is, and the block after it."""
    value = VALUE.search(block)
    if value is None:
        return
    raw, quote = value["value"], QUOTE.search(block)
    bare = TEXT.sub(lambda text: " " * len(text[0]), raw)
    edges = {int(n) for n in re.findall(r"max = (\d+)", bare)}
    for number in NUMBER.finditer(bare):
        old = int(number[0])
        if re.search(r"min = $", bare[: number.start()]) and old - 1 in edges | {0}:
            continue  # the lower end moves with the upper end of the band below it
        new = raw[: number.start()] + str(old + 1) + raw[number.end() :]
        moved = {old: old + 1}
        if old in edges:
            new = re.sub(rf"min = {old + 1}\b", f"min = {old + 2}", new)
            moved[old + 1] = old + 2
        yield f"{old} -> {old + 1}", replaced(block, value, new, quote, moved)
    for level in re.findall(r'^"(passing|silver|gold)"', raw):
        new = raw.replace(level, LEVELS[level], 1)
        changed = block.replace(f"value = {raw}", f"value = {new}")
        if quote:
            quotation = re.sub(level, LEVELS[level], quote["quote"], flags=re.IGNORECASE)
            changed = changed.replace(quote["quote"], quotation)
        yield f"{level} -> {LEVELS[level]}", changed
    for share in re.finditer(r'share = "([\w-]+)"', raw):
        other = SHARES.get(share[1])
        if other:
            new = raw[: share.start(1)] + other + raw[share.end(1) :]
            yield f"{share[1]} -> {other}", block.replace(f"value = {raw}", f"value = {new}")


def replaced(
    block: str,
    value: re.Match[str],
    new: str,
    quote: re.Match[str] | None,
    moved: dict[int, int],
) -> str:
    """The block with the new value, and with the same numbers changed in its quotation."""
    changed = block[: value.start("value")] + new + block[value.end("value") :]
    if quote is None:
        return changed

    def other(number: re.Match[str]) -> str:
        old = number[0]
        if old.lower() in WORDS:
            read = WORDS.index(old.lower())
            if read not in moved:
                return old
            word = WORDS[moved[read]] if moved[read] < len(WORDS) else str(moved[read])
            return word.capitalize() if old[0].isupper() else word
        read = int(old.replace(",", ""))
        if read not in moved:
            return old
        return f"{moved[read]:,}" if "," in old else str(moved[read])

    quotation = re.sub(
        rf"\d+(?:,\d{{3}})+|\d+|\b(?:{'|'.join(WORDS)})\b", other, quote["quote"], flags=re.I
    )
    return changed.replace(f'quote = "{quote["quote"]}"', f'quote = "{quotation}"')


def of_documents() -> Iterator[DataMutant]:
    """A document a day later than it is, wherever its date is written."""
    names = [path.name for path in sorted(POLICY.glob("*.toml"))]
    texts = {name: (POLICY / name).read_text(encoding="utf-8") for name in names}
    for head in re.finditer(
        r"^\[([\w-]+)\]\n(?:(?!\[).*\n?)*", texts["sources.toml"], re.MULTILINE
    ):
        dated = re.search(r"^date = (\d{4}-\d\d-\d\d)$", head[0], re.MULTILINE)
        if dated is None:
            continue
        day = date.fromisoformat(dated[1])
        later = day + timedelta(days=1)
        own = head[0].replace(day.isoformat(), later.isoformat())
        own = own.replace(day_in_words(day), day_in_words(later))
        files = {
            "sources.toml": texts["sources.toml"][: head.start()]
            + own
            + texts["sources.toml"][head.end() :]
        }
        for name, text in texts.items():
            if name == "sources.toml":
                continue
            changed = moved_days(text, head[1], day, later)
            if name == "lifecycle_documents.toml":
                changed = changed.replace(day.isoformat(), later.isoformat())
            if changed != text:
                files[name] = changed
        if len(files) > 1:  # a document that gives no value is held by no rule
            yield DataMutant(f"{head[1]}: {day} -> {later}", POLICY, files)


def moved_days(text: str, source: str, day: date, later: date) -> str:
    """The topic with every value that the document gives dated by its new day."""

    def moved(block: re.Match[str]) -> str:
        if f'source = "{source}"' not in block[0]:
            return block[0]
        return block[0].replace(f"from = {day}", f"from = {later}")

    return BLOCK.sub(moved, text)


def of_table(file: Path) -> Iterator[DataMutant]:
    text = file.read_text(encoding="utf-8")
    for cell in CELL.finditer(text):
        if day := cell["date"] or cell["first"]:
            new = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        else:
            new = str(int(cell["number"]) + 1)
        line = text.count("\n", 0, cell.start()) + 1
        whole = text[: cell.start()] + new + text[cell.end() :]
        yield DataMutant(f"{file.name}:{line}: {cell[0]} -> {new}", file.parent, {file.name: whole})


def noticed_by(mutant: DataMutant) -> str:
    """``data`` where the loader refuses the change, ``test`` where a test is red, else nothing."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        for part in (ROOT / "data").iterdir():
            if part == mutant.folder:
                shutil.copytree(part, data / part.name)
            else:
                (data / part.name).symlink_to(part)
        for name, text in mutant.files.items():
            (data / mutant.folder.name / name).write_text(text, encoding="utf-8")
        if PROBLEMS[mutant.folder](data / mutant.folder.name):
            return "data"
        return "test" if a_test_is_red(data, TESTS[mutant.folder]) else ""


def a_test_is_red(data: Path, tests: list[str]) -> bool:
    options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=ROOT,
        env=os.environ | {"LFAI_NB_DATA": str(data), "HYPOTHESIS_PROFILE": "mutate"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1, 2):
        sys.exit(f"the tests could not run at all:\n{done.stdout}\n{done.stderr}")
    return done.returncode != 0


def chosen(topics: list[str]) -> list[DataMutant]:
    rules = [p for p in sorted(POLICY.glob("*.toml")) if p.name not in NOT_TOPICS]
    tables = sorted(CATALOG.glob("*.csv"))
    known = [file.stem for file in (*rules, *tables)]
    wrong = [topic for topic in topics if topic not in (*known, "catalog", "sources")]
    if wrong:
        sys.exit(
            f"mutate: there is no {wrong[0]!r}; there are {', '.join(known)}, sources, catalog"
        )
    mutants: list[DataMutant] = []
    for file in rules:
        if not topics or file.stem in topics:
            mutants += of_topic(file)
    if not topics or "sources" in topics:
        mutants += of_documents()
    for file in tables:
        if "catalog" in topics or file.stem in topics:
            mutants += of_table(file)
    return mutants


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("topics", nargs="*")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    args = parser.parse_args()
    work = chosen(args.topics)
    if args.sample and args.sample < len(work):
        work = random.Random(args.seed).sample(work, args.sample)  # noqa: S311
    if noticed_by(DataMutant("nothing", work[0].folder, {})):
        sys.exit("a test is red before anything was changed: mend that first")
    started, by = time.monotonic(), Counter[str]()
    with ProcessPoolExecutor(args.jobs) as pool:
        results = zip(work, pool.map(noticed_by, work), strict=True)
        for n, (mutant, noticed) in enumerate(results, start=1):
            by[noticed] += 1
            if not noticed:
                print(f"not noticed: {mutant.what}", flush=True)
            if sys.stderr.isatty():
                spent = time.monotonic() - started
                print(f"\r{n} of {len(work)}, {spent:.0f} s ", end="", file=sys.stderr, flush=True)
    print(
        f"{by['test'] + by['data']} of {len(work)} changes were noticed: "
        f"{by['test']} by a test, {by['data']} by the data itself; {by['']} were not"
    )
    return 1 if by[""] else 0


if __name__ == "__main__":
    sys.exit(main())
