"""The recipes behind `AutoLoader`: how each model is built, and what it is trained on.

FlagAI's AutoLoader downloads weights that someone trained on terabytes. A recipe trains a small
model in seconds instead; everything else is the same from there on.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import Tensor, nn

from lfai_nb.demos.flagai import tasks
from lfai_nb.demos.flagai.bert import BertModel, Head
from lfai_nb.demos.flagai.blanks import make_blank
from lfai_nb.demos.flagai.corpus import all_words, make_news
from lfai_nb.demos.flagai.glm import GLMModel, collate_blanks
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import Shape
from lfai_nb.demos.flagai.t5 import T5Model
from lfai_nb.demos.flagai.tasks import Draw, Examples, Stream
from lfai_nb.demos.flagai.tokenizer import Tokenizer, characters_of


@dataclass(frozen=True)
class Kit:
    """A fresh model with all it needs to be trained."""

    model: nn.Module
    tokenizer: Tokenizer
    examples: Examples
    collate: Callable[[list[Any]], dict[str, Tensor]]


@dataclass(frozen=True)
class Recipe:
    """`build(size, draw)` makes a `Kit` with that many examples."""

    build: Callable[[int, Draw], Kit]
    steps: int
    batch_size: int = 32
    lr: float = 2e-3


FIRST = Draw()


def word_tokenizer() -> Tokenizer:
    return Tokenizer(all_words())


def glm_infilling(size: int, draw: Draw = FIRST) -> Kit:
    tokenizer = word_tokenizer()
    news = make_news(12_000, draw.train)
    return Kit(
        GLMModel(Shape(tokenizer.num_tokens, positions=64)),
        tokenizer,
        Stream(lambda rng: tasks.blank_of(rng.choice(news), tokenizer, rng), size, draw.examples),
        collate_blanks,
    )


def glm_titles(size: int, draw: Draw = FIRST) -> Kit:
    """The title is one long blank, `[gMASK]`, after the text."""
    tokenizer = word_tokenizer()
    command = tokenizer.get_command_id

    def make(rng: random.Random) -> Any:
        text, title = (tokenizer.EncodeAsIds(part) for part in tasks.title_pair(rng))
        tokens = [command("cls"), *text, *title]
        span = (len(tokens) - len(title), len(tokens))
        return make_blank(tokens, [span], command("gMASK"), command("sop"), command("eop"))

    model = GLMModel(Shape(tokenizer.num_tokens, positions=64))
    return Kit(model, tokenizer, Stream(make, size, draw.examples), collate_blanks)


def t5_titles(size: int, draw: Draw = FIRST) -> Kit:
    tokenizer = word_tokenizer()
    model = T5Model(Shape(tokenizer.num_tokens, positions=64))
    pairs = Stream(tasks.title_pair, size, draw.examples)
    return Kit(model, tokenizer, pairs, tasks.collate_pairs(tokenizer))


def t5_corruption(size: int, draw: Draw = FIRST) -> Kit:
    infilling = glm_infilling(size, draw)
    model = T5Model(Shape(infilling.tokenizer.num_tokens, positions=64))
    return Kit(model, infilling.tokenizer, infilling.examples, tasks.collate_corruption)


def bert(size: int, draw: Draw = FIRST, *, task: str) -> Kit:
    """BERT reads a text, or a pair, and gives it a class."""
    tokenizer = word_tokenizer()
    head: Head = "class"
    shape = Shape(tokenizer.num_tokens, classes=len(tasks.CLASSES[task]))
    examples = Stream(tasks.LABELLED[task], size, draw.examples)
    return Kit(BertModel(shape, head), tokenizer, examples, tasks.collate_classes(tokenizer))


def bert_entities(size: int, draw: Draw = FIRST) -> Kit:
    tokenizer = Tokenizer(all_words(tasks.NER_NAMES))
    shape = Shape(tokenizer.num_tokens, classes=len(tasks.NER_LABELS))
    examples = Stream(tasks.ner_example, size, draw.examples)
    return Kit(BertModel(shape, "labels"), tokenizer, examples, tasks.collate_tags(tokenizer))


def bert_words(size: int, draw: Draw = FIRST) -> Kit:
    tokenizer = word_tokenizer()
    examples = Stream(tasks.masked_example, size, draw.examples)
    model = BertModel(Shape(tokenizer.num_tokens), "words")
    return Kit(model, tokenizer, examples, tasks.collate_masked(tokenizer))


TEXT_LENGTH = 128
"""Characters that the GPT sees at once."""


def gpt_text(seed: int, texts: int) -> str:
    return "\n".join(news.text for news in make_news(texts, seed, varied=True)) + "\n"


def gpt_characters(size: int, draw: Draw = FIRST) -> Kit:
    text = gpt_text(draw.train, 3_000)
    tokenizer = characters_of(text)
    windows = tasks.windows(tokenizer.EncodeAsIds(text), TEXT_LENGTH)
    pieces = Stream(windows, size, draw.examples)
    shape = Shape(tokenizer.num_tokens, positions=2 * TEXT_LENGTH)
    return Kit(GPTModel(shape), tokenizer, pieces, tasks.collate_windows)


ALL_TASK: dict[str, Recipe] = {
    # Copying comes late, and when depends on the seed; benchmarks/seeds.json says how often each of
    # these reaches what the notebooks claim.
    "glm_lm": Recipe(glm_infilling, steps=800),
    "glm_seq2seq": Recipe(glm_infilling, steps=800),
    "glm_title-generation": Recipe(glm_titles, steps=250, lr=3e-3),
    "gpt_lm": Recipe(gpt_characters, steps=350, batch_size=8, lr=4e-3),
    # After 700 steps it knew the form of the texts and copied next to nothing yet.
    "t5_lm": Recipe(t5_corruption, steps=2800, lr=3e-3),
    "t5_seq2seq": Recipe(t5_titles, steps=150),
    "t5_title-generation": Recipe(t5_titles, steps=150),
    "bert_masklm": Recipe(bert_words, steps=300),
    "bert_embedding": Recipe(bert_words, steps=300),
    "bert_sequence-labeling": Recipe(bert_entities, steps=200),
    "bert_ner": Recipe(bert_entities, steps=200),
    "bert_classification": Recipe(partial(bert, task="classification"), steps=80),
    "bert_area": Recipe(partial(bert, task="area"), steps=60),
    "bert_semantic-matching": Recipe(partial(bert, task="semantic-matching"), steps=350, lr=3e-3),
    "bert_qa": Recipe(partial(bert, task="qa"), steps=400),
}
"""As in FlagAI, the key is the model's family and the task."""

MODEL_DICT = {"GLM-news": "glm", "GPT-news": "gpt", "BERT-news": "bert", "T5-news": "t5"}
"""Model names and their families."""
