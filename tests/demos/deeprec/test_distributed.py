"""GBA keeps what sync training learns and does not wait; a sharded table is the whole table."""

import contextlib
import json
import shutil
import socket
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
import torch

from lfai_nb.demos import workers
from lfai_nb.demos.deeprec import Adagrad, CounterFilter, EmbeddingVariable, restore
from lfai_nb.demos.deeprec.checkpoint import chain
from lfai_nb.demos.deeprec.data import make_clicks
from lfai_nb.demos.deeprec.gba import Cluster, Logistic, simulate
from lfai_nb.demos.deeprec.paramserver import (
    COUNT,
    WELCOME,
    HotAndCold,
    ParameterServers,
    receive,
    serve,
)
from tests.demos.crowds import CROWDS, crowd
from tests.demos.linger import LINGERING, watched
from tests.demos.waiting import PATIENCE
from tests.listening import Watch

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


def sharded_check(folder: Path, *arguments: str) -> tuple[dict, Watch]:
    program = [*LINGERING, "lfai_nb.demos.deeprec.sharded_check", *arguments]
    with watched(folder) as watch:
        done = workers.run(program, limit=PATIENCE)
    return json.loads(done.output.splitlines()[-1]), watch


def test_a_table_over_two_processes_is_the_table_of_one_and_nobody_else_reaches_it(
    tmp_path, monkeypatch
):
    """Keys, counts and admissions equal, vectors to 1e-5."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    report, watch = sharded_check(tmp_path, "--steps", "10", "--batch", "128")
    assert watch.seen
    assert not watch.beyond
    assert report["processes"] == 2
    assert report["same_keys_counts_and_admissions"]
    assert report["largest_difference"] < 1e-5
    assert report["largest_shard"] < 0.6 * report["keys"]


def test_parameter_servers_and_two_tiers_give_the_same_vectors(tmp_path):
    rows = np.random.default_rng(0).standard_normal((500, 4)).astype(np.float32)
    path = tmp_path / "rows.f32"
    rows.tofile(path)
    numbers = np.array([0, 499, 7, 7, 250], dtype=np.int64)
    local = HotAndCold(path, 4, hot=np.arange(100))
    assert np.array_equal(local.lookup(numbers), rows[numbers])
    assert local.hit_rate(numbers) == 0.6
    local.close()
    with ParameterServers(path, 4, shards=2) as servers:
        assert np.array_equal(servers.lookup(numbers), rows[numbers])
        assert np.array_equal(servers.lookup(numbers[:1]), rows[:1])
        processes = servers._processes
    assert not any(p.is_alive() for p in processes)


@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="needs two GPUs")
def test_a_table_over_two_gpus_is_the_table_of_one(tmp_path):
    assert sharded_check(tmp_path)[0]["largest_difference"] < 1e-5


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    rows = np.arange(40, dtype=np.float32).reshape(10, 4)
    file = tmp_path_factory.mktemp("servers") / "rows.f32"
    rows.tofile(file)
    with ParameterServers(file, 4, shards=2) as running:
        yield running, rows


@pytest.mark.parametrize("numbers", [[-1], [10], [10**9], [0, -7]])
def test_a_row_that_is_not_there_is_refused_and_the_servers_live(servers, numbers):
    running, rows = servers
    with pytest.raises(IndexError, match="rows are numbered from 0 to 9"):
        running.lookup(np.array(numbers, dtype=np.int64))
    assert np.array_equal(running.lookup(np.array([9])), rows[[9]])


def test_a_server_hangs_up_on_whoever_asks_for_what_cannot_be(tmp_path):
    """Not through the client, which looks first."""
    np.zeros((10, 4), np.float32).tofile(tmp_path / "rows.f32")
    for question in (
        COUNT.pack(2**32 - 1),
        COUNT.pack(1) + np.array([10**9]).tobytes(),
        COUNT.pack(1) + np.array([-1]).tobytes(),
        COUNT.pack(1) + np.array([1]).tobytes(),  # the other server's
    ):
        with ParameterServers(tmp_path / "rows.f32", 4, shards=2) as running:
            running._connections[0].sendall(question)
            assert running._connections[0].recv(100) == b""


def test_a_stranger_is_given_no_row(tmp_path):
    """Whoever connects first was answered, and the rightful client was refused."""
    np.ones((10, 4), np.float32).tofile(tmp_path / "rows.f32")
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(
        target=serve, args=(str(tmp_path / "rows.f32"), 4, 0, 1, theirs), daemon=True
    )
    process.start()
    port, secret = ours.recv()
    question = COUNT.pack(1) + np.array([0]).tobytes()
    for words in (b"", b"x" * len(secret) + question, secret[:-1]):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as stranger,
            contextlib.suppress(OSError),  # closed before all had been said
        ):
            stranger.sendall(words)
            stranger.shutdown(socket.SHUT_WR)
            assert stranger.recv(100) == b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(secret + question)
        assert receive(client, 1) == WELCOME
        assert np.array_equal(np.frombuffer(receive(client, 16), np.float32), [1] * 4)
    process.join(PATIENCE)
    assert process.exitcode == 0


@CROWDS
def test_a_crowd_of_strangers_cannot_keep_the_client_out(tmp_path, monkeypatch, idle, malformed):
    """They were heard one after another, each for five seconds."""
    np.ones((10, 4), np.float32).tofile(tmp_path / "rows.f32")
    welcomed = ParameterServers._welcomed

    def after_the_crowd(self, port, secret):
        with crowd(("127.0.0.1", port), idle, malformed):
            return welcomed(self, port, secret)

    monkeypatch.setattr(ParameterServers, "_welcomed", after_the_crowd)
    with ParameterServers(tmp_path / "rows.f32", 4, shards=1) as running:
        assert np.array_equal(running.lookup(np.arange(10)), np.ones((10, 4), np.float32))
        [connection], [process] = running._connections, running._processes
        connection.close()
        process.join(PATIENCE)
        assert process.exitcode == 0


def test_a_late_answer_is_never_given_to_another_question():
    """After a time-out the next question read the answer to the one before."""
    ours, theirs = socket.socketpair()
    ours.settimeout(0.01)
    client = ParameterServers.__new__(ParameterServers)
    client.dim, client.shards, client.rows = 1, 1, 10
    client._connections, client._processes = [ours], []
    with theirs:
        with pytest.raises(TimeoutError):
            client.lookup(np.array([1]))
        with contextlib.suppress(OSError):  # nobody is there any more to hear it
            theirs.sendall(np.float32(1).tobytes())
        with pytest.raises(ConnectionError, match="start them anew"):
            client.lookup(np.array([2]))


def sharded_train(folder, steps, processes=2, limit=PATIENCE):
    program = ["-m", "lfai_nb.demos.deeprec.sharded_train", str(folder), "--save-every", "2"]
    size = ["--batch", "64", "--steps", str(steps)]
    done = workers.run([*program, *size], processes=processes, limit=limit)
    return json.loads(done.output.splitlines()[-1])


def shards_of(folder):
    """Every row that was saved, and the layers above."""
    shards = {}
    for shard in sorted(folder.glob("shard-*")):
        *_, last = chain(shard)
        table = EmbeddingVariable(8, filter=CounterFilter(2), device="cpu")
        Adagrad([table])
        restore(shard, {"ids": table})
        shards[shard.name] = (table.state(), last.dense)
    return shards


def test_a_sharded_training_that_stopped_goes_on_as_if_it_had_not(tmp_path):
    """It has what there was after 6 of 10 steps; the same rows and weights to the bit."""
    whole = sharded_train(tmp_path / "whole", 10)
    shutil.copytree(tmp_path / "whole", tmp_path / "parts")
    later = [f for f in (tmp_path / "parts").rglob("*.safetensors") if int(f.name[:12]) > 6]
    for file in later:
        file.unlink()
    assert len(later) == 2 * 2  # of steps 8 and 10, in both shards
    again = sharded_train(tmp_path / "parts", 10)
    assert set(again) == {"steps", "loss"}
    assert whole["loss"] > 0
    a, b = shards_of(tmp_path / "whole"), shards_of(tmp_path / "parts")
    assert set(a) == set(b) == {"shard-0-of-2", "shard-1-of-2"}
    for name, (state, dense) in a.items():
        other, other_dense = b[name]
        assert torch.equal(state.keys, other.keys)
        assert torch.equal(state.freq, other.freq)
        for column, values in state.columns.items():
            assert torch.equal(values, other.columns[column])
        assert all(torch.equal(dense[key], other_dense[key]) for key in dense)


def test_another_number_of_processes_is_refused(tmp_path):
    """Rows live with the key modulo the processes: with three, all would be elsewhere."""
    (tmp_path / "shard-0-of-3").mkdir()
    with pytest.raises(workers.JobFailed, match=r"shards of another number of processes"):
        sharded_train(tmp_path, 4)
