"""How long it takes to judge every project of the catalogue under every version of the rules.

    python benchmarks/readiness.py

The rules and the snapshots are read first, and timed apart. Beside it, for scale, the time that
the same machine needs to count the same number of dictionary look-ups.
"""

import statistics
import time

from lfai_nb.evidence.portfolio import asked_for, facts_of_all
from lfai_nb.lifecycle.gate import StageNotOffered, versions
from lfai_nb.lifecycle.readiness import assess, rules

ROUNDS = 9


def judge_all() -> int:
    rows = 0
    for project in facts_of_all():
        for day in versions(rules()):
            try:
                rows += len(assess(project, asked_for(project), on=day).rows)
            except StageNotOffered:
                continue
    return rows


def main() -> None:
    start = time.perf_counter()
    read = len(rules().rules), len(facts_of_all())
    spent = time.perf_counter() - start
    print(f"reading {read[0]} rules and the snapshots of {read[1]} projects: {spent:.2f} s")
    rows, took = judge_all(), []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        judge_all()
        took.append((time.perf_counter() - start) * 1e3)
    table = dict.fromkeys(range(1000), 1)
    start = time.perf_counter()
    sum(table[n % 1000] for n in range(rows))
    look_ups = (time.perf_counter() - start) * 1e3
    median = statistics.median(took)
    print(f"{len(facts_of_all())} projects, {len(versions(rules()))} versions, {rows:,} rows")
    print(f"judging: median {median:.0f} ms, best {min(took):.0f} ms of {ROUNDS}")
    print(f"as many dictionary look-ups: {look_ups:.1f} ms; ratio {median / look_ups:.0f}")


if __name__ == "__main__":
    main()
