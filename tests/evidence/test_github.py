"""GitHub as a source: what it finds, and what it leaves unknown because GitHub does not show it."""

from datetime import date

import httpx

from lfai_nb.evidence.github import KEYS, github
from lfai_nb.evidence.github_files import FILES
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import ProjectFacts

from .github_like import GitHubLike, Repo

ON = date(2026, 11, 20)
ANVIL = Subject("Anvil", "https://github.com/acme/anvil")


def ask(server: GitHubLike, subject: Subject = ANVIL, *, token: str | None = None) -> ProjectFacts:
    with github(on=ON, token=token, transport=httpx.MockTransport(server)) as source:
        return source.facts(subject)


def test_it_finds_what_a_well_kept_repository_shows() -> None:
    facts = ask(GitHubLike(Repo("acme", "anvil", stars=812, releases=4)))
    assert facts["stars"].value == 812
    assert facts["license_spdx"].value == "Apache-2.0"
    assert [facts[key].value for key in FILES] == [True] * 9
    assert facts["security_contact"].value is True
    assert facts["commits_12_months"].value == 12
    assert facts["merges_12_months"].value == 0
    assert facts["active_months_12"].value == 12
    assert facts["releases"].value == 4
    assert {fact.key for fact in facts} == set(KEYS)


def test_every_fact_says_its_source_address_time_and_method() -> None:
    for fact in ask(GitHubLike(Repo("acme", "anvil"))):
        assert fact.source == "github"
        assert fact.url.startswith("https://api.github.com/repos/acme/anvil")
        assert fact.retrieved is not None
        assert fact.method if fact.known else fact.reason
