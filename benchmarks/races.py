"""Ours beside other libraries: of what flagai.py and deeprec.py measured, what the book shows.

    python benchmarks/flagai.py --rounds 6 --threads 1 --json flagai.json
    python benchmarks/deeprec.py rows forward step sessions --rounds 5 --json > deeprec.json
    python benchmarks/races.py flagai.json deeprec.json

`races.json` keeps what was measured together; a newer file takes the place of the same races there,
so that one of them can be measured again alone. Each number is how many times as fast ours is, and
what was wanted stands beside it.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")

#: How many times as fast ours is to be.
WANTED = {
    ("GPT training", "transformers GPT-2"): 1.1,
    ("GPT training", "transformers GPT-2, compiled"): 1.1,
    ("GPT generation, batch 1", "transformers GPT-2, cache"): 2.0,
    ("GLM training", "FlagAI GLMModel, compiled"): 1.1,
    ("ids to rows, all known", "pandas Int64Factorizer"): 3.0,
    ("ids to rows, from an empty table", "pandas Int64Factorizer"): 3.0,
    ("a training step, the table's part", "nn.Embedding(sparse) + Adagrad"): 4.0,
    ("a training step, the table's part", "fbgemm TBE, EXACT_ADAGRAD"): 1.5,
}

Row = dict[str, Any]


def of_flagai(measured: Row) -> Iterator[Row]:
    """The clock that judged; "… compiled" is said of the contestant before it."""
    whole = ""
    for row in measured["rows"]:
        if row["clock"] != measured["clock"]:
            continue
        name = row["name"]
        if name.startswith("… "):
            name = f"{whole}, {name.removeprefix('… ')}"
        elif not name.startswith("ours"):
            whole = name.removesuffix(", cache")
        if name != "ours":
            least, most = min(row["ratios"]), max(row["ratios"])
            yield race(row["race"], name, row["ratio"], f"{least:.2f} to {most:.2f}")


def of_deeprec(measured: Row) -> Iterator[Row]:
    mine = "Embedding Variable, key → row (numba)"
    for column, title in (
        ("M ids/s", "ids to rows, from an empty table"),
        ("known, M ids/s", "ids to rows, all known"),
    ):
        speeds = {r["method"]: r[column] for r in measured.get("rows", []) if r[column]}
        for name, speed in speeds.items():
            if not name.startswith("Embedding Variable"):
                yield race(title, name, speeds[mine] / speed)
    for row in measured.get("forward", []):
        if row["method"].startswith("nn."):
            ours = next(r for r in measured["forward"] if r is not row)
            yield race("a lookup with sums", row["method"], ours["M ids/s"] / row["M ids/s"])
    for row in measured.get("step", []):
        if row["method"] not in ("Embedding Variable, raw ids", "(the dense part alone)"):
            yield race(
                "a training step, the table's part", row["method"], row["table alone / ours"]
            )
            yield race("a whole training step", row["method"], row["best / ours"])
    sessions = measured.get("sessions", [])
    for row in sessions:
        if row["way"].startswith("Ray Serve"):
            batch = row["requests of"]
            group = next(
                r
                for r in sessions
                if r["requests of"] == batch and r["way"] == "a group of two sessions"
            )
            yield race(f"requests of {batch}", row["way"], group["QPS"] / row["QPS"])


def race(title: str, peer: str, times: float, spread: str = "") -> Row:
    row: Row = {"race": title, "peer": peer, "times": round(times, 2)}
    if spread:
        row["rounds"] = spread
    if (title, peer) in WANTED:
        row["wanted"] = WANTED[title, peer]
    return row


def taken(measured: Row) -> Row:
    """What one file says: when and where, and its rows."""
    rows = measured.get("rows", [])
    read = of_flagai if any("tokens/s" in row for row in rows) else of_deeprec
    about = {n: measured[n] for n in ("machine", "threads", "clock", "load", "versions")}
    return {"day": datetime.now(UTC).date().isoformat(), **about, "rows": list(read(measured))}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="what --json wrote")
    parser.add_argument("--into", type=Path, default=FILE)
    options = parser.parse_args()
    into: Path = options.into
    runs: list[Row] = json.loads(into.read_text("utf-8")) if into.exists() else []
    for file in options.files:
        new = taken(json.loads(file.read_text("utf-8")))
        titles = {row["race"] for row in new["rows"]}
        for run in runs:
            run["rows"] = [row for row in run["rows"] if row["race"] not in titles]
        runs = [run for run in runs if run["rows"]] + [new]
    into.write_text(json.dumps(runs, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for run in runs:
        for row in run["rows"]:
            wanted = f"   wanted {row['wanted']}" if "wanted" in row else ""
            print(f"{row['race']:36} {row['peer']:45} {row['times']:6.2f}{wanted}")


if __name__ == "__main__":
    main()
