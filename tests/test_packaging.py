"""The wheel: installed alone, it answers; and importing it costs nothing."""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

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
