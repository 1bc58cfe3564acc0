"""The wheel: installed alone, it answers; and importing it costs nothing."""

import csv
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tools.lab import NOT_IN_A_BROWSER, names_of_notebooks, with_less

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation: the build backend is installed, and a test asks no package registry.
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("alone")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index"]
    subprocess.run([*pip, "--quiet", str(wheel)], check=True, capture_output=True)
    return folder / "bin"


def run(alone: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(alone / "lfai-nb"), *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_wheel_carries_the_data_and_not_the_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "lfai_nb/data/policy/dues.toml" in names
    assert "lfai_nb/data/catalog/projects.csv" in names
    assert not [name for name in names if name.startswith(("tests/", "book/", "notebooks/"))]


def test_two_builds_of_the_wheel_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """From another folder, at another time, with files of another age."""
    copy = tmp_path / "copy"
    left_out = shutil.ignore_patterns(".*", "_build", "build", "dist", "tests", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=left_out)
    for path in copy.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."]
    subprocess.run(command, check=True, capture_output=True, cwd=copy)
    (again,) = (copy / "dist").glob("*.whl")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_alone_answers_a_quote(alone: Path, tmp_path: Path) -> None:
    ran = run(alone, "dues", "--employees", "1999", "--lf-member", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["amount_usd"] == 10_000


def test_the_wheel_alone_knows_the_rules_and_finds_no_fault_in_its_data(
    alone: Path, tmp_path: Path
) -> None:
    ran = run(alone, "rules", "--stage", "incubation", cwd=tmp_path)
    assert "500 stars" in ran.stdout, ran.stderr
    assert run(alone, "check-data", cwd=tmp_path).returncode == 0


def test_the_wheel_alone_judges_a_file_of_facts_and_what_the_record_knows(
    alone: Path, tmp_path: Path
) -> None:
    form = run(alone, "readiness", "--init", cwd=tmp_path)
    assert form.returncode == 0, form.stderr
    (tmp_path / "f.toml").write_text(form.stdout, encoding="utf-8")
    ran = run(alone, "readiness", "f.toml", "--markdown", cwd=tmp_path)
    assert ran.returncode == 3, ran.stderr
    assert ran.stdout.startswith("## Readiness of My project for Sandbox")
    ran = run(alone, "readiness", "BAAI-Open/FlagAI", "--offline", "--json", cwd=tmp_path)
    assert ran.returncode == 1, ran.stderr
    assert json.loads(ran.stdout)["stage"] == "incubation"
    assert run(alone, "readiness", "--all", cwd=tmp_path).returncode == 0
    assert run(alone, "demo", cwd=tmp_path).returncode == 0


def test_the_labs_wheel_has_all_that_its_notebooks_use_and_little_else(
    wheel: Path, tmp_path: Path
) -> None:
    small = tmp_path / wheel.name
    shutil.copyfile(wheel, small)
    with_less(small, NOT_IN_A_BROWSER)
    with zipfile.ZipFile(small) as archive:
        names = archive.namelist()
        (record,) = (name for name in names if name.endswith(".dist-info/RECORD"))
        listed = [row[0] for row in csv.reader(archive.read(record).decode("utf-8").splitlines())]
        archive.extractall(tmp_path / "lab")
    assert sorted(listed) == sorted(names)
    left_out = [name for name in zipfile.ZipFile(wheel).namelist() if name not in names]
    for folder in NOT_IN_A_BROWSER:
        assert any(name.startswith(folder) for name in left_out), f"nothing lies in {folder}"
    cells = [
        "".join(cell["source"])
        for name in names_of_notebooks()
        for cell in json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    program = "\n".join([*cells, "import lfai_nb; print(lfai_nb.__file__)"])
    (tmp_path / "cells.py").write_text(program, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "cells.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "lab")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-1000:]
    assert Path(ran.stdout.splitlines()[-1]).is_relative_to(tmp_path / "lab")


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("orgs .", "evidence"),
        ("readiness .", "evidence"),
        ("readiness . --offline", "evidence"),
        ("readiness onnx/onnx --stage incubation", "evidence"),
        ("readiness onnx/onnx --stage incubation --offline --git .", "evidence"),
        ("demo flagai-infilling", "demos"),
    ],
)
def test_without_the_extras_a_command_says_what_installs_them(
    alone: Path, tmp_path: Path, command: str, extra: str
) -> None:
    ran = run(alone, *command.split(), cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"pip install '.[{extra}]'" in ran.stderr
    assert f'the extra "{extra}"' in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "room", ["lfai_nb", "lfai_nb.policy", "lfai_nb.membership", "lfai_nb.lifecycle"]
)
def test_importing_the_lower_floors_brings_no_third_party_module(room: str) -> None:
    code = (
        "import sys; before = set(sys.modules); "
        f"import {room}; "
        "new = {name.split('.')[0] for name in set(sys.modules) - before}; "
        "print(*sorted(new - set(sys.stdlib_module_names) - {'lfai_nb'}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_importing_the_package_itself_brings_nothing_at_all() -> None:
    code = "import sys; a = set(sys.modules); import lfai_nb; print(*(set(sys.modules) - a))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["lfai_nb"]
