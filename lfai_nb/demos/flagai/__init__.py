"""A small FlagAI: load, train, predict and prompt, in models that fit two CPU cores.

    from lfai_nb.demos.flagai import AutoLoader, Predictor, Trainer

    loader = AutoLoader("title-generation", "T5-news")
    predictor = Predictor(loader.get_model(), loader.get_tokenizer())

To read it from the ground up: corpus, tokenizer, layers, gpt, bert, t5, blanks, glm, decoding,
trainer, tasks, recipes, auto_loader, predictor, prompting, few_shot. Nothing is imported until it
is asked for, so that the demos can be listed without torch.
"""

import importlib
from typing import Any

from lfai_nb.demos import needs

_HOMES = {"AutoLoader": "auto_loader", "Predictor": "predictor", "Trainer": "trainer"}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    except ModuleNotFoundError:
        needs.check()  # one line says what installs it
        raise
    return getattr(home, name)
