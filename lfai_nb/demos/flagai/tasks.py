"""What the models learn: one stream of examples for each task, drawn from the foundation news.

A stream is a list without an end: example i is made from a random generator seeded with i, so every
process, and a run that was interrupted, sees the same example under the same number.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from lfai_nb.demos.flagai.bert import pair_ids
from lfai_nb.demos.flagai.blanks import (
    Blank,
    Span,
    long_blank,
    make_blank,
    sentence_spans,
    short_spans,
)
from lfai_nb.demos.flagai.corpus import AREAS, KNOWN, Names, News, make_names, make_news
from lfai_nb.demos.flagai.glm import pad
from lfai_nb.demos.flagai.layers import IGNORE
from lfai_nb.demos.flagai.tokenizer import Tokenizer

TRAIN, TEST = 1, 2
"""Seeds of the two splits."""


@dataclass(frozen=True)
class Draw:
    """Which of many data sets a model learns from, and in which order its examples come.

    Two runs that differ in the start alone see the same examples in the same order, and so say too
    little about the next run.
    """

    data: int = 0
    order: int = 0

    @property
    def train(self) -> int:
        return TRAIN + 10 * self.data

    @property
    def test(self) -> int:
        return TEST + 10 * self.data

    @property
    def examples(self) -> int:
        """The seed of a stream."""
        return self.train + 1000 * self.order


NER_NAMES = make_names(seed=5, surnames=True)
NEW_NAMES = make_names(seed=6, surnames=True, avoid=NER_NAMES)
"""Names for entity recognition: those seen in training, and those kept for the test."""

NER_LABELS = ["O", *(f"{b}-{kind}" for kind in ("PROJECT", "ORG", "PERSON") for b in "BI")]

Examples = Sequence[Any]


@dataclass(frozen=True)
class Stream(Sequence[Any]):
    """`size` examples, each made when it is asked for."""

    make: Callable[[random.Random], Any]
    size: int
    seed: int = TRAIN

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> Any:  # type: ignore[override]
        if not 0 <= index < self.size:
            raise IndexError(index)
        return self.make(random.Random(self.seed * 1_000_003 + index))  # noqa: S311 (no secret)


@dataclass(frozen=True)
class Labelled:
    """A text, or a pair of texts, and its class."""

    texts: tuple[str, ...]
    label: int


# --- blank infilling (GLM), span corruption (T5) -------------------------------------------------


def blank_of(news: News, tokenizer: Tokenizer, rng: random.Random) -> Blank:
    """One text with blanks of one of GLM's three kinds, in FlagAI's default shares (0.4, 0.3, 0.3).

    Before that, four in ten examples blank out names, or the words after them, instead. That is
    ours: a name can be told only by copying it from elsewhere in the text, and so small a model
    meets too few names otherwise.
    """
    command = tokenizer.get_command_id
    tokens = [command("cls"), *tokenizer.EncodeAsIds(news.text)]
    if rng.random() < 0.4:
        mask, spans = "MASK", name_spans(news, tokens, tokenizer, rng)
    elif (kind := rng.random()) < 0.4:
        mask, spans = "MASK", short_spans(len(tokens), rng)
    elif kind < 0.7:
        mask, spans = "sMASK", sentence_spans(tokens, tokenizer.EncodeAsIds(".")[0], rng)
    else:
        return long_blank(tokens, command("gMASK"), command("sop"), command("eop"), rng)
    order = rng.sample(range(len(spans)), len(spans))
    return make_blank(tokens, spans, command(mask), command("sop"), command("eop"), order)


def name_spans(
    news: News, tokens: Sequence[int], tokenizer: Tokenizer, rng: random.Random
) -> list[Span]:
    """Up to two spans of one, two or four words that begin at a name or right after it."""
    names = {i for name in news.entities for i in tokenizer.EncodeAsIds(name)}
    spans: list[Span] = []
    for start in sorted(rng.sample([i for i, t in enumerate(tokens) if t in names], 2)):
        start += rng.choice((0, 0, 1))
        end = min(start + 1 + rng.choice((0, 0, 1, 3)), len(tokens))
        if not spans or start > spans[-1][1]:
            spans.append((start, end))
    return spans


def mixed(news: Sequence[News], rng: random.Random) -> News:
    """The control for infilling: sentences of four texts in one, so that nothing can be copied."""
    return MixedNews(**{**rng.choice(news).__dict__, "others": tuple(rng.choices(news, k=4))})


@dataclass(frozen=True)
class MixedNews(News):
    others: tuple[News, ...] = ()

    @property
    def sentences(self) -> list[str]:
        return [other.sentences[i] for i, other in enumerate(self.others)]

    @property
    def entities(self) -> dict[str, str]:
        return {name: kind for other in self.others for name, kind in other.entities.items()}


# --- sequence to sequence (T5) -------------------------------------------------------------------


def collate_pairs(tokenizer: Tokenizer) -> Callable[[list[tuple[str, str]]], dict[str, Tensor]]:
    """(text to read, text to write) pairs as a batch for `T5Model.forward`."""
    sop, eop = tokenizer.get_command_id("sop"), tokenizer.get_command_id("eop")

    def collate(pairs: list[tuple[str, str]]) -> dict[str, Tensor]:
        written = [tokenizer.EncodeAsIds(target) for _, target in pairs]
        return {
            "input_ids": pad([tokenizer.EncodeAsIds(source) for source, _ in pairs], 0),
            "decoder_input_ids": pad([[sop, *ids] for ids in written], 0),
            "labels": pad([[*ids, eop] for ids in written], IGNORE),
        }

    return collate


def collate_corruption(blanks: list[Blank]) -> dict[str, Tensor]:
    """T5's span corruption from GLM's blanks: part A is read, part B is written.

    Without the `[CLS]` that a GLM begins with: `Predictor` gives a T5 none.
    """
    return {
        "input_ids": pad([b.tokens[1 : b.sep] for b in blanks], 0),
        "decoder_input_ids": pad([b.tokens[b.sep :] for b in blanks], 0),
        "labels": pad([b.labels[b.sep :] for b in blanks], IGNORE),
    }


def title_pair(rng: random.Random, names: Names = KNOWN) -> tuple[str, str]:
    [news] = make_news(1, rng.randrange(2**32), names)
    return news.text, news.title


# --- classes: one text or a pair -----------------------------------------------------------------


def praise_example(rng: random.Random) -> Labelled:
    """Is it praised? "really slow" and "hardly fast" are not: no single word decides."""
    [news] = make_news(1, rng.randrange(2**32), varied=True)
    return Labelled((" ".join(news.sentences[2:]),), int(news.praised))


def area_example(rng: random.Random) -> Labelled:
    """Which area? The word itself is taken out; what the project does tells it."""
    [news] = make_news(1, rng.randrange(2**32))
    return Labelled((news.text_without_area,), list(AREAS).index(news.area))


def question_example(rng: random.Random, names: Names = KNOWN) -> Labelled:
    """A yes/no question about the area of a text that does not say it."""
    [news] = make_news(1, rng.randrange(2**32), names, varied=True)
    yes = rng.random() < 0.5
    area = news.area if yes else rng.choice([area for area in AREAS if area != news.area])
    text = " . ".join(news.text_without_area.split(" . ")[:2]) + " ."
    return Labelled((f"is {news.project} a {area} project ?", text), int(yes))


def matching_example(rng: random.Random) -> Labelled:
    """Do two sentences report the same event? The month is no matter, and differs half the time,
    so that counting common words does not tell."""
    [first] = make_news(1, rng.randrange(2**32))
    same = rng.random() < 0.5
    second = first if same else first.with_other("event", rng)
    second = second if rng.random() < 0.5 else second.with_other("month", rng)
    second = replace(second, forms=(rng.choice((1, 2)), 0, 0, 0))
    return Labelled((first.sentences[0], second.sentences[0]), int(same))


CLASSES = {
    "classification": ["critical", "praise"],
    "area": list(AREAS),
    "qa": ["no", "yes"],
    "semantic-matching": ["different", "same"],
}

LABELLED: dict[str, Callable[[random.Random], Labelled]] = {
    "classification": praise_example,
    "area": area_example,
    "qa": question_example,
    "semantic-matching": matching_example,
}


def collate_classes(tokenizer: Tokenizer, longest: int = 128) -> Callable[..., dict[str, Tensor]]:
    """Labelled texts as a batch for `BertModel.forward`."""
    cls, sep = tokenizer.get_command_id("cls"), tokenizer.get_command_id("sep")

    def collate(examples: list[Labelled]) -> dict[str, Tensor]:
        pairs = [
            pair_ids([tokenizer.EncodeAsIds(t) for t in e.texts], cls, sep, longest)
            for e in examples
        ]
        return {
            "input_ids": pad([ids for ids, _ in pairs], 0),
            "segment_ids": pad([segments for _, segments in pairs], 0),
            "labels": torch.tensor([e.label for e in examples]),
        }

    return collate


# --- a label or a word for each token ------------------------------------------------------------


@dataclass(frozen=True)
class Tagged:
    """Words and, for each, its entity label."""

    words: list[str]
    labels: list[str]


def tagged_of(news: News, sentences: Sequence[int] = range(4)) -> Tagged:
    words = [word for i in sentences for word in news.sentences[i].split()]
    labels = ["O"] * len(words)
    for name, kind in news.entities.items():
        parts = name.split()
        for i in range(len(words) - len(parts) + 1):
            if words[i : i + len(parts)] == parts:
                labels[i : i + len(parts)] = [f"B-{kind}"] + [f"I-{kind}"] * (len(parts) - 1)
    return Tagged(words, labels)


def ner_example(rng: random.Random, names: Names = NER_NAMES, hide: float = 0.7) -> Tagged:
    """Most names are hidden as unknown words, so that the model must learn from context."""
    [news] = make_news(1, rng.randrange(2**32), names, varied=True)
    tagged = tagged_of(news, sentences=(0, 2))
    hidden = {name for name in news.entities if rng.random() < hide}
    unknown = {word for name in hidden for word in name.split()}
    return Tagged([f"[{w}]" if w in unknown else w for w in tagged.words], tagged.labels)


def collate_tags(tokenizer: Tokenizer) -> Callable[[list[Tagged]], dict[str, Tensor]]:
    def collate(examples: list[Tagged]) -> dict[str, Tensor]:
        number = {label: i for i, label in enumerate(NER_LABELS)}
        return {
            "input_ids": pad([tokenizer.EncodeAsIds(" ".join(e.words)) for e in examples], 0),
            "labels": pad([[number[label] for label in e.labels] for e in examples], IGNORE),
        }

    return collate


def masked_example(rng: random.Random) -> str:
    [news] = make_news(1, rng.randrange(2**32))
    return news.text


def collate_masked(tokenizer: Tokenizer, share: float = 0.15) -> Callable[..., dict[str, Tensor]]:
    """BERT's masked words: each text's own mask, drawn from its own words."""
    cls, mask = tokenizer.get_command_id("cls"), tokenizer.get_command_id("MASK")

    def collate(texts: list[str]) -> dict[str, Tensor]:
        inputs, labels = [], []
        for text in texts:
            ids = [cls, *tokenizer.EncodeAsIds(text)]
            rng = random.Random(text)  # noqa: S311 (no secret)
            hidden = {i for i in range(1, len(ids)) if rng.random() < share} or {1}
            inputs.append([mask if i in hidden else t for i, t in enumerate(ids)])
            labels.append([t if i in hidden else IGNORE for i, t in enumerate(ids)])
        return {"input_ids": pad(inputs, 0), "labels": pad(labels, IGNORE)}

    return collate


# --- next characters (GPT) -----------------------------------------------------------------------


def windows(ids: Sequence[int], length: int) -> Callable[[random.Random], list[int]]:
    """Random pieces of one long text, one token longer than what the model reads."""

    def make(rng: random.Random) -> list[int]:
        start = rng.randrange(len(ids) - length)
        return list(ids[start : start + length + 1])

    return make


def collate_windows(pieces: list[list[int]]) -> dict[str, Tensor]:
    ids = torch.tensor(pieces)
    return {"input_ids": ids[:, :-1], "labels": ids[:, 1:]}


def with_shuffled_labels(
    make: Callable[[random.Random], Labelled], classes: int
) -> Callable[[random.Random], Labelled]:
    """The control for classes: the same texts with labels that mean nothing."""

    def shuffled(rng: random.Random) -> Labelled:
        return Labelled(make(rng).texts, rng.randrange(classes))

    return shuffled
