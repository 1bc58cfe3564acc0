"""Every command that is shown somewhere, with the core alone and with each extra alone.

Each environment has exactly what its extra brings; a command either answers there, or says in one
line which extra it needs.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.documented import documented_commands, files, words_of
from tests.environments import ROOT, environment
from tests.evidence.history.repositories import C, make

EXTRAS = {"": (), "calendar": (), "evidence": (), "lab": ("evidence",), "book": ("evidence",)}
EXTRAS |= {"demos": ("evidence", "demos")}

# One process for all commands of an environment: starting Python anew for each takes a minute.
RUN = """
import contextlib, io, json, sys
from lfai_nb.cli import main
ran = []
for words in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    ran.append((code, out.getvalue(), err.getvalue()))
json.dump(ran, sys.stdout)
"""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@cache
def commands() -> dict[str, tuple[str, ...]]:
    """As they are shown, and with what a reader puts in the place of the placeholders."""
    # A hosted project that has a next stage; what is measured of it lies in the record.
    real = dict.fromkeys(("OWNER/NAME", "$GITHUB_REPOSITORY"), "BAAI-Open/FlagAI")
    lines = documented_commands(recipes=False)
    return {line: tuple(real.get(word, word) for word in words_of(line)) for line in lines}


def needs(words: tuple[str, ...]) -> str:
    """The extra that a command needs, by what it is asked for."""
    name, *rest = words
    if name == "orgs":
        return "evidence"
    if name == "plan" and "--ics" in rest:
        return "calendar"
    if name == "openness" and any(word.endswith(".yml") for word in rest):
        return "evidence"
    if name == "demo" and rest and rest != ["records"]:
        return "demos"
    if name == "readiness" and not {"--all", "--init"} & set(rest):
        asks = "/" in rest[0] and not rest[0].startswith("path/") and "--offline" not in rest
        reads = rest[0].startswith("path/") or "--git" in rest
        return "evidence" if asks or reads or "--online" in rest else ""
    return ""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands that are shown name."""
    from lfai_nb.lifecycle.facts_file import template
    from lfai_nb.places import data_dir

    folder = tmp_path_factory.mktemp("desk")
    for name in ("facts.toml", "readiness.toml"):
        (folder / name).write_text(template(), encoding="utf-8")
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "ours.toml").write_text(
        '[[person]]\nwho = "Cy Cole"\norganization = "Initech"\n', encoding="utf-8"
    )
    (folder / "path" / "to").mkdir(parents=True)
    for_desks(folder)
    make(folder / "path" / "to" / "clone", [C("Ann Ames", "ann@acme.com", "2026-06-01")])
    (folder / "clone").symlink_to(folder / "path" / "to" / "clone")
    (folder / "path" / "to" / "data").symlink_to(data_dir())
    # `--git .` stands in a workflow that runs inside a checkout.
    (folder / ".git").symlink_to(folder / "path" / "to" / "clone" / ".git")
    return folder


def for_desks(folder: Path) -> None:
    """A table of attendance and minutes, and a model in a file of each kind."""
    table = "meeting,Baidu,ONNX\n2024-01-11,x,x\n2024-01-25,x,x\n"
    (folder / "attendance.csv").write_text(table, encoding="utf-8")
    minutes = ROOT / "tests" / "council" / "fixtures" / "minutes"
    (folder / "path" / "to" / "meeting-minutes").symlink_to(minutes)
    (folder / "governance" / "tac").mkdir(parents=True)
    (folder / "governance" / "tac" / "meeting-minutes").symlink_to(minutes)
    (folder / "model.toml").write_text('[components]\narchitecture = "MIT"\n', encoding="utf-8")
    for where in ("models", "model_openness_tool/models"):
        (folder / where).mkdir(parents=True)
        text = "release: {components: [{name: Training code, license: MIT}]}"
        (folder / where / "OLMo-7B.yml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module", params=EXTRAS, ids=lambda extra: extra or "core")
def ran(
    request: pytest.FixtureRequest, desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, Ran]]:
    folder = tmp_path_factory.mktemp("environment")
    lines = quick() if request.param == "demos" else commands()
    return request.param, run_all(environment(folder, request.param), desk, lines)


@pytest.fixture(scope="module")
def everything_installed(desk: Path) -> dict[str, Ran]:
    """The same commands where these tests run."""
    return run_all(Path(sys.executable), desk, quick())


def quick() -> dict[str, tuple[str, ...]]:
    """All commands but the demos, which take minutes and have tests of their own."""
    return {line: words for line, words in commands().items() if needs(words) != "demos"}


def run_all(python: Path, desk: Path, lines: Mapping[str, tuple[str, ...]]) -> dict[str, Ran]:
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(desk),
        "PYTHONPATH": str(ROOT),
        # Nobody listens there, and without GitHub no other host is asked.
        "GITHUB_API_URL": "http://127.0.0.1:9",
    }
    done = subprocess.run(
        [str(python), "-c", RUN],
        input=json.dumps(list(lines.values())),
        capture_output=True,
        text=True,
        cwd=desk,
        env=surroundings,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    answers = [Ran(*fields) for fields in json.loads(done.stdout)]
    return dict(zip(lines, answers, strict=True))


def test_each_command_answers_or_names_the_extra_that_it_needs(
    ran: tuple[str, dict[str, Ran]],
) -> None:
    extra, answers = ran
    has = {extra, *EXTRAS[extra]}
    wrong = []
    for line, (code, out, err) in answers.items():
        needed = needs(commands()[line])
        if needed and needed not in has:
            right = code == 2 and not out and f"pip install '.[{needed}]'" in err
            right &= len(err.splitlines()) == 1
        elif line.split()[1] == "readiness" and "--init" not in line and "--all" not in line:
            right = code in (0, 1, 3) and "readiness" not in err and bool(out)
        elif line.split()[1] in ("council", "openness", "workflow"):  # negative, or it depends
            right = code in (0, 1, 3) and bool(out)
        else:
            right = code == 0 and bool(out)
        if not right or "Traceback" in out + err:
            wrong.append((line, code, err[-300:]))
    assert wrong == []


def test_where_a_command_answers_its_exit_code_is_the_same_with_any_extra(
    ran: tuple[str, dict[str, Ran]], everything_installed: dict[str, Ran]
) -> None:
    extra, answers = ran
    has = {extra, *EXTRAS[extra]}
    compared = 0
    for line, full in everything_installed.items():
        needed = needs(commands()[line])
        if not needed or needed in has:
            assert (line, answers[line].code) == (line, full.code)
            compared += 1
    assert compared > 15


JOB = "".join(
    f"<property><name>tony.worker.{key}</name><value>{value}</value></property>"
    for key, value in (("instances", 2), ("command", "echo hello"))
)


@pytest.fixture(scope="module")
def with_demos(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The Python of an environment that has the extra of the demos alone, and a folder for them."""
    folder = tmp_path_factory.mktemp("demos")
    (folder / "my.xml").write_text(f"<configuration>{JOB}</configuration>")
    return environment(folder / "environment", "demos"), folder


def alone(where: tuple[Path, Path], *words: str) -> tuple[int, str, str]:
    python, folder = where
    # One thread: beside the other tests, two that wait for each other take ten times as long.
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(folder), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [str(python), *words],
        capture_output=True,
        text=True,
        env=surroundings,
        cwd=folder,
        timeout=600,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_extra_of_the_demos_brings_all_that_they_import(with_demos: tuple[Path, Path]) -> None:
    # `gpu_kernels` needs Triton, which comes with PyTorch for a GPU alone.
    code = (
        "import importlib, pkgutil, lfai_nb.demos as wing\n"
        "apart = ('__main__', 'gpu_kernels')\n"
        "for module in pkgutil.walk_packages(wing.__path__, 'lfai_nb.demos.'):\n"
        "    if not module.name.endswith(apart): importlib.import_module(module.name)\n"
    )
    assert alone(with_demos, "-c", code) == (0, "", "")


def small(words: tuple[str, ...]) -> tuple[str, ...]:
    """A demo as it is shown, or smaller where it would take minutes."""
    return words if {"--quick", "--conf"} & set(words) else (*words, "--quick")


# A record takes minutes to run again; `tests/demos/test_records.py` has its command.
TYPED = [words for words in commands().values() if needs(words) == "demos"]
DEMOS = sorted({small(words) for words in TYPED if words[1] != "records"})
# Two demos of one wing need the same: the first of each wing runs each time.
FIRST = {words[1].partition("-")[0]: words for words in reversed(DEMOS)}.values()


@pytest.mark.parametrize(
    "words",
    [pytest.param(w, marks=[] if w in FIRST else pytest.mark.audit) for w in DEMOS],
    ids=" ".join,
)
def test_a_demo_that_is_shown_runs_with_its_extra_alone(
    with_demos: tuple[Path, Path], words: tuple[str, ...]
) -> None:
    code, out, err = alone(with_demos, "-m", "lfai_nb.cli", *words)
    assert code == 0, err
    assert "Traceback" not in out + err
    assert re.search(r"^\d+(\.\d+)? s on cpu", out, re.MULTILINE), out[-500:]


def test_the_commands_are_of_every_kind() -> None:
    kinds = {needs(words) for words in commands().values()}
    assert kinds == {"", "calendar", "evidence", "demos"}
    assert "lfai-nb readiness facts.toml --markdown" in commands()
    assert "lfai-nb readiness OWNER/NAME --offline" in commands()
