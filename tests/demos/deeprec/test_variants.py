"""Dynamic dimension, adaptive and multi-hash embeddings against dictionaries of vectors."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.demos.deeprec import Adagrad
from lfai_nb.demos.deeprec.adaptive import AdaptiveEmbedding, HashedEmbedding
from lfai_nb.demos.deeprec.dynamic import (
    CountedDynamicEmbedding,
    DynamicDimensionEmbedding,
    blocks_by_count,
)
from lfai_nb.demos.deeprec.frequency import Frequencies
from lfai_nb.demos.deeprec.multihash import MultiHashEmbedding
from lfai_nb.demos.deeprec.training import tables_of, vector_megabytes

pytestmark = pytest.mark.torch


@settings(settings.get_profile("deeprec"), max_examples=25)
@given(batches=st.lists(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 5))))
def test_frequencies_are_a_counter(batches):
    counted, plain = Frequencies(), {}
    for batch in batches:
        for key in batch:
            plain[key] = plain.get(key, 0) + 1
        keys = torch.tensor(batch, dtype=torch.int64)
        assert counted.add(keys).tolist() == [plain[key] for key in batch]
    queries = torch.arange(-2, 8)
    assert counted.of(queries).tolist() == [plain.get(k, 0) for k in queries.tolist()]


@settings(settings.get_profile("deeprec"), max_examples=25)
@given(
    rows=st.lists(st.tuples(st.integers(-3, 6), st.integers(0, 3)), min_size=1, max_size=12),
    rounds=st.integers(1, 4),
)
def test_dynamic_dimension_is_a_dictionary_of_blocks(rows, rounds):
    """Blocks below an id's number are trained, those above are zero and are not even created."""
    embedding = DynamicDimensionEmbedding(2, 3)
    optimizer = Adagrad(tables_of(embedding), 0.1, eps=0.0)
    keys = torch.tensor([k for k, _ in rows])
    blocknums = torch.tensor([b for _, b in rows])
    default, plain = embedding.blocks[0].defaults.cpu(), {}
    for _ in range(rounds):
        vectors = embedding(keys, blocknums).cpu()
        for i, (key, number) in enumerate(rows):
            for j in range(3):
                value, _ = plain.setdefault((key, j), (default[key % 4096].clone(), 0.1))
                expected = value if j < number else torch.zeros(2)
                torch.testing.assert_close(vectors[i, 2 * j : 2 * j + 2].detach(), expected)
        vectors.sum().backward()
        optimizer.step()
        for j in range(3):
            for key in {k for k, number in rows if number > j}:
                grad = float(sum(k == key and number > j for k, number in rows))
                value, accumulator = plain[key, j]
                accumulator += grad**2
                plain[key, j] = (value - 0.1 * grad / accumulator**0.5, accumulator)
    for j, block in enumerate(embedding.blocks):
        assert block.total_count() == len({k for k, number in rows if number > j})


def test_blocknums_must_fit():
    embedding = DynamicDimensionEmbedding(2, 3)
    with pytest.raises(ValueError, match=r"in 0\.\.3"):
        embedding(torch.tensor([1]), torch.tensor([4]))
    with pytest.raises(ValueError, match="shape of keys"):
        embedding(torch.tensor([1, 2]), torch.tensor([1]))


def test_one_block_for_each_threshold_that_was_reached():
    counts = torch.tensor([0, 1, 2, 4, 5, 19, 20, 80, 999])
    assert blocks_by_count(counts, (2, 5, 20, 80)).tolist() == [0, 0, 1, 1, 2, 2, 3, 4, 4]


def test_an_id_grows_with_its_count():
    embedding = CountedDynamicEmbedding(2, (1, 3))
    lengths = [int((embedding(torch.tensor([7])) != 0).sum()) for _ in range(3)]
    assert lengths == [2, 2, 4]
    with pytest.raises(ValueError, match="rise"):
        CountedDynamicEmbedding(2, (5, 3))


@settings(settings.get_profile("deeprec"), max_examples=25)
@given(batches=st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=10), max_size=6))
def test_adaptive_is_a_shared_dictionary_and_an_own_one(batches):
    """Below the limit an id reads `key mod 4`; at the limit it moves out with that vector."""
    embedding = AdaptiveEmbedding(4, 2, own_from=3)
    optimizer = Adagrad(tables_of(embedding), 0.1, eps=0.0)
    default = embedding.shared.table.defaults
    shared = {row: [default[row].clone(), 0.1] for row in range(4)}
    own, count = {}, {}
    for batch in batches:
        for key in batch:
            count[key] = count.get(key, 0) + 1
        places = []
        for key in batch:
            if count[key] >= 3:
                if key not in own:
                    own[key] = [shared[key % 4][0].clone(), 0.1]
                places.append(own[key])
            else:
                places.append(shared[key % 4])
        vectors = embedding(torch.tensor(batch))
        for vector, place in zip(vectors, places, strict=True):
            torch.testing.assert_close(vector.detach(), place[0], atol=1e-6, rtol=1e-4)
        vectors.sum().backward()
        optimizer.step()
        for place in {id(p): p for p in places}.values():
            grad = float(sum(p is place for p in places))
            place[1] += grad**2
            place[0] -= 0.1 * grad / place[1] ** 0.5
    assert embedding.own.total_count() == len(own)


def test_a_static_table_collides():
    table = HashedEmbedding(4, 2)
    assert table.table.total_count() == 4
    vectors = table(torch.tensor([1, 5, 2, -3]))
    assert torch.equal(vectors[0], vectors[1])
    assert torch.equal(vectors[0], vectors[3])
    assert not torch.equal(vectors[0], vectors[2])


@pytest.mark.parametrize("operation", ["add", "mult", "concat"])
@settings(settings.get_profile("deeprec"), max_examples=20)
@given(keys=st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=10))
def test_multi_hash_is_two_dictionaries(operation, keys):
    embedding = MultiHashEmbedding(5, 4, operation)
    optimizer = Adagrad(tables_of(embedding), 0.1, eps=0.0)
    width = embedding.quotient.dim
    tables = [
        {r: [part.table.defaults[r].cpu().clone(), torch.full((width,), 0.1)] for r in range(5)}
        for part in (embedding.quotient, embedding.remainder)
    ]
    for _ in range(2):
        leaves = [
            {r: row[0].clone().requires_grad_() for r, row in table.items()} for table in tables
        ]
        pairs = [(leaves[0][key // 5 % 5], leaves[1][key % 5]) for key in keys]
        plain = torch.stack(
            [
                {"add": a + b, "mult": a * b, "concat": torch.cat([a, b])}[operation]
                for a, b in pairs
            ]
        )
        vectors = embedding(torch.tensor(keys)).cpu()
        torch.testing.assert_close(vectors, plain, rtol=1e-4, atol=1e-5)
        vectors.square().sum().backward()
        optimizer.step()
        plain.square().sum().backward()
        for table, leaf in zip(tables, leaves, strict=True):
            for r, row in table.items():
                if leaf[r].grad is not None:
                    row[1] += leaf[r].grad ** 2
                    row[0] -= 0.1 * leaf[r].grad / row[1].sqrt()


def test_quotient_and_remainder_tell_apart_what_a_hash_confuses():
    embedding = MultiHashEmbedding(100, 4)
    optimizer = Adagrad(tables_of(embedding))
    keys = torch.tensor([7, 107, 207])
    vectors = embedding(keys)
    (vectors * vectors.new_tensor([[1.0], [-1.0], [2.0]])).sum().backward()
    optimizer.step()
    a, b, c = embedding.eval()(keys)
    assert not torch.allclose(a, b)
    assert not torch.allclose(b, c)
    assert vector_megabytes(embedding) == 2 * 100 * 4 * 4 / 1e6


@pytest.mark.parametrize(
    "wrong",
    [{"num_of_partitions": 3}, {"complementary_strategy": "X"}, {"operation": "max"}],
)
def test_what_deeprec_does_not_have_is_refused(wrong):
    with pytest.raises(ValueError, match=r"only two|must be add"):
        MultiHashEmbedding(10, 4, **wrong)


def test_concat_needs_two_halves():
    with pytest.raises(ValueError, match="rows"):
        HashedEmbedding(0, 4)
    with pytest.raises(ValueError, match="even"):
        MultiHashEmbedding(10, 3, "concat")
