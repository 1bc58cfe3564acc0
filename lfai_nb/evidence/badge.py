"""The level of a project's OpenSSF Best Practices badge, from the service that awards it.

A link to a badge in a README proves nothing: the image behind it may say "in progress", and the
entry may be another project's. So the service is asked, by the number of the entry where it is
known and by the address of the repository otherwise, and the entry has to be about the project.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx

from lfai_nb.domain import Address, repository_key
from lfai_nb.evidence.fact_builder import FactBuilder, read
from lfai_nb.evidence.http.client import Client, Gone, Limits, NoAnswer, Reply
from lfai_nb.evidence.http.errors import outside
from lfai_nb.evidence.request_table import table
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import BadgeLevel, ProjectFacts

SERVICE = "https://www.bestpractices.dev"
KEY = "badge_level"
# Its documentation asks for no more than one request a second.
GAP = 1.0


def badge(
    *,
    cache: Path | None = None,
    base_url: str = SERVICE,
    transport: httpx.BaseTransport | None = None,
    limits: Limits | None = None,
    on_request: Callable[[str], None] | None = None,
) -> "Badge":
    web = Client(
        table().hosts["badge"].service,
        base_url,
        cache=cache,
        transport=transport,
        limits=limits or Limits(gap=GAP),
        on_request=on_request,
    )
    return Badge(web)


class Badge:
    def __init__(self, web: Client) -> None:
        self.web = web
        self.name = table().hosts["badge"].source
        #: How else the repository is spelled, by who knows; set before ``facts`` is asked.
        self.other_name: Address | None = None

    def __enter__(self) -> "Badge":
        return self

    def __exit__(self, *_: object) -> None:
        self.web.close()

    def budget(self, subjects: int) -> int:
        """The most requests that asking about so many projects can take."""
        return subjects * table().hosts["badge"].most

    def facts(self, subject: Subject) -> ProjectFacts:
        builder = FactBuilder(self.name, subject)
        try:
            if subject.badge_id is not None:
                answer = self._entry(subject, subject.badge_id)
            else:
                answer = self._search(subject)
            id_, text = read(answer.data, "id", int), read(answer.data, table().fields[KEY], str)
            try:
                level = BadgeLevel.parse(text)
            except ValueError:
                raise NoAnswer(table().words(f"{KEY}.level", level=outside(text))) from None
        except NoAnswer as error:
            url = str(self.web.base)
            builder.unknown(KEY, reason=error.reason, url=url, at=self.web.now())
            return builder.facts()
        builder.value(KEY, level, answer, table().words(f"{KEY}.method", id=id_))
        return builder.facts()

    def _entry(self, subject: Subject, id_: int) -> Reply:
        try:
            answer = self.web.get(f"/projects/{id_}.json")
        except Gone:
            raise NoAnswer(
                f"the badge service has no entry {id_}; look the number up at {self.web.base}"
            ) from None
        name, repository = (read(answer.data, key, str) for key in ("name", "repo_url"))
        if not _same_project(subject, name, repository):
            raise NoAnswer(
                f"entry {id_} of the badge service is about {name[:60]!r} ({repository[:100]}), "
                "not about this project; correct the number"
            )
        return answer

    def _search(self, subject: Subject) -> Reply:
        on_github = Address.find(subject.repository)
        address = on_github.url if on_github else subject.repository
        answer = self._listed("badge", address)
        entries = read(answer.data, "", list)
        other = self.other_name
        if not entries and on_github and other and other != on_github:
            # Whoever made the entry may have spelled the address as GitHub does.
            again = self._listed("badge_again", other.url)
            if entries := read(again.data, "", list):
                answer, entries, address = again, entries, other.url
        if not entries:
            raise NoAnswer(table().words(f"{KEY}.none", address=address, host=self.web.base))
        if len(entries) > 1:
            numbers = ", ".join(str(read(entry, "id", int)) for entry in entries[:10])
            raise NoAnswer(table().words(f"{KEY}.several", address=address, numbers=numbers))
        return replace(answer, data=entries[0])

    def _listed(self, request: str, address: str) -> Reply:
        path, params = table().requests[request].target(address=address)
        return self.web.get(path, params)


def _same_project(subject: Subject, name: str, repository: str) -> bool:
    """By address, or by name where the repository has moved since the entry was made."""
    ours, theirs = repository_key(subject.repository), repository_key(repository)
    if ours == theirs:
        return True
    names = {_plain(subject.name), _plain(ours.rpartition("/")[2])}
    return bool(names & {_plain(name), _plain(theirs.rpartition("/")[2])} - {""})


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
