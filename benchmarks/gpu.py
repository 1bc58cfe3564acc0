"""All that needs a GPU, on one card and without a network, in at most eight minutes.

    make gpu                                   # or: python benchmarks/gpu.py
    python benchmarks/gpu.py --only tables     # one part
    python benchmarks/gpu.py --tiny            # tiny sizes and the CPU, to try this script itself

Each part runs in a process of its own with a limit of its own, so that one that hangs or runs out
of memory costs nobody else's numbers. What was measured goes into `gpu.json` beside this file, and
the status page of the handbook shows it. A case that fails is a row with its reason.
"""

import argparse
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional as F

if TYPE_CHECKING:
    from lfai_nb.demos.deeprec import Adagrad
    from lfai_nb.demos.flagai.layers import Shape

HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(p for p in sys.path if Path(p).resolve() != HERE)]

from benchmarks import peers  # noqa: E402  # from the path above

RESULTS = HERE / "gpu.json"
#: The last line of pytest counts them.
OUTCOME = re.compile(r"(\d+) (failed|passed|skipped|errors?)")
DEVICE = os.environ.get("GPU_DEVICE", "cuda")
TINY = DEVICE == "cpu"

Row = dict[str, object]


def say(**row: object) -> None:
    print(json.dumps(row), flush=True)


def wait() -> None:
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def seconds_of(do: Callable[[], object]) -> float:
    wait()
    start = time.perf_counter()
    do()
    wait()
    return time.perf_counter() - start


def median_seconds(do: Callable[[], object], repeats: int = 7, warm: int = 3) -> float:
    for _ in range(1 if TINY else warm):
        do()
    return statistics.median(seconds_of(do) for _ in range(2 if TINY else repeats))


@contextlib.contextmanager
def case(name: str) -> Iterator[None]:
    """What fails inside is a finding with its place, and the rest goes on."""
    try:
        yield
    except ModuleNotFoundError as error:
        say(case=name, left_out=f"{error.name} is not installed")
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{Path(f.filename).name}:{f.lineno}" for f in frames][-3:]
        say(case=name, failed=type(error).__name__, why=str(error)[:300], where=where)


def race(title: str, contestants: dict[str, Callable[[], object]], amount: int, unit: str) -> None:
    """Each contestant in turn, five rounds; ratios inside a round, to the first contestant."""
    took: dict[str, list[float]] = {}
    for name, do in contestants.items():
        with case(f"{title}: {name}"):
            for _ in range(1 if TINY else 4):
                do()
            took[name] = []
    for _ in range(2 if TINY else 5):
        for name, seconds in took.items():
            seconds.append(seconds_of(contestants[name]))
    first = next(iter(took.values()))
    for name, seconds in took.items():
        ratio = statistics.median(a / b for a, b in zip(first, seconds, strict=True))
        rate = amount / statistics.median(seconds)
        say(race=title, name=name, per_second=round(rate), unit=unit, of_the_first=round(ratio, 2))


# The parts.


def card() -> None:
    """What the numbers were measured on."""
    from lfai_nb.demos.deeprec.compiled import gpu_kernels, kernels

    say(
        card=torch.cuda.get_device_name() if DEVICE == "cuda" else "the CPU",
        cards=torch.cuda.device_count(),
        torch=torch.__version__,
        cuda=torch.version.cuda,
        python=sys.version.split()[0],
        numba=kernels is not None,
        triton=gpu_kernels is not None,
    )


def tests() -> None:
    """The suites of the two wings that train: `auto` takes the GPU in all of them."""
    suites = ["tests/demos/flagai", "tests/demos/deeprec"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *suites, "-n", "6", "-p", "no:cacheprovider", "-rfE"],
        capture_output=True,
        text=True,
        cwd=HERE.parent,
    )
    lines = done.stdout.strip().splitlines()
    for line in lines:
        if line.startswith(("FAILED", "ERROR")):
            say(case=line.split()[1], failed=line[:300])
    counts = {word: int(n) for n, word in OUTCOME.findall(lines[-1] if lines else "")}
    say(tests=counts, why="" if counts else done.stderr[-300:], exit_code=done.returncode)


def parity() -> None:
    """The same losses, rows and counts on the GPU as on the CPU, and the same bits twice."""
    from lfai_nb.demos.flagai import experiments, few_shot
    from lfai_nb.demos.flagai.auto_loader import train
    from lfai_nb.demos.flagai.predictor import Predictor

    for name in ("glm_lm", "gpt_lm", "t5_title-generation", "bert_ner"):
        with case(f"loss of {name}"):
            losses = {}
            for device in ("cpu", DEVICE):
                kit, recipe = experiments.built(name, device, 0, 0.05)
                losses[device] = [row["loss"] for row in train(kit, recipe, device, 0)]
            ours, theirs = losses["cpu"], losses[DEVICE]
            apart = max(abs(a - b) for a, b in zip(ours, theirs, strict=True))
            say(parity=f"loss of {name}", steps=len(ours), largest_difference=apart)
    with case("the same bits twice"):
        weights = []
        for _ in range(2):
            kit, recipe = experiments.built("glm_lm", DEVICE, 0, 0.1)
            train(kit, recipe, DEVICE, 0)
            weights.append(torch.cat([p.detach().flatten() for p in kit.model.parameters()]))
        say(parity="GLM trained twice", same_bits=bool(torch.equal(*weights)))
        predictor = Predictor(kit.model, kit.tokenizer)
        text = predictor.predict_generate_beamsearch("[gMASK]", out_max_length=4, beam_size=3)
        say(parity="beam search writes", text=text)
        methods = few_shot.few_shot(kit.model, kit.tokenizer, [5], draws=1, steps=3, test_size=20)
        say(parity="few-shot methods run", methods=len(methods))
    table_parity()


def table_parity() -> None:
    from lfai_nb.demos.deeprec import (
        Adagrad,
        AdagradDecay,
        AdamAsync,
        CacheStrategy,
        CBFFilter,
        CounterFilter,
        EmbeddingVariable,
        StorageOption,
        StorageType,
    )

    tier = StorageType.HBM_DRAM
    options: dict[str, Row] = {
        "plain": {},
        "counter filter": {"filter": CounterFilter(2)},
        "Bloom filter": {"filter": CBFFilter(2, 5000)},
        "two tiers, LFU": {"storage": StorageOption(tier, hot_rows=700)},
        "two tiers, LRU": {
            "storage": StorageOption(tier, hot_rows=700, cache_strategy=CacheStrategy.LRU)
        },
    }
    for name, option in options.items():
        for rule in (Adagrad, AdagradDecay, AdamAsync):
            with case(f"{name}, {rule.__name__}"):
                states = []
                for device in ("cpu", DEVICE):
                    table = EmbeddingVariable(8, device=device, **option)
                    optimizer, dice = rule([table]), torch.Generator().manual_seed(0)
                    for _ in range(8):
                        keys = torch.randint(0, 1500, (512,), generator=dice)
                        grad = torch.randn(512, 8, generator=dice).to(device)
                        (table(keys) * grad).sum().backward()
                        optimizer.step()
                    states.append(table.state())
                a, b = states
                say(
                    parity=f"{name}, {rule.__name__}",
                    same_keys=bool(torch.equal(a.keys, b.keys)),
                    same_counts=bool(torch.equal(a.freq, b.freq)),
                    largest_difference=float((a.columns["value"] - b.columns["value"]).abs().max()),
                )


def train_race(
    title: str, shape: "Shape", size: tuple[int, int], dtype: torch.dtype, ways: dict[str, str]
) -> None:
    """`ways`: a name, and how that contestant is compiled ("" not at all)."""
    from lfai_nb.demos.flagai.gpt import GPTModel

    ids = torch.randint(shape.vocab, size, device=DEVICE)
    x, y = ids[:, :-1].contiguous(), ids[:, 1:].contiguous()
    steps = 5

    def contestant(name: str, how: str) -> Callable[[], None]:
        ours = name.startswith("ours")
        model = (GPTModel(shape) if ours else peers.gpt2(shape)).to(DEVICE)
        call = torch.compile(model, mode=how) if how else model
        if ours:
            return peers.training(model, lambda: call(x, labels=y)["loss"], steps, dtype)
        return peers.training(
            model, lambda: call(input_ids=x, labels=x, use_cache=False).loss, steps, dtype
        )

    contestants = {}
    for name, how in ways.items():
        with case(f"{title}: {name}"):
            contestants[name] = contestant(name, how)
    race(title, contestants, x.numel() * steps, "tokens")


def models() -> None:
    """Generation and training in tokens a second, beside transformers on equal terms."""
    from lfai_nb.demos.flagai.decoding import greedy
    from lfai_nb.demos.flagai.gpt import GPTModel
    from lfai_nb.demos.flagai.layers import Shape

    small, wide = Shape(512, 256, 4, 4, 256), Shape(8192, 768, 12, 12, 1024)
    with case("generation"):
        new = 20 if TINY else 200
        model = GPTModel(small).to(DEVICE).eval()
        prompt = torch.randint(512, (1, 16), device=DEVICE)

        def write(use_cache: bool) -> None:
            session = model.start(prompt.tolist())
            session.use_cache = use_cache
            greedy(session, new, None)

        contestants = {"ours": lambda: write(True), "ours, no cache": lambda: write(False)}
        with contextlib.suppress(ImportError):
            peer = peers.gpt2(small).to(DEVICE).eval()
            contestants["transformers"] = lambda: peer.generate(
                prompt,
                attention_mask=torch.ones_like(prompt),
                max_new_tokens=new,
                do_sample=False,
                use_cache=True,
                pad_token_id=0,
            )
        with torch.inference_mode():
            race("GPT generation, 3 M, one text at a time", contestants, new, "tokens")
    plain = {"ours": "", "transformers": ""}
    train_race(
        "GPT training, 3 M, float32",
        small,
        (16, 128),
        torch.float32,
        plain | {"ours, compiled": "default", "ours, with CUDA graphs": "reduce-overhead"},
    )
    for dtype in () if TINY else (torch.float32, torch.bfloat16):
        title = f"GPT training, 85 M, {str(dtype).removeprefix('torch.')}"
        train_race(title, wide, (16, 1024), dtype, plain)
    if not TINY:
        compiled = {"ours, compiled": "default", "transformers, compiled": "default"}
        train_race(
            "GPT training, 85 M, bfloat16, compiled", wide, (16, 1024), torch.bfloat16, compiled
        )


def tables() -> None:
    """Lookups and steps on raw ids beside PyTorch's tables on rows that somebody else numbered."""
    for space in (20_000,) if TINY else (1_000_000, 20_000_000):
        with case(f"{space:,} ids"):
            table_races(space, 512 if TINY else 8192)


def table_races(space: int, batch: int, width: int = 16, fields: int = 26) -> None:
    import numpy as np

    from lfai_nb.demos.deeprec import Adagrad, EmbeddingVariable
    from lfai_nb.demos.deeprec.data import as_ids, zipf_cdf
    from lfai_nb.demos.deeprec.keymap import KeyMap

    n = batch * fields
    ranks = np.searchsorted(zipf_cdf(space, 1.1), np.random.default_rng(0).random(12 * n))
    batches = torch.from_numpy(as_ids(ranks.astype(np.int64))).view(12, n).to(DEVICE)
    EmbeddingVariable(width, device=DEVICE).create(batches[0])  # compiles the loops
    table = EmbeddingVariable(width, device=DEVICE)
    ids = torch.from_numpy(as_ids(np.arange(space))).to(DEVICE)
    inserting = seconds_of(lambda: [table.create(part) for part in ids.split(2_000_000)])
    say(table=space, inserted_per_second=round(space / inserting))
    rows = torch.stack([table.find_rows(b)[0] for b in batches])
    bag = nn.EmbeddingBag(space, width, mode="sum", device=DEVICE)
    walk = KeyMap(device=DEVICE, backend="torch")
    walk.table, walk.count = table.keymap.table, table.keymap.count
    numbers = iter(range(10**9))

    def turn() -> int:
        return next(numbers) % len(batches)

    def pooled() -> None:
        at, _ = table.find_rows(batches[turn()])
        F.embedding_bag(at.view(batch, fields), table.rows.columns["value"], mode="sum")

    lookups = {
        "Embedding Variable, raw ids, pooled": pooled,
        "its hash table alone": lambda: table.keymap.find(batches[turn()]),
        "its hash table in plain torch": lambda: walk.find(batches[turn()]),
        "nn.EmbeddingBag, rows given": lambda: bag(rows[turn()].view(batch, fields)),
    }
    table.eval()
    with torch.no_grad():
        race(f"lookup in {space:,} ids", lookups, n, "ids")
    table.train()
    adagrad, grad = Adagrad([table]), torch.randn(n, width, device=DEVICE)
    plain = nn.Embedding(space, width, sparse=True, device=DEVICE)
    rule = torch.optim.Adagrad(plain.parameters(), 0.05)

    def ours() -> None:
        (table(batches[turn()]) * grad).sum().backward()
        adagrad.step()

    def theirs() -> None:
        (plain(rows[turn()]) * grad).sum().backward()
        rule.step()
        rule.zero_grad()

    steps = {"Embedding Variable, raw ids": ours, "nn.Embedding(sparse), rows given": theirs}
    race(f"training step on {space:,} ids", steps, n, "ids")
    if DEVICE == "cuda":
        say(table=space, peak_gb=round(torch.cuda.max_memory_allocated() / 1e9, 2))


def tiers() -> None:
    """A fifth of the rows on the card, all of them in the machine's memory."""
    import numpy as np

    from lfai_nb.demos.deeprec import Adagrad, EmbeddingVariable, StorageOption, StorageType
    from lfai_nb.demos.deeprec.data import as_ids, zipf_cdf

    space, hot, n = (5_000, 1_500, 1_664) if TINY else (2_000_000, 400_000, 26_624)
    ranks = np.searchsorted(zipf_cdf(space, 1.1), np.random.default_rng(1).random(20 * n))
    batches = torch.from_numpy(as_ids(ranks.astype(np.int64))).view(20, n)
    options = {
        "all on the card": None,
        "a fifth": StorageOption(StorageType.HBM_DRAM, hot_rows=hot),
    }
    for name, storage in options.items():
        with case(name):
            table = EmbeddingVariable(16, storage=storage, device=DEVICE)
            optimizer = Adagrad([table])
            table.create(torch.from_numpy(as_ids(np.arange(space))))
            took = [tier_step(table, optimizer, b) for b in [*batches, *batches]]
            say(
                tiers=name,
                ms=round(statistics.median(took[20:]) * 1e3, 2),
                hit_rate=round(getattr(table.rows, "hit_rate", 1.0), 3),
            )


def tier_step(table: nn.Module, optimizer: "Adagrad", keys: torch.Tensor) -> float:
    def step() -> None:
        table(keys).sum().backward()
        optimizer.step()

    return seconds_of(step)


def ranks() -> None:
    """One process with a GPU of its own; two that share one, which NCCL refuses."""
    for processes in (1, 2):
        name = f"sharded table, {processes} on {max(1, torch.cuda.device_count())}"
        with case(name):
            from lfai_nb.demos import workers

            program = ["-m", "lfai_nb.demos.deeprec.sharded_check", "--steps", "10"]
            ended = workers.run(program, processes=processes, limit=40)
            say(ranks=name, **json.loads(ended.output.strip().splitlines()[-1]))


def demos() -> None:
    """Every demo, quick: which device it names, and how long it takes, four side by side."""
    from lfai_nb.demos.registry import load_runs

    with ThreadPoolExecutor(4) as pool:
        for row in pool.map(run_demo, load_runs()):
            say(**row)


def run_demo(name: str) -> Row:
    command = [sys.executable, "-m", "lfai_nb.demos", name, "--quick", "--device", DEVICE]
    start = time.perf_counter()
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=60)
    seconds = round(time.perf_counter() - start, 1)
    if done.returncode:
        why = done.stderr.strip()[-300:]
        return {"case": name, "failed": f"exit code {done.returncode}", "why": why}
    return {"demo": name, "device": json.loads(done.stdout)["device"], "seconds": seconds}


PARTS: dict[str, tuple[Callable[[], None], int]] = {
    "card": (card, 20),
    "parity": (parity, 45),
    "tests": (tests, 100),
    "tables": (tables, 60),
    "tiers": (tiers, 20),
    "ranks": (ranks, 60),
    "demos": (demos, 60),
    "models": (models, 110),
}


def run_part(name: str, limit: int) -> list[Row]:
    """The rows of one part, from a process of its own; also those of a part that did not end."""
    command = [sys.executable, str(Path(__file__).resolve()), "--part", name]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "GPU_DEVICE": DEVICE}
    start = time.perf_counter()
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, timeout=limit, env=environment
        )
        output, code = done.stdout, str(done.returncode)
    except subprocess.TimeoutExpired as late:
        raw = late.stdout or b""
        output, code = raw.decode() if isinstance(raw, bytes) else raw, f"over {limit} s"
    rows = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    seconds = round(time.perf_counter() - start, 1)
    for row in [*rows, {"part": name, "ended": code, "seconds": seconds}]:
        print(json.dumps(row), flush=True)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=PARTS, help="this part alone; nothing is written")
    parser.add_argument("--tiny", action="store_true", help="tiny sizes on the CPU")
    parser.add_argument("--into", type=Path, default=RESULTS, help="where the results go")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        with case(options.part):
            PARTS[options.part][0]()
        return 0
    if options.tiny:
        globals()["DEVICE"] = "cpu"
    elif not torch.cuda.is_available():
        print(
            "No GPU that PyTorch can use here; --tiny tries the script on the CPU.", file=sys.stderr
        )
        return 2
    names = [options.only] if options.only else list(PARTS)
    measured = {name: run_part(name, PARTS[name][1]) for name in names}
    if not options.only and not options.tiny:
        day = datetime.now(UTC).date().isoformat()
        options.into.write_text(json.dumps({"day": day, "parts": measured}, indent=1) + "\n")
        print(f"Written to {options.into}")
    wrong = [row for rows in measured.values() for row in rows if "failed" in row]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
