"""The texts and what is asked about them: right by construction, and no answer given away."""

import math
import random
from collections import Counter

import pytest

from lfai_nb.demos.flagai import recipes, tasks
from lfai_nb.demos.flagai.baselines import (
    CharacterNGram,
    bag_of_words,
    gazetteer,
    majority,
    overlap_threshold,
    xz_bits_per_character,
)
from lfai_nb.demos.flagai.corpus import (
    AREAS,
    KNOWN,
    all_words,
    entropy_bits,
    make_names,
    make_news,
)
from lfai_nb.demos.flagai.metrics import entity_f1, exact_match, rouge_l
from lfai_nb.demos.flagai.predictor import Predictor
from lfai_nb.demos.flagai.tasks import Labelled, Stream, Tagged
from lfai_nb.demos.flagai.tokenizer import COMMANDS, Tokenizer, characters_of


def words() -> Tokenizer:
    return Tokenizer(all_words())


def test_a_seed_gives_the_same_texts_and_another_gives_others():
    assert make_news(5, 1) == make_news(5, 1)
    assert make_news(5, 1) != make_news(5, 2)


def test_the_two_splits_share_few_combinations():
    """Project, organisation and event together: most of the test was never seen."""
    facts = [
        {(n.project, n.org, n.event) for n in make_news(count, seed)}
        for count, seed in ((12_000, tasks.TRAIN), (1_000, tasks.TEST))
    ]
    unseen = len(facts[1] - facts[0]) / len(facts[1])
    assert 0.25 < unseen < 0.5


@pytest.mark.parametrize("varied", [False, True])
def test_every_word_of_every_text_is_in_the_vocabulary(varied):
    tokenizer = words()
    unknown = tokenizer.get_command_id("unk")
    for news in make_news(300, 3, varied=varied):
        ids = tokenizer.EncodeAsIds(f"{news.text} {news.text_without_area} {news.title}")
        assert unknown not in ids


def test_names_are_all_different_and_new_ones_are_new():
    both = " ".join(tasks.NER_NAMES.everyone + tasks.NEW_NAMES.everyone).split()
    assert len(both) == len(set(both))
    assert any(" " in name for name in tasks.NEW_NAMES.everyone)
    assert len(set(KNOWN.everyone)) == 150


def test_entropy_is_that_of_the_facts_drawn():
    """With one name of each kind, what is left is counted by hand."""
    alone = make_names(sizes=(1, 1, 1))
    stress = -(0.75 * math.log2(0.75) + 0.25 * math.log2(0.25))
    expected = math.log2(6 * 5 * 5 * 9 * 2) + stress
    assert entropy_bits(alone) == pytest.approx(expected)
    assert entropy_bits(alone, varied=True) == pytest.approx(expected + 4 * math.log2(3))


def test_the_area_is_unsaid_where_it_must_be_guessed():
    for news in make_news(200, 4, varied=True):
        assert not set(AREAS) & set(news.text_without_area.split())


def test_praise_needs_two_words():
    examples = list(Stream(tasks.praise_example, 1000))
    for example in examples:
        praise = example.texts[0].split()
        assert example.label == (("really" in praise) == ("fast" in praise))
    assert 0.6 < bag_of_words(examples[:800], examples[800:]) < 0.9


def test_a_question_is_about_the_texts_own_project_and_the_answer_is_not_in_its_words():
    examples = list(Stream(tasks.question_example, 400))
    for example in examples:
        question, text = (t.split() for t in example.texts)
        assert question[1] in text
        assert question[3] not in text
        area = next(a for a, (does, *_) in AREAS.items() if does in text)
        assert example.label == (question[3] == area)
    assert bag_of_words(examples[:300], examples[300:]) < 0.65


def test_matching_pairs_differ_in_what_happened_or_not_at_all():
    from lfai_nb.demos.flagai.corpus import EVENTS

    for example in Stream(tasks.matching_example, 200):
        events = [set(EVENTS) & set(text.split()) for text in example.texts]
        assert (events[0] == events[1]) == bool(example.label)
        assert example.texts[0] != example.texts[1]


def test_tags_mark_whole_names_with_begin_and_inside():
    [news] = make_news(1, 0, tasks.NER_NAMES)
    tagged = tasks.tagged_of(news)
    for name, kind in news.entities.items():
        parts = name.split()
        start = tagged.words.index(parts[0])
        expected = [f"B-{kind}"] + [f"I-{kind}"] * (len(parts) - 1)
        assert tagged.labels[start : start + len(parts)] == expected
    names = {word for name in news.entities for word in name.split()}
    assert all(
        (label == "O") == (word not in names)
        for word, label in zip(tagged.words, tagged.labels, strict=True)
    )


def test_hidden_names_are_unknown_words_with_their_labels_kept():
    tokenizer = Tokenizer(all_words(tasks.NER_NAMES))
    tagged = tasks.ner_example(random.Random(0), hide=1.0)
    ids = tokenizer.EncodeAsIds(" ".join(tagged.words))
    unknown = tokenizer.get_command_id("unk")
    assert [i == unknown for i in ids] == [label != "O" for label in tagged.labels]


def test_masked_words_are_some_fifteen_percent_and_only_they_are_asked():
    tokenizer = words()
    stream = Stream(tasks.masked_example, 200)
    batch = tasks.collate_masked(tokenizer)(list(stream))
    targets = batch["labels"] != tasks.IGNORE
    masked = batch["input_ids"] == tokenizer.get_command_id("MASK")
    assert (targets == masked).all()
    assert 0.13 < masked.sum() / (batch["input_ids"] != 0).sum() < 0.17


def test_mixed_texts_have_nothing_to_copy():
    rng = random.Random(0)
    news = make_news(500, 1)
    made = [tasks.mixed(news, rng) for _ in range(200)]
    twice = sum(m.others[0].project == m.others[1].project for m in made)
    assert twice <= 12  # one in sixty, by chance


def test_blanks_come_in_all_three_kinds():
    tokenizer = words()
    news = make_news(100, 1)
    stream = Stream(lambda rng: tasks.blank_of(rng.choice(news), tokenizer, rng), 300)
    seen: Counter[int] = Counter()
    for blank in stream:
        seen.update(set(blank.tokens[: blank.sep]))
    shares = [seen[tokenizer.get_command_id(m)] / 300 for m in ("MASK", "sMASK", "gMASK")]
    assert shares[0] == pytest.approx(0.64, abs=0.08)  # 0.4 names, and 0.4 of the rest
    assert shares[1] == pytest.approx(0.18, abs=0.07)
    assert shares[2] == pytest.approx(0.18, abs=0.07)


def test_ids_and_text_are_each_others_inverse():
    tokenizer = words()
    text = make_news(1, 0)[0].text
    assert tokenizer.DecodeIds(tokenizer.EncodeAsIds(text)) == text
    letters = characters_of("abc\n")
    assert letters.DecodeIds(letters.EncodeAsIds("cab\n")) == "cab\n"


def test_an_unknown_command_token_lists_those_there_are():
    with pytest.raises(KeyError, match=r"no command token 'bos'.*gMASK"):
        words().get_command_id("bos")
    assert words().num_tokens == len(COMMANDS) + len(all_words())


def test_a_token_cannot_stand_twice():
    with pytest.raises(ValueError, match="twice"):
        Tokenizer(["a", "[MASK]"])


def test_rouge_l_is_the_longest_common_subsequence():
    assert rouge_l("a b c d", "a c d e") == pytest.approx(2 * 3 / 8)
    assert rouge_l("a", "b") == 0
    assert rouge_l("", "") == 1
    assert rouge_l("", "a") == 0


def test_entity_f1_wants_place_and_kind():
    truth = [[(0, 1, "ORG"), (4, 4, "PERSON")]]
    assert entity_f1([[(0, 1, "ORG"), (4, 4, "ORG")]], truth) == pytest.approx(0.5)
    assert entity_f1([[]], truth) == 0
    assert entity_f1([[]], [[]]) == 1
    assert exact_match([[1], [2]], [[1], [3]]) == 0.5


def test_an_n_gram_gives_probabilities():
    """They sum to one over the alphabet and one more for all characters never seen."""
    model = CharacterNGram("the cat sat on the mat. " * 20, order=4)
    for context in ("the", "zzz", "", "at "):
        total = sum(model.probability(context, c) for c in "the casonm.z")
        assert total == pytest.approx(1.0)
    assert model.probability("the", " ") > 0.9


def test_an_n_gram_needs_fewer_bits_for_text_like_its_own():
    model = CharacterNGram("abcab" * 100)
    assert model.bits_per_character("abcab" * 10) < 0.5
    assert model.bits_per_character("zyxwv" * 10) >= 2


def test_xz_counts_only_what_the_test_text_adds():
    text = "".join(random.Random(0).choices("abcdefgh", k=4000))
    assert xz_bits_per_character(text, text) < 0.2
    other = "".join(random.Random(1).choices("abcdefgh", k=4000))
    assert 2.9 < xz_bits_per_character(text, other) < 4


def test_a_gazetteer_knows_only_what_it_saw():
    seen = [Tagged(["kalo", "of", "mira"], ["B-PERSON", "O", "B-ORG"])]
    test = [Tagged(["mira", "and", "tenvor"], ["B-ORG", "O", "B-ORG"])]
    assert gazetteer(seen, test) == [["B-ORG", "O", "O"]]


def test_simple_baselines():
    assert majority([1, 1, 0], [1, 0, 0, 0]) == 0.25
    pairs = [Labelled(("a b c", "a b c"), 1), Labelled(("a b c", "x y z"), 0)]
    assert overlap_threshold(pairs, pairs) == 1.0


def test_a_t5_is_trained_on_what_the_predictor_gives_it():
    """It was trained with a `[CLS]` in front, and asked without one."""
    kit = recipes.t5_corruption(4)
    blanks = [kit.examples[i] for i in range(4)]
    read = kit.collate(blanks)["input_ids"]
    predictor = Predictor(kit.model, kit.tokenizer)
    for row, blank in zip(read.tolist(), blanks, strict=True):
        text = kit.tokenizer.DecodeIds(blank.tokens[1 : blank.sep])
        assert row[: blank.sep - 1] == predictor._ids(text, 256)
