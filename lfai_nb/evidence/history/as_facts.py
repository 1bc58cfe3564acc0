"""A git history as a source of facts: organizations, activity, files, tags; as of any day.

    GitHistory(path).facts(subject)               as of the newest commit
    GitHistory(path, on=date(2021, 2, 25)).…      as that day would have shown it

It needs no network, and answers for every fact that a history can settle; what a history can not
(stars, badges, votes) it leaves to others, and what it could not read is unknown with the reason.
So is what a clone does not reach: the older history of a shallow one, and whatever came after the
newest commit of one that was not brought up to date.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from lfai_nb.domain import TwelveMonths, Window
from lfai_nb.evidence.activity import (
    COMMITS,
    ENFORCED,
    MERGES,
    MONTHS,
    NOT_SEEN,
    Activity,
    Arrival,
    is_pull,
    is_signed_off,
)
from lfai_nb.evidence.history import Affiliations, History, HistoryError, OrgReport, Repository
from lfai_nb.evidence.history.commits import Commit, moment
from lfai_nb.evidence.history.gitlog import Reach, git
from lfai_nb.evidence.history.tally import day, day_after, seconds
from lfai_nb.evidence.history.tree import Tree, tree_at
from lfai_nb.evidence.nine_files import Content, file_keys
from lfai_nb.evidence.organization_words import established
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import Fact, Interval, ProjectFacts, Value
from lfai_nb.policy.plurals import counted

_KEYS = (
    *("license_spdx", "contributing_organizations", "commits_12_months", "merges_12_months"),
    *("active_months_12", "releases", "dco_enforced", "security_contact", "spdx_identifiers"),
)
#: One commit makes a contributor; the note also says what so many a person would give.
ACTIVE = 5
_VERSION = re.compile(r"(?:[A-Za-z][A-Za-z_-]*[-_/.]?)?v?[0-9]+(?:[._][0-9]+)+")


def keys() -> tuple[str, ...]:
    """The facts that a history answers for."""
    return (*_KEYS, *file_keys())


class GitHistory:
    name = "git history"

    def __init__(
        self,
        path: Path | str,
        *,
        on: date | None = None,
        up_to_date: datetime | None = None,
        address: str = "",
        affiliations: Affiliations | Path | str | None = None,
        own_domains: Iterable[str] = (),
    ) -> None:
        self.path = path
        self.on = on
        # When the clone was fetched, where somebody knows it; its files do not tell.
        self.up_to_date = up_to_date
        self.address = address  # where the history can be looked at, if not at the subject's
        self.affiliations = affiliations
        self.own_domains = tuple(own_domains)

    def facts(self, subject: Subject) -> ProjectFacts:
        try:
            facts = list(self._found(subject))
        except (HistoryError, OSError, ValueError) as error:  # also a day with no year before it
            facts = [
                Fact.unknown(
                    key, str(error), source=self.name, url=subject.repository, retrieved=None
                )
                for key in keys()
            ]
        return ProjectFacts.of(subject.name, subject.repository, *facts, stage=subject.stage)

    def _found(self, subject: Subject) -> Iterator[Fact]:
        repository = Repository.at(self.path)
        known = self.up_to_date.date() if self.up_to_date else None
        reach = repository.reach(known)
        on = self.on or reach.until
        end = seconds(day_after(on))
        tree = tree_at(repository, end - 1) if self.on else Tree(repository, repository.head)
        builder = _FactBuilder(
            self.address or subject.repository,
            tree.commit,
            max(repository.head_date, self.up_to_date or repository.head_date),
        )
        year = TwelveMonths(on)
        yield self._organizations(builder, repository, reach, year.window)
        yield from _activity(builder, repository, reach, year)
        yield _releases(builder, repository, reach, on)
        builder.doubt = reach.doubt(on)
        yield from _files(builder, tree)
        yield _identifiers(builder, tree)

    def _organizations(
        self, builder: "_FactBuilder", repository: Repository, reach: Reach, window: Window
    ) -> Fact:
        # A project that sleeps shows nobody in the last year; its last active year says more.
        awake = Window.months(12, min(repository.head_date.date(), window.until))
        history = History.read(
            self.path,
            {window, awake},
            affiliations=self.affiliations,
            own_domains=self.own_domains,
            up_to_date=reach.until,
        )
        now, then = history.report(window), history.report(awake)
        active = history.report(window, min_commits=ACTIVE)
        evidence = f"{evidence_for(now)}; of people with {ACTIVE} commits or more: "
        evidence += str(Interval(active.low, active.high))
        if awake != window:
            evidence += (
                f". In the 12 months up to the newest commit, of {awake.until}: "
                f"{Interval(then.low, then.high)}; {evidence_for(then)}"
            )
        key, gap = "contributing_organizations", reach.gap(window)
        if gap and not now.low:
            return builder.unknown(key, f"{gap}. {evidence}")
        return builder.value(
            key,
            Interval(now.low, now.high),
            f"people's e-mail domains and data/evidence/affiliations.toml, {window}; "
            "at least 1 commit; low: established, high: if each unknown person adds one",
            f"{gap}. {evidence}" if gap else evidence,
        )


def evidence_for(report: OrgReport) -> str:
    """The evidence behind an interval, in one sentence."""
    who = established(
        [organization.name for organization in report.organizations],
        possible=len(report.possible),
        people=report.people,
        unknown_people=report.unknown_people,
        unknown_share=report.unknown_commits_share,
    )
    return f"{who}; elephant factor {report.elephant_factor or 'cannot tell'}"


def _change(commit: Commit) -> Arrival:
    message = commit.message.decode(errors="replace")
    return Arrival(
        day=day(commit.committed),
        merge=commit.parents > 1,
        pull=is_pull(commit.subject, commit.committer.decode(errors="replace")),
        signed=is_signed_off(message),
    )


def _activity(
    builder: "_FactBuilder", repository: Repository, reach: Reach, year: TwelveMonths
) -> Iterator[Fact]:
    activity = Activity.of(map(_change, repository.commits()), year)
    gap = reach.gap(year.window)

    def counted(key: str, count: int, method: str, most: int | None = None) -> Fact:
        if gap and count != most:
            seen = f"at least {count}, {year.window}: " if count else ""
            return builder.unknown(key, f"{seen}{gap}")
        return builder.value(key, count, method)

    yield counted("commits_12_months", activity.commits, f"{COMMITS}, {year.window}")
    yield counted("merges_12_months", activity.merges, f"{MERGES}, {year.window}; {NOT_SEEN}")
    yield counted("active_months_12", activity.active_months, f"{MONTHS}, {year.window}", most=12)
    share = f"{activity.signed} of {activity.commits} commits carry a sign-off, {year.window}; "
    yield builder.unknown(
        "dco_enforced",
        (share if activity.commits else "")
        + f"whether a check enforces it is not in the history: {ENFORCED}",
    )


def _releases(builder: "_FactBuilder", repository: Repository, reach: Reach, on: date) -> Fact:
    listing = git(
        repository.path,
        "for-each-ref",
        "--format=%(creatordate:unix) %(refname:lstrip=2)",
        "refs/tags",
    ).decode(errors="replace")
    end = seconds(day_after(on))
    # A tag of something that has no date begins with a space.
    tags = [
        (int(when), name)
        for when, _, name in (line.partition(" ") for line in listing.split("\n"))
        if when.isascii() and when.isdigit() and len(when) < 19 and int(when) < end
    ]
    versions = [tag for tag in tags if _VERSION.fullmatch(tag[1])]
    note = f"{counted(len(tags), 'tags')} in all"
    if versions:
        when, name = max(versions)
        note += f"; the newest version is {name} of {moment(when).date()}"
    gap = reach.doubt(on)
    if repository.shallow:
        gap = "this clone is shallow, and often has no tags; run `git fetch --unshallow --tags`"
    if gap:
        return builder.unknown("releases", f"at least {len(versions)}; {note}; {gap}")
    method = "tags that read as a version without a suffix; releases without a tag are not seen"
    return builder.value("releases", len(versions), method, note)


def _files(builder: "_FactBuilder", tree: Tree) -> Iterator[Fact]:
    try:
        nine = tree.nine()
    except HistoryError as error:  # a clone that was made without the files has its commits
        reason = f"the files cannot be listed: {error}"
        for key in (*file_keys(), "security_contact", "license_spdx"):
            yield builder.unknown(key, reason)
        return
    for key in file_keys():
        listed = nine.get(key)
        if listed is None:
            yield builder.value(key, False, "not found at the top, in .github or in docs")
        elif listed.content is Content.TEXT:
            yield builder.value(key, True, listed.path, path=listed.path)
        else:
            what = "there, but empty"
            if listed.content is Content.NOWHERE:
                what = "a link that leads to no file with something in it"
            yield builder.value(key, False, f"{listed.path} is {what}", path=listed.path)
    policy = nine.get("file_security")
    if policy is not None and policy.content is Content.TEXT:
        method = f"the security policy {policy.path}; that its contact answers was not tried"
        yield builder.value("security_contact", True, method, path=policy.path)
    else:
        yield builder.unknown(
            "security_contact",
            "no security policy in the repository; whether GitHub's private form is switched on is "
            "not in the history",
        )
    yield _license(builder, tree, nine["file_license"].path if "file_license" in nine else None)


def _license(builder: "_FactBuilder", tree: Tree, path: str | None) -> Fact:
    if path is None:
        return builder.unknown(
            "license_spdx", "there is no licence file at the top of the repository"
        )
    try:
        licences = tree.licenses(path)
    except HistoryError as error:
        return builder.unknown("license_spdx", f"{path} cannot be read: {error}")
    if len(licences) == 1:
        return builder.value(
            "license_spdx", licences[0], f"recognised from the text of {path}", path=path
        )
    several = f"holds the texts of {' and '.join(licences)}: look which is the project's"
    reason = several if licences else "is none that we recognise: look"
    return builder.unknown("license_spdx", f"the text of {path} {reason}")


def _identifiers(builder: "_FactBuilder", tree: Tree) -> Fact:
    try:
        marked, total = tree.marked()
    except HistoryError as error:
        return builder.unknown("spdx_identifiers", f"the files cannot be searched: {error}")
    counted = f"{marked} of {total} source files carry SPDX-License-Identifier"
    if total and 0 < marked < total * 0.9:
        return builder.unknown("spdx_identifiers", f"{counted}: some do and some do not")
    return builder.value("spdx_identifiers", marked > 0, counted)


class _FactBuilder:
    """Writes facts about one commit of one repository.

    ``doubt``: why the commit may no longer be the newest. What is not in it is then not known.
    """

    doubt = ""

    def __init__(self, address: str, commit: str, fetched: datetime) -> None:
        self._commit = commit
        self._fetched = fetched.replace(microsecond=0)
        self._repository = address.rstrip("/").removesuffix(".git")
        self._hosted = "://" in self._repository

    def value(self, key: str, value: Value, method: str, note: str = "", path: str = "") -> Fact:
        if value is False and self.doubt:
            return self.unknown(key, f"{method} (commit {self._commit[:12]}); {self.doubt}")
        return Fact(
            key=key,
            value=value,
            source=GitHistory.name,
            url=self._url(path),
            retrieved=self._fetched,
            method=f"{method} (commit {self._commit[:12]})",
            note=note,
        )

    def unknown(self, key: str, reason: str) -> Fact:
        return Fact.unknown(
            key, reason, source=GitHistory.name, url=self._url(""), retrieved=self._fetched
        )

    def _url(self, path: str) -> str:
        if not self._hosted:
            return self._repository
        return (
            f"{self._repository}/blob/{self._commit}/{path}"
            if path
            else (f"{self._repository}/tree/{self._commit}")
        )
