"""Recommender embeddings after DeepRec, small and readable.

    from lfai_nb.demos.deeprec import Adagrad, CounterFilter, EmbeddingVariable

Names are loaded when they are first used, so that listing the demos needs no torch.
"""

import importlib
from typing import Any

from lfai_nb.demos import needs

_HOME = {
    "Adagrad": "optimizers",
    "AdagradDecay": "optimizers",
    "AdamAsync": "optimizers",
    "CBFFilter": "options",
    "CacheStrategy": "options",
    "Checkpointer": "checkpoint",
    "CounterFilter": "options",
    "EmbeddingVariable": "embedding_variable",
    "GlobalStepEvict": "options",
    "GroupedEmbedding": "grouped",
    "InitializerOption": "options",
    "L2WeightEvict": "options",
    "StorageOption": "options",
    "StorageType": "options",
    "restore": "checkpoint",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = importlib.import_module(f"{__name__}.{_HOME[name]}")
    except ModuleNotFoundError:
        needs.check()  # one line says what installs it
        raise
    return getattr(home, name)
