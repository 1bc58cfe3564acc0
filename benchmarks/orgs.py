"""Contributing organizations beside a bare `git log` and beside PyDriller, on one repository.

    python benchmarks/orgs.py PATH/TO/REPOSITORY [--rounds 5] [--pydriller PYTHON]

Three programs walk the same commits (HEAD, no merges) in turn, round after round, so that a busy
machine slows all of them. Best times are compared, since noise only ever adds.

* `git log` with the same fields, into nothing: the floor for whoever reads them through git
* ours: reading, joining people, attributing, and the report of one year
* PyDriller reading author, address, dates and message of each commit, nothing more. It is left out
  without `--pydriller`, which names a Python that has it (an environment of its own is best)

Memory: the growth of our own peak between the newest twentieth of the history and all of it.
"""

import argparse
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path

from lfai_nb.evidence.history import Repository, Window, organizations
from lfai_nb.evidence.history.gitlog import FIELDS
from lfai_nb.evidence.history.tally import Tally

PYDRILLER = """
import sys
from pydriller import Repository
count = 0
for commit in Repository(sys.argv[1], only_no_merge=True).traverse_commits():
    commit.author.name, commit.author.email, commit.author_date, commit.committer_date, commit.msg
    count += 1
print(count)
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pydriller", metavar="PYTHON")
    args = parser.parse_args()
    repository = Repository.at(args.path)
    last = repository.head_date.date()
    year = (last - timedelta(days=364), last)

    def floor() -> None:
        subprocess.run(
            ["git", "-C", args.path, "log", "-z", "--no-merges", f"--format=tformat:{FIELDS}"],
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def ours() -> None:
        organizations(args.path, since=year[0], until=year[1])

    runners: dict[str, Callable[[], None]] = {"git log": floor, "ours": ours}
    best = dict.fromkeys(runners, float("inf"))
    for _ in range(args.rounds):
        for name, runner in runners.items():
            best[name] = min(best[name], timed(runner))
    if args.pydriller:
        # Minutes where the others take seconds: twice is enough, with one of ours between.
        best["PyDriller"] = float("inf")
        for _ in range(2):
            best["PyDriller"] = min(best["PyDriller"], timed(lambda: pydriller(args)))
            best["ours"] = min(best["ours"], timed(ours))

    commits = sum(1 for _ in repository.commits())
    print(f"{args.path}: {commits:,} commits, merges left out")
    for name, seconds in best.items():
        print(f"  {name:<10} {seconds:8.2f} s   {commits / seconds:10,.0f} commits/s")
    print(
        f"  ours runs at {best['git log'] / best['ours']:.0%} of the speed of git log (30% needed)"
    )
    if args.pydriller:
        times = best["PyDriller"] / best["ours"]
        print(f"  ours is {times:.0f} times as fast as PyDriller (5 needed)")
    few, all_of_it = peak(repository, commits // 20), peak(repository, commits)
    print(f"  peak memory of the reader: {few:.1f} MB for a twentieth, {all_of_it:.1f} MB for all")
    return 0


def timed(runner: Callable[[], None]) -> float:
    start = time.perf_counter()
    runner()
    return time.perf_counter() - start


def pydriller(args: argparse.Namespace) -> None:
    subprocess.run(
        [args.pydriller, "-c", PYDRILLER, str(args.path)], stdout=subprocess.DEVNULL, check=True
    )


def peak(repository: Repository, count: int) -> float:
    last = repository.head_date.date()
    tracemalloc.start()
    Tally([Window.months(12, last)]).add(islice(repository.commits(), count))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


if __name__ == "__main__":
    sys.exit(main())
