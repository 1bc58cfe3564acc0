"""All tables in one call give what one call for each gives, bit for bit."""

import pytest
import torch

from lfai_nb.demos.deeprec import (
    Adagrad,
    AdamAsync,
    Checkpointer,
    CounterFilter,
    EmbeddingVariable,
    GlobalStepEvict,
    GroupedEmbedding,
    restore,
)
from lfai_nb.demos.deeprec.throughput import one_call_or_many

TABLES, DIM = 3, 4


def tables(backend="auto", **options):
    names = ("user", "item", "shop")
    return [
        EmbeddingVariable(DIM, name=name, device="cpu", backend=backend, **options)
        for name in names
    ]


def batches(steps=6, size=50):
    draw = torch.Generator().manual_seed(3)
    return [torch.randint(-40, 40 * (s + 1), (size, TABLES), generator=draw) for s in range(steps)]


def learn(embedding, optimizer, keys):
    vectors = embedding(keys)
    (vectors * torch.arange(vectors.numel()).view_as(vectors)).sum().backward()
    optimizer.step()
    return vectors.detach()


class OneByOne(torch.nn.Module):
    def __init__(self, parts):
        super().__init__()
        self.parts = torch.nn.ModuleList(parts)

    def forward(self, keys):
        return torch.stack([part(keys[:, t]) for t, part in enumerate(self.parts)], 1)


def same(mine, other):
    for a, b in zip(mine, other, strict=True):
        x, y = a.state(only_dirty=True), b.state(only_dirty=True)
        for name in ("keys", "freq", "version", "admitted"):
            assert torch.equal(getattr(x, name), getattr(y, name)), name
        assert all(torch.equal(x.columns[c], y.columns[c]) for c in x.columns)


@pytest.mark.parametrize("rule", [Adagrad, AdamAsync])
@pytest.mark.parametrize(
    "options",
    [{}, {"filter": CounterFilter(2)}, {"backend": "torch"}],
    ids=["one call", "a filter, so one by one", "plain torch, so one by one"],
)
def test_a_group_learns_what_its_tables_learn_one_by_one(options, rule):
    mine, other = tables(**options), tables(**options)
    grouped, single = GroupedEmbedding(mine), OneByOne(other)
    rules = rule(mine, 0.1), rule(other, 0.1)
    for keys in batches():
        assert torch.equal(learn(grouped, rules[0], keys), learn(single, rules[1], keys))
    same(mine, other)
    grouped.eval(), single.eval()
    strangers = torch.tensor([[5, 6, 7], [10**15, 8, -(10**15)]])
    known = [table.total_count() for table in mine]
    assert torch.equal(grouped(strangers), single(strangers))
    assert [table.total_count() for table in mine] == known


def test_a_group_goes_on_after_its_tables_were_saved_evicted_and_restored(tmp_path):
    mine, other = (tables(evict=GlobalStepEvict(2)) for _ in range(2))
    first, *rest = batches()
    for parts, embedding in ((mine, GroupedEmbedding(mine)), (other, OneByOne(other))):
        rule, folder = Adagrad(parts), tmp_path / type(embedding).__name__
        saver = Checkpointer(folder, {part.name: part for part in parts})
        for step, keys in enumerate([first, *rest], 1):
            learn(embedding, rule, keys)
            saver.save_full(step) if step == 1 else saver.save_delta(step)
        restore(folder, {part.name: part for part in parts}, up_to=4)
        learn(embedding, rule, first)
    same(mine, other)
    assert all(part.rows.count == part.total_count() for part in mine)


def test_keys_of_any_shape_and_a_batch_of_none():
    grouped = GroupedEmbedding(tables())
    assert grouped(torch.zeros(2, 5, TABLES, dtype=torch.int64)).shape == (2, 5, TABLES, DIM)
    assert grouped(torch.zeros(0, TABLES, dtype=torch.int64)).shape == (0, TABLES, DIM)


def test_what_is_no_group_is_refused():
    user, item, _ = tables()
    with pytest.raises(ValueError, match="at least one table"):
        GroupedEmbedding([])
    with pytest.raises(ValueError, match="a table stands twice"):
        GroupedEmbedding([user, item, user])
    with pytest.raises(ValueError, match=r"not of \[4, 8\]: make a group for each"):
        GroupedEmbedding([user, EmbeddingVariable(8, device="cpu")])
    with pytest.raises(ValueError, match="there are 2 tables, and the keys have 3 columns"):
        GroupedEmbedding([user, item])(torch.zeros(1, 3, dtype=torch.int64))


def test_both_ways_of_the_measurement_give_the_same_vectors():
    for measured in one_call_or_many((1, 3), rows=20, rounds=2):
        assert measured.same
        assert measured.one_by_one > 0 < measured.at_once
