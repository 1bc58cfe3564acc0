"""What GitHub runs: nothing is published that the suite has not passed."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"
FILES = {path.name: yaml.safe_load(path.read_text("utf-8")) for path in FOLDER.glob("*.yml")}
JOBS = [(name, job) for name in sorted(FILES) for job in FILES[name]["jobs"]]


def needed(jobs: dict[str, Any], name: str) -> set[str]:
    """The jobs that must have succeeded before this one starts."""
    needs = jobs[name].get("needs", [])
    direct = [needs] if isinstance(needs, str) else needs
    return {*direct, *(above for job in direct for above in needed(jobs, job))}


#: What the one job may write that needs to, in each workflow that publishes.
WRITES = {
    ("pages.yml", "publish"): {"pages", "id-token"},
    ("release.yml", "publish"): {"contents", "id-token", "attestations"},
}


@pytest.mark.parametrize("workflow", ["pages.yml", "release.yml"])
def test_nothing_is_published_before_the_suite_has_passed(workflow: str) -> None:
    jobs = FILES[workflow]["jobs"]
    suite = {name for name, job in jobs.items() if "tests.yml" in job.get("uses", "")}
    assert suite == {"tests"}
    assert "if" not in jobs["tests"]
    for name in jobs.keys() - suite:
        assert suite <= needed(jobs, name), name
        assert "if" not in jobs[name], f"{name} could run after a failure"


def test_the_suite_runs_on_every_python_that_the_package_names() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {
        classifier.rpartition(" ")[2]
        for classifier in described["classifiers"]
        if classifier.startswith("Programming Language :: Python :: 3.")
    }
    (suite,) = FILES["tests.yml"]["jobs"].values()
    assert set(suite["strategy"]["matrix"]["python"]) == named
    assert any(step.get("run") == ".ci/run" for step in suite["steps"])
    # YAML 1.1 reads the key `on` as true.
    assert {"pull_request", "workflow_call"} <= FILES["tests.yml"][True].keys()


def test_what_needs_the_network_runs_every_week() -> None:
    weekly = FILES["weekly.yml"]
    assert weekly[True]["schedule"], "YAML 1.1 reads the key `on` as true"
    steps = [step for job in weekly["jobs"].values() for step in job["steps"]]
    (against,) = (step for step in steps if "LFAI_NB_LANDSCAPE" in step.get("env", {}))
    named = against["run"].rpartition(" ")[2]
    assert (ROOT / named).is_file(), f"there is no {named}"
    commands = [step.get("run", "") for step in steps]
    clone = against["env"]["LFAI_NB_LANDSCAPE"]
    assert f"git clone --quiet https://github.com/lfai/lfai-landscape {clone}" in commands
    assert {".ci/run audit", "make links"} <= set(commands)


@pytest.mark.parametrize(("name", "job"), JOBS)
def test_a_job_is_bounded_and_may_do_no_more_than_it_must(name: str, job: str) -> None:
    workflow = FILES[name]
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    described = workflow["jobs"][job]
    if "uses" not in described:
        assert described["timeout-minutes"] <= 90
    granted = described.get("permissions", {})
    writes = {what for what, how in granted.items() if how == "write"}
    assert writes == WRITES.get((name, job), set())
    for step in described.get("steps", []):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_a_release_is_built_once_and_what_publishes_it_runs_nothing_of_the_repository() -> None:
    assert FILES["release.yml"][True] == {"push": {"tags": ["v*"]}}
    build, publish = (FILES["release.yml"]["jobs"][job]["steps"] for job in ("build", "publish"))
    commands = [step["run"] for step in build if "run" in step]
    assert commands[0] == "make dist"
    assert any("--version" in command and "GITHUB_REF_NAME" in command for command in commands)
    used = [step.get("uses", "").partition("@")[0] for step in publish]
    assert "actions/checkout" not in used
    assert used.index("actions/attest-build-provenance") < len(used) - 2, "before it is published"
    text = (FOLDER / "release.yml").read_text("utf-8")
    assert "trusted-publishing always" in text
    assert "secrets." not in text


def test_make_dist_leaves_what_the_workflow_publishes() -> None:
    rules = (ROOT / "Makefile").read_text("utf-8")
    (recipe,) = re.findall(r"^dist: .*\n((?:\t.*\n)+)", rules, re.MULTILINE)
    for part in ("-m build", "twine check --strict", "sbom", "archive site", "archive sums dist"):
        assert part in recipe, part
    assert recipe.index("twine") < recipe.index("archive site"), "twine knows packages alone"


def test_an_action_is_named_by_its_commit_which_nobody_can_move() -> None:
    used = [line for path in FOLDER.glob("*.yml") for line in path.read_text("utf-8").splitlines()]
    used = [line for line in used if " uses: " in line or line.strip().startswith("- uses: ")]
    assert used
    for line in used:
        local = re.search(r"uses: \./\.github/workflows/[a-z]+\.yml$", line)
        assert local or re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize(
    ("audit", "code", "summary"),
    [
        ("echo '{}' > vulnerabilities.json", 0, ""),
        ("echo '{}' > vulnerabilities.json; exit 1", 1, ""),
        ("exit 1", 0, "The database of vulnerabilities did not answer"),
    ],
    ids=["nothing is known", "something is", "nobody answers"],
)
def test_a_known_vulnerability_is_a_failure_and_a_silent_database_is_said(
    audit: str, code: int, summary: str, tmp_path: Path
) -> None:
    steps = FILES["weekly.yml"]["jobs"]["vulnerabilities"]["steps"]
    (step,) = (step["run"] for step in steps if "pip-audit" in step.get("run", ""))
    program = tmp_path / "pipx"
    program.write_text(f"#!/bin/sh\n{audit}\n", encoding="utf-8")
    program.chmod(0o755)
    written = tmp_path / "summary"
    written.touch()
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": str(written)}
    done = subprocess.run(["bash", "-e", "-c", step], cwd=tmp_path, env=env, capture_output=True)
    assert done.returncode == code
    assert written.read_text("utf-8").startswith(summary)
    assert bool(written.read_text("utf-8")) is bool(summary)
