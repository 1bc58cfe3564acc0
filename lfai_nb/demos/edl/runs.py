"""The demos of this wing, for `lfai-nb demo`. Imports torch only when one is started."""

import tempfile
from itertools import groupby
from pathlib import Path

from lfai_nb.demos.progress import Progress
from lfai_nb.demos.registry import Row, Run


def recovery(device: str, quick: bool, progress: Progress) -> list[Row]:
    """Always on the CPU: what is shown is the launcher, and the arithmetic is tiny."""
    from lfai_nb.demos.edl import launch

    steps = {"steps": 60, "every": 20} if quick else {"steps": 300, "every": 50}
    die_at = 50 if quick else 170
    with tempfile.TemporaryDirectory() as folder:
        progress("never disturbed", 0, 2)
        whole = launch.run(Path(folder) / "whole", **steps)
        progress("one process killed", 1, 2)
        broken = launch.run(Path(folder) / "broken", die_at=die_at, **steps)
        progress("one process killed", 2, 2)
    return [
        {
            "job": name,
            "attempts": result["attempt"],
            "went on from step": result["went on from"],
            "held-out accuracy": result["accuracy"],
            "same weights": result["weights"] == whole["weights"],
        }
        for name, result in (("never disturbed", whole), (f"killed at step {die_at}", broken))
    ]


def elastic(device: str, quick: bool, progress: Progress) -> list[Row]:
    """From two workers to one, two and three, and one is killed: a row for each group."""
    from lfai_nb.demos.edl.elastic import Change, run

    first, more = (20, 20) if quick else (50, 50)
    sizes = [Change(first + more * n, workers) for n, workers in enumerate((1, 2, 3))]
    changes = [*sizes, Change(first + 3 * more, kill=True)]
    progress("workers come and go", 0, 1)
    with tempfile.TemporaryDirectory() as folder:
        job, epochs = Path(folder) / "job", 3 if quick else 6
        history = run(job, changes, epochs=epochs, pace=0.0003, punctual=True)
    progress("workers come and go", 1, 1)
    pauses = iter(history.pauses())
    rows: list[Row] = []
    for (_, workers), group in groupby(history.steps, lambda step: (step.members, step.workers)):
        steps = list(group)
        rows.append(
            {
                "workers": workers,
                "steps": len(steps),
                "loss at the end": steps[-1].loss,
                "seconds to the next group": pause.seconds
                if (pause := next(pauses, None))
                else None,
            }
        )
    return rows


def distillation(device: str, quick: bool, progress: Progress) -> list[Row]:
    """Accuracy without waiting; speed with teachers and a student that wait, as larger ones would.

    So the speeds say what the service does, and not how busy this machine is.
    """
    from dataclasses import replace

    import torch

    from lfai_nb.demos.edl import student
    from lfai_nb.demos.edl.service import Teachers

    torch.set_num_threads(1)
    course = student.Course(steps=100 if quick else 400)
    slow = replace(course, steps=50 if quick else 200, pace=0.004)
    with tempfile.TemporaryDirectory() as place, Teachers(Path(place)) as teachers:
        progress("the teacher", 0, 2)
        teacher = student.train_teacher(Path(place), course.steps)
        teachers.start("a", "b", options=["--wait", "0.008"])
        progress("students", 1, 2)
        accuracy = {
            "no teacher": student.study(course, student.from_labels).accuracy,
            "in the same process": student.study(course, student.from_a_model(teacher)).accuracy,
        }
        speeds = student.speeds(slow, teacher, Path(place), wait=0.008)
    progress("students", 2, 2)
    return [
        {
            "teacher": name,
            "held-out accuracy": accuracy.get(name),
            "samples a second": round(speed),
            "of the speed without one": speed / speeds["no teacher"],
        }
        for name, speed in speeds.items()
    ]


def autoscaler(device: str, quick: bool, progress: Progress) -> list[Row]:
    from lfai_nb.demos.edl.autoscaler import simulate, submitted

    rows: list[Row] = []
    for name, least in (("fixed, 60 trainers", 60), ("elastic, 2 to 60", 2)):
        for release in (0, 30):
            outcome = simulate(submitted(20, least, 60), 400, release)
            rows.append(
                {
                    "jobs": name,
                    "slot free after, s": release,
                    "pending, s": outcome.average_pending,
                    "completion, s": outcome.average_completion,
                    "all done, s": len(outcome.sizes),
                    "utilisation": outcome.utilisation,
                }
            )
    return rows


RUNS: dict[str, Run] = {
    run.name: run
    for run in (
        Run(
            "edl-recovery",
            "A process is killed; the job ends as if it had not been",
            20,
            recovery,
            cpu_only=True,
        ),
        Run(
            "edl-elastic",
            "Workers join and leave a job while it runs; one is killed",
            30,
            elastic,
            cpu_only=True,
        ),
        Run(
            "edl-distillation",
            "A small network learns from teachers that are a service",
            30,
            distillation,
            cpu_only=True,
        ),
        Run(
            "edl-autoscaler",
            "Twenty jobs in one cluster, fixed and elastic (simulated)",
            1,
            autoscaler,
            cpu_only=True,
        ),
    )
}
