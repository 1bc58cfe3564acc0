"""Changes each number and each date of the rules in turn, and expects a red test.

    python -m tests.mutate            every one of them
    python -m tests.mutate dues       one topic
    python -m tests.mutate catalog    those of the catalogue instead, or one file of it: charters

A value that can be changed without a test noticing is a value that nobody checks. The tests that
run for each change are those of the rules, or of the catalogue, and not the slow rest of the suite.

Of the catalogue not every value can be held without its source. What remains is in the commits of
the landscape; tests/catalog/test_against_landscape.py holds it to them where a clone is at hand.
Name one in LFAI_NB_LANDSCAPE to count those tests too.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from lfai_nb import catalog, policy

ROOT = Path(__file__).resolve().parent.parent
POLICY, CATALOG = ROOT / "data" / "policy", ROOT / "data" / "catalog"
PROBLEMS = {POLICY: policy.problems, CATALOG: catalog.problems}
TESTS = {
    POLICY: [f"tests/{it}" for it in ("policy", "membership", "lifecycle", "council", "openness")],
    CATALOG: ["tests/catalog/test_record.py", "tests/catalog/test_against_landscape.py"],
}

# A string is skipped whole; what is left of a line may hold a date or a number.
TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|#[^\n]*|(?P<date>\b\d{4}-\d\d-\d\d\b)|(?P<number>(?<![\w.-])\d+(?![\w.-]))'
)
# In a table a number is a cell of its own; what stands in words is skipped.
CELL = re.compile(
    r"(?<=,)(?:(?P<date>\d{4}-\d\d-\d\d)|(?P<number>\d+))(?=,|\r?$)"
    r"|^(?P<first>\d{4}-\d\d-\d\d)(?=,)",
    re.MULTILINE,
)


class Mutant(NamedTuple):
    file: Path
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        line = self.file.read_text(encoding="utf-8").count("\n", 0, self.start) + 1
        return f"{self.file.relative_to(ROOT)}:{line}: {self.old} -> {self.new}"


def mutants(file: Path) -> Iterator[Mutant]:
    pattern = CELL if file.suffix == ".csv" else TOKEN
    for token in pattern.finditer(file.read_text(encoding="utf-8")):
        named = token.groupdict()
        if day := named["date"] or named.get("first"):
            new = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        elif named["number"]:
            new = str(int(named["number"]) + 1)
        else:
            continue
        yield Mutant(file, token.start(), token.end(), token[0], new)


def is_noticed(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        data, changed = Path(folder) / "data", mutant.file.parent
        data.mkdir()
        for part in (ROOT / "data").iterdir():
            if part == changed:
                shutil.copytree(part, data / part.name)
            else:
                (data / part.name).symlink_to(part)
        file = data / mutant.file.relative_to(ROOT / "data")
        text = file.read_text(encoding="utf-8")
        file.write_text(text[: mutant.start] + mutant.new + text[mutant.end :], encoding="utf-8")
        # test_our_own_data_has_no_fault is red exactly when the reader finds a fault. Most changes
        # end here: a number that its quotation does not carry, a date that its source is not of.
        found = PROBLEMS[changed](data / changed.name)
        return bool(found) or _a_test_is_red(data, TESTS[changed])


def _a_test_is_red(data: Path, tests: list[str]) -> bool:
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


def main(topics: list[str]) -> int:
    rules = sorted(POLICY.glob("*.toml"))
    tables = [*sorted(CATALOG.glob("*.csv")), CATALOG / "sources.toml"]
    files = [*rules, *tables]
    if not topics:
        chosen = rules
    else:
        chosen = tables if topics == ["catalog"] else [f for f in files if f.stem in topics]
    work = [mutant for file in chosen for mutant in mutants(file)]
    if not work:
        sys.exit(f"no topic of that name; there are {', '.join(file.stem for file in files)}")
    if is_noticed(Mutant(work[0].file, 0, 0, "", "")):
        sys.exit("a test is red before anything was changed: mend that first")
    started, missed = time.monotonic(), []
    with ProcessPoolExecutor() as pool:
        for n, (mutant, noticed) in enumerate(
            zip(work, pool.map(is_noticed, work), strict=True), start=1
        ):
            if not noticed:
                missed.append(mutant)
                print(f"not noticed: {mutant}", flush=True)
            if sys.stderr.isatty():
                spent = time.monotonic() - started
                print(f"\r{n} of {len(work)}, {spent:.0f} s ", end="", file=sys.stderr, flush=True)
    print(f"{len(work) - len(missed)} of {len(work)} changes turned a test red")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
