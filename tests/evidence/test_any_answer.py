"""Whatever a service sends, a source answers with facts: it never raises, and never invents."""

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lfai_nb.evidence.badge import SERVICE, Badge
from lfai_nb.evidence.github import API, GitHub, keys
from lfai_nb.evidence.http.client import Client
from lfai_nb.evidence.http.errors import NoAnswer, judge
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts_file import dumps, loads

from .github_like import GitHubLike, Repo

ANVIL = Subject("Anvil", "https://github.com/acme/anvil")
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
HEADERS = st.dictionaries(
    st.sampled_from(["link", "location", "retry-after", "x-ratelimit-remaining", "etag", "date"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    max_size=3,
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def put(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(node)
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


def web(service: str, base: str, handler: Any) -> Client:
    return Client(
        service,
        base,
        transport=httpx.MockTransport(handler),
        sleep=lambda _: None,
        now=lambda: datetime(2026, 11, 20, tzinfo=UTC),
    )


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 5), st.integers(0), JSON, HEADERS)
def test_one_thing_changed_anywhere_in_githubs_answers_is_survived(
    which: int, where: int, value: Any, headers: dict[str, str]
) -> None:
    server = GitHubLike(Repo("acme", "anvil", top={"README.md": 9}))

    def handler(request: httpx.Request) -> httpx.Response:
        response = server(request)
        if len(server.log) - 1 != which or response.status_code != 200:
            return response
        body = response.json()
        paths = places(body)
        changed = put(body, paths[where % len(paths)], value)
        return httpx.Response(200, content=json.dumps(changed), headers=headers)

    facts = GitHub(web("GitHub", API, handler), on=date(2026, 11, 20)).facts(ANVIL)
    assert {fact.key for fact in facts} == set(keys())
    assert {fact.key for fact in loads(dumps(facts))} == set(keys())


@settings(max_examples=60, deadline=None)
@given(JSON, HEADERS, st.sampled_from([200, 200, 301, 304, 403, 404, 429, 500]), st.booleans())
def test_any_answer_of_the_badge_service_is_survived(
    body: Any, headers: dict[str, str], status: int, by_number: bool
) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=json.dumps(body), headers=headers)

    subject = Subject("Anvil", ANVIL.repository, badge_id=7 if by_number else None)
    facts = Badge(web("the badge service", SERVICE, handler)).facts(subject)
    assert not facts["badge_level"].known
    assert facts["badge_level"].reason


@given(HEADERS, st.integers(100, 599))
def test_any_refusal_has_a_reason(headers: dict[str, str], status: int) -> None:
    response = httpx.Response(status, headers=headers, content=b"{}")
    now = datetime(2026, 11, 20, tzinfo=UTC)
    if status == 200 or response.has_redirect_location:
        judge(response, "GitHub", now=now, has_token=False, patience=20)
        return
    with pytest.raises(NoAnswer) as refusal:
        judge(response, "GitHub", now=now, has_token=False, patience=20)
    assert refusal.value.reason
