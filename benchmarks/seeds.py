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
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import torch

from lfai_nb.demos.deeprec import (
    Adagrad,
    AdagradDecay,
    AdamAsync,
    CounterFilter,
    EmbeddingVariable,
    InitializerOption,
)
from lfai_nb.demos.deeprec.adaptive import HashedEmbedding
from lfai_nb.demos.deeprec.data import Clicks, make_clicks
from lfai_nb.demos.deeprec.dynamic import CountedDynamicEmbedding
from lfai_nb.demos.deeprec.experiments import Maker, compare
from lfai_nb.demos.deeprec.gba import Cluster, Mode, simulate
from lfai_nb.demos.deeprec.online import through_a_turn
from lfai_nb.demos.flagai import baselines, few_shot, held_out, reading, tasks
from lfai_nb.demos.flagai import experiments as flagai
from lfai_nb.demos.flagai.auto_loader import train

FILE = Path(__file__).with_suffix(".json")
MODES: tuple[Mode, ...] = ("sync", "async", "gba")
Figures = dict[str, float]


# --- FlagAI: what each notebook trains, as it trains it -----------------------------------------


def infilling(data: int, seed: int) -> Figures:
    return flagai.infilling("cpu", seed=seed, data=data)[1]


def classes(task: str) -> Callable[[int, int], Figures]:
    def run(data: int, seed: int) -> Figures:
        _, untrained, trained = flagai.classes(task, "cpu", seed=seed, data=data)
        draw = tasks.Draw(data, seed)
        seen = list(tasks.Stream(tasks.LABELLED[task], 1000, draw.examples))
        test = list(tasks.Stream(tasks.LABELLED[task], 500, draw.test))
        words = baselines.bag_of_words(seen, test)
        return {"trained": trained, "untrained": untrained, "bag of words": words}

    return run


def entities(data: int, seed: int) -> Figures:
    f1 = flagai.entities("cpu", seed=seed, data=data)[1]
    return {f"{names}, {who}": value for names, by in f1.items() for who, value in by.items()}


def titles(data: int, seed: int) -> Figures:
    return flagai.titles("cpu", seed=seed, data=data)[1]


def text(data: int, seed: int) -> Figures:
    return flagai.text_bits("cpu", seed=seed, data=data)[1]


def recipe(name: str) -> Callable[[int, int], Figures]:
    return lambda data, seed: held_out.held_out(name, "cpu", seed=seed, data=data)[1]


def prompting(data: int, seed: int) -> Figures:
    kit, plan = flagai.built("glm_lm", "cpu", seed, few_shot.PRETRAINING, data)
    train(kit, plan, "cpu", seed)
    results = few_shot.few_shot(kit.model, kit.tokenizer, data=data)  # type: ignore[arg-type]
    return {
        f"{name}, {size}": fmean(accuracies)
        for name, by in results.items()
        for size, accuracies in by.items()
    }


def questions(data: int, seed: int) -> Figures:
    found = reading.compared("cpu", seed, data, fresh=True)
    figures = {f"{kind}, {way}": value for (kind, way), value in found.right.items()}
    figures |= {f"{kind}, {way}, new": value for (kind, way), value in found.new_names.items()}
    return figures | found.students


# --- DeepRec -------------------------------------------------------------------------------------


def clicks(data: int, **taste: float) -> tuple[Clicks, Clicks]:
    made = make_clicks(150_000, seed=7 + 10 * data, **taste)  # type: ignore[arg-type]
    return made[:120_000], made[120_000:]


def compared(makers: dict[str, Maker], seed: int, made: Any, **options: Any) -> Figures:
    ways = compare(makers, *made, seeds=(seed,), batch=2048, **options)
    aucs = {name: way.auc for name, way in ways.items()}
    return aucs | {f"{name}, MB": way.megabytes for name, way in ways.items()}


def own(dim: int, seen: int = 1) -> Maker:
    filter = CounterFilter(seen) if seen > 1 else None
    return lambda s: EmbeddingVariable(dim, initializer=InitializerOption(seed=s), filter=filter)


def shared(rows: int) -> Maker:
    return lambda s: HashedEmbedding(rows, 8, InitializerOption(seed=s))


def dynamic(*thresholds: int) -> Maker:
    return lambda s: CountedDynamicEmbedding(4, thresholds, InitializerOption(seed=s))


def one_pass(data: int, seed: int) -> Figures:
    makers = {"small": shared(8192), "large": shared(131_072), "EV": own(8), "EV k=10": own(8, 10)}
    return compared(makers, seed, clicks(data))


def three_passes(data: int, seed: int) -> Figures:
    makers = {"small": shared(8192), "EV": own(8), "EV k=15": own(8, 15)}
    return compared(makers, seed, clicks(data), epochs=3, lr=0.05)


def lengths(data: int, seed: int) -> Figures:
    makers = {
        "EV 16": own(16),
        "EV 2": own(2),
        "EV 6, from 2": own(6, 2),
        "EV 16, from 5": own(16, 5),
        "dynamic 0-16": dynamic(2, 5, 20, 80),
    }
    return compared(makers, seed, clicks(data, rank=12, pull=1.5))


def stragglers(data: int, seed: int) -> Figures:
    made, cluster = make_clicks(150_000, seed=7 + 10 * data), Cluster(local_batch=64)
    rates = (0.3, 0.6, 1.2)
    found: Figures = {}
    for mode in MODES:
        runs = [simulate(mode, made, 120_000, cluster, seed=seed, lr=lr) for lr in rates]
        found |= {mode: max(run.auc for run in runs), f"{mode}, time": runs[0].time}
    return found


def turned(data: int, seed: int) -> Figures:
    before = make_clicks(60_000, seed=7 + 10 * data)
    after = make_clicks(30_000, seed=8 + 10 * data, meaning=1)
    turn, found = len(before.batches(2048)), {}
    fading = partial(AdagradDecay, accumulator_decay_step=1, accumulator_decay_rate=0.9)
    slow, fast = (0.05, 0.1, 0.2), (0.01, 0.03, 0.1)
    for name, rule, rates in (
        ("Adagrad", Adagrad, slow),
        ("AdagradDecay", fading, slow),
        ("AdamAsync", AdamAsync, fast),
    ):
        tried = [through_a_turn(before, after, rule, lr, seed=seed) for lr in rates]
        best = max(tried, key=lambda run: fmean(run[turn - 10 : turn]))
        found |= {f"{name}, before": fmean(best[turn - 10 : turn]), name: fmean(best[-5:])}
    return found


# --- The claims ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Experiment:
    name: str
    notebook: str
    run: Callable[[int, int], Figures]
    claims: dict[str, Callable[[Figures], bool]]


def at_least(figure: str, value: float) -> Callable[[Figures], bool]:
    return lambda f: f[figure] >= value


EXPERIMENTS = (
    Experiment(
        "infilling",
        "flagai_infilling",
        infilling,
        {f"{slot}: at least 0.9": at_least(slot, 0.9) for slot in flagai.SLOTS},
    ),
    Experiment(
        "classification",
        "flagai_quickstart",
        classes("classification"),
        {
            "trained: at least 0.95": at_least("trained", 0.95),
            "ahead of a bag of words by 0.1": lambda f: f["trained"] > f["bag of words"] + 0.1,
        },
    ),
    Experiment("area", "", classes("area"), {"trained: at least 0.9": at_least("trained", 0.9)}),
    Experiment(
        "questions",
        "flagai_tasks",
        classes("qa"),
        {
            "trained: at least 0.9": at_least("trained", 0.9),
            "ahead of a bag of words by 0.1": lambda f: f["trained"] > f["bag of words"] + 0.1,
        },
    ),
    Experiment(
        "matching",
        "flagai_tasks",
        classes("semantic-matching"),
        {
            "trained: at least 0.9": at_least("trained", 0.9),
            "a bag of words: at least 0.95": at_least("bag of words", 0.95),
        },
    ),
    Experiment(
        "entities",
        "flagai_tasks",
        entities,
        {"new names: at least 0.8": at_least("new names, trained", 0.8)},
    ),
    Experiment(
        "titles", "flagai_tasks", titles, {"trained: at least 0.9": at_least("trained", 0.9)}
    ),
    Experiment(
        "text",
        "flagai_generation",
        text,
        {"a GPT before a 5-gram before xz": lambda f: f["GPT"] < f["5-gram"] < f["xz"]},
    ),
    Experiment(
        "prompting",
        "flagai_prompting",
        prompting,
        {
            "natural pattern, no example: at least 0.95": at_least("PET, natural pattern, 0", 0.95),
            "unnatural pattern: 0.15 behind": lambda f: (
                f["PET, unnatural pattern, 0"] <= f["PET, natural pattern, 0"] - 0.15
            ),
            "head, 5 examples: behind it": lambda f: (
                f["head on pre-trained, 5"] < f["PET, natural pattern, 0"]
            ),
            "head, 50 examples: at least 0.9": at_least("head on pre-trained, 50", 0.9),
            "head, 10 examples: no better than from scratch": lambda f: (
                f["head on pre-trained, 10"] <= f["head from scratch, 10"] + 0.05
            ),
            "P-tuning: learns from 50 examples": lambda f: (
                f["P-tuning, model frozen, 50"] > f["P-tuning, model frozen, 0"] + 0.1
            ),
        },
    ),
    Experiment(
        "reading",
        "flagai_reading",
        questions,
        {
            "yes or no, prompt: at least 0.9": at_least("yes or no, prompt", 0.9),
            "yes or no, head: at least 0.9": at_least("yes or no, head", 0.9),
            "yes or no, not pre-trained: below 0.65": lambda f: (
                max(f[f"yes or no, {way}, not pre-trained"] for way in reading.WAYS) < 0.65
            ),
            "span, prompt: at least 0.9": at_least("span, prompt", 0.9),
            "span, head: at least 0.9": at_least("span, head", 0.9),
            "span, new names: below 0.3 both ways": lambda f: (
                max(f[f"span, {way}, new"] for way in reading.WAYS) < 0.3
            ),
            "a teacher: 0.1 ahead of 200 labels": lambda f: f["a teacher"] > f["200 labels"] + 0.1,
        },
    ),
    Experiment(
        "rows, one pass",
        "deeprec_embedding_variable",
        one_pass,
        {
            "a filter: 0.01 ahead of shared rows": lambda f: f["EV k=10"] > f["small"] + 0.01,
            "all rows: less than 0.01 ahead of the filter": lambda f: f["EV"] - f["EV k=10"] < 0.01,
            "over many shared rows half the gain or less": lambda f: (
                f["EV"] - f["large"] < 0.5 * (f["EV"] - f["small"])
            ),
        },
    ),
    Experiment(
        "rows, three passes",
        "deeprec_embedding_variable",
        three_passes,
        {
            "without a filter: the worst": lambda f: f["EV"] < f["small"] - 0.01,
            "a filter: 0.03 ahead of none": lambda f: f["EV k=15"] > f["EV"] + 0.03,
        },
    ),
    Experiment(
        "lengths of vectors",
        "deeprec_memory",
        lengths,
        {
            "0 to 16 numbers: within 0.003 of 16": lambda f: f["dynamic 0-16"] > f["EV 16"] - 0.003,
            "0 to 16 numbers: 85 % less memory": lambda f: (
                f["dynamic 0-16, MB"] < 0.15 * f["EV 16, MB"]
            ),
            "2 numbers: 0.015 behind 16": lambda f: f["EV 2"] < f["EV 16"] - 0.015,
            "16 with a filter, equal bytes: within 0.003": lambda f: (
                abs(f["EV 16, from 5"] - f["dynamic 0-16"]) < 0.003
            ),
        },
    ),
    Experiment(
        "stragglers",
        "deeprec_distributed",
        stragglers,
        {
            "GBA: 2.4 times as fast as sync": lambda f: f["sync, time"] > 2.4 * f["gba, time"],
            "GBA learns as sync does, within 0.003": lambda f: abs(f["gba"] - f["sync"]) < 0.003,
            "async with its own rate: ahead by 0.005": lambda f: f["async"] > f["gba"] + 0.005,
        },
    ),
    Experiment(
        "a turn",
        "deeprec_online",
        turned,
        {
            "before it Adagrad and AdagradDecay: within 0.005": lambda f: (
                abs(f["Adagrad, before"] - f["AdagradDecay, before"]) < 0.005
            ),
            "after it AdagradDecay: 0.01 ahead of Adagrad": lambda f: (
                f["AdagradDecay"] > f["Adagrad"] + 0.01
            ),
            "after it AdagradDecay: 0.01 ahead of AdamAsync": lambda f: (
                f["AdagradDecay"] > f["AdamAsync"] + 0.01
            ),
        },
    ),
    Experiment(
        "blanks by T5", "", recipe("t5_lm"), {"names: at least 0.9": at_least("project", 0.9)}
    ),
    Experiment(
        "masked words",
        "",
        recipe("bert_masklm"),
        {"told by the text: at least 0.9": at_least("told", 0.9)},
    ),
    Experiment(
        "embeddings",
        "",
        recipe("bert_embedding"),
        {"the nearest text has the same area: at least 0.9": at_least("same area", 0.9)},
    ),
    Experiment(
        "titles by GLM",
        "",
        recipe("glm_title-generation"),
        {"ROUGE-L: at least 0.9": at_least("trained", 0.9)},
    ),
)


# --- Running and reading ------------------------------------------------------------------------


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
            found = read(path)
            done = {(r["experiment"], r["data"], r["seed"]) for r in found["runs"]}
            if word not in experiment.name or (experiment.name, d, s) in done:
                continue
            began = time.process_time()
            figures = experiment.run(d, s)
            seconds = time.process_time() - began
            row = {"experiment": experiment.name, "data": d, "seed": s, "seconds": round(seconds)}
            row["figures"] = {name: round(value, 4) for name, value in figures.items()}
            print(json.dumps(row), flush=True)
            found = read(path)  # another sweep may have written meanwhile
            found["runs"].append(row)
            found |= {"day": datetime.now(UTC).date().isoformat(), "machine": machine()}
            save(path, found)


def save(path: Path, found: dict[str, Any]) -> None:
    """A row for each line, and the claims counted anew: the status page shows them."""
    found["claims"] = table(found)
    parts = [f"{json.dumps(name)}: {json.dumps(found[name])}" for name in ("day", "machine")]
    for name in ("claims", "runs"):
        rows = ",\n".join(json.dumps(row) for row in found[name])
        parts.append(f"{json.dumps(name)}: [\n{rows}\n]")
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")
    part.replace(path)


def table(found: dict[str, Any]) -> list[dict[str, object]]:
    """One row for each claim: in how many of its runs it holds."""
    rows: list[dict[str, object]] = []
    for experiment in EXPERIMENTS:
        runs = [r for r in found["runs"] if r["experiment"] == experiment.name]
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
