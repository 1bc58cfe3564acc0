"""Reads ``data/policy/``, and refuses what is not beyond doubt.

    sources.toml          [id] of each document
    contradictions.toml   [id] of each place where documents disagree
    lifecycle_documents.toml   [id] of each version of the rules for hosted projects
    cases/                what the rules must answer; the tests read them
    every other *.toml    one topic: [RULE-ID], each with its dated [[RULE-ID.values]]

All faults of a folder are collected before one error is raised, so that a person repairs the data
in one go. ``load(topics)`` reads only what is asked for: a command that needs the dues does not
wait for the lifecycle.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from lfai_nb.domain import Stage, Who
from lfai_nb.errors import DataError, Problem
from lfai_nb.places import data_dir
from lfai_nb.policy import content, documents
from lfai_nb.policy.model import (
    BADGE_LEVELS,
    Content,
    Contradiction,
    LifecycleDocument,
    Policy,
    Reading,
    Rule,
    Source,
    Value,
)
from lfai_nb.policy.words import day_in_words

#: What a rule may be about, and how a page heads a list of such rules.
GROUPS = {
    "mission": "Mission and identity",
    "structure": "Structure",
    "meeting": "Meetings and votes of the council",
    "level": "Membership level",
    "fee": "Dues",
    "member-benefit": "Benefits of membership",
    "definition": "What it means",
    "requirement": "Requirement",
    "task": "Task of the project's team",
    "decision": "Vote",
    "benefit": "Benefit for a project",
    "expectation": "Expectation",
    "process": "Process",
    "proposal": "Proposal",
    "review": "Review",
    "openness": "Model openness",
    "programme": "Support programme",
    "argument": "Argument",
}
SOURCE_KINDS = ("deck", "rules", "form", "repository", "page")
CERTAINTIES = ("settled", "inferred", "open")

_RULE_TEXTS = {"title", "kind", "group", "unit", "stage", "fact", "who", "todo", "about", "family"}
_NOT_TOPICS = ("sources", "contradictions", documents.FILE)


@cache
def load(topics: tuple[str, ...] | None = None, folder: Path | None = None) -> Policy:
    """The rules, of all topics or of those named. Raises ``DataError`` with every fault found."""
    policy, problems = read(folder or data_dir() / "policy", topics)
    if problems:
        raise DataError(problems)
    return policy


def problems(folder: Path) -> list[Problem]:
    """Every fault of a folder of rules; an empty list where there is none."""
    return read(folder)[1]


def read(folder: Path, topics: Iterable[str] | None = None) -> tuple[Policy, list[Problem]]:
    found: list[Problem] = []
    sources = _Reader(folder / "sources.toml", found, {}).sources()
    rules: dict[str, Rule] = {}
    wanted = sorted(topics if topics is not None else topics_in(folder))
    for topic in wanted:
        for rule in _Reader(folder / f"{topic}.toml", found, sources).rules(topic):
            if rule.id in rules:
                where = f"{rules[rule.id].topic}.toml"
                found.append(Problem(f"{where} has that rule too", f"{topic}.toml", rule.id))
            rules[rule.id] = rule
    contradictions: dict[str, Contradiction] = {}
    if topics is None:
        reader = _Reader(folder / "contradictions.toml", found, sources)
        contradictions = {c.id: c for c in reader.contradictions(rules)}
    versions: list[LifecycleDocument] = []
    if documents.NAMES in rules:
        reader = _Reader(folder / f"{documents.FILE}.toml", found, sources)
        known = contradictions if topics is None else None
        versions = documents.read(reader, rules, known)
    return Policy(rules, sources, contradictions, tuple(versions)), found


def topics_in(folder: Path) -> list[str]:
    return [path.stem for path in folder.glob("*.toml") if path.stem not in _NOT_TOPICS]


class _Reader:
    """One file, and the faults found in it."""

    def __init__(self, path: Path, found: list[Problem], sources: Mapping[str, Source]) -> None:
        self.path, self.found, self.known_sources = path, found, sources
        self.tables: dict[str, Any] = {}
        try:
            self.tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.fault("there is no such file", "")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
            self.fault(f"this is not readable as TOML: {error}", "")

    def fault(self, message: str, place: str) -> None:
        self.found.append(Problem(message, self.path.name, place))

    def under(self, place: str) -> Callable[[str, str], None]:
        """A way to report faults below a place."""

        def report(message: str, path: str) -> None:
            joint = "" if not path or path.startswith("[") else "."
            self.fault(message, f"{place}{joint}{path}")

        return report

    def entries(self) -> Iterable[tuple[str, dict[str, Any]]]:
        for key, table in self.tables.items():
            if isinstance(table, dict):
                yield key, table
            else:
                self.fault("a table is needed here", key)

    # Sources

    def sources(self) -> dict[str, Source]:
        read = (self._source(key, table) for key, table in self.entries())
        return {source.id: source for source in read if source is not None}

    def _source(self, key: str, table: dict[str, Any]) -> Source | None:
        texts = {"title", "kind", "url", "publisher", "note"}
        if not self.only(table, {"title", "kind", "date"}, texts | {"date"}, key):
            return None
        if not self.all_texts(table, texts & table.keys(), key):
            return None
        day = self.day(table, "date", key)
        if table["kind"] not in SOURCE_KINDS:
            self.fault(f"kind is one of {', '.join(SOURCE_KINDS)}", f"{key}.kind")
        if "url" in table and not table["url"].startswith("https://"):
            self.fault("an address starts with https://", f"{key}.url")
        if day is None:
            return None
        described = f"{table['title']} {table.get('note', '')}"
        if day.isoformat() not in described and day_in_words(day) not in described:
            # Said twice, so that a slip of either is found.
            self.fault(f"title or note should say {day_in_words(day)}, its date", f"{key}.date")
        texts_given = {name: table[name] for name in texts & table.keys()}
        return Source(id=key, dated=day, **texts_given)

    # Rules

    def rules(self, topic: str) -> list[Rule]:
        read = (self._rule(key, table, topic) for key, table in self.entries())
        return [rule for rule in read if rule is not None]

    def _rule(self, key: str, table: dict[str, Any], topic: str) -> Rule | None:
        if not self.only(
            table, {"title", "kind", "group", "values"}, _RULE_TEXTS | {"values"}, key
        ):
            return None
        given = _RULE_TEXTS & table.keys()
        if not self.all_texts(table, given, key):
            return None
        kind, entries = table["kind"], table["values"]
        faults = len(self.found)
        self._among(kind, content.READERS, f"{key}.kind")
        self._among(table["group"], GROUPS, f"{key}.group")
        if "stage" in table:
            self._among(table["stage"], tuple(Stage), f"{key}.stage")
        if "who" in table:
            self._among(table["who"], tuple(Who), f"{key}.who")
        if kind in ("count", "range") and "unit" not in table:
            self.fault("a number needs a unit", key)
        if not isinstance(entries, list) or not entries:
            self.fault("at least one [[values]] is needed", key)
        if len(self.found) > faults:
            return None
        values = [
            self._value(key, kind, raw, f"{key}.values[{n}]") for n, raw in enumerate(entries)
        ]
        kept = tuple(value for value in values if value is not None)
        for n, (one, following) in enumerate(pairwise(kept), start=1):
            if following.start <= one.start:
                self.fault("values stand in the order of their dates", f"{key}.values[{n}].from")
            if one.until is not None and one.until >= following.start:
                self.fault("it ends after the next one starts", f"{key}.values[{n - 1}].until")
        if not kept:
            return None
        texts = {name: table[name] for name in given}
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

    def _value(self, rule: str, kind: str, raw: Any, place: str) -> Value | None:
        texts = {"source", "where", "quote", "note", "short", "from_why"}
        allowed = texts | {"from", "until", "value", "absent", "judgment", "by_handbook"}
        if not isinstance(raw, dict):
            self.fault("a table is needed here", place)
            return None
        if not self.only(raw, {"from", "source", "where"}, allowed, place):
            return None
        if not self.all_texts(raw, texts & raw.keys(), place):
            return None
        start = self.day(raw, "from", place)
        until = self.day(raw, "until", place) if "until" in raw else None
        source = self.known_sources.get(raw["source"])
        if source is None:
            self.fault(f"sources.toml has no {raw['source']!r}", f"{place}.source")
        for flag in ("absent", "judgment", "by_handbook"):
            if flag in raw and raw[flag] is not True:
                self.fault("true, or leave it out", f"{place}.{flag}")
        if ("value" in raw) == ("absent" in raw):
            self.fault("either `value = …` or `absent = true` is needed", place)
            return None
        if start and source and start != source.dated and "from_why" not in raw:
            self.fault(
                f"{source.id} is of {source.dated}, not from {start}; "
                "correct one, or say in from_why how the date is known",
                f"{place}.from",
            )
        if until and start and until < start:
            self.fault("it ends before it starts", f"{place}.until")
        quote, short = raw.get("quote", ""), raw.get("short", "")
        if short.endswith("."):
            self.fault("it goes into a sentence: leave out the full stop", f"{place}.short")
        if short and "absent" in raw:
            self.fault("a rule that was not there has no words", f"{place}.short")
        read = None
        if "value" in raw:
            read = content.read(kind, raw["value"], self.under(f"{place}.value"))
            if read is None:
                return None
            self._believe(kind, read, quote, place)
        if start is None or source is None:
            return None
        return Value(
            rule=rule,
            content=read,
            start=start,
            source=source,
            where=raw["where"],
            quote=quote,
            note=raw.get("note", ""),
            short=short,
            judgment="judgment" in raw,
            by_handbook="by_handbook" in raw,
            until=until,
        )

    def _believe(self, kind: str, read: Content, quote: str, place: str) -> None:
        """A number, and a badge level, must stand in the words that are quoted for it."""
        missing = content.stated_numbers(read) - content.numbers_in(quote)
        if missing:
            numbers = ", ".join(f"{n:,}" for n in sorted(missing))
            self.fault(f"the quotation does not carry {numbers}", f"{place}.quote")
        if kind == "level" and {name for name in BADGE_LEVELS if name in quote.lower()} != {read}:
            self.fault(f"the quotation does not name the level {read}", f"{place}.quote")

    # Contradictions

    def contradictions(self, rules: Mapping[str, Rule]) -> list[Contradiction]:
        read = (self._contradiction(key, table, rules) for key, table in self.entries())
        return [one for one in read if one is not None]

    def _contradiction(
        self, key: str, table: dict[str, Any], rules: Mapping[str, Rule]
    ) -> Contradiction | None:
        texts = {"title", "follow", "why", "certainty"}
        if not self.only(table, texts | {"readings"}, texts | {"readings", "rules"}, key):
            return None
        if not self.all_texts(table, texts, key):
            return None
        self._among(table["certainty"], CERTAINTIES, f"{key}.certainty")
        for rule_id in (touched := table.get("rules", [])):
            if rule_id not in rules:
                self.fault(f"there is no rule {rule_id!r}", f"{key}.rules")
        raw_readings = table["readings"]
        if not isinstance(raw_readings, list) or len(raw_readings) < 2:
            self.fault("a contradiction has at least two readings", f"{key}.readings")
            return None
        readings = [
            self._reading(raw, f"{key}.readings[{n}]") for n, raw in enumerate(raw_readings)
        ]
        return Contradiction(
            id=key,
            readings=tuple(reading for reading in readings if reading is not None),
            rules=tuple(touched),
            **{name: table[name] for name in texts},
        )

    def _reading(self, raw: Any, place: str) -> Reading | None:
        if not isinstance(raw, dict):
            self.fault("a table is needed here", place)
            return None
        texts = {"says", "source", "where"}
        if not self.only(raw, {"says", "source"}, texts | {"followed"}, place):
            return None
        if not self.all_texts(raw, texts & raw.keys(), place):
            return None
        if raw["source"] not in self.known_sources:
            self.fault(f"sources.toml has no {raw['source']!r}", f"{place}.source")
        return Reading(
            raw["says"], raw["source"], raw.get("where", ""), raw.get("followed") is True
        )

    # What they share

    def only(self, table: dict[str, Any], needed: set[str], allowed: set[str], place: str) -> bool:
        for key in sorted(needed - table.keys()):
            self.fault(f"{key} is missing", place)
        for key in sorted(table.keys() - allowed):
            self.fault(f"unknown key {key!r}; allowed: {', '.join(sorted(allowed))}", place)
        return needed <= table.keys()  # an unknown key is a fault, but what is known can be read

    def all_texts(self, table: dict[str, Any], names: Iterable[str], place: str) -> bool:
        wrong = [n for n in sorted(names) if not isinstance(table[n], str) or not table[n].strip()]
        for name in wrong:
            self.fault("a text is needed here", f"{place}.{name}")
        return not wrong

    def day(self, table: dict[str, Any], name: str, place: str) -> date | None:
        raw = table[name]
        # A datetime is a date to Python; a rule starts on a day.
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        self.fault(
            "a date such as 2023-06-01, without quotation marks, is needed", f"{place}.{name}"
        )
        return None

    def _among(self, word: str, allowed: Iterable[str], place: str) -> None:
        if word not in allowed:
            self.fault(f"one of {', '.join(allowed)} is needed, not {word!r}", place)
