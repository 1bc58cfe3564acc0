"""A small FlagAI: load, train, predict and prompt, in models that fit two CPU cores.

    from lfai_nb.demos.flagai import AutoLoader, Predictor, Trainer

    loader = AutoLoader("title-generation", "T5-news")
    predictor = Predictor(loader.get_model(), loader.get_tokenizer())

To read it from the ground up: corpus, tokenizer, layers, gpt, bert, t5, blanks, glm, decoding,
trainer, tasks, recipes, auto_loader, predictor, prompting, few_shot. Nothing is imported until it
is asked for, so that the demos can be listed without torch.
"""

from lfai_nb.demos import needs

_HOMES = {"AutoLoader": "auto_loader", "Predictor": "predictor", "Trainer": "trainer"}

__all__ = list(_HOMES)
__getattr__ = needs.on_first_use(__name__, _HOMES)
