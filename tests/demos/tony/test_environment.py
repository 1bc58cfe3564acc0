"""What each process is told: TonY's variables, written out by hand."""

import json

import pytest

from lfai_nb.demos.tony.environment import by_hand, environment
from lfai_nb.demos.tony.jobfile import parse
from tests.demos.tony.test_jobfile import WORKERS, xml

PS = {"ps__instances": "1", "ps__command": "python ps.py"}
SPEC = {"worker": ["127.0.0.1:1001", "127.0.0.1:1002"], "ps": ["127.0.0.1:1003"]}
CLUSTER = '{"worker":["127.0.0.1:1001","127.0.0.1:1002"],"ps":["127.0.0.1:1003"]}'


def test_tensorflow_is_told_the_cluster_and_its_place_in_it():
    job = parse(xml(**WORKERS, **PS))
    assert environment(job, SPEC, ("worker", 1)) == {
        "JOB_NAME": "worker",
        "TASK_INDEX": "1",
        "TASK_NUM": "2",  # the tracked ones
        "DISTRIBUTED_MODE": "GANG",
        "SESSION_ID": "0",
        "CLUSTER_SPEC": CLUSTER,
        "TF_CONFIG": f'{{"cluster":{CLUSTER},"task":{{"type":"worker","index":1}}}}',
    }
    assert environment(job, SPEC, ("worker", 0))["IS_CHIEF"] == "true"
    of_ps = environment(job, SPEC, ("ps", 0))
    assert "IS_CHIEF" not in of_ps
    assert json.loads(of_ps["TF_CONFIG"])["task"] == {"type": "ps", "index": 0}


def test_who_came_first_knows_of_nobody_else():
    job = parse(xml(**WORKERS, application__distributed_mode="FCFS"))
    variables = environment(job, {"worker": ["127.0.0.1:1"]}, ("worker", 1))
    assert variables["DISTRIBUTED_MODE"] == "FCFS"
    assert not {"CLUSTER_SPEC", "TF_CONFIG"} & variables.keys()


@pytest.mark.parametrize(
    ("role", "sees"),
    [("worker", ["worker"]), ("evaluator", ["worker", "evaluator"]), ("tensorboard", ["worker"])],
)
def test_the_evaluator_and_the_sidecar_stand_beside_tensorflows_cluster(role, sees):
    settings = {f"{name}__instances": "1" for name in ("evaluator", "tensorboard")}
    job = parse(xml(**WORKERS, **settings, containers__command="x"))
    spec = {"worker": ["a:1", "a:2"], "evaluator": ["a:3"], "tensorboard": ["a:4"]}
    variables = environment(job, spec, (role, 0))
    assert list(json.loads(variables["TF_CONFIG"])["cluster"]) == sees
    assert len(json.loads(variables["CLUSTER_SPEC"])) == 3


def test_pytorch_is_told_where_the_first_worker_is():
    job = parse(xml(**WORKERS, **PS, application__framework="pytorch"))
    variables = environment(job, SPEC, ("worker", 1))
    assert (variables["INIT_METHOD"], variables["RANK"], variables["WORLD"]) == (
        "tcp://127.0.0.1:1001",
        "1",
        "2",
    )
    assert not {"CLUSTER_SPEC", "TF_CONFIG"} & variables.keys()


def test_mxnet_is_told_where_the_scheduler_is():
    roles = {"scheduler__instances": "1", "server__instances": "2", "worker__instances": "3"}
    job = parse(xml(**roles, containers__command="x", application__framework="mxnet"))
    spec = {"scheduler": ["127.0.0.1:9000"], "server": ["127.0.0.1:1"] * 2, "worker": []}
    variables = environment(job, spec, ("server", 1))
    assert {name: value for name, value in variables.items() if name.startswith("DMLC")} == {
        "DMLC_ROLE": "server",
        "DMLC_PS_ROOT_URI": "127.0.0.1",
        "DMLC_PS_ROOT_PORT": "9000",
        "DMLC_LOCAL": "0",
        "DMLC_NUM_SERVER": "2",
        "DMLC_NUM_WORKER": "3",
    }


def test_a_retry_can_be_told_from_the_first_time_and_a_users_variable_hides_none_of_tonys():
    job = parse(xml(**WORKERS, execution__envs="SEED=7,TASK_INDEX=9"))
    first, third = (environment(job, SPEC, ("worker", 1), retries) for retries in (0, 2))
    assert "NUM_AM_RETRIES" not in first
    assert (third["NUM_AM_RETRIES"], third["SESSION_ID"]) == ("2", "2")
    assert (first["SEED"], first["TASK_INDEX"]) == ("7", "1")


def test_by_hand_each_machine_needs_a_command_of_its_own():
    job = parse(xml(**WORKERS, **PS))
    commands = by_hand(job, SPEC)
    assert len(commands) == 3
    hosts = "--worker_hosts=127.0.0.1:1001,127.0.0.1:1002 --ps_hosts=127.0.0.1:1003"
    assert commands[1] == f"python train.py {hosts} --job_name=worker --task_index=1"
