"""How often each claim of a notebook holds: three sets of data, three seeds on each.

    python benchmarks/seeds.py                          # all that is not in the file yet; hours
    python benchmarks/seeds.py --only matching          # the experiments with this word
    python benchmarks/seeds.py --data 1 --seeds 1       # the notebook's own run
    python benchmarks/seeds.py --table                  # what the file says

`--into` (benchmarks/seeds.json) is written after each run, and a run that is in it is not made
again; so a sweep can be stopped and gone on with. A seed is that of the start and of the order of
the examples; the data are other texts or clicks, for training and for the test.
"""

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

import torch

# This file's folder would hide the packages that have the names of files here.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(p for p in sys.path if Path(p).resolve() != HERE)]

from benchmarks.claims import EXPERIMENTS  # noqa: E402  # from the path above

FILE = Path(__file__).with_suffix(".json")


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, torch {torch.__version__}"


def read(path: Path) -> dict[str, Any]:
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
    return {"day": "", "machine": "", "runs": []}


def sweep(path: Path, data: int, seeds: int, word: str) -> None:
    torch.set_num_threads(1)
    for experiment in EXPERIMENTS:
        for d, s in [(d, s) for d in range(data) for s in range(seeds)]:
            record = read(path)
            done = {(r["experiment"], r["data"], r["seed"]) for r in record["runs"]}
            if word not in experiment.name or (experiment.name, d, s) in done:
                continue
            began = time.process_time()
            figures = experiment.run(d, s)
            seconds = time.process_time() - began
            row = {"experiment": experiment.name, "data": d, "seed": s, "seconds": round(seconds)}
            row["figures"] = {name: round(value, 4) for name, value in figures.items()}
            print(json.dumps(row), flush=True)
            record = read(path)  # another sweep may have written meanwhile
            record["runs"].append(row)
            record |= {"day": datetime.now(UTC).date().isoformat(), "machine": machine()}
            save(path, record)


def save(path: Path, record: dict[str, Any]) -> None:
    """A row for each line, and the claims counted anew: the status page shows them."""
    record["claims"] = table(record)
    parts = [f"{json.dumps(name)}: {json.dumps(record[name])}" for name in ("day", "machine")]
    for name in ("claims", "runs"):
        rows = ",\n".join(json.dumps(row) for row in record[name])
        parts.append(f"{json.dumps(name)}: [\n{rows}\n]")
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")
    part.replace(path)


def table(record: dict[str, Any]) -> list[dict[str, object]]:
    """One row for each claim: in how many of its runs it holds."""
    rows: list[dict[str, object]] = []
    for experiment in EXPERIMENTS:
        runs = [r for r in record["runs"] if r["experiment"] == experiment.name]
        for claim, holds in experiment.claims.items():
            if runs:
                rows.append(
                    {
                        "experiment": experiment.name,
                        "notebook": experiment.notebook,
                        "claim": claim,
                        "holds": sum(holds(r["figures"]) for r in runs),
                        "runs": len(runs),
                        "seconds": round(fmean(r["seconds"] for r in runs)),
                    }
                )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default="", help="the experiments with this word")
    parser.add_argument("--into", type=Path, default=FILE)
    parser.add_argument("--table", action="store_true", help="train nothing; print what there is")
    options = parser.parse_args()
    if not options.table:
        sweep(options.into, options.data, options.seeds, options.only)
    elif options.into.exists():
        save(options.into, read(options.into))
    for row in table(read(options.into)):
        print(f"{row['experiment']:15} {row['claim']:50} {row['holds']} of {row['runs']}")


if __name__ == "__main__":
    main()
