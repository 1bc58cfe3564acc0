"""Training: the same in one process and in many, whole and in pieces; and what it refuses."""

import importlib.util
import json
from pathlib import Path

import pytest
import torch

from lfai_nb.demos import checkpoint, workers
from lfai_nb.demos.errors import CheckpointError
from lfai_nb.demos.flagai import tasks
from lfai_nb.demos.flagai.bert import BertModel
from lfai_nb.demos.flagai.layers import Shape
from lfai_nb.demos.flagai.metrics import accuracy
from lfai_nb.demos.flagai.plan import Plan, schedule
from lfai_nb.demos.flagai.tasks import Labelled, Stream
from lfai_nb.demos.flagai.trainer import EnvTypeError, Trainer
from tests.demos.linger import LINGERING, watched
from tests.demos.waiting import PATIENCE

WORKER = Path(__file__).with_name("ddp_worker.py")
_spec = importlib.util.spec_from_file_location("ddp_worker", WORKER)
worker = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(worker)


WHAT = ("losses", "resumed", "sharded", "sharded, resumed", "tensor_parallel")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """What each of two processes found, by what they did; and who listened meanwhile."""
    folder = tmp_path_factory.mktemp("two")
    with watched(folder) as watch:
        workers.run([*LINGERING, str(WORKER), str(folder), *WHAT], processes=2, limit=PATIENCE)
    runs = {
        what: [json.loads((folder / f"{what}.{rank}.json").read_text()) for rank in (0, 1)]
        for what in WHAT
    }
    return runs, watch


@pytest.fixture(scope="module")
def whole():
    """The loss curve of one process that sees 16 texts a step at once."""
    return worker.losses("pytorch", 16)


def test_nobody_beyond_this_machine_can_reach_processes_that_train_together(two):
    _, watch = two
    assert watch.seen, "they talk over loopback, so the watch must have seen them"
    assert not watch.beyond


def test_two_processes_give_the_loss_curve_of_one(two, whole):
    """16 texts a step: at once, in 4 micro-batches, and in 2 processes with 2 each."""
    runs, _ = two
    in_pieces = worker.losses("pytorch", 4, accumulate=4)
    first, second = runs["losses"]
    assert first == second
    assert len(whole) == 6
    assert whole[-1] < whole[0]
    assert in_pieces == pytest.approx(whole, abs=1e-5)
    assert first == pytest.approx(whole, abs=1e-5)
    # Two processes that stop and go on are not only near, but the same.
    assert runs["resumed"] == [first, second]


def test_weights_that_are_cut_over_two_processes_train_as_whole_ones(two, whole):
    """FSDP2: the loss curve of one process; stopped and gone on with, the same again."""
    runs, _ = two
    first, second = runs["sharded"]
    assert first == second
    assert first == pytest.approx(whole, abs=1e-5)
    assert runs["sharded, resumed"] == [first, second]


def test_cut_layers_equal_the_dense_pair_and_hold_half_the_weights(two):
    runs, _ = two
    for process in runs["tensor_parallel"]:
        differences = {name: value for name, value in process.items() if "share" not in name}
        assert process["share of weights"] == 0.5
        assert len(differences) == 6
        assert max(differences.values()) < 1e-4, process


def tiny(steps=8, **options):
    """A small BERT that tells which of two words a text has."""
    torch.manual_seed(0)
    model = BertModel(Shape(vocab=12, width=16, layers=1, heads=2, positions=8), "class")
    examples = Stream(
        lambda rng: (n := rng.randrange(2), [1, 8 + n, rng.randrange(4, 8)]), 8 * steps
    )

    def collate(rows):
        return {
            "input_ids": torch.tensor([ids for _, ids in rows]),
            "labels": torch.tensor([label for label, _ in rows]),
        }

    trainer = Trainer(pytorch_device="cpu", batch_size=8, lr=0.01, seed=3, **options)
    return trainer, model, examples, collate


def test_stopped_and_resumed_equals_never_stopped(tmp_path):
    trainer, model, examples, collate = tiny(epochs=2)
    whole = trainer.train(model, examples, collate)
    trainer, broken, *_ = tiny(epochs=2, save_dir=tmp_path, stop_after=11)
    assert len(trainer.train(broken, examples, collate)) == 11
    trainer, resumed, *_ = tiny(epochs=2, load_dir=tmp_path)
    history = trainer.train(resumed, examples, collate)
    assert [r["loss"] for r in history] == [r["loss"] for r in whole]
    for name, weight in resumed.state_dict().items():
        assert torch.equal(weight, model.state_dict()[name]), name


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others():
    runs = []
    for seed in (3, 3, 4):
        trainer, model, examples, collate = tiny()
        trainer.seed = seed
        runs.append([r["loss"] for r in trainer.train(model, examples, collate)])
    assert runs[0] == runs[1] != runs[2]


def test_it_learns_and_measures_on_the_valid_set():
    trainer, model, examples, collate = tiny(steps=40, eval_interval=20)
    valid = Stream(examples.make, 50, seed=2)
    history = trainer.train(model, examples, collate, valid, [("accuracy", accuracy)])
    measured = [row for row in history if "accuracy" in row]
    assert [row["step"] for row in measured] == [20, 40]
    assert measured[-1]["accuracy"] == 1.0
    assert measured[-1]["valid_loss"] < measured[0]["valid_loss"]


def test_gradients_are_clipped():
    """One step of SGD-sized change is bounded by the norm, however large the loss is."""
    seen = []
    trainer, model, examples, collate = tiny(steps=1, clip_grad=1e-3)
    original = torch.nn.utils.clip_grad_norm_

    def watched(parameters, norm):
        parameters = list(parameters)
        original(parameters, norm)
        seen.append(
            float(torch.stack([p.grad.norm() for p in parameters if p.grad is not None]).norm())
        )

    torch.nn.utils.clip_grad_norm_ = watched
    try:
        trainer.train(model, examples, collate)
    finally:
        torch.nn.utils.clip_grad_norm_ = original
    assert seen[0] == pytest.approx(1e-3, rel=0.01)


def test_progress_counts_to_the_end():
    calls = []
    trainer, model, examples, collate = tiny(progress=lambda *call: calls.append(call))
    trainer.train(model, examples, collate)
    assert [done for _, done, _ in calls] == list(range(1, 9))
    assert {total for *_, total in calls} == {8}


@pytest.mark.parametrize("env_type", ["deepspeed", "deepspeed+mpu", "bmtrain"])
def test_what_is_not_here_says_what_it_would_need(env_type):
    with pytest.raises(EnvTypeError, match=r"needs .*use 'pytorch', 'pytorchDDP' or 'pyt"):
        Trainer(env_type)


def test_an_unknown_env_type_lists_those_there_are():
    with pytest.raises(EnvTypeError, match=r"unknown env_type 'ddp'.*pytorchDDP"):
        Trainer("ddp")


def test_ddp_without_a_launcher_says_how_to_start_it(monkeypatch):
    monkeypatch.delenv("RANK", raising=False)
    with pytest.raises(EnvTypeError, match="torchrun --nproc-per-node 2"):
        Trainer("pytorchDDP")


@pytest.mark.parametrize("name", ["epochs", "batch_size", "gradient_accumulation_steps"])
def test_a_number_that_leaves_nothing_to_train_is_refused_by_name(name):
    with pytest.raises(ValueError, match=f"{name} must be at least 1, not 0"):
        Trainer(**{name: 0})


def test_an_epoch_sees_each_example_once_in_a_new_order():
    plan = Plan(examples=10, step_size=2, epochs=2, seed=0)
    epochs = [[i for s in range(5 * e, 5 * e + 5) for i in plan.indices(s)] for e in (0, 1)]
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(10))
    assert epochs[0] != epochs[1]


def test_the_learning_rate_rises_then_falls_to_a_tenth():
    rates = [schedule(step, 100, 0.1) for step in range(100)]
    assert rates[:10] == [pytest.approx((i + 1) / 10) for i in range(10)]
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(0.1, abs=0.001)


def test_a_stream_gives_the_same_example_under_the_same_number():
    stream = Stream(tasks.praise_example, 10)
    assert stream[7] == Stream(tasks.praise_example, 100)[7]
    assert stream[7] != Stream(tasks.praise_example, 10, seed=2)[7]
    with pytest.raises(IndexError):
        stream[10]
    assert all(isinstance(e, Labelled) for e in stream)


def test_fewer_examples_than_processes_are_refused():
    trainer, model, _, collate = tiny()
    with pytest.raises(ValueError, match="0 examples cannot be shared by 1 process"):
        trainer.train(model, [], collate)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("examples a step", {"batch_size": 4}),
        ("lr", {"lr": 0.5}),
        ("seed", {"seed": 9}),
        ("shuffle", {"shuffle": False}),
    ],
)
def test_going_on_in_another_way_is_refused_in_a_sentence(tmp_path, name, change):
    trainer, model, examples, collate = tiny(epochs=2, save_dir=tmp_path, stop_after=3)
    trainer.train(model, examples, collate)
    trainer, other, *_ = tiny(epochs=2, load_dir=tmp_path)
    vars(trainer).update(change)
    before = weights_of(other)
    with pytest.raises(CheckpointError, match=f"was trained with {name} .*and this trainer has"):
        trainer.train(other, examples, collate)
    assert all(torch.equal(value, before[name]) for name, value in other.state_dict().items())


def test_another_programs_checkpoint_is_refused(tmp_path):
    from safetensors.torch import save_file

    path = tmp_path / "last.safetensors"
    save_file({"a": torch.zeros(1)}, path)
    trainer, model, examples, collate = tiny(load_dir=tmp_path)
    with pytest.raises(CheckpointError, match="not written by this version"):
        trainer.train(model, examples, collate)


def weights_of(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({}, "eleven"),
        ({}, "10"),
        ({"losses": None}, "11"),
        ({"random": torch.zeros(3, dtype=torch.uint8)}, "11"),
        ({"optimizer.0.exp_avg": torch.zeros(1)}, "11"),
        ({"optimizer.99.step": torch.zeros(())}, "11"),
        ({"last weight": None}, "11"),
        ({"last weight": torch.zeros(1, 1, 1)}, "11"),
    ],
)
def test_a_checkpoint_of_another_training_changes_no_weight(tmp_path, changes, step):
    trainer, model, examples, collate = tiny(epochs=2, save_dir=tmp_path, stop_after=11)
    trainer.train(model, examples, collate)
    path = tmp_path / "last.safetensors"
    tensors, _ = checkpoint.load(path, "trainer")
    last = f"model.{list(model.state_dict())[-1]}"
    changes = {last if name == "last weight" else name: v for name, v in changes.items()}
    kept = {name: value for name, value in (tensors | changes).items() if value is not None}
    checkpoint.save(path, kept, "trainer", step=step)
    trainer, other, *_ = tiny(epochs=2, load_dir=tmp_path)
    before = weights_of(other)
    with pytest.raises(CheckpointError, match="of another training"):
        trainer.train(other, examples, collate)
    assert all(torch.equal(value, before[name]) for name, value in other.state_dict().items())
