"""What a model has to beat to have learned anything."""

import lzma
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from lfai_nb.demos.flagai.tasks import Labelled, Tagged


def majority(train: Sequence[int], test: Sequence[int]) -> float:
    """Accuracy of always giving the commonest class."""
    [(commonest, _)] = Counter(train).most_common(1)
    return sum(label == commonest for label in test) / len(test)


def bag_of_words(train: Sequence[Labelled], test: Sequence[Labelled], steps: int = 100) -> float:
    """Accuracy of logistic regression on which words there are: order means nothing to it."""
    words = sorted({word for e in train for text in e.texts for word in text.split()})
    column = {word: i for i, word in enumerate(words)}

    def table(examples: Sequence[Labelled]) -> tuple[Tensor, Tensor]:
        x = torch.zeros(len(examples), len(words) + 1)
        x[:, -1] = 1
        for row, example in enumerate(examples):
            for text in example.texts:
                for word in text.split():
                    x[row, column.get(word, -1)] = 1
        return x, torch.tensor([e.label for e in examples])

    x, y = table(train)
    weights = torch.zeros(x.shape[1], int(y.max()) + 1, requires_grad=True)
    optimizer = torch.optim.AdamW([weights], 0.05)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(x @ weights, y).backward()
        optimizer.step()
    x, y = table(test)
    return float(((x @ weights).argmax(dim=1) == y).float().mean())


def overlap_threshold(train: Sequence[Labelled], test: Sequence[Labelled]) -> float:
    """Accuracy of "the same if the two texts share enough words", with the best bound of the train
    set."""

    def overlap(example: Labelled) -> float:
        a, b = (set(text.split()) for text in example.texts)
        return len(a & b) / len(a | b)

    def right(examples: Sequence[Labelled], bound: float) -> float:
        return sum((overlap(e) >= bound) == bool(e.label) for e in examples) / len(examples)

    best = max((i / 50 for i in range(51)), key=lambda bound: right(train, bound))
    return right(test, best)


def gazetteer(train: Sequence[Tagged], test: Sequence[Tagged]) -> list[list[str]]:
    """Labels from a list of the names seen in training; a word that is not listed gets O."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for example in train:
        for word, label in zip(example.words, example.labels, strict=True):
            seen[word][label] += 1
    best = {word: labels.most_common(1)[0][0] for word, labels in seen.items()}
    return [[best.get(word, "O") for word in example.words] for example in test]


class CharacterNGram:
    """Interpolated Kneser-Ney over characters (Chen and Goodman 1999), discount 0.75."""

    def __init__(self, text: str, order: int = 5, discount: float = 0.75) -> None:
        self.order, self.discount = order, discount
        self.alphabet = max(len(set(text)), 2)
        # follow[n][context] counts what comes after a context of n characters: occurrences for the
        # longest, and for shorter ones in how many different longer contexts (continuations).
        self.follow: list[dict[str, Counter[str]]] = [defaultdict(Counter) for _ in range(order)]
        grams = Counter(text[i : i + order] for i in range(len(text) - order + 1))
        for n in range(order - 1, -1, -1):
            for gram, count in grams.items():
                self.follow[n][gram[:-1]][gram[-1]] += count
            grams = Counter(gram[1:] for gram in grams)
        self.total = [{c: sum(f.values()) for c, f in level.items()} for level in self.follow]

    def probability(self, context: str, character: str) -> float:
        p = 1 / (self.alphabet + 1)  # one more for characters never seen
        for n in range(self.order):
            known = self.follow[n].get(context[len(context) - n :])
            if known is None:
                break
            total = self.total[n][context[len(context) - n :]]
            left = self.discount * len(known) / total
            p = max(known[character] - self.discount, 0) / total + left * p
        return p

    def bits_per_character(self, text: str) -> float:
        start = self.order - 1
        bits = -sum(
            math.log2(self.probability(text[max(0, i - start) : i], text[i]))
            for i in range(start, len(text))
        )
        return bits / (len(text) - start)


def xz_bits_per_character(train: str, test: str) -> float:
    """What the test text adds to the compressed train text, so that xz knows as much as a model."""
    both, alone = (len(lzma.compress(text.encode(), preset=9)) for text in (train + test, train))
    return 8 * (both - alone) / len(test)
