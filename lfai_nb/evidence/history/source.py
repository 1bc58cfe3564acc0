"""A git history as a source of facts: organizations, activity, files, tags; as of any day.

    GitHistory(path).facts(subject)               as of the day the clone was brought up to date
    GitHistory(path, on=date(2021, 2, 25)).…      as that day would have shown it

It needs no network, and answers for every fact that a history can settle; what a history can not
(stars, badges, votes) it leaves to others, and what it could not read is unknown with the reason.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from lfai_nb.evidence.github_files import FILES
from lfai_nb.evidence.history import Affiliations, History, HistoryError, OrgReport, Repository
from lfai_nb.evidence.history.gitlog import git, moment
from lfai_nb.evidence.history.tally import Window, day_after, seconds
from lfai_nb.evidence.history.tree import Tree, tree_at
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import Fact, Interval, ProjectFacts, Value

KEYS = (
    *("license_spdx", "contributing_organizations", "commits_12_months", "merges_12_months"),
    *("active_months_12", "releases", *FILES, "dco_enforced", "security_contact"),
    "spdx_identifiers",
)
#: One commit makes a contributor; the note also says what so many a person would give.
ACTIVE = 5
_FIELDS = "%ct%x00%P%x00%cn%x00%s%x00%(trailers:key=Signed-off-by,valueonly=true)"
_SQUASHED = re.compile(rb"\(#\d+\)\s*$")
_VERSION = re.compile(r"(?:[A-Za-z][A-Za-z_-]*[-_/.]?)?v?\d+(?:[._]\d+)+")


@dataclass(frozen=True, slots=True)
class Activity:
    """What happened in a window, programs included."""

    commits: int
    merges: int
    active_months: int
    signed: int


class GitHistory:
    name = "git history"

    def __init__(
        self,
        path: Path | str,
        *,
        on: date | None = None,
        address: str = "",
        affiliations: Affiliations | Path | str | None = None,
        own_domains: Iterable[str] = (),
    ) -> None:
        self.path = path
        self.on = on
        self.address = address  # where the history can be looked at, if not at the subject's
        self.affiliations = affiliations
        self.own_domains = tuple(own_domains)

    def facts(self, subject: Subject) -> ProjectFacts:
        try:
            found = list(self._found(subject))
        except (HistoryError, OSError) as error:
            found = [
                Fact.unknown(
                    key, str(error), source=self.name, url=subject.repository, retrieved=None
                )
                for key in KEYS
            ]
        return ProjectFacts.of(subject.name, subject.repository, *found, stage=subject.stage)

    def _found(self, subject: Subject) -> Iterator[Fact]:
        repository = Repository.at(self.path)
        on = self.on or repository.fetched.date()
        window = Window.months(12, on)
        end = seconds(day_after(on))
        tree = tree_at(repository, end - 1) if self.on else Tree(repository, repository.head)
        sheet = _Sheet(self.address or subject.repository, tree.commit, repository.fetched)

        yield self._organizations(sheet, repository, window)
        yield from _activity(sheet, repository, window)
        yield _releases(sheet, repository, end)
        yield from _files(sheet, tree)
        yield _identifiers(sheet, tree)

    def _organizations(self, sheet: "_Sheet", repository: Repository, window: Window) -> Fact:
        # A project that sleeps shows nobody in the last year; its last active year says more.
        awake = Window.months(12, min(repository.head_date.date(), window.until))
        history = History.read(
            self.path,
            {window, awake},
            affiliations=self.affiliations,
            own_domains=self.own_domains,
        )
        now, then = history.report(window), history.report(awake)
        active = history.report(window, min_commits=ACTIVE)
        note = f"{said(now)}; of people with {ACTIVE} commits or more: "
        note += str(Interval(active.low, active.high))
        if awake != window:
            note += (
                f". In the 12 months up to the newest commit, of {awake.until}: "
                f"{Interval(then.low, then.high)}; {said(then)}"
            )
        return sheet.value(
            "contributing_organizations",
            Interval(now.low, now.high),
            f"people's e-mail domains and data/evidence/affiliations.toml, {_days(window)}; "
            "at least 1 commit; low: established, high: if each unknown person adds one",
            note,
        )


def said(report: OrgReport) -> str:
    """The evidence behind an interval, in one sentence."""
    names = ", ".join(o.name for o in report.organizations[:8])
    more = len(report.organizations) - 8
    listed = f" ({names}{f' and {more} more' if more > 0 else ''})" if names else ""
    return (
        f"{report.low} established{listed}, {report.rest_on_one_address} of them on one address at "
        f"a domain that is in no map; {report.unknown_people} of {report.people} people and "
        f"{report.unknown_commits_share:.0%} of their commits show none; elephant factor "
        f"{report.elephant_factor or 'cannot tell'}"
    )


def activity(repository: Repository, window: Window) -> Activity:
    """Commits, merges and months with either, by the day on which they entered the history."""
    first, end = seconds(window.since), seconds(day_after(window.until))
    starts = [
        seconds(Window.months(back, window.until).since) if back else end
        for back in range(12, -1, -1)
    ]
    commits = merges = signed = 0
    active = set()
    for committed, parents, committer, subject, signatures in repository.rows(_FIELDS):
        when = int(committed or 0)
        if not first <= when < end:
            continue
        active.add(bisect_right(starts, when))
        if b" " in parents:
            merges += 1
            continue
        commits += 1
        signed += bool(signatures.strip())
        merges += committer == b"GitHub" and _SQUASHED.search(subject) is not None
    return Activity(commits, merges, len(active), signed)


def _activity(sheet: "_Sheet", repository: Repository, window: Window) -> Iterator[Fact]:
    found, days = activity(repository, window), _days(window)
    yield sheet.value("commits_12_months", found.commits, f"commits that are no merges, {days}")
    yield sheet.value(
        "merges_12_months",
        found.merges,
        "merge commits, and commits that GitHub made from a pull request (their subject ends in "
        f"its number), {days}; rebased pull requests cannot be told apart",
    )
    yield sheet.value("active_months_12", found.active_months, f"months with a commit, {days}")
    share = f"{found.signed} of {found.commits} commits carry a sign-off, {days}; "
    yield sheet.unknown(
        "dco_enforced",
        (share if found.commits else "")
        + "whether a check enforces it is not in the history: let a maintainer attest it",
    )


def _releases(sheet: "_Sheet", repository: Repository, end: int) -> Fact:
    listing = git(
        repository.path,
        "for-each-ref",
        "--format=%(creatordate:unix) %(refname:lstrip=2)",
        "refs/tags",
    ).decode(errors="replace")
    tags = [line.partition(" ") for line in listing.splitlines()]
    tags = [tag for tag in tags if tag[0].isdigit() and int(tag[0]) < end]
    versions = [tag for tag in tags if _VERSION.fullmatch(tag[2])]
    note = f"{len(tags)} tags in all"
    if versions:
        newest = max(versions, key=lambda tag: (int(tag[0]), tag[2]))
        when = moment(int(newest[0])).date()
        note += f"; the newest version is {newest[2]} of {when}"
    method = "tags that read as a version without a suffix; releases without a tag are not seen"
    return sheet.value("releases", len(versions), method, note)


def _files(sheet: "_Sheet", tree: Tree) -> Iterator[Fact]:
    nine = tree.nine()
    for key in FILES:
        listed = nine.get(key)
        if listed is None:
            yield sheet.value(key, False, "not found at the top, in .github or in docs")
        elif listed.empty:
            yield sheet.value(key, False, f"{listed.path} is there, but empty", path=listed.path)
        else:
            yield sheet.value(key, True, listed.path, path=listed.path)
    policy = nine.get("file_security")
    if policy is not None and not policy.empty:
        method = f"the security policy {policy.path}; that its contact answers was not tried"
        yield sheet.value("security_contact", True, method, path=policy.path)
    else:
        yield sheet.unknown(
            "security_contact",
            "no security policy in the repository; whether GitHub's private form is switched on is "
            "not in the history",
        )
    yield _license(sheet, tree, nine["file_license"].path if "file_license" in nine else None)


def _license(sheet: "_Sheet", tree: Tree, path: str | None) -> Fact:
    if path is None:
        return sheet.unknown(
            "license_spdx", "there is no licence file at the top of the repository"
        )
    try:
        found = tree.licenses(path)
    except HistoryError as error:
        return sheet.unknown("license_spdx", f"{path} cannot be read: {error}")
    if len(found) == 1:
        return sheet.value(
            "license_spdx", found[0], f"recognized from the text of {path}", path=path
        )
    several = f"holds the texts of {' and '.join(found)}: look which is the project's"
    reason = several if found else "is none that we recognize: look"
    return sheet.unknown("license_spdx", f"the text of {path} {reason}")


def _identifiers(sheet: "_Sheet", tree: Tree) -> Fact:
    try:
        marked, total = tree.marked()
    except HistoryError as error:
        return sheet.unknown("spdx_identifiers", f"the files cannot be searched: {error}")
    counted = f"{marked} of {total} source files carry SPDX-License-Identifier"
    if total and 0 < marked < total * 0.9:
        return sheet.unknown("spdx_identifiers", f"{counted}: some do and some do not")
    return sheet.value("spdx_identifiers", marked > 0, counted)


class _Sheet:
    """Writes facts about one commit of one repository."""

    def __init__(self, address: str, commit: str, fetched: datetime) -> None:
        self._commit = commit
        self._fetched = fetched.replace(microsecond=0)
        self._repository = address.rstrip("/").removesuffix(".git")
        self._hosted = "://" in self._repository

    def value(self, key: str, value: Value, method: str, note: str = "", path: str = "") -> Fact:
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


def _days(window: Window) -> str:
    return f"{window.since} to {window.until}"
