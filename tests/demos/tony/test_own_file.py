"""`lfai-nb demo tony-jobs --conf my.xml`: a reader's own file, and what it is refused for."""

import json
import threading

import pytest

from lfai_nb.demos.__main__ import main
from lfai_nb.demos.tony.jobfile import parse
from lfai_nb.demos.tony.machine import Machine, too_much
from lfai_nb.demos.tony.master import CannotRun, run
from tests.demos.waiting import until


def xml(**keys):
    properties = "".join(
        f"<property><name>tony.{name.replace('__', '.').replace('_', '-')}</name>"
        f"<value>{value}</value></property>"
        for name, value in keys.items()
    )
    return f"<configuration>{properties}</configuration>"


@pytest.fixture
def _torch():
    pytest.importorskip("torch")


@pytest.mark.usefixtures("_torch")
def test_a_readers_file_runs_where_it_is(tmp_path, capsys):
    (tmp_path / "hello.sh").write_text("echo hello from $JOB_NAME $TASK_INDEX; exit $TASK_INDEX")
    file = tmp_path / "my.xml"
    file.write_text(xml(worker__instances=2, worker__command="bash hello.sh"))
    assert main(["tony-jobs", "--conf", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["title"] == "my.xml"
    rows = {row["task"]: row for row in answer["rows"]}
    assert rows["worker:1"]["exit code"] == 1
    assert (tmp_path / rows["worker:0"]["log"]).read_text() == "hello from worker 0\n"


@pytest.mark.usefixtures("_torch")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<configuration>", "the file is not XML"),
        (xml(worker__instances=1, worker__memroy="1g"), "did you mean tony.worker.memory"),
        (xml(), "no role has an instance; a job needs tony.worker.instances"),
        (
            xml(worker__instances=1, worker__command="true", worker__memory="900g"),
            "asks for 921600 MB",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_nothing_starts(tmp_path, capsys, text, sentence):
    file = tmp_path / "my.xml"
    file.write_text(text)
    assert main(["tony-jobs", "--conf", str(file)]) == 2
    error = capsys.readouterr().err
    assert "my.xml was not started" in error
    assert sentence in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("_torch")
def test_a_file_that_is_not_there_and_a_demo_without_files_are_refused(tmp_path, capsys):
    assert main(["tony-jobs", "--conf", str(tmp_path / "no.xml")]) == 2
    assert "no.xml: No such file" in capsys.readouterr().err
    assert main(["edl-recovery", "--conf", "my.xml"]) == 2
    assert "edl-recovery runs no file of yours (--conf); these do: tony-jobs" in (
        capsys.readouterr().err
    )


SMALL = Machine(megabytes=8000, vcores=4, gpus=1)


@pytest.mark.parametrize(
    ("settings", "sentences"),
    [
        ({"worker__memory": "4000m", "worker__vcores": 2, "ps__gpus": 1}, []),
        (
            {"worker__memory": "5g"},
            ["the job asks for 10240 MB (2 × 5120 for worker); this machine has 8000."],
        ),
        (
            {"worker__vcores": 2, "ps__vcores": 3},
            ["the job asks for 7 cores (2 × 2 for worker and 1 × 3 for ps); this machine has 4."],
        ),
        (
            {"worker__gpus": 4, "worker__memory": "900g"},
            ["the job asks for 1843200 MB", "the job asks for 8 GPUs"],
        ),
    ],
)
def test_what_a_file_asks_for_is_compared_with_the_machine(settings, sentences):
    roles = {"worker__instances": 2, "ps__instances": 1}
    commands = {"worker__command": "true", "ps__command": "true"}
    excess = list(too_much(parse(xml(**roles, **commands, **settings)), SMALL))
    assert len(excess) == len(sentences)
    for sentence, text in zip(sentences, excess, strict=True):
        assert text.startswith(sentence)


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        (
            {"worker__memory": "5g"},
            "with tony.worker.memory of 4000m or tony.worker.instances of 1",
        ),
        (
            {"worker__vcores": 3, "ps__vcores": 4},
            "without tony.worker.vcores, or on a larger machine",
        ),
        ({"worker__gpus": 1}, "with tony.worker.instances of 1"),
    ],
)
def test_it_says_what_would_fit(settings, advice):
    roles = {"worker__instances": 2, "ps__instances": 1}
    commands = {"worker__command": "true", "ps__command": "true"}
    [sentence] = too_much(parse(xml(**roles, **commands, **settings)), SMALL)
    assert sentence.endswith(f"It would fit {advice}")


def test_tonys_defaults_are_not_counted_against_one_machine():
    job = parse(xml(worker__instances=8, worker__command="true"))
    assert list(too_much(job, SMALL)) == []


def test_a_second_master_in_the_folder_is_refused_until_the_first_is_done(tmp_path):
    command = "touch started; until [ -e go ]; do sleep 0.02; done"
    job = parse(xml(worker__instances=1, worker__command=command))
    first = threading.Thread(target=run, args=(job, tmp_path))
    first.start()
    try:
        until((tmp_path / "started").exists, "the start of the first job")
        with pytest.raises(CannotRun, match=r"another job runs in .*; give each a folder of its"):
            run(job, tmp_path)
    finally:
        (tmp_path / "go").touch()
        first.join()
    quick = parse(xml(worker__instances=1, worker__command="true"))
    assert run(quick, tmp_path).succeeded
