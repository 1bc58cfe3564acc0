"""How much of a job's time is useful, when its workers are killed by a recorded schedule.

    python benchmarks/goodput.py --seeds 5 --write
    python benchmarks/goodput.py --only elastic,torchft

One small job of two workers, and for each seed a schedule of two kills by the number of the step
(`SCHEDULES`), the same for all ways to survive. A step's work is mostly waiting, so a busy machine
costs start-up and not steps. Useful seconds are the job's steps, each once, by that run's own
median step of two workers. The wall clock runs from the launch to the result, with the start.

torchrun and torchft listen on every network of the machine, and unpickle what they get: run this
on a machine whose network you trust. torchft needs `pip install torchft` (0.2.0), DLRover
`pip install dlrover` (0.6.1); a way that cannot be had here is left out, with the reason.
"""

import argparse
import importlib.metadata
import importlib.util
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "goodput.json"
JOB = str(HERE / "goodput_job.py")
STEPS, EVERY, PACE = 100, 20, 0.002  # steps, between snapshots; seconds of waiting an example
LIMIT = 240  # seconds for one run
#: The steps at which the second worker is killed, by seed: drawn once, and kept.
SCHEDULES = ((33, 71), (27, 58), (45, 86), (12, 69), (38, 53), (22, 93), (49, 77))


@dataclass(frozen=True)
class GoodputRun:
    way: str
    seed: int
    wall: float
    useful: float
    again: int  # steps that were done more than once, or begun and dropped
    blocked: float  # seconds in which a snapshot held the workers up
    weights: str
    accuracy: float

    @property
    def goodput(self) -> float:
        return self.useful / self.wall


def options_of(seed: int, kills: tuple[int, ...]) -> list[str]:
    course = ["--steps", str(STEPS), "--pace", str(PACE), "--every", str(EVERY)]
    return [*course, "--seed", str(seed), "--kills", json.dumps(kills)]


def by_our_launcher(way: str) -> Callable[[Path, int, tuple[int, ...]], None]:
    def run(folder: Path, seed: int, kills: tuple[int, ...]) -> None:
        from lfai_nb.demos import workers

        program = [JOB, way, str(folder), *options_of(seed, kills)]
        workers.run(program, processes=2, restarts=len(kills), limit=LIMIT)

    return run


def by_torchrun(way: str, *launcher: str) -> Callable[[Path, int, tuple[int, ...]], None]:
    def run(folder: Path, seed: int, kills: tuple[int, ...]) -> None:
        command = [sys.executable, "-m", *launcher, "--standalone", "--nproc-per-node", "2"]
        command += ["--max-restarts", str(len(kills)), JOB, way, str(folder)]
        ended_well(command + options_of(seed, kills))

    return run


def by_torchft(folder: Path, seed: int, kills: tuple[int, ...]) -> None:
    """The lighthouse, a worker, and another that is started again as often as it is killed."""
    from torchft.coordination import LighthouseServer

    lighthouse = LighthouseServer(bind="127.0.0.1:0", min_replicas=1, join_timeout_ms=100)
    address = lighthouse.address().replace(platform.node(), "127.0.0.1")
    program = [sys.executable, JOB, "torchft", str(folder), "--lighthouse", address]
    program += options_of(seed, kills)
    team: dict[int, subprocess.Popen[bytes]] = {}
    attempts = {0: 0, 1: 0}
    deadline = time.monotonic() + LIMIT

    def start(name: int) -> None:
        more = ["--name", str(name), "--attempt", str(attempts[name])]
        team[name] = subprocess.Popen([*program, *more], env=environment(), **SILENT)

    try:
        start(0)
        start(1)
        while not (folder / "result.json").exists():
            if time.monotonic() > deadline:
                raise TimeoutError("torchft: not within its time")
            if team[1].poll() not in (None, 0) and attempts[1] < len(kills):
                attempts[1] += 1
                start(1)
            if team[0].poll() not in (None, 0):
                raise RuntimeError(f"torchft: the first worker ended with {team[0].returncode}")
            time.sleep(0.05)
    finally:
        for process in team.values():
            process.kill()
            process.wait()
        lighthouse.shutdown()


def by_elastic(folder: Path, seed: int, kills: tuple[int, ...]) -> None:
    """Ours: the other worker goes on, and one that has waited joins three steps later."""
    from lfai_nb.demos.edl.elastic import Change, run

    changes = [
        change for at in kills for change in (Change(at, kill=True), Change(at + 3, workers=2))
    ]
    run(folder / "job", changes, workers=2, limit=LIMIT, epochs=STEPS // 50, pace=PACE, seed=seed)


SILENT: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
WAYS: dict[str, Callable[[Path, int, tuple[int, ...]], None]] = {
    "plain restart": by_our_launcher("plain"),
    "snapshots, our launcher": by_our_launcher("snapshots"),
    "asynchronous snapshots, our launcher": by_our_launcher("async"),
    "snapshots, torchrun": by_torchrun("snapshots", "torch.distributed.run"),
    "snapshots, DLRover": by_torchrun("snapshots", "dlrover.trainer.torch.elastic_run"),
    "torchft": by_torchft,
    "elastic, ours": by_elastic,
}
NEEDS = {"torchft": "torchft", "snapshots, DLRover": "dlrover"}


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")]),
        "OMP_NUM_THREADS": "1",
        "GLOO_SOCKET_IFNAME": "lo",
        "TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1",
    }


def ended_well(command: list[str]) -> None:
    done = subprocess.run(
        command, env=environment(), capture_output=True, text=True, timeout=LIMIT, check=False
    )
    if done.returncode:
        raise RuntimeError(f"ended with {done.returncode}: {done.stderr.strip()[-400:]}")


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """Of the first worker, which is never killed; where it came late, the other one's before it."""
    if (folder / "job").exists():
        return read(folder / "job" / "trace.jsonl")
    first, second = (read(folder / f"steps-{name}.jsonl") for name in (0, 1))
    there = {row.get("step") for row in first}
    return [*(row for row in second if row.get("step", -1) not in there | {-1}), *first]


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def trial(way: str, seed: int, kills: tuple[int, ...]) -> GoodputRun:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        began = time.perf_counter()
        WAYS[way](folder, seed, kills)
        wall = time.perf_counter() - began
        rows = rows_of(folder)
        inner = folder / "job" / "result.json"
        result = json.loads((inner if inner.exists() else folder / "result.json").read_text())
    steps = [row for row in rows if "step" in row]
    numbers = [row["step"] for row in steps]
    assert len(set(numbers)) == STEPS, f"{way}: a step is missing"
    lasted = [
        b["at"] - a["at"] - b.get("blocked", 0)
        for a, b in itertools.pairwise(steps)
        if b["step"] == a["step"] + 1 and a["workers"] == b["workers"] == 2
    ]
    dropped = sum("lost" in row or "dropped" in row for row in rows)
    return GoodputRun(
        way,
        seed,
        wall,
        STEPS * statistics.median(lasted),
        len(numbers) - len(set(numbers)) + dropped + lost_unseen(way, kills),
        sum(row.get("blocked", 0) for row in steps),
        result["weights"],
        result["accuracy"],
    )


def lost_unseen(way: str, kills: tuple[int, ...]) -> int:
    """The step that was under way at a kill: who stops and starts again has noted nothing of it."""
    return 0 if way in ("torchft", "elastic, ours") else len(kills)


HEAD = (
    "useful ÷ wall",
    "lowest–highest",
    "wall, s",
    "steps again",
    "examples",
    "blocked, s",
    "bits",
)


def table(outcomes: list[dict[str, Any]]) -> str:
    lines = [f"{'way':38} " + " ".join(f"{words:>14}" for words in HEAD)]
    for way in dict.fromkeys(o["way"] for o in outcomes):
        mine = [o for o in outcomes if o["way"] == way]
        shares = [o["useful"] / o["wall"] for o in mine]
        again = statistics.mean(o["again"] for o in mine)
        cells = (
            f"{statistics.median(shares):.2f}",
            f"{min(shares):.2f}–{max(shares):.2f}",
            f"{statistics.median(o['wall'] for o in mine):.1f}",
            f"{again:.1f}",
            f"{120 * again:.0f}",
            f"{statistics.median(o['blocked'] for o in mine):.3f}",
            f"{sum(o['equal'] for o in mine)} of {len(mine)}",
        )
        lines.append(f"{way:38} " + " ".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, choices=range(1, len(SCHEDULES) + 1))
    parser.add_argument("--only", default="", help="words of the ways, with commas")
    parser.add_argument("--write", action="store_true", help=f"the result, to {RESULTS.name}")
    options = parser.parse_args()
    words = [word for word in options.only.split(",") if word]
    reasons = {
        way: f"pip install {name}"
        for way, name in NEEDS.items()
        if not importlib.util.find_spec(name)
    }
    for way, reason in reasons.items():
        print(f"left out: {way} ({reason})")
    chosen = [way for way in WAYS if way not in reasons]
    chosen = [way for way in chosen if not words or any(word in way for word in words)]
    outcomes: list[dict[str, Any]] = []
    for seed, kills in enumerate(SCHEDULES[: options.seeds]):
        undisturbed = trial("snapshots, our launcher", seed, ())
        for way in [way for way in chosen if way not in reasons]:
            try:
                outcome = trial(way, seed, kills)
            except (RuntimeError, TimeoutError, OSError, subprocess.SubprocessError) as error:
                reasons[way] = (
                    f"{type(error).__name__}: {str(error).strip().splitlines()[-1][-200:]}"
                )
                print(f"{way}, seed {seed}: {reasons[way]}", flush=True)
                continue
            row = {**asdict(outcome), "equal": outcome.weights == undisturbed.weights}
            print(
                f"seed {seed}  {way:38} {outcome.goodput:.2f} of {outcome.wall:.1f} s", flush=True
            )
            outcomes.append(row)
        if options.write:
            write(outcomes, seed + 1, reasons)
    print(table(outcomes))


def write(outcomes: list[dict[str, Any]], seeds: int, reasons: dict[str, str]) -> None:
    """After each seed, so that a run that is stopped has not been for nothing."""
    about = {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "torch": importlib.metadata.version("torch"),
        "steps": STEPS,
        "every": EVERY,
        "pace": PACE,
        "schedules": SCHEDULES[:seeds],
        "left_out": reasons,
        "outcomes": outcomes,
    }
    RESULTS.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
