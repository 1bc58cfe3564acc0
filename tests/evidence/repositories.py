"""Repositories in all their oddities, as GitHub and the badge service answer about them.

The bodies are made after GitHub's published description, which is their judge
(`test_fixtures_follow_github.py`). The command line and the page both have to find the same facts
and give the same reasons: `repositories.json` holds those, and
`python -m tests.evidence.repositories` writes it anew.

    CASES               every case; Case.server() answers a request to either host
    facts_of(case)      what the sources of the command line find
    expected()          what is on record, by case and fact: {"value": …} or {"unknown": "…"};
                        the file has of each case what differs from the first
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx

from lfai_nb.evidence.badge import SERVICE, Badge
from lfai_nb.evidence.github import API, GitHub
from lfai_nb.evidence.http.client import Client
from lfai_nb.evidence.request_table import table
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import BadgeLevel, Fact

from . import github_payloads as payloads
from .badge_like import BadgeLike, entry
from .github_like import MONTHLY, NINE, RESET, TOKEN, GitHubLike, Handler, Repo

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FILE = Path(__file__).with_name("repositories.json")
HOST = httpx.URL(API).host


@dataclass
class Case:
    """``expects`` holds what the case is about: a value, or a part of the reason or the note."""

    id: str
    repo: Repo
    expects: Mapping[str, object]
    others: tuple[Repo, ...] = ()
    address: str = ""  # as the reader names it
    name: str = "Anvil"
    token: str | None = None
    two_factor: bool | None = None
    quota: int = 5000
    faults: Mapping[str, Handler] = field(default_factory=dict)  # by path, on either host
    badges: tuple[dict[str, Any], ...] = ()

    @property
    def subject(self) -> Subject:
        return Subject(self.name, f"https://github.com/{self.address or self.repo.full}")

    def server(self) -> Handler:
        """Answers requests to both hosts, and keeps count of what GitHub's quota allows."""
        hub = GitHubLike(self.repo, *self.others, quota=self.quota, two_factor=self.two_factor)
        hub.faults.update(self.faults)
        badges = BadgeLike(*self.badges)

        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.host == HOST:
                return hub(request)
            if request.url.path in self.faults:
                return self.faults[request.url.path](request)
            return badges(request)

        return answer


def facts_of(case: Case) -> tuple[dict[str, Fact], list[str]]:
    """The facts, and each different address that was asked."""
    server, urls = case.server(), []

    def handler(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        return server(request)

    def web(host: str, base: str, token: str | None = None) -> Client:
        return Client(
            table().hosts[host].service,
            base,
            token=token,
            transport=httpx.MockTransport(handler),
            sleep=lambda _: None,
            now=lambda: NOW,
        )

    with (
        GitHub(web("github", API, case.token), on=ON) as hub,
        Badge(web("badge", SERVICE)) as badge,
    ):
        facts = dict(hub.facts(case.subject).facts)
        badge.other_name = hub.address
        facts |= badge.facts(case.subject).facts
    return facts, list(dict.fromkeys(urls))


def as_data(facts: Mapping[str, Fact]) -> dict[str, dict[str, object]]:
    """As it is on record: the value or the reason, and the note where there is one."""
    data: dict[str, dict[str, object]] = {}
    for key, fact in sorted(facts.items()):
        value = str(fact.value) if isinstance(fact.value, BadgeLevel) else fact.value
        data[key] = {"value": value} if fact.known else {"unknown": fact.reason}
        if fact.note:
            data[key]["note"] = fact.note
    return data


def expected() -> dict[str, dict[str, dict[str, object]]]:
    recorded: dict[str, dict[str, dict[str, object]]] = json.loads(FILE.read_text("utf-8"))
    usual = recorded[CASES[0].id]
    return {id_: usual | facts for id_, facts in recorded.items()}


# ------------------------------------------------------------------ how a host fails


def status(code: int, message: str = "", **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = payloads.error(message or "no", code)
    return lambda _: httpx.Response(code, json=body, headers=named)


def body(data: Any, **headers: str) -> Handler:
    return lambda _: httpx.Response(200, json=data, headers=headers)


def text(content: str) -> Handler:
    return lambda _: httpx.Response(200, content=content)


def to(path: str) -> Handler:
    return lambda _: httpx.Response(301, headers={"location": f"{API}{path}"})


def changed(**values: Any) -> Handler:
    """The repository's answer, with some of its values changed."""
    whole = payloads.repository("acme", "anvil", stars=812, spdx="Apache-2.0")
    return body(whole | values)


# ------------------------------------------------------------------ what is in a repository

REPO = "/repos/acme/anvil"
TREE, COMMITS, RELEASES = f"{REPO}/git/trees/HEAD", f"{REPO}/commits", f"{REPO}/releases"
FORM, WEEKS = f"{REPO}/private-vulnerability-reporting", f"{REPO}/stats/participation"
SHARED = "/repos/acme/.github/git/trees/HEAD"
BADGES = "/en/projects.json"
Files = dict[str, int | str]
README: Files = {"README.md": 900}
HOSTILE = '<img src=x onerror="document.title=1">'


def anvil(top: Files | None = None, **more: Any) -> Repo:
    return Repo("acme", "anvil", **({} if top is None else {"top": top}), **more)


def docs(**files: int) -> dict[str, Files]:
    return {"docs": {name.replace("_md", ".md"): size for name, size in files.items()}}


def commits(*days: str, **more: Any) -> list[dict[str, Any]]:
    return [payloads.commit("acme/anvil", day, **more) for day in days]


def busy(days: list[str] = MONTHLY, times: int = 20, weeks: list[int] | None = None) -> Repo:
    made = commits(*(f"{day}T00:{n // 60:02}:{n % 60:02}Z" for day in days for n in range(times)))
    made.sort(key=lambda commit: commit["commit"]["committer"]["date"], reverse=True)
    return anvil(commits=made, weeks=weeks)


def bad_date(when: str) -> list[dict[str, Any]]:
    (commit,) = commits("2026-11-01T00:00:00Z")
    commit["commit"]["committer"]["date"] = when
    return [commit]


def of_files() -> list[Case]:
    yes, no = dict.fromkeys, False
    return [
        Case("well kept", anvil(), {"stars": 812, "file_support": True, "releases": 4}),
        Case("a README and nothing else", anvil(README), {"file_readme": True, "file_license": no}),
        Case("no file at all", anvil({"main.py": 3}), yes(("file_readme", "file_license"), no)),
        Case(
            "files in .github",
            anvil(README, folders={".github": {"CODEOWNERS": 3, "SECURITY.md": 9}}),
            {"file_codeowners": True, "security_contact": True},
        ),
        Case(
            "files in docs", anvil(README, folders=docs(GOVERNANCE_md=9)), {"file_governance": True}
        ),
        Case(
            "folders in capitals",
            anvil(README, folders={"Docs": {"SUPPORT.md": 4}, ".GitHub": {"RELEASE.md": 4}}),
            {"file_support": True, "file_release": True},
        ),
        Case(
            "a licence in docs alone", anvil(README, folders=docs(LICENSE=9)), {"file_license": no}
        ),
        Case("LICENCE.txt", anvil({"LICENCE.txt": 9}), {"file_license": True}),
        Case("COPYING", anvil({"COPYING": 9}), {"file_license": True}),
        Case("LICENSE-MIT and LICENSE-APACHE", anvil({"LICENSE-MIT": 9}), {"file_license": no}),
        Case(
            "names in small letters",
            anvil({"readme.rst": 9, "code-of-conduct.adoc": 9, "releases.MD": 9}),
            yes(("file_readme", "file_code_of_conduct", "file_release"), True),
        ),
        Case("RELEASING.md", anvil({"RELEASING.md": 9}), {"file_release": True}),
        Case(
            "names of programs",
            anvil({"README.ipynb": 9, "release.yml": 9, "security.py": 9, "support.sh": 9}),
            yes(("file_readme", "file_release", "file_security", "file_support"), no),
        ),
        Case(
            "two extensions", anvil({"SECURITY.txt.bak": 9, "README.zh.md": 9}), {"file_readme": no}
        ),
        Case("empty files", anvil({**NINE, "SUPPORT.md": 0}), {"file_support": no}),
        Case(
            "empty at the top, a text in docs",
            anvil({"SUPPORT.md": 0}, folders=docs(SUPPORT_md=9)),
            {"file_support": True},
        ),
        Case(
            "a link",
            anvil({**NINE, "README.md": payloads.Link("docs/x.md")}),
            {"file_readme": "README.md is a link"},
        ),
        Case(
            "a link and a text",
            anvil({"README": payloads.Link("README.md"), "README.md": 9}),
            {"file_readme": True},
        ),
        Case(
            "a link and an empty file",
            anvil({"README": 0, "README.md": payloads.Link("x")}),
            {"file_readme": "is a link"},
        ),
        Case(
            "another repository called SUPPORT",
            anvil({**README, "SUPPORT": payloads.Submodule(payloads.sha("x"))}),
            {"file_support": no},
        ),
        Case(
            "a folder called GOVERNANCE",
            anvil(README, folders={"GOVERNANCE": {"charter.md": 9}}),
            {"file_governance": no},
        ),
        Case(
            "files too deep",
            anvil(README, folders={"src": {"SUPPORT.md": 9}, "docs/en": {"GOVERNANCE.md": 9}}),
            {"file_support": no, "file_governance": no},
        ),
        Case(
            "names that would be markup, and names in other letters",
            anvil({HOSTILE: 9, "README.md": 9, "СПАСИБО.md": 9, "a b.md": 9, "SUPPORT.мд": 9}),
            {"file_readme": True, "file_support": no},
        ),
        Case(
            "a listing that was cut off",
            anvil(README, truncated=True),
            {"file_readme": True, "file_support": "too large", "file_license": "too large"},
        ),
        Case(
            "a listing that was cut off, and the owner's defaults",
            anvil(README, truncated=True),
            {"file_support": True, "file_license": "too large"},
            others=(Repo("acme", ".github", top={"SUPPORT.md": 9, "SECURITY.md": 9}),),
        ),
        Case(
            "the owner's defaults",
            anvil(README),
            {"file_support": True, "file_license": no, "file_security": "shown from acme/.github"},
            others=(Repo("acme", ".github", top={**NINE, "SECURITY.md": 4}),),
        ),
        Case(
            "the owner's defaults, empty",
            anvil(README),
            {"file_support": no},
            others=(Repo("acme", ".github", top={"SUPPORT.md": 0}),),
        ),
        Case(
            "the owner's defaults, cut off",
            anvil(README),
            {"file_support": "acme/.github cannot be read", "file_license": no},
            others=(Repo("acme", ".github", top={"x": 1}, truncated=True),),
        ),
        Case(
            "the owner's defaults, refused",
            anvil(README),
            {"file_support": "refuses to show this", "file_codeowners": no},
            faults={SHARED: status(403)},
        ),
        Case(
            "a tree of another shape",
            anvil(),
            {"file_readme": "no true or false under `truncated`"},
            faults={TREE: body({"tree": []})},
        ),
    ]


def of_owners_and_licences() -> list[Case]:
    own = "own_github_org"
    return [
        Case("no licence", anvil(spdx=None), {"license_spdx": "finds no licence file"}),
        Case("NOASSERTION", anvil(spdx="NOASSERTION"), {"license_spdx": "does not recognise"}),
        Case("a hostile licence", anvil(spdx=HOSTILE), {"license_spdx": "does not recognise"}),
        Case(
            "a person's account",
            Repo("anvil", "anvil", owner_kind="User"),
            {own: False, "two_factor": "a person's account", "lf_coowner": "a person's account"},
        ),
        Case(
            "an owner of another kind",
            anvil(owner_kind=f"Enterprise\x1b[2J{HOSTILE}"),
            {own: "a kind that we do not know: 'Enterprise[2J<img"},
        ),
        Case("flyteorg", Repo("flyteorg", "flyte"), {own: True}, name="Flyte"),
        Case("FlagAI-Open", Repo("FlagAI-Open", "FlagAI"), {own: True}, name="FlagAI"),
        Case(
            "elasticdeeplearning",
            Repo("elasticdeeplearning", "edl"),
            {own: True},
            name="Elastic Deep Learning",
        ),
        Case("alibaba", Repo("alibaba", "DeepRec"), {own: "in the organisation"}, name="DeepRec"),
        Case("microsoft", Repo("microsoft", "micro"), {own: "let a maintainer"}, name="Micro"),
        Case("a name of one letter", Repo("x", "x"), {own: "let a maintainer"}, name="X"),
        Case(
            "a token that may administer, two factors",
            anvil(admin=True),
            {"two_factor": True},
            token=TOKEN,
            two_factor=True,
        ),
        Case(
            "a token that may administer, one factor",
            anvil(admin=True),
            {"two_factor": False},
            token=TOKEN,
            two_factor=False,
        ),
        Case(
            "a token that may administer and is told nothing",
            anvil(admin=True),
            {"two_factor": "let an owner attest it"},
            token=TOKEN,
        ),
        Case("a token of anybody", anvil(), {"two_factor": "owners"}, token=TOKEN, two_factor=True),
        Case(
            "more facts than requests",
            Repo("acme", "anvil", top={"x": 1}, admin=True, commits=busy().commits),
            {"two_factor": True, "releases": "the 6 requests to GitHub were spent"},
            token=TOKEN,
            two_factor=True,
        ),
    ]


def of_states() -> list[Case]:
    everything = {"stars": 812}
    return [
        Case(
            "no such repository", Repo("acme", "other"), {"stars": "no such thing"}, address="a/b"
        ),
        Case(
            "moved",
            anvil(),
            {"stars": "renamed: it is now acme/anvil", "releases": 4},
            address="old/hammer",
            faults={"/repos/old/hammer": to(REPO)},
        ),
        Case(
            "moved to another host",
            anvil(),
            {"stars": "redirects to another host"},
            faults={REPO: lambda _: httpx.Response(301, headers={"location": "https://x.test/"})},
        ),
        Case("archived", anvil(archived=True), {"stars": "archived on GitHub"}),
        Case("a fork", anvil(parent="other/anvil"), {"stars": "a fork of other/anvil"}),
        Case("in other letters", anvil(), everything, address="ACME/Anvil"),
        Case(
            "empty",
            anvil(),
            {"file_readme": "the repository is empty", "commits_12_months": "is empty"},
            faults={TREE: status(409), COMMITS: status(409)},
        ),
        Case("removed", anvil(), {"stars": "removed for good"}, faults={REPO: status(410)}),
        Case("withheld", anvil(), {"stars": "for legal reasons"}, faults={REPO: status(451)}),
        Case(
            "refused",
            anvil(),
            {"stars": 'refuses to show this ("Repository access blocked")'},
            faults={REPO: status(403, "Repository access blocked")},
        ),
        Case(
            "refused with a hostile word",
            anvil(),
            {"stars": "refuses to show this"},
            faults={REPO: status(403, f"{HOSTILE}\x1b[2J" + "x" * 300)},
        ),
        Case(
            "a token that is none",
            anvil(),
            {"stars": "does not accept the token"},
            token="wrong",
        ),
        Case("no request left", anvil(), {"stars": "the quota of requests"}, quota=0),
        Case(
            "no request left, with a token",
            anvil(),
            {"stars": "used up; it is renewed at 11:06 UTC on 2026-11-18"},
            token=TOKEN,
            quota=0,
        ),
        Case(
            "no request left, and no word when",
            anvil(),
            {"stars": "within the hour; a token allows many more"},
            faults={REPO: status(429, x_ratelimit_remaining="0")},
        ),
        Case("two requests left", anvil(), {"commits_12_months": "is used up"}, quota=2),
        Case(
            "asked too fast",
            anvil(),
            {"stars": "to be left alone for 60 seconds"},
            faults={REPO: status(403, "You have exceeded a secondary rate limit.")},
        ),
        Case(
            "asked too fast, and told for how long",
            anvil(),
            {"releases": "to be left alone for 90 seconds"},
            faults={RELEASES: status(429, retry_after="90")},
        ),
        Case("a fault of GitHub", anvil(), {"stars": "HTTP 502"}, faults={REPO: status(502)}),
        Case(
            "a fault of GitHub in the middle",
            anvil(),
            {"file_readme": "HTTP 500", "stars": 812, "releases": 4},
            faults={TREE: status(500)},
        ),
        Case(
            "a number that nobody knows", anvil(), {"stars": "HTTP 418"}, faults={REPO: status(418)}
        ),
        Case("a login page", anvil(), {"stars": "a web page"}, faults={REPO: text("<html>")}),
        Case("no JSON", anvil(), {"stars": "no valid JSON"}, faults={REPO: text('{"stars": 8')}),
        Case("a list in place of it", anvil(), {"stars": "no text under"}, faults={REPO: body([])}),
        Case(
            "no name", anvil(), {"stars": "under `full_name`"}, faults={REPO: changed(full_name=3)}
        ),
        Case(
            "stars in words",
            anvil(),
            {"stars": "no whole number under", "license_spdx": "Apache-2.0"},
            faults={REPO: changed(stargazers_count="many")},
        ),
        Case(
            "fewer stars than none",
            anvil(),
            {"stars": "makes no sense"},
            faults={REPO: changed(stargazers_count=-1)},
        ),
        Case("no stars", anvil(stars=0), {"stars": 0}),
    ]


def of_activity() -> list[Case]:
    months = "active_months_12"
    merged = [
        *commits("2026-11-01T00:00:00Z", subject="Work"),
        *commits("2026-11-02T00:00:00Z", subject="Merge", parents=2),
        *commits("2026-11-03T00:00:00Z", subject="Add it (#7)", by_github=True),
        *commits("2026-11-04T00:00:00Z", subject="Quote (#7)"),
        *commits("2026-11-05T00:00:00Z", subject="Edit", by_github=True),
    ]
    edges = ("2025-11-20T23:59:59Z", "2025-11-21T00:00:00Z", "2026-11-20T23:59:59Z")
    zones = ("2025-11-21T00:30:00+02:00", "2026-11-20T23:30:00-02:00")
    unsigned = commits("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")
    unsigned[0]["commit"]["message"] = "Change\n\n> Signed-off-by: A. Author"
    return [
        Case("no commit in the year", anvil(commits=[]), {"commits_12_months": 0, months: 0}),
        Case(
            "eleven months",
            anvil(commits=commits(*(f"{d}T09:00:00Z" for d in MONTHLY[1:]))),
            {months: 11},
        ),
        Case("merges", anvil(commits=merged), {"commits_12_months": 4, "merges_12_months": 2}),
        Case("the edges of the year", anvil(commits=commits(*edges)), {"commits_12_months": 2}),
        Case(
            "times of other zones",
            anvil(),
            {"commits_12_months": 0},
            faults={COMMITS: body(commits(*zones))},
        ),
        Case("unsigned", anvil(commits=unsigned), {"dco_enforced": "1 of the 2 commits"}),
        Case(
            "over a hundred",
            busy(),
            {"commits_12_months": "201 to 300", months: "at least 5 of 12"},
        ),
        Case("weeks without a gap", busy(weeks=[5] * 52), {months: 12}),
        Case(
            "weeks with a gap", busy(weeks=[5] * 20 + [0] * 4 + [5] * 28), {months: "at least 11"}
        ),
        Case(
            "weeks that are still counted",
            busy(),
            {months: "working the answer out"},
            faults={WEEKS: status(202)},
        ),
        Case(
            "weeks of another shape", busy(), {months: "no list"}, faults={WEEKS: body({"all": 3})}
        ),
        Case(
            "a busy year", busy(times=200, weeks=[90] * 52), {"merges_12_months": "2,301 to 2,400"}
        ),
        Case(
            "a day that is none",
            anvil(),
            {months: "no valid time"},
            faults={COMMITS: body(bad_date("x"))},
        ),
        Case(
            "a day without a zone",
            anvil(),
            {months: "no valid time"},
            faults={COMMITS: body(bad_date("2026-11-01"))},
        ),
        Case("no release", anvil(releases=0), {"releases": 0}),
        Case("one release", anvil(releases=1), {"releases": 1}),
        Case("many releases", anvil(releases=137), {"releases": 137}),
        Case(
            "a page that is none",
            anvil(),
            {"releases": "how many pages"},
            faults={RELEASES: body([{}], link=f'<{API}{RELEASES}?page=x>; rel="last"')},
        ),
        Case("a private form", anvil(README, private_reporting=True), {"security_contact": True}),
        Case("no form", anvil(README), {"security_contact": False}),
        Case(
            "no answer on the form",
            anvil(README),
            {"security_contact": "the private form is not known: GitHub answered HTTP 422"},
            faults={FORM: status(422)},
        ),
        Case(
            "no form and half a tree",
            anvil(README, truncated=True),
            {"security_contact": "form is off"},
        ),
    ]


def of_badges() -> list[Case]:
    key = "badge_level"
    cases = [
        Case(f"a badge: {level}", anvil(), {key: level}, badges=(entry(level=level),))
        for level in ("in_progress", "passing", "silver", "gold")
    ]
    return [
        *cases,
        Case("no badge", anvil(), {key: "no entry under https://github.com/acme/anvil"}),
        Case("two badges", anvil(), {key: "several entries"}, badges=(entry(7), entry(9))),
        Case(
            "a badge of tin", anvil(), {key: "we do not know: 'tin'"}, badges=(entry(level="tin"),)
        ),
        Case("a badge of no level", anvil(), {key: "no text under"}, badges=(entry(level=None),)),
        Case("no badge service", anvil(), {key: "HTTP 503"}, faults={BADGES: status(503)}),
        Case(
            "a badge service with a page",
            anvil(),
            {key: "a web page"},
            faults={BADGES: text("<p>")},
        ),
        Case(
            "a badge service with an object",
            anvil(),
            {key: "no list where"},
            faults={BADGES: body({})},
        ),
        Case(
            "a badge under the new name",
            anvil(),
            {key: "silver"},
            address="old/hammer",
            faults={"/repos/old/hammer": to(REPO)},
            badges=(entry(),),
        ),
        Case(
            "a badge under the old name",
            anvil(),
            {key: "gold"},
            address="old/hammer",
            faults={"/repos/old/hammer": to(REPO)},
            badges=(entry(repo_url="https://github.com/old/hammer", level="gold"),),
        ),
    ]


CASES = (
    *of_files(),
    *of_owners_and_licences(),
    *of_states(),
    *of_activity(),
    *of_badges(),
)
assert RESET  # in the sentence of "no request left, with a token"


def main() -> None:
    whole = {case.id: as_data(facts_of(case)[0]) for case in CASES}
    usual = whole[CASES[0].id]
    for id_ in list(whole)[1:]:
        whole[id_] = {key: fact for key, fact in whole[id_].items() if fact != usual[key]}
    lines = [
        f"{json.dumps(id_)}: {json.dumps(facts, ensure_ascii=False, separators=(',', ':'))}"
        for id_, facts in whole.items()
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
