"""What the tools in the page know: the rules, worked out at build time and written as JSON.

The page's script holds no fee and no threshold. Readiness has too many answers to give each of
them: what each stage asks for on each date is given here, and the script compares it with the
facts. What another tool knows is in a module of its own: ``dues_data``, ``plan_data``, …
"""

import json
import re
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from lfai_nb import catalog
from lfai_nb.domain import HOSTED_STAGES, Stage, Who
from lfai_nb.evidence import request_table
from lfai_nb.evidence.portfolio import asked_for, facts_of_all, organizations_in_words
from lfai_nb.evidence.snapshot import measured_by
from lfai_nb.faces.readiness import VOTED, council_vote
from lfai_nb.lifecycle import licenses
from lfai_nb.lifecycle import sentences as judgment
from lfai_nb.lifecycle.fact_keys import FACTS, TYPES, BadgeLevel, FactKey, Interval, Value
from lfai_nb.lifecycle.facts import NOBODY_LOOKED
from lfai_nb.lifecycle.gate import RuleInForce, StageNotOffered, gate
from lfai_nb.lifecycle.readiness import Verdict, rules
from lfai_nb.places import data_dir
from lfai_nb.policy import NotKnownYet, Policy, Rule
from lfai_nb.policy.words import (
    BY,
    IN_FORCE,
    NEWEST,
    SMALL_NUMBERS,
    day_in_words,
    say_value,
    singular,
    who_in_words,
)

DAY = "{day}"  # what the script puts the asked day in the place of
KINDS = {kind: name for name, kind in TYPES.items()}
LARGEST_EXACT = 2**53 - 1  # the largest whole number that a script can tell from its neighbours


def as_script_data(data: object) -> str:
    """JSON that can stand inside an HTML script element, whatever texts it has."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def change_days(policy: Policy) -> list[date]:
    """The days on which some rule begins to say something else."""
    values = [value for rule in policy.rules.values() for value in rule.values]
    ends = [value.until + timedelta(days=1) for value in values if value.until is not None]
    return sorted({*ends, *(value.start for value in values)})


def place(rule: Rule) -> str:
    """Where the rule and its sources stand, from the page of a tool."""
    return f"../reference/rules/{rule.topic}.html#{rule.id}"


#: What a request, a clone or the record can show of a repository; the rest only people know.
BY_MACHINE = (
    *("stars", "license_spdx", "contributing_organizations", "badge_level", "commits_12_months"),
    *("merges_12_months", "active_months_12", "releases", "own_github_org", "security_contact"),
    *("spdx_identifiers", *(key for key in FACTS if key.startswith("file_"))),
)


def readiness() -> dict[str, Any]:
    return {
        **judging(),
        "numbers": SMALL_NUMBERS,
        "by_people": [key for key in FACTS if key not in BY_MACHINE],
        "hosts": [
            {"name": urlsplit(host.base).hostname, "most": host.most}
            for host in request_table.table().hosts.values()
        ],
        "who": [who_in_words(who) for who in Who],
        **record(),
    }


def judging() -> dict[str, Any]:
    """What it takes to judge facts by the rules of a day."""
    policy = rules()
    known: dict[str, dict[str, Any]] = {}
    values: dict[str, dict[str, Any]] = {}
    periods: list[dict[str, Any]] = []
    for day in change_days(policy):
        try:
            stages = {stage: _gate(policy, stage, day, known, values) for stage in HOSTED_STAGES}
        except NotKnownYet:
            continue  # a rule of another topic, older than the first lifecycle document
        if not periods or periods[-1]["stages"] != stages:
            periods.append({"from": day.isoformat(), "stages": stages})
    titles = list(dict.fromkeys(value["source"] for value in values.values()))
    first = day_in_words(policy.documents[0].start)
    unknown = f"no rules are known for {DAY}: the first lifecycle document is of {first}."
    return {
        "stages": HOSTED_STAGES,
        "unknown": unknown,
        "by": [BY.format(rules=rules) for rules in (IN_FORCE, NEWEST)],
        "verdicts": [Verdict.MEETS, Verdict.DOES_NOT],
        "sentences": judgment.TEMPLATES,
        "units": {"levels": singular("levels")},
        "documents": [
            {
                "from": document.start.isoformat(),
                "start": day_in_words(document.start),
                "known_until": document.known_until.isoformat(),
                "caveat": document.caveat,
            }
            for document in policy.documents
        ],
        "periods": periods,
        "titles": titles,
        "rules": list(known.values()),
        "values": [value | {"source": titles.index(value["source"])} for value in values.values()],
        "nobody": NOBODY_LOOKED,
        "choose": f"Stage asked for: choose {_one_of([stage.title() for stage in HOSTED_STAGES])}",
        "passing": int(BadgeLevel.PASSING),
        **typing(),
    }


def typing() -> dict[str, Any]:
    """How facts are written: by a person into a field, or into a file of facts."""
    listed = licenses.table()
    return {
        "facts": {
            key.key: {
                "kind": KINDS[key.type],
                "accepted": _accepted(key),
                "max": key.maximum or LARGEST_EXACT,
                "meaning": key.meaning,
            }
            for key in FACTS.values()
        },
        "smaller": "write a smaller number",
        "levels": [str(level) for level in BadgeLevel],
        "licences": {
            "approved": listed.approved,
            "other": listed.other,
            "deprecated": sorted(listed.deprecated),
        },
    }


def record() -> dict[str, Any]:
    """The projects of the catalogue with what is known of each; every text is written once."""
    texts: dict[str, dict[str, int]] = {"reasons": {}, "sources": {}, "days": {}}

    def shared(kind: str, text: str) -> int:
        return texts[kind].setdefault(text, len(texts[kind]))

    keys = list(FACTS)
    ids = {project.name: project.id for project in catalog.load().projects}  # of its page
    read = {rule.fact for rule in rules().rules.values()}
    projects = []
    for project in facts_of_all():
        vote = project["tac_vote"]
        # Of each source and day what it shows: a key and a text, a key and a text; a key and why
        # not; and, for they are most, the keys of what is there and of what is not.
        groups: dict[tuple[int, int], tuple[list[int | str], list[int], list[int], list[int]]] = {}
        for fact in project:
            if fact.key not in read:
                continue
            source = measured_by(fact.source)
            day = fact.retrieved.date().isoformat() if fact.retrieved else ""
            place = (shared("sources", source), shared("days", day))
            known, unknown, there, absent = groups.setdefault(place, ([], [], [], []))
            if fact.value is None:
                unknown += [keys.index(fact.key), shared("reasons", fact.reason)]
            elif isinstance(fact.value, bool):
                (there if fact.value else absent).append(keys.index(fact.key))
            else:
                known += [keys.index(fact.key), as_typed(fact.value)]
        projects.append(
            {
                "id": ids[project.name],
                "name": project.name,
                "repository": project.repository.removeprefix("https://github.com/"),
                "stage": project.stage,
                "next": asked_for(project),
                # How the council voted, and the source.
                **(
                    {"voted": [vote.method, shared("sources", vote.source)]}
                    if council_vote(project)
                    else {}
                ),
                "facts": [[*place, *lists] for place, lists in groups.items()],
                "note": organizations_in_words(ids[project.name]),
            }
        )
    wordings, reasons = apart_from_numbers(texts["reasons"])
    return {
        "projects": projects,
        "voted": VOTED,
        "sources": list(texts["sources"]),
        "days": list(texts["days"]),
        "wordings": wordings,
        "reasons": reasons,
    }


def apart_from_numbers(texts: Iterable[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """Texts that differ in their numbers alone share their words: the words, and of each text
    which words it has, and its numbers.

    >>> apart_from_numbers(["3 of 5 are signed", "no licence", "1 of 1 are signed"])
    (['{} of {} are signed', 'no licence'], [(0, '3 5'), (1, ''), (0, '1 1')])
    """
    wordings: dict[str, int] = {}
    parts = []
    for text in texts:
        assert "{}" not in text, text
        words = re.sub(r"[0-9]+", "{}", text)
        numbers = " ".join(re.findall(r"[0-9]+", text))
        parts.append((wordings.setdefault(words, len(wordings)), numbers))
    return list(wordings), parts


def requests() -> dict[str, Any]:
    """The table of requests as its file has it: ``request_table`` has checked it."""
    request_table.table()
    text = (data_dir() / "requests.toml").read_text(encoding="utf-8")
    return {**tomllib.loads(text), "levels": [str(level) for level in BadgeLevel]}


def as_typed(value: Value) -> str:
    """A fact as it is typed into its field."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.in_words("-") if isinstance(value, Interval) else str(value)


def _accepted(key: FactKey) -> str:
    """What may be written into the field of a fact."""
    if key.type is bool:
        return "choose yes, no or unknown"
    if key.type is BadgeLevel:
        return f"choose {_one_of([str(level) for level in BadgeLevel])}"
    if key.type is Interval:
        return "write a whole number, such as 3, or a range, such as 3-5"
    most = f" from 0 to {key.maximum}" if key.maximum else ", such as 2,300"
    return f"write a whole number{most}"


def _one_of(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _gate(
    policy: Policy,
    stage: Stage,
    day: date,
    known: dict[str, dict[str, Any]],
    values: dict[str, dict[str, Any]],
) -> Any:
    """What a stage asks for on a day; the sentence on it where it does not exist then."""
    try:
        offered = gate(stage, on=day, policy=policy)
    except StageNotOffered as refusal:
        return {"refused": refusal.template}
    return {
        "measured": [
            _value(requirement, offered.title(requirement.rule), known, values)
            for requirement in offered.measured
        ],
        "votes": [judgment.vote(requirement) for requirement in offered.votes],
        "judged": [judgment.judged(requirement) for requirement in offered.judged],
        "judgment": offered.judgment.quote if offered.judgment else None,
    }


def _value(
    requirement: RuleInForce,
    title: str,
    known: dict[str, dict[str, Any]],
    values: dict[str, dict[str, Any]],
) -> int:
    """The value's place in the list of all values, each of which is written once; and so is what
    all the values of a rule share.
    """
    rule, value = requirement.rule, requirement.value
    key = f"{title}: {rule.id}"
    shared = {
        "id": rule.id,
        "topic": rule.topic,
        "title": title,
        "fact": rule.fact,
        "unit": rule.unit,
        "singular": singular(rule.unit),
        "who": who_in_words(rule.who),
        "todo": rule.todo,
    }
    known.setdefault(key, _full(shared))
    entry = {
        "rule": list(known).index(key),
        "needed": say_value(rule, value),
        "content": value.content,
        "judgment": value.judgment,
        "quote": value.quote,
        "source": value.source.title,
    }
    at = f"{key} {value.start}"
    values.setdefault(at, _full(entry))
    return list(values).index(at)


def _full(entry: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: it says nothing, a hundred times over."""
    return {name: value for name, value in entry.items() if value != "" and value is not False}
