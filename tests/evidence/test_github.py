"""GitHub as a source: what it finds, and what it leaves unknown because GitHub does not show it."""

from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from lfai_nb.domain import Address
from lfai_nb.evidence.github import GitHub, github, keys, token_from_environment
from lfai_nb.evidence.http.client import Limits
from lfai_nb.evidence.nine_files import file_keys
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import ProjectFacts

from . import github_payloads as payloads
from .github_like import MONTHLY, NINE, TOKEN, GitHubLike, Repo, serve

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ANVIL = Subject("Anvil", "https://github.com/acme/anvil")
FULL = "acme/anvil"


def source(server: GitHubLike, *, token: str | None = None) -> GitHub:
    hub = github(on=ON, token=token, transport=httpx.MockTransport(server))
    hub.web.now = lambda: NOW
    return hub


def ask(server: GitHubLike, subject: Subject = ANVIL, *, token: str | None = None) -> ProjectFacts:
    with source(server, token=token) as hub:
        return hub.facts(subject)


def test_it_finds_what_a_well_kept_repository_shows() -> None:
    facts = ask(GitHubLike(Repo("acme", "anvil", stars=812, releases=4)))
    assert facts["stars"].value == 812
    assert facts["license_spdx"].value == "Apache-2.0"
    assert [facts[key].value for key in file_keys()] == [True] * 9
    assert facts["security_contact"].value is True
    assert facts["commits_12_months"].value == 12
    assert facts["merges_12_months"].value == 0
    assert facts["active_months_12"].value == 12
    assert facts["releases"].value == 4
    assert {fact.key for fact in facts} == set(keys())


def test_every_fact_says_its_source_address_time_and_method() -> None:
    for fact in ask(GitHubLike(Repo("acme", "anvil"))):
        assert fact.source == "github"
        places = ("https://api.github.com/repos/acme/anvil", "https://github.com/acme/anvil/blob/")
        assert fact.url.startswith(places)
        assert fact.retrieved is not None
        assert fact.method if fact.known else fact.reason


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "text",
    [
        "acme/anvil",
        " acme/anvil ",
        "github.com/acme/anvil",
        "https://github.com/acme/anvil",
        "https://github.com/acme/anvil/",
        "https://www.github.com/acme/anvil.git",
        "HTTPS://GitHub.com/acme/anvil",
        "http://github.com/acme/anvil",
        "git@github.com:acme/anvil.git",
        "ssh://git@github.com/acme/anvil.git",
    ],
)
def test_a_repository_may_be_written_in_any_usual_way(text: str) -> None:
    assert Address.parse(text) == ("acme", "anvil")


def test_a_subject_can_be_made_from_what_a_person_types() -> None:
    assert Subject.parse("acme/anvil") == Subject("anvil", "https://github.com/acme/anvil")
    with pytest.raises(ValueError, match="accepted: OWNER/NAME"):
        Subject.parse("anvil")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme",
        "acme/",
        "acme/..",
        "acme/.",
        "../../user",
        "acme/anvil/extra",
        "acme/an vil",
        "acme/anvil?x=1",
        "acme/%2e%2e",
        "https://gitlab.com/acme/anvil",
        "https://github.com.evil.example/acme/anvil",
        "https://github.com@evil.example/acme/anvil",
        "<img src=x onerror=alert(1)>/x",
        "acme/" + "x" * 101,
        "acme/anvil\nX: y",
    ],
)
def test_what_is_no_repository_on_github_is_never_asked_for(text: str) -> None:
    server = GitHubLike()
    facts = ask(server, Subject("Anvil", text or "-"))
    assert server.log == []
    assert {fact.key for fact in facts} == set(keys())
    assert all("not a repository on GitHub; accepted: OWNER/NAME" in fact.reason for fact in facts)


def test_a_renamed_repository_is_followed_and_the_new_name_is_said(tmp_path: Path) -> None:
    server = GitHubLike(Repo("anvil-org", "anvil"))
    with serve(server) as base:
        server.faults["/repos/acme/anvil"] = lambda _: httpx.Response(
            301, headers={"location": f"{base}/repositories/7"}
        )
        server.faults["/repositories/7"] = lambda _: httpx.Response(
            200, json=payloads.repository("anvil-org", "anvil", stars=5, spdx="MIT")
        )
        with github(on=ON, base_url=base, cache=tmp_path) as hub:
            facts = hub.facts(ANVIL)
    assert facts["stars"].value == 5
    assert facts["stars"].note == "renamed: it is now anvil-org/anvil; change the address"
    assert facts["releases"].value == 4
    assert [path for path, _ in server.log].count("/repos/acme/anvil") == 1


def test_another_spelling_of_the_same_name_is_no_renaming() -> None:
    facts = ask(GitHubLike(Repo("acme", "anvil")), Subject("Anvil", "Acme/ANVIL"))
    assert facts["stars"].note == ""


# ---------------------------------------------------------------- licence, owner


@pytest.mark.parametrize(
    ("spdx", "value", "reason"),
    [
        ("MIT", "MIT", ""),
        ("LGPL-2.1", "LGPL-2.1", ""),
        ("NOASSERTION", None, "does not recognise its text"),
        (None, None, "finds no licence file"),
        ("<b>", None, "does not recognise its text"),
    ],
)
def test_a_licence_that_github_cannot_name_is_unknown(
    spdx: str | None, value: str | None, reason: str
) -> None:
    fact = ask(GitHubLike(Repo("acme", "anvil", spdx=spdx)))["license_spdx"]
    assert fact.value == value
    assert reason in fact.reason


@pytest.mark.parametrize(
    ("owner", "repo", "project", "own"),
    [
        ("onnx", "onnx", "ONNX", True),
        ("FlagAI-Open", "FlagAI", "FlagAI", True),
        ("tony-framework", "TonY", "TonY", True),
        ("elasticdeeplearning", "edl", "Elastic Deep Learning", True),
        ("flyteorg", "flyte", "Flyte", True),
        ("MarquezProject", "marquez", "Marquez", True),
        ("DeepRec-AI", "DeepRec", "DeepRec", True),
        ("alibaba", "DeepRec", "DeepRec", None),
        ("odpi", "egeria", "Egeria", None),
        ("microsoft", "micro", "Micro", None),
        ("uber", "uber-h3", "H3", None),
        ("x", "x", "X", None),
    ],
)
def test_only_an_organization_named_after_the_project_is_surely_its_own(
    owner: str, repo: str, project: str, own: bool | None
) -> None:
    """alibaba/DeepRec is in an organization too, but in one that has other things to do."""
    fact = ask(GitHubLike(Repo(owner, repo)), Subject(project, f"{owner}/{repo}"))["own_github_org"]
    assert fact.value is own
    if own is None:
        assert "let a maintainer attest it" in fact.reason


def test_a_repository_of_a_person_is_not_in_an_organization_of_its_own() -> None:
    facts = ask(
        GitHubLike(Repo("anvil", "anvil", owner_kind="User")), Subject("Anvil", "anvil/anvil")
    )
    assert facts["own_github_org"].value is False
    assert "a person's account" in facts["two_factor"].reason


def test_an_owner_of_an_unknown_kind_is_not_taken_for_a_person() -> None:
    facts = ask(GitHubLike(Repo("acme", "anvil", owner_kind="Enterprise")))
    assert not facts["own_github_org"].known
    assert "a kind that we do not know: 'Enterprise'" in facts["own_github_org"].reason


def test_an_organization_that_does_not_answer_leaves_two_factor_unknown() -> None:
    server = GitHubLike(Repo("acme", "anvil", admin=True), two_factor=True)
    server.faults["/orgs/acme"] = lambda _: httpx.Response(403, json={})
    facts = ask(server, token=TOKEN)
    assert "refuses to show this" in facts["two_factor"].reason
    assert facts["stars"].known


@pytest.mark.parametrize(("two_factor", "value"), [(True, True), (False, False), (None, None)])
def test_two_factor_is_known_only_to_a_token_that_may_see_it(
    two_factor: bool | None, value: bool | None
) -> None:
    server = GitHubLike(Repo("acme", "anvil", admin=True), two_factor=two_factor)
    fact = ask(server, token=TOKEN)["two_factor"]
    assert fact.value is value
    if value is None:
        assert "let an owner attest it" in fact.reason


@pytest.mark.parametrize("token", [None, TOKEN])
def test_only_who_may_administer_the_repository_asks_what_only_owners_are_told(
    token: str | None,
) -> None:
    server = GitHubLike(Repo("acme", "anvil"), two_factor=True)
    assert not ask(server, token=token)["two_factor"].known
    assert not any(path.startswith("/orgs") for path, _ in server.log)


# ---------------------------------------------------------------- files


def test_a_file_that_is_nowhere_is_missing_and_the_places_are_named() -> None:
    top = {name: size for name, size in NINE.items() if name != "SUPPORT.md"}
    fact = ask(GitHubLike(Repo("acme", "anvil", top=top)))["file_support"]
    assert fact.value is False
    assert fact.method == (
        "not found at the top, in .github or in docs of the default branch, nor in acme/.github"
    )


@pytest.mark.parametrize(
    ("name", "key", "there"),
    [
        ("LICENSE", "file_license", True),
        ("LICENSE.txt", "file_license", True),
        ("licence.md", "file_license", True),
        ("COPYING", "file_license", True),
        ("Readme.rst", "file_readme", True),
        ("RELEASES.md", "file_release", True),
        ("code-of-conduct.md", "file_code_of_conduct", True),
        ("README.ipynb", "file_readme", False),
        ("release.yml", "file_release", False),
        ("release.py", "file_release", False),
        ("security.txt.bak", "file_security", False),
        ("SUPPORTED.md", "file_support", False),
        ("LICENSE_HEADER", "file_license", False),
    ],
)
def test_which_names_count_as_which_file(name: str, key: str, there: bool) -> None:
    facts = ask(GitHubLike(Repo("acme", "anvil", top={name: 9})))
    assert facts[key].value is there


def test_an_empty_file_is_not_a_file() -> None:
    fact = ask(GitHubLike(Repo("acme", "anvil", top={**NINE, "SUPPORT.md": 0})))["file_support"]
    assert fact.value is False
    assert fact.method == "SUPPORT.md is there, but empty"


def test_a_folder_that_is_called_like_a_file_is_not_one() -> None:
    repo = Repo("acme", "anvil", top={}, folders={"GOVERNANCE": {"x.md": 1}})
    assert ask(GitHubLike(repo))["file_governance"].value is False


def test_files_also_count_in_github_and_docs_but_the_licence_stands_at_the_top() -> None:
    folders: dict[str, dict[str, int | str]] = {
        ".github": {"CODEOWNERS": 3, "CONTRIBUTING.md": 9},
        "docs": {"GOVERNANCE.md": 9, "license.md": 9},
        "src": {"SUPPORT.md": 9},
    }
    facts = ask(GitHubLike(Repo("acme", "anvil", top={"README.md": 1}, folders=folders)))
    assert facts["file_codeowners"].method == ".github/CODEOWNERS on the default branch"
    assert facts["file_governance"].method == "docs/GOVERNANCE.md on the default branch"
    # Who reads the fact can open the file itself.
    at = "https://github.com/acme/anvil/blob/HEAD"
    assert facts["file_governance"].url == f"{at}/docs/GOVERNANCE.md"
    assert facts["file_contributing"].value is True
    assert facts["file_license"].value is False
    assert facts["file_support"].value is False


def test_what_github_shows_from_the_owners_defaults_counts_and_says_so() -> None:
    defaults = Repo("acme", ".github", top={"CODE_OF_CONDUCT.md": 5, "LICENSE": 5})
    facts = ask(GitHubLike(Repo("acme", "anvil", top={"README.md": 1}), defaults))
    assert facts["file_code_of_conduct"].value is True
    assert facts["file_code_of_conduct"].note == "shown from acme/.github"
    at = "https://github.com/acme/.github/blob/HEAD"
    assert facts["file_code_of_conduct"].url == f"{at}/CODE_OF_CONDUCT.md"
    assert facts["file_license"].value is False


def test_defaults_that_cannot_be_read_leave_unknown_what_they_could_hold() -> None:
    server = GitHubLike(Repo("acme", "anvil", top={"README.md": 1}))
    server.faults["/repos/acme/.github/git/trees/HEAD"] = lambda _: httpx.Response(403, json={})
    facts = ask(server)
    assert "acme/.github cannot be read" in facts["file_support"].reason
    assert facts["file_codeowners"].value is False


def test_defaults_are_not_asked_for_when_nothing_is_missing() -> None:
    server = GitHubLike(Repo("acme", "anvil"))
    ask(server)
    assert not any(".github" in path for path, _ in server.log)


def test_a_listing_that_was_cut_off_shows_what_is_there_and_no_absence() -> None:
    facts = ask(GitHubLike(Repo("acme", "anvil", top={"README.md": 1}, truncated=True)))
    assert facts["file_readme"].value is True
    others = [key for key in file_keys() if key != "file_readme"]
    assert all("too large" in facts[key].reason for key in others)


def test_a_link_is_neither_yes_nor_no_where_nobody_can_follow_it() -> None:
    top = {"README.md": payloads.Link("docs/start.md"), "GOVERNANCE": payloads.Link("g.md")}
    repo = Repo("acme", "anvil", top={**top, "GOVERNANCE.md": 9})
    facts = ask(GitHubLike(repo))
    assert facts["file_readme"].reason.startswith("README.md is a link")
    assert facts["file_governance"].value is True


def test_another_repository_inside_is_no_file() -> None:
    repo = Repo("acme", "anvil", top={"SUPPORT": payloads.Submodule(payloads.sha("x"))})
    assert ask(GitHubLike(repo))["file_support"].value is False


def test_an_archived_repository_and_a_fork_are_named_so() -> None:
    facts = ask(GitHubLike(Repo("acme", "anvil", archived=True, parent="other/anvil")))
    assert facts["stars"].note == (
        "archived on GitHub: nobody can change it there; a fork of other/anvil, with stars of its "
        "own"
    )


# ---------------------------------------------------------------- security contact


@pytest.mark.parametrize(
    ("policy", "form", "value"),
    [(True, False, True), (False, True, True), (False, False, False)],
)
def test_a_policy_or_the_private_form_is_a_security_contact(
    policy: bool, form: bool, value: bool
) -> None:
    top = {"SECURITY.md": 9} if policy else {"README.md": 9}
    repo = Repo("acme", "anvil", top=dict(top), private_reporting=form)
    assert ask(GitHubLike(repo))["security_contact"].value is value


def test_no_form_and_an_unknown_policy_is_unknown() -> None:
    server = GitHubLike(Repo("acme", "anvil", top={"README.md": 9}, truncated=True))
    assert not ask(server)["security_contact"].known


def test_an_unknown_form_and_no_policy_is_unknown() -> None:
    server = GitHubLike(Repo("acme", "anvil", top={"README.md": 9}))
    server.faults["/repos/acme/anvil/private-vulnerability-reporting"] = lambda _: httpx.Response(
        422, json={}
    )
    assert "private form is not known" in ask(server)["security_contact"].reason


# ---------------------------------------------------------------- activity


def of(*commits: dict[str, object]) -> GitHubLike:
    return GitHubLike(Repo("acme", "anvil", commits=list(commits)))


def test_merges_and_squashed_pull_requests_are_merges_and_only_merge_commits_are_no_commits() -> (
    None
):
    facts = ask(
        of(
            payloads.commit(FULL, "2026-11-01T00:00:00Z", subject="Work"),
            payloads.commit(FULL, "2026-11-02T00:00:00Z", subject="Merge", parents=2),
            payloads.commit(FULL, "2026-11-03T00:00:00Z", subject="Add it (#7)", by_github=True),
            payloads.commit(FULL, "2026-11-04T00:00:00Z", subject="Quote (#7)", by_github=False),
            payloads.commit(FULL, "2026-11-05T00:00:00Z", subject="Edit", by_github=True),
        )
    )
    assert facts["commits_12_months"].value == 4
    assert facts["merges_12_months"].value == 2


@pytest.mark.parametrize(
    ("when", "counted"),
    [
        ("2025-11-20T23:59:59Z", 0),
        ("2025-11-21T00:00:00Z", 1),
        ("2026-11-20T23:59:59Z", 1),
    ],
)
def test_the_window_is_the_year_of_which_the_day_is_the_last(when: str, counted: int) -> None:
    facts = ask(of(payloads.commit(FULL, when)))
    assert facts["commits_12_months"].value == counted
    assert facts["active_months_12"].value == counted


@pytest.mark.parametrize("when", ["2025-11-20T23:59:59Z", "2026-11-21T00:00:00Z"])
def test_a_commit_outside_the_window_is_not_counted_even_if_github_lists_it(when: str) -> None:
    server = of()
    listed = [payloads.commit(FULL, when), payloads.commit(FULL, "2026-11-01T00:00:00Z")]
    server.faults["/repos/acme/anvil/commits"] = lambda _: httpx.Response(200, json=listed)
    facts = ask(server)
    assert (facts["commits_12_months"].value, facts["active_months_12"].value) == (1, 1)


def test_a_repository_without_commits_in_the_year_has_none_and_is_not_unknown() -> None:
    facts = ask(of())
    assert (facts["commits_12_months"].value, facts["active_months_12"].value) == (0, 0)
    assert facts["dco_enforced"].reason.startswith("whether a check")


def test_eleven_months_are_not_twelve() -> None:
    days = [day for day in MONTHLY if not day.startswith("2026-05")]
    facts = ask(of(*payloads.commits(FULL, days)))
    assert facts["active_months_12"].value == 11


def test_sign_offs_are_evidence_but_do_not_show_that_they_are_enforced() -> None:
    fact = ask(GitHubLike(Repo("acme", "anvil")))["dco_enforced"]
    assert not fact.known
    assert "12 of the 12 commits that were read carry a sign-off" in fact.reason


def busy(days: list[str], times: int) -> Repo:
    commits = [
        payloads.commit(FULL, f"{day}T{n // 60:02}:{n % 60:02}:00Z")
        for day in days
        for n in range(times)
    ]
    # GitHub lists the newest first.
    commits.sort(key=lambda commit: commit["commit"]["committer"]["date"], reverse=True)
    return Repo("acme", "anvil", commits=commits)


def test_the_commits_of_a_busy_repository_are_not_guessed_from_one_page() -> None:
    server = GitHubLike(busy(MONTHLY, 200))
    facts = ask(server)
    assert sum("/commits" in path for path, _ in server.log) == 1
    assert not facts["commits_12_months"].known
    assert "2,301 to 2,400 commits and merges" in facts["commits_12_months"].reason
    assert "100 of the 100 commits that were read" in facts["dco_enforced"].reason


def test_githubs_weeks_show_the_months_of_a_busy_repository() -> None:
    repo = busy(MONTHLY, 20)
    repo.weeks = [5] * 52
    fact = ask(GitHubLike(repo))["active_months_12"]
    assert fact.value == 12
    assert fact.method.endswith("by the newest 100 and by GitHub's count of each week")


@pytest.mark.parametrize(
    ("weeks", "months"),
    [
        ([0] * 52, 5),  # the newest hundred commits alone
        ([5] * 20 + [0] * 4 + [5] * 28, 11),  # not one in May
        ([0] * 51 + [5], 5),
        ([1, *[0] * 51], 5),  # whether the first week is in the window is not certain
    ],
)
def test_a_week_shows_a_month_only_if_it_is_surely_in_it(weeks: list[int], months: int) -> None:
    repo = busy(MONTHLY, 20)
    repo.weeks = weeks
    fact = ask(GitHubLike(repo))["active_months_12"]
    assert fact.value is None
    assert fact.reason.startswith(f"at least {months} of 12;")


@pytest.mark.parametrize("weeks", [[-1] * 52, [True] * 52, ["5"] * 52, [None] * 52, []])
def test_weeks_that_are_none_show_no_month(weeks: list[object]) -> None:
    repo = busy(MONTHLY, 20)
    repo.weeks = weeks or [0]  # type: ignore[assignment]
    assert not ask(GitHubLike(repo))["active_months_12"].known


def test_the_weeks_of_today_say_nothing_about_the_year_before_another_day() -> None:
    server = GitHubLike(busy(MONTHLY, 20))
    with source(server) as hub:
        hub.web.now = lambda: datetime(2027, 1, 1, tzinfo=UTC)
        assert not hub.facts(ANVIL)["active_months_12"].known
    assert not any("participation" in path for path, _ in server.log)


def test_weeks_that_github_is_still_counting_are_asked_for_again_later() -> None:
    server = GitHubLike(busy(MONTHLY, 20))
    server.faults["/repos/acme/anvil/stats/participation"] = lambda _: httpx.Response(202, json={})
    hub = github(on=ON, transport=httpx.MockTransport(server), limits=Limits(tries=1))
    hub.web.now = lambda: NOW
    assert hub.facts(ANVIL)["active_months_12"].reason == (
        "at least 5 of 12 by the newest 100 commits, and the weeks are not known: GitHub is still "
        "working the answer out; try again in a minute"
    )


@pytest.mark.parametrize(
    "date_",
    ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-01", "0001-01-01T00:00:00+23:59"],
)
def test_a_commit_without_a_valid_time_makes_the_activity_unknown(date_: str) -> None:
    server = of()
    broken = payloads.commit(FULL, "2026-11-01T00:00:00Z")
    broken["commit"]["committer"]["date"] = date_
    server.faults["/repos/acme/anvil/commits"] = lambda _: httpx.Response(200, json=[broken])
    fact = ask(server)["active_months_12"]
    assert fact.value is None
    assert "no valid time" in fact.reason


@pytest.mark.parametrize("pages", ["0", "-1", "x", "1e3", "99999999"])
def test_a_page_count_that_is_none_is_not_believed(pages: str) -> None:
    server = GitHubLike(Repo("acme", "anvil"))
    server.faults["/repos/acme/anvil/releases"] = lambda request: httpx.Response(
        200, json=[{}], headers={"link": f'<{request.url}&page={pages}>; rel="last"'}
    )
    assert "how many pages" in ask(server)["releases"].reason


@pytest.mark.parametrize("count", [0, 1, 2, 37])
def test_releases_are_counted_with_one_request(count: int) -> None:
    server = GitHubLike(Repo("acme", "anvil", releases=count))
    assert ask(server)["releases"].value == count
    assert sum("/releases" in path for path, _ in server.log) == 1


# ---------------------------------------------------------------- budget, token


@pytest.mark.parametrize("token", [None, TOKEN])
def test_the_announced_budget_is_never_exceeded(token: str | None) -> None:
    repo = busy(MONTHLY, 20)
    repo.top, repo.admin = {"x": 1}, True
    server = GitHubLike(repo, Repo("acme", ".github", top={"x": 1}))
    with source(server, token=token) as hub:
        facts = hub.facts(ANVIL)
        assert len(server.log) == hub.web.sent == hub.budget(1) == 6
    # No rule asks for the releases: they are left out first.
    if token:
        assert facts["releases"].reason.startswith("the 6 requests to GitHub were spent on other")


def test_a_redirect_that_is_followed_counts_as_a_request(tmp_path: Path) -> None:
    repo = busy(MONTHLY, 20)
    repo.top = {"x": 1}
    server = GitHubLike(repo, Repo("acme", ".github", top={"x": 1}))
    with serve(server) as base:
        server.faults["/repos/old/anvil"] = lambda _: httpx.Response(
            301, headers={"location": f"{base}/repos/acme/anvil"}
        )
        with github(on=ON, base_url=base) as hub:
            hub.web.now = lambda: NOW
            facts = hub.facts(Subject("Anvil", "old/anvil"))
    assert len(server.log) == 6
    assert not facts["releases"].known


def test_the_announcement_says_how_many_and_what_a_token_changes() -> None:
    with source(GitHubLike()) as hub:
        assert hub.announcement(25) == (
            "at most 150 requests to api.github.com; without a token GitHub allows 60 an hour: "
            "set GITHUB_TOKEN for thousands"
        )
    with source(GitHubLike(), token=TOKEN) as hub:
        assert hub.announcement(25) == (
            "at most 150 requests to api.github.com, with a token; an answer that has not changed "
            "costs no quota"
        )


@pytest.mark.parametrize(
    ("environment", "token"),
    [
        ({}, None),
        ({"GITHUB_TOKEN": ""}, None),
        ({"GITHUB_TOKEN": " a\n"}, "a"),
        ({"GH_TOKEN": "b"}, "b"),
        ({"GITHUB_TOKEN": "a", "GH_TOKEN": "b"}, "a"),
    ],
)
def test_the_token_is_read_from_the_environment(
    environment: dict[str, str], token: str | None
) -> None:
    assert token_from_environment(environment) == token
