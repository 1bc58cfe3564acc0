"""What the foundation's rules are made of.

    Source          a document: what it is, its date, where it can be read
    Rule            one thing that the foundation rules, with every value it had
    Value           what a rule said from a date on, with the place in a document that says so
    Policy          all rules, all sources
    LifecycleDocument   a version of the rules for hosted projects
    View            the rules as they stood on one date: ``policy.at(date)``

What values are made of stands in ``parts``. Everything is frozen, and nothing here knows what day
it is: a date is always an argument.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from lfai_nb.domain import Stage, Who
from lfai_nb.errors import BadInput, HandbookError
from lfai_nb.frozen import dataclass, field
from lfai_nb.policy.parts import Ballot, Band, Content, Item, Part


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    kind: str
    dated: date  # the day it took effect or was published; what it says is known from then on
    url: str = ""
    publisher: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What a rule said, from ``start`` on.

    ``content`` is None where the document shows that there was no such rule at the time: that is
    knowledge, unlike a date before the first value, which is an error.
    """

    rule: str
    content: Content | None
    start: date
    source: Source
    where: str
    quote: str = ""
    note: str = ""
    short: str = ""  # the content as the middle of a sentence takes it
    judgment: bool = False  # marked in the document: the council has the last word on how much
    by_handbook: bool = False  # our own words, after reading the source: nothing that it says
    until: date | None = None  # the last day on which it held, where that is known

    def age(self, on: date) -> int:
        """Days from the first day on which it is known to hold until ``on``."""
        return (on - self.start).days


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    title: str
    kind: str
    topic: str  # the file that it stands in
    values: tuple[Value, ...]
    group: str
    unit: str = ""
    stage: Stage | None = None
    fact: str = ""  # the fact about a project that settles it
    who: Who | None = None  # who can close the gap
    todo: str = ""  # and how
    about: str = ""
    decides: str = ""  # of a vote: what is voted on, as a list of votes names it
    family: str = ""  # what it is about: rules with the same one say the same, each in its words

    def latest(self, day: date) -> Value:
        """The newest record up to that day, be it of a value or of there being none."""
        if day < self.values[0].start:
            raise NotKnownYet(self, day)
        return next(v for v in reversed(self.values) if v.start <= day)

    def at(self, day: date) -> Value | None:
        """The value on that day; None where the rule is known not to have been there."""
        value = self.latest(day)
        if value.content is None or (value.until is not None and day > value.until):
            return None
        return value


class NotKnownYet(HandbookError, LookupError):
    """A date before the first known value of a rule: the answer is not zero, it is not known."""

    def __init__(self, rule: Rule, day: date) -> None:
        first = rule.values[0]
        self.rule, self.day, self.first = rule, day, first.start
        super().__init__(self.sentence(rule, day))

    @staticmethod
    def sentence(rule: Rule, day: object) -> str:
        """The words, for a day or for a hole that a page fills when somebody asks."""
        first = rule.values[0]
        return (
            f"{rule.id} ({rule.title}) is not known for {day}: "
            f"the first value is of {first.start}, from {first.source.title}"
        )


class NoSuchRule(HandbookError, KeyError):
    """An id that no rule has; says which one may have been meant."""

    def __init__(self, rule_id: str, known: Iterator[str] | list[str]) -> None:
        from difflib import get_close_matches  # slow to import, and only a typo needs it

        near = get_close_matches(rule_id.upper(), list(known), n=3, cutoff=0.5)
        hint = f"; near to it: {', '.join(near)}" if near else ""
        self.sentence = f"there is no rule {rule_id!r}{hint}"
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return self.sentence


class NotInForce(HandbookError, LookupError):
    """A rule that is known, and known not to have held on that date."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the statements that do not agree, and where it stands."""

    says: str
    source: str  # the id of a source; empty where the statement has no document
    where: str = ""
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    id: str
    title: str
    readings: tuple[Reading, ...]
    follow: str  # what this handbook says
    why: str
    certainty: str  # settled | inferred | open
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule said on two dates. None: no such rule then, or (``*_known`` False) not known."""

    rule: Rule
    before: Value | None
    after: Value | None
    before_known: bool = True
    after_known: bool = True


@dataclass(frozen=True, slots=True)
class LifecycleDocument:
    """A version of the rules for hosted projects: the document, and what it calls its stages."""

    source: Source
    start: date
    known_until: date  # the last day of which it is known that these rules were in force
    stages: tuple[Item, ...]
    adopted: str = ""  # how it is known that it took effect
    doubted: str = ""  # or why it may never have
    disagreement: str = ""  # where both readings stand

    @property
    def caveat(self) -> str:
        """What has to be said with every answer that rests on it; mostly nothing."""
        return f"{self.doubted} ({self.disagreement})." if self.doubted else ""


@dataclass(frozen=True, eq=False)  # one policy is itself alone, so that it can key a cache
class Policy:
    rules: Mapping[str, Rule]
    sources: Mapping[str, Source]
    contradictions: Mapping[str, Contradiction] = field(default_factory=dict)
    documents: tuple[LifecycleDocument, ...] = ()  # oldest first; empty where no stages were read

    def document(self, day: date) -> LifecycleDocument | None:
        """The lifecycle document whose rules hold on the day; None before the first one."""
        return next(
            (document for document in reversed(self.documents) if document.start <= day), None
        )

    @property
    def known_until(self) -> date:
        """The last day of which anything is known."""
        starts = [value.start for rule in self.rules.values() for value in rule.values]
        return max(starts + [document.known_until for document in self.documents])

    def at(self, day: date) -> "View":
        return View(self, day)

    def __getitem__(self, rule_id: str) -> Rule:
        try:
            return self.rules[rule_id]
        except KeyError:
            raise NoSuchRule(rule_id, list(self.rules)) from None

    def diff(self, earlier: date, later: date) -> tuple[Change, ...]:
        """The rules that say something else on the second date than on the first."""
        if earlier > later:
            raise BadInput(f"the first date, {earlier}, is after the second, {later}")
        return tuple(
            change
            for rule in self.rules.values()
            if (change := _change(rule, earlier, later)) is not None
        )


def _change(rule: Rule, earlier: date, later: date) -> Change | None:
    known = [rule.values[0].start <= day for day in (earlier, later)]
    before, after = (
        rule.at(day) if is_known else None
        for day, is_known in zip((earlier, later), known, strict=True)
    )
    same = (before and before.content) == (after and after.content)
    if same and known[0] == known[1]:
        return None
    return Change(rule, before, after, *known)


@dataclass(frozen=True, slots=True)
class View:
    """The rules on one day. Look one up by its id, or ask for those of a stage.

    >>> view = policy.at(date(2024, 2, 27))  # doctest: +SKIP
    >>> view["INC-STARS"].content  # doctest: +SKIP
    500
    """

    policy: Policy
    day: date

    def __getitem__(self, rule_id: str) -> Value | None:
        return self.policy[rule_id].at(self.day)

    def __iter__(self) -> Iterator[Value]:
        """What is in force on the day, in the order of the data."""
        return self.values()

    def values(
        self, *, group: str = "", stage: Stage | str | None = None, topic: str = ""
    ) -> Iterator[Value]:
        for rule in self.policy.rules.values():
            matches = group in ("", rule.group) and stage in (None, rule.stage)
            if not matches or topic not in ("", rule.topic) or self.day < rule.values[0].start:
                continue
            if (value := rule.at(self.day)) is not None:
                yield value

    def in_force(self, rule_id: str) -> Value:
        """As ``view[rule_id]``, for a caller that cannot go on without a value."""
        value = self[rule_id]
        if value is None:
            rule = self.policy[rule_id]
            raise NotInForce(f"{rule.id} ({rule.title}) was not in force on {self.day}")
        return value

    # The same, with the type that the caller counts on.

    def number(self, rule_id: str) -> int:
        content = self.in_force(rule_id).content
        if isinstance(content, bool) or not isinstance(content, int):
            raise TypeError(f"{rule_id} is not a number")
        return content

    def text(self, rule_id: str) -> str:
        content = self.in_force(rule_id).content
        if not isinstance(content, str):
            raise TypeError(f"{rule_id} is not a text")
        return content

    def items(self, rule_id: str) -> tuple[Item, ...]:
        return self._parts(rule_id, Item)

    def bands(self, rule_id: str) -> tuple[Band, ...]:
        return self._parts(rule_id, Band)

    def ballots(self, rule_id: str) -> tuple[Ballot, ...]:
        return self._parts(rule_id, Ballot)

    def _parts(self, rule_id: str, kind: type[Part]) -> tuple[Part, ...]:
        content = self.in_force(rule_id).content
        if not isinstance(content, tuple):
            raise TypeError(f"{rule_id} is not a list")
        parts = tuple(part for part in content if isinstance(part, kind))
        if len(parts) != len(content):
            raise TypeError(f"{rule_id} is not a list of {kind.__name__}")
        return parts
