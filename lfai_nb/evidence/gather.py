"""All that can be known about one project, from every source there is: what a command asks for.

subject_of(text)    what a person named: OWNER/NAME, a file of facts, or the path of a clone
gather(named, …)    the sources that apply, asked one after the other, and merged
"""

import os
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lfai_nb import catalog
from lfai_nb.evidence.attest import HandWritten
from lfai_nb.evidence.collect import Collected, collect
from lfai_nb.evidence.portfolio import committed_snapshots
from lfai_nb.evidence.source import Source, Subject, github_address


@dataclass(frozen=True, slots=True)
class Named:
    """What a person named, and what comes with it."""

    subject: Subject
    written: Path | None = None  # a file of facts
    clone: Path | None = None


def subject_of(text: str) -> Named:
    """From what a person types; a file or a folder that is there goes before OWNER/NAME."""
    path = Path(text).expanduser()
    # os.path and not Path: a name that is too long for a file is no file, and no error.
    if os.path.isdir(path):  # noqa: PTH112
        repository = _origin(path) or str(path)
        return Named(Subject(path.resolve().name.removesuffix(".git"), repository), clone=path)
    if os.path.isfile(path):  # noqa: PTH113
        project = HandWritten(path).project
        subject = Subject(project.name, project.repository, stage=project.stage)
        return Named(subject, written=path)
    try:
        return Named(Subject.parse(text))
    except ValueError:
        raise ValueError(
            f"{text[:100]!r} is neither a file of facts, nor a folder with a clone, nor a "
            "repository on GitHub such as OWNER/NAME"
        ) from None


def cache_folder() -> Path:
    """Where answers of hosts are kept, so that asking again costs no quota."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "lfai-nb"


def gather(
    named: Named,
    *,
    on: date,
    online: bool,
    announce: Callable[[str], None],
    say: Callable[[str], None],
    cache: Path | None = None,
) -> Collected:
    """Ask the clone, then the hosts, then what was written down.

    ``announce`` is told once, before the first request, how many there may be; ``say`` each step.
    """
    subject = with_present_stage(named.subject)
    with ExitStack() as opened:
        sources: list[Source] = []
        if named.clone is not None:
            from lfai_nb.evidence.history.source import GitHistory

            sources.append(GitHistory(named.clone))
        if online and _is_on_github(subject):
            sources += _hosts(opened, on, cache, announce, say)
        sources.append(committed_snapshots())
        if named.written is not None:
            sources.append(HandWritten(named.written))
        return collect(subject, sources, on=on, on_source=say)


def _hosts(
    opened: ExitStack,
    on: date,
    cache: Path | None,
    announce: Callable[[str], None],
    say: Callable[[str], None],
) -> list[Source]:
    # Here and not above: who works offline needs no httpx.
    from lfai_nb.evidence.badge import badge
    from lfai_nb.evidence.github import API, github, token_from_environment

    # GITHUB_API_URL is what GitHub's own runners set, and what an enterprise server has.
    hub = opened.enter_context(
        github(
            on=on,
            token=token_from_environment(),
            cache=cache,
            base_url=os.environ.get("GITHUB_API_URL") or API,
            on_request=say,
        )
    )
    badges = opened.enter_context(badge(cache=cache, on_request=say))
    announce(f"{hub.announcement(1)}; and {badges.budget(1)} to {badges.web.base.host}")
    return [hub, badges]


def with_present_stage(subject: Subject) -> Subject:
    """A hosted project has its stage from the catalogue, unless the person named another."""
    if subject.stage is not None:
        return subject
    known = catalog.load()
    project = known.by_repository(subject.repository)
    stage = known.stage_on(project, known.as_of) if project else None
    return replace(subject, stage=str(stage)) if stage else subject


def _origin(clone: Path) -> str:
    """The address that a clone was made from; nothing where it has none, or is no clone."""
    from lfai_nb.evidence.history.gitlog import HistoryError, git

    try:
        address = git(clone, "remote", "get-url", "origin").decode("utf-8", "replace").strip()
    except HistoryError:
        return ""
    # A password that somebody left in the address is not ours to show.
    return re.sub(r"//[^@/]*@", "//", address)


def _is_on_github(subject: Subject) -> bool:
    try:
        github_address(subject.repository)
    except ValueError:
        return False
    return True
