"""Our GPT and GLM beside their peers, on this machine, interleaved in one run.

    python benchmarks/flagai.py              # without peers: training and generation of our own
    pip install -r benchmarks/requirements.txt
    python benchmarks/flagai.py --rounds 6   # beside transformers and FlagAI, as far as installed

Every round runs each contestant once, in turn, so that a machine that slows down slows all of them.
A ratio is taken inside a round; reported is the median of the rounds' ratios, and the range, by the
clock on the wall and by the processor time of this process. On a machine that others use too, the
second with `--threads 1` is the fair one. All models of a comparison have the same size; they train
on the same random tokens in fp32 with the same AdamW, and write greedily, none stopping early. Each
comparison has a process of its own: memory that the one before left behind changed ratios by half.
"""

import argparse
import importlib.metadata
import json
import multiprocessing
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch
from torch import nn

from lfai_nb.demos.device import pick_device
from lfai_nb.demos.flagai.decoding import greedy
from lfai_nb.demos.flagai.glm import GLMModel
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import Shape

# This file's folder would make `import flagai` find this file instead of the real one.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(p for p in sys.path if Path(p).resolve() != HERE)]

from benchmarks import peers  # noqa: E402  # from the path above

# What the project wants to reach: this many times the peer.
TARGETS = {
    ("GPT training", "transformers GPT-2"): 1.1,
    ("GPT generation, batch 1", "transformers GPT-2, cache"): 2.0,
    ("GPT generation, batch 1", "ours, no cache"): 5.0,
    ("GLM training", "… compiled"): 1.1,
}

GPT = Shape(vocab=512, width=256, layers=4, heads=4, positions=256)
GLM = Shape(vocab=512, width=128, layers=2, heads=2, positions=128)

Contestants = dict[str, Callable[[], int]]
"""A name and what it does once; it returns the number of tokens it got through."""


def counted(run: Callable[[], None], tokens: int) -> Callable[[], int]:
    def do() -> int:
        run()
        return tokens

    return do


def gpt_training(device: torch.device, steps: int) -> Contestants:
    ids = torch.randint(GPT.vocab, (16, 129), device=device)
    x, y = ids[:, :-1].contiguous(), ids[:, 1:].contiguous()

    def ours(compiled: bool) -> Callable[[], None]:
        model = GPTModel(GPT).to(device)
        call = torch.compile(model) if compiled else model
        return peers.training(model, lambda: call(x, labels=y)["loss"], steps)

    def theirs(compiled: bool) -> Callable[[], None]:
        # labels=x: it shifts them itself; without a cache, which its default fills while training
        model = peers.gpt2(GPT).to(device)
        call = torch.compile(model) if compiled else model
        return peers.training(
            model, lambda: call(input_ids=x, labels=x, use_cache=False).loss, steps
        )

    runs = {"ours": ours(False), "ours, compiled": ours(True)}
    if peers.installed("transformers"):
        runs |= {"transformers GPT-2": theirs(False), "… compiled": theirs(True)}
    return {name: counted(run, x.numel() * steps) for name, run in runs.items()}


def gpt_generation(device: torch.device, new: int, batch: int) -> Contestants:
    prompt = torch.randint(GPT.vocab, (batch, 16), device=device)
    ours = GPTModel(GPT).to(device).eval()

    def write(use_cache: bool) -> Callable[[], int]:
        def run() -> int:
            session = ours.start(prompt.tolist())
            session.use_cache = use_cache
            greedy(session, new, end=None)
            return new * batch

        return run

    def generate(model: nn.Module, **cache: object) -> Callable[[], int]:
        def run() -> int:
            with torch.inference_mode():
                written = model.generate(  # type: ignore[operator]
                    prompt,
                    attention_mask=torch.ones_like(prompt),
                    max_new_tokens=new,
                    do_sample=False,
                    use_cache=True,
                    pad_token_id=0,
                    **cache,
                )
            assert written.shape[1] == prompt.shape[1] + new
            return new * batch

        return run

    contestants = {"ours": write(True), "ours, no cache": write(False)}
    if peers.installed("transformers"):
        theirs = peers.gpt2(GPT).to(device).eval()
        contestants |= {
            "transformers GPT-2, cache": generate(theirs),
            "… with its static cache": generate(
                theirs, cache_implementation="static", disable_compile=True
            ),
            "… with its default gelu": generate(peers.gpt2(GPT, "gelu_new").to(device).eval()),
        }
    return contestants


def glm_training(device: torch.device, steps: int) -> Contestants:
    batch, length = 32, 64
    ids = torch.randint(GLM.vocab, (batch, length), device=device)
    place = torch.arange(length, device=device).expand(batch, -1)
    positions = torch.stack([place, torch.zeros_like(place)], dim=1).contiguous()
    sep = torch.full((batch,), 40, device=device)

    def ours(compiled: bool) -> Callable[[], None]:
        model = GLMModel(GLM).to(device)
        call = torch.compile(model) if compiled else model
        return peers.training(model, lambda: call(ids, positions, sep, labels=ids)["loss"], steps)

    def theirs(compiled: bool) -> Callable[[], None]:
        model = peers.glm(GLM).to(device)
        call = torch.compile(model) if compiled else model

        def loss() -> torch.Tensor:
            logits = call(input_ids=ids, position_ids=positions, attention_mask=sep)["logits"]
            return nn.functional.cross_entropy(logits.flatten(0, 1), ids.flatten())

        return peers.training(model, loss, steps)

    runs = {"ours": ours(False), "ours, compiled": ours(True)}
    if peers.installed("flagai"):
        runs |= {"FlagAI GLMModel": theirs(False), "… compiled": theirs(True)}
    return {name: counted(run, ids.numel() * steps) for name, run in runs.items()}


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}

Seconds = dict[str, dict[str, list[float]]]
"""Seconds per token: clock -> contestant -> one for each round."""


def race(contestants: Contestants, rounds: int, device: torch.device) -> Seconds:
    seconds: Seconds = {clock: {name: [] for name in contestants} for clock in CLOCKS}
    for turn in range(rounds + 1):  # the first turn warms up and does not count
        for name, run in contestants.items():
            began = {clock: now() for clock, now in CLOCKS.items()}
            tokens = run()
            if device.type == "cuda":
                torch.cuda.synchronize()
            if turn:
                for clock, now in CLOCKS.items():
                    seconds[clock][name].append((now() - began[clock]) / tokens)
    return seconds


RACES: dict[str, Callable[[torch.device], Contestants]] = {
    "GPT training": lambda device: gpt_training(device, steps=3),
    "GPT generation, batch 1": lambda device: gpt_generation(device, new=200, batch=1),
    "GPT generation, batch 8": lambda device: gpt_generation(device, new=200, batch=8),
    "GLM training": lambda device: glm_training(device, steps=10),
}


def run_race(title: str, rounds: int, threads: int, device: torch.device) -> Seconds:
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    return race(RACES[title](device), rounds, device)


def report(title: str, seconds: Seconds, judge: str) -> list[dict[str, object]]:
    """Print and return the figures; the clock `judge` says whether a target is met."""
    rows: list[dict[str, object]] = []
    print(f"\n{title}")
    for name in seconds[judge]:
        print(f"  {name}")
        for clock in CLOCKS:
            theirs, ours = seconds[clock][name], seconds[clock]["ours"]
            ratios = [a / b for a, b in zip(theirs, ours, strict=True)]
            ratio, speed = statistics.median(ratios), 1 / statistics.median(theirs)
            line = f"    {clock:4} {speed:9,.0f} tokens/s, best {1 / min(theirs):9,.0f}"
            if name != "ours":
                line += (
                    f"   ours is {ratio:.2f} times as fast, {min(ratios):.2f} to {max(ratios):.2f};"
                    f" best to best {min(theirs) / min(ours):.2f}"
                )
            target = TARGETS.get((title, name))
            if target and clock == judge:
                line += f" (wanted: {target}, {'met' if ratio >= target else 'NOT MET'})"
            print(line, flush=True)
            row = {"race": title, "name": name, "clock": clock, "tokens/s": speed, "ratio": ratio}
            rows.append({**row, "ratios": ratios})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument(
        "--clock",
        default="wall",
        choices=list(CLOCKS),
        help="which one judges; cpu, this process's own seconds, is fair with --threads 1 only",
    )
    parser.add_argument("--json", type=Path, help="write all figures to this file too")
    parser.add_argument("--only", default="", help="the races whose title has this word")
    options = parser.parse_args()
    device = pick_device(options.device)
    versions = {
        name: importlib.metadata.version(name)
        for name in ("torch", "transformers", "flagai")
        if peers.installed(name)
    }
    about = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "versions": versions,
        "device": str(device),
        "threads": options.threads,
        "clock": options.clock,
        "rounds": options.rounds,
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(about))
    rows = []
    for title in RACES:
        if options.only in title:
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
                race_alone = process.submit(
                    run_race, title, options.rounds, options.threads, device
                )
                rows += report(title, race_alone.result(), options.clock)
    if options.json:
        options.json.write_text(json.dumps({**about, "rows": rows}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
