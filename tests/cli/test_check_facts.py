"""``lfai-nb check-facts``, and the hook that runs it before a commit."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lfai_nb.cli import main

ROOT = Path(__file__).parents[2]
GOOD = """
name = "Anvil"
repository = "https://github.com/acme/anvil"
[attested]
who = "A. Maintainer"
when = 2025-01-01
until = 2026-01-01
link = "https://example.org/minutes"
[facts]
tsc = true
"""


def written(folder: Path, text: str) -> str:
    file = folder / "readiness.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_file_without_a_fault_is_let_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-facts", written(tmp_path, GOOD), "--on", "2025-06-01"]) == 0
    assert capsys.readouterr().out == "0 faults in 1 file\n"


def test_every_fault_is_named_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, GOOD.replace("tsc = true", "tsk = true\nstars = true"))
    assert main(["check-facts", file]) == 1
    out = capsys.readouterr().out
    assert "did you mean tsc?" in out
    assert f"@ {file}: facts.stars" in out
    assert out.endswith("2 faults in 1 file\n")


def test_a_word_that_has_expired_is_named_and_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-facts", written(tmp_path, GOOD), "--on", "2026-06-01"]) == 0
    assert capsys.readouterr().out.startswith("note: tsc: the attestation by A. Maintainer")


def test_the_hook_runs_what_the_package_has(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, command = hook["entry"].split()
    assert program == "lfai-nb"
    words = [sys.executable, "-m", "lfai_nb.cli", command, written(tmp_path, GOOD)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    page = (ROOT / "book" / "hosting" / "readiness-weekly.md").read_text("utf-8")
    assert f"id: {hook['id']}" in page
