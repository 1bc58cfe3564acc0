"""BERT: reads in both directions and answers about what it read (Devlin et al. 2019).

Three heads: a word for each token (masked language model), a label for each token (entities), a
class for the whole text or pair of texts.
"""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn

from lfai_nb.demos.flagai.layers import Output, Shape, Stack, init_weights, output

PAD = 0

Head = Literal["words", "labels", "class"]


class BertModel(nn.Module):
    def __init__(self, shape: Shape, head: Head = "words") -> None:
        super().__init__()
        self.shape = shape
        self.head = head
        self.tokens = nn.Embedding(shape.vocab, shape.width, padding_idx=PAD)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.segments = nn.Embedding(2, shape.width)
        self.stack = Stack(shape)
        self.classifier = None if head == "words" else nn.Linear(shape.width, shape.classes)
        init_weights(self)

    def forward(
        self,
        input_ids: Tensor,  # [B, T]
        segment_ids: Tensor | None = None,  # [B, T]: 0 for the first text, 1 for the second
        labels: Tensor | None = None,  # [B, T], or [B] with the class head
    ) -> Output:
        place = torch.arange(input_ids.shape[1], device=input_ids.device)
        segment_ids = torch.zeros_like(input_ids) if segment_ids is None else segment_ids
        x = self.tokens(input_ids) + self.places(place) + self.segments(segment_ids)  # [B, T, C]
        hidden = self.stack(x, mask=(input_ids != PAD)[:, None, None])  # nobody looks at padding
        if self.classifier is None:
            logits = hidden @ self.tokens.weight.T  # [B, T, V]
        elif self.head == "labels":
            logits = self.classifier(hidden)  # [B, T, classes]
        else:
            logits = self.classifier(hidden[:, 0])  # [B, classes], read off at [CLS]
        return output(hidden, logits, labels)


def pair_ids(
    texts: Sequence[Sequence[int]], cls: int, sep: int, longest: int
) -> tuple[list[int], list[int]]:
    """`[CLS] first [SEP] second [SEP]` with its segments; the longer text is cut until all fits."""
    parts = [list(text) for text in texts]
    while 1 + sum(len(part) + 1 for part in parts) > longest:
        max(parts, key=len).pop()
    ids, segments = [cls], [0]
    for segment, part in enumerate(parts):
        ids += [*part, sep]
        segments += [segment] * (len(part) + 1)
    return ids, segments


def best_path(scores: Tensor, allowed: Tensor) -> list[int]:
    """Viterbi: the best sequence of labels in which every step is allowed.

    scores [T, classes]; allowed [classes + 1, classes] says which label may follow which; its last
    row is the start.
    """
    forbidden = torch.zeros(allowed.shape).masked_fill(~allowed, -torch.inf)
    total = scores[0] + forbidden[-1]  # [classes]: the best path that ends in each label
    back: list[list[int]] = []
    for score in scores[1:]:
        best = (total[:, None] + forbidden[:-1]).max(dim=0)
        back.append(best.indices.tolist())
        total = best.values + score
    path = [int(total.argmax())]
    for pointers in reversed(back):
        path.append(pointers[path[-1]])
    return path[::-1]


def bio_allowed(labels: Sequence[str]) -> Tensor:
    """I-X may follow only B-X or I-X: `allowed` for `best_path`."""
    before = [*labels, "O"]  # the start is like the outside of an entity
    return torch.tensor(
        [
            [not b.startswith("I-") or (a[:2] in ("B-", "I-") and a[2:] == b[2:]) for b in labels]
            for a in before
        ]
    )
