"""A checkpoint whose digest is right and whose contents are not: anyone can write one.

It is refused with a sentence, and what it would have been loaded into stays as it was.
"""

import json
from functools import partial

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

from lfai_nb.demos.deeprec import Adagrad, AdamAsync, Checkpointer, EmbeddingVariable, restore
from lfai_nb.demos.deeprec.checkpoint_file import digest
from lfai_nb.demos.deeprec.errors import CheckpointError
from lfai_nb.demos.deeprec.models import DeepFM
from lfai_nb.demos.deeprec.serving import SessionGroup
from lfai_nb.demos.deeprec.serving_buffers import new_buffer

pytestmark = pytest.mark.torch
DIM = 3


def forge(path, change):
    """Let `change(tensors, header)` alter a file, and make its digest right again."""
    with safe_open(path, "pt") as file:
        header = dict(file.metadata())
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    change(tensors, header)
    header.pop("digest", None)
    save_file(tensors, path, {**header, "digest": digest(tensors, header)})


def table(optimizer=Adagrad):
    ev = EmbeddingVariable(DIM, device="cpu")
    return ev, optimizer([ev], 0.1)


def train(ev, optimizer, keys):
    ev(torch.tensor(keys)).square().sum().backward()
    optimizer.step()


def everything(ev, net):
    state = ev.state()
    arrays = [state.keys, state.freq, state.version, state.admitted, *state.columns.values()]
    return [*arrays, *net.state_dict().values()], state.scalars


def assert_as_it_was(before, ev, net):
    (arrays, scalars), (now, scalars_now) = before, everything(ev, net)
    assert scalars == scalars_now
    assert all(torch.equal(a, b) for a, b in zip(arrays, now, strict=True))


@pytest.fixture
def saved(tmp_path):
    """A full checkpoint of ten keys, a delta of five, and the files' paths."""
    ev, optimizer = table()
    saver = Checkpointer(tmp_path, {"t": ev}, nn.Linear(2, 2))
    train(ev, optimizer, list(range(10)))
    full = saver.save_full(1)
    train(ev, optimizer, list(range(8, 13)))
    return {"full": full, "delta": saver.save_delta(2)}


def put(name, make):
    def change(tensors, header):
        tensors[f"t/{name}"] = make(tensors[f"t/{name}"])

    return change


def without(name):
    return lambda tensors, header: tensors.pop(name)


def about(**values):
    def change(tensors, header):
        tables = json.loads(header["tables"])
        tables["t"] |= values
        header["tables"] = json.dumps(tables)

    return change


def with_header(name, value):
    def change(tensors, header):
        if value is None:
            del header[name]
        else:
            header[name] = value

    return change


def twice(keys):
    keys = keys.clone()
    keys[1] = keys[0]
    return keys


def first(tensor, value):
    tensor = tensor.clone()
    tensor[0] = value
    return tensor


FORGED = {
    "more admitted than rows": put("columns/value", lambda v: v[:2].clone()),
    "more rows than admitted": put("admitted", lambda a: first(a, False)),
    "a row too many": put("columns/value", lambda v: torch.cat([v, v[:1]])),
    "optimiser's rows are fewer": put("columns/accumulator", lambda v: v[:-1].clone()),
    "vectors too narrow": put("columns/value", lambda v: v[:, :1].clone()),
    "vectors too wide": put("columns/value", lambda v: torch.cat([v, v], 1)),
    "one dimension": put("columns/value", lambda v: v.reshape(-1).clone()),
    "doubles": put("columns/value", lambda v: v.double()),
    "whole numbers": put("columns/value", lambda v: v.long()),
    "column too wide": put("columns/accumulator", lambda v: torch.cat([v, v], 1)),
    "a key twice": put("keys", twice),
    "keys of 32 bits": put("keys", lambda k: k.int()),
    "keys in a square": put("keys", lambda k: k[:, None].clone()),
    "counts too few": put("freq", lambda f: f[:-1].clone()),
    "negative count": put("freq", lambda f: first(f, -5)),
    "versions too many": put("version", lambda v: torch.cat([v, v])),
    "admitted as numbers": put("admitted", lambda a: a.to(torch.uint8)),
    "no keys": without("t/keys"),
    "no counts": without("t/freq"),
    "no vectors": without("t/columns/value"),
    "no optimiser state": without("t/columns/accumulator"),
    "an odd tensor": lambda tensors, header: tensors.update({"u/keys": torch.zeros(1)}),
    "odd counters": lambda tensors, header: tensors.update({"t/counters": torch.zeros(3)}),
    "odd removals": lambda tensors, header: tensors.update({"t/removed": torch.zeros(3)}),
    "a kind that is none": with_header("kind", "half"),
    "no kind": with_header("kind", None),
    "no step": with_header("step", None),
    "another step": with_header("step", "7"),
    "a step in words": with_header("step", "two"),
    "follows nothing": with_header("follows", None),
    "no tables": with_header("tables", None),
    "tables that are no JSON": with_header("tables", "{"),
    "tables that are a list": with_header("tables", "[]"),
    "tables too deep": with_header("tables", "[" * 100_000),
    "a table that is a number": with_header("tables", '{"t": 5}'),
    "another dimension": about(dim=2),
    "no dimension": with_header("tables", '{"t": {}}'),
    "dimension in words": about(dim="three"),
    "half a dimension": about(dim=2.5),
    "a scalar that is none": about(rate="much"),
    "an infinite scalar": about(rate=float("inf")),
    "a scalar too many": about(rate=1.0),
    "another table": with_header("tables", '{"u": {"dim": 3}}'),
    "dense weights of another shape": lambda tensors, header: tensors.update(
        {"dense/weight": torch.ones(2, 3)}
    ),
    "dense weights of another type": lambda tensors, header: tensors.update(
        {"dense/bias": torch.ones(2, dtype=torch.float64)}
    ),
    "dense weights missing": without("dense/bias"),
    "dense weights too many": lambda tensors, header: tensors.update({"dense/more": torch.ones(2)}),
}


@pytest.mark.parametrize("kind", ["full", "delta"])
@pytest.mark.parametrize("what", FORGED)
def test_it_is_refused_and_changes_nothing(saved, kind, what):
    path = saved[kind]
    if kind == "full":
        saved["delta"].unlink()  # it would be the one that is refused
    forge(path, FORGED[what])
    ev, optimizer = table()
    net = nn.Linear(2, 2)
    train(ev, optimizer, [77, 78])
    before = everything(ev, net)
    with pytest.raises(CheckpointError):
        restore(path.parent, {"t": ev}, net)
    assert_as_it_was(before, ev, net)
    train(ev, optimizer, [77, 99])  # and the table goes on


def test_the_optimiser_must_be_the_one_it_was_saved_with(tmp_path):
    ev, optimizer = table(AdamAsync)
    train(ev, optimizer, [1, 2])
    path = Checkpointer(tmp_path, {"t": ev}).save_full(1)
    forge(path, with_header("tables", '{"t": {"dim": 3, "beta1_power": 0.9}}'))
    with pytest.raises(CheckpointError, match="beta2_power"):
        restore(tmp_path, {"t": table(AdamAsync)[0]})


def test_two_tables_and_the_second_is_wrong(tmp_path):
    tables = {"a": table()[0], "b": table()[0]}
    path = Checkpointer(tmp_path, tables).save_full(1)
    forge(path, lambda tensors, header: tensors.pop("b/keys"))
    fresh = {"a": table()[0], "b": table()[0]}
    fresh["a"].create(torch.tensor([5]))
    with pytest.raises(CheckpointError, match="'b'"):
        restore(tmp_path, fresh)
    assert fresh["a"].keymap.keys().tolist() == [5]


# Serving

FIELDS, KEYS = 4, 40
MODEL = partial(DeepFM, FIELDS, DIM, 1)


class Source:
    """A trainer whose vectors and weights are drawn anew for each save."""

    def __init__(self, folder, model=MODEL):
        self.ev = EmbeddingVariable(DIM, device="cpu")
        self.ev.create(torch.arange(KEYS))
        self.model = model()
        self.saver = Checkpointer(folder, {"t": self.ev}, self.model)

    def save(self, kind, step):
        torch.manual_seed(step)
        self.ev.rows.columns["value"][:KEYS] = torch.randn(KEYS, DIM)
        self.ev.mark_changed(torch.arange(KEYS))
        for p in self.model.parameters():
            p.data.normal_()
        return getattr(self.saver, f"save_{kind}")(step)


def impressions():
    return torch.arange(KEYS).view(-1, FIELDS), torch.ones(KEYS // FIELDS, 1)


def right_scores(source):
    ids, dense = impressions()
    source.ev.eval()
    with torch.inference_mode():
        return torch.sigmoid(source.model(source.ev(ids), dense))


def test_a_refused_full_checkpoint_leaves_nothing_that_is_served_later(tmp_path):
    """The table of another model's checkpoint, loaded before its weights were refused."""
    source = Source(tmp_path)
    source.save("full", 1)
    foreign = Source(tmp_path / "foreign", partial(DeepFM, FIELDS, DIM, 1, (8,)))
    buffer = new_buffer(MODEL, DIM, 100)
    buffer.catch_up(tmp_path)
    before = buffer.answer(*impressions()).scores
    torch.testing.assert_close(before, right_scores(source))
    bad = tmp_path / "000000000002.full.safetensors"
    foreign.save("full", 2).rename(bad)
    with pytest.raises(CheckpointError, match="another model"):
        buffer.catch_up(tmp_path)
    assert torch.equal(buffer.answer(*impressions()).scores, before)
    assert int(buffer.step) == 1
    bad.unlink()
    source.save("delta", 3)
    buffer.catch_up(tmp_path)
    assert int(buffer.step) == 3
    torch.testing.assert_close(buffer.answer(*impressions()).scores, right_scores(source))


@pytest.mark.parametrize("what", ["vectors too narrow", "a key twice", "more admitted than rows"])
def test_a_server_refuses_what_a_trainer_refuses(tmp_path, what):
    source = Source(tmp_path)
    forge(source.save("full", 1), FORGED[what])
    buffer = new_buffer(MODEL, DIM, 100)
    with pytest.raises(CheckpointError):
        buffer.catch_up(tmp_path)
    assert len(buffer.table) == 0


def test_vectors_of_another_length_are_refused_before_the_table_is_emptied(tmp_path):
    source = Source(tmp_path)
    source.save("full", 1)
    buffer = new_buffer(MODEL, DIM, 100)
    buffer.catch_up(tmp_path)
    longer = EmbeddingVariable(DIM + 1, device="cpu")
    longer.create(torch.arange(5))
    path = Checkpointer(tmp_path / "foreign", {"t": longer}, source.model).save_full(2)
    path.rename(tmp_path / path.name)
    with pytest.raises(CheckpointError, match="4 numbers"):
        buffer.catch_up(tmp_path)
    torch.testing.assert_close(buffer.answer(*impressions()).scores, right_scores(source))


def test_a_group_serves_the_right_scores_after_a_refused_checkpoint(tmp_path):
    source = Source(tmp_path)
    source.save("full", 1)
    foreign = Source(tmp_path / "foreign", partial(DeepFM, FIELDS, DIM, 1, (8,)))
    with SessionGroup(tmp_path, MODEL, DIM, 100, sessions=1, pin=False) as group:
        bad = tmp_path / "000000000002.full.safetensors"
        foreign.save("full", 2).rename(bad)
        with pytest.raises(CheckpointError, match="another model"):
            group.update()
        torch.testing.assert_close(group.predict(*impressions()).scores, right_scores(source))
        bad.unlink()
        source.save("delta", 3)
        assert group.update() == 3
        torch.testing.assert_close(group.predict(*impressions()).scores, right_scores(source))
