"""What is known about a project: facts, each with where it comes from.

A ``Fact`` is one of three things, and always says its source, address, time and method:

* a **value**: somebody or something looked, and this is what was there;
* **unknown**, with a reason that a person can act on; unknown is never "no";
* an **attestation**: a value that a named person stands behind, until a day if they say one.

>>> from datetime import UTC, date, datetime
>>> looked = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
>>> stars = Fact(key="stars", value=812, source="github", retrieved=looked,
...              url="https://api.github.com/repos/acme/anvil", method="stargazers_count")
>>> badge = Fact.unknown("badge_level", "the badge service did not answer; try again later",
...                      source="badge service", url="https://www.bestpractices.dev",
...                      retrieved=looked)
>>> chair = Fact.attested("tsc_chair", True, Attestation(
...     who="A. Maintainer", when=date(2026, 11, 1), link="https://example.org/minutes",
...     until=date(2027, 11, 1)))
>>> project = ProjectFacts.of("Anvil", "https://github.com/acme/anvil", stars, badge, chair)
>>> project["stars"].value, project["badge_level"].known, project["two_factor"].reason
(812, False, 'nobody has looked this up yet')
>>> project.on(date(2028, 1, 1))["tsc_chair"].reason
'the attestation by A. Maintainer of 2026-11-01 expired on 2027-11-01; ask for a new one'

``FACTS`` (in ``fact_keys``) lists every key there is, with its type, unit and meaning.
``facts_file`` reads and writes facts as TOML.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from lfai_nb.domain import Stage
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass, field, replace
from lfai_nb.lifecycle.fact_keys import FACTS, BadgeLevel, FactKey, Interval, Value, unknown_key

__all__ = [
    "FACTS",
    "NOBODY_LOOKED",
    "Attestation",
    "BadgeLevel",
    "Fact",
    "FactKey",
    "Interval",
    "ProjectFacts",
    "Value",
    "unknown_key",
]

NOBODY_LOOKED = "nobody has looked this up yet"


@dataclass(frozen=True, slots=True)
class Attestation:
    """A person's word: who gave it, when, where it can be read, and until when it holds."""

    who: str
    when: date
    link: str
    until: date | None = None

    def __post_init__(self) -> None:
        problems = [
            f"an attestation needs {name}"
            for name, text in (("who gave it", self.who), ("a link to read it at", self.link))
            if not text.strip()
        ]
        if self.until is not None and self.until < self.when:
            problems.append(f"an attestation of {self.when} cannot end before it, on {self.until}")
        if problems:
            raise BadInput("; ".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing known, or known to be unknown, about one project.

    ``value`` is None when the fact is unknown, and then ``reason`` says why. ``retrieved`` is None
    only for what nobody has looked up. ``note`` holds what else a reader of it should see.
    """

    key: str
    value: Value | None
    source: str
    url: str
    retrieved: datetime | None
    method: str
    reason: str = ""
    attestation: Attestation | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.key not in FACTS:
            raise BadInput(unknown_key(self.key))
        problems = []
        if self.value is None:
            if not self.reason.strip():
                problems.append(f"{self.key} is unknown: say why, in `unknown`")
        else:
            wrong = FACTS[self.key].check(self.value)
            if wrong:
                problems.append(wrong)
            if self.reason:
                problems.append(f"{self.key} has a value, and a reason for having none")
            if self.retrieved is None:
                problems.append(f"{self.key} has a value: say when it was retrieved")
            problems += [
                f"{self.key} has a value: it needs a {name}"
                for name in ("url", "method")
                if not getattr(self, name).strip()
            ]
        if not self.source.strip():
            problems.append(f"{self.key} needs a source")
        if self.retrieved is not None:
            if self.retrieved.tzinfo is None:
                problems.append(f"{self.key}: `retrieved` needs a time zone, for example a final Z")
            else:
                try:
                    object.__setattr__(self, "retrieved", self.retrieved.astimezone(UTC))
                except OverflowError:  # at either end of the calendar, a zone leads out of it
                    problems.append(f"{self.key}: `retrieved` is out of the calendar in UTC")
        if problems:
            raise BadInput("; ".join(problems))

    @property
    def known(self) -> bool:
        return self.value is not None

    @classmethod
    def unknown(
        cls,
        key: str,
        reason: str,
        *,
        source: str,
        url: str,
        retrieved: datetime | None,
        method: str = "",
    ) -> "Fact":
        """A fact that could not be had; ``reason`` says why and what to do."""
        return cls(
            key=key,
            value=None,
            reason=reason,
            source=source,
            url=url,
            retrieved=retrieved,
            method=method,
        )

    @classmethod
    def attested(
        cls, key: str, value: Value, attestation: Attestation, *, note: str = ""
    ) -> "Fact":
        """A value that a person stands behind."""
        when = attestation.when
        return cls(
            key=key,
            value=value,
            source="attestation",
            url=attestation.link,
            retrieved=datetime(when.year, when.month, when.day, tzinfo=UTC),
            method=f"stated by {attestation.who}",
            attestation=attestation,
            note=note,
        )

    def on(self, day: date) -> "Fact":
        """This fact as it stands on a day: an attestation that has expired is unknown."""
        word = self.attestation
        if word is None or word.until is None or day <= word.until or not self.known:
            return self
        reason = (
            f"the attestation by {word.who} of {word.when} expired on {word.until}; "
            "ask for a new one"
        )
        return replace(self, value=None, reason=reason)


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What is known about one project. ``facts[key]`` always answers, if only "nobody looked"."""

    name: str
    repository: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    stage: Stage | None = None

    def __post_init__(self) -> None:
        problems = [
            f"{key}: holds a fact about {fact.key}"
            for key, fact in self.facts.items()
            if key != fact.key
        ]
        if not self.name.strip():
            problems.append("a project needs a name")
        if not self.repository.strip():
            problems.append("a project needs a repository: its address, or the path of a clone")
        if self.stage is not None:
            try:
                object.__setattr__(self, "stage", Stage.parse(self.stage))
            except BadInput as error:
                problems.append(str(error))
        if problems:
            raise BadInput("; ".join(problems))
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    def __reduce__(self) -> tuple[type["ProjectFacts"], tuple[object, ...]]:
        # The view that keeps the facts from being changed cannot go to a file; what it shows can.
        return type(self), (self.name, self.repository, dict(self.facts), self.stage)

    @classmethod
    def of(
        cls, name: str, repository: str, *facts: Fact, stage: Stage | None = None
    ) -> "ProjectFacts":
        return cls(name, repository, {fact.key: fact for fact in facts}, stage)

    def __getitem__(self, key: str) -> "Fact":
        if key in self.facts:
            return self.facts[key]
        return Fact.unknown(key, NOBODY_LOOKED, source="nowhere", url="", retrieved=None)

    def __iter__(self) -> Iterator[Fact]:
        """The facts that somebody looked up, in the order of the registry."""
        return (self.facts[key] for key in FACTS if key in self.facts)

    def on(self, day: date) -> "ProjectFacts":
        """The same facts on a day: see ``Fact.on``."""
        return replace(self, facts={key: fact.on(day) for key, fact in self.facts.items()})
