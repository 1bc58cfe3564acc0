"""Every recipe has a figure on texts that it never saw; the table of claims is counted right."""

import json

import pytest

from benchmarks import seeds
from lfai_nb.demos.flagai import experiments
from lfai_nb.demos.flagai.held_out import MEASURES, held_out
from lfai_nb.demos.flagai.recipes import ALL_TASK
from lfai_nb.demos.flagai.tasks import Draw

#: Recipes that are another's under a second name.
SAME = {"glm_seq2seq", "t5_seq2seq", "bert_sequence-labeling"}
#: Those with an experiment of their own.
MEASURED = {"glm_lm", "gpt_lm", "t5_title-generation", "bert_ner"} | {
    f"bert_{task}" for task in ("classification", "area", "semantic-matching", "qa")
}


def test_every_recipe_has_a_held_out_figure():
    assert set(MEASURES) | MEASURED | SAME == set(ALL_TASK)


@pytest.mark.parametrize("name", MEASURES)
def test_a_share_between_nought_and_one_comes_out(name):
    _, figures = held_out(name, "cpu", share=0.001, size=4)
    assert figures
    assert all(0 <= value <= 1 for value in figures.values())


def test_data_order_and_start_are_three_things():
    """Another order has the same texts to draw from; other data have others, for the test too."""
    first, order, data = Draw(), Draw(order=1), Draw(data=1)
    assert first.train == order.train != data.train
    assert first.test == order.test != data.test
    assert len({draw.examples for draw in (first, order, data)}) == 3
    examples = [
        experiments.built("glm_lm", "cpu", seed, 0.01, data)[0].examples[0]
        for seed, data in ((0, 0), (1, 0), (0, 1))
    ]
    assert examples[0] != examples[1] != examples[2] != examples[0]


def test_the_claims_of_the_table_are_counted_from_its_runs():
    stored = json.loads(seeds.FILE.read_text(encoding="utf-8"))
    assert seeds.table(stored) == stored["claims"]
    names = {experiment.name for experiment in seeds.EXPERIMENTS}
    assert {run["experiment"] for run in stored["runs"]} <= names
