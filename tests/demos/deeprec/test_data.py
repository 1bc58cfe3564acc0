"""The made data has the Bayes AUC it promises; the real format is read, or refused with a place."""

import gzip

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.demos.deeprec.criteo import CriteoError, read_criteo
from lfai_nb.demos.deeprec.data import FIELDS, as_ids, make_clicks, zipf_cdf
from lfai_nb.demos.deeprec.metrics import auc, log_loss

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def clicks():
    return make_clicks(60_000)


def test_the_best_possible_auc_is_known(clicks):
    assert auc(clicks.label, clicks.probability) == pytest.approx(0.79, abs=0.01)
    assert clicks.label.mean() == pytest.approx(0.24, abs=0.01)


def test_the_same_seed_makes_the_same_data(clicks):
    again, other = make_clicks(60_000), make_clicks(60_000, seed=8)
    assert torch.equal(clicks.ids, again.ids)
    assert torch.equal(clicks.label, again.label)
    assert not torch.equal(clicks.label, other.label)


def test_most_ids_of_the_largest_field_are_rare_and_a_few_carry_the_traffic(clicks):
    _, count = np.unique(clicks.ids[:, 0], return_counts=True)
    assert (count == 1).mean() > 0.7
    top = np.sort(count)[::-1][: len(count) // 5].sum() / count.sum()
    assert top > 0.6


def test_fields_do_not_share_ids(clicks):
    distinct = sum(len(torch.unique(clicks.ids[:, f])) for f in range(len(FIELDS)))
    assert len(torch.unique(clicks.ids)) == distinct
    assert clicks.ids.min() >= 0


def test_with_drift_new_ids_arrive_and_old_ones_go():
    def shared(drift):
        data = make_clicks(20_000, drift=drift)
        early, late = data.ids[:2000, 0], data.ids[-2000:, 0]
        return torch.isin(late, early).float().mean().item()

    assert shared(0.0) > 0.4
    assert shared(1.0) < 0.1


def test_under_another_meaning_the_ids_stay_and_what_they_stand_for_does_not():
    """Who goes on as if nothing had happened is far from the best, which is as good as before."""
    old, new = make_clicks(20_000), make_clicks(20_000, meaning=1)
    assert torch.equal(old.ids, new.ids)
    assert torch.equal(old.dense, new.dense)
    assert auc(new.label, old.probability) < 0.65
    assert auc(new.label, new.probability) == pytest.approx(0.79, abs=0.01)


def test_an_id_is_always_scrambled_alike():
    numbers = np.arange(1000)
    assert len(set(as_ids(numbers).tolist())) == 1000
    assert zipf_cdf(10, 1.0)[-1] == 1.0


@settings(settings.get_profile("deeprec"))
@given(
    rows=st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40).filter(
        lambda rows: len({label for label, _ in rows}) == 2
    )
)
def test_auc_is_the_share_of_pairs_in_the_right_order(rows):
    pairs = [
        1.0 if a > b else 0.5 if a == b else 0.0
        for clicked, a in rows
        for other, b in rows
        if clicked and not other
    ]
    label = torch.tensor([float(clicked) for clicked, _ in rows])
    score = torch.tensor([float(s) for _, s in rows])
    assert auc(label, score) == pytest.approx(sum(pairs) / len(pairs))


def test_auc_of_one_class_is_refused():
    with pytest.raises(ValueError, match="at least one click and one non-click"):
        auc(torch.ones(3), torch.rand(3))


def test_log_loss_of_a_coin():
    assert log_loss(torch.tensor([0.0, 1.0]), torch.full((2,), 0.5)) == pytest.approx(np.log(2))


# Criteo's format


def line(label="1", numbers=(), categories=()):
    numbers = [*map(str, numbers)] + [""] * (13 - len(numbers))
    categories = [*categories] + [""] * (26 - len(categories))
    return "\t".join([label, *numbers, *categories]) + "\n"


def test_a_criteo_file_is_read_in_batches(tmp_path):
    path = tmp_path / "train.txt"
    path.write_text(
        line("0", [1, -1, 99], ["68fd1e64", "80e26c9b"])
        + line("1", [0], ["68fd1e64", "68fd1e64"])
        + line("0")
    )
    first, second = read_criteo(path, batch=2)
    assert first.label.tolist() == [0, 1]
    assert second.label.tolist() == [0]
    assert first.dense.shape == (2, 13)
    assert first.ids.shape == (2, 26)
    assert first.dense[0, :3].tolist() == pytest.approx([np.log(2), -np.log(2), np.log(100)])
    same, other = first.ids[:, 0]
    assert same == other
    assert first.ids[1, 0] != first.ids[1, 1]  # equal text in two fields is two keys
    assert len(set(second.ids[0].tolist())) == 26  # "missing" is a key of each field


def test_a_compressed_file_and_a_limit(tmp_path):
    path = tmp_path / "train.txt.gz"
    with gzip.open(path, "wt") as file:
        file.write(line() * 10)
    assert [len(b) for b in read_criteo(path, batch=4, limit=6)] == [4, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\t2\n", "line 2: 2 columns instead of 40"),
        (line()[2:], "line 2: 39 columns; without a label"),
        (line("2"), "line 2: the label must be 0 or 1, not '2'"),
        (line("1", ["x"]), "line 2, column 2: a whole number or nothing, not 'x'"),
        (line("1", [], ["xyz"]), "line 2, column 15: up to 8 hexadecimal digits, not 'xyz'"),
        (line("1", [], ["123456789"]), "up to 8 hexadecimal digits"),
        (line("1", [], ["-1"]), "up to 8 hexadecimal digits"),
    ],
)
def test_a_line_that_is_not_criteos_is_refused_with_its_place(tmp_path, text, message):
    path = tmp_path / "train.txt"
    path.write_text(line() + text)
    with pytest.raises(CriteoError, match=message):
        list(read_criteo(path))


def test_an_empty_file_has_no_batches(tmp_path):
    (tmp_path / "train.txt").write_text("")
    assert list(read_criteo(tmp_path / "train.txt")) == []


@pytest.mark.parametrize("cell", ["0x1f", "1_0", " 1", "+1", "-0", "１", "٣", "g", "123456789"])
def test_a_category_is_up_to_eight_hexadecimal_digits_and_nothing_else(tmp_path, cell):
    path = tmp_path / "train.txt"
    path.write_text("\t".join(["1", *["1"] * 13, cell, *["a"] * 25]) + "\n")
    with pytest.raises(CriteoError, match="line 1, column 15: up to 8 hexadecimal digits"):
        list(read_criteo(path))


@pytest.mark.parametrize("cell", ["1" * 400, "1_0", " 1", "+1", "１", "1.5"])
def test_a_count_is_a_whole_number_and_nothing_else(tmp_path, cell):
    path = tmp_path / "train.txt"
    path.write_text("\t".join(["1", cell, *["1"] * 12, *["a"] * 26]) + "\n")
    with pytest.raises(CriteoError, match="line 1, column 2: a whole number"):
        list(read_criteo(path))


def test_a_file_that_is_cut_off_is_named(tmp_path):
    path = tmp_path / "train.txt.gz"
    line = "\t".join(["1", *["1"] * 13, *["a"] * 26]) + "\n"
    path.write_bytes(gzip.compress(line.encode() * 100)[:-9])
    with pytest.raises(CriteoError, match=r"train.txt.gz is cut off or damaged"):
        list(read_criteo(path))
