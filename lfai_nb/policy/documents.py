"""The lifecycle documents: each is one version of the rules for hosted projects.

``lifecycle_documents.toml`` lists them, and everything that speaks of versions asks there. What a
document says stands with the rules, so one that is entered in part could part from the list: it is
refused, with what it lacks.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import pairwise, zip_longest

from lfai_nb.checked import TomlTable
from lfai_nb.domain import Stage
from lfai_nb.frozen import replace
from lfai_nb.policy.model import Contradiction, LifecycleDocument, Rule, Source
from lfai_nb.policy.parts import Item

FILE = "lifecycle_documents"
NAMES = "STG-NAMES"  # the rule that has the stages of each document
#: The files of which a lifecycle document settles every rule.
TOPICS = ("stages", *map(str, Stage))
#: What a stage cannot be without.
NEEDED = {"requirement": "requirement", "decision": "vote"}


def read(
    listed: TomlTable,
    sources: Mapping[str, Source],
    rules: Mapping[str, Rule],
    contradictions: Mapping[str, Contradiction] | None,
) -> list[LifecycleDocument]:
    """The documents, oldest first. ``contradictions`` is None where they were not read."""
    versions = []
    for key, table in listed.entries():
        document = _document(table, sources.get(key), rules)
        if document is None:
            continue
        if contradictions is not None and document.disagreement not in ("", *contradictions):
            table.fault(f"there is no {document.disagreement!r}", "disagreement")
        for lack in _lacks(key, document, rules):
            table.fault(f"it is half entered: {lack}")
        versions.append(document)
    versions.sort(key=lambda version: version.start)
    for earlier, later in pairwise(versions):
        if earlier.start == later.start:
            listed.fault(f"{earlier.source.id} is of the same day", later.source.id)
    for source, cited_by in _cited(rules).items():
        if all(source != version.source.id for version in versions):
            listed.fault(f"it is not listed here, and has values: {_some(cited_by)}", source)
    return [_until(version, later) for version, later in zip_longest(versions, versions[1:])]


def _document(
    table: TomlTable, source: Source | None, rules: Mapping[str, Rule]
) -> LifecycleDocument | None:
    texts = {"adopted", "doubted", "disagreement"}
    if not table.only({"from"}, {"seen", *texts}) or not table.all_texts(texts):
        return None
    given = {name: table.text(name) for name in texts & table.values.keys()}
    start = table.day("from")
    seen = table.day("seen") if "seen" in table.values else start
    if source is None:
        table.fault(f"sources.toml has no {table.place!r}")
    if ("adopted" in given) == ("doubted" in given):
        table.fault("either `adopted = …` or `doubted = …` is needed")
        return None
    if ("doubted" in given) != ("disagreement" in given):
        table.fault("`doubted` and `disagreement` go together")
    if source is None or start is None or seen is None:
        return None
    if start != source.dated:
        table.fault(f"sources.toml dates it {source.dated}", "from")
    if seen < start:
        table.fault("it was seen before it was there", "seen")
    return LifecycleDocument(source, start, seen, _stages(source.id, rules), **given)


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
