"""The Embedding Variable beside its peers, in turn, in one run.

    python benchmarks/deeprec.py                      # everything, some ten minutes
    python benchmarks/deeprec.py rows step --rounds 5
    python benchmarks/deeprec.py step --tfra ../tfra/bin/python
    python benchmarks/deeprec.py --json

8192 × 26 ids in each of 32 batches, Zipf 1.1 over 10 million ids, scrambled to 63 bits. All methods
take turns batch by batch; of each batch the best round counts, because other programs use the
machine too. On a machine that is busy all the time, `--clock cpu` counts processor time with one
thread instead. Peers that are not installed are said to be missing: see requirements.txt.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lfai_nb.demos.deeprec import (
    Adagrad,
    CounterFilter,
    EmbeddingVariable,
    InitializerOption,
)
from lfai_nb.demos.deeprec.adaptive import HashedEmbedding
from lfai_nb.demos.deeprec.data import as_ids, make_clicks, zipf_cdf
from lfai_nb.demos.deeprec.dynamic import CountedDynamicEmbedding
from lfai_nb.demos.deeprec.experiments import compare
from lfai_nb.demos.deeprec.keymap import KeyMap
from lfai_nb.demos.deeprec.serving_buffers import Answer, new_buffer
from lfai_nb.demos.deeprec.throughput import DIM, MODEL, Way, open_ways, save_model, throughputs

BATCH, FIELDS, WIDTH = 8192, 26, 16
N = BATCH * FIELDS
Row = dict[str, object]
clock = time.perf_counter
tfra_python: str | None = None  # TensorFlow Recommenders Addons lives in an environment of its own


def make_batches(count: int = 32, space: int = 10_000_000, exponent: float = 1.1) -> Tensor:
    ranks = np.searchsorted(zipf_cdf(space, exponent), np.random.default_rng(0).random(count * N))
    return torch.from_numpy(as_ids(ranks.astype(np.int64)).reshape(count, N))


def best_of_rounds(
    methods: dict[str, Callable[[], Callable[[Tensor], object]]], batches: Tensor, rounds: int
) -> dict[str, float]:
    """Seconds for all batches: of each batch the best of `rounds`; methods in turn.

    A method is a function that makes a fresh state and returns what to do with one batch.
    """
    times = {name: np.full((rounds, len(batches)), np.inf) for name in methods}
    for r in range(rounds):
        fresh = {name: make() for name, make in methods.items()}
        for b, batch in enumerate(batches):
            for name, do in fresh.items():
                begin = clock()
                do(batch)
                times[name][r, b] = clock() - begin
    return {name: float(t.min(0).sum()) for name, t in times.items()}


# Key → row


def with_keymap(backend: str) -> Callable[[], Callable[[Tensor], object]]:
    def make() -> Callable[[Tensor], object]:
        table = KeyMap(backend=backend)

        def do(keys: Tensor) -> None:
            entries, missing = table.find(keys)
            if missing:
                table.reserve(len(table) + missing)
                table.add(keys, entries)

        return do

    return make


def with_variable() -> Callable[[Tensor], object]:
    ev = EmbeddingVariable(WIDTH, device="cpu")
    return lambda keys: ev._find_or_create(keys)


def with_dictionary() -> Callable[[Tensor], object]:
    rows: dict[int, int] = {}
    return lambda keys: [rows.setdefault(k, len(rows)) for k in keys.tolist()]


def with_pandas() -> Callable[[Tensor], object]:
    """What `pandas.factorize` is made of, kept from batch to batch."""
    from pandas._libs.hashtable import Int64Factorizer

    rows = Int64Factorizer(1024)
    return lambda keys: rows.factorize(keys.numpy())


def with_managed_collision() -> Callable[[Tensor], object]:
    from torchrec.modules.mc_modules import DistanceLFU_EvictionPolicy, MCHManagedCollisionModule
    from torchrec.sparse.jagged_tensor import JaggedTensor

    module = MCHManagedCollisionModule(
        zch_size=1_500_000,
        device=torch.device("cpu"),
        eviction_interval=1000,  # at 1 it sorts all it holds for each batch
        eviction_policy=DistanceLFU_EvictionPolicy(),
    )
    lengths = torch.full((BATCH,), FIELDS, dtype=torch.int32)
    return lambda keys: module({"f": JaggedTensor(values=keys, lengths=lengths)})


def bench_rows(rounds: int) -> list[Row]:
    """Lookup with insert, from an empty table; then the same keys again, all known."""
    batches = make_batches()
    methods: dict[str, Callable[[], Callable[[Tensor], object]]] = {
        "Embedding Variable, key → row (numba)": with_keymap("numba"),
        "Embedding Variable, key → row (torch)": with_keymap("torch"),
        "Embedding Variable, whole creation": with_variable,
        "Python dictionary": with_dictionary,
    }
    if peer("pandas"):
        methods["pandas Int64Factorizer"] = with_pandas
    if peer("torchrec"):
        methods["torchrec managed collision"] = with_managed_collision
    for make in methods.values():  # compile, warm up
        make()(batches[0])
    slow = {k: v for k, v in methods.items() if "torchrec" in k}
    fast = {k: v for k, v in methods.items() if k not in slow}
    seconds = best_of_rounds(fast, batches, rounds)
    few = batches[:8]
    seconds |= {k: v * len(batches) / len(few) for k, v in best_of_rounds(slow, few, 2).items()}

    def known(make: Callable[[], Callable[[Tensor], object]]) -> Callable[[Tensor], object]:
        do = make()
        for batch in batches:
            do(batch)
        return do

    warm = {name: known(make) for name, make in fast.items()}
    again = best_of_rounds({n: lambda do=do: do for n, do in warm.items()}, batches, rounds)
    base, base_again = seconds["Python dictionary"], again["Python dictionary"]
    return [
        {
            "method": name,
            "M ids/s": round(batches.numel() / cold / 1e6, 2),
            "× dict": round(base / cold, 1),
            "known, M ids/s": round(batches.numel() / again[name] / 1e6, 2)
            if name in again
            else "",
            "known, × dict": round(base_again / again[name], 1) if name in again else "",
        }
        for name, cold in seconds.items()
    ]


# Forward


def bench_forward(rounds: int) -> list[Row]:
    """Sums of 26 vectors; nn.EmbeddingBag gets rows that somebody else has looked up."""
    batches = make_batches()
    ev = EmbeddingVariable(WIDTH, device="cpu").eval()
    ev.create(batches.reshape(-1))
    dense = torch.stack([ev.find_rows(b)[0] for b in batches])
    bag = nn.EmbeddingBag(len(ev.keymap), WIDTH, mode="sum")
    values = ev.rows.columns["value"]
    index = torch.arange(len(batches))[:, None]

    def variable(i: Tensor) -> Tensor:
        rows, _ = ev.find_rows(batches[i.item()])
        return F.embedding_bag(rows.view(BATCH, FIELDS), values, mode="sum")

    with torch.no_grad():
        seconds = best_of_rounds(
            {
                "nn.EmbeddingBag, rows given": lambda: (
                    lambda i: bag(dense[i.item()].view(BATCH, FIELDS))
                ),
                "Embedding Variable, raw ids": lambda: variable,
            },
            index,
            rounds * 3,
        )
    base = seconds["nn.EmbeddingBag, rows given"]
    total = batches.numel()
    return [
        {"method": k, "M ids/s": round(total / s / 1e6, 1), "× EmbeddingBag": round(base / s, 2)}
        for k, s in seconds.items()
    ]


# A training step


def tower() -> nn.Module:
    torch.manual_seed(0)
    sizes = (FIELDS * WIDTH + 13, 256, 128, 1)
    layers: list[nn.Module] = []
    for a, b in pairwise(sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


@contextmanager
def tfra_worker(python: str, batches: Tensor) -> Iterator[Callable[[Tensor], object]]:
    """What makes one step there and waits for it; the way there and back is some 0.1 ms."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batches.npy"
        np.save(path, batches.view(len(batches), BATCH, FIELDS).numpy())
        command = [python, Path(__file__).with_name("tfra_step.py"), path, str(WIDTH)]
        pipe = subprocess.PIPE
        try:
            worker = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        except OSError as error:
            sys.exit(f"--tfra {python}: {error.strerror}; give the path of a Python that has TFRA")
        with worker:
            while not (line := worker.stdout.readline()).startswith("ready"):
                if not line:
                    sys.exit(f"{python} did not start: {worker.stderr.read()[-500:]}")
            inside, outside = worker.stdin, worker.stdout

            def do(i: Tensor) -> None:
                print(int(i), file=inside, flush=True)
                outside.readline()

            yield do
            inside.close()


def bench_step(rounds: int) -> list[Row]:
    """Embedding, 3 dense layers, backward, Adagrad on the rows; peers get rows, we get raw ids."""
    batches = make_batches(8)
    ev = EmbeddingVariable(WIDTH, device="cpu")
    ev.create(batches.reshape(-1))
    rows = torch.stack([ev.keymap.find(b)[0] for b in batches])
    numbers, label = torch.randn(BATCH, 13), (torch.rand(BATCH) < 0.25).float()

    def step(
        embed: Callable[[int], Tensor], after: Callable[[], object]
    ) -> Callable[[Tensor], object]:
        model = tower()
        dense = torch.optim.Adam(model.parameters(), 1e-3)

        def do(i: Tensor) -> None:
            e = embed(int(i)).view(BATCH, -1)
            logits = model(torch.cat([e, numbers], 1)).squeeze(1)
            dense.zero_grad()
            F.binary_cross_entropy_with_logits(logits, label).backward()
            dense.step()
            after()

        return do

    def ours() -> Callable[[Tensor], object]:
        table = EmbeddingVariable(WIDTH, device="cpu")
        optimizer = Adagrad([table], 0.05)
        table.create(batches.reshape(-1))
        return step(lambda i: table(batches[i]), optimizer.step)

    def plain() -> Callable[[Tensor], object]:
        table = nn.Embedding(len(ev.keymap), WIDTH, sparse=True)
        optimizer = torch.optim.Adagrad(table.parameters(), 0.05)

        def after() -> None:
            optimizer.step()
            optimizer.zero_grad()

        return step(lambda i: table(rows[i]), after)

    def given() -> Callable[[Tensor], object]:
        vectors = torch.randn(N, WIDTH, requires_grad=True)
        return step(lambda i: vectors, lambda: None)

    def tbe() -> Callable[[Tensor], object]:
        from fbgemm_gpu.split_embedding_configs import EmbOptimType
        from fbgemm_gpu.split_table_batched_embeddings_ops_common import EmbeddingLocation
        from fbgemm_gpu.split_table_batched_embeddings_ops_training import (
            ComputeDevice,
            SplitTableBatchedEmbeddingBagsCodegen,
        )

        host = (EmbeddingLocation.HOST, ComputeDevice.CPU)
        table = SplitTableBatchedEmbeddingBagsCodegen(
            [(len(ev.keymap), WIDTH, *host)],
            optimizer=EmbOptimType.EXACT_ADAGRAD,
            learning_rate=0.05,
        )
        offsets = torch.arange(N + 1)  # bags of one: a vector for each id
        return step(lambda i: table(rows[i], offsets), lambda: None)

    methods = {"Embedding Variable, raw ids": ours, "nn.Embedding(sparse) + Adagrad": plain}
    if peer("fbgemm_gpu"):
        methods["fbgemm TBE, EXACT_ADAGRAD"] = tbe
    methods["(the dense part alone)"] = given
    fresh = {name: make() for name, make in methods.items()}
    with ExitStack() as others:
        if tfra_python:
            fresh["TFRA, raw ids"] = others.enter_context(tfra_worker(tfra_python, batches))
        times: dict[str, list[float]] = {name: [] for name in fresh}
        for r in range(rounds * len(batches)):
            for name, do in fresh.items():
                begin = clock()
                do(torch.tensor(r % len(batches)))
                if r:
                    times[name].append(clock() - begin)
    ours_best = min(times["Embedding Variable, raw ids"])
    tower_best = min(times["(the dense part alone)"])
    # Of a step, most is the tower, which all have; what is left is the table's own.
    own = max(ours_best - tower_best, 1e-9)
    return [
        {
            "method": name,
            "best ms": round(min(t) * 1e3, 1),
            "median ms": round(float(np.median(t)) * 1e3, 1),
            "best / ours": round(min(t) / ours_best, 2),
            "table alone / ours": round((min(t) - tower_best) / own, 2),
        }
        for name, t in times.items()
    ]


# Size


def bench_growth(rounds: int) -> list[Row]:
    """Inserting, finding and memory as the table grows."""
    rows: list[Row] = []
    random = np.random.default_rng(0)
    for size in (1_000_000, 10_000_000, 50_000_000):
        keys = torch.from_numpy(as_ids(np.arange(size)))
        table = KeyMap(capacity=1024)
        begin = clock()
        for part in keys.split(1_000_000):
            table.reserve(len(table) + len(part))
            table.add(part, torch.full_like(part, -1))
        insert = clock() - begin
        sample = keys[torch.from_numpy(random.integers(0, size, 1_000_000))]
        find = min(
            _seconds(lambda sample=sample, table=table: table.find(sample)) for _ in range(rounds)
        )
        rows.append(
            {
                "keys": size,
                "insert M/s": round(size / insert / 1e6, 1),
                "find M/s (uniform)": round(1 / find, 1),
                "bytes/key of the hash table": round(table.table.nbytes / size, 1),
            }
        )
        del table, keys
    return rows


def _seconds(do: Callable[[], object]) -> float:
    begin = clock()
    do()
    return clock() - begin


def bench_memory(rounds: int) -> list[Row]:
    """Bytes for each row of 16 numbers with Adagrad, a million keys, growing from empty."""
    keys = torch.from_numpy(as_ids(np.arange(1_000_000)))
    ev = EmbeddingVariable(WIDTH, device="cpu")
    Adagrad([ev])
    for part in keys.split(10_000):
        ev.create(part)
    used = ev.memory_bytes()
    held = ev.keymap.table.nbytes + sum(c.nbytes for c in ev.rows.columns.values())
    held += sum(t.nbytes for t in (ev.freq, ev.version, ev.dirty, ev.row_of, ev.key_of))
    rows: list[Row] = [{"what": k, "bytes/key": round(v / 1e6, 1)} for k, v in used.items()]
    rows.append({"what": "held, with room to grow", "bytes/key": round(held / 1e6, 1)})
    plain = {k: i for i, k in enumerate(keys.tolist())}
    size = sys.getsizeof(plain) + sum(sys.getsizeof(k) + sys.getsizeof(v) for k, v in plain.items())
    return [
        *rows,
        {"what": "Python dictionary, key → row alone", "bytes/key": round(size / 1e6, 1)},
    ]


# Quality


def bench_auc(rounds: int) -> list[Row]:
    """Half a million clicks, one pass, DeepFM, three seeds."""
    data = make_clicks()
    train, test = data[:500_000], data[500_000:]

    def option(seed: int) -> InitializerOption:
        return InitializerOption(seed=seed)

    makers = {
        "static hash 16 384": lambda s: HashedEmbedding(16_384, 8, option(s)),
        "static hash 262 144": lambda s: HashedEmbedding(262_144, 8, option(s)),
        "EV": lambda s: EmbeddingVariable(8, initializer=option(s)),
        "EV, CounterFilter(12)": lambda s: EmbeddingVariable(
            8, initializer=option(s), filter=CounterFilter(12)
        ),
        "EV, 16 numbers": lambda s: EmbeddingVariable(16, initializer=option(s)),
        "EV, 4 numbers": lambda s: EmbeddingVariable(4, initializer=option(s)),
        "dynamic (1, 5, 20, 80)": lambda s: CountedDynamicEmbedding(4, (1, 5, 20, 80), option(s)),
        "dynamic (2, 5, 20, 80)": lambda s: CountedDynamicEmbedding(4, (2, 5, 20, 80), option(s)),
    }
    return [
        {
            "embedding": m.name,
            "AUC": round(m.auc, 4),
            "sd": round(m.sd, 4),
            "rows": m.rows,
            "MB of vectors": round(m.megabytes, 2),
        }
        for m in compare(makers, train, test).values()
    ]


@contextmanager
def ray_way(folder: Path, rows: int) -> Iterator[list[Way]]:
    """Ray Serve where it is installed: two replicas of the same model, each with a table of its
    own, asked through its handle, with the arrays that our group carries too."""
    if not peer("ray"):
        yield []
        return
    import ray
    from ray import serve

    @serve.deployment(num_replicas=2, ray_actor_options={"num_cpus": 0}, max_ongoing_requests=100)
    class Replica:
        def __init__(self, folder: str, rows: int) -> None:
            torch.set_num_threads(1)
            self.buffer = new_buffer(MODEL, DIM, rows)
            self.buffer.catch_up(Path(folder))

        def __call__(self, ids: np.ndarray, dense: np.ndarray) -> np.ndarray:
            scores = self.buffer.answer(torch.from_numpy(ids), torch.from_numpy(dense)).scores
            return scores.numpy()

    def ask(ids: Tensor, dense: Tensor) -> Answer:
        return Answer(torch.from_numpy(handle.remote(ids.numpy(), dense.numpy()).result()), 1)

    ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    try:
        serve.start(proxy_location="Disabled")  # nobody asks over HTTP
        handle = serve.run(Replica.bind(str(folder), rows), route_prefix=None)
        yield [Way("Ray Serve, two replicas", ask, askers=2)]
    finally:
        serve.shutdown()
        ray.shutdown()


def bench_sessions(rounds: int) -> list[Row]:
    """DLRM over 500 000 rows, asked through the public calls; fair is one thread in the process."""
    rows = 500_000
    results: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        save_model(Path(folder), rows)
        with open_ways(Path(folder), rows) as ways, ray_way(Path(folder), rows) as ray:
            for batch in (1, 16, 128):
                measured = throughputs([*ways, *ray], rows, batch, 0.5, rounds * 2)
                results += [
                    {
                        "requests of": batch,
                        "way": m.way,
                        "QPS": round(m.qps),
                        "p50 ms": round(m.p50, 3),
                        "p99 ms": round(m.p99, 3),
                        "× fair": round(m.qps / measured[0].qps, 2),
                    }
                    for m in measured
                ]
    return results


def bench_gpu(rounds: int) -> list[Row]:
    """The torch path on a GPU beside nn.EmbeddingBag there."""
    if not torch.cuda.is_available():
        return [{"method": "no GPU here", "M ids/s": None}]
    batches = make_batches(16).cuda()
    ev = EmbeddingVariable(WIDTH, device="cuda").eval()
    ev.create(batches.reshape(-1))
    rows = torch.stack([ev.find_rows(b)[0] for b in batches])
    bag = nn.EmbeddingBag(len(ev.keymap), WIDTH, mode="sum", device="cuda")
    values = ev.rows.columns["value"]

    def variable() -> None:
        for b in batches:
            F.embedding_bag(ev.find_rows(b)[0].view(BATCH, FIELDS), values, mode="sum")
        torch.cuda.synchronize()

    def plain() -> None:
        for r in rows:
            bag(r.view(BATCH, FIELDS))
        torch.cuda.synchronize()

    with torch.no_grad():
        seconds = {
            name: min(_seconds(do) for _ in range(rounds + 2))
            for name, do in (
                ("nn.EmbeddingBag, rows given", plain),
                ("Embedding Variable", variable),
            )
        }
    return [
        {"method": k, "M ids/s": round(batches.numel() / s / 1e6, 1)} for k, s in seconds.items()
    ]


def peer(module: str) -> bool:
    try:
        __import__(module)
    except (ImportError, OSError) as error:
        print(f"peer {module} is missing: {str(error)[:80]}", file=sys.stderr)
        return False
    return True


def versions() -> dict[str, str]:
    installed = {}
    for name in ("torch", "pandas", "torchrec", "fbgemm-gpu-cpu", "ray"):
        with suppress(importlib.metadata.PackageNotFoundError):
            installed[name] = importlib.metadata.version(name)
    return installed


PARTS: dict[str, Callable[[int], list[Row]]] = {
    "rows": bench_rows,
    "forward": bench_forward,
    "step": bench_step,
    "memory": bench_memory,
    "growth": bench_growth,
    "auc": bench_auc,
    "sessions": bench_sessions,
    "gpu": bench_gpu,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; without any, all")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    parser.add_argument("--tfra", metavar="PYTHON", help="a Python that has TFRA: see requirements")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    global clock, tfra_python
    tfra_python = options.tfra
    if options.clock == "cpu":
        if tfra_python:
            parser.error("--clock cpu sees this process only: measure --tfra by the wall")
        clock = time.process_time
        torch.set_num_threads(1)
    report: dict[str, object] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "versions": versions(),
        "load": round(os.getloadavg()[0], 1),
        "threads": torch.get_num_threads(),
        "clock": options.clock,
    }
    for name in options.parts or PARTS:
        before = os.getloadavg()[0]
        rows = PARTS[name](options.rounds)
        report[name] = rows
        if not options.json:
            print(f"\n{name}: {PARTS[name].__doc__.splitlines()[0]} (load before: {before:.1f})")
            for row in rows:
                print("  " + "   ".join(f"{k}: {v}" for k, v in row.items()))
    report["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if options.json:
        print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
