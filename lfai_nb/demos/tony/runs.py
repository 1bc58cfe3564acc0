"""The demos of this wing, for `lfai-nb demo`. Imports torch only when one is started."""

import json
import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lfai_nb.demos.progress import Progress
from lfai_nb.demos.registry import CannotStart, Row, Run
from lfai_nb.whole_file import write_whole

if TYPE_CHECKING:
    from lfai_nb.demos.tony.jobfile import JobFile

FILE = """\
<configuration>
  <property><name>tony.application.framework</name><value>pytorch</value></property>
  <property><name>tony.worker.instances</name><value>2</value></property>
  <property><name>tony.worker.command</name><value>{command}</value></property>
  <property><name>tony.am.retry-count</name><value>1</value></property>
</configuration>
"""
"""What a user writes."""


def job_file(die_at: int = -1) -> str:
    """The file of two workers; with a step, the chief kills itself there in the first session."""
    words = [sys.executable, "-m", "lfai_nb.demos.tony.program"]
    words += [str(die_at)] if die_at >= 0 else []
    return FILE.format(command=shlex.join(words))


def jobs(device: str, quick: bool, progress: Progress) -> list[Row]:
    """Always on the CPU, and always whole: it takes seconds, nearly all to start processes."""
    from lfai_nb.demos.resumable import accuracy, make_model
    from lfai_nb.demos.tony.jobfile import parse
    from lfai_nb.demos.tony.master import run

    rows: list[Row] = [
        {"job": "untrained network", "sessions": 0, "held-out accuracy": accuracy(make_model())}
    ]
    weights = ""
    cases = (("never disturbed", -1), ("chief killed at step 170", 170))
    for done, (name, die_at) in enumerate(cases):
        progress(name, done, len(cases))
        with tempfile.TemporaryDirectory() as folder:
            outcome = run(parse(job_file(die_at)), folder)
            result = json.loads((Path(folder) / "result.json").read_text())
        weights = weights or result["weights"]
        rows.append(
            {
                "job": name,
                "sessions": len(outcome.attempts),
                "held-out accuracy": result["accuracy"],
                "succeeded": outcome.succeeded,
                "same weights": result["weights"] == weights,
                "first session": outcome.attempts[0].why,
            }
        )
    progress("done", len(cases), len(cases))
    return rows


def read_job(path: Path) -> "JobFile":
    from lfai_nb.demos.tony.jobfile import JobFileError, parse

    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise CannotStart(f"cannot read {path}: {why}") from None
    except JobFileError as error:
        raise not_started(path, error) from None


def not_started(path: Path, error: Exception) -> CannotStart:
    return CannotStart(f"{path.name} was not started: {'; '.join(str(error).splitlines())}")


def hand_over(path: Path, scheduler: str, image: str) -> str:
    """A reader's job file through TorchX: the scheduler's script, or how a run here ended."""
    from lfai_nb.demos.tony import cluster

    if scheduler == "kubernetes" and not image:
        raise CannotStart("Kubernetes runs containers: say which with --image")
    job, folder = read_job(path), path.resolve().parent
    try:
        if scheduler == "local":
            return cluster.run_here(job, folder)
        return cluster.script(job, scheduler, image or str(folder))
    except cluster.CannotHandOver as error:
        raise CannotStart(f"{path.name}: {error}") from None


def own_file(path: Path, progress: Progress, history: Path | None = None) -> list[Row]:
    """A reader's job file, run in the folder where it is: a row for each task of each session.

    `history` is where a page with the time line of each task goes.
    """
    from lfai_nb.demos.tony.history import page
    from lfai_nb.demos.tony.master import CannotRun, run

    job = read_job(path)
    if history and not history.resolve().parent.is_dir():  # known before anything runs
        raise CannotStart(f"there is no folder for {history}")
    try:
        progress(job.name, 0, 1)
        outcome = run(job, path.resolve().parent)
    except CannotRun as error:
        raise not_started(path, error) from None
    progress(job.name, 1, 1)
    if history:
        try:
            write_whole(history, page(job, outcome))
        except OSError as error:
            raise CannotStart(f"the job ran, but {history}: {error.strerror}") from None
    return [
        {
            "session": number,
            "task": task,
            "exit code": code,
            "log": f"{task.replace(':', '-')}.{number}.log",
            "session ended": attempt.why,
        }
        for number, attempt in enumerate(outcome.attempts)
        for task, code in attempt.codes.items()
    ]


RUNS: dict[str, Run] = {
    "tony-jobs": Run(
        "tony-jobs",
        "Two workers from one file; one dies, all start again",
        20,
        jobs,
        cpu_only=True,
        own_file=own_file,
        hand_over=hand_over,
    )
}
