"""The answer: how many organizations contributed, as an interval, with what it rests on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations
from typing import Any, Literal

from lfai_nb.domain import Window
from lfai_nb.evidence.history.addresses import BY_DOMAIN
from lfai_nb.evidence.history.affiliations import INDEPENDENT
from lfai_nb.evidence.history.attribution import Contributor, Share, surely_two
from lfai_nb.evidence.history.tally import day

#: People are counted: "person 3" is somebody within this report and nowhere else. A hash of the
#: address is what a map of affiliations calls them by; whoever knows the address recognises it.
Names = Literal["counted", "hashed", "shown"]
_COMPARED = 40


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization and its part. ``who`` holds numbers, hashes or names, never addresses."""

    name: str
    people: int
    commits: int
    first: date
    last: date
    how: str
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownPerson:
    """Somebody who shows no organization, and why: the list to settle for a narrower interval."""

    who: str
    commits: int
    why: str


@dataclass(frozen=True, slots=True)
class Variant:
    """The answer for another window or minimum, to show how much hangs on the choice."""

    months: int
    min_commits: int
    low: int
    high: int | None
    people: int
    commits: int


@dataclass(frozen=True, slots=True)
class OrgReport:
    """Organizations that contributed to a history in a window: at least ``low``, at most ``high``.

    ``low`` counts the organizations that are established: by the affiliation map, by an academic
    domain, or by a domain from which two or more people contributed. A domain that one person uses
    may be a private one: it is ``possible``, and so is whoever shows no organization at all.

    ``high`` adds those that may be there besides: each possible one, one for each person who shows
    none (they may all work for different ones), and each contested one that is not there yet. None:
    a part of the window is not in this history, and how many there were cannot be told.

    ``commits`` are those of the people counted, without merges and programs. Co-authors are
    credited beside the author, so that ``organizations[…].commits`` and the shares, which are of
    credits, may add up to more. A person with fewer than ``min_commits`` credits counts nowhere,
    and one with fewer *for an organization* does not establish it.

    ``unknown`` people are those who count for no established organization.

    ``elephant_factor``: the smallest number of organizations that hold half of all credits, those
    of unknown people included; None if the established ones together do not hold half.
    """

    low: int
    high: int | None
    window: Window
    min_commits: int
    people: int
    commits: int
    credits: int
    unknown_people: int
    unknown_people_share: float
    unknown_commits_share: float
    independent_people: int
    organizations: tuple[Organization, ...]
    possible: tuple[Organization, ...]
    elephant_factor: int | None
    contested: tuple[str, ...]
    unknown: tuple[UnknownPerson, ...]
    bots: int
    bot_commits: int
    head: str = ""
    head_date: date | None = None
    warnings: tuple[str, ...] = ()
    sensitivity: tuple[Variant, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``json.dumps``; the window and all days as ISO dates."""

        def plain(value: Any) -> Any:
            if isinstance(value, date):
                return value.isoformat()
            if isinstance(value, dict):
                return {key: plain(inner) for key, inner in value.items()}
            if isinstance(value, list | tuple):
                return [plain(inner) for inner in value]
            return value

        content: dict[str, Any] = plain(asdict(self))
        content["window"] = plain(self.window._asdict())
        return content


def report(
    contributors: Sequence[Contributor], window: Window, min_commits: int, names: Names = "counted"
) -> OrgReport:
    """Judge the contributors of one window under one minimum."""
    bots = [c for c in contributors if c.person.bot]
    people = [c for c in contributors if not c.person.bot and c.credits >= min_commits]
    labels = _labels(people, names)
    members: dict[str, list[tuple[Contributor, Share]]] = defaultdict(list)
    showing_none, independent = [], []
    known_credits = 0
    for who in people:
        counted = {n: s for n, s in who.shares.items() if s.credits >= max(min_commits, 1)}
        if INDEPENDENT in counted:
            known_credits += counted.pop(INDEPENDENT).credits
            if not counted:
                independent.append(who)
                continue
        if not counted:
            showing_none.append(who)
        for name, share in counted.items():
            members[name].append((who, share))
    vouched = _vouched(c for c in contributors if not c.person.bot)
    organizations: list[Organization] = []
    possible: list[Organization] = []
    for name, some in members.items():
        (organizations if name in vouched else possible).append(_organization(name, some, labels))
    for judged in (organizations, possible):
        judged.sort(key=lambda o: (-o.commits, o.name))
    settled = {id(who) for o in organizations for who, _ in members[o.name]}
    unknown = [c for c in people if id(c) not in settled | set(map(id, independent))]
    adding_one = set(map(id, showing_none))
    contested = {n for who in people if id(who) not in adding_one for n in who.contested}
    contested -= members.keys()
    credits = sum(who.credits for who in people)
    known_credits += sum(o.commits for o in organizations)
    return OrgReport(
        low=len(organizations),
        high=len(members) + len(showing_none) + len(contested),
        window=window,
        min_commits=min_commits,
        people=len(people),
        commits=sum(who.authored for who in people),
        credits=credits,
        unknown_people=len(unknown),
        unknown_people_share=_share(len(unknown), len(people)),
        unknown_commits_share=_share(credits - known_credits, credits),
        independent_people=len(independent),
        organizations=tuple(organizations),
        possible=tuple(possible),
        elephant_factor=elephant_factor([o.commits for o in organizations], total=credits),
        contested=tuple(sorted(contested)),
        unknown=tuple(
            UnknownPerson(labels[id(who)], who.credits, _why(who, min_commits)) for who in unknown
        ),
        bots=len(bots),
        bot_commits=sum(bot.authored for bot in bots),
    )


def _vouched(people: Iterable[Contributor]) -> set[str]:
    """The organizations that are established: not on the word of one person's domain alone.

    Whoever contributed in the window vouches, however little.
    """
    users: dict[str, list[Contributor]] = defaultdict(list)
    vouched = set()
    for who in people:
        for name, share in who.shares.items():
            users[name].append(who)
            if share.how - {BY_DOMAIN}:
                vouched.add(name)
    for name, some in users.items():
        # The first are enough to find two; comparing all with all would take long in a crowd.
        if any(surely_two(who, other) for who, other in combinations(some[:_COMPARED], 2)):
            vouched.add(name)
    return vouched


def elephant_factor(commits: Iterable[int], total: int | None = None) -> int | None:
    """The smallest number of organizations that together made half of all commits.

    The example of the CHAOSS project:

    >>> elephant_factor([1000, 202, 90, 33, 332, 343, 42, 433])
    2
    """
    ranked = sorted(commits, reverse=True)
    needed = (sum(ranked) if total is None else total) / 2
    reached = 0
    for count, some in enumerate(ranked, start=1):
        reached += some
        if reached >= needed:
            return count
    return None


def _labels(people: Sequence[Contributor], names: Names) -> dict[int, str]:
    """What each is called in this report: in the order of what they contributed, if by number."""
    if names == "counted":
        return {id(who): f"person {number}" for number, who in enumerate(people, start=1)}
    return {id(who): who.person.label(named=names == "shown") for who in people}


def _organization(
    name: str, members: list[tuple[Contributor, Share]], labels: Mapping[int, str]
) -> Organization:
    return Organization(
        name=name,
        people=len(members),
        commits=sum(share.credits for _, share in members),
        first=day(min(share.first for _, share in members)),
        last=day(max(share.last for _, share in members)),
        how="; ".join(sorted(set().union(*(share.how for _, share in members)))),
        who=tuple(labels[id(who)] for who, _ in members),
    )


def _why(who: Contributor, min_commits: int) -> str:
    counted = sorted(n for n, share in who.shares.items() if share.credits >= max(min_commits, 1))
    if counted:
        return f"no second person at {', '.join(counted)}, which no map knows"
    if who.shares or who.contested:
        return "too few commits that show an organisation"
    return "; ".join(sorted(who.unknown.how))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
