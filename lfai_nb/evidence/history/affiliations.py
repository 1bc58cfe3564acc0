"""The map of who works for whom: `data/evidence/affiliations.toml`, and a user's own on top.

    Affiliations.load(file)            the project's map, with a user's file on top of it
    affiliations.of_domain(domain, on) the organization behind an Internet domain on a day
    affiliations.of_person(keys, on)   what the map says about a person on a day

Names are compared as people read them: "Acme, Inc.", "ACME Incorporated" and "Acme" are one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from lfai_nb.checked import TomlTable
from lfai_nb.errors import DataError, Problem
from lfai_nb.places import data_dir

#: Written in the place of an organization for a person who is known to work for none.
INDEPENDENT = "independent"

_TOP = ("not_employers", "organization", "person")
_ORGANIZATION = ("name", "aliases", "domains", "owner", "owned_since", "source")
_PERSON = ("who", "organization", "from", "until")
_LEGAL_FORMS = {
    *("incorporated", "inc", "llc", "ltd", "limited", "corporation", "corp", "company", "co"),
    *("gmbh", "ag", "plc", "pbc", "bv", "sas", "pty", "pvt"),
}


class AffiliationsError(DataError):
    """A map that is refused; ``problems`` has every reason, each with its place."""


@dataclass(frozen=True, slots=True)
class Owner:
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Employment:
    """A time at an organization. Both days belong to it; None is open."""

    organization: str
    since: date | None
    until: date | None

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Affiliations:
    """See the module. Build it with ``load``; what it holds is keyed for looking up."""

    domains: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  # folded name or alias: shown name
    owners: Mapping[str, Owner] = field(default_factory=dict)
    people: Mapping[str, tuple[Employment, ...]] = field(default_factory=dict)
    not_employers: frozenset[str] = frozenset()

    @classmethod
    def load(cls, file: Path | str | None = None, *, ours: Path | None = None) -> "Affiliations":
        """The map that comes with the package, and ``file`` on top of it where the two differ."""
        files = [ours or data_dir() / "evidence" / "affiliations.toml"]
        if file is not None:
            files.append(Path(file))
        reader = _AffiliationsReader()
        for path in files:
            reader.read(path)
        if reader.problems:
            raise AffiliationsError(reader.problems)
        return reader.result()

    def of_domain(self, domain: str, on: date) -> str | None:
        for candidate in parents(domain):
            if candidate in self.domains:
                return self.owned(self.domains[candidate], on)
        return None

    def of_person(self, keys: Iterable[str], on: date) -> str | None:
        """The organization, ``INDEPENDENT``, or None where the map is silent about that day."""
        for employment in self.employments(keys):
            if employment.covers(on):
                return employment.organization
        return None

    def employments(self, keys: Iterable[str]) -> Iterator[Employment]:
        for key in sorted(keys):
            if key in self.people:
                yield from self.people[key]
            elif key.startswith("sha256:"):
                # Reports show the first digits only, and people copy what they see.
                for known, employments in self.people.items():
                    if known.startswith("sha256:") and key.startswith(known):
                        yield from employments

    def owned(self, name: str, on: date) -> str:
        """The name that an organization counts under on a day: its own, or that of its owner."""
        name = self.names.get(fold(name), name)
        seen = {name}
        while (owner := self.owners.get(name)) and owner.since <= on:
            name = self.names.get(fold(owner.name), owner.name)
            if name in seen:  # two that own each other: a fault of the map, not a reason to hang
                break
            seen.add(name)
        return name

    def turning_points(self) -> list[date]:
        """The days on which what the map says about somebody changes, in order."""
        employments = [e for some in self.people.values() for e in some]
        days = {e.since for e in employments if e.since}
        days |= {e.until + timedelta(days=1) for e in employments if e.until and e.until < date.max}
        return sorted(days)


def parents(domain: str) -> Iterator[str]:
    """a.b.com, b.com, com."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]


def fold(name: str) -> str:
    """A name without what does not tell organizations apart: case, accents, legal form."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    words = letters.split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


class _AffiliationsReader:
    """Reads the files in turn, later ones over earlier ones, and collects what is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.domains: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.owners: dict[str, Owner] = {}
        self.people: dict[str, tuple[Employment, ...]] = {}
        self.not_employers: set[str] = set()

    def result(self) -> Affiliations:
        return Affiliations(
            domains=self.domains,
            names=self.names,
            owners=self.owners,
            people={
                key: tuple(
                    replace(e, organization=self.names.get(fold(e.organization), e.organization))
                    for e in employments
                )
                for key, employments in self.people.items()
            },
            not_employers=frozenset(self.not_employers),
        )

    def read(self, path: Path) -> None:
        table = TomlTable.read(path, self.problems, file=str(path))
        table.only((), _TOP)
        self.not_employers |= {text.lower() for text in table.texts("not_employers")}
        for entry in table.tables("organization"):
            self.organization(entry)
        people: dict[str, list[Employment]] = {}
        for entry in table.tables("person"):
            self.person(entry, people)
        self.people |= {key: tuple(employments) for key, employments in people.items()}

    def organization(self, table: TomlTable) -> None:
        table.only({"name"}, _ORGANIZATION)
        table.all_texts({"name"})
        name = table.text("name").strip()
        if name.casefold() == INDEPENDENT:
            table.fault(f"{INDEPENDENT!r} is kept for people who work for nobody", "name")
        for known in (name, *table.texts("aliases")):
            self.names[fold(known)] = name
        for domain in table.texts("domains"):
            self.domains[domain.lower()] = name
        if "owner" in table.values or "owned_since" in table.values:
            owner = table.text("owner", required=True).strip()
            table.text("source", required=True)
            since = table.day("owned_since")
            if since is None:
                table.fault("is missing: from which day does the owner count?", "owned_since")
            else:
                self.owners[name] = Owner(owner, since)

    def person(self, table: TomlTable, people: dict[str, list[Employment]]) -> None:
        table.only({"who", "organization"}, _PERSON)
        table.all_texts({"who", "organization"})
        who = " ".join(table.text("who").casefold().split())
        since, until = table.day("from"), table.day("until")
        if since and until and until < since:
            table.fault(f"ends on {until}, before it begins on {since}", "until")
        if who.startswith("sha256:") and not re.fullmatch(r"sha256:[0-9a-f]{10,64}", who):
            table.fault("needs at least 10 hexadecimal digits after sha256:", "who")
        new = Employment(table.text("organization").strip(), since, until)
        for known in people.get(who, []):
            first = max(filter(None, (known.since, since)), default=None)
            last = min(filter(None, (known.until, until)), default=None)
            if first is None or last is None or first <= last:
                table.fault("overlaps another time of this person: one organization at a time")
                break
        people.setdefault(who, []).append(new)
