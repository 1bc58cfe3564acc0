"""Reads ``data/policy/``, and refuses what is not beyond doubt.

    sources.toml          [id] of each document
    contradictions.toml   [id] of each place where documents disagree
    lifecycle_documents.toml   [id] of each version of the rules for hosted projects
    cases/                what the rules must answer; the tests read them
    every other *.toml    one topic: [RULE-ID], each with its dated [[RULE-ID.values]]

All faults of a folder are collected before one error is raised, so that a person repairs the data
in one go. ``read(folder, topics)`` reads only what is asked for: a command that needs the dues does
not wait for the lifecycle.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from lfai_nb.checked import TomlTable
from lfai_nb.domain import Stage, Who
from lfai_nb.errors import Problem
from lfai_nb.policy import content, documents
from lfai_nb.policy.groups import GROUPS
from lfai_nb.policy.model import (
    Contradiction,
    LifecycleDocument,
    Policy,
    Reading,
    Rule,
    Source,
    Value,
)
from lfai_nb.policy.parts import BADGE_LEVELS, Content
from lfai_nb.policy.words import day_in_words

SOURCE_KINDS = ("deck", "rules", "form", "repository", "page")
CERTAINTIES = ("settled", "inferred", "open")

_RULE_TEXTS = {
    *("title", "kind", "group", "unit", "stage", "fact", "who", "todo", "about", "decides"),
    "family",
}
_NOT_TOPICS = ("sources", "contradictions", documents.FILE)


def read(folder: Path, topics: Iterable[str] | None = None) -> tuple[Policy, list[Problem]]:
    problems: list[Problem] = []
    sources = _TopicReader(folder / "sources.toml", problems, {}).sources()
    rules: dict[str, Rule] = {}
    wanted = sorted(topics if topics is not None else topics_in(folder))
    for topic in wanted:
        for rule in _TopicReader(folder / f"{topic}.toml", problems, sources).rules(topic):
            if rule.id in rules:
                where = f"{rules[rule.id].topic}.toml"
                problems.append(Problem(f"{where} has that rule too", f"{topic}.toml", rule.id))
            rules[rule.id] = rule
    contradictions: dict[str, Contradiction] = {}
    if topics is None:
        reader = _TopicReader(folder / "contradictions.toml", problems, sources)
        contradictions = {c.id: c for c in reader.contradictions(rules)}
    versions: list[LifecycleDocument] = []
    if documents.NAMES in rules:
        listed = TomlTable.read(folder / f"{documents.FILE}.toml", problems)
        known = contradictions if topics is None else None
        versions = documents.read(listed, sources, rules, known)
    return Policy(rules, sources, contradictions, tuple(versions)), problems


def topics_in(folder: Path) -> list[str]:
    return [path.stem for path in folder.glob("*.toml") if path.stem not in _NOT_TOPICS]


class _TopicReader:
    """One file, and the faults found in it."""

    def __init__(self, path: Path, problems: list[Problem], sources: Mapping[str, Source]) -> None:
        self.known_sources = sources
        self.table = TomlTable.read(path, problems)

    # Sources

    def sources(self) -> dict[str, Source]:
        read = (self._source(key, table) for key, table in self.table.entries())
        return {source.id: source for source in read if source is not None}

    def _source(self, key: str, table: TomlTable) -> Source | None:
        texts = {"title", "kind", "url", "publisher", "note"}
        if not table.only({"title", "kind", "date"}, texts) or not table.all_texts(texts):
            return None
        day = table.day("date")
        table.choice("kind", SOURCE_KINDS)
        values = {name: table.text(name) for name in texts & table.values.keys()}
        if "url" in values and not values["url"].startswith("https://"):
            table.fault("an address starts with https://", "url")
        if day is None:
            return None
        described = f"{values['title']} {values.get('note', '')}"
        if day.isoformat() not in described and day_in_words(day) not in described:
            # Two places for one date, so that a slip of the pen in either is found by the other.
            table.fault(f"title or note should say {day_in_words(day)}, its date", "date")
        return Source(id=key, dated=day, **values)

    # Rules

    def rules(self, topic: str) -> list[Rule]:
        read = (self._rule(key, table, topic) for key, table in self.table.entries())
        return [rule for rule in read if rule is not None]

    def _rule(self, key: str, table: TomlTable, topic: str) -> Rule | None:
        required = {"title", "kind", "group", "values"}
        if not table.only(required, _RULE_TEXTS) or not table.all_texts(_RULE_TEXTS):
            return None
        texts = {name: table.text(name) for name in _RULE_TEXTS & table.values.keys()}
        entries = table.values["values"]
        faults = len(table.problems)
        table.choice("kind", content.READERS)
        table.choice("group", GROUPS)
        for name, allowed in (("stage", Stage), ("who", Who)):
            if name in texts:
                table.choice(name, allowed)
        if texts["kind"] in ("count", "range") and "unit" not in texts:
            table.fault("a number needs a unit")
        if (texts["kind"] == "vote") is not ("decides" in texts):
            table.fault("decides says what is voted on: every vote has it, and nothing else")
        if not isinstance(entries, list) or not entries:
            table.fault("at least one [[values]] is needed")
        if len(table.problems) > faults:
            return None
        values = [self._value(key, texts["kind"], entry) for entry in table.tables("values")]
        kept = tuple(value for value in values if value is not None)
        for n, (earlier, later) in enumerate(pairwise(kept), start=1):
            if later.start <= earlier.start:
                table.fault("values stand in the order of their dates", f"values[{n}].from")
            if earlier.until is not None and earlier.until >= later.start:
                table.fault("it ends after the next one starts", f"values[{n - 1}].until")
        if not kept:
            return None
        texts.setdefault("family", texts.get("fact", ""))
        stage, who = texts.pop("stage", None), texts.pop("who", None)
        return Rule(
            id=key,
            topic=topic,
            values=kept,
            stage=Stage(stage) if stage else None,
            who=Who(who) if who else None,
            **texts,
        )

    def _value(self, rule: str, kind: str, table: TomlTable) -> Value | None:
        texts = {"source", "where", "quote", "note", "short", "from_why"}
        flags = ("absent", "judgment", "by_handbook")
        raw = table.values
        if not table.only({"from", "source", "where"}, {*texts, *flags, "until", "value"}):
            return None
        if not table.all_texts(texts):
            return None
        start, until = table.day("from"), table.day("until")
        source = self.known_sources.get(raw["source"])
        if source is None:
            table.fault(f"sources.toml has no {raw['source']!r}", "source")
        for flag in flags:
            if flag in raw and raw[flag] is not True:
                table.fault("true, or leave it out", flag)
        if ("value" in raw) == ("absent" in raw):
            table.fault("either `value = …` or `absent = true` is needed")
            return None
        if start and source and start != source.dated and "from_why" not in raw:
            table.fault(
                f"{source.id} is of {source.dated}, not from {start}; "
                "correct one, or say in from_why how the date is known",
                "from",
            )
        if until and start and until < start:
            table.fault("it ends before it starts", "until")
        quote, short = table.text("quote"), table.text("short")
        if short.endswith("."):
            table.fault("it goes into a sentence: leave out the full stop", "short")
        if short and "absent" in raw:
            table.fault("a rule that was not there has no words", "short")
        read = None
        if "value" in raw:
            read = content.read(kind, raw["value"], table.under("value"))
            if read is None:
                return None
            _believe(kind, read, quote, table)
        if start is None or source is None:
            return None
        return Value(
            rule=rule,
            content=read,
            start=start,
            source=source,
            where=raw["where"],
            quote=quote,
            note=table.text("note"),
            short=short,
            judgment="judgment" in raw,
            by_handbook="by_handbook" in raw,
            until=until,
        )

    # Contradictions

    def contradictions(self, rules: Mapping[str, Rule]) -> list[Contradiction]:
        read = (self._contradiction(key, table, rules) for key, table in self.table.entries())
        return [contradiction for contradiction in read if contradiction is not None]

    def _contradiction(
        self, key: str, table: TomlTable, rules: Mapping[str, Rule]
    ) -> Contradiction | None:
        texts = {"title", "follow", "why", "certainty"}
        if not table.only(texts | {"readings"}, {"rules"}) or not table.all_texts(texts):
            return None
        table.choice("certainty", CERTAINTIES)
        touched = table.texts("rules")
        for rule_id in touched:
            if rule_id not in rules:
                table.fault(f"there is no rule {rule_id!r}", "rules")
        entries = table.values["readings"]
        if not isinstance(entries, list) or len(entries) < 2:
            table.fault("a contradiction has at least two readings", "readings")
            return None
        readings = [self._reading(entry) for entry in table.tables("readings")]
        return Contradiction(
            id=key,
            readings=tuple(reading for reading in readings if reading is not None),
            rules=touched,
            **{name: table.text(name) for name in texts},
        )

    def _reading(self, table: TomlTable) -> Reading | None:
        if not table.only({"says", "source"}, {"where", "followed"}):
            return None
        if not table.all_texts({"says", "source", "where"}):
            return None
        source = table.text("source")
        if source not in self.known_sources:
            table.fault(f"sources.toml has no {source!r}", "source")
        followed = table.values.get("followed") is True
        return Reading(table.text("says"), source, table.text("where"), followed)


def _believe(kind: str, read: Content, quote: str, table: TomlTable) -> None:
    """A number, and a badge level, must stand in the words that are quoted for it."""
    missing = content.stated_numbers(read) - content.numbers_in(quote)
    if missing:
        numbers = ", ".join(f"{n:,}" for n in sorted(missing))
        table.fault(f"the quotation does not carry {numbers}", "quote")
    if kind == "level" and {name for name in BADGE_LEVELS if name in quote.lower()} != {read}:
        table.fault(f"the quotation does not name the level {read}", "quote")
