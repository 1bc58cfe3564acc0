"""Loading, predicting and prompting: what comes out, what is kept, and what is refused by name."""

import errno
import io
import os
import sys
from typing import ClassVar

import pytest
import torch

from lfai_nb.demos import checkpoint
from lfai_nb.demos.device import bf16_pays, pick_device
from lfai_nb.demos.errors import CheckpointError, DeviceError, StorageError
from lfai_nb.demos.flagai import recipes, tasks
from lfai_nb.demos.flagai.auto_loader import AutoLoader, UnknownName, find_recipe
from lfai_nb.demos.flagai.bert import BertModel
from lfai_nb.demos.flagai.corpus import AREAS, all_words, make_news
from lfai_nb.demos.flagai.few_shot import METHODS, balanced, few_shot, fit
from lfai_nb.demos.flagai.glm import GLMModel
from lfai_nb.demos.flagai.gpt import GPTModel
from lfai_nb.demos.flagai.layers import Shape
from lfai_nb.demos.flagai.predictor import Predictor
from lfai_nb.demos.flagai.prompting import AreaPVP, Mask, PromptSpell, label_scores
from lfai_nb.demos.flagai.t5 import T5Model
from lfai_nb.demos.flagai.tokenizer import Tokenizer, characters_of

TOKENIZER = Tokenizer(all_words())
TEXT = make_news(1, 0)[0].text


def shape(**changes):
    return Shape(**{"vocab": TOKENIZER.num_tokens, "width": 16, "positions": 64, **changes})


# --- AutoLoader ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "model"),
    [
        ("lm", "GLM-news"),
        ("seq2seq", "GLM-news"),
        ("title-generation", "GLM-news"),
        ("lm", "GPT-news"),
        ("lm", "T5-news"),
        ("title-generation", "T5-news"),
        ("seq2seq", "T5-news"),
        ("masklm", "BERT-news"),
        ("ner", "BERT-news"),
        ("sequence-labeling", "BERT-news"),
        ("classification", "BERT-news"),
        ("semantic-matching", "BERT-news"),
        ("qa", "BERT-news"),
    ],
)
def test_every_recipe_trains(task, model, tmp_path):
    """Three steps: the weights move, and stay numbers."""
    options = {"model_dir": tmp_path, "device": "cpu", "steps": 3}
    trained = AutoLoader(task, model, **options).get_model().state_dict()
    fresh = AutoLoader(task, model, load_pretrain_params=False, **options).get_model().state_dict()
    assert all(torch.isfinite(weight).all() for weight in trained.values())
    assert any(not torch.equal(trained[name], fresh[name]) for name in fresh)


def test_every_task_of_every_family_can_be_found():
    for name, recipe in recipes.ALL_TASK.items():
        family, task = name.split("_", 1)
        model = next(m for m, f in recipes.MODEL_DICT.items() if f == family)
        assert find_recipe(task, model) == (name, recipe)


def test_the_second_time_the_weights_come_from_disk(tmp_path):
    calls = []
    options = {"model_dir": tmp_path, "device": "cpu", "steps": 2}
    options["progress"] = lambda *call: calls.append(call)
    first = AutoLoader("classification", "BERT-news", **options)
    assert len(calls) == 2
    second = AutoLoader("classification", "BERT-news", **options)
    assert len(calls) == 2
    for name, weight in first.get_model().state_dict().items():
        assert torch.equal(weight, second.get_model().state_dict()[name])
    AutoLoader("classification", "BERT-news", seed=1, **options)
    assert len(calls) == 4  # another seed is another file


@pytest.mark.parametrize("terminal", [True, False])
def test_training_shows_a_bar_on_a_terminal_and_nothing_elsewhere(terminal, tmp_path, monkeypatch):
    class Stream(io.StringIO):
        def isatty(self):
            return terminal

    monkeypatch.setattr(sys, "stderr", stream := Stream())
    AutoLoader("classification", "BERT-news", model_dir=tmp_path, device="cpu", steps=2)
    assert ("bert_classification" in stream.getvalue()) == terminal


def test_a_folder_that_cannot_be_written_is_found_before_the_training(tmp_path):
    calls = []
    options = {"device": "cpu", "steps": 1, "progress": lambda *call: calls.append(call)}
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(FileExistsError, match="taken"):
        AutoLoader("classification", "BERT-news", model_dir=tmp_path / "taken", **options)
    with pytest.raises(ValueError, match="steps must be at least 1, not 0"):
        AutoLoader("classification", "BERT-news", model_dir=tmp_path, **options | {"steps": 0})
    assert calls == []


def test_a_damaged_file_is_refused_by_name(tmp_path):
    options = {"model_dir": tmp_path, "device": "cpu", "steps": 1}
    AutoLoader("classification", "BERT-news", **options)
    [path] = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(CheckpointError, match=f"{path.name} is damaged.*delete it"):
        AutoLoader("classification", "BERT-news", **options)


def test_a_single_bit_that_changed_anywhere_is_noticed(tmp_path):
    """Weights that went wrong on the disk would only be seen in worse answers."""
    path = tmp_path / "a.safetensors"
    checkpoint.save(path, {"w": torch.arange(6.0), "b": torch.ones(2, dtype=torch.int64)}, "k")
    whole = path.read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        path.write_bytes(flipped)
        with pytest.raises(CheckpointError, match=r"a\.safetensors"):
            checkpoint.load(path, key="k")


def test_a_file_for_another_model_is_refused_by_name(tmp_path):
    path = tmp_path / "a.safetensors"
    checkpoint.save(path, {"w": torch.ones(2)}, key="one")
    with pytest.raises(CheckpointError, match="holds 'one', not 'two'"):
        checkpoint.load(path, key="two")


def test_files_of_before_the_format_had_a_name_of_its_own_are_still_read(tmp_path, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(checkpoint, "FORMAT", "lfai-nb-flagai-2")
        checkpoint.save(tmp_path / "a", {"x": torch.ones(2)}, "one")
    assert "flagai" not in checkpoint.FORMAT
    tensors, _ = checkpoint.load(tmp_path / "a", "one")
    assert tensors["x"].tolist() == [1, 1]


def test_a_list_in_the_place_of_a_tensor_and_a_full_disk_are_sentences(tmp_path, monkeypatch):
    path = tmp_path / "a"
    checkpoint.save(path, {"x": torch.ones(2)}, "one")
    with pytest.raises(TypeError, match="x is a list; a checkpoint holds tensors alone"):
        checkpoint.save(path, {"x": [1, 2]}, "one")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"cannot write .*a \(0.0 MB\): No space left"):
        checkpoint.save(path, {"x": torch.zeros(2)}, "one")
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    assert checkpoint.load(path, "one")[0]["x"].tolist() == [1, 1]


def test_a_checkpoint_is_whole_or_not_there(tmp_path):
    path = tmp_path / "new" / "a.safetensors"
    checkpoint.save(path, {"w": torch.arange(3)}, key="k", step="7")
    tensors, notes = checkpoint.load(path, key="k")
    assert tensors["w"].tolist() == [0, 1, 2]
    assert notes["step"] == "7"
    assert [p.name for p in path.parent.iterdir()] == ["a.safetensors"]


def test_a_pickle_is_refused(tmp_path):
    path = tmp_path / "a.safetensors"
    torch.save({"w": torch.ones(2)}, path)
    with pytest.raises(CheckpointError, match="damaged"):
        checkpoint.load(path, key="k")


@pytest.mark.parametrize(
    ("task", "model", "says"),
    [
        (
            "lm",
            "GLM-new",
            r"no model 'GLM-new'\. Did you mean 'GLM-news'\? There are: GLM-news, GPT",
        ),
        ("clasification", "BERT-news", r"Did you mean 'classification'\? There are: masklm"),
        ("title-generation", "GPT-news", r"no task of GPT-news 'title-generation'"),
    ],
)
def test_an_unknown_name_lists_what_there_is_and_the_nearest(task, model, says):
    with pytest.raises(UnknownName, match=says):
        AutoLoader(task, model)


# --- Predictor -----------------------------------------------------------------------------------


def test_a_text_and_a_pair_get_a_class():
    predictor = Predictor(BertModel(shape(classes=3), "class"), TOKENIZER)
    assert predictor.predict_cls_classifier(TEXT) in range(3)
    assert predictor.predict_cls_classifier([TEXT, "is it ?"], maxlen=32) in range(3)
    with pytest.raises(ValueError, match="not 3"):
        predictor.predict_cls_classifier(["a", "b", "c"])


def test_an_embedding_is_one_vector_and_texts_differ():
    predictor = Predictor(BertModel(shape(), "words"), TOKENIZER)
    first, second = (predictor.predict_embedding(t) for t in (TEXT, "in march"))
    assert first.shape == (16,)
    assert not torch.allclose(first, second)


def test_only_masked_words_are_replaced():
    predictor = Predictor(BertModel(shape(), "words"), TOKENIZER)
    filled = predictor.predict_masklm("in [MASK] the result was [MASK] fast").split()
    assert [filled[i] for i in (0, 2, 3, 4, 6)] == ["in", "the", "result", "was", "fast"]


def test_entities_are_character_ranges_of_the_text():
    """A model whose scores are set by hand: the second and third words are one organisation."""

    class Fixed(BertModel):
        def forward(self, input_ids, **_):
            wanted = [0, 3, 4, 0][: input_ids.shape[1]]  # O B-ORG I-ORG O
            return {"logits": torch.eye(7)[wanted][None] * 9}

    predictor = Predictor(Fixed(shape(classes=7), "labels"), TOKENIZER)
    text = "at  kalo labs now"
    [(start, end, kind)] = predictor.predict_ner(text, tasks.NER_LABELS)
    assert (text[start : end + 1], kind) == ("kalo labs", "ORG")
    with pytest.raises(ValueError, match="7 labels, target has 2"):
        predictor.predict_ner(text, ["O", "B-ORG"])


@pytest.mark.parametrize(
    ("model", "tokenizer", "text"),
    [
        (GLMModel(shape()), TOKENIZER, "in [MASK] it was"),
        (GLMModel(shape()), TOKENIZER, "in march"),
        (T5Model(shape()), TOKENIZER, TEXT),
        (GPTModel(Shape(vocab=40, width=16, positions=32)), characters_of("in march"), "in m"),
    ],
    ids=["glm-mask", "glm-end", "t5", "gpt"],
)
def test_everyone_who_can_write_writes_with_every_rule(model, tokenizer, text):
    if isinstance(model, GPTModel):
        model = GPTModel(Shape(vocab=tokenizer.num_tokens, width=16, positions=32))
    predictor = Predictor(model, tokenizer)
    greedy = predictor.predict_generate_beamsearch(text, out_max_length=6)
    assert predictor.predict_generate_randomsample(text, out_max_length=6, top_k=1) == greedy
    assert isinstance(predictor.predict_generate_beamsearch(text, 20, 6, beam_size=3), str)
    rules = {"top_k": 5, "top_p": 0.9, "repetition_penalty": 1.2, "temperature": 0.8, "seed": 1}
    drawn = [predictor.predict_generate_randomsample(text, 20, 6, **rules) for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_writing_stops_at_the_models_last_position():
    tokenizer = characters_of("abc")
    model = GPTModel(Shape(vocab=tokenizer.num_tokens, width=16, positions=12))
    written = Predictor(model, tokenizer).predict_generate_randomsample("ab", out_max_length=99)
    assert len(tokenizer.EncodeAsTokens(written)) >= 1


def test_a_text_is_cut_to_what_may_be_read():
    """`maxlen` counts the two tokens around the text; what is cut off is not filled either."""
    predictor = Predictor(BertModel(shape(), "words"), TOKENIZER)
    assert len(predictor.predict_masklm("in [MASK] the result was fast", maxlen=5).split()) == 3
    assert predictor.predict_masklm("") == ""
    classes = Predictor(BertModel(shape(classes=3), "class"), TOKENIZER)
    assert classes.predict_cls_classifier(TEXT * 1000) in range(3)
    labels = Predictor(BertModel(shape(classes=7), "labels"), TOKENIZER)
    assert labels.predict_ner(" \n ", tasks.NER_LABELS) == []


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda p: p["words"].predict_masklm(TEXT, maxlen=1), "maxlen must be at least 2, not 1"),
        (lambda p: p["class"].predict_cls_classifier([TEXT, TEXT], maxlen=2), "at least 3, not 2"),
        (lambda p: p["labels"].predict_ner(TEXT, tasks.NER_LABELS, maxlen=0), "maxlen must be"),
        (lambda p: p["gpt"].predict_generate_beamsearch("in", out_max_length=0), "out_max_length"),
        (lambda p: p["gpt"].predict_generate_beamsearch("in", 0), "input_max_length must be"),
        (lambda p: p["t5"].predict_generate_beamsearch(TEXT, -1), "input_max_length must be"),
        (lambda p: p["t5"].predict_generate_randomsample(" "), "needs at least one token"),
        (lambda p: p["gpt"].predict_generate_beamsearch("in", beam_size=0), "beam_size must be"),
    ],
)
def test_a_number_that_leaves_nothing_to_do_is_refused_by_name(ask, says):
    models = {
        "words": BertModel(shape(), "words"),
        "class": BertModel(shape(classes=3), "class"),
        "labels": BertModel(shape(classes=7), "labels"),
        "gpt": GPTModel(shape()),
        "t5": T5Model(shape()),
    }
    with pytest.raises(ValueError, match=says):
        ask({name: Predictor(model, TOKENIZER) for name, model in models.items()})


def test_the_wrong_model_is_named():
    bert = Predictor(BertModel(shape(), "words"), TOKENIZER)
    with pytest.raises(TypeError, match="BertModel cannot write; use a GPT, a T5 or a GLM"):
        bert.predict_generate_beamsearch("in march")
    with pytest.raises(TypeError, match="head 'class', not a BertModel with head 'words'"):
        bert.predict_cls_classifier("in march")
    with pytest.raises(ValueError, match="at least one token"):
        Predictor(GPTModel(shape()), TOKENIZER).predict_generate_randomsample("")


# --- devices -------------------------------------------------------------------------------------


def test_devices():
    assert pick_device("cpu").type == "cpu"
    assert pick_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    with pytest.raises(DeviceError, match="'auto', 'cpu' or 'cuda'"):
        pick_device("tpu9")
    if not torch.cuda.is_available():
        with pytest.raises(DeviceError, match="no CUDA device"):
            pick_device("cuda")


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_half_width_arithmetic_is_not_used_where_layers_are_narrow(device):
    assert not bf16_pays(torch.device(device), 128)


# --- prompts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [0, 1, 2])
def test_a_pattern_has_one_mask_at_its_hole_and_never_says_the_answer(pattern):
    pvp = AreaPVP(TOKENIZER, pattern)
    answers = set(pvp.word_ids().tolist())
    for news in make_news(50, 3):
        prompt = pvp.encode(news)
        mask = TOKENIZER.get_command_id("MASK")
        assert prompt.tokens[prompt.hole] == mask
        assert prompt.tokens.count(mask) == 1
        assert not answers & set(prompt.tokens)
        assert [slot - prompt.hole for slot in prompt.slots] == (
            [-2, -1, 1] if pattern == 2 else []
        )


def test_the_natural_pattern_is_the_text_with_its_area_masked():
    news = make_news(1, 3)[0]
    prompt = AreaPVP(TOKENIZER, 0).encode(news)
    expected = news.text.replace(f" {news.area} project", " [MASK] project")
    assert TOKENIZER.DecodeIds(prompt.tokens) == f"[CLS] {expected}"


def test_only_shortenable_text_is_cut():
    pvp = AreaPVP(TOKENIZER, 1, max_length=20)
    prompt = pvp.encode(make_news(1, 3)[0])
    assert len(prompt.tokens) == 20
    assert TOKENIZER.DecodeIds(prompt.tokens).endswith("area : [MASK] .")
    with pytest.raises(ValueError, match="too long"):
        AreaPVP(TOKENIZER, 1, max_length=3).encode(make_news(1, 3)[0])


def test_patterns_and_verbalizers_that_cannot_work_are_refused():
    with pytest.raises(ValueError, match=r"no pattern 7; there are: \[0, 1, 2\]"):
        AreaPVP(TOKENIZER, 7)

    class TwoMasks(AreaPVP):
        def get_parts(self, example):
            return [self.mask, "a", Mask()], []

    with pytest.raises(ValueError, match="exactly one mask, not 2"):
        TwoMasks(TOKENIZER).encode(make_news(1, 3)[0])

    class Strange(AreaPVP):
        VERBALIZER: ClassVar = {"data": ["notaword"]}

    with pytest.raises(ValueError, match="one token that the model knows"):
        Strange(TOKENIZER).word_ids()
    with pytest.raises(ValueError, match="give a PromptSpell"):
        label_scores(GLMModel(shape()), AreaPVP(TOKENIZER, 2), make_news(2, 3))


@pytest.mark.parametrize("spell_func", ["none", "mlp", "lstm"])
def test_continuous_slots_learn_while_the_model_stays(spell_func):
    model = GLMModel(shape()).requires_grad_(False)
    spell = PromptSpell(3, 16, spell_func)
    scores = label_scores(model, AreaPVP(TOKENIZER, 2), make_news(4, 3), spell)
    assert scores.shape == (4, len(AREAS))
    scores.sum().backward()
    assert spell.vectors.grad.abs().sum() > 0
    assert all(p.grad is None for p in model.parameters())


def test_an_unknown_spell_function_is_refused():
    with pytest.raises(ValueError, match="'lstm', 'mlp' or 'none', not 'gru'"):
        PromptSpell(2, 16, "gru")


def test_few_examples_are_balanced_and_differ_between_draws():
    news = balanced(25, draw=0)
    assert sorted(n.area for n in news) == sorted(list(AREAS) * 5)
    assert news != balanced(25, draw=1)
    assert not set(news) & set(make_news(300, tasks.TEST))


def test_every_method_fits_on_its_own_copy():
    """The model that is lent stays as it was, and what is fitted changes its scores."""
    model = GLMModel(shape())
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    news = balanced(5, 0)
    for name, method in METHODS.items():
        learner = method(model, TOKENIZER)
        with torch.no_grad():
            start = learner.scores(news)
        fit(learner, news, seed=0, steps=2)
        assert not torch.equal(learner.scores(news), start), name
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())


def test_the_control_has_the_same_texts_and_learns_other_labels():
    model, news = GLMModel(shape()), balanced(50, 0)
    scores = []
    for control in (False, True):
        torch.manual_seed(0)
        learner = METHODS["head on pre-trained"](model, TOKENIZER)
        fit(learner, news, seed=0, steps=2, control=control)
        scores.append(learner.scores(news[:5]))
    assert not torch.allclose(*scores)


def test_few_shot_fills_the_whole_table():
    results = few_shot(GLMModel(shape()), TOKENIZER, sizes=(0, 5), draws=2, steps=1, test_size=20)
    assert set(results) == set(METHODS)
    assert all(len(by[size]) == 2 for by in results.values() for size in (0, 5))
    assert all(0 <= a <= 1 for by in results.values() for accs in by.values() for a in accs)
