"""Each decoding rule against a slow, obvious second version."""

import math
from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.demos.flagai.decoding import (
    beam_search,
    greedy,
    keep_top_k,
    keep_top_p,
    penalize_repetition,
    random_sample,
    shape_logits,
)
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import Shape

SCORES = st.lists(st.integers(-50, 50).map(lambda n: n / 10), min_size=2, max_size=12, unique=True)
END = 0


def slow_repetition(scores, written, penalty):
    return [
        s if i not in written else s * penalty if s < 0 else s / penalty
        for i, s in enumerate(scores)
    ]


def slow_top_k(scores, k):
    kept = sorted(range(len(scores)), key=lambda i: -scores[i])[:k]
    return [s if i in kept else -math.inf for i, s in enumerate(scores)]


def slow_top_p(scores, p):
    weights = [math.exp(s) for s in scores]
    total, reached, kept = sum(weights), 0.0, set()
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        if kept and reached >= p:
            break
        kept.add(i)
        reached += weights[i] / total
    return [s if i in kept else -math.inf for i, s in enumerate(scores)]


def close(fast, slow):
    return torch.allclose(fast[0], torch.tensor(slow), atol=1e-5)


@given(SCORES, st.data(), st.sampled_from([1.0, 1.3, 2.0, 0.5]))
def test_repetition_penalty_is_flagais_rule(scores, data, penalty):
    written = data.draw(st.lists(st.integers(0, len(scores) - 1), min_size=1, max_size=5))
    fast = penalize_repetition(torch.tensor([scores]), torch.tensor([written]), penalty)
    assert close(fast, slow_repetition(scores, written, penalty))


@given(SCORES, st.integers(1, 15))
def test_top_k_keeps_the_k_best(scores, k):
    assert close(keep_top_k(torch.tensor([scores]), k), slow_top_k(scores, k))


@given(SCORES, st.sampled_from([0.0, 0.1, 0.45, 0.8, 0.93]))
def test_top_p_keeps_the_smallest_set_that_reaches_p(scores, p):
    assert close(keep_top_p(torch.tensor([scores]), p), slow_top_p(scores, p))


@given(SCORES)
def test_top_p_of_one_keeps_everything(scores):
    assert torch.equal(keep_top_p(torch.tensor([scores]), 1.0), torch.tensor([scores]))


def test_the_rules_come_in_flagais_order():
    """Repetition before temperature before top-k before top-p: another order gives another set."""
    scores, written = [2.0, 1.9, 0.5, -1.0], [0]
    slow = slow_repetition(scores, written, 2.0)
    slow = slow_top_p(slow_top_k([s / 0.5 for s in slow], 3), 0.9)
    fast = shape_logits(torch.tensor([scores]), torch.tensor([written]), 3, 0.9, 2.0, 0.5)
    assert close(fast, slow)


@pytest.mark.parametrize(
    "rule",
    [
        *({"top_k": 0}, {"top_p": 1.5}, {"temperature": 0.0}, {"repetition_penalty": 0.0}),
        *({name: math.nan} for name in ("top_p", "temperature", "repetition_penalty")),
        *({name: math.inf} for name in ("temperature", "repetition_penalty")),
    ],
)
def test_a_rule_outside_its_range_is_named(rule):
    with pytest.raises(ValueError, match=next(iter(rule))):
        shape_logits(torch.zeros(1, 5), torch.zeros(1, 1, dtype=torch.long), **rule)


def model(seed=0):
    torch.manual_seed(seed)
    made = GPTModel(Shape(vocab=6, width=16, layers=1, heads=2, positions=20))
    with torch.no_grad():
        for weight in made.parameters():
            weight.mul_(4)  # far from uniform, so that there is something to search
    return made


def log_probability(gpt, prompt, text):
    """By the plain forward pass over the whole text."""
    with torch.inference_mode():
        logp = gpt(torch.tensor([[*prompt, *text]]))["logits"][0].log_softmax(dim=-1)
    return sum(float(logp[len(prompt) + i - 1, t]) for i, t in enumerate(text))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("length_penalty", [0.0, 1.0, 2.0])
def test_a_wide_beam_finds_what_trying_every_text_finds(seed, length_penalty):
    """Every text of up to three tokens, ended or cut at the limit."""
    gpt, prompt, limit = model(seed), [1, 2], 3
    texts = [list(t) for n in range(1, limit + 1) for t in product(range(6), repeat=n)]
    legal = [t for t in texts if END not in t[:-1] and (t[-1] == END or len(t) == limit)]
    score = {tuple(t): log_probability(gpt, prompt, t) / len(t) ** length_penalty for t in legal}
    best = max(legal, key=lambda t: score[tuple(t)])
    answer = beam_search(gpt.start([prompt]), limit, END, 250, length_penalty)
    assert answer == [t for t in best if t != END]


@pytest.mark.parametrize("seed", range(4))
def test_a_beam_of_one_with_no_length_penalty_is_greedy(seed):
    gpt = model(seed)
    [expected] = greedy(gpt.start([[1, 2]]), 10, end=None)
    assert beam_search(gpt.start([[1, 2]]), 10, None, 1) == expected


@pytest.mark.parametrize("beams", [2, 4])
def test_more_beams_never_score_worse_than_greedy_here(beams):
    for seed in range(5):
        gpt, prompt = model(seed), [1, 2]
        narrow = beam_search(gpt.start([prompt]), 6, None, 1)
        more = beam_search(gpt.start([prompt]), 6, None, beams)
        assert log_probability(gpt, prompt, more) >= log_probability(gpt, prompt, narrow) - 1e-4


def test_sampling_repeats_with_a_seed_and_differs_with_another():
    gpt = GPTModel(Shape(vocab=30, width=16, layers=1, heads=2, positions=40))
    draws = [random_sample(gpt.start([[1]]), 20, None, seed) for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 100))
def test_sampling_with_top_k_of_one_is_greedy(seed):
    gpt = model(1)
    [expected] = greedy(gpt.start([[1, 2]]), 8, end=None)
    assert random_sample(gpt.start([[1, 2]]), 8, None, seed, top_k=1) == expected


def test_sampling_follows_the_probabilities():
    """First tokens of 4000 draws against the softmax, within four standard errors."""
    gpt = model(2)
    with torch.inference_mode():
        wanted = gpt(torch.tensor([[1, 2]]))["logits"][0, -1].softmax(dim=-1)
    prompts = [[1, 2]] * 4000
    logits = gpt.start(prompts).step(torch.tensor(prompts))
    shaped = shape_logits(logits, torch.tensor(prompts))
    drawn = torch.multinomial(shaped.softmax(dim=-1), 1, generator=torch.Generator().manual_seed(0))
    share = torch.bincount(drawn[:, 0], minlength=6) / 4000
    assert torch.all((share - wanted).abs() <= 4 * (wanted * (1 - wanted) / 4000).sqrt() + 1e-4)


def test_the_end_token_stops_the_writing_and_is_not_part_of_it():
    for seed in range(8):
        gpt = model(seed)
        [text] = greedy(gpt.start([[1, 2]]), 15, END)
        assert END not in text
        assert END not in random_sample(gpt.start([[1, 2]]), 15, END, seed)
