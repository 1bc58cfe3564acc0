"""The GitHub Action: its own steps, run as GitHub runs them, against a server on this machine."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.environments import measured
from tests.evidence.github_like import GitHubLike, Repo, serve
from tests.evidence.history.repositories import C, git, make

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, JUDGE = ACTION["runs"]["steps"]
TOKEN = "ghs_verysecret0123456789"
FACTS = """
name = "Anvil"
repository = "https://github.com/acme/anvil"
[attested]
who = "A. Maintainer"
when = 2026-01-01
link = "https://example.org/minutes"
[facts]
member_sponsor = true
"""


class Hub(GitHubLike):
    """GitHub, with the comments of one pull request."""

    def __init__(self, *repos: Repo) -> None:
        super().__init__(*repos)
        self.comments: list[dict[str, Any]] = [{"id": 3, "body": "Looks good to me"}]
        self.written: list[str] = []
        self.refuse = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "/issues/" not in request.url.path:
            # An Action's own token is one that GitHub knows.
            request.headers.pop("authorization", None)
            return super().__call__(request)
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        if self.refuse:
            return httpx.Response(self.refuse, json={})
        if request.method == "GET":
            return httpx.Response(200, json=self.comments)
        self.written.append(f"{request.method} {request.url.path}")
        body = json.loads(request.content)["body"]
        if request.method == "POST":
            self.comments.append({"id": 7, "body": body})
        else:
            (ours,) = (c for c in self.comments if request.url.path.endswith(f"/{c['id']}"))
            ours["body"] = body
        return httpx.Response(201, json={})


def output(clone: Path, *words: str) -> str:
    return subprocess.check_output(["git", "-C", str(clone), *words], text=True)


class Runner:
    """Runs a step of the action with what GitHub sets."""

    def __init__(self, room: Path, hub: Hub, base: str) -> None:
        self.room, self.hub, self.api = room, hub, base
        self.checkout = make(
            room / "anvil", [C("Ann Ames", "a@acme.com")], files={"README.md": b"x"}
        )
        git(self.checkout, "checkout", "-q", "main")
        self.start = output(self.checkout, "rev-parse", "HEAD").strip()
        (room / "temp" / "lfai-nb" / "bin").mkdir(parents=True)
        python = room / "temp" / "lfai-nb" / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        python.chmod(0o755)

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            (self.checkout / name.replace("_md", ".md").replace("_toml", ".toml")).write_text(text)
        git(self.checkout, "add", "-A")
        who = ("-c", "user.name=Ann Ames", "-c", "user.email=a@acme.com")
        git(self.checkout, *who, "commit", "-q", "-m", "Change")

    def __call__(self, *, pull: bool = False, **inputs: str) -> "Ran":
        event = self.room / "event.json"
        body = {"pull_request": {"number": 12, "base": {"sha": self.start}}}
        event.write_text(json.dumps(body if pull else {}))
        for name in ("summary", "output"):
            (self.room / name).write_text("")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.room),
            "PYTHONPATH": str(ROOT),
            "RUNNER_TEMP": str(self.room / "temp"),
            "GITHUB_WORKSPACE": str(self.checkout),
            "GITHUB_REPOSITORY": "acme/anvil",
            "GITHUB_EVENT_NAME": "pull_request" if pull else "schedule",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_STEP_SUMMARY": str(self.room / "summary"),
            "GITHUB_OUTPUT": str(self.room / "output"),
            "GITHUB_API_URL": self.api,
            "GITHUB_TOKEN": TOKEN,
            # No other host than ours is asked.
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1",
            **measured(),
        }
        environment |= {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
        done = subprocess.run(
            ["bash", "-e", "-c", JUDGE["run"]],
            cwd=self.checkout,
            env=environment,
            capture_output=True,
            text=True,
        )
        lines = (self.room / "output").read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        return Ran(done.returncode, done.stdout, done.stderr, outputs, self.room)


class Ran:
    def __init__(self, code: int, out: str, err: str, outputs: dict[str, str], room: Path) -> None:
        self.code, self.out, self.err, self.outputs = code, out, err, outputs
        self.summary = (room / "summary").read_text("utf-8")
        assert TOKEN not in out + err + self.summary


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    hub = Hub(Repo("acme", "anvil", stars=480))
    with serve(hub) as base:
        yield Runner(tmp_path, hub, base)


def test_the_report_is_in_the_summary_and_the_numbers_in_the_outputs(runner: Runner) -> None:
    ran = runner(stage="incubation", on="2026-11-20")
    assert ran.code == 0, ran.err
    assert ran.summary.startswith("## Readiness of anvil for Incubation")
    assert ran.outputs["verdict"] == "does-not-meet"
    assert set(ran.outputs) == {"verdict", "met", "missing", "unknown"} == set(ACTION["outputs"])
    for name in ("met", "missing", "unknown"):
        assert int(ran.outputs[name]) > 0
    assert runner.hub.written == []


@pytest.mark.parametrize(
    ("fail_on", "code"), [("", 0), ("never", 0), ("missing", 1), ("unknown", 1)]
)
def test_it_fails_where_its_reader_wants_that(runner: Runner, fail_on: str, code: int) -> None:
    assert runner(stage="incubation", fail_on=fail_on).code == code


def test_the_facts_of_the_maintainers_count(runner: Runner) -> None:
    runner.commit(readiness_toml=FACTS)
    before, after = runner(stage="sandbox"), runner(stage="sandbox", facts="readiness.toml")
    assert int(after.outputs["met"]) == int(before.outputs["met"]) + 1


def test_a_comment_says_what_the_pull_request_changes_and_is_written_in_its_place(
    runner: Runner,
) -> None:
    runner.commit(SUPPORT_md="Ask in the channel.")
    ran = runner(pull=True, stage="sandbox")
    assert ran.code == 0, ran.err
    (comment,) = (c["body"] for c in runner.hub.comments if c["id"] == 7)
    lines = [line for line in comment.splitlines() if line.startswith("- ")]
    assert lines == ["- SUPPORT.md \\(SBX-FILE-SUPPORT\\): not met, now met"]
    runner.commit(SUPPORT_md="", GOVERNANCE_md="The council decides.")
    runner(pull=True, stage="sandbox")
    (comment,) = (c["body"] for c in runner.hub.comments if c["id"] == 7)
    assert "GOVERNANCE.md \\(SBX-FILE-GOVERNANCE\\): not met, now met" in comment
    assert "SBX-FILE-SUPPORT" not in comment
    assert runner.hub.written == [
        "POST /repos/acme/anvil/issues/12/comments",
        "PATCH /repos/acme/anvil/issues/comments/7",
    ]
    assert len(output(runner.checkout, "worktree", "list").splitlines()) == 1


def test_where_nothing_changes_nobody_is_told_and_an_earlier_comment_is_corrected(
    runner: Runner,
) -> None:
    runner.commit(notes_md="Nothing of it.")
    runner(pull=True, stage="sandbox")
    assert runner.hub.written == []
    runner.commit(SUPPORT_md="Ask.")
    runner(pull=True, stage="sandbox")
    runner.commit(SUPPORT_md="")
    runner(pull=True, stage="sandbox")
    assert runner.hub.comments[-1]["body"].endswith("This pull request changes none of it.\n")


def test_no_comment_where_none_is_wanted(runner: Runner) -> None:
    runner.commit(SUPPORT_md="Ask.")
    assert runner(pull=True, stage="sandbox", comment="false").code == 0
    assert runner.hub.written == []


def test_a_token_that_may_not_comment_stops_nothing(runner: Runner) -> None:
    runner.commit(SUPPORT_md="Ask.")
    runner.hub.refuse = 403
    ran = runner(pull=True, stage="sandbox")
    assert ran.code == 0
    assert "::warning::the comment was not written: GitHub refuses it (HTTP 403)" in ran.out
    assert ran.outputs["verdict"]


def test_a_checkout_without_the_base_says_so(runner: Runner) -> None:
    runner.start = "0" * 40
    ran = runner(pull=True, stage="sandbox")
    assert ran.code == 0
    assert "::warning::the base of the pull request is not in the checkout" in ran.out


@pytest.mark.parametrize(
    ("inputs", "fault"),
    [
        ({"stage": "gold"}, "stage is one of sandbox, incubation, graduation, not 'gold'"),
        ({"on": "tomorrow"}, "'tomorrow' is not a date such as 2024-02-27"),
        ({"fail_on": "always"}, "fail-on is one of never, missing, unknown, not 'always'"),
        ({"facts": "nowhere.toml"}, "there is no file 'nowhere.toml' in the checkout"),
        ({"stage": "x\n::set-output name=a::b"}, "stage is one of"),
    ],
)
def test_a_wrong_input_is_one_line_that_says_what_to_change(
    runner: Runner, inputs: dict[str, str], fault: str
) -> None:
    ran = runner(**inputs)
    assert ran.code == 2
    (line,) = ran.out.splitlines()
    assert line.startswith(f"::error::{fault}")


def test_the_program_is_of_the_version_of_the_action(tmp_path: Path) -> None:
    """The step that installs, with a Python that only writes down what it is asked."""
    fake = tmp_path / "bin" / "python3"
    fake.parent.mkdir()
    log = tmp_path / "log"
    script = f"""#!/bin/sh
echo "$@" >> {log}
[ "$2" = venv ] && mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
exit 0
"""
    fake.write_text(script)
    fake.chmod(0o755)
    environment = {
        "PATH": f"{fake.parent}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path / "a room"),
        "GITHUB_ACTION_PATH": "/actions/handbook/v1",
    }
    subprocess.run(["bash", "-e", "-c", INSTALL["run"]], env=environment, check=True)
    venv, pip = log.read_text().splitlines()
    assert venv == f"-m venv {tmp_path}/a room/lfai-nb"
    assert pip == "-m pip install --quiet /actions/handbook/v1[evidence]"


def test_no_input_gets_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    assert {f"INPUT_{name.upper().replace('-', '_')}" for name in ACTION["inputs"]} - {
        "INPUT_TOKEN"
    } <= set(JUDGE["env"])


def test_the_workflow_that_the_page_shows_fits_the_action() -> None:
    page = (ROOT / "book" / "hosting" / "readiness-weekly.md").read_text("utf-8")
    assert "{literalinclude} readiness-workflow.yml" in page
    workflow = yaml.safe_load((ROOT / "book/hosting/readiness-workflow.yml").read_text("utf-8"))
    job = workflow["jobs"]["readiness"]
    # No more than reading, and the comment.
    assert workflow["permissions"] == {"contents": "read"}
    assert job["permissions"] == {"contents": "read", "pull-requests": "write"}
    (ours,) = (step for step in job["steps"] if step.get("id") == "readiness")
    assert ours["with"].keys() <= ACTION["inputs"].keys()
    used = set(re.findall(r"steps\.readiness\.outputs\.(\w+)", json.dumps(job)))
    assert used
    assert used <= ACTION["outputs"].keys()


def test_the_page_of_the_action_names_every_input_and_output() -> None:
    page = (ROOT / "book" / "hosting" / "readiness-weekly.md").read_text("utf-8")
    for name in (*ACTION["inputs"], *ACTION["outputs"]):
        assert re.search(rf"`{name}`", page), name
