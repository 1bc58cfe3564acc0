"""From a model's logits to text: what each step feeds, and the rules that pick the next token.

A `Session` is one text (or a batch of texts) being written. With a cache, a step costs one token;
without one, all tokens are read again at each step: slower, and the obvious way that tests compare
with.
"""

import math
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

from lfai_nb.demos.flagai.layers import OneToken


class Writer(Protocol):
    """What a model must offer to be written with; `context` holds what stays the same meanwhile."""

    def new_cache(self, context: dict[str, Tensor]) -> list[OneToken]: ...

    def decode(
        self, tokens: Tensor, past: int, context: dict[str, Tensor], caches: list[OneToken] | None
    ) -> Tensor: ...


@dataclass
class Session:
    """`first` [B, T] is what the first step must feed: a prompt, or a start token."""

    model: Writer
    context: dict[str, Tensor]
    first: Tensor
    use_cache: bool = True
    fed: list[Tensor] = field(init=False, default_factory=list)  # [B, T] of each step
    past: int = field(init=False, default=0)  # tokens fed so far
    caches: list[OneToken] | None = field(init=False, default=None)

    def step(self, tokens: Tensor) -> Tensor:
        """Feed tokens [B, T]; return the logits of what comes next [B, V]."""
        past = self.past
        self.past += tokens.shape[1]
        if not self.use_cache:
            self.fed.append(tokens)
            return self.model.decode(torch.cat(self.fed, dim=1), 0, self.context, None)[:, -1]
        if self.caches is None:
            self.caches = self.model.new_cache(self.context)
        return self.model.decode(tokens, past, self.context, self.caches)[:, -1]

    def take(self, rows: Tensor) -> None:
        """Go on with these rows of the batch, in this order."""
        self.fed = [tokens[rows] for tokens in self.fed]
        self.context = {name: value[rows] for name, value in self.context.items()}
        for cache in self.caches or []:
            cache.take(rows)


def penalize_repetition(logits: Tensor, written: Tensor, penalty: float) -> Tensor:
    """What was written becomes less likely: FlagAI's rule, a negative score times the penalty and a
    positive one divided by it. logits [B, V], written [B, T]."""
    if not 0 < penalty < math.inf:
        raise ValueError(f"repetition_penalty must be a number above 0, not {penalty}")
    score = logits.gather(1, written)
    return logits.scatter(1, written, torch.where(score < 0, score * penalty, score / penalty))


def keep_top_k(logits: Tensor, k: int) -> Tensor:
    """Only the k best remain possible (and any that equal the k-th)."""
    if k < 1:
        raise ValueError(f"top_k must be at least 1, not {k}")
    worst = logits.topk(min(k, logits.shape[-1])).values[:, -1:]
    return logits.masked_fill(logits < worst, -torch.inf)


def keep_top_p(logits: Tensor, p: float) -> Tensor:
    """Only the smallest set of best tokens whose probabilities reach p remains possible."""
    if not 0 <= p <= 1:
        raise ValueError(f"top_p must be between 0 and 1, not {p}")
    if p == 1:
        return logits
    best, order = logits.sort(descending=True, stable=True)
    probability = best.softmax(dim=-1)
    before = probability.cumsum(dim=-1) - probability
    drop = before >= p
    drop[:, 0] = False
    return logits.masked_fill(drop.scatter(1, order, drop), -torch.inf)


def shape_logits(
    logits: Tensor,
    written: Tensor,
    top_k: int = 30,
    top_p: float = 1.0,
    repetition_penalty: float = 1.0,
    temperature: float = 1.0,
) -> Tensor:
    """All rules in FlagAI's order: repetition, temperature, top-k, top-p."""
    if not 0 < temperature < math.inf:
        raise ValueError(f"temperature must be a number above 0, not {temperature}")
    logits = penalize_repetition(logits, written, repetition_penalty) / temperature
    return keep_top_p(keep_top_k(logits, top_k), top_p)


@torch.inference_mode()
def random_sample(
    session: Session, length: int, end: int | None, seed: int | None = None, **rules: float
) -> list[int]:
    """Write up to `length` tokens, each drawn from what the rules leave possible."""
    device = session.first.device
    generator = torch.Generator(device).manual_seed(seed) if seed is not None else None
    written, feed = session.first, session.first
    for _ in range(length):
        logits = shape_logits(session.step(feed).float(), written, **rules)  # type: ignore[arg-type]
        feed = torch.multinomial(logits.softmax(dim=-1), 1, generator=generator)  # [1, 1]
        if feed.item() == end:
            break
        written = torch.cat([written, feed], dim=1)
    return written[0, session.first.shape[1] :].tolist()


@torch.inference_mode()
def greedy(session: Session, length: int, end: int | None) -> list[list[int]]:
    """The likeliest token each time, for a whole batch of texts at once."""
    feed, pieces = session.first, []
    done = torch.zeros(len(feed), dtype=torch.bool, device=feed.device)
    for _ in range(length):
        feed = session.step(feed).argmax(dim=-1, keepdim=True)  # [B, 1]
        pieces.append(feed)
        if end is not None:
            done |= feed[:, 0] == end
            if done.all():
                break
    rows = torch.cat(pieces, dim=1).tolist() if pieces else [[] for _ in feed]
    return [row[: row.index(end)] if end in row else row for row in rows]


@torch.inference_mode()
def beam_search(
    session: Session, length: int, end: int | None, beams: int = 1, length_penalty: float = 1.0
) -> list[int]:
    """The text with the best score among `beams` that are followed side by side.

    Score: the sum of log-probabilities divided by length ** length_penalty, the end token counted.
    """
    if beams < 1:
        raise ValueError(f"beam_size must be at least 1, not {beams}")
    logp = session.step(session.first).float().log_softmax(dim=-1)  # [1, V]
    running: list[tuple[float, list[int]]] = [(0.0, [])]
    finished: list[tuple[float, list[int]]] = []

    def score(total: float, tokens: int) -> float:
        return total / tokens**length_penalty

    for written in range(1, length + 1):
        totals = torch.tensor([total for total, _ in running], device=logp.device)
        candidates = (totals[:, None] + logp).flatten()  # [beams · V]
        best, index = candidates.topk(min(2 * beams, len(candidates)))
        parents: list[int] = []
        chosen: list[int] = []
        following: list[tuple[float, list[int]]] = []
        for total, flat in zip(best.tolist(), index.tolist(), strict=True):
            parent, token = divmod(flat, logp.shape[1])
            if token == end:
                finished.append((score(total, written), running[parent][1]))
            elif len(following) < beams:
                following.append((total, [*running[parent][1], token]))
                parents.append(parent)
                chosen.append(token)
        running = following
        finished = sorted(finished, key=lambda f: f[0], reverse=True)[:beams]
        # Longer texts only lose probability: once enough have ended and none that runs can still
        # win at its longest, there is nothing to wait for.
        ceiling = score(running[0][0], length if length_penalty > 0 else written)
        if written == length or (len(finished) >= beams and finished[-1][0] >= ceiling):
            break
        rows = torch.tensor(parents, device=logp.device)
        session.take(rows)
        feed = torch.tensor(chosen, device=logp.device)[:, None]
        logp = session.step(feed).float().log_softmax(dim=-1)
    ended = [*finished, *((score(total, len(tokens)), tokens) for total, tokens in running)]
    return max(ended, key=lambda f: f[0])[1]
