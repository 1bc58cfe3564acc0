"""A second process brings what this one would have computed, or says what became of it."""

import os
import subprocess
import sys
from functools import partial
from typing import Any

import pytest
import torch

from lfai_nb.demos.beside import Beside
from lfai_nb.demos.flagai import experiments, few_shot
from lfai_nb.demos.flagai.glm import GLMModel
from lfai_nb.demos.workers import JobFailed
from tests.demos.waiting import PATIENCE


def test_the_same_numbers_come_from_beside_and_from_here() -> None:
    train = partial(experiments.figures, experiments.titles, "cpu", share=0.02, control=True)
    train_another = partial(experiments.figures, experiments.classes, "qa", "cpu", share=0.01)
    torch.set_num_threads(1)
    aside = Beside(train, train_another)
    here = [train(), train_another()]
    assert aside.results() == here


def test_a_model_that_is_sent_stays_as_it_is_here() -> None:
    kit, _ = experiments.built("glm_lm", "cpu", seed=0, share=0.01)
    assert isinstance(kit.model, GLMModel)
    before = {name: weight.clone() for name, weight in kit.model.state_dict().items()}
    some: dict[str, Any] = {"sizes": (5,), "draws": 1, "steps": 1, "test_size": 10}
    methods = ("PET, natural pattern", "P-tuning, model frozen")
    work = partial(few_shot.few_shot, kit.model, kit.tokenizer, methods=methods, **some)
    [aside] = Beside(work).results()
    assert list(aside) == list(methods)
    assert aside == work()
    after = kit.model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_what_goes_wrong_beside_is_raised_here() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Beside(os.getpid, partial(int, "some")).results()


def test_a_process_that_is_lost_is_told() -> None:
    with pytest.raises(JobFailed, match="ended with 3, in its work"):
        Beside(partial(os._exit, 3)).results()


KILLED = """
import time
from functools import partial
from lfai_nb.demos.beside import Beside

aside = Beside(partial(print, "begun", flush=True), partial(time.sleep, 900))
time.sleep(900)
"""


def test_it_ends_with_the_process_that_started_it() -> None:
    program = [sys.executable, "-c", KILLED]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "begun\n"
        first.kill()
        # Both can write there: it ends when neither is left.
        assert first.communicate(timeout=PATIENCE) == ("", None)
