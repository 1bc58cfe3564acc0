"""Blank construction: against the real FlagAI, what the GLM paper promises, the edges."""

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.demos.flagai.blanks import long_blank, make_blank, sentence_spans, short_spans

FIXTURE = json.loads(
    (Path(__file__).parent / "fixtures" / "flagai_1.8.4_blocks.json").read_text(encoding="utf-8")
)
MASKS = {"bert": "MASK", "gap_sentence": "sMASK", "generation": "gMASK"}
IGNORE = -100


def test_the_fixture_says_which_flagai_made_it_and_covers_all_three_masks():
    assert FIXTURE["flagai"] == "1.8.4"
    assert len(FIXTURE["cases"]) >= 50
    assert {case["task"] for case in FIXTURE["cases"]} == set(MASKS)
    assert sum(len(case["spans"]) > 1 for case in FIXTURE["cases"]) >= 20


@pytest.mark.parametrize("case", FIXTURE["cases"], ids=lambda c: f"{c['task']}-{len(c['tokens'])}")
def test_blocks_equal_those_of_the_real_flagai(case):
    ids, expected = FIXTURE["command_ids"], case["expected"]
    blank = make_blank(
        case["tokens"],
        [tuple(span) for span in case["spans"]],
        ids[MASKS[case["task"]]],
        ids["sop"],
        ids["eop"],
        case["order"],
    )
    assert blank.tokens == expected["tokens"]
    assert blank.place == expected["place"]
    assert blank.offset == expected["offset"]
    assert blank.sep == expected["sep"]
    wanted = [
        target if counts else IGNORE
        for target, counts in zip(expected["targets"], expected["loss_mask"], strict=True)
    ]
    assert blank.labels == wanted


@st.composite
def texts_with_spans(draw):
    tokens = draw(st.lists(st.integers(10, 99), min_size=2, max_size=30))
    cuts = draw(st.lists(st.integers(0, len(tokens)), min_size=2, max_size=8, unique=True))
    cuts = sorted(cuts[: len(cuts) // 2 * 2])
    spans = list(zip(cuts[::2], cuts[1::2], strict=True))
    return tokens, spans, draw(st.permutations(range(len(spans))))


@given(texts_with_spans())
def test_nothing_is_lost_and_nothing_given_away(case):
    """The text can be put together again from A and B, and A shows no span's length."""
    tokens, spans, order = case
    blank = make_blank(tokens, spans, 4, 5, 6, order)
    part_a, labels = blank.tokens[: blank.sep], blank.labels[blank.sep :]
    assert part_a.count(4) == len(spans)
    assert set(blank.labels[: blank.sep]) <= {IGNORE}
    pieces, piece = [], []
    for label in labels:
        if label == 6:
            pieces.append(piece)
            piece = []
        else:
            piece.append(label)
    by_place = {spans[i]: piece for i, piece in zip(order, pieces, strict=True)}
    rest = iter(by_place[span] for span in sorted(spans))
    rebuilt = [t for a in part_a for t in (next(rest) if a == 4 else [a])]
    assert rebuilt == tokens


@pytest.mark.parametrize("spans", [[(2, 2)], [(3, 2)], [(0, 3), (2, 4)], [(4, 9)], [(-1, 2)]])
def test_impossible_spans_are_refused(spans):
    with pytest.raises(ValueError, match="span"):
        make_blank(list(range(10, 16)), spans, 4, 5, 6)


@given(st.integers(3, 200), st.integers(0, 10_000))
def test_short_spans_lie_inside_the_text_and_never_touch(length, seed):
    spans = short_spans(length, random.Random(seed))
    assert spans
    assert all(1 <= start < end <= length for start, end in spans)
    assert all(a[1] < b[0] for a, b in pairwise(spans))


def test_short_spans_cover_about_15_percent_with_a_mean_length_near_three():
    rng = random.Random(0)
    drawn = [short_spans(100, rng) for _ in range(500)]
    lengths = [end - start for spans in drawn for start, end in spans]
    assert 15 <= sum(lengths) / 500 <= 18
    assert 2.8 <= sum(lengths) / len(lengths) <= 3.4


def test_sentence_spans_are_whole_sentences_until_the_share_is_reached():
    tokens = [1, *([10] * 4 + [9]) * 8]
    spans = sentence_spans(tokens, stop=9, rng=random.Random(1))
    assert len(spans) == 2  # one has 5 of 41 tokens, which is under 15 %
    assert all(tokens[end - 1] == 9 and (start - 1) % 5 == 0 for start, end in spans)


def test_a_long_blank_is_the_end_without_an_end_of_piece_or_stands_anywhere_with_one():
    """The shares and lengths of FlagAI's `construct_blocks`: a quarter to all but two tokens."""
    rng, tokens = random.Random(2), [1, *range(100, 139)]
    drawn = [long_blank(tokens, 4, 5, 6, rng) for _ in range(600)]
    open_ended = [b for b in drawn if b.labels[-1] != 6]
    assert 240 < len(open_ended) < 360
    for blank in drawn:
        hole = blank.tokens.index(4)
        written = [label for label in blank.labels if label not in (6, IGNORE)]
        assert tokens[hole : hole + len(written)] == written
        assert 10 <= len(written) <= 38
        assert hole > 0
        assert len(blank.tokens) == len(blank.labels) == len(blank.place) == len(blank.offset)
    assert all(b.tokens[b.sep - 1] == 4 for b in open_ended)
    assert any(b.tokens[b.sep - 1] != 4 for b in drawn)
