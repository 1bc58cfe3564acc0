"""A project's facts as a TOML file that a person can write by hand, and a program can write back.

    load(path), loads(text)         read; every fault is collected and raised at once as FactsError
    save(facts, path), dumps(facts) write; what was written reads back as the same facts
    template()                      the commented file to start from

The short form is for people: say once who stands behind the answers, then answer. Each answer is
then an attestation by that person. The long form carries a source of its own for a fact.

>>> project = loads('''
... name = "Anvil"
... repository = "https://github.com/acme/anvil"
...
... [attested]
... who = "A. Maintainer, TSC chair"
... when = 2026-11-20
... link = "https://example.org/minutes"
...
... [facts]
... tsc = true
... contributing_organizations = { low = 3, high = 5 }
... badge_level = { unknown = "we have not asked for one yet" }
... stars = { value = 812, source = "github", url = "https://api.github.com/repos/acme/anvil", \
retrieved = 2026-11-20T09:30:00Z, method = "stargazers_count" }
... ''')
>>> str(project["contributing_organizations"].value), project["tsc"].method
('3..5', 'stated by A. Maintainer, TSC chair')
>>> loads(dumps(project)) == project
True
"""

from datetime import UTC, date, datetime
from pathlib import Path

from lfai_nb.checked import TomlTable, as_written
from lfai_nb.domain import Stage, without_password
from lfai_nb.errors import BadInput, DataError, Problem
from lfai_nb.lifecycle.facts import (
    FACTS,
    Attestation,
    BadgeLevel,
    Fact,
    FactKey,
    Interval,
    ProjectFacts,
    Value,
    unknown_key,
)
from lfai_nb.lifecycle.facts_writer import dumps, save, template
from lfai_nb.quantities import interval

__all__ = ["FactsError", "dumps", "load", "loads", "save", "template"]

#: ``proposal`` and ``review`` hold words, which are no facts: the papers of the desks take them.
_TOP = ("name", "repository", "stage", "attested", "facts", "proposal", "review")
_LONG = ("value", "unknown", "source", "url", "retrieved", "method", "note", "attested")
_WORD = ("who", "when", "link", "until")
#: What a text that is missing should hold.
_WANTED = {
    "name": "the project's name",
    "repository": "its address, or the path of a clone",
    "who": "the person who stands behind the answers, and their role",
    "when": "the day on which they said so, as 2026-11-20",
    "link": "the address at which that can be read",
    "retrieved": "a day or a time, as 2026-11-20",
}


#: An interval may be open: { low = 3 } is three or more, { low = "passing" } passing or higher.
_ENDS = ({"low", "high"}, {"low"})


class FactsError(DataError):
    """A file of facts that is refused; ``problems`` has every reason, each with its place."""


def load(path: Path) -> ProjectFacts:
    problems: list[Problem] = []
    return _project(TomlTable.read(path, problems, file=str(path), any_number=True))


def loads(text: str, *, file: str = "the facts") -> ProjectFacts:
    return _project(TomlTable.parse(text, file, []))


def _project(table: TomlTable) -> ProjectFacts:
    table.refuse(FactsError)  # a file that cannot be read lacks nothing but that
    table.wanted = _WANTED
    table.only((), _TOP)
    name, repository = (table.text(key, required=True) for key in ("name", "repository"))
    stage = None
    if text := table.text("stage"):
        try:
            stage = Stage.parse(text)
        except BadInput as error:
            table.fault(str(error), "stage")
    attested = "attested" in table.values
    word = _attestation(table.table("attested")) if attested else None
    entries = table.table("facts")
    facts = [_fact(entries, key, word, attested=attested) for key in entries.values]
    table.refuse(FactsError)
    return ProjectFacts.of(name, without_password(repository), *filter(None, facts), stage=stage)


def _fact(table: TomlTable, key: str, word: Attestation | None, *, attested: bool) -> Fact | None:
    entry = table.values[key]
    if key not in FACTS:
        table.fault(unknown_key(key), key)
        return None
    if isinstance(entry, dict) and not entry.keys() <= {"low", "high"}:
        return _long(FACTS[key], table.table(key))
    value = _value(FACTS[key], entry, table, key)
    if not attested:
        table.fault(
            "nobody stands behind this answer: add an [attested] table with who, when and "
            "link, or give the answer its own source, url, retrieved and method",
            key,
        )
    if value is None or word is None:
        return None
    return Fact.attested(key, value, word)


def _long(kind: FactKey, table: TomlTable) -> Fact | None:
    before, given = len(table.problems), table.values
    table.only((), _LONG)
    if ("value" in given) == ("unknown" in given):
        table.fault("give either `value`, or `unknown` with the reason")
    value = _value(kind, given["value"], table, "value") if "value" in given else None
    word = _attestation(table.table("attested")) if "attested" in given else None
    # A value needs all four unless somebody's word stands in for them.
    needed = "value" in given and "attested" not in given
    source, url, method = (table.text(k, required=needed) for k in ("source", "url", "method"))
    reason, note = table.text("unknown"), table.text("note")
    if "unknown" in given and not reason.strip():
        table.fault("say why it is unknown", "unknown")
    retrieved = _moment(table, required=needed)
    if len(table.problems) > before:
        return None
    if word is not None:
        by_word = Fact.attested(kind.key, value, word) if value is not None else None
        source = source or "attestation"
        url = url or word.link
        method = method or f"stated by {word.who}"
        retrieved = retrieved or (by_word.retrieved if by_word else None)
    try:
        return Fact(
            key=kind.key,
            value=value,
            source=source or "the person who wrote this file",
            url=without_password(url),
            retrieved=retrieved,
            method=method,
            reason=reason,
            attestation=word,
            note=note,
        )
    except BadInput as error:  # an empty source, say
        table.fault(str(error))
        return None


def _value(kind: FactKey, raw: object, table: TomlTable, key: str) -> Value | None:
    value = raw
    try:
        if isinstance(raw, str) and (bound := kind.at_least(raw)):
            value = bound
        elif kind.type is BadgeLevel and isinstance(raw, str):
            value = BadgeLevel.parse(raw)
        elif kind.type is Interval and type(raw) is int:
            value = Interval(raw, raw)
        elif isinstance(raw, dict) and raw.keys() in _ENDS:
            low = raw["low"]
            if kind.type is BadgeLevel and isinstance(low, str):
                low = BadgeLevel.parse(low)
            value = Interval(low, raw.get("high"))
        elif kind.type is Interval and isinstance(raw, str):
            value = Interval(*interval(raw))
    except BadInput as error:
        needs = "" if kind.type is BadgeLevel else f"{kind.key} needs {_accepted(kind)}: "
        table.fault(f"{needs}{error}", key)
        return None
    if not isinstance(value, bool | int | str | Interval) or (
        kind.type is Interval and type(value) is not Interval
    ):
        table.fault(f"{kind.key} needs {_accepted(kind)}, not {as_written(raw)}", key)
        return None
    if wrong := kind.check(value):
        table.fault(wrong, key)
        return None
    return value


def _attestation(table: TomlTable) -> Attestation | None:
    before = len(table.problems)
    table.only((), _WORD)
    who, link = (table.text(key, required=True) for key in ("who", "link"))
    when, until = table.day("when", required=True), table.day("until")
    if len(table.problems) > before or when is None:
        return None
    try:
        return Attestation(who, when, without_password(link), until)
    except BadInput as error:
        table.fault(str(error))
        return None


def _moment(table: TomlTable, *, required: bool) -> datetime | None:
    raw = table.values.get("retrieved")
    if isinstance(raw, datetime):
        if raw.tzinfo is not None:
            try:
                return raw.astimezone(UTC)
            except OverflowError:
                pass  # in the first or the last hours that there are names for
    elif isinstance(raw, date):
        return datetime(raw.year, raw.month, raw.day, tzinfo=UTC)
    elif raw is None:
        if required:
            table.missing("retrieved")
        return None
    wanted = "a day, as 2026-11-20, or a time with its zone, as 2026-11-20T09:30:00Z"
    table.fault(f"retrieved needs {wanted}, not {as_written(raw)}", "retrieved")
    return None


def _accepted(kind: FactKey) -> str:
    """As it is written in a file, which has no 3..5 without quotes."""
    return "a whole number, or { low = 3, high = 5 }" if kind.type is Interval else kind.accepted
