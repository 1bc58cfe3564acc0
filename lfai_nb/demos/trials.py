"""What the records are taken by: each returns its number, and can be run again by anybody.

The dial of each is `scale`. Of `SAME_TASK` it is the share of the recipe's training steps: a
shorter schedule is quicker and may not get there, and what counts stays. Of the others it is the
size of the task itself, to see whether a change pays; only scale 1 is held to the record.
"""

import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import torch

from lfai_nb.demos.progress import Progress
from lfai_nb.demos.registry import CannotStart

ENOUGH, EVERY = 0.99, 25  # of the blanks; steps between two looks
MINUTE = 60.0  # seconds of training
CLOSE = 0.003  # AUC that a smaller table may lose
KILLS = (33, 71)  # the first schedule of benchmarks/goodput.py, for 100 steps
STEPS, BATCH = 100, 120


class Reached(Exception):
    """Training has come where it should; not an error, a way out of the training loop."""


class Clock:
    """Processor seconds of training, without the looks in between."""

    def __init__(self) -> None:
        self.seconds, self.since = 0.0, time.process_time()

    def stop(self) -> float:
        self.seconds += time.process_time() - self.since
        return self.seconds

    def go(self) -> None:
        self.since = time.process_time()


def infilling(scale: float, progress: Progress) -> float:
    """Seconds until GLM writes 99 of 100 five-word blanks of texts that it has never seen."""
    from lfai_nb.demos.flagai import experiments, tasks
    from lfai_nb.demos.flagai.auto_loader import train
    from lfai_nb.demos.flagai.corpus import make_news

    torch.set_num_threads(1)
    kit, recipe = experiments.built("glm_lm", "cpu", seed=0, share=scale)
    test, clock, share = make_news(100, tasks.TEST), Clock(), 0.0

    def look(label: str, done: int, total: int, /) -> None:
        nonlocal share
        seconds = clock.stop()
        progress(f"five words, {share:.2f}", done, total)
        if done % EVERY == 0:
            share = experiments.infilling_match(kit.model, kit.tokenizer, test)["five words"]  # type: ignore[arg-type]
            kit.model.train()
            if share >= ENOUGH:
                raise Reached(str(seconds))
        clock.go()

    try:
        train(kit, recipe, "cpu", 0, look)
    except Reached:
        return clock.seconds
    raise CannotStart(f"after all {recipe.steps} steps {share:.2f} of the blanks were right")


def generation(scale: float, progress: Progress) -> float:
    """Bits per character of held-out text, after a minute of training a GPT."""
    from lfai_nb.demos.flagai import experiments, tasks
    from lfai_nb.demos.flagai.auto_loader import train
    from lfai_nb.demos.flagai.recipes import gpt_text

    torch.set_num_threads(1)
    kit, recipe = experiments.built("gpt_lm", "cpu", seed=0, share=scale)
    clock = Clock()

    def look(label: str, done: int, total: int, /) -> None:
        progress(label, done, total)
        if clock.stop() >= MINUTE:
            raise Reached
        clock.go()

    with contextlib.suppress(Reached):
        train(kit, recipe, "cpu", 0, look)
    model = kit.model
    ids = kit.tokenizer.EncodeAsIds(gpt_text(tasks.TEST, 100))
    return experiments.gpt_bits(model, ids, model.shape.positions // 2)  # type: ignore[arg-type,union-attr,operator]


def memory(scale: float, progress: Progress) -> float:
    """Megabytes of vectors of the smallest table within 0.003 AUC of 16 numbers for each id."""
    from lfai_nb.demos.deeprec.runs import memory as every_table

    rows = every_table("cpu", False, progress, scale)
    full = next(row["AUC"] for row in rows if row["embedding"] == "16 numbers each")
    close = [row["MB of vectors"] for row in rows if row["AUC"] >= full - CLOSE]
    return float(min(close))


def goodput(scale: float, progress: Progress) -> float:
    """Useful ÷ wall time of a job of 100 steps whose second worker is killed at two of them."""
    from lfai_nb.demos.edl.elastic import Change, run

    if scale < 0.2:
        raise CannotStart("a job so short has no room for two kills; take a scale of 0.2 or more")
    changes = [
        change
        for at in (round(scale * kill) for kill in KILLS)
        for change in (Change(at, kill=True), Change(at + 3, workers=2))
    ]
    progress("two workers", 0, 1)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        course = {"epochs": 2, "examples": BATCH * round(scale * STEPS / 2), "batch": BATCH}
        limit = 600 * max(1.0, scale)
        job = Path(folder) / "job"
        history = run(job, changes, workers=2, limit=limit, pace=0.002, **course)  # type: ignore[arg-type]
    wall = time.perf_counter() - began
    progress("two workers", 1, 1)
    steps = history.steps
    lasted = [b.at - a.at for a, b in pairwise(steps) if a.workers == b.workers == 2]
    return len(steps) * statistics.median(lasted) / wall


TRIALS: dict[str, Callable[[float, Progress], float]] = {
    trial.__name__: trial for trial in (infilling, generation, memory, goodput)
}
SAME_TASK = ("infilling", "generation")
