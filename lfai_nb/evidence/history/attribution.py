"""Whose commits are whose: counts by signature become counts by person and by organization.

One person works for at most one organization at a time:

* What the map of affiliations says about a person on the day of a commit comes first, and an
  address that shows an employer second.
* A person who shows one organization in the window, by address alone, counts for it with all their
  commits: those from a private address were made by the same employee.
* A person who shows two, one after the other, changed employers and counts for each, with the
  commits that show it. A change may take a while; see HANDOVER.
* If the times lie within each other, the organization with more commits is kept, and the other is
  *contested*: it may be a second person of that name, or a second hat. It counts as possible.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from lfai_nb.domain import Window
from lfai_nb.evidence.history.addresses import Addresses, Shown
from lfai_nb.evidence.history.affiliations import INDEPENDENT, Affiliations
from lfai_nb.evidence.history.commits import Signature
from lfai_nb.evidence.history.people import Person, text
from lfai_nb.evidence.history.tally import Count, Tally

#: Branches begun at the old employer are merged after the change: so long may two times overlap,
#: and never for more than half of the shorter one.
HANDOVER = int(timedelta(days=61).total_seconds())

BY_MAP = "affiliation map"


@dataclass(slots=True)
class Share:
    """The commits of one person for one organization, or for none that is known."""

    authored: int = 0
    credits: int = 0
    first: int = 1 << 62
    last: int = -(1 << 62)
    how: set[str] = field(default_factory=set)

    def add(self, count: Count, *, authored: bool, how: str) -> None:
        self.authored += count.commits * authored
        self.credits += count.commits
        self.first = min(self.first, count.first)
        self.last = max(self.last, count.last)
        self.how.add(how)

    def take(self, other: "Share") -> None:
        self.authored += other.authored
        self.credits += other.credits
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)


@dataclass(frozen=True, slots=True)
class Contributor:
    """One person in one window: the organizations they count for, and the commits for none."""

    person: Person
    shares: Mapping[str, Share]
    unknown: Share
    contested: frozenset[str]
    words: frozenset[str] = frozenset()  # of the names that the person signs with

    @property
    def credits(self) -> int:
        return self.unknown.credits + sum(share.credits for share in self.shares.values())

    @property
    def authored(self) -> int:
        return self.unknown.authored + sum(share.authored for share in self.shares.values())


class Attribution:
    """The people of a history, and what their addresses show; judged window by window."""

    def __init__(
        self,
        tally: Tally,
        people: Mapping[Signature, Person],
        affiliations: Affiliations,
        addresses: Addresses,
        own_domains: Iterable[str] = (),
    ) -> None:
        self.tally = tally
        self.people = people
        self.affiliations = affiliations
        self.addresses = addresses
        self.own = frozenset(domain.lower().strip("@.") for domain in own_domains)
        self._known: dict[date, dict[Signature, Shown]] = {}
        self.listed = {
            person for person in set(people.values()) if any(affiliations.employments(person.keys))
        }

    def contributors(self, window: Window) -> list[Contributor]:
        """Everybody who contributed in the window, programs included, in a settled order."""
        known = self._shown(window.until)
        evidence: dict[Person, dict[str | None, Share]] = defaultdict(lambda: defaultdict(Share))
        for cell, count in self.tally.cells(window):
            person = self.people[cell.who]
            if cell.author is not None and self.people[cell.author] is person:
                # One's own commit is no second contribution, but the second address is evidence.
                count = count._replace(commits=0)
            organization, how, _ = known[cell.who]
            if person in self.listed:
                stated = self.affiliations.of_person(person.keys, self.tally.days[cell.period])
                if stated is not None:
                    organization = self.affiliations.owned(stated, window.until)
                    how = BY_MAP
            evidence[person][organization].add(count, authored=cell.author is None, how=how)
        contributors = [self._settle(person, shares) for person, shares in evidence.items()]
        return sorted(contributors, key=lambda c: (-c.credits, c.person.name, c.person.hashed))

    def _shown(self, on: date) -> dict[Signature, Shown]:
        """What each address shows; a domain that is one person's own name shows nothing."""
        if on in self._known:  # windows that end on the same day differ in nothing here
            return self._known[on]
        known = {
            signature: self.addresses.employer(text(signature[1]), self.affiliations, self.own, on)
            for signature in self.people
        }
        users: dict[str, set[Person]] = defaultdict(set)
        for signature, (_, _, domain) in known.items():
            users[domain].add(self.people[signature])
        for signature, (_, _, domain) in known.items():
            person = self.people[signature]
            if (
                domain
                and len(users[domain]) == 1
                and self.addresses.is_own_name(domain, person.name, text(signature[1]))
            ):
                known[signature] = Shown(None, "a domain of one's own name")
        self._known[on] = known
        return known

    def _settle(self, person: Person, evidence: dict[str | None, Share]) -> Contributor:
        unknown = evidence.pop(None, Share())
        ranked = sorted(
            ((name, share) for name, share in evidence.items() if name is not None),
            key=lambda item: (-item[1].credits, item[0]),
        )
        kept: dict[str, Share] = {}
        contested = set()
        for name, share in ranked:
            if any(_at_the_same_time(share, other) for other in kept.values()):
                contested.add(name)
                unknown.take(share)
            else:
                kept[name] = share
        if len(kept) == 1 and not contested and person not in self.listed:
            kept[next(iter(kept))].take(unknown)
            unknown = Share()
        words = person.words() - self.addresses.nobodys_names
        return Contributor(person, kept, unknown, frozenset(contested - {INDEPENDENT}), words)


def surely_two(first: Contributor, other: Contributor) -> bool:
    """Whether two signatures cannot be one person who signs in two ways: no word in common.

    Two of a family are taken for one. That can only make ``low`` smaller, never larger.
    """
    return (
        bool(first.words)
        and bool(other.words)
        and not any(_alike(a, b) for a in first.words for b in other.words)
    )


def _alike(name: str, other: str) -> bool:
    short, long = sorted((name, other), key=len)
    return name == other or (len(short) > 3 and short in long)


def _at_the_same_time(share: Share, other: Share) -> bool:
    earlier, later = sorted((share, other), key=lambda share: (share.first, share.last))
    overlap = earlier.last - later.first
    shorter = min(earlier.last - earlier.first, later.last - later.first)
    return overlap >= min(HANDOVER, shorter / 2)
