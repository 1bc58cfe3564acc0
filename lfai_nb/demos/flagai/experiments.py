"""The demos' experiments: each trains and measures on held-out texts.

Beside each result stand an untrained model, a simple baseline and a control that had nothing to
learn.
"""

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from lfai_nb.demos.device import pick_device
from lfai_nb.demos.flagai import baselines, tasks
from lfai_nb.demos.flagai.auto_loader import train
from lfai_nb.demos.flagai.bert import best_path, bio_allowed
from lfai_nb.demos.flagai.corpus import KNOWN, Names, News, entropy_bits, make_news
from lfai_nb.demos.flagai.decoding import greedy
from lfai_nb.demos.flagai.glm import GLMModel
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import IGNORE
from lfai_nb.demos.flagai.metrics import bits_per_character, entity_f1, exact_match, rouge_l
from lfai_nb.demos.flagai.recipes import ALL_TASK, Kit, Recipe, gpt_text
from lfai_nb.demos.flagai.t5 import T5Model
from lfai_nb.demos.flagai.tasks import Draw, Labelled, Stream, Tagged
from lfai_nb.demos.flagai.tokenizer import Tokenizer
from lfai_nb.demos.progress import Progress


def built(
    name: str, device: str, seed: int, share: float = 1.0, data: int = 0
) -> tuple[Kit, Recipe]:
    """A fresh kit on its device, for this share of the recipe's steps. `seed` is that of the start
    and of the order of the examples, `data` that of the examples."""
    recipe = ALL_TASK[name]
    recipe = replace(recipe, steps=max(1, round(share * recipe.steps)))
    torch.manual_seed(seed)
    kit = recipe.build(recipe.steps * recipe.batch_size, Draw(data, seed))
    kit.model.to(pick_device(device))
    return kit, recipe


def figures(experiment: Callable[..., tuple[Any, ...]], *args: Any, **options: Any) -> Any:
    """What an experiment found without its kit, which stays in the process that made it."""
    _, *results = experiment(*args, **options)
    return results[0] if len(results) == 1 else tuple(results)


# --- infilling -----------------------------------------------------------------------------------

SLOTS = ("project", "organisation", "what it does", "five words")


@dataclass(frozen=True)
class Hole:
    """A text of which one span is left out."""

    part_a: list[int]
    place: int
    answer: list[int]


def holes_of(news: News, tokenizer: Tokenizer) -> dict[str, Hole]:
    """Four spans that the rest of the text determines: second mentions, and what follows from the
    area."""
    command = tokenizer.get_command_id
    tokens = [command("cls"), *tokenizer.EncodeAsIds(news.text)]
    second = {
        name: [i for i, t in enumerate(tokens) if t == tokenizer.EncodeAsIds(name)[0]][1]
        for name in (news.project, news.org)
    }
    project, org = second[news.project], second[news.org]
    spans = [(project, 1), (org, 1), (project + 1, 2), (project, 5)]
    return {
        slot: Hole(
            [*tokens[:start], command("MASK"), *tokens[start + length :]],
            start,
            tokens[start : start + length],
        )
        for slot, (start, length) in zip(SLOTS, spans, strict=True)
    }


def infilling_match(
    model: GLMModel, tokenizer: Tokenizer, news: Sequence[News]
) -> dict[str, float]:
    """Share of texts in which the whole span, its end included, was written exactly."""
    model.eval()
    sop, eop = tokenizer.get_command_id("sop"), tokenizer.get_command_id("eop")
    holes = [holes_of(text, tokenizer) for text in news]
    result = {}
    for slot in SLOTS:
        in_slot = [h[slot] for h in holes]
        session = model.start([h.part_a for h in in_slot], [h.place for h in in_slot], sop)
        written = greedy(session, 8, eop)
        result[slot] = exact_match(written, [h.answer for h in in_slot])
    return result


CHANCE = {
    "project": 1 / len(KNOWN.projects),
    "organisation": 1 / len(KNOWN.orgs),
    "what it does": 1 / 5,
    "five words": 1 / (5 * len(KNOWN.projects)),
}
"""Exact match of a guess by someone who knows the form of the texts but does not read this one."""


def infilling(
    device: str = "auto",
    share: float = 1.0,
    progress: Progress | None = None,
    seed: int = 0,
    control: bool = False,
    data: int = 0,
) -> tuple[Kit, dict[str, float]]:
    """Train GLM; `control` trains on texts whose sentences come from different texts."""
    kit, recipe = built("glm_lm", device, seed, share, data)
    if control:
        news = make_news(12_000, Draw(data).train)
        blanks = lambda rng: tasks.blank_of(tasks.mixed(news, rng), kit.tokenizer, rng)  # noqa: E731
        kit = replace(kit, examples=Stream(blanks, len(kit.examples), Draw(data, seed).examples))
    train(kit, recipe, device, seed, progress)
    test = make_news(300, Draw(data).test)
    return kit, infilling_match(kit.model, kit.tokenizer, test)  # type: ignore[arg-type]


# --- classes -------------------------------------------------------------------------------------


@torch.inference_mode()
def class_accuracy(kit: Kit, examples: Sequence[Labelled]) -> float:
    kit.model.eval()
    device = next(kit.model.parameters()).device
    right = 0
    for start in range(0, len(examples), 100):
        batch = kit.collate([examples[i] for i in range(start, start + 100) if i < len(examples)])
        logits = kit.model(batch["input_ids"].to(device), batch["segment_ids"].to(device))["logits"]
        right += int((logits.argmax(dim=1).cpu() == batch["labels"]).sum())
    return right / len(examples)


def classes(
    task: str,
    device: str = "auto",
    share: float = 1.0,
    progress: Progress | None = None,
    seed: int = 0,
    control: bool = False,
    test_size: int = 500,
    data: int = 0,
) -> tuple[Kit, float, float]:
    """Train BERT on a task of `tasks.LABELLED`; returns the kit and its accuracy untrained and
    trained. `control` shuffles the labels."""
    kit, recipe = built(f"bert_{task}", device, seed, share, data)
    test = Stream(tasks.LABELLED[task], test_size, Draw(data).test)
    untrained = class_accuracy(kit, test)
    if control:
        made = tasks.with_shuffled_labels(tasks.LABELLED[task], len(tasks.CLASSES[task]))
        kit = replace(kit, examples=Stream(made, len(kit.examples), Draw(data, seed).examples))
    train(kit, recipe, device, seed, progress)
    return kit, untrained, class_accuracy(kit, test)


# --- entities ------------------------------------------------------------------------------------


def spans_of(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Entities as (first word, last word, kind)."""
    spans: list[tuple[int, int, str]] = []
    for i, label in enumerate(labels):
        begins, _, kind = label.partition("-")
        if begins == "B":
            spans.append((i, i, kind))
        elif begins == "I":
            spans[-1] = (spans[-1][0], i, kind)
    return spans


def tagged_test(names: Names, size: int = 200, data: int = 0) -> list[Tagged]:
    make = partial(tasks.ner_example, names=names, hide=0.0)
    stream = Stream(make, size, Draw(data).test)
    return [stream[i] for i in range(size)]


@torch.inference_mode()
def tag(kit: Kit, texts: Sequence[Tagged]) -> list[list[str]]:
    kit.model.eval()
    device = next(kit.model.parameters()).device
    batch = kit.collate(list(texts))
    scores = kit.model(batch["input_ids"].to(device))["logits"].cpu()
    allowed = bio_allowed(tasks.NER_LABELS)
    return [
        [tasks.NER_LABELS[i] for i in best_path(row[: len(text.words)], allowed)]
        for row, text in zip(scores, texts, strict=True)
    ]


def tagged_f1(guesses: Sequence[Sequence[str]], texts: Sequence[Tagged]) -> float:
    return entity_f1([spans_of(g) for g in guesses], [spans_of(t.labels) for t in texts])


def entities(
    device: str = "auto",
    share: float = 1.0,
    progress: Progress | None = None,
    seed: int = 0,
    control: bool = False,
    data: int = 0,
) -> tuple[Kit, dict[str, dict[str, float]]]:
    """Entity F1 on names seen in training and on new ones: gazetteer, untrained model, trained.
    `control` deals each training text's labels out among its words at random."""
    kit, recipe = built("bert_ner", device, seed, share, data)
    names = {"known names": tasks.NER_NAMES, "new names": tasks.NEW_NAMES}
    tests = {kind: tagged_test(pool, data=data) for kind, pool in names.items()}
    plain = Stream(partial(tasks.ner_example, hide=0.0), 2000, Draw(data).train)
    seen = [plain[i] for i in range(2000)]
    result = {
        name: {
            "gazetteer": tagged_f1(baselines.gazetteer(seen, texts), texts),
            "untrained": tagged_f1(tag(kit, texts), texts),
        }
        for name, texts in tests.items()
    }
    if control:

        def dealt(rng: random.Random) -> Tagged:
            tagged = tasks.ner_example(rng)
            return Tagged(tagged.words, rng.sample(tagged.labels, len(tagged.labels)))

        kit = replace(kit, examples=Stream(dealt, len(kit.examples), Draw(data, seed).examples))
    train(kit, recipe, device, seed, progress)
    for name, texts in tests.items():
        result[name]["trained"] = tagged_f1(tag(kit, texts), texts)
    return kit, result


# --- titles --------------------------------------------------------------------------------------


def titles_of(model: T5Model, tokenizer: Tokenizer, texts: Sequence[str]) -> list[str]:
    model.eval()
    session = model.start(
        [tokenizer.EncodeAsIds(text) for text in texts], tokenizer.get_command_id("sop")
    )
    written = greedy(session, 8, tokenizer.get_command_id("eop"))
    return [tokenizer.DecodeIds(ids) for ids in written]


def mean_rouge(guesses: Sequence[str], truth: Sequence[str]) -> float:
    return statistics.mean(rouge_l(g, t) for g, t in zip(guesses, truth, strict=True))


def titles(
    device: str = "auto",
    share: float = 1.0,
    progress: Progress | None = None,
    seed: int = 0,
    control: bool = False,
    data: int = 0,
) -> tuple[Kit, dict[str, float]]:
    """ROUGE-L of titles: the first eight words, an untrained T5, a trained one. `control` trains
    with the titles of other texts."""
    kit, recipe = built("t5_title-generation", device, seed, share, data)
    test = make_news(200, Draw(data).test)
    texts, truth = [n.text for n in test], [n.title for n in test]
    model: Any = kit.model
    result = {
        "first eight words": mean_rouge([" ".join(t.split()[:8]) for t in texts], truth),
        "untrained": mean_rouge(titles_of(model, kit.tokenizer, texts), truth),
    }
    if control:
        foreign = lambda rng: (tasks.title_pair(rng)[0], tasks.title_pair(rng)[1])  # noqa: E731
        kit = replace(kit, examples=Stream(foreign, len(kit.examples), Draw(data, seed).examples))
    train(kit, recipe, device, seed, progress)
    result["trained"] = mean_rouge(titles_of(model, kit.tokenizer, texts), truth)
    return kit, result


# --- text ----------------------------------------------------------------------------------------


@torch.inference_mode()
def gpt_bits(model: GPTModel, ids: Sequence[int], context: int) -> float:
    """Bits per character of a text; each counts once, with at least half a window before it."""
    model.eval()
    device = next(model.parameters()).device
    stride = context // 2
    starts = range(0, len(ids) - context - 1, stride)
    inputs = torch.tensor([ids[s : s + context] for s in starts])
    labels = torch.tensor([ids[s + 1 : s + context + 1] for s in starts])
    labels[1:, :stride] = IGNORE  # counted in the window before
    loss, count = 0.0, 0
    for x, y in zip(inputs.split(32), labels.split(32), strict=True):
        logits = model(x.to(device))["logits"].float().cpu()
        loss += F.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum").item()
        count += int((y != IGNORE).sum())
    return bits_per_character(loss / count)


def text_bits(
    device: str = "auto",
    share: float = 1.0,
    progress: Progress | None = None,
    seed: int = 0,
    control: bool = False,
    data: int = 0,
) -> tuple[Kit, dict[str, float]]:
    """Bits per character on held-out text. `control` trains on the same characters, shuffled."""
    kit, recipe = built("gpt_lm", device, seed, share, data)
    train_text, test_text = gpt_text(Draw(data).train, 3_000), gpt_text(Draw(data).test, 100)
    model: Any = kit.model
    ids = kit.tokenizer.EncodeAsIds(test_text)
    context = model.shape.positions // 2
    result = {
        "untrained GPT": gpt_bits(model, ids[:5_000], context),
        "xz": baselines.xz_bits_per_character(train_text, test_text),
        "5-gram": baselines.CharacterNGram(train_text).bits_per_character(test_text),
        "entropy of the source": entropy_bits(varied=True) * 100 / len(test_text),
    }
    if control:
        shuffled = list(kit.tokenizer.EncodeAsIds(train_text))
        random.Random(seed).shuffle(shuffled)  # noqa: S311 (no secret)
        pieces = tasks.windows(shuffled, context)
        examples = Stream(pieces, len(kit.examples), Draw(data, seed).examples)
        kit = replace(kit, examples=examples)
    train(kit, recipe, device, seed, progress)
    result["GPT"] = gpt_bits(model, ids, context)
    return kit, result


def parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
