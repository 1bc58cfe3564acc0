"""What ``action.yml`` runs: readiness inside GitHub Actions. ``python -m lfai_nb.cli.action``.

It judges the checkout that a workflow made, writes the report into the job's summary and the
numbers into the outputs, and on a pull request says in one comment what that changes. Everything
comes from the environment, as GitHub sets it: INPUT_STAGE, INPUT_ON, INPUT_FACTS, INPUT_FAIL_ON,
INPUT_COMMENT, and GITHUB_*.

A pull request can change what is in the repository and in the file of facts, and nothing else. So
the hosts are asked once, and their answers judged with the base and with the change.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from lfai_nb.cli import OK, Stop, day, note, today
from lfai_nb.cli.pull_request import PullRequest, changes, say_what_changed
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.errors import HandbookError, Unusable, one_line
from lfai_nb.evidence.for_project import Named, gather, with_present_stage
from lfai_nb.evidence.source import Subject
from lfai_nb.faces.readiness import readiness_markdown
from lfai_nb.frozen import dataclass
from lfai_nb.lifecycle.gate import StageNotOffered, next_stage
from lfai_nb.lifecycle.readiness import Assessment, State, Verdict, assess

FAIL_ON = ("never", "missing", "unknown")
WORDS = {
    Verdict.MEETS: "meets",
    Verdict.DOES_NOT: "does-not-meet",
    Verdict.CANNOT_TELL: "cannot-tell",
}


@dataclass(frozen=True, slots=True)
class Inputs:
    repository: str
    folder: Path
    stage: str
    on: date
    facts: str  # below the folder
    fail_on: str
    comment: bool

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Inputs":
        def text(name: str) -> str:
            return given.get(f"INPUT_{name}", "").strip()

        def choice(name: str, allowed: tuple[str, ...]) -> str:
            if text(name) not in ("", *allowed):
                raise Stop(
                    f"{name.lower().replace('_', '-')} is one of {', '.join(allowed)}, not "
                    f"{text(name)[:40]!r}"
                )
            return text(name)

        try:
            on = day(text("ON")) if text("ON") else today()
        except Exception as error:  # argparse's own kind, whose text is the sentence
            raise Stop(str(error)) from None
        for name in ("GITHUB_REPOSITORY", "GITHUB_WORKSPACE"):
            if not given.get(name):
                raise Stop(f"{name} is not set; this runs inside GitHub Actions")
        return cls(
            repository=given["GITHUB_REPOSITORY"],
            folder=Path(given["GITHUB_WORKSPACE"]),
            stage=choice("STAGE", HOSTED_STAGES),
            on=on,
            facts=text("FACTS"),
            fail_on=choice("FAIL_ON", FAIL_ON) or "never",
            comment=choice("COMMENT", ("true", "false")) != "false",
        )


def run(given: Mapping[str, str]) -> int:
    inputs = Inputs.read(given)
    if inputs.facts and not (inputs.folder / inputs.facts).is_file():
        raise Stop(f"there is no file {inputs.facts[:100]!r} in the checkout; see the input facts")
    subject = with_present_stage(Subject.parse(inputs.repository))
    stage = Stage(inputs.stage) if inputs.stage else _next(subject.stage)
    hosts = gather(
        Named(subject),
        on=inputs.on,
        online=True,
        stage=stage,
        announce=note,
        say=lambda _: None,
    ).facts

    def judged(folder: Path) -> Assessment:
        written = folder / inputs.facts if inputs.facts else None
        # The facts of the hosts as one more source, so that they are asked once.
        named = Named(subject, clone=folder, written=written, fetched=datetime.now(UTC))
        collected = gather(
            named, on=inputs.on, online=False, announce=note, say=lambda _: None, besides=hosts
        )
        return assess(collected.facts, stage, on=inputs.on)

    now = judged(inputs.folder)
    _append(given, "GITHUB_STEP_SUMMARY", readiness_markdown(now) + "\n")
    _append(given, "GITHUB_OUTPUT", _outputs(now))
    pull = PullRequest.read(given) if inputs.comment else None
    if pull is not None:
        with _base(inputs.folder, pull.base) as base:
            if base is None:
                _warn(
                    "the base of the pull request is not in the checkout, so nothing can be "
                    "compared; check out with fetch-depth: 0"
                )
            else:
                missing_before = inputs.facts and not (base / inputs.facts).is_file()
                before = judged(base) if not missing_before else None
                problem = say_what_changed(pull, stage, changes(before, now), now)
                if problem:
                    _warn(f"the comment was not written: {problem}")
    return _code(inputs.fail_on, now.verdict)


def _next(present: Stage | None) -> Stage:
    try:
        return next_stage(present)
    except StageNotOffered as error:
        raise Stop(f"{error}; set the input stage") from None


def _outputs(judged: Assessment) -> str:
    numbers = {"met": State.MET, "missing": State.UNMET, "unknown": State.UNKNOWN}
    lines = [f"verdict={WORDS[judged.verdict]}"]
    lines += [f"{name}={judged.count(state)}" for name, state in numbers.items()]
    return "\n".join(lines) + "\n"


def _code(fail_on: str, verdict: Verdict) -> int:
    missing = verdict is Verdict.DOES_NOT and fail_on != "never"
    return 1 if missing or (verdict is Verdict.CANNOT_TELL and fail_on == "unknown") else OK


def _append(given: Mapping[str, str], name: str, text: str) -> None:
    path = given.get(name)
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Unusable.because(path, "written", error) from None


@contextmanager
def _base(folder: Path, commit: str) -> Iterator[Path | None]:
    """The state that a pull request starts from, in a folder of its own; None without it."""
    with tempfile.TemporaryDirectory() as room:
        tree = Path(room) / folder.resolve().name
        git = ["git", "-C", str(folder), "worktree"]
        added = subprocess.run(
            [*git, "add", "--quiet", "--detach", str(tree), commit], capture_output=True
        )
        try:
            yield tree if added.returncode == 0 else None
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], capture_output=True)


def _warn(text: str) -> None:
    # GitHub reads this line, shows it beside the job, and takes % as the start of an escape.
    print(f"::warning::{one_line(text).replace('%', '%25')}")


def main(given: Mapping[str, str] = os.environ) -> int:
    try:
        return run(given)
    except HandbookError as error:
        lines = [one_line(line) for line in str(error).splitlines()]
        for line in lines:
            print(f"::error::{line.replace('%', '%25')}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
