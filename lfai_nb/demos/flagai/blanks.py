"""GLM's blanks: how a text becomes part A with holes and part B with what was in them.

    >>> blank = make_blank(tokens=[10, 11, 12, 13], spans=[(1, 3)], mask=4, sop=5, eop=6)
    >>> blank.tokens, blank.labels
    ([10, 4, 13, 5, 11, 12], [-100, -100, -100, 11, 12, 6])
    >>> blank.place, blank.offset, blank.sep
    ([0, 1, 2, 1, 1, 1], [0, 0, 0, 1, 2, 3], 3)

Part A is the text with each span replaced by ONE mask token. Part B is the spans, shuffled, each
after a start-of-piece token; the model is asked for each span's tokens and an end of piece. Every
token has two positions: its place in part A (all of a span stands at its mask) and its offset
inside its span (0 in part A). So a span's length is never given away, unlike with BERT's one mask
per token.

Reference: Du et al. 2022, "GLM: General Language Model Pretraining with Autoregressive Blank
Infilling".
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from lfai_nb.demos.flagai.layers import IGNORE

Span = tuple[int, int]
"""Where a span starts and where it ends (the first token after it)."""


@dataclass(frozen=True)
class Blank:
    """One training example; all lists are of one length."""

    tokens: list[int]
    place: list[int]
    offset: list[int]
    labels: list[int]
    sep: int  # the length of part A: what everyone may look at


def make_blank(
    tokens: Sequence[int],
    spans: Sequence[Span],
    mask: int,
    sop: int,
    eop: int,
    order: Sequence[int] | None = None,
) -> Blank:
    """Cut the spans out; `order` says in which order they stand in part B (default: as given)."""
    part_a: list[int] = []
    holes: dict[Span, int] = {}
    last = 0
    for start, end in sorted(spans):
        if not last <= start < end <= len(tokens):
            raise ValueError(f"span {start}..{end} is empty, overlaps another or leaves the text")
        part_a += tokens[last:start]
        holes[start, end] = len(part_a)
        part_a.append(mask)
        last = end
    part_a += tokens[last:]

    part_b: list[int] = []
    place, offset, labels = list(range(len(part_a))), [0] * len(part_a), [IGNORE] * len(part_a)
    for i in order if order is not None else range(len(spans)):
        start, end = spans[i]
        length = end - start + 1
        part_b += [sop, *tokens[start:end]]
        labels += [*tokens[start:end], eop]
        place += [holes[start, end]] * length
        offset += range(1, length + 1)
    return Blank(part_a + part_b, place, offset, labels, len(part_a))


def short_spans(
    length: int, rng: random.Random, share: float = 0.15, mean: float = 3.0, first: int = 1
) -> list[Span]:
    """`[MASK]`: spans with Poisson lengths (mean 3), together about 15 % of the tokens."""
    lengths: list[int] = []
    while sum(lengths) < max(1, int(share * length)):
        lengths.append(_poisson_from_one(mean, rng, most=max(1, length // 4)))
    # What is not masked falls into the gaps before, between and after the spans. At least one token
    # stands between two spans, so that two masks never touch.
    free = length - first - sum(lengths) - (len(lengths) - 1)
    if free < 0:
        return [(first, min(length, first + lengths[0]))]
    gaps = sorted(rng.randrange(free + 1) for _ in lengths)
    spans, used = [], first
    for gap, span in zip(gaps, lengths, strict=True):
        start = used + gap
        spans.append((start, start + span))
        used += span + 1
    return spans


def sentence_spans(
    tokens: Sequence[int], stop: int, rng: random.Random, share: float = 0.15
) -> list[Span]:
    """`[sMASK]`: whole sentences, drawn until at least 15 % of the tokens are covered."""
    ends = [i + 1 for i, token in enumerate(tokens) if token == stop]
    sentences = list(zip([1, *ends[:-1]], ends, strict=True))
    rng.shuffle(sentences)
    chosen, covered = [], 0
    for start, end in sentences:
        chosen.append((start, end))
        covered += end - start
        if covered >= int(share * len(tokens)):
            break
    return chosen


def long_blank(
    tokens: Sequence[int], mask: int, sop: int, eop: int, rng: random.Random, least: float = 0.25
) -> Blank:
    """`[gMASK]`: one long span, from a quarter of the text up to all but two tokens.

    Half of them are the end of the text, which has no end of piece: it may go on. The others may
    stand anywhere. So does FlagAI's code; its documents say "50 to 100 %" and the end alone.
    """
    length = len(tokens)
    masked = rng.randint(max(1, int(least * length)), max(1, length - 2))
    if rng.random() < 0.5:
        whole = make_blank(tokens, [(length - masked, length)], mask, sop, eop)
        place, offset = whole.place[:-1], whole.offset[:-1]
        return Blank(whole.tokens[:-1], place, offset, whole.labels[:-1], whole.sep)
    start = rng.randint(1, length - masked)
    return make_blank(tokens, [(start, start + masked)], mask, sop, eop)


def _poisson_from_one(mean: float, rng: random.Random, most: int) -> int:
    """A Poisson draw between 1 and `most` (zeros and longer ones drawn again)."""
    while True:
        k, product = 0, rng.random()
        while product > math.exp(-mean):
            k, product = k + 1, product * rng.random()
        if 1 <= k <= most:
            return k
