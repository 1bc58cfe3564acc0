"""The comment on a pull request: what GitHub hands over, and whatever stands in the way of it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from lfai_nb.cli import action
from lfai_nb.cli.pull_request import PullRequest, changes, comment, mark, say_what_changed
from lfai_nb.domain import Stage
from lfai_nb.errors import Unusable
from lfai_nb.lifecycle import Assessment, assess, loads
from lfai_nb.lifecycle.readiness import State
from tests.evidence.github_like import serve

BASE = "0123456789abcdef" * 2 + "01234567"
GIVEN = {
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_REPOSITORY": "acme/anvil",
    "GITHUB_TOKEN": " ghs_token\n",
}
PULL = PullRequest("http://127.0.0.1:9", "acme/anvil", 12, BASE, "ghs_token")
STAGE = Stage.SANDBOX


def judged(facts: str = "") -> Assessment:
    text = f"""
name = "Anvil"
repository = "https://github.com/acme/anvil"
[attested]
who = "A. Maintainer"
when = 2026-11-01
link = "https://example.org/minutes"
[facts]
{facts}
"""
    return assess(loads(text), STAGE, on=date(2026, 11, 20))


def event(folder: Path, content: object) -> dict[str, str]:
    path = folder / "event.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return {**GIVEN, "GITHUB_EVENT_PATH": str(path)}


def pulled(number: object = 12, base: object = BASE) -> dict[str, Any]:
    return {"pull_request": {"number": number, "base": {"sha": base}}}


@pytest.mark.parametrize("base", [BASE, BASE + "0" * 24], ids=["sha1", "sha256"])
def test_a_pull_request_is_read_from_the_event(tmp_path: Path, base: str) -> None:
    read = PullRequest.read(event(tmp_path, pulled(base=base)))
    assert read == PullRequest("https://api.github.com", "acme/anvil", 12, base, "ghs_token")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[" * 100_000,
        [],
        {},
        {"pull_request": None},
        pulled(number="12"),
        pulled(number=True),
        pulled(base=None),
        pulled(base=BASE[:-1]),
        pulled(base=BASE.upper()),
        pulled(base="--upload-pack=touch /tmp/owned; 01234567"),
    ],
    ids=lambda content: str(content)[:50],
)
def test_an_event_that_is_no_pull_request_is_none(tmp_path: Path, content: object) -> None:
    assert PullRequest.read(event(tmp_path, content)) is None


def test_another_event_and_an_event_without_a_file_are_none(tmp_path: Path) -> None:
    assert PullRequest.read({**event(tmp_path, pulled()), "GITHUB_EVENT_NAME": "push"}) is None
    assert PullRequest.read({**GIVEN, "GITHUB_EVENT_PATH": str(tmp_path / "no.json")}) is None
    assert PullRequest.read({}) is None


def test_without_a_state_before_all_that_is_not_met_is_a_change() -> None:
    after = judged("technical_charter = false\nfits_mission = true\n")
    listed = changes(None, after)
    assert {change.after for change in listed} == {State.UNMET, State.UNKNOWN}
    assert len(listed) == sum(row.state in (State.UNMET, State.UNKNOWN) for row in after.rows)
    (charter,) = (change for change in listed if change.after is State.UNMET)
    line = next(line for line in comment(STAGE, listed, after).splitlines() if charter.rule in line)
    assert line.endswith(": not met")


def test_what_is_as_before_is_no_change() -> None:
    after = judged("fits_mission = true\n")
    assert changes(after, after) == []
    assert "changes none of it" in comment(STAGE, [], after)
    (change,) = changes(judged(), after)
    assert (change.before, change.after) == (State.UNKNOWN, State.MET)


def in_the_way(handler: Callable[[httpx.Request], httpx.Response], *, changed: bool = True) -> str:
    """What stands in the way where GitHub answers like this."""
    after = judged("fits_mission = true\n")
    with serve(handler) as base:
        pull = PullRequest(base, "acme/anvil", 12, BASE, "ghs_token")
        return say_what_changed(pull, STAGE, changes(judged(), after) if changed else [], after)


def test_without_a_token_nobody_is_asked() -> None:
    pull = PullRequest("http://127.0.0.1:9", "acme/anvil", 12, BASE, "")
    assert say_what_changed(pull, STAGE, [], judged()) == "there is no token"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (httpx.Response(500, json={}), "GitHub answered HTTP 500"),
        (httpx.Response(404, json={}), "GitHub refuses it (HTTP 404); give the job pull-requests"),
        (httpx.Response(200, json={}), "GitHub cannot be asked (NoAnswer)"),
        (httpx.Response(200, text="<html>"), "GitHub cannot be asked (JSONDecodeError)"),
    ],
    ids=str,
)
def test_an_answer_that_is_none_is_said_in_a_sentence(answer: httpx.Response, problem: str) -> None:
    assert in_the_way(lambda _: answer).startswith(problem)


@pytest.mark.parametrize("api", ["http://127.0.0.1:9", "http://[", "ftp://127.0.0.1"])
def test_a_host_that_cannot_be_reached_is_said_in_a_sentence(api: str) -> None:
    pull = PullRequest(api, "acme/anvil", 12, BASE, "ghs_token")
    assert say_what_changed(pull, STAGE, [], judged()).startswith("GitHub cannot be asked (")


ODD = [None, {}, {"id": 1}, {"id": 2, "body": None}, {"id": True, "body": mark(STAGE)}]
OTHERS = [*ODD, {"id": 3, "body": mark(Stage.GRADUATION)}, {"id": 4, "body": "I agree"}]


def many(ours_on: int) -> tuple[list[str], Callable[[httpx.Request], httpx.Response]]:
    """Full pages of comments, with ours at the end of one of them; and the requests."""
    requests: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(f"{request.method} {request.url.path}")
        if request.method != "GET":
            return httpx.Response(201, json={})
        page = int(request.url.params["page"])
        comments: list[object] = [*OTHERS, *[{"id": 5, "body": "+1"}] * (100 - len(OTHERS))]
        if page == ours_on:
            comments[-1] = {"id": 77, "body": mark(STAGE) + "\nas before"}
        return httpx.Response(200, json=comments)

    return requests, answer


def test_ours_is_found_among_many_and_nobody_elses_is_written_over() -> None:
    requests, answer = many(ours_on=3)
    assert in_the_way(answer) == ""
    assert requests[-1] == "PATCH /repos/acme/anvil/issues/comments/77"
    assert len(requests) == 4


def test_beyond_a_thousand_comments_it_is_made_anew() -> None:
    requests, answer = many(ours_on=99)
    assert in_the_way(answer) == ""
    assert requests[-1] == "POST /repos/acme/anvil/issues/12/comments"
    assert len(requests) == 11


def test_where_nothing_changes_and_none_is_there_none_is_made() -> None:
    requests: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request.method)
        return httpx.Response(200, json=[])

    assert in_the_way(answer, changed=False) == ""
    assert requests == ["GET"]


# What the Action says before it asks anybody.


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "GITHUB_REPOSITORY is not set; this runs inside GitHub Actions"),
        ({"GITHUB_REPOSITORY": "acme/anvil"}, "GITHUB_WORKSPACE is not set"),
        ({"INPUT_COMMENT": "perhaps"}, "comment is one of true, false, not 'perhaps'"),
        ({"INPUT_ON": "100%\n::x::"}, r"'100%25\n::x::' is not a date"),
        ({"GITHUB_REPOSITORY": "onnx/onnx"}, "set the input stage"),
    ],
    ids=str,
)
def test_what_the_action_cannot_do_is_one_line_of_github(
    given: dict[str, str], fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """onnx is at Graduation, after which there is no stage to be ready for."""
    whole = {"GITHUB_REPOSITORY": "acme/anvil", "GITHUB_WORKSPACE": str(tmp_path)}
    if not fault.startswith("GITHUB_"):
        given = whole | given
    assert action.main(given) == 2
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error::")
    assert fault in line


def test_a_summary_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    action._append({}, "GITHUB_OUTPUT", "text")  # outside GitHub there is none
    with pytest.raises(Unusable, match="cannot be written"):
        action._append({"GITHUB_OUTPUT": str(tmp_path)}, "GITHUB_OUTPUT", "text")
