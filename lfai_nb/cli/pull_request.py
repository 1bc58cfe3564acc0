"""One comment on a pull request: what it changes of the readiness, and nothing else.

The comment is known by a mark in it, and written anew in its place; where nothing changes and there
is none, none is made.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lfai_nb.domain import Stage
from lfai_nb.errors import extra
from lfai_nb.evidence.http.errors import NoAnswer
from lfai_nb.faces.markdown import escaped
from lfai_nb.faces.standing import STATES, counts
from lfai_nb.frozen import dataclass
from lfai_nb.lifecycle.readiness import Assessment, State

_PAGES = 10  # of a hundred comments each, among which ours is looked for


@dataclass(frozen=True, slots=True)
class PullRequest:
    api: str
    repository: str
    number: int
    base: str  # the commit that it starts from
    token: str

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "PullRequest | None":
        """From what GitHub sets; None where the run is not for a pull request."""
        if not given.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
            return None
        try:
            event = json.loads(Path(given.get("GITHUB_EVENT_PATH", "")).read_text("utf-8"))
            pull = event["pull_request"]
            number, base = pull["number"], pull["base"]["sha"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        hexadecimal = isinstance(base, str) and set(base) <= set("0123456789abcdef")
        if type(number) is not int or not hexadecimal or len(base) not in (40, 64):
            return None
        return cls(
            api=given.get("GITHUB_API_URL") or "https://api.github.com",
            repository=given["GITHUB_REPOSITORY"],
            number=number,
            base=base,
            token=given.get("GITHUB_TOKEN", "").strip(),
        )


class StateChange(NamedTuple):
    rule: str
    title: str
    before: State | None
    after: State


def changes(before: Assessment | None, after: Assessment) -> list[StateChange]:
    """The requirements whose state is another one; all that are not met, without a state before."""
    earlier = {row.rule.id: row.state for row in before.rows} if before else {}
    return [
        StateChange(row.rule.id, after.gate.title(row.rule), earlier.get(row.rule.id), row.state)
        for row in after.rows
        if row.state in STATES and row.state is not earlier.get(row.rule.id, State.MET)
    ]


def mark(stage: Stage) -> str:
    return f"<!-- lfai-nb readiness {stage} -->"


def comment(stage: Stage, changed: list[StateChange], after: Assessment) -> str:
    lines = [mark(stage), f"**LF AI & Data readiness for {stage.title()}**: {counts(after)}", ""]
    if not changed:
        lines.append("This pull request changes none of it.")
    for change in changed:
        before = STATES.get(change.before) if change.before else None
        was = f"{before}, now " if before else ""
        text = f"{change.title} ({change.rule}): {was}{STATES[change.after]}"
        lines.append(f"- {escaped(text)}")
    return "\n".join(lines) + "\n"


def say_what_changed(
    pull: PullRequest, stage: Stage, changed: list[StateChange], after: Assessment
) -> str:
    """Write the comment, or write it anew; the answer is what stood in the way."""
    with extra("evidence", "commenting on a pull request"):
        import httpx
    if not pull.token:
        return "there is no token"
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {pull.token}",
        "User-Agent": "lfai-nb (the LF AI & Data Handbook)",
    }
    comments = f"{pull.api}/repos/{pull.repository}/issues/{pull.number}/comments"
    body = {"body": comment(stage, changed, after)}
    try:
        with httpx.Client(headers=headers, timeout=15) as web:
            ours = _ours(web, comments, mark(stage))
            if ours is None and not changed:
                return ""
            if ours is None:
                answer = web.post(comments, json=body)
            else:
                address = f"{pull.api}/repos/{pull.repository}/issues/comments/{ours}"
                answer = web.patch(address, json=body)
            answer.raise_for_status()
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        if code in (403, 404):
            return (
                f"GitHub refuses it (HTTP {code}); give the job pull-requests: write. A pull "
                "request from a fork has a token that may only read"
            )
        return f"GitHub answered HTTP {code}"
    except (httpx.HTTPError, httpx.InvalidURL, NoAnswer, ValueError) as error:
        return f"GitHub cannot be asked ({type(error).__name__})"
    return ""


def _ours(web: "httpx.Client", comments: str, marked: str) -> int | None:  # type: ignore[name-defined]  # noqa: F821
    """The id of the comment with our mark at its start."""
    for page in range(1, _PAGES + 1):
        answer = web.get(comments, params={"per_page": 100, "page": page})
        answer.raise_for_status()
        listed = answer.json()
        if not isinstance(listed, list):
            raise NoAnswer("GitHub sent no list of comments")
        for each in listed:
            text = each.get("body") if isinstance(each, dict) else None
            if isinstance(text, str) and text.startswith(marked) and type(each.get("id")) is int:
                number: int = each["id"]
                return number
        if len(listed) < 100:
            return None
    return None
