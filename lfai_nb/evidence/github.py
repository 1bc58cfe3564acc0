"""Facts from GitHub's public API.

>>> from datetime import date
>>> with github(on=date(2026, 11, 20)) as source:  # doctest: +SKIP
...     print(source.announcement(1))
...     facts = source.facts(Subject.parse("onnx/onnx"))

Works without a token (60 requests an hour) and with one (1,000 or more; and then an answer that has
not changed since the last run costs nothing). What cannot be had is unknown, with a reason.
"""

import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import httpx

from lfai_nb.domain import Address
from lfai_nb.evidence.fact_builder import FactBuilder, read
from lfai_nb.evidence.github_activity import ACTIVITY, activity, releases
from lfai_nb.evidence.github_files import files
from lfai_nb.evidence.http.client import Answer, Client, Limits, NoAnswer
from lfai_nb.evidence.nine_files import FILES
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import ProjectFacts

API = "https://api.github.com"
KEYS = (
    "stars",
    "license_spdx",
    "own_github_org",
    "two_factor",
    "lf_coowner",
    *FILES,
    "security_contact",
    *ACTIVITY,
    "releases",
)

# What may follow a project's name in the name of its organization: flyteorg, MarquezProject.
_SUFFIXES = ("ai", "dev", "hq", "io", "labs", "ml", "org", "oss", "project", "projects", "team")


def token_from_environment(environment: Mapping[str, str] | None = None) -> str | None:
    """The token of GITHUB_TOKEN or GH_TOKEN, if one is set."""
    environment = os.environ if environment is None else environment
    for name in ("GITHUB_TOKEN", "GH_TOKEN"):
        if token := environment.get(name, "").strip():
            return token
    return None


def github(
    *,
    on: date,
    token: str | None = None,
    cache: Path | None = None,
    base_url: str = API,
    transport: httpx.BaseTransport | None = None,
    limits: Limits | None = None,
    on_request: Callable[[str], None] | None = None,
    pages: int = 10,
) -> "GitHub":
    """GitHub as a source; activity is counted in the twelve months before ``on``."""
    web = Client(
        "GitHub",
        base_url,
        token=token,
        cache=cache,
        transport=transport,
        limits=limits or Limits(),
        on_request=on_request,
        headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
    )
    return GitHub(web, on=on, pages=pages)


class GitHub:
    name = "github"

    def __init__(self, web: Client, *, on: date, pages: int = 10) -> None:
        self.web, self._on, self._pages = web, on, pages

    def __enter__(self) -> "GitHub":
        return self

    def __exit__(self, *_: object) -> None:
        self.web.close()

    def budget(self, subjects: int) -> int:
        """The most requests that asking about so many projects can take.

        For each: the repository, its organization (with a token), six lists of files at most, the
        form for vulnerabilities, the pages of commits, the releases.
        """
        return subjects * (1 + self.web.has_token + 6 + 1 + self._pages + 1)

    def announcement(self, subjects: int) -> str:
        """What a person should know before the first request."""
        most = f"at most {self.budget(subjects):,} requests to {self.web.base.host}"
        if self.web.has_token:
            return f"{most}, with a token; an answer that has not changed costs no quota"
        return f"{most}; without a token GitHub allows 60 an hour: set GITHUB_TOKEN for thousands"

    def facts(self, subject: Subject) -> ProjectFacts:
        builder, web = FactBuilder(self.name, subject), self.web
        try:
            owner, name = subject.github
        except ValueError as error:
            builder.unknown(*KEYS, reason=str(error), url=subject.repository, at=web.now())
            return builder.facts()
        url = f"{web.base}/repos/{owner}/{name}"
        try:
            answer = web.get(f"/repos/{owner}/{name}")
            # A repository that was renamed answers under its new name, which the rest then uses.
            owner, name = _full_name(answer)
            renamed = (owner.lower(), name.lower()) != tuple(s.lower() for s in subject.github)
            note = f"renamed: it is now {owner}/{name}; change the address" if renamed else ""
            _repository(builder, answer, note)
        except NoAnswer as error:
            builder.unknown(*builder.missing(KEYS), reason=error.reason, url=url, at=web.now())
            return builder.facts()
        _organization(web, builder, (owner, name, subject.name), answer)
        files(web, builder, owner, name)
        activity(web, builder, owner, name, on=self._on, most_pages=self._pages)
        releases(web, builder, owner, name)
        return builder.facts()


def _full_name(answer: Answer) -> Address:
    try:
        return Address.parse(read(answer.data, "full_name", str))
    except ValueError as error:
        raise NoAnswer(f"the answer makes no sense: {error}") from None


def _repository(builder: FactBuilder, answer: Answer, note: str) -> None:
    try:
        stars = read(answer.data, "stargazers_count", int)
        builder.value("stars", stars, answer, "stargazers_count of the repository", note)
    except NoAnswer as error:
        builder.unknown("stars", reason=error.reason, url=answer.url, at=answer.retrieved)
    found = answer.data.get("license") if isinstance(answer.data, dict) else None
    spdx = found.get("spdx_id") if isinstance(found, dict) else None
    if isinstance(spdx, str) and re.fullmatch(r"[A-Za-z0-9.+-]+", spdx) and spdx != "NOASSERTION":
        builder.value(
            "license_spdx", spdx, answer, "license.spdx_id, as GitHub recognizes the file"
        )
        return
    reason = (
        "GitHub finds no licence file; add one, or name the licence by hand"
        if found is None
        else "there is a licence file, but GitHub does not recognize its text; name the licence by "
        "hand"
    )
    builder.unknown("license_spdx", reason=reason, url=answer.url, at=answer.retrieved)


def _organization(
    web: Client, builder: FactBuilder, names: tuple[str, str, str], answer: Answer
) -> None:
    """Whose the repository is, and what its organization requires of its members."""
    keys = ("own_github_org", "two_factor", "lf_coowner")
    owner, *project_names = names
    try:
        kind = read(answer.data, "owner.type", str)
        if kind not in ("Organization", "User"):
            raise NoAnswer(f"the owner is of a kind that we do not know: {kind[:40]!r}")
    except NoAnswer as error:
        builder.unknown(*keys, reason=error.reason, url=answer.url, at=answer.retrieved)
        return
    if kind == "User":
        builder.value("own_github_org", False, answer, "the owner is a person's account")
        reason = "the repository is in a person's account, and only an organization can have this"
        builder.unknown("two_factor", "lf_coowner", reason=reason, url=answer.url, at=web.now())
        return
    if any(_bears(owner, name) for name in project_names):
        method = "the owner is an organization that bears the project's name"
        builder.value("own_github_org", True, answer, method)
    else:
        reason = (
            f"it is in the organization {owner}, whose name does not show whether it is the "
            "project's own; let a maintainer attest it"
        )
        builder.unknown("own_github_org", reason=reason, url=answer.url, at=answer.retrieved)
    hidden = "shown to owners of the organization only; let an owner attest it"
    builder.unknown("lf_coowner", reason=hidden, url=answer.url, at=answer.retrieved)
    if not web.has_token:  # nobody but an owner is told, so the request would be for nothing
        builder.unknown("two_factor", reason=hidden, url=answer.url, at=answer.retrieved)
        return
    try:
        organization = web.get(f"/orgs/{owner}")
        required = read(organization.data, "", dict).get("two_factor_requirement_enabled")
    except NoAnswer as error:
        builder.unknown("two_factor", reason=error.reason, url=answer.url, at=web.now())
        return
    if isinstance(required, bool):
        builder.value("two_factor", required, organization, "two_factor_requirement_enabled")
    else:
        builder.unknown("two_factor", reason=hidden, url=organization.url, at=web.now())


def _bears(organization: str, project: str) -> bool:
    """Whether an organization is named after the project: FlagAI-Open, flyteorg, onnx.

    Deliberately narrow: "microsoft" is not named after a project called "micro".
    """
    org, name = (re.sub(r"[^a-z0-9-]", "", text.lower()) for text in (organization, project))
    plain = name.replace("-", "")
    if len(plain) < 3:
        return False
    for start in (name, plain):
        if org.startswith(start):
            rest = org.removeprefix(start)
            return not rest or rest.startswith("-") or rest in _SUFFIXES
    return org.replace("-", "") == plain
