"""The job file: TonY's keys and defaults, and everything that is wrong in it at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.demos.tony.environment import by_hand, environment
from lfai_nb.demos.tony.jobfile import JobFileError, parse


def xml(**settings: str) -> str:
    """A job file; a double underscore in a name stands for a dot, a single one for a hyphen."""
    entries = "".join(
        f"<property><name>tony.{key.replace('__', '.').replace('_', '-')}</name>"
        f"<value>{value}</value></property>"
        for key, value in settings.items()
    )
    return f"<configuration>{entries}</configuration>"


WORKERS = {"worker__instances": "2", "worker__command": "python train.py"}


def test_what_the_file_does_not_say_is_as_in_tony():
    job = parse(xml(**WORKERS))
    assert (job.framework, job.retries, job.heartbeat_ms, job.max_missed) == (
        *("tensorflow", 0, 1000, 25),
    )
    assert (job.registration_ms, job.timeout_ms) == (900_000, 0)
    assert job.untracked == {"ps"}
    assert not job.fail_on_worker_failure
    assert job.tasks == [("worker", 0), ("worker", 1)]
    assert (job.roles[0].memory, job.roles[0].vcores, job.roles[0].gpus) == ("2g", 1, 0)


def test_everything_that_can_be_said_is_read():
    job = parse(
        xml(
            **WORKERS,
            worker__memory="512m",
            worker__vcores="3",
            worker__gpus="1",
            ps__instances="1",
            ps__command="python ps.py",
            application__framework="pytorch",
            application__distributed_mode="GANG",
            application__timeout="5000",
            application__stop_on_failure_jobtypes="ps, worker",
            application__fail_on_worker_failure_enabled="true",
            am__retry_count="2",
        )
    )
    assert job.framework == "pytorch"
    assert (job.timeout_ms, job.retries, job.fail_on_worker_failure) == (5000, 2, True)
    assert job.stop_on_failure == {"ps", "worker"}
    assert job.role("worker").gpus == 1
    assert job.tasks[-1] == ("ps", 0)


def test_a_role_without_instances_needs_no_command():
    assert parse(xml(**WORKERS, chief__instances="0")).tasks == [("worker", 0), ("worker", 1)]


def test_what_is_given_beside_the_file_counts_more():
    assert len(parse(xml(**WORKERS), {"tony.worker.instances": "5"}).tasks) == 5


def test_the_chief_is_the_role_of_that_name_or_the_first_worker():
    workers = parse(xml(**WORKERS))
    assert [workers.is_chief(task) for task in workers.tasks] == [True, False]
    chief = parse(xml(**WORKERS, chief__instances="1", chief__command="x"))
    assert [task for task in chief.tasks if chief.is_chief(task)] == [("chief", 0)]


def test_all_faults_are_told_at_once_with_their_keys():
    with pytest.raises(JobFileError) as refusal:
        parse(
            xml(
                worker__inztances="2",
                worker__command="x",
                ps__instances="-1",
                evaluator__instances="1",
                application__framework="caffe",
                application__distributed_mode="FCFS",
                application__stop_on_failure_jobtypes="nobody",
                am__retry_count="many",
                worker__memory="lots",
            )
        )
    told = str(refusal.value)
    for words in (
        "tony.worker.inztances: no such key here; did you mean tony.worker.instances?",
        "tony.ps.instances needs a whole number of 0 or more, not '-1'",
        "tony.evaluator.command is missing",
        "tony.application.framework is 'caffe'; here there are: tensorflow, pytorch",
        "tony.application.distributed-mode is 'FCFS'; here there is only GANG",
        "there is no role 'nobody'",
        "tony.am.retry-count needs a whole number of 0 or more, not 'many'",
        "tony.worker.memory needs a size such as 512m or 2g, not 'lots'",
        "tony.worker.instances is missing",
    ):
        assert words in told
    assert "tony.ps.instances is missing" not in told  # it is wrong, which was said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not XML"),
        ("<configuration>", "not XML"),
        ("<job/>", "begins with <job>, not with <configuration>"),
        ("<configuration/>", "no role has an instance"),
        (xml(worker__instances="0"), "no role has an instance"),
        ("<configuration><property><name>a</name></property></configuration>", "entry 1 is not"),
        (xml(**WORKERS).replace("<name>", "<nom>", 1).replace("</name>", "</nom>", 1), "entry 1"),
        (
            xml(**WORKERS).replace("</configuration>", xml(**WORKERS)[15:]),
            "tony.worker.instances stands twice",
        ),
        ('<!DOCTYPE a [<!ENTITY b "c">]><configuration/>', "declares a DOCTYPE or an entity"),
    ],
)
def test_a_file_that_is_none_is_refused(text, says):
    with pytest.raises(JobFileError, match=says):
        parse(text)


@given(st.text(max_size=200))
def test_whatever_stands_in_the_file_the_answer_is_a_job_or_a_sentence(text):
    for given_text in (text, xml(**WORKERS).replace("train.py", text)):
        try:
            parse(given_text)
        except JobFileError:
            continue


SPEC = {"worker": ["127.0.0.1:1001", "127.0.0.1:1002"], "ps": ["127.0.0.1:1003"]}


def test_tensorflow_is_told_the_cluster_and_its_place_in_it():
    job = parse(xml(**WORKERS, ps__instances="1", ps__command="python ps.py"))
    told = environment(job, SPEC, ("worker", 1), attempt=2)
    assert told == {
        "JOB_NAME": "worker",
        "TASK_INDEX": "1",
        "TASK_NUM": "2",
        "DISTRIBUTED_MODE": "GANG",
        "ATTEMPT_NUMBER": "2",
        "CLUSTER_SPEC": '{"worker": ["127.0.0.1:1001", "127.0.0.1:1002"], '
        '"ps": ["127.0.0.1:1003"]}',
        "TF_CONFIG": '{"cluster": {"worker": ["127.0.0.1:1001", "127.0.0.1:1002"], '
        '"ps": ["127.0.0.1:1003"]}, "task": {"type": "worker", "index": 1}}',
    }


def test_pytorch_is_told_where_the_first_worker_is():
    job = parse(xml(**WORKERS, application__framework="pytorch"))
    told = environment(job, {"worker": SPEC["worker"]}, ("worker", 1), attempt=0)
    assert (told["INIT_METHOD"], told["RANK"], told["WORLD"]) == ("tcp://127.0.0.1:1001", "1", "2")
    assert "TF_CONFIG" not in told


def test_by_hand_each_machine_needs_a_command_of_its_own():
    job = parse(xml(**WORKERS, ps__instances="1", ps__command="python ps.py"))
    commands = by_hand(job, SPEC)
    assert len(commands) == 3
    hosts = "--worker_hosts=127.0.0.1:1001,127.0.0.1:1002 --ps_hosts=127.0.0.1:1003"
    assert commands[1] == f"python train.py {hosts} --job_name=worker --task_index=1"
