"""How long the package and its command take to start, beside a bare interpreter in one run.

    python benchmarks/start.py [ROUNDS]

Prints medians and ratios. The machine's speed drifts, so the three take turns.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMAND = Path(sys.executable).with_name("lfai-nb")
PEERS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import lfai_nb'": [sys.executable, "-c", "import lfai_nb"],
    "lfai-nb dues … --json": [str(COMMAND), "dues", "--employees", "1999", "--lf-member", "--json"],
}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(rounds: int) -> None:
    for command in PEERS.values():  # once, so that every file is in memory
        seconds(command)
    times: dict[str, list[float]] = {name: [] for name in PEERS}
    for _ in range(rounds):
        for name, command in PEERS.items():
            times[name].append(seconds(command))
    bare = statistics.median(times["python -c pass"])
    print(f"{'':28} {'median':>9} {'best':>9} {'ratio':>6} {'more':>9}")
    for name, took in times.items():
        median = statistics.median(took)
        print(
            f"{name:28} {median * 1e3:6.1f} ms {min(took) * 1e3:6.1f} ms "
            f"{median / bare:6.2f} {(median - bare) * 1e3:6.1f} ms"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
