"""How many labelled examples does it take? Prompts against an ordinary classifier head.

All start from the same GLM, pre-trained on texts without a label, and must name a project's area.
"""

import copy
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lfai_nb.demos.device import repeatable
from lfai_nb.demos.flagai import tasks
from lfai_nb.demos.flagai.auto_loader import train
from lfai_nb.demos.flagai.corpus import AREAS, News, make_news
from lfai_nb.demos.flagai.experiments import built
from lfai_nb.demos.flagai.glm import GLMModel
from lfai_nb.demos.flagai.layers import Shape
from lfai_nb.demos.flagai.prompting import (
    AreaPVP,
    GLMForSequenceClassification,
    PromptSpell,
    label_scores,
)
from lfai_nb.demos.flagai.tokenizer import Tokenizer
from lfai_nb.demos.progress import Progress

PRETRAINING = 0.375  # of the recipe: single words come sooner than five
SIZES = (0, 5, 10, 25, 50)
DRAWS = 3


@dataclass(frozen=True)
class Learner:
    """What is fitted (`parameters`) and how it scores the areas of some texts [B, areas]."""

    scores: Callable[[Sequence[News]], Tensor]
    parameters: list[nn.Parameter]
    lr: float = 1.5e-3
    longer: int = 1  # this many times the steps


Method = Callable[[GLMModel, Tokenizer], Learner]


def pet(model: GLMModel, tokenizer: Tokenizer) -> Learner:
    """The natural pattern; the whole model is fitted."""
    pvp, own = AreaPVP(tokenizer, 0), copy.deepcopy(model)
    return Learner(lambda news: label_scores(own, pvp, news), list(own.parameters()))


def pet_untrained(model: GLMModel, tokenizer: Tokenizer) -> Learner:
    """The natural pattern put to a model that was never pre-trained."""
    return pet(GLMModel(model.shape).to(model.tokens.weight.device), tokenizer)


def unnatural(model: GLMModel, tokenizer: Tokenizer) -> Learner:
    """A pattern unlike any text of pre-training."""
    pvp, own = AreaPVP(tokenizer, 1), copy.deepcopy(model)
    return Learner(lambda news: label_scores(own, pvp, news), list(own.parameters()))


def p_tuning(model: GLMModel, tokenizer: Tokenizer) -> Learner:
    """Three learned vectors in place of the unnatural pattern's words; the model is frozen."""
    pvp, own = AreaPVP(tokenizer, 2), copy.deepcopy(model).requires_grad_(False)
    spell = PromptSpell(3, model.shape.width).to(model.tokens.weight.device)
    vectors = list(spell.parameters())
    # So few numbers are not done after the steps that fit a whole model.
    return Learner(lambda news: label_scores(own, pvp, news, spell), vectors, lr=5e-2, longer=4)


def head(model: GLMModel, tokenizer: Tokenizer) -> Learner:
    """A new classifier on the pre-trained model; both are fitted."""
    classifier = GLMForSequenceClassification(copy.deepcopy(model), tokenizer, len(AREAS))
    classifier.to(model.tokens.weight.device)
    return Learner(
        lambda news: classifier([n.text_without_area for n in news]),
        list(classifier.parameters()),
    )


def head_from_scratch(model: GLMModel, tokenizer: Tokenizer) -> Learner:
    """The same without pre-training."""
    shape: Shape = model.shape
    return head(GLMModel(shape).to(model.tokens.weight.device), tokenizer)


METHODS: dict[str, Method] = {
    "PET, natural pattern": pet,
    "P-tuning, model frozen": p_tuning,
    "PET, unnatural pattern": unnatural,
    "PET, model untrained": pet_untrained,
    "head on pre-trained": head,
    "head from scratch": head_from_scratch,
}


def balanced(size: int, draw: int, data: int = 0) -> list[News]:
    """`size` labelled texts, as many of each area, none of them in the test."""
    pool = make_news(2_000, seed=100 + draw + 10 * data)
    each = {area: [n for n in pool if n.area == area] for area in AREAS}
    return [news for area in AREAS for news in each[area][: size // len(AREAS)]]


def fit(
    learner: Learner,
    news: Sequence[News],
    seed: int,
    steps: int,
    batch: int = 10,
    control: bool = False,
) -> None:
    """Fit to labelled texts; `control` deals their labels out among them at random."""
    if not news:
        return
    rng = random.Random(seed)  # noqa: S311 (no secret)
    areas = list(AREAS)
    labels = [areas.index(n.area) for n in news]
    if control:
        rng.shuffle(labels)
    labelled = list(zip(news, labels, strict=True))
    optimizer = torch.optim.AdamW(learner.parameters, learner.lr, fused=True)
    for _ in range(steps * learner.longer):
        texts, wanted = zip(*rng.sample(labelled, min(batch, len(labelled))), strict=True)
        scores = learner.scores(texts)
        loss = nn.functional.cross_entropy(scores, torch.tensor(wanted, device=scores.device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@torch.inference_mode()
def accuracy(learner: Learner, news: Sequence[News]) -> float:
    areas = list(AREAS)
    guesses = learner.scores(news).argmax(dim=1).tolist()
    return sum(areas[g] == n.area for g, n in zip(guesses, news, strict=True)) / len(news)


Results = dict[str, dict[int, list[float]]]
"""method -> number of labelled examples -> accuracy of each draw"""


def few_shot(
    model: GLMModel,
    tokenizer: Tokenizer,
    sizes: Sequence[int] = SIZES,
    draws: int = DRAWS,
    steps: int = 25,
    test_size: int = 150,
    progress: Progress | None = None,
    control: bool = False,
    data: int = 0,
    methods: Sequence[str] = tuple(METHODS),
) -> Results:
    """Each method with every number of examples, on the same draws and the same held-out texts.
    `control` shuffles the labels of the examples, which then have nothing to teach."""
    test = make_news(test_size, tasks.Draw(data).test)
    results: Results = {name: {size: [] for size in sizes} for name in methods}
    cells = [(n, s, d) for n in methods for s in sizes for d in range(draws)]
    for done, (name, size, draw) in enumerate(cells, 1):
        with repeatable(draw, model.tokens.weight.device):
            learner = METHODS[name](model, tokenizer)
            fit(learner, balanced(size, draw, data), draw, steps, control=control)
        results[name][size].append(accuracy(learner, test))
        if progress:
            progress("few examples", done, len(cells))
    return results


def compare(
    device: str = "auto", share: float = 1.0, progress: Progress | None = None
) -> list[dict[str, str]]:
    """Pre-train, then one row for each method: mean ± standard deviation over the draws."""
    kit, recipe = built("glm_lm", device, 0, PRETRAINING * share)
    train(kit, recipe, device, 0, progress)
    sizes, draws = (SIZES, DRAWS) if share > 0.1 else ((0, 5), 1)
    assert isinstance(kit.model, GLMModel)
    results = few_shot(kit.model, kit.tokenizer, sizes, draws, progress=progress)
    most = sizes[-1]
    control = few_shot(kit.model, kit.tokenizer, [most], draws, progress=progress, control=True)
    return [
        {
            "method": name,
            **{f"{size} examples": spread(by_size[size]) for size in sizes},
            f"{most}, labels shuffled": spread(control[name][most]),
        }
        for name, by_size in results.items()
    ]


def spread(values: Sequence[float]) -> str:
    return f"{statistics.mean(values):.2f} ± {statistics.pstdev(values):.2f}"
