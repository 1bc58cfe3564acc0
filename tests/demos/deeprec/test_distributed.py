"""GBA keeps what sync training learns and does not wait; a sharded table is the whole table."""

import json

import numpy as np
import pytest
import torch

from lfai_nb.demos import workers
from lfai_nb.demos.deeprec.data import make_clicks
from lfai_nb.demos.deeprec.gba import Cluster, Logistic, simulate
from lfai_nb.demos.deeprec.paramserver import HotAndCold, ParameterServers

pytestmark = pytest.mark.torch
TRAIN = 50_000


@pytest.fixture(scope="module")
def data():
    return make_clicks(60_000)


@pytest.fixture(scope="module")
def small():
    return Cluster(workers=8, stragglers=1, local_batch=64)


def test_gba_learns_what_sync_learns_in_a_fraction_of_the_time(data, small):
    sync, gba = (simulate(mode, data, TRAIN, small) for mode in ("sync", "gba"))
    assert abs(sync.auc - gba.auc) < 0.005
    assert sync.time / gba.time > 2.4
    assert sync.auc > 0.6


def test_without_stragglers_there_is_little_to_gain(data):
    even = Cluster(workers=8, stragglers=0, local_batch=64)
    sync, gba = (simulate(mode, data, TRAIN, even) for mode in ("sync", "gba"))
    assert 1 < sync.time / gba.time < 2


def test_async_updates_for_each_gradient_from_older_weights(data, small):
    asynchronous = simulate("async", data, TRAIN, small)
    gba = simulate("gba", data, TRAIN, small)
    assert asynchronous.updates == TRAIN // 64
    assert gba.updates == TRAIN // 64 // 8
    assert asynchronous.staleness > 5 * max(gba.staleness, 0.1)


def test_gradients_that_are_too_old_are_left_out(data, small):
    slow = Cluster(workers=8, stragglers=1, local_batch=64, slowdown=40)
    assert simulate("gba", data, TRAIN, slow, too_old=1).dropped > 0
    assert simulate("gba", data, TRAIN, slow, too_old=10**6).dropped == 0


def test_a_global_batch_from_k_workers_is_one_large_batch(data):
    """The identity that lets the hyper-parameters stay: K gradients / K = the gradient of all."""
    parts, whole = Logistic(data, 1000, 1.0), Logistic(data, 1000, 1.0)
    cuts = [slice(i * 64, (i + 1) * 64) for i in range(8)]
    parts.apply([parts.gradient(c, 0) for c in cuts], 8)
    whole.apply([whole.gradient(slice(0, 512), 0)], 1)
    np.testing.assert_allclose(parts.weight, whole.weight, atol=1e-12)
    assert parts.bias == pytest.approx(whole.bias)


def test_the_same_seed_gives_the_same_run(data, small):
    assert simulate("gba", data, 5000, small) == simulate("gba", data, 5000, small)


def test_an_unknown_mode_is_refused(data):
    with pytest.raises(ValueError, match="sync, async or gba"):
        simulate("ssp", data, 100)


def sharded_check(*arguments: str) -> dict:
    done = workers.run(["-m", "lfai_nb.demos.deeprec.sharded_check", *arguments], limit=120)
    return json.loads(done.output.splitlines()[-1])


def test_a_table_over_two_processes_is_the_table_of_one(monkeypatch):
    """Keys, counts and admissions equal, vectors to 1e-5."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    found = sharded_check("--steps", "10", "--batch", "128")
    assert found["processes"] == 2
    assert found["same_keys_counts_and_admissions"]
    assert found["largest_difference"] < 1e-5
    assert found["largest_shard"] < 0.6 * found["keys"]


def test_parameter_servers_and_two_tiers_give_the_same_vectors(tmp_path):
    rows = np.random.default_rng(0).standard_normal((500, 4)).astype(np.float32)
    path = tmp_path / "rows.f32"
    rows.tofile(path)
    asked = np.array([0, 499, 7, 7, 250], dtype=np.int64)
    local = HotAndCold(path, 4, hot=np.arange(100))
    assert np.array_equal(local.lookup(asked), rows[asked])
    assert local.hit_rate(asked) == 0.6
    local.close()
    with ParameterServers(path, 4, shards=2) as servers:
        assert np.array_equal(servers.lookup(asked), rows[asked])
        assert np.array_equal(servers.lookup(asked[:1]), rows[:1])
        processes = servers._processes
    assert not any(p.is_alive() for p in processes)


@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="needs two GPUs")
def test_a_table_over_two_gpus_is_the_table_of_one():
    assert sharded_check()["largest_difference"] < 1e-5
