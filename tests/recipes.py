"""The recipes of the book, read as steps and carried out in a copy of the repository.

A recipe is a page of ``book/contributing/``. Its code blocks are its steps, by their captions:

    Append to `FILE`                      New file `FILE`
    Into `FILE`, after `LINE`             Into `FILE`, before `LINE`
    In `FILE`, in place of … this         two blocks: the old text and the new one
    a block of console                    each line after ``$`` is typed, and what stands below it
                                          has to be among what is printed

Any other block is not a step. So the page and the test cannot part.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tests.book.markdown import BOOK, ROOT

FOLDER = BOOK / "contributing"
# What Python and lint-imports have worked out comes along: for each command anew it takes seconds.
NOT_COPIED = (".git", ".venv", ".cache", "_build", "build", "dist", ".mypy_cache", ".pytest_cache")
BLOCK = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?:\{code-block\} )?(?P<language>\w+)\n(?P<body>.*?)"
    r"^(?P=indent)(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
CAPTION = re.compile(r"\A:caption: (?P<caption>.+)\n\n?")
PLACE = re.compile(r"(?P<verb>[A-Za-z ]+?) `(?P<file>[^`]+)`(?:, (?P<where>.+))?")


@dataclass(frozen=True)
class Step:
    verb: str  # "Append to", "New file", "Into", "In", "Type"
    file: str
    where: str
    text: str
    new: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {self.file or self.text.splitlines()[0]}"


def steps(recipe: str) -> list[Step]:
    return list(_steps((FOLDER / f"{recipe}.md").read_text("utf-8")))


def _steps(text: str) -> Iterator[Step]:
    old: Step | None = None
    for block in BLOCK.finditer(text):
        body = dedent(block["body"])
        caption = CAPTION.match(body)
        if block["language"] == "console":
            yield Step("Type", "", "", body)
        elif caption is not None:
            body = body[caption.end() :]
            if old is not None and caption["caption"] == "this":
                yield Step(old.verb, old.file, old.where, old.text, body)
                old = None
                continue
            place = PLACE.fullmatch(caption["caption"])
            assert place, f"no step of a recipe: {caption['caption']!r}"
            step = Step(place["verb"], place["file"], place["where"] or "", body)
            if step.verb == "In":
                old = step
            else:
                yield step
    assert old is None, f"{old} is in place of nothing"


class Copy:
    """A copy of the repository, in which steps are carried out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
        # A repository of its own: a recipe may commit, and sees what it changed.
        self.type("git init --quiet && git add --all && git commit --quiet --message copy")

    def do(self, step: Step) -> None:
        if step.verb == "Type":
            for command, printed in typed(step.text):
                code, output = self.type(command)
                assert code == 0, f"$ {command}\n{output[-4000:]}"
                for line in printed:
                    assert line in output, f"$ {command}\ndid not print {line!r}, but:\n{output}"
            return
        path = self.folder / step.file
        if step.verb == "New file":
            assert not path.exists(), f"{step.file} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, "utf-8")
            return
        text = path.read_text("utf-8")
        path.write_text(changed(text, step), "utf-8")

    def type(self, command: str) -> tuple[int, str]:
        """Its exit code, and all that it printed."""
        here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        ran = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env={
                **{
                    k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "LFAI_NB_"))
                },
                "PATH": here,
                "PYTHONPATH": str(self.folder),
                "GIT_CONFIG_GLOBAL": os.devnull,
                **{f"GIT_{who}_NAME": "A Maintainer" for who in ("AUTHOR", "COMMITTER")},
                **{f"GIT_{who}_EMAIL": "someone@example.org" for who in ("AUTHOR", "COMMITTER")},
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        return ran.returncode, ran.stdout + ran.stderr


def typed(text: str) -> list[tuple[str, list[str]]]:
    """Each command of a block, with the lines below it."""
    first, *commands = re.split(r"^\$ ", text.replace("\\\n", ""), flags=re.MULTILINE)
    assert not first.strip(), f"a console block begins with `$ `, not with {first!r}"
    lines = [command.strip().splitlines() for command in commands]
    return [(command, [p.strip() for p in printed if p.strip()]) for command, *printed in lines]


def changed(text: str, step: Step) -> str:
    if step.verb == "Append to":
        between = "\n" if step.file.endswith(".csv") or step.text.startswith("- ") else "\n\n"
        return text.rstrip("\n") + between + step.text.lstrip("\n")
    if step.verb == "In":
        assert text.count(step.text) == 1, f"{step.file} has {step.text!r} not once"
        return text.replace(step.text, step.new)
    assert step.verb == "Into", step.verb
    where, _, line = step.where.partition(" ")
    line = line.strip("`")
    lines = text.splitlines(keepends=True)
    at = [n for n, this in enumerate(lines) if this.strip() == line.strip()]
    assert len(at) == 1, f"{step.file} has the line {line!r} {len(at)} times, not once"
    n = at[0] + (where == "after")
    return "".join([*lines[:n], step.text, *lines[n:]])
