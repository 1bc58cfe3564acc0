"""Whatever once broke a reader of outside data, and a minute of new inputs: see `tests.fuzz`."""

import os
import random

import pytest

from tests.fuzz import CORPUS, FEWEST, TARGETS, changed, corpus, fault, fuzz

#: Of all readers together: a minute.
SECONDS = float(os.environ.get("LFAI_NB_FUZZ_SECONDS", "60"))


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_is_read_or_refused_in_a_sentence(name: str) -> None:
    inputs = corpus(name)
    assert len(inputs) >= 3
    assert {data[:80]: wrong for data in inputs if (wrong := fault(TARGETS[name], data))} == {}


@pytest.mark.parametrize("name", TARGETS)
def test_nor_does_an_input_that_is_near_it_break_a_reader(name: str) -> None:
    count, faults = fuzz(name, SECONDS / len(TARGETS), seed=2026)
    assert faults == {}
    assert count >= FEWEST


def test_each_folder_of_the_corpus_has_its_reader() -> None:
    pytest.importorskip("safetensors", reason="some readers are those of the demos")
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)


def test_the_same_seed_changes_alike_and_something() -> None:
    made = [changed(b"stars = 812", [b"x"], random.Random(n)) for n in range(50)]
    assert made == [changed(b"stars = 812", [b"x"], random.Random(n)) for n in range(50)]
    assert len(set(made)) > 40


def test_a_fault_and_a_slow_reader_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import fuzz as module

    def breaks(data: bytes) -> object:
        raise KeyError("step")

    assert fault(module.Target(breaks), b"") == "KeyError: 'step'"
    monkeypatch.setattr(module, "SLOW", -1)
    assert fault(module.Target(len), b"abc").startswith("took 0.0 s")
