"""Changes each number and each date of ``data/policy/`` in turn, and expects a red test.

    python -m tests.mutate            every one of them
    python -m tests.mutate dues       one topic

A value that can be changed without a test noticing is a value that nobody checks. The tests that
run for each change are those of the rules, and not the slow rest of the suite.
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

from lfai_nb.policy import problems

ROOT = Path(__file__).resolve().parent.parent
POLICY = ROOT / "data" / "policy"
TESTS = ["tests/policy", "tests/membership", "tests/lifecycle", "tests/council", "tests/openness"]

# A string is skipped whole; what is left of a line may hold a date or a number.
TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|#[^\n]*|(?P<date>\b\d{4}-\d\d-\d\d\b)|(?P<number>(?<![\w.-])\d+(?![\w.-]))'
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
    for token in TOKEN.finditer(file.read_text(encoding="utf-8")):
        if token["date"]:
            new = (date.fromisoformat(token["date"]) + timedelta(days=1)).isoformat()
        elif token["number"]:
            new = str(int(token["number"]) + 1)
        else:
            continue
        yield Mutant(file, token.start(), token.end(), token[0], new)


def is_noticed(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("snapshots"))
        file = data / mutant.file.relative_to(ROOT / "data")
        text = file.read_text(encoding="utf-8")
        file.write_text(text[: mutant.start] + mutant.new + text[mutant.end :], encoding="utf-8")
        # test_our_own_data_has_no_fault is red exactly when the reader finds a fault. Most changes
        # end here: a number that its quotation does not carry, a date that its source is not of.
        return bool(problems(data / "policy")) or _a_test_is_red(data)


def _a_test_is_red(data: Path) -> bool:
    options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *TESTS],
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
    files = sorted(POLICY.glob("*.toml"))
    chosen = [file for file in files if not topics or file.stem in topics]
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
