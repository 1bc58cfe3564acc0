"""The four models: who may look at what, and that a cache changes nothing but the speed."""

import pytest
import torch

from lfai_nb.demos.flagai.bert import BertModel, best_path, bio_allowed, pair_ids
from lfai_nb.demos.flagai.blanks import make_blank
from lfai_nb.demos.flagai.decoding import Session, greedy
from lfai_nb.demos.flagai.glm import GLMModel, collate_blanks, prefix_mask
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import Cache, Shape
from lfai_nb.demos.flagai.t5 import T5Model

SMALL = Shape(vocab=30, width=16, layers=2, heads=2, positions=100)


def gpt_session():
    return GPTModel(SMALL).start([[1, 2, 3], [4, 5, 6]])


def glm_session():
    return GLMModel(SMALL).start([[1, 9, 2, 3, 8], [7, 4, 9]], holes=[1, 2], sop=5)


def t5_session():
    return T5Model(SMALL).start([[7, 8, 9, 10], [11, 12]], sop=5)


def written(session: Session, steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and tokens of a greedy writing."""
    feed, logits, tokens = session.first, [], []
    with torch.inference_mode():
        for _ in range(steps):
            logits.append(session.step(feed))
            feed = logits[-1].argmax(dim=1, keepdim=True)
            tokens.append(feed)
    return torch.stack(logits), torch.cat(tokens, dim=1)


@pytest.mark.parametrize("make", [gpt_session, glm_session, t5_session])
def test_with_and_without_a_cache_the_same_tokens_come_out(make):
    """70 steps: beyond the cache's first room of 64, so that growing it is tried too."""
    torch.manual_seed(3)
    cached = make()
    plain = Session(cached.model, cached.context, cached.first, use_cache=False)
    logits, tokens = written(cached, 70)
    other_logits, other_tokens = written(plain, 70)
    assert torch.equal(tokens, other_tokens)
    assert torch.allclose(logits, other_logits, atol=1e-4)
    assert cached.caches
    assert plain.caches is None


def test_writing_leaves_the_process_as_it_was():
    """oneDNN is off only while one token goes through the blocks, also if that fails."""
    assert torch.backends.mkldnn.enabled
    session = gpt_session()
    written(session, 3)
    assert torch.backends.mkldnn.enabled
    with pytest.raises(RuntimeError):
        session.model.stack(torch.zeros(2, 1, 5), session.caches)  # 5 is not the width
    assert torch.backends.mkldnn.enabled


@pytest.mark.parametrize("make", [gpt_session, glm_session, t5_session])
def test_rows_can_be_reordered_and_repeated_as_beam_search_does(make):
    session = make()
    first = session.step(session.first)
    session.take(torch.tensor([1, 0, 1]))
    feed = torch.tensor([[7], [7], [7]])
    after = session.step(feed)
    assert torch.allclose(after[0], after[2], atol=1e-6)
    straight = make_again(make, session)
    straight.step(straight.first)
    expected = straight.step(feed[:2])
    assert torch.allclose(after[:2].flip(0), expected, atol=1e-5)
    assert first.shape == (2, SMALL.vocab)


def make_again(make, session):
    """A second session of the very same model."""
    torch.manual_seed(0)
    again = make()
    again.model.load_state_dict(session.model.state_dict())
    if make is t5_session:  # its context holds what the encoder made
        again = again.model.start([[7, 8, 9, 10], [11, 12]], sop=5)
    return again


def test_a_gpt_cannot_see_the_future():
    model = GPTModel(SMALL)
    ids = torch.randint(30, (1, 10))
    changed = ids.clone()
    changed[0, 6] = (changed[0, 6] + 1) % 30
    a, b = model(ids)["logits"], model(changed)["logits"]
    assert torch.allclose(a[0, :6], b[0, :6])
    assert not torch.allclose(a[0, 6:], b[0, 6:])


def test_glm_sees_all_of_part_a_and_only_the_past_of_part_b():
    mask = prefix_mask(torch.tensor([2]), 4)[0].int().tolist()
    assert mask == [[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]


def test_glm_padding_changes_no_loss():
    """A short blank alone, and the same beside a longer one."""
    model = GLMModel(SMALL)
    short = make_blank([1, 10, 11, 12], [(1, 2)], 9, 5, 6)
    long = make_blank([1, 10, 11, 12, 13, 14, 15, 16], [(2, 4), (6, 7)], 9, 5, 6)
    alone = model(**collate_blanks([short]))["logits"][0]
    beside = model(**collate_blanks([short, long]))["logits"][0, : len(short.tokens)]
    assert torch.allclose(alone, beside, atol=1e-5)


def test_a_glm_that_is_asked_at_one_place_says_what_it_says_there_among_all_others():
    """The last block then works out one place; what is learned from it is the same, too."""
    model = GLMModel(SMALL)
    first = make_blank([1, 10, 11, 12], [(1, 2)], 9, 5, 6)
    second = make_blank([1, 10, 11, 12, 13, 14], [(2, 4)], 9, 5, 6)
    batch = collate_blanks([first, second])
    del batch["labels"]
    gradients = []
    for place in (None, batch["sep"]):
        hidden = model(**batch, place=place)["hidden_states"]
        answer = hidden[:, 0] if place is not None else hidden[[0, 1], batch["sep"]]
        model.zero_grad()
        answer.pow(2).sum().backward()
        gradients.append([answer, *(p.grad for p in model.parameters())])
    for all_places, one_place in zip(*gradients, strict=True):
        assert torch.allclose(all_places, one_place, atol=1e-5)


def test_glm_fills_texts_of_different_length_as_if_each_were_alone():
    model = GLMModel(SMALL)
    texts, holes = [[1, 9, 2, 3, 8], [7, 4, 9]], [1, 2]
    together = greedy(model.start(texts, holes, 5), 6, end=6)
    alone = [
        greedy(model.start([t], [h], 5), 6, end=6)[0] for t, h in zip(texts, holes, strict=True)
    ]
    assert together == alone


def test_glm_training_and_writing_agree_on_what_comes_next():
    """Part B fed at once (training) gives the logits that writing gives token by token."""
    model = GLMModel(SMALL)
    blank = make_blank([1, 10, 11, 12, 13], [(2, 4)], 9, 5, 6)
    trained = model(**collate_blanks([blank]))["logits"][0, blank.sep :]
    session = model.start([blank.tokens[: blank.sep]], [2], 5)
    steps = [session.step(torch.tensor([[token]])) for token in blank.tokens[blank.sep :]]
    assert torch.allclose(trained, torch.cat(steps), atol=1e-5)


def test_bert_does_not_look_at_padding():
    model = BertModel(SMALL)
    alone = model(torch.tensor([[5, 6, 7]]))["logits"][0]
    padded = model(torch.tensor([[5, 6, 7, 0, 0]]))["logits"][0, :3]
    assert torch.allclose(alone, padded, atol=1e-5)


def test_a_pair_is_cut_at_its_longer_text_until_it_fits():
    ids, segments = pair_ids([[10, 11], [20, 21, 22, 23]], cls=1, sep=2, longest=8)
    assert ids == [1, 10, 11, 2, 20, 21, 22, 2]
    assert segments == [0, 0, 0, 0, 1, 1, 1, 1]


def test_viterbi_finds_the_best_allowed_path():
    """Against trying every path."""
    from itertools import product

    labels = ["O", "B-A", "I-A", "B-B", "I-B"]
    allowed = bio_allowed(labels)
    for seed in range(20):
        scores = torch.randn(4, 5, generator=torch.Generator().manual_seed(seed))
        paths = [
            p
            for p in product(range(5), repeat=4)
            if all(allowed[a, b] for a, b in zip((5, *p), p, strict=False))
        ]
        best = max(paths, key=lambda p: sum(float(scores[i, c]) for i, c in enumerate(p)))
        assert best_path(scores, allowed) == list(best)


def test_an_entity_cannot_begin_inside():
    allowed = bio_allowed(["O", "B-A", "I-A", "I-B"])
    assert allowed[-1].tolist() == [True, True, False, False]  # the start
    assert allowed[1].tolist() == [True, True, True, False]  # after B-A comes no I-B


def test_a_cache_keeps_what_it_had_when_it_grows():
    cache = Cache()
    pieces = [torch.randn(2, 1, 2, n, 4) for n in (60, 30, 200)]
    for piece in pieces:
        everything = cache.append(piece)
    assert torch.equal(everything, torch.cat(pieces, dim=3))


def test_too_long_a_text_for_a_gpt_is_said_in_words():
    session = GPTModel(SMALL).start([[1] * 101])
    with pytest.raises(ValueError, match="100 positions"):
        session.step(session.first)
