"""Our server answers as GitHub says that it does: its public API description is the judge.

The description is 13 MB and not ours, so it is not kept here: `make test` fetches it.
"""

import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft4Validator

from lfai_nb.evidence.github import github
from lfai_nb.evidence.source import Subject
from tools import npm

from . import github_payloads as payloads
from .github_like import TOKEN, GitHubLike, Repo
from .repositories import CASES, HOST, facts_of

FETCHED = npm.archive("@octokit/openapi", Path(__file__).parents[2] / ".cache")

# The paths that our source asks for, as the description writes them.
PATHS = {
    ("repos", "*", "*"): "/repos/{owner}/{repo}",
    ("orgs", "*"): "/orgs/{org}",
    ("repos", "*", "*", "git", "trees", "*"): "/repos/{owner}/{repo}/git/trees/{tree_sha}",
    ("repos", "*", "*", "commits"): "/repos/{owner}/{repo}/commits",
    ("repos", "*", "*", "releases"): "/repos/{owner}/{repo}/releases",
    ("repos", "*", "*", "stats", "participation"): "/repos/{owner}/{repo}/stats/participation",
    (
        "repos",
        "*",
        "*",
        "private-vulnerability-reporting",
    ): "/repos/{owner}/{repo}/private-vulnerability-reporting",
}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    if not FETCHED.is_file():
        pytest.skip("GitHub's API description is not here; `make test` fetches it")
    with tarfile.open(FETCHED) as packed:
        file = packed.extractfile("package/generated/api.github.com.json")
        assert file is not None
        whole: dict[str, Any] = json.load(file)
    return whole


def recorded() -> Iterator[tuple[str, int, Any]]:
    """Every different answer that our server gives while the source asks it everything."""
    folders: dict[str, dict[str, int | str]] = {"docs": {"SUPPORT.md": 4}}
    commits = [
        payloads.commit("acme/anvil", "2026-11-01T00:00:00Z"),
        payloads.commit("acme/anvil", "2026-11-02T00:00:00Z", parents=2),
        payloads.commit("acme/anvil", "2026-11-03T00:00:00Z", by_github=True),
    ]
    busy = [
        payloads.commit("acme/busy", f"2026-11-{1 + n % 19:02}T0{n // 19}:00:00Z")
        for n in range(150)
    ]
    repos = [
        Repo("acme", "anvil", top={"README.md": 9}, folders=folders, commits=commits),
        Repo("acme", "busy", commits=busy, weeks=[3] * 52),
        Repo("acme", "mine", admin=True),
        Repo("acme", "linked", top={"README.md": payloads.Link("docs/README.md")}, archived=True),
        Repo("acme", "copy", parent="other/original"),
        Repo("acme", "plain", spdx=None),
        Repo("acme", "odd", spdx="NOASSERTION"),
        Repo("someone", "own", owner_kind="User"),
    ]
    for two_factor in (True, None):
        server = GitHubLike(*repos, two_factor=two_factor)
        answers: list[tuple[str, int, Any]] = []

        def record(
            request: httpx.Request,
            server: GitHubLike = server,
            answers: list[tuple[str, int, Any]] = answers,
        ) -> httpx.Response:
            response = server(request)
            answers.append((request.url.path, response.status_code, response.json()))
            return response

        with github(
            on=date(2026, 11, 20), token=TOKEN, transport=httpx.MockTransport(record)
        ) as source:
            source.web.now = lambda: datetime(2026, 11, 20, tzinfo=UTC)
            for repo in repos:
                source.facts(Subject(repo.name, repo.full))
        yield from answers


def described(path: str) -> str:
    steps = path.strip("/").split("/")
    for pattern, name in PATHS.items():
        if len(pattern) == len(steps) and all(
            want in ("*", step) for want, step in zip(pattern, steps, strict=True)
        ):
            return name
    raise AssertionError(f"{path} is no path that we describe")


def as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 writes "or null" as ``nullable``; JSON Schema as one more type."""
    if isinstance(node, list):
        return [as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: as_json_schema(value) for key, value in node.items()}
    if schema.pop("nullable", False) is True:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def test_every_answer_of_our_server_is_one_that_github_describes(
    description: dict[str, Any],
) -> None:
    components = as_json_schema(description["components"])
    seen = set()
    for path, status, body in recorded():
        name = described(path)
        response = description["paths"][name]["get"]["responses"][str(status)]
        if "$ref" in response:
            response = description["components"]["responses"][response["$ref"].rpartition("/")[2]]
        schema = as_json_schema(response["content"]["application/json"]["schema"])
        errors = list(Draft4Validator({**schema, "components": components}).iter_errors(body))
        assert not errors, f"{path}: {errors[0].message} at {list(errors[0].absolute_path)}"
        seen.add((name, status))
    assert {name for name, status in seen if status == 200} == set(PATHS.values())
    assert ("/repos/{owner}/{repo}/git/trees/{tree_sha}", 404) in seen


def test_the_repositories_in_all_their_oddities_are_ones_that_github_describes(
    description: dict[str, Any],
) -> None:
    """What a case says by a fault is its own affair: GitHub describes no faults."""
    components = as_json_schema(description["components"])
    schemas: dict[str, Draft4Validator] = {}
    judged = 0
    for case in CASES:
        server = case.server()
        for url in facts_of(case)[1]:
            request = httpx.Request("GET", url, headers=bearer(case.token))
            if request.url.host != HOST or request.url.path in case.faults:
                continue
            response = server(request)
            if response.status_code != 200:
                continue
            name, body = described(request.url.path), response.json()
            if name not in schemas:
                answer = description["paths"][name]["get"]["responses"]["200"]
                schema = as_json_schema(answer["content"]["application/json"]["schema"])
                schemas[name] = Draft4Validator({**schema, "components": components})
            # Of a hundred commits made by one function, two are as good.
            errors = list(schemas[name].iter_errors(body[:2] if isinstance(body, list) else body))
            assert not errors, f"{case.id}, {url}: {errors[0].message}"
            judged += 1
    assert judged > 200


def bearer(token: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}


def test_the_judge_would_notice_a_wrong_type(description: dict[str, Any]) -> None:
    components = as_json_schema(description["components"])
    schema = {"$ref": "#/components/schemas/full-repository", "components": components}
    body = payloads.repository("acme", "anvil", stars=1, spdx="MIT")
    assert not list(Draft4Validator(schema).iter_errors(body))
    assert list(Draft4Validator(schema).iter_errors({**body, "stargazers_count": "1"}))
    assert list(Draft4Validator(schema).iter_errors({**body, "owner": None}))
