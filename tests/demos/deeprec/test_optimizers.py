"""Each rule against torch's own optimiser, or against its formula written out."""

import pytest
import torch
from torch import nn

from lfai_nb.demos.deeprec import Adagrad, AdagradDecay, AdamAsync, EmbeddingVariable
from lfai_nb.demos.deeprec.optimizers import SGD

pytestmark = pytest.mark.torch
N, DIM = 12, 4
ALL = torch.arange(N)


def pair(backend):
    """An Embedding Variable with keys 0..N-1 and an nn.Embedding with the same vectors."""
    ev = EmbeddingVariable(DIM, device="cpu", backend=backend)
    plain = nn.Embedding(N, DIM)
    plain.weight.data = ev.defaults[:N].clone()
    return ev, plain


def run(ev, ours, plain, theirs, batches):
    random = torch.Generator().manual_seed(0)
    for keys in batches:
        grads = torch.randn(len(keys), DIM, generator=random)
        for table, optimizer in ((ev, ours), (plain, theirs)):
            optimizer.zero_grad()
            (table(keys) * grads).sum().backward()
            optimizer.step()
    torch.testing.assert_close(ev(ALL).detach(), plain(ALL).detach(), rtol=1e-5, atol=1e-6)


def some(n=15):
    random = torch.Generator().manual_seed(1)
    return [torch.randint(0, N, (20,), generator=random) for _ in range(n)]


def test_adagrad_is_adagrad(backend):
    ev, plain = pair(backend)
    theirs = torch.optim.Adagrad(plain.parameters(), 0.1, initial_accumulator_value=0.1)
    run(ev, Adagrad([ev], 0.1), plain, theirs, some())


def test_sgd_is_sgd(backend):
    ev, plain = pair(backend)
    run(ev, SGD([ev], 0.1), plain, torch.optim.SGD(plain.parameters(), 0.1), some())


def test_adam_async_is_adam_when_every_row_is_updated_each_step(backend):
    """The powers of beta then count the same steps; epsilon is added where Adam's paper hints."""
    ev, plain = pair(backend)
    ours = AdamAsync([ev], 0.01, epsilon=1e-12)
    theirs = torch.optim.Adam(plain.parameters(), 0.01, eps=1e-12)
    run(ev, ours, plain, theirs, [ALL] * 15)


def test_adam_async_leaves_other_rows_and_other_tables_alone(backend):
    a, b = (EmbeddingVariable(DIM, name=n, backend=backend) for n in "ab")
    optimizer = AdamAsync([a, b], 0.01)
    a(ALL).sum().backward()
    optimizer.step()
    before = a.state().columns["value"]
    (a(ALL[:3]).sum() + b(ALL).sum()).backward()
    optimizer.step()
    after = a.state().columns["value"]
    assert torch.equal(before[3:], after[3:])
    assert not torch.equal(before[:3], after[:3])
    assert a.scalars["beta1_power"] == pytest.approx(0.9**3)
    assert b.scalars["beta1_power"] == pytest.approx(0.9**2)


def test_adam_async_rmsprop_follows_its_formula(backend):
    ev, _ = pair(backend)
    optimizer = AdamAsync([ev], 0.01, beta1=0.8, beta2=0.9, apply_sparse_rmsprop=True)
    w, m, v = ev.defaults[:N].clone(), torch.zeros(N, DIM), torch.zeros(N, DIM)
    for i in range(5):
        grad = torch.full((N, DIM), float(i + 1))
        (ev(ALL) * grad).sum().backward()
        optimizer.step()
        v = 0.9 * v + 0.1 * grad**2
        m = 0.8 * m + 0.01 * grad / (v + 1e-8).sqrt()
        w = w - m
    torch.testing.assert_close(ev(ALL).detach(), w, rtol=1e-5, atol=1e-6)


def test_adagrad_decay_fades_with_the_global_step_and_keeps_its_floor(backend):
    """A row that missed three periods catches up one period at each of its own updates."""
    ev, _ = pair(backend)
    optimizer = AdagradDecay([ev], 0.1, 1.0, 0.1, 10, 0.5)
    expected, decays = 0.1, 0
    for step in (1, 9, 10, 11, 45, 46, 47, 48):
        (ev(ALL[:1]) * 0.5).sum().backward()
        optimizer.step(step)
        if decays < step // 10:
            expected, decays = max(expected * 0.5, 0.1), decays + 1
        expected += 0.25
        assert ev.rows.read("accumulator", torch.tensor([0]))[0, 0] == pytest.approx(expected)
        assert ev.rows.read("decays", torch.tensor([0]))[0, 0] == decays
    assert decays == 4


def test_adagrad_decay_never_falls_below_where_it_began(backend):
    ev, _ = pair(backend)
    optimizer = AdagradDecay([ev], 0.1, 1.0, 0.1, 1, 0.01)
    for _ in range(5):
        (ev(ALL[:1]) * 1e-6).sum().backward()
        optimizer.step()
    assert ev.rows.read("accumulator", torch.tensor([0]))[0, 0] >= 0.1


def test_without_decay_it_is_adagrad(backend):
    ev, plain = pair(backend)
    theirs = torch.optim.Adagrad(plain.parameters(), 0.1, initial_accumulator_value=0.1)
    run(ev, AdagradDecay([ev], 0.1), plain, theirs, some())


def test_grad_scale_turns_the_mean_of_a_loss_into_its_sum(backend):
    ev, plain = pair(backend)
    keys = some(1)[0]
    ours = SGD([ev], 0.1, grad_scale=20)
    ev(keys).sum(1).mean().backward()
    ours.step()
    plain(keys).sum().backward()
    torch.optim.SGD(plain.parameters(), 0.1).step()
    torch.testing.assert_close(ev(ALL).detach(), plain(ALL).detach())


def test_two_lookups_of_one_step_add_up(backend):
    ev, plain = pair(backend)
    ours, theirs = Adagrad([ev], 0.1), torch.optim.Adagrad(plain.parameters(), 0.1, 0, 0, 0.1)
    for table, optimizer in ((ev, ours), (plain, theirs)):
        (table(ALL[:5]).sum() + 2 * table(ALL[3:]).sum()).backward()
        optimizer.step()
    torch.testing.assert_close(ev(ALL).detach(), plain(ALL).detach())


def test_a_lookup_that_was_never_backpropagated_changes_nothing(backend):
    ev, _ = pair(backend)
    optimizer = Adagrad([ev])
    before = ev(ALL).detach().clone()
    optimizer.step()
    assert torch.equal(ev(ALL).detach(), before)


@pytest.mark.parametrize("lr", [0, -1, float("nan")])
def test_a_learning_rate_must_be_positive(lr):
    with pytest.raises(ValueError, match="lr must be a positive number"):
        Adagrad([], lr)


def test_a_decay_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="decay"):
        AdagradDecay([], accumulator_decay_step=0)
