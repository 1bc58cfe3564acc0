"""What each notebook trains, once with a set of data and a seed; figures come out.

A seed is that of the start and of the order of the examples; the data are other texts, clicks or
points, for training and for the test. `claims.py` says what is claimed of the figures.
"""

import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from torch import nn

from lfai_nb.demos.deeprec import (
    Adagrad,
    AdagradDecay,
    AdamAsync,
    CounterFilter,
    EmbeddingVariable,
    GlobalStepEvict,
    InitializerOption,
)
from lfai_nb.demos.deeprec.adaptive import AdaptiveEmbedding, HashedEmbedding
from lfai_nb.demos.deeprec.data import Clicks, make_clicks
from lfai_nb.demos.deeprec.dynamic import CountedDynamicEmbedding
from lfai_nb.demos.deeprec.experiments import Maker, compare, hit_rates, one_thread
from lfai_nb.demos.deeprec.gba import Cluster, Mode, simulate
from lfai_nb.demos.deeprec.multihash import MultiHashEmbedding
from lfai_nb.demos.deeprec.online import follow, through_a_turn
from lfai_nb.demos.deeprec.quantized import QuantizedTable
from lfai_nb.demos.deeprec.training import Trained, fit
from lfai_nb.demos.edl import student
from lfai_nb.demos.flagai import baselines, few_shot, held_out, reading, tasks
from lfai_nb.demos.flagai import experiments as flagai
from lfai_nb.demos.flagai.auto_loader import train
from lfai_nb.demos.flagai.corpus import make_news

MODES: tuple[Mode, ...] = ("sync", "async", "gba")
Figures = dict[str, float]


# --- FlagAI --------------------------------------------------------------------------------------


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


def words(data: int, seed: int) -> Figures:
    """BERT that learned masked words; its embeddings are those of the same training."""
    kit, figures = held_out.held_out("bert_masklm", "cpu", seed=seed, data=data)
    with torch.inference_mode():
        return figures | held_out.embeddings(kit, make_news(100, tasks.Draw(data).test))


#: What the claims are about; the notebook has every method with every number of examples.
PROMPTED = {
    "PET, natural pattern": (0, 5),
    "PET, unnatural pattern": (0,),
    "head on pre-trained": (5, 10, 25, 50),
    "head from scratch": (10,),
    "P-tuning, model frozen": (0, 50),
}


def prompting(data: int, seed: int) -> Figures:
    kit, plan = flagai.built("glm_lm", "cpu", seed, few_shot.PRETRAINING, data)
    train(kit, plan, "cpu", seed)
    figures: Figures = {}
    for name, sizes in PROMPTED.items():
        results = few_shot.few_shot(kit.model, kit.tokenizer, sizes, data=data, methods=[name])  # type: ignore[arg-type]
        figures |= {f"{name}, {size}": fmean(right) for size, right in results[name].items()}
        figures |= {f"{name}, {size}, least": min(right) for size, right in results[name].items()}
    return figures


def questions(data: int, seed: int) -> Figures:
    result = reading.compared("cpu", seed, data, fresh=True)
    figures = {f"{kind}, {way}": value for (kind, way), value in result.right.items()}
    figures |= {f"{kind}, {way}, new": value for (kind, way), value in result.new_names.items()}
    return figures | result.students


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


def short_vectors(data: int, seed: int) -> Figures:
    makers: dict[str, Maker] = {
        "EV 16": own(16),
        "EV 2": own(2),
        "dynamic 4-16": dynamic(1, 5, 20, 80),
        "adaptive": lambda s: AdaptiveEmbedding(8192, 16, 5, InitializerOption(seed=s)),
        "multi-hash": lambda s: MultiHashEmbedding(
            4096, 16, "mult", initializer=InitializerOption(seed=s)
        ),
    }
    train, test = clicks(data, rank=12, pull=1.5)
    figures = compared(makers, seed, (train, test))
    with one_thread():
        exact = fit(own(16)(seed), train, batch=2048, seed=seed)
        rounded = Trained(QuantizedTable(exact.embedding), exact.model, 0.0)  # type: ignore[arg-type]
        aucs = {"EV 16, exact": exact.judge(test).auc, "EV 16, int8": rounded.judge(test).auc}
    return figures | aucs


def tiers(data: int, seed: int) -> Figures:
    """Traffic is all that there is: nine times other traffic."""
    skews, shares = (0.8, 1.1, 1.4), (0.02, 0.05, 0.2)
    rates = hit_rates(skews, shares, keys=20_000, batch=100, batches=1000, seed=3 * data + seed)
    by = {(r.exponent, r.share, r.strategy): r for r in rates}
    lfu = [r for r in rates if r.strategy == "LFU"]
    return {
        "furthest from the closed form": max(
            abs(r.best - r.measured) for r in lfu if r.share < 0.2
        ),
        "LFU before LRU, least": min(
            r.measured - by[r.exponent, r.share, "LRU"].measured for r in lfu
        ),
        "a fifth, Zipf 1.1": by[1.1, 0.2, "LFU"].measured,
        "a fifth, Zipf 0.8": by[0.8, 0.2, "LFU"].measured,
    }


def stragglers(data: int, seed: int) -> Figures:
    made, cluster = make_clicks(150_000, seed=7 + 10 * data), Cluster(local_batch=64)
    even = Cluster(stragglers=0, local_batch=64)
    rates = (0.3, 0.6, 1.2)
    figures: Figures = {}
    for mode in MODES:
        runs = [simulate(mode, made, 120_000, cluster, seed=seed, lr=lr) for lr in rates]
        figures |= {mode: max(run.auc for run in runs), f"{mode}, time": runs[0].time}
        figures[f"{mode}, rate 1.2"] = runs[-1].auc
        none_slow = simulate(mode, made, 120_000, even, seed=seed)
        figures[f"none slow, {mode}, time"] = none_slow.time
    never = simulate("gba", made, 120_000, cluster, seed=seed, too_old=1000)
    return figures | {"gba, none left out": never.auc}


def followed(data: int, seed: int) -> Figures:
    stream, aucs = make_clicks(120_000, drift=0.02, seed=7 + 10 * data), {}
    keys = {}
    for name, every, evict in (
        ("every step", 1, None),
        ("every 5", 5, None),
        ("every 15", 15, None),
        ("never", 0, None),
        ("forgets", 5, GlobalStepEvict(10)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            ended = follow(Path(folder), stream, 60_000, every, evict=evict, seed=seed)
        aucs[name], keys[name] = ended.auc, ended.keys
    forgets = keys["forgets"]
    return aucs | {
        "share of the keys": forgets[-1] / keys["every 5"][-1],
        "growth of the keys": forgets[-1] / forgets[0],
    }


def turned(data: int, seed: int) -> Figures:
    before = make_clicks(60_000, seed=7 + 10 * data)
    after = make_clicks(30_000, seed=8 + 10 * data, meaning=1)
    turn, figures = len(before.batches(2048)), {}
    fading = partial(AdagradDecay, accumulator_decay_step=1, accumulator_decay_rate=0.9)
    slow, fast = (0.05, 0.1, 0.2), (0.01, 0.03, 0.1)
    for name, rule, rates in (
        ("Adagrad", Adagrad, slow),
        ("AdagradDecay", fading, slow),
        ("AdamAsync", AdamAsync, fast),
    ):
        tried = [through_a_turn(before, after, rule, lr, seed=seed) for lr in rates]
        best = max(tried, key=lambda run: fmean(run[turn - 10 : turn]))
        figures |= {f"{name}, before": fmean(best[turn - 10 : turn]), name: fmean(best[-5:])}
    return figures


# --- EDL ------------------------------------------------------------------------------------------


@cache
def teacher() -> nn.Module:
    with tempfile.TemporaryDirectory() as folder:
        return student.train_teacher(Path(folder))


def distilled(data: int, seed: int) -> Figures:
    """Nine times other points, with labels and without; teacher and first weights stay."""
    course = student.Course(seed=3 * data + seed)
    return {
        "alone": student.study(course, student.from_labels).accuracy,
        "with a teacher": student.study(course, student.from_a_model(teacher())).accuracy,
    }
