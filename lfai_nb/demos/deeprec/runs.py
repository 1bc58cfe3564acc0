"""The demos of this wing, for `lfai-nb demo`. Imports torch only when one is started."""

from lfai_nb.demos.progress import Progress
from lfai_nb.demos.registry import Row, Run


def embeddings(device: str, quick: bool, progress: Progress, scale: float = 1.0) -> list[Row]:
    from lfai_nb.demos.deeprec import (
        CBFFilter,
        CounterFilter,
        EmbeddingVariable,
        InitializerOption,
    )
    from lfai_nb.demos.deeprec.adaptive import HashedEmbedding
    from lfai_nb.demos.deeprec.data import make_clicks
    from lfai_nb.demos.deeprec.experiments import Maker, compare
    from lfai_nb.demos.deeprec.metrics import auc
    from lfai_nb.demos.deeprec.training import dense_only

    size = 40_000 if quick else round(scale * 500_000)
    data = make_clicks(size + size // 5)
    train, test = data[:size], data[size:]

    def hashed(rows: int) -> Maker:
        return lambda s: HashedEmbedding(rows, 8, InitializerOption(seed=s), device)

    def grown(filter: CounterFilter | CBFFilter | None = None) -> Maker:
        return lambda s: EmbeddingVariable(
            8, initializer=InitializerOption(seed=s), filter=filter, device=device
        )

    makers = {
        "static hash, 16 384 rows": hashed(16_384),
        "static hash, 262 144 rows": hashed(262_144),
        "Embedding Variable": grown(),
        "… with CounterFilter(10)": grown(CounterFilter(10)),
        "… with CBFFilter(10)": grown(CBFFilter(10, 500_000)),
    }
    seeds = (0,) if quick else (0, 1, 2)
    rows = [_row("no ids at all (floor)", dense_only(train, test))]
    batch = 512 if quick else 4096
    trials = compare(makers, train, test, seeds=seeds, batch=batch, progress=progress)
    for name, m in trials.items():
        rows.append(_row(name, m.auc, m.sd, m.rows, m.megabytes))
    assert test.probability is not None
    return [*rows, _row("Bayes (ceiling)", auc(test.label, test.probability))]


def _row(
    name: str, auc: float, sd: float | None = None, rows: int | None = None, mb: float | None = None
) -> Row:
    return {
        "embedding": name,
        "AUC": round(auc, 4),
        "sd": None if sd is None else round(sd, 4),
        "rows": rows,
        "MB of vectors": None if mb is None else round(mb, 2),
    }


def memory(device: str, quick: bool, progress: Progress, scale: float = 1.0) -> list[Row]:
    from lfai_nb.demos.deeprec import EmbeddingVariable, InitializerOption
    from lfai_nb.demos.deeprec.adaptive import AdaptiveEmbedding
    from lfai_nb.demos.deeprec.data import make_clicks
    from lfai_nb.demos.deeprec.dynamic import CountedDynamicEmbedding
    from lfai_nb.demos.deeprec.experiments import Maker, compare
    from lfai_nb.demos.deeprec.multihash import MultiHashEmbedding

    size = 40_000 if quick else round(scale * 500_000)
    data = make_clicks(size + size // 5)

    def plain(dim: int) -> Maker:
        return lambda s: EmbeddingVariable(
            dim, initializer=InitializerOption(seed=s), device=device
        )

    def dynamic(*thresholds: int) -> Maker:
        return lambda s: CountedDynamicEmbedding(4, thresholds, InitializerOption(seed=s), device)

    makers: dict[str, Maker] = {
        "16 numbers each": plain(16),
        "4 numbers each": plain(4),
        "dynamic, 4 to 16": dynamic(1, 5, 20, 80),
        "dynamic, 0 to 16": dynamic(2, 5, 20, 80),
        "adaptive, own row from 5": lambda s: AdaptiveEmbedding(
            16_384, 16, 5, InitializerOption(seed=s), device
        ),
        "multi-hash Q-R, product": lambda s: MultiHashEmbedding(
            16_384, 16, "mult", initializer=InitializerOption(seed=s), device=device
        ),
    }
    seeds = (0,) if quick else (0, 1, 2)
    batch = 512 if quick else 4096
    trials = compare(makers, data[:size], data[size:], seeds=seeds, batch=batch, progress=progress)
    return [_row(name, m.auc, m.sd, m.rows, m.megabytes) for name, m in trials.items()]


def tiers(device: str, quick: bool, progress: Progress) -> list[Row]:
    from lfai_nb.demos.deeprec.experiments import hit_rates

    batches = 200 if quick else 1000
    rates = hit_rates((0.8, 1.1, 1.4), (0.01, 0.05, 0.2), batches=batches, progress=progress)
    return [
        {
            "Zipf": f.exponent,
            "first tier": f"{f.share:.0%}",
            "strategy": f.strategy,
            "hit rate": round(f.measured, 3),
            "best possible": round(f.best, 3),
        }
        for f in rates
    ]


def gba(device: str, quick: bool, progress: Progress, scale: float = 1.0) -> list[Row]:
    from lfai_nb.demos.deeprec.data import make_clicks
    from lfai_nb.demos.deeprec.gba import Cluster, Mode, simulate

    size = 40_000 if quick else round(scale * 500_000)
    data = make_clicks(size + size // 5)
    rows: list[Row] = []
    modes: tuple[Mode, ...] = ("sync", "async", "gba")
    for i, mode in enumerate(modes):
        progress(f"{mode} (simulated)", i, len(modes))
        outcome = simulate(mode, data, size, Cluster())
        rows.append(
            {
                "mode": mode,
                "AUC": round(outcome.auc, 4),
                "simulated time": round(outcome.time),
                "updates": outcome.updates,
                "left out as too old": outcome.dropped,
                "mean staleness": round(outcome.staleness, 1),
            }
        )
    progress("done", len(modes), len(modes))
    return rows


RUNS = {
    run.name: run
    for run in (
        Run(
            "deeprec-embeddings",
            "Tables that grow and filter against hashing",
            30,
            embeddings,
            dial=True,
        ),
        Run("deeprec-memory", "Less memory for ids that are rarely seen", 45, memory, dial=True),
        Run("deeprec-tiers", "Hot rows in memory: the hit rate against theory", 25, tiers, True),
        Run("deeprec-gba", "Workers that do not wait, in simulated time", 20, gba, True, dial=True),
    )
}
