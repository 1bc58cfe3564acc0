"""All that can be known about one project, from every source there is: what a command asks for.

subject_of(text)    what a person named: OWNER/NAME, a file of facts, or the path of a clone
gather(named, …)    the sources that apply, asked one after the other, and merged
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from lfai_nb import catalog
from lfai_nb.domain import Address, Stage, without_password
from lfai_nb.errors import BadInput, extra
from lfai_nb.evidence.attest import HandWritten
from lfai_nb.evidence.merge import Collected, collect
from lfai_nb.evidence.portfolio import committed_snapshots
from lfai_nb.evidence.record import FoundationRecord
from lfai_nb.evidence.source import FactSource, Subject
from lfai_nb.frozen import dataclass, replace
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.policy.words import day_in_words

#: What `lfai-nb readiness --init` writes for the reader to replace.
PLACEHOLDER = Address("OWNER", "NAME")


@dataclass(frozen=True, slots=True)
class Named:
    """What a person named, and what comes with it."""

    subject: Subject
    written: Path | None = None  # a file of facts
    clone: Path | None = None
    fetched: datetime | None = None  # when the clone was brought up to date, if that is known

    @property
    def is_here(self) -> bool:
        """Whether a file or a folder of this machine was named, and not an address."""
        return self.written is not None or self.clone is not None


def subject_of(text: str) -> Named:
    """From what a person types; a file or a folder that is there goes before OWNER/NAME."""
    # os.path and not Path: a name that is too long for a file, or the home of nobody, is no file,
    # and no error.
    path = Path(os.path.expanduser(text))  # noqa: PTH111
    if path.name == ".git" and os.path.isdir(path):  # noqa: PTH112
        path = path.parent  # what is in there is the clone around it
    if os.path.isdir(path):  # noqa: PTH112
        repository = _origin(path) or str(path)
        return Named(Subject(path.resolve().name.removesuffix(".git"), repository), clone=path)
    if os.path.isfile(path):  # noqa: PTH113
        project = HandWritten(path).project
        subject = Subject(project.name, project.repository, stage=project.stage)
        return Named(subject, written=path)
    try:
        return Named(Subject.parse(text))
    except BadInput:
        raise BadInput(
            f"{without_password(text)[:100]!r} is neither a file of facts, nor a folder with a "
            "clone, nor a repository on GitHub such as OWNER/NAME"
        ) from None


class Gathered:
    """Facts that were asked for before, as one more source."""

    name = "gathered before"

    def __init__(self, project: ProjectFacts) -> None:
        self._project = project

    def facts(self, subject: Subject) -> ProjectFacts:
        return self._project


def gather(
    named: Named,
    *,
    on: date,
    online: bool,
    stage: Stage | None = None,
    announce: Callable[[str], None],
    say: Callable[[str], None],
    cache: Path | None = None,
    besides: ProjectFacts | None = None,
) -> Collected:
    """Ask the clone, then the hosts, then what was written down; ``stage`` is what it is asked for.

    ``announce`` is told what a person should know: before the first request how many there may
    be, and afterwards if no host could be reached. ``say`` is told each step.
    """
    subject = with_present_stage(named.subject)
    with ExitStack() as opened:
        sources: list[Iterable[FactSource]] = []
        if named.clone is not None:
            with extra("evidence", "reading a git history"):
                from lfai_nb.evidence.history.as_facts import GitHistory
            sources.append([GitHistory(named.clone, on=on, up_to_date=named.fetched)])
        if online and can_be_asked_for(subject.repository):
            sources.append(_hosts(opened, subject, on, cache, announce, say))
        if besides is not None:
            sources.append([Gathered(besides)])
        sources.append([committed_snapshots(), FoundationRecord(on=on, stage=stage)])
        if named.written is not None:
            sources.append([HandWritten(named.written, on)])
        return collect(subject, chain.from_iterable(sources), on=on, on_source=say)


def _hosts(
    opened: ExitStack,
    subject: Subject,
    on: date,
    cache: Path | None,
    announce: Callable[[str], None],
    say: Callable[[str], None],
) -> Iterator[FactSource]:
    # GITHUB_API_URL is what GitHub's own runners set, and what an enterprise server has.
    # What speaks to hosts takes long to import, and an answer without one needs nothing of it.
    from lfai_nb.evidence import request_table
    from lfai_nb.evidence.http.reach import Attempt

    base = os.environ.get("GITHUB_API_URL") or request_table.table().hosts["github"].base
    # First of all: the wait for a network that is not there passes while the rest is loaded.
    attempt = Attempt(base)
    # Here and not above: who works offline needs no httpx.
    with extra("evidence", "asking GitHub and the badge service"):
        from lfai_nb.evidence.badge import Badge, badge
        from lfai_nb.evidence.github import GitHub, github, token_from_environment
        from lfai_nb.evidence.http.transport import CacheError

    def both(cache: Path | None) -> tuple[GitHub, Badge]:
        token = token_from_environment()
        hub = github(on=on, token=token, cache=cache, base_url=base, on_request=say)
        return hub, badge(cache=cache, on_request=say)

    try:
        hub, badges = both(cache)
    except CacheError as error:
        announce(f"{error}; going on without it")
        hub, badges = both(None)
    opened.enter_context(hub)
    opened.enter_context(badges)

    def one_by_one() -> Iterator[FactSource]:
        announce(f"{hub.announcement(1)}; and at most {badges.budget(1)} to {badges.web.base.host}")
        hub.web.ask_only_if(attempt)
        yield hub
        if hub.web.out_of_reach:
            # Without a network each host would be waited for in its turn.
            host = hub.web.base.host
            announce(f"{host} is out of reach, so no other host was asked; {kept()}")
        else:
            badges.other_name = hub.address
            yield badges

    def kept() -> str:
        days = [fact.retrieved for fact in committed_snapshots().facts(subject) if fact.retrieved]
        if not days:
            return f"the record has no snapshot of {subject.repository}"
        newest = day_in_words(max(days).date())
        return f"what follows is from the record, whose newest fact is of {newest}"

    return one_by_one()


def with_present_stage(subject: Subject) -> Subject:
    """A hosted project has its stage from the catalogue, unless the person named another."""
    if subject.stage is not None:
        return subject
    known = catalog.load()
    project = known.by_repository(subject.repository)
    stage = known.stage_on(project, known.as_of) if project else None
    return replace(subject, stage=stage)


def _origin(clone: Path) -> str:
    """The address that a clone was made from; nothing where it has none, or is no clone."""
    with extra("evidence", "reading a git history"):
        from lfai_nb.evidence.history.gitlog import HistoryError, git

    try:
        address = git(clone, "remote", "get-url", "origin").decode("utf-8", "replace").strip()
    except HistoryError:
        return ""
    return without_password(address)


def can_be_asked_for(repository: str) -> bool:
    """Whether the hosts can know it: a repository on GitHub, and not the form's OWNER/NAME."""
    return Address.find(repository) not in (None, PLACEHOLDER)
