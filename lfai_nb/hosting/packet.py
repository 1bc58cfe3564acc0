"""The papers of a proposal: ``packet``, from facts about a project and the words of its people.

    load(path)                     a file of facts, and the words under [proposal] in it
    packet(facts, words, stage)    each field of the template: claim, evidence, who reviews

A field is ``filled`` where a fact or a person's words answer it, ``partly`` where a person has to
add something, and ``open`` where nothing is known: nothing is guessed.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from lfai_nb.checked import TomlTable
from lfai_nb.domain import Stage
from lfai_nb.frozen import dataclass, replace
from lfai_nb.hosting import packet_sentences as sentences
from lfai_nb.hosting.claims import CLAIMS, RESTS_ON, Claim
from lfai_nb.lifecycle import facts_file
from lfai_nb.lifecycle.facts import FACTS, NOBODY_LOOKED, Fact, Interval, ProjectFacts
from lfai_nb.lifecycle.facts_file import FactsError
from lfai_nb.lifecycle.readiness import Assessment, assess, rules
from lfai_nb.policy import Item, Policy, View
from lfai_nb.policy import load as load_policy

FIELDS, DECK, BEFORE, LICENSING = "PRO-FIELDS", "PRO-DECK", "ONB-REVIEW", "ONB-LICENSING"
#: What the staff's scan looks at, besides what everybody looks at.
SCANNED = ("license", "dependencies")


#: The field of the form whose words a subject of the deck can take, where their names differ.
WORDS = {"overview": "description"}
#: The counts that the subject of the community shows.
COUNTS = ("stars", "commits_12_months")


class FieldState(StrEnum):
    FILLED = "filled"
    PARTLY = "partly"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """One field of the form."""

    field: Item
    state: FieldState
    claim: str
    evidence: tuple[Fact, ...]  # none where a person's words answer
    left: str  # what a person has to write, or to add
    reviewers: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.field.id,
            "field": self.field.text,
            "state": str(self.state),
            "claim": self.claim,
            "evidence": [
                {"fact": fact.key, "source": fact.source, "url": fact.url, "method": fact.method}
                for fact in self.evidence
            ],
            "left": self.left,
            "reviewers": list(self.reviewers),
        }


@dataclass(frozen=True, slots=True)
class DeckSubject:
    """A subject that real decks had, what is known for it, and how many of them had it."""

    id: str
    text: str
    decks: int
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    facts: ProjectFacts
    stage: Stage
    on: date
    answers: tuple[FieldAnswer, ...]
    readiness: Assessment
    deck: tuple[DeckSubject, ...]
    decks: int  # how many real decks the subjects come from

    def count(self, state: FieldState) -> int:
        return sum(answer.state is state for answer in self.answers)

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.facts.name,
            "repository": self.facts.repository,
            "stage": str(self.stage),
            "on": self.on.isoformat(),
            "filled": self.count(FieldState.FILLED),
            "partly": self.count(FieldState.PARTLY),
            "open": self.count(FieldState.OPEN),
            "answers": [answer.as_json() for answer in self.answers],
        }


def load(path: Path) -> tuple[ProjectFacts, Mapping[str, str]]:
    """The facts of a file, and the words under its ``[proposal]``, each by the id of its field."""
    return facts_file.load(path), words_in(path, "proposal", FIELDS)


def words_in(path: Path, name: str, rule: str) -> Mapping[str, str]:
    """What a person wrote in a table of a file of facts, by the ids of a list of the rules."""
    return _words(TomlTable.read(path, [], file=str(path)).table(name), rule)


def words_of(text: str, name: str, rule: str) -> Mapping[str, str]:
    """The same of a file's text, where there is no file.

    >>> dict(words_of('[review]\\nchair = "Ada"', "review", "REV-DECK"))
    {'chair': 'Ada'}
    """
    return _words(TomlTable.parse(text, "the facts", []).table(name), rule)


def _words(table: TomlTable, rule: str) -> Mapping[str, str]:
    ids = {item.id for value in load_policy()[rule].values for item in _items(value.content)}
    table.only((), sorted(ids))
    words = {key: table.text(key).strip() for key in table.values if key in ids}
    table.refuse(FactsError)
    return MappingProxyType({key: text for key, text in words.items() if text})


def packet(
    facts: ProjectFacts,
    words: Mapping[str, str],
    stage: Stage,
    *,
    on: date,
    policy: Policy | None = None,
) -> Packet:
    """The template of a day, answered as far as anything is known."""
    view = (policy or load_policy()).at(on)
    facts = facts.on(on)
    readiness = assess(_judged(facts, words, on), stage, on=on, policy=rules())
    answers = tuple(_answer(item, facts, words, readiness, view) for item in view.items(FIELDS))
    decks = [value for value in view.policy[DECK].values if value.start <= on]
    return Packet(
        facts=facts,
        stage=stage,
        on=on,
        answers=answers,
        readiness=readiness,
        deck=tuple(_slides([tuple(_items(deck.content)) for deck in decks], facts, words, stage)),
        decks=len(decks),
    )


def _judged(facts: ProjectFacts, words: Mapping[str, str], on: date) -> ProjectFacts:
    """With the licence that its author wrote, where no fact is known of it.

    The field asks for name, version and address: what stands before the first comma is the licence.
    """
    license = words.get("license", "").partition(",")[0].strip()
    if not license or facts["license_spdx"].known or FACTS["license_spdx"].check(license):
        return facts
    written = Fact(
        key="license_spdx",
        value=license,
        source="the proposal",
        url=facts.repository,
        retrieved=datetime(on.year, on.month, on.day, tzinfo=UTC),
        method="written by its author",
    )
    return replace(facts, facts={**facts.facts, written.key: written})


def _answer(
    field: Item, facts: ProjectFacts, words: Mapping[str, str], readiness: Assessment, view: View
) -> FieldAnswer:
    claim = CLAIMS[field.id](facts, readiness.stage) if field.id in CLAIMS else None
    own = words.get(field.id, "")
    reviewers = tuple(_reviewers(field.id, readiness, view))
    if claim is None:
        state = FieldState.FILLED if own else FieldState.OPEN
        left = "" if own else _wanted(field, facts)
        return FieldAnswer(field, state, own, (), left, reviewers)
    # A person's words complete what the facts say; they do not take its place.
    text = f"{claim.text}\n\n{own}" if own else claim.text
    left = "" if own else claim.left
    evidence = tuple(facts[key] for key in claim.facts)
    return FieldAnswer(
        field, FieldState.PARTLY if left else FieldState.FILLED, text, evidence, left, reviewers
    )


def _wanted(field: Item, facts: ProjectFacts) -> str:
    """What a person has to write, and what was looked for in vain."""
    looked = [
        fact.reason
        for key in RESTS_ON.get(field.id, ())
        if not (fact := facts[key]).known and fact.reason != NOBODY_LOOKED
    ]
    text = sentences.IF_NONE.format(text=field.text) if field.optional else field.text
    return " ".join([text, *(sentences.LOOKED_UP.format(reason=reason) for reason in looked)])


def _reviewers(field: str, readiness: Assessment, view: View) -> Iterator[str]:
    yield f"the foundation's staff ({BEFORE})"
    if field in SCANNED:
        yield f"the staff's scan for licences ({LICENSING})"
    held = [
        requirement.rule.id
        for requirement in readiness.gate.measured
        if requirement.rule.fact in RESTS_ON.get(field, ())
    ]
    if held:
        yield f"the council, by {', '.join(held)}"
    else:
        yield "the council"


def _slides(
    decks: list[tuple[Item, ...]], facts: ProjectFacts, words: Mapping[str, str], stage: Stage
) -> Iterator[DeckSubject]:
    """The subjects of all decks, in the order of the newest one that has each."""
    texts: dict[str, str] = {}
    for deck in reversed(decks):
        for item in deck:
            texts.setdefault(item.id, item.text)
    for subject, text in texts.items():
        times = sum(subject in {item.id for item in deck} for deck in decks)
        yield DeckSubject(subject, text, times, tuple(_known(subject, facts, words, stage)))


def _known(
    subject: str, facts: ProjectFacts, words: Mapping[str, str], stage: Stage
) -> Iterator[str]:
    if subject == "request":
        yield sentences.REQUEST.format(stage=stage.capitalize(), repository=facts.repository)
    if subject == "community":
        for key in COUNTS:
            value = facts[key].value
            if isinstance(value, int | Interval):
                what = FACTS[key].meaning
                number = str(value) if isinstance(value, Interval) else f"{value:,}"
                yield sentences.COUNTED.format(what=what, number=number)
        if claim := CLAIMS["contributors"](facts, stage):
            yield claim.text
    if own := words.get(WORDS.get(subject, subject)):
        yield own


def _items(content: object) -> Iterator[Item]:
    assert isinstance(content, tuple)
    yield from (part for part in content if isinstance(part, Item))


__all__ = ["Claim", "DeckSubject", "FieldAnswer", "FieldState", "Packet", "load", "packet"]
