"""A small network that learns from the answers of a large one, or from few labels alone.

    teacher = train_teacher(folder)
    study(Course(), from_labels)                              no teacher
    study(Course(), from_a_model(teacher))                    a teacher in the same process
    study(Course(), from_a_service(folder, DistillReader()))  teachers as a service

As a program it learns from a service, writes snapshots, and may be killed and started again:
`python -m lfai_nb.demos.edl.student TEACHERS FOLDER`.
"""

import argparse
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lfai_nb.demos import checkpoint, resumable
from lfai_nb.demos.edl.distill import DistillReader
from lfai_nb.demos.resumable import make_model, spirals

KEY = "edl teacher"
FILE = "teacher.safetensors"
LABELS, LABELLED_BY, UNLABELLED = 30, 7, 70_000  # how many there are, and the seeds of the points
WIDE = 512  # of the teacher; the student of the demo has 64


@dataclass(frozen=True)
class Course:
    steps: int = 400
    batch: int = 64
    width: int = 64
    lr: float = 0.01
    seed: int = 0  # of the data that the student sees
    pace: float = 0.0  # seconds for each step: the work of a student that is larger than this


@dataclass(frozen=True)
class Grades:
    accuracy: float  # on points that neither has seen
    weights: str
    per_second: float  # samples, from the first step on
    first: int = 0  # the step that this attempt began with


Lessons = Callable[[Course, int], Iterator[tuple[Tensor, Tensor]]]
"""From a step on, for each step its points [N, 2] and what to answer, as shares [N, 2]."""


def train_teacher(folder: Path, steps: int = 400, width: int = WIDE) -> nn.Module:
    """It sees as many labelled points as it wants, which is what makes it worth asking."""
    model = make_model(width)
    optimizer = torch.optim.Adam(model.parameters(), 0.002)
    for step in range(steps):
        points, arm = spirals(128, 10_000 + step)
        F.cross_entropy(model(points), arm).backward()
        optimizer.step()
        optimizer.zero_grad()
    checkpoint.save(folder / FILE, model.state_dict(), KEY, width=str(width))
    return model.eval()


def load_teacher(folder: Path) -> nn.Module:
    tensors, notes = checkpoint.load(folder / FILE, KEY)
    model = make_model(int(notes["width"]))
    model.load_state_dict(tensors)
    return model.eval()


def points_of(course: Course, step: int) -> Tensor:
    """Without their labels; drawn from the number of the step alone."""
    return spirals(course.batch, UNLABELLED + course.steps * course.seed + step)[0]


def from_labels(course: Course, first: int) -> Iterator[tuple[Tensor, Tensor]]:
    points, arm = spirals(LABELS, LABELLED_BY + course.seed)
    for step in range(first, course.steps):
        some = torch.randint(LABELS, (course.batch,), generator=torch.Generator().manual_seed(step))
        yield points[some], F.one_hot(arm[some], 2).float()


def from_a_model(teacher: nn.Module, wait: float = 0.0) -> Lessons:
    def lessons(course: Course, first: int) -> Iterator[tuple[Tensor, Tensor]]:
        for step in range(first, course.steps):
            points = points_of(course, step)
            time.sleep(wait)
            with torch.inference_mode():
                scores = teacher(points)
            yield points, F.softmax(scores.clone(), dim=1)

    return lessons


def from_a_service(reader: DistillReader) -> Lessons:
    """`reader` knows its teachers; what it reads is set here."""

    def lessons(course: Course, first: int) -> Iterator[tuple[Tensor, Tensor]]:
        steps = range(first, course.steps)
        reader.set_batch_generator(lambda: ((points_of(course, step).numpy(),) for step in steps))
        for points, scores in reader():
            yield torch.from_numpy(points), F.softmax(torch.tensor(scores), dim=1)

    return lessons


def study(
    course: Course,
    lessons: Lessons,
    snapshots: Path | None = None,
    every: int = 50,
    die_at: int = -1,
) -> Grades:
    """With a folder for snapshots it goes on from the newest one there."""
    model = make_model(course.width)
    optimizer = torch.optim.Adam(model.parameters(), course.lr)
    settings = resumable.Settings(snapshots or Path(), batch=course.batch, lr=course.lr)
    first = 0
    if snapshots:
        first, tensors, _ = resumable.newest_snapshot(snapshots)
        if tensors:
            resumable.put_back(model, optimizer, tensors)
    began = time.perf_counter()
    for step, (points, answers) in enumerate(lessons(course, first), first):
        if step == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if step == first:  # the first batch has waited for the teachers to be found
            began = time.perf_counter()
        time.sleep(course.pace)
        F.cross_entropy(model(points), answers).backward()
        optimizer.step()
        optimizer.zero_grad()
        if snapshots and (step + 1) % every == 0:
            resumable.save(settings, step + 1, model, optimizer)
    seconds = time.perf_counter() - began
    per_second = (course.steps - first) * course.batch / seconds
    return Grades(resumable.accuracy(model), resumable.fingerprint(model), per_second, first)


def speeds(course: Course, teacher: nn.Module, service: Path, wait: float) -> dict[str, float]:
    """Samples a second by where the teacher is; two of them, which wait as long, are a service."""
    ways: dict[str, Lessons] = {
        "no teacher": from_labels,
        "in the same process": from_a_model(teacher, wait),
        "one as a service": from_a_service(DistillReader().set_dynamic_teacher(service, most=1)),
        "two as a service": from_a_service(DistillReader().set_dynamic_teacher(service, most=2)),
    }
    return {name: study(course, lessons).per_second for name, lessons in ways.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m lfai_nb.demos.edl.student")
    parser.add_argument("teachers", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=Course.steps)
    parser.add_argument("--die-at", type=int, default=-1, help="of the first attempt alone")
    options = parser.parse_args()
    torch.set_num_threads(1)
    attempt = int(os.environ.get("TORCHELASTIC_RESTART_COUNT", "0"))
    reader = DistillReader().set_dynamic_teacher(options.teachers)
    course = Course(steps=options.steps)
    die_at = options.die_at if attempt == 0 else -1
    grades = study(course, from_a_service(reader), options.folder, die_at=die_at)
    print(json.dumps({**vars(grades), "attempt": attempt + 1}))


if __name__ == "__main__":
    main()
