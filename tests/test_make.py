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
    assert not any("torch" in one for one in extras["optional-dependencies"]["lab"])


@pytest.mark.parametrize("path", MADE_FROM)
def test_the_site_is_built_anew_when_this_changes(path: str, prerequisites: set[str]) -> None:
    assert (ROOT / path).is_file()
    installed = {"pyproject.toml"} if ".venv/.has-book" in prerequisites else set()
    assert path in prerequisites | installed
