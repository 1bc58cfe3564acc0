"""Facts from GitHub's public API.

>>> from datetime import date
>>> with github(on=date(2026, 11, 20)) as source:  # doctest: +SKIP
...     print(source.announcement(1))
...     facts = source.facts(Subject.parse("onnx/onnx"))

Works without a token (60 requests an hour) and with one (1,000 or more; and then an answer that has
not changed since the last run costs nothing). What cannot be had is unknown, with a reason. Which
request gives which fact, and the words of each reason, are in ``data/requests.toml``.
"""

import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import httpx

from lfai_nb.domain import Address
from lfai_nb.evidence.fact_builder import FactBuilder, read
from lfai_nb.evidence.github_activity import activity, releases
from lfai_nb.evidence.github_files import files
from lfai_nb.evidence.github_round import Round
from lfai_nb.evidence.http.client import Client, Limits, NoAnswer, Reply
from lfai_nb.evidence.http.errors import outside
from lfai_nb.evidence.request_table import table
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import ProjectFacts

API = "https://api.github.com"


def keys() -> tuple[str, ...]:
    """The facts that GitHub answers for."""
    return table().facts("github")


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
) -> "GitHub":
    """GitHub as a source; activity is counted in the twelve months before ``on``."""
    host = table().hosts["github"]
    web = Client(
        host.service,
        base_url,
        token=token,
        cache=cache,
        transport=transport,
        limits=limits or Limits(),
        on_request=on_request,
        headers=host.headers,
    )
    return GitHub(web, on=on)


class GitHub:
    def __init__(self, web: Client, *, on: date) -> None:
        self.web, self._on = web, on
        self.name = table().hosts["github"].source
        #: How GitHub itself spells the address of the project that was asked about last.
        self.address: Address | None = None

    def __enter__(self) -> "GitHub":
        return self

    def __exit__(self, *_: object) -> None:
        self.web.close()

    def budget(self, subjects: int) -> int:
        """The most requests that asking about so many projects can take."""
        return subjects * table().hosts["github"].most

    def announcement(self, subjects: int) -> str:
        """What a person should know before the first request."""
        most = f"at most {self.budget(subjects):,} requests to {self.web.base.host}"
        if self.web.has_token:
            return f"{most}, with a token; an answer that has not changed costs no quota"
        return f"{most}; without a token GitHub allows 60 an hour: set GITHUB_TOKEN for thousands"

    def facts(self, subject: Subject) -> ProjectFacts:
        builder, web = FactBuilder(self.name, subject), self.web
        self.address = None
        try:
            owner, name = subject.github
        except ValueError as error:
            builder.unknown(*keys(), reason=str(error), url=subject.repository, at=web.now())
            return builder.facts()
        requests = Round(web, {"owner": owner, "name": name})
        url = requests.url("repository")
        try:
            answer = requests.get("repository")
            # A repository that was renamed answers under its new name, which the rest then uses.
            self.address = owner, name = _full_name(answer)
            requests.values |= {"owner": owner, "name": name}
            _repository(builder, answer, _notes(answer, subject.github, self.address))
        except NoAnswer as error:
            builder.unknown(*builder.missing(keys()), reason=error.reason, url=url, at=web.now())
            return builder.facts()
        kind = _owner(builder, (owner, name, subject.name), answer)
        files(requests, builder)
        _organization(requests, builder, kind, answer)
        activity(requests, builder, on=self._on)
        releases(requests, builder)
        return builder.facts()


def _full_name(answer: Reply) -> Address:
    try:
        return Address.parse(read(answer.data, "full_name", str))
    except ValueError as error:
        raise NoAnswer(table().failure("nonsense", problem=error)) from None


def _notes(answer: Reply, named: Address, actual: Address) -> str:
    """What else a reader of the facts should see: it moved, sleeps, or is another's copy."""
    data = read(answer.data, "", dict)
    notes = []
    if [part.lower() for part in named] != [part.lower() for part in actual]:
        notes.append(table().words("notes.renamed", owner=actual.owner, name=actual.name))
    if data.get("archived") is True:
        notes.append(table().words("notes.archived"))
    parent = data.get("parent")
    full_name = parent.get("full_name") if isinstance(parent, dict) else None
    if data.get("fork") is True and isinstance(full_name, str):
        notes.append(table().words("notes.fork", parent=outside(full_name)))
    return "; ".join(notes)


def _repository(builder: FactBuilder, answer: Reply, note: str) -> None:
    field = table().fields["stars"]
    try:
        stars = read(answer.data, field, int)
        builder.value("stars", stars, answer, table().words("stars.method"), note)
    except NoAnswer as error:
        builder.unknown("stars", reason=error.reason, url=answer.url, at=answer.retrieved)
    place, _, step = table().fields["license_spdx"].partition(".")
    licence = answer.data.get(place) if isinstance(answer.data, dict) else None
    spdx = licence.get(step) if isinstance(licence, dict) else None
    if isinstance(spdx, str) and re.fullmatch(r"[A-Za-z0-9.+-]+", spdx) and spdx != "NOASSERTION":
        builder.value("license_spdx", spdx, answer, table().words("license_spdx.method"))
        return
    reason = table().words(f"license_spdx.{'none' if licence is None else 'unnamed'}")
    builder.unknown("license_spdx", reason=reason, url=answer.url, at=answer.retrieved)


def _owner(builder: FactBuilder, names: tuple[str, str, str], answer: Reply) -> str:
    """Whose the repository is. The answer is the kind of its owner; "" where it is not known."""
    key = "own_github_org"
    owner, *project_names = names
    try:
        kind = read(answer.data, table().fields[key], str)
        if kind not in ("Organization", "User"):
            raise NoAnswer(table().words(f"{key}.kind", kind=outside(kind)))
    except NoAnswer as error:
        for each in (key, "two_factor", "lf_coowner"):
            builder.unknown(each, reason=error.reason, url=answer.url, at=answer.retrieved)
        return ""
    if kind == "User":
        builder.value(key, False, answer, table().words(f"{key}.no"))
    elif any(_bears(owner, name) for name in project_names):
        builder.value(key, True, answer, table().words(f"{key}.yes"))
    else:
        reason = table().words(f"{key}.unclear", owner=owner)
        builder.unknown(key, reason=reason, url=answer.url, at=answer.retrieved)
    hidden = "personal" if kind == "User" else "hidden"
    reason = table().words(f"lf_coowner.{hidden}")
    builder.unknown("lf_coowner", reason=reason, url=answer.url, at=answer.retrieved)
    return kind


def _organization(requests: Round, builder: FactBuilder, kind: str, repository: Reply) -> None:
    """What the organization requires of its members."""
    key, at = "two_factor", requests.web.now()
    if not kind:
        return
    hidden = table().words(f"{key}.{'personal' if kind == 'User' else 'hidden'}")
    # An owner of the organization may administer each of its repositories; nobody else is shown
    # this, so that their request would be for nothing.
    rights = read(repository.data, "", dict).get("permissions")
    if kind == "User" or not isinstance(rights, dict) or rights.get("admin") is not True:
        builder.unknown(key, reason=hidden, url=repository.url, at=at)
        return
    try:
        organization = requests.get("organization")
        required = read(organization.data, "", dict).get(table().fields[key])
    except NoAnswer as error:
        builder.unknown(key, reason=error.reason, url=requests.url("organization"), at=at)
        return
    if isinstance(required, bool):
        builder.value(key, required, organization, table().words(f"{key}.method"))
    else:
        builder.unknown(key, reason=hidden, url=organization.url, at=at)


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
            return not rest or rest.startswith("-") or rest in table().suffixes
    return org.replace("-", "") == plain
