"""The badge's level comes from the service that awards it, and from the entry of this project."""

import re

import httpx
import pytest

from lfai_nb.domain import Address
from lfai_nb.evidence.badge import GAP, SERVICE, Badge, badge
from lfai_nb.evidence.http.client import Client, Limits
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import BadgeLevel, Fact

from .badge_like import ADDRESS, BadgeLike, entry


def ask(server: BadgeLike, id_: int | None = None, repository: str = ADDRESS) -> Fact:
    with badge(transport=httpx.MockTransport(server), limits=Limits()) as source:
        return source.facts(Subject("Anvil", repository, badge_id=id_))["badge_level"]


@pytest.mark.parametrize("level", [level for level in BadgeLevel if level is not BadgeLevel.NONE])
@pytest.mark.parametrize("id_", [7, None])
def test_the_level_is_read_by_number_and_by_address(level: BadgeLevel, id_: int | None) -> None:
    fact = ask(BadgeLike(entry(level=str(level))), id_)
    assert fact.value is level
    assert (fact.source, fact.method) == ("badge service", "badge_level of entry 7")
    assert fact.url.startswith(SERVICE)


@pytest.mark.parametrize(
    "repository", ["acme/anvil", "git@github.com:acme/anvil.git", f"{ADDRESS}.git", f"{ADDRESS}/"]
)
def test_the_service_is_asked_for_the_address_in_the_form_that_it_keeps(repository: str) -> None:
    server = BadgeLike(entry())
    assert ask(server, None, repository).value is BadgeLevel.SILVER
    assert server.log == ["/en/projects.json?url=https%3A%2F%2Fgithub.com%2Facme%2Fanvil"]


def test_the_number_of_another_projects_entry_proves_nothing() -> None:
    """A README may link to any badge; the entry behind it has to be about this project."""
    other = entry(name="Hammer", repo_url="https://github.com/acme/hammer", level="gold")
    fact = ask(BadgeLike(other), 7)
    assert not fact.known
    assert "is about 'Hammer' (https://github.com/acme/hammer), not about this" in fact.reason


@pytest.mark.parametrize(
    "moved",
    [
        {"repo_url": "https://github.com/old-home/anvil"},
        {"repo_url": "https://GitHub.com/ACME/Anvil.git", "name": "The Anvil project"},
        {"repo_url": "https://gitlab.com/acme/x", "name": "anvil"},
    ],
)
def test_an_entry_made_before_a_move_is_still_this_projects(moved: dict[str, str]) -> None:
    assert ask(BadgeLike(entry(**moved)), 7).value is BadgeLevel.SILVER


@pytest.mark.parametrize(
    ("server", "id_", "reason"),
    [
        (BadgeLike(), 7, "has no entry 7; look the number up"),
        (BadgeLike(), None, "no entry under https://github.com/acme/anvil; if there is one under"),
        (
            BadgeLike(entry(7), entry(9)),
            None,
            r"several entries under .* \(7, 9\); give the number",
        ),
        (BadgeLike(entry(level="platinum")), 7, "a level that we do not know: 'platinum'"),
        (BadgeLike(entry(level=None)), 7, "no text under `badge_level`"),
        (BadgeLike(entry(level=3)), None, "no text under `badge_level`"),
        (BadgeLike(entry(name=None)), 7, "no text under `name`"),
        (BadgeLike(entry(id_="7")), None, "no whole number under `id`"),  # type: ignore[arg-type]
    ],
)
def test_what_the_service_does_not_say_is_unknown_and_never_none(
    server: BadgeLike, id_: int | None, reason: str
) -> None:
    fact = ask(server, id_)
    assert not fact.known
    assert re.search(reason, fact.reason), fact.reason


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(429),
        httpx.Response(200, html="<html>busy</html>"),
        httpx.Response(200, json={"projects": []}),
        httpx.Response(302, headers={"location": "https://evil.example/"}),
    ],
)
def test_a_service_in_trouble_leaves_the_level_unknown(answer: httpx.Response) -> None:
    web = Client(
        "the badge service",
        SERVICE,
        transport=httpx.MockTransport(lambda _: answer),
        sleep=lambda _: None,
    )
    fact = Badge(web).facts(Subject("Anvil", ADDRESS))["badge_level"]
    assert not fact.known
    assert fact.reason


def test_no_more_than_one_request_a_second_goes_out() -> None:
    naps: list[float] = []
    web = Client(
        "the badge service",
        SERVICE,
        transport=httpx.MockTransport(BadgeLike(entry())),
        limits=Limits(gap=GAP),
        clock=lambda: 50.0,
        sleep=naps.append,
    )
    source = Badge(web)
    for _ in range(3):
        source.facts(Subject("Anvil", ADDRESS))
    assert naps == [1.0, 1.0]
    assert web.sent == 3 <= source.budget(3)


def test_the_spelling_of_github_is_asked_for_where_the_first_gave_nothing() -> None:
    server = BadgeLike(entry(repo_url="https://github.com/Acme-Org/Anvil"))
    with badge(transport=httpx.MockTransport(server), limits=Limits()) as source:
        source.other_name = Address("Acme-Org", "Anvil")
        fact = source.facts(Subject("Anvil", ADDRESS))["badge_level"]
        assert len(server.log) == source.budget(1) == 2
    assert fact.value is BadgeLevel.SILVER
