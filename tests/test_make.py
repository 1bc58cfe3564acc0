"""What ``make site`` is made from: a change of any of it builds the site anew."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MADE_FROM = [
    "CHANGELOG.md",
    "_config.yml",
    "_toc.yml",
    "book/hosting/stages.md",
    "book/_static/handbook.css",
    "data/policy/dues.toml",
    "data/policy/cases/dues.toml",
    "data/evidence/snapshots/flagai.toml",
    "lfai_nb/demos/flagai/runs.py",
    "lfai_nb/demos/registry.py",
    "lfai_nb/policy/words.py",
    "book/_ext/handbook/js/dues.js",
    "book/_ext/handbook/templates/sidebar/search.html",
    "notebooks/dues.ipynb",
    "pyproject.toml",
]


@pytest.fixture(scope="module")
def prerequisites() -> set[str]:
    make = shutil.which("make")
    if make is None:
        pytest.skip("there is no make")
    # -p prints the rules, -n runs none of them; -q asks whether anything would have to be done.
    command = [make, "-pnq", "site"]
    plain = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)
    rule = re.search(r"^_build/\.site: ([^|\n]+)", done.stdout, re.MULTILINE)
    assert rule, done.stderr
    return set(rule[1].split())


def test_the_lab_for_reading_installs_no_torch_and_that_of_the_demos_does() -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("there is no make")
    rules = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^lab: \.venv/\.has-lab$", rules, re.MULTILINE)
    assert re.search(r"^lab-demos: \.venv/\.has-demos$", rules, re.MULTILINE)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert not any("torch" in requirement for requirement in extras["optional-dependencies"]["lab"])


@pytest.mark.parametrize("path", MADE_FROM)
def test_the_site_is_built_anew_when_this_changes(path: str, prerequisites: set[str]) -> None:
    assert (ROOT / path).is_file()
    installed = {"pyproject.toml"} if ".venv/.has-book" in prerequisites else set()
    assert path in prerequisites | installed


PROGRAM = """#!/bin/sh
die=$(cat die 2>/dev/null)
if [ "$2" = tools.book ]; then
  mkdir -p _build/html/book _build/.doctrees
  [ "$die" != "$2" ] || echo half > _build/html/book/index.html
  # As Sphinx does: a page that is newer than its source is left as it is.
  [ -e _build/html/book/index.html ] || echo whole > _build/html/book/index.html
fi
if [ "$2" = "$die" ]; then kill -9 $PPID; exit 1; fi
"""


@pytest.mark.parametrize("dies_in", ["tools.book", "tools.search", "tools.lab"])
def test_a_build_that_is_killed_is_made_whole_by_the_next(tmp_path: Path, dies_in: str) -> None:
    """With programs that only pretend: what matters is which of them run again, and on what."""
    make = shutil.which("make")
    if make is None:
        pytest.skip("there is no make")
    shutil.copy(ROOT / "Makefile", tmp_path)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text(PROGRAM, encoding="utf-8")
    (programs / "python").chmod(0o755)
    for folder in ("data", "lfai_nb", "book", "notebooks"):
        (tmp_path / folder).mkdir()
    needed = ("pyproject.toml", "constraints.txt", "_config.yml", "_toc.yml", "CHANGELOG.md")
    for name in (*needed, "constraints.lock", "tools/locked.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".venv" / ".has-book").touch()
    plain = {name: value for name, value in os.environ.items() if "MAKE" not in name}

    def site() -> int:
        command = [make, "--silent", "site"]
        return subprocess.run(command, cwd=tmp_path, env=plain, check=False).returncode

    page, stamp = tmp_path / "_build/html/book/index.html", tmp_path / "_build/.site"
    (tmp_path / "die").write_text(dies_in, encoding="utf-8")
    assert site() != 0
    assert not stamp.exists()
    (tmp_path / "die").unlink()
    assert site() == 0
    assert stamp.exists()
    assert page.read_text(encoding="utf-8") == "whole\n"
    assert not (tmp_path / "_build" / ".begun").exists()
