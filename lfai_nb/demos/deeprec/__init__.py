"""Recommender embeddings after DeepRec, small and readable.

    from lfai_nb.demos.deeprec import Adagrad, CounterFilter, EmbeddingVariable

Names are loaded when they are first used, so that listing the demos needs no torch.
"""

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
__getattr__ = needs.on_first_use(__name__, _HOME)
