"""The lifecycle documents: each is one version of the rules for hosted projects.

``lifecycle_documents.toml`` lists them, and everything that speaks of versions asks there. What a
document says stands with the rules, so one that is entered in part could part from the list: it is
refused, with what it lacks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, zip_longest
from typing import Any, Protocol

from lfai_nb.domain import Stage
from lfai_nb.policy.model import Contradiction, Item, LifecycleDocument, Rule, Source

FILE = "lifecycle_documents"
NAMES = "STG-NAMES"  # the rule that has the stages of each document
#: The files of which a lifecycle document settles every rule.
TOPICS = ("stages", *map(str, Stage))
#: What a stage cannot be without.
NEEDED = {"requirement": "requirement", "decision": "vote"}


class Reader(Protocol):
    """One file and the faults found in it, as ``reader`` reads it."""

    known_sources: Mapping[str, Source]

    def fault(self, message: str, place: str) -> None: ...
    def entries(self) -> Iterable[tuple[str, dict[str, Any]]]: ...
    def only(
        self, table: dict[str, Any], needed: set[str], allowed: set[str], place: str
    ) -> bool: ...
    def all_texts(self, table: dict[str, Any], names: Iterable[str], place: str) -> bool: ...
    def day(self, table: dict[str, Any], name: str, place: str) -> date | None: ...


def read(
    reader: Reader, rules: Mapping[str, Rule], contradictions: Mapping[str, Contradiction] | None
) -> list[LifecycleDocument]:
    """The documents, oldest first. ``contradictions`` is None where they were not read."""
    versions = []
    for key, table in reader.entries():
        document = _document(reader, key, table, rules)
        if document is None:
            continue
        if contradictions is not None and document.disagreement not in ("", *contradictions):
            reader.fault(f"there is no {document.disagreement!r}", f"{key}.disagreement")
        for lack in _lacks(key, document, rules):
            reader.fault(f"it is half entered: {lack}", key)
        versions.append(document)
    versions.sort(key=lambda one: one.start)
    for one, following in pairwise(versions):
        if one.start == following.start:
            reader.fault(f"{one.source.id} is of the same day", following.source.id)
    for source, cited_by in _cited(rules).items():
        if all(source != one.source.id for one in versions):
            reader.fault(f"it is not listed here, and has values: {_some(cited_by)}", source)
    return [_until(one, later) for one, later in zip_longest(versions, versions[1:])]


def _document(
    reader: Reader, key: str, table: dict[str, Any], rules: Mapping[str, Rule]
) -> LifecycleDocument | None:
    texts = {"adopted", "doubted", "disagreement"}
    if not reader.only(table, {"from"}, {"from", "seen", *texts}, key):
        return None
    if not reader.all_texts(table, texts & table.keys(), key):
        return None
    start = reader.day(table, "from", key)
    seen = reader.day(table, "seen", key) if "seen" in table else start
    source = reader.known_sources.get(key)
    if source is None:
        reader.fault(f"sources.toml has no {key!r}", key)
    if ("adopted" in table) == ("doubted" in table):
        reader.fault("either `adopted = …` or `doubted = …` is needed", key)
        return None
    if ("doubted" in table) != ("disagreement" in table):
        reader.fault("`doubted` and `disagreement` go together", key)
    if source is None or start is None or seen is None:
        return None
    if start != source.dated:
        reader.fault(f"sources.toml dates it {source.dated}", f"{key}.from")
    if seen < start:
        reader.fault("it was seen before it was there", f"{key}.seen")
    given = {name: table[name] for name in texts & table.keys()}
    return LifecycleDocument(source, start, seen, _stages(key, rules), **given)


def _stages(document: str, rules: Mapping[str, Rule]) -> tuple[Item, ...]:
    for value in rules[NAMES].values:
        if value.source.id == document and isinstance(value.content, tuple):
            return tuple(item for item in value.content if isinstance(item, Item))
    return ()


def _lacks(key: str, document: LifecycleDocument, rules: Mapping[str, Rule]) -> Iterable[str]:
    settled = {
        rule.id: value.content is not None
        for rule in rules.values()
        for value in rule.values
        if value.source.id == key
    }
    silent = [
        rule.id
        for rule in rules.values()
        if rule.topic in TOPICS
        and rule.id not in settled
        and (rule.id == NAMES or rule.values[0].start < document.start)
    ]
    if silent:
        yield f"no value of it, and no `absent = true`, in {_some(silent)}"
    for stage in document.stages:
        of_stage = [rule for rule in rules.values() if rule.stage == stage.id]
        if not of_stage or stage.id == Stage.EMERITUS:
            continue  # the topic was not asked for, or nobody asks for the stage
        for group, word in NEEDED.items():
            if not any(settled.get(rule.id) for rule in of_stage if rule.group == group):
                yield f"no {word} for {stage.text}"


def _cited(rules: Mapping[str, Rule]) -> dict[str, list[str]]:
    """Each document that sets rules of the lifecycle, with the rules that cite it."""
    cited: dict[str, list[str]] = {}
    for rule in rules.values():
        for value in rule.values:
            if rule.topic in TOPICS and value.source.kind == "rules":
                cited.setdefault(value.source.id, []).append(rule.id)
    return cited


def _some(ids: list[str], most: int = 12) -> str:
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def _until(document: LifecycleDocument, later: LifecycleDocument | None) -> LifecycleDocument:
    """An older document is known to have held until the next one, the newest while it was seen."""
    if later is None:
        return document
    return replace(document, known_until=later.start - timedelta(days=1))
