"""The three models compute what their papers say, and learn something that a coin does not know."""

import pytest
import torch
from torch import nn

from lfai_nb.demos.deeprec import CounterFilter, EmbeddingVariable
from lfai_nb.demos.deeprec.data import Clicks, make_clicks
from lfai_nb.demos.deeprec.models import DLRM, MODELS, DCNv2, DeepFM
from lfai_nb.demos.deeprec.quantized import QuantizedTable
from lfai_nb.demos.deeprec.training import Trained, dense_only, fit, vector_megabytes

pytestmark = pytest.mark.torch
B, F, D, C = 5, 4, 6, 3


@pytest.fixture
def inputs():
    random = torch.Generator().manual_seed(0)
    return torch.randn(B, F, D, generator=random), torch.randn(B, C, generator=random)


@pytest.mark.parametrize("name", MODELS)
def test_one_logit_for_each_impression(name, inputs):
    assert MODELS[name](F, D, C)(*inputs).shape == (B,)


def test_deepfm_counts_every_pair_of_fields_once(inputs):
    e, dense = inputs
    model = DeepFM(F, D, C)
    deep = model.deep(torch.cat([e.flatten(1), dense], 1)).squeeze(1)
    pairs = sum((e[:, i, 1:] * e[:, j, 1:]).sum(1) for i in range(F) for j in range(i + 1, F))
    expected = e[:, :, 0].sum(1) + pairs + deep + model.linear(dense).squeeze(1)
    torch.testing.assert_close(model(e, dense), expected)


def test_dlrm_takes_the_dot_products_of_all_pairs_and_of_the_numbers(inputs):
    e, dense = inputs
    model = DLRM(F, D, C)
    x = model.bottom(dense)
    z = [x, *e.unbind(1)]
    dots = [(z[i] * z[j]).sum(1) for i in range(F + 1) for j in range(i + 1, F + 1)]
    expected = model.top(torch.cat([x, torch.stack(dots, 1)], 1)).squeeze(1)
    torch.testing.assert_close(model(e, dense), expected)


def test_dcn_crosses_with_the_first_input(inputs):
    e, dense = inputs
    model = DCNv2(F, D, C, crosses=1)
    x0 = torch.cat([e.flatten(1), dense], 1)
    layer = model.crosses[0]
    x1 = x0 * (x0 @ layer.weight.T + layer.bias) + x0
    expected = model.out(torch.cat([x1, model.deep(x0).relu()], 1)).squeeze(1)
    torch.testing.assert_close(model(e, dense), expected)


@pytest.fixture(scope="module")
def data():
    clicks = make_clicks(60_000)
    return clicks[:50_000], clicks[50_000:]


@pytest.fixture(scope="module")
def trained(data):
    return fit(EmbeddingVariable(8), data[0], batch=1024)


@pytest.mark.parametrize("name", MODELS)
def test_each_model_beats_the_floor_and_stays_below_the_ceiling(name, data):
    train, test = data
    result = fit(EmbeddingVariable(8), train, model=MODELS[name], batch=1024).judge(test)
    assert dense_only(train, test) + 0.05 < result.auc < 0.80
    assert result.log_loss < 0.55


def test_shuffled_labels_teach_nothing(data):
    """The control: with the same ids and random answers, held-out AUC falls to chance."""
    train, test = data
    order = torch.randperm(len(train), generator=torch.Generator().manual_seed(0))
    control = Clicks(train.ids, train.dense, train.label[order])
    result = fit(EmbeddingVariable(8), control, batch=1024).judge(test)
    assert result.auc == pytest.approx(0.5, abs=0.02)


def test_the_same_seed_gives_the_same_scores(data, trained):
    """To the bit on a CPU. A GPU adds the gradients of a repeated id in any order."""
    again = fit(EmbeddingVariable(8), data[0], batch=1024)
    near = 0.0 if again.embedding.device.type == "cpu" else 1e-3
    torch.testing.assert_close(again.scores(data[1]), trained.scores(data[1]), rtol=0.0, atol=near)


def test_judging_creates_no_rows(data, trained):
    before = trained.embedding.total_count()
    trained.judge(data[1])
    assert trained.embedding.total_count() == before


def test_a_filter_saves_most_rows(data, trained):
    few = fit(EmbeddingVariable(8, filter=CounterFilter(5)), data[0], batch=1024)
    assert vector_megabytes(few.embedding) < 0.25 * vector_megabytes(trained.embedding)


def test_progress_is_told(data):
    steps = []
    fit(
        EmbeddingVariable(4),
        data[0][:3000],
        batch=1000,
        epochs=2,
        progress=lambda *x: steps.append(x),
    )
    assert steps == [(i, 6) for i in range(1, 7)]


def test_int8_rows_take_a_quarter_and_cost_next_to_nothing(data, trained):
    table = QuantizedTable(trained.embedding)
    exact = trained.judge(data[1]).auc
    rounded = Trained(table, trained.model, 0.0).judge(data[1]).auc
    assert abs(exact - rounded) < 0.001
    assert table.vector_megabytes() < 0.4 * vector_megabytes(trained.embedding)


def test_int8_is_off_by_half_a_step_at_most(backend):
    ev = EmbeddingVariable(16, backend=backend)
    keys = torch.arange(100)
    ev(keys)
    ev.eval()
    exact, rounded = ev(keys), QuantizedTable(ev)(keys)
    step = exact.abs().amax(1, keepdim=True) / 127
    assert ((exact - rounded).abs() <= 0.5001 * step).all()
    assert QuantizedTable(ev)(torch.tensor([[5, 777]]))[0, 1].eq(0).all()


def test_an_empty_or_zero_table_quantises(backend):
    ev = EmbeddingVariable(4, filter=CounterFilter(9), backend=backend)
    ev(torch.tensor([1, 2]))
    assert QuantizedTable(ev)(torch.tensor([1, 3])).eq(0).all()


def test_a_model_is_a_plain_module():
    assert all(issubclass(model, nn.Module) for model in MODELS.values())
