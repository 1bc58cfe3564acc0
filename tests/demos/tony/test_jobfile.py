"""The job file: TonY's keys and defaults, and everything that is wrong in it at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.demos.tony.jobfile import LONGEST, JobFileError, parse


def xml(**settings: str) -> str:
    """A job file; a double underscore in a name stands for a dot, a single one for a hyphen."""
    return of({f"tony.{k.replace('__', '.').replace('_', '-')}": v for k, v in settings.items()})


def of(settings: dict[str, str]) -> str:
    entries = "".join(
        f"<property><name>{key}</name><value>{value}</value></property>"
        for key, value in settings.items()
    )
    return f"<configuration>{entries}</configuration>"


WORKERS = {"worker__instances": "2", "worker__command": "python train.py"}


def refusal(text: str, overrides: dict[str, str] | None = None) -> str:
    with pytest.raises(JobFileError) as refused:
        parse(text, overrides)
    return str(refused.value)


def test_what_the_file_does_not_say_is_as_in_tony():
    job = parse(xml(**WORKERS))
    assert (job.name, job.framework, job.mode) == ("TonyApplication", "tensorflow", "GANG")
    assert (job.retries, job.heartbeat_ms, job.max_missed) == (0, 1000, 25)
    assert (job.registration_ms, job.timeout_ms) == (900_000, 0)
    assert (job.untracked, job.stop_on_failure, job.sidecars) == (
        ("ps",),
        ("ps",),
        ("tensorboard",),
    )
    assert not job.fail_on_worker_failure
    assert job.tasks == [("worker", 0), ("worker", 1)]
    worker = job.roles[0]
    assert (worker.megabytes, worker.vcores, worker.gpus) == (2048, 1, 0)


def test_everything_that_can_be_said_is_read():
    job = parse(
        xml(
            **WORKERS,
            worker__memory="512m",
            worker__vcores="3",
            worker__gpus="1",
            worker__resources="a.zip, b.txt",
            worker__max_instances="2",
            prep__instances="1",
            worker__depends_on="prep",
            containers__command="python prepare.py",
            application__name="mnist",
            application__framework="PyTorch",
            application__distributed_mode="gang",
            application__timeout="5000",
            application__untracked__jobtypes="ps,idle",
            application__stop_on_failure_jobtypes="prep, worker",
            application__fail_on_worker_failure_enabled="TRUE",
            am__retry_count="2",
            execution__envs="A=1, B=x=y",
            ps__instances="0",
            idle__instances="0",
        ),
        {"tony.application.framework": "tensorflow"},
    )
    assert (job.name, job.framework, job.timeout_ms, job.retries) == (
        "mnist",
        "tensorflow",
        5000,
        2,
    )
    assert job.fail_on_worker_failure
    assert job.stop_on_failure == ("prep", "worker")
    assert job.variables == (("A", "1"), ("B", "x=y"))
    worker = job.role("worker")
    assert (worker.megabytes, worker.vcores, worker.gpus) == (512, 3, 1)
    assert (worker.resources, worker.depends_on) == (("a.zip", "b.txt"), ("prep",))
    assert job.role("prep").command == "python prepare.py"
    assert job.tasks == [("worker", 0), ("worker", 1), ("prep", 0)]


@pytest.mark.parametrize(
    ("memory", "megabytes"), [("512m", 512), ("2g", 2048), ("4G", 4096), ("768", 768)]
)
def test_memory_is_written_as_in_tony(memory, megabytes):
    assert parse(xml(**WORKERS, worker__memory=memory)).roles[0].megabytes == megabytes


def test_files_of_tonys_own_examples_are_read():
    """The settings of its PyTorch and MXNet examples; the command comes from the command line."""
    command = {"tony.containers.command": "python train.py"}
    pytorch = {
        "tony.application.security.enabled": "false",
        "tony.ps.instances": "0",
        "tony.worker.instances": "2",
        "tony.application.framework": "pytorch",
    }
    job = parse(of(pytorch), command)
    assert job.tasks == [("worker", 0), ("worker", 1)]
    assert job.not_used == ("tony.application.security.enabled",)
    mxnet = {
        "tony.scheduler.instances": "1",
        "tony.server.instances": "2",
        "tony.worker.instances": "2",
        "tony.worker.vcores": "2",
        "tony.worker.memory": "4G",
        "tony.application.framework": "mxnet",
    }
    assert len(parse(of(mxnet), command).tracked) == 5
    readme = {"tony.worker.instances": "4", "tony.worker.gpus": "1", "tony.ps.memory": "3g"}
    assert [role.name for role in parse(of(readme), command).roles] == ["worker"]


def test_what_has_no_meaning_here_is_told_and_what_is_not_tonys_too():
    job = parse(
        of({"yarn.log": "x", "tony.yarn.queue": "q", "tony.worker.node-label": "fast"}),
        {"tony.worker.instances": "1", "tony.worker.command": "x"},
    )
    assert job.not_used == ("yarn.log", "tony.yarn.queue", "tony.worker.node-label")


def test_a_role_without_instances_needs_no_command():
    assert parse(xml(**WORKERS, chief__instances="0")).tasks == [("worker", 0), ("worker", 1)]


def test_what_is_given_beside_the_file_counts_more():
    assert len(parse(xml(**WORKERS), {"tony.worker.instances": "5"}).tasks) == 5
    assert "tony.worker.instances needs" in refusal(xml(**WORKERS), {"tony.worker.instances": "x"})


def test_the_chief_is_the_role_of_that_name_or_the_first_worker():
    workers = parse(xml(**WORKERS, chief__instances="0"))
    assert [workers.is_chief(task) for task in workers.tasks] == [True, False]
    chief = parse(xml(**WORKERS, chief__instances="1", chief__command="x"))
    assert [task for task in chief.tasks if chief.is_chief(task)] == [("chief", 0)]


def test_a_job_without_roles_has_one_command():
    job = parse(xml(am__command="python notebook.py"))
    assert (job.single_node, job.alone) == (True, "python notebook.py")
    assert parse(xml(containers__command="x")).single_node


def test_the_two_stages_are_a_short_way_to_write_what_depends_on_what():
    roles = {**WORKERS, "db__instances": "1", "prep__instances": "1", "ps__instances": "1"}
    stages = {"application__prepare_stage": "db,prep,ps", "containers__command": "x"}
    job = parse(xml(**roles, **stages))
    # Not on ps: it is not tracked, and its end would be waited for in vain.
    assert {role.name: role.depends_on for role in job.roles} == {
        "worker": ("db", "prep"),
        "db": (),
        "prep": (),
        "ps": (),
    }
    one_is_missing = xml(**roles, **stages, application__training_stage="ps")
    assert "must have each role once" in refusal(one_is_missing)


def test_all_faults_are_told_at_once_with_their_keys():
    lines = refusal(
        xml(
            worker__instanxes="2",
            worker__command="x",
            werker__memory="1g",
            Worker__instances="1",
            task__instances="1",
            ps__instances="-1",
            evaluator__instances="1",
            application__framework="caffe",
            application__distributed_mode="LIFO",
            application__stop_on_failure_jobtypes="nobody",
            application__fail_on_worker_failure_enabled="maybe",
            am__retry_count="many",
            task__heartbeat_interval_ms="0",
            task__max_missed_heartbeats="٣",
            worker__memory="lots",
            execution__envs="A",
        )
    ).splitlines()
    for words in (
        "tony.worker.instanxes: no such key; did you mean tony.worker.instances?",
        "tony.Worker.instances: no such key; did you mean tony.worker.instances?",
        "tony.task.instances: no such key",
        "tony.ps.instances needs a whole number of 0 or more, not '-1'",
        "tony.evaluator.command is missing",
        "tony.application.framework is 'caffe'; here there are: tensorflow, pytorch, mxnet",
        "tony.application.distributed-mode is 'LIFO'; there are GANG",
        "there is no role 'nobody'",
        "tony.application.fail-on-worker-failure-enabled needs true or false, not 'maybe'",
        "tony.am.retry-count needs a whole number of 0 or more, not 'many'",
        "tony.task.heartbeat-interval-ms needs a whole number of 1 or more, not '0'",
        "tony.task.max-missed-heartbeats needs a whole number of 1 or more, not '٣'",
        "tony.worker.memory needs a size such as 512m or 2g, not 'lots'",
        "tony.execution.envs needs NAME=value",
        "tony.werker.instances is missing",
    ):
        assert [line for line in lines if line.startswith(words)], (words, lines)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"worker__depends_on": "prep"}, "names 'prep', which has no instances"),
        ({"worker__depends_on": "worker"}, "in a circle: worker → worker"),
        (
            {"a__instances": "1", "a__depends_on": "b", "b__instances": "1", "b__depends_on": "a"},
            "in a circle: ",
        ),
        ({"worker__depends_on": "ps", "ps__instances": "1"}, "'ps', which is not tracked"),
        ({"worker__max_instances": "1"}, "tony.worker.instances is 2; max-instances is 1"),
        ({"task__max_total_instances": "1"}, "asks for 2 instances; tony.task.max-total-instances"),
        ({"worker__gpus": "2", "task__max_total_gpus": "3"}, "asks for 4 gpus"),
        ({"application__framework": "horovod"}, "needs Horovod's driver"),
        ({"application__framework": "mxnet"}, "needs instances of: scheduler, server"),
        ({"application__framework": "standalone"}, "has one instance, not 2"),
        ({"application__framework": "pytorch", "chief__instances": "1"}, "get the same rank"),
        (
            {"application__framework": "pytorch", "application__distributed_mode": "FCFS"},
            "FCFS does not give them",
        ),
        ({"application__untracked__jobtypes": "worker"}, "no role is tracked"),
    ],
)
def test_what_is_wrong_although_each_value_is_right(settings, says):
    assert says in refusal(xml(**WORKERS, containers__command="x", **settings))


def test_pytorch_needs_a_worker_and_may_have_helpers_that_are_not_tracked():
    trainer = xml(trainer__instances="2", trainer__command="x", application__framework="pytorch")
    assert "needs instances of: worker" in refusal(trainer)
    helped = xml(**WORKERS, ps__instances="1", ps__command="x", application__framework="pytorch")
    assert len(parse(helped).tracked) == 2


def test_no_limit_is_written_as_minus_one():
    assert parse(xml(**WORKERS, task__max_total_instances="-1", worker__max_instances="-1"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not XML"),
        ("<configuration>", "not XML"),
        ("<job/>", "begins with <job>, not with <configuration>"),
        ("<configuration/>", "no role has an instance"),
        (xml(worker__instances="0"), "no role has an instance"),
        ("<configuration><property><name>a</name></property></configuration>", "entry 1 is not"),
        ("<configuration><property/></configuration>", "entry 1 is not"),
        ("<configuration><value>a</value></configuration>", "entry 1 is not"),
        (xml(**WORKERS)[:-16] + xml(**WORKERS)[15:], "tony.worker.instances stands twice"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><configuration/>', "declares a DOCTYPE or an entity"),
        (f"<configuration>{' ' * LONGEST}</configuration>", "are the most"),
        ("<configuration>&lol;</configuration>", "not XML"),
        ("<configuration>\0</configuration>", "not XML"),
    ],
)
def test_a_file_that_is_none_is_refused(text, says):
    assert says in refusal(text)


@given(st.text(max_size=200))
def test_whatever_stands_in_the_file_the_answer_is_a_job_or_a_sentence(text):
    for given_text in (text, xml(**WORKERS).replace("train.py", text)):
        try:
            parse(given_text)
        except JobFileError:
            continue


NAMES = st.sampled_from(["worker", "ps", "chief", "prep", "tensorboard"])


@given(
    st.dictionaries(NAMES, st.integers(0, 3), max_size=5),
    st.dictionaries(NAMES, NAMES, max_size=5),
    st.sampled_from(["tensorflow", "pytorch", "mxnet", "standalone"]),
    st.sampled_from(["GANG", "FCFS"]),
)
def test_whatever_is_accepted_can_be_run_to_its_end(instances, depends, framework, mode):
    """Nobody waits for somebody who cannot come, and every environment can be made."""
    from lfai_nb.demos.tony.environment import environment
    from lfai_nb.demos.tony.session import Session

    settings = {f"tony.{role}.instances": str(n) for role, n in instances.items()}
    settings |= {f"tony.{role}.depends-on": other for role, other in depends.items()}
    settings |= {"tony.application.framework": framework, "tony.application.distributed-mode": mode}
    try:
        job = parse(of(settings), {"tony.containers.command": "x"})
    except JobFileError:
        return
    session = Session(job)
    for now in range(len(job.tasks) + 1):
        for task in session.starts(now):
            session.registered(task, f"127.0.0.1:{len(session.addresses) + 1}", now)
        for task in session.started:
            spec = session.spec()
            assert spec is not None
            environment(job, spec, task)
            if job.is_tracked(task[0]):
                session.exited(task, 0)
    if job.tasks:
        verdict = session.verdict(now)
        assert verdict is not None
        assert verdict.succeeded


@pytest.mark.parametrize("settings", [{"worker": 999_999_999}, {"worker": 6000, "ps": 6000}])
def test_a_job_of_more_tasks_than_any_cluster_has_is_refused_at_once(settings):
    wanted = {f"{role}__instances": str(n) for role, n in settings.items()}
    with pytest.raises(JobFileError, match=f"{sum(settings.values())} tasks; 10000 are the most"):
        parse(xml(worker__command="x", ps__command="x", **wanted))
