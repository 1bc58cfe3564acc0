"""What the notebooks and `lfai-nb demo` show: the runs, the cards, the measurements."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from lfai_nb.demos.cards import NO_FIGURE, NOT_HERE, NOT_SHOWN, REPORTED, SHAPE, UNSAID, Card
from lfai_nb.demos.deeprec import (
    AdagradDecay,
    AdamAsync,
    CacheStrategy,
    EmbeddingVariable,
    GlobalStepEvict,
)
from lfai_nb.demos.deeprec.claims import CARDS
from lfai_nb.demos.deeprec.data import make_clicks
from lfai_nb.demos.deeprec.experiments import compare, hit_rates, one_thread
from lfai_nb.demos.deeprec.latency import request_times
from lfai_nb.demos.deeprec.online import follow, through_a_turn
from lfai_nb.demos.deeprec.runs import RUNS
from lfai_nb.demos.deeprec.throughput import open_ways, requests, save_model, throughputs

pytestmark = pytest.mark.torch
NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").glob("deeprec_*.ipynb"))


def test_the_list_of_runs_needs_no_torch():
    code = (
        "import sys; from lfai_nb.demos.deeprec.runs import RUNS; print(*RUNS)\n"
        "assert 'torch' not in sys.modules and 'numpy' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=600, check=True
    )
    assert done.stdout.split() == list(RUNS)


def test_the_quickest_run_tells_its_progress_and_returns_rows():
    steps = []
    rows = RUNS["deeprec-gba"].function("cpu", True, lambda *x: steps.append(x))
    assert [row["mode"] for row in rows] == ["sync", "async", "gba"]
    assert steps[-1] == ("done", 3, 3)
    json.dumps(rows)


def test_a_comparison_has_a_mean_and_a_spread():
    data = make_clicks(6000)
    results = compare({"a": lambda seed: EmbeddingVariable(4)}, data[:5000], data[5000:], batch=500)
    assert len(results["a"].aucs) == 3
    assert min(results["a"].aucs) <= results["a"].auc <= max(results["a"].aucs)
    assert results["a"].sd > 0
    assert results["a"].rows == len(torch.unique(data.ids[:5000]))


def test_one_thread_is_given_back():
    torch.set_num_threads(2)
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2


def test_hit_rates_stay_below_what_an_oracle_would_reach():
    rates = hit_rates((1.1,), (0.1,), (CacheStrategy.LFU,), keys=1000, batch=50, batches=200)
    assert 0.5 < rates[0].measured <= rates[0].best + 0.02


def test_requests_are_timed_in_both_places(tmp_path):
    (times,) = request_times(tmp_path, (1.2,), rows=2000, dim=4, request=50, requests=10)
    assert len(times.tiers) == len(times.servers) == 10
    assert 0.5 < times.hit_rate <= 1
    assert times.ratio(50) > 0


def test_a_server_that_hears_news_meets_fewer_strangers(tmp_path):
    stream = make_clicks(12_000, drift=0.02)
    never = follow(tmp_path / "a", stream, 6000, 0, batch=500)
    often = follow(tmp_path / "b", stream, 6000, 1, batch=500, evict=GlobalStepEvict(5))
    assert often.strangers < never.strangers
    assert len(often.delta_bytes) == 12
    assert never.delta_bytes == ()
    assert often.keys[-1] < never.keys[-1]


def test_a_course_is_judged_before_it_is_learned():
    """At first at chance, whatever the rule; at the turn what was learned is worth less."""
    before, after = make_clicks(16_000), make_clicks(4_000, seed=8, meaning=1)
    for rule, lr in ((AdagradDecay, 0.1), (AdamAsync, 0.03)):
        course = through_a_turn(before, after, rule, lr, batch=1000)
        assert len(course) == 20
        assert course[16] < max(course[8:16])
        assert course[15] > course[0]


def test_each_way_to_use_the_cores_is_measured(tmp_path):
    """Through the call of a program: in this process, or carried to another and back."""
    save_model(tmp_path, 500)
    ids, dense = requests(500, 3)
    assert ids.shape == (3, 26)
    with open_ways(tmp_path, 500) as ways:
        scores = [way.ask(ids, dense).scores for way in ways]
        measured = throughputs(ways, 500, batch=2, seconds=0.05, rounds=1)
    assert all(torch.equal(s, scores[0]) for s in scores)
    assert [m.way for m in measured] == [way.name for way in ways]
    assert all(m.qps > 0 and m.p99 >= m.p50 > 0 for m in measured)


def test_a_card_escapes_what_it_shows():
    card = Card("<script>", "a & b", "there", "that", NOT_HERE, "because")
    assert "<script>" not in card._repr_html_()
    assert "a &amp; b" in card._repr_html_()
    assert "because" in str(card)


@pytest.mark.parametrize("name", CARDS)
def test_a_card_says_who_where_and_how(name):
    card = CARDS[name]
    assert all((card.claim, card.by, card.source, card.on, card.ending, card.how))
    assert card.ending in (SHAPE, NOT_SHOWN, NOT_HERE, REPORTED, NO_FIGURE)


def test_a_card_is_reproduced_in_shape_only_where_it_was_and_says_on_what():
    shaped = {name for name, card in CARDS.items() if card.ending == SHAPE}
    assert shaped == {"conflict", "filter", "gba"}
    for name in shaped:
        assert "made clicks" in CARDS[name].how
    assert CARDS["poizon"].on == CARDS["starserver"].on == UNSAID
    assert "higher" not in CARDS["starserver"].claim


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_run_through_and_ignores_little(path):
    """Every code cell has its count; at most two outputs are not compared, each with its reason."""
    cells = [c for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "code"]
    assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1))
    ignored = [c for c in cells if "nbval-ignore-output" in c["metadata"].get("tags", [])]
    assert len(ignored) <= 2
    assert all("Output not compared" in c["source"][0] for c in ignored)


def test_there_are_six_notebooks():
    assert len(NOTEBOOKS) == 6
