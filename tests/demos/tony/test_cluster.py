"""The same job file on a cluster, through TorchX, in an environment that has nothing else."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from lfai_nb.demos.__main__ import main
from lfai_nb.demos.tony.cluster import no_counterpart
from lfai_nb.demos.tony.jobfile import parse
from tests.demos.tony.test_own_file import xml

ROOT = Path(__file__).resolve().parents[3]
TWO = {
    "application__framework": "pytorch",
    "application__name": "Two spirals!",
    "application__timeout": 90_000,
    "worker__instances": 2,
    "worker__memory": "1g",
    "am__retry_count": 1,
}


def test_what_a_cluster_would_do_otherwise_is_listed():
    job = parse(
        xml(
            application__distributed_mode="FCFS",
            application__timeout=1000,
            application__untracked__jobtypes="ps",
            ps__instances=1,
            ps__command="serve",
            worker__instances=2,
            worker__command="train",
            worker__resources="data.zip",
            evaluator__instances=1,
            evaluator__command="judge",
            evaluator__depends_on="worker",
            task__heartbeat_interval_ms=200,
            container__registration__timeout=5,
            am__retry_count=1,
            yarn__queue="night",
        )
    )
    lost = list(no_counterpart(job, "kubernetes"))
    assert len(lost) == 10
    assert "evaluator starts together with worker, not after them" in lost
    assert "the job also waits for the end of ps" in lost
    assert "tony.yarn.queue has no counterpart" in lost
    assert set(lost) - set(no_counterpart(job, "slurm")) == {
        "the whole time has no limit",
        "Volcano, which runs such jobs, may not start a failed one again",
    }
    assert not list(no_counterpart(parse(xml(worker__instances=1, worker__command="x")), "slurm"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tony-jobs", "--to", "slurm"], "--to takes a job file"),
        (["edl-recovery", "--conf", "FILE", "--to", "slurm"], "runs no file of yours"),
        (["tony-jobs", "--conf", "FILE", "--to", "kubernetes"], "say which with --image"),
        (["tony-jobs", "--conf", "missing.xml", "--to", "slurm"], "cannot read missing.xml"),
    ],
)
def test_what_cannot_be_handed_over_is_said_in_one_line(tmp_path, capsys, words, sentence):
    file = tmp_path / "my.xml"
    file.write_text(xml(worker__instances=1, worker__command="true"))
    assert main([str(file) if word == "FILE" else word for word in words]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


def test_without_torchx_it_says_what_to_install(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "torchx.specs", None)
    file = tmp_path / "my.xml"
    file.write_text(xml(worker__instances=1, worker__command="true"))
    assert main(["tony-jobs", "--conf", str(file), "--to", "slurm"]) == 2
    assert "pip install torchx" in capsys.readouterr().err


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """TorchX wants an older urllib3 than the rest of the project has."""
    folder = tmp_path_factory.mktemp("torchx")
    venv.create(folder, with_pip=True)
    interpreter = folder / "bin" / "python"
    packages = ["torchx>=0.7", "kubernetes>=30"]
    subprocess.run(
        [interpreter, "-m", "pip", "install", "--quiet", *packages], check=True, timeout=600
    )
    return interpreter


def demo(python, folder, *words):
    command = [python, "-W", "ignore", "-m", "lfai_nb.cli", "demo", "tony-jobs", *words]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=environment, timeout=600
    )


@pytest.mark.audit
def test_torchx_runs_the_file_here(python, tmp_path):
    command = "echo $JOB_NAME $TASK_INDEX of $TASK_NUM at $INIT_METHOD"
    (tmp_path / "my.xml").write_text(xml(**TWO, worker__command=command))
    ended = demo(python, tmp_path, "--conf", "my.xml", "--to", "local")
    assert ended.returncode == 0, ended.stderr
    assert "SUCCEEDED" in ended.stdout
    (log,) = tmp_path.glob("torchx-logs/**/worker/1/stdout.log")
    assert log.read_text() == "worker 1 of 2 at tcp://localhost:29500\n"


@pytest.mark.audit
def test_a_job_that_fails_there_says_where_its_logs_are(python, tmp_path):
    (tmp_path / "my.xml").write_text(xml(**TWO, worker__command="exit 3"))
    ended = demo(python, tmp_path, "--conf", "my.xml", "--to", "local")
    assert ended.returncode == 2
    assert "ended as FAILED; its logs are in" in ended.stderr


@pytest.mark.audit
def test_slurm_gets_a_script_that_the_shell_can_read(python, tmp_path):
    (tmp_path / "my.xml").write_text(xml(**TWO, worker__command="train $RANK '$HOME'"))
    script = demo(python, tmp_path, "--conf", "my.xml", "--to", "slurm").stdout
    assert script.startswith("#!/bin/bash\n")
    assert script.count("#SBATCH --job-name=worker-") == 2
    assert "--time=2 " in script  # 90 seconds, in Slurm's minutes
    assert "--mem=1024" in script
    assert "SLURM_JOB_NODELIST_HET_GROUP_0:=localhost}:29500" in script
    checked = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.audit
def test_kubernetes_gets_a_job_of_its_own_kind(python, tmp_path):
    (tmp_path / "my.xml").write_text(xml(**TWO, worker__command="train"))
    words = ("--conf", "my.xml", "--to", "kubernetes", "--image", "registry.example/spirals:1")
    text = demo(python, tmp_path, *words).stdout
    assert "# Other than in the job file: the whole time has no limit." in text
    read = "import sys, yaml, json; print(json.dumps(yaml.safe_load(sys.stdin)))"
    loaded = subprocess.run([python, "-c", read], input=text, capture_output=True, text=True)
    assert loaded.returncode == 0, loaded.stderr
    assert '"kind": "Job"' in loaded.stdout
    assert loaded.stdout.count('"image": "registry.example/spirals:1"') == 2
