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

import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path

from lfai_nb.domain import Stage
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
from lfai_nb.quantities import interval, shown

__all__ = ["FactsError", "dumps", "load", "loads", "save", "template"]

_TOP = ("name", "repository", "stage", "attested", "facts")
_LONG = ("value", "unknown", "source", "url", "retrieved", "method", "note", "attested")
_WORD = ("who", "when", "link", "until")
#: What a text that is missing should hold.
_NEEDED = {
    "name": "the project's name",
    "repository": "its address, or the path of a clone",
    "who": "the person who stands behind the answers, and their role",
    "when": "the day on which they said so, as 2026-11-20",
    "link": "the address at which that can be read",
    "retrieved": "a day or a time, as 2026-11-20",
}


#: An interval may be open: { low = 3 } is three or more.
_ENDS = ({"low", "high"}, {"low"})


class FactsError(DataError):
    """A file of facts that is refused; ``problems`` has every reason, each with its place."""


def load(path: Path) -> ProjectFacts:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FactsError([Problem("not UTF-8 text; save it as UTF-8", str(path))]) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FactsError([Problem(f"cannot be read: {reason}", str(path))]) from None
    return loads(text, file=str(path))


def loads(text: str, *, file: str = "the facts") -> ProjectFacts:
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib lets some bad numbers through as these
        raise FactsError([Problem(f"not TOML: {error}", file)]) from None
    reader = _Reader(file)
    project = reader.project(table)
    if project is None:
        raise FactsError(reader.problems)
    return project


class _Reader:
    """Reads the tables of one file, and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def fault(self, message: str, place: str) -> None:
        self.problems.append(Problem(message, self.file, place))

    def project(self, table: Mapping[str, object]) -> ProjectFacts | None:
        self._only(_TOP, table, "")
        name, repository = (
            self._text(table, key, "", required=True) for key in ("name", "repository")
        )
        stage = None
        if text := self._text(table, "stage", ""):
            try:
                stage = Stage.parse(text)
            except BadInput as error:
                self.fault(str(error), "stage")
        word = self._attestation(table["attested"], "attested") if "attested" in table else None
        facts = {}
        for key, entry in self._table(table.get("facts", {}), "facts").items():
            fact = self._fact(key, entry, word, said="attested" in table)
            if fact is not None:
                facts[key] = fact
        return None if self.problems else ProjectFacts(name, repository, facts, stage)

    def _fact(
        self, key: str, entry: object, word: Attestation | None, *, said: bool
    ) -> Fact | None:
        place = f"facts.{key}"
        if key not in FACTS:
            self.fault(unknown_key(key), place)
            return None
        if isinstance(entry, dict) and not entry.keys() <= {"low", "high"}:
            return self._long(FACTS[key], entry, place)
        value = self._value(FACTS[key], entry, place)
        if not said:
            self.fault(
                "nobody stands behind this answer: add an [attested] table with who, when and "
                "link, or give the answer its own source, url, retrieved and method",
                place,
            )
        if value is None or word is None:
            return None
        return Fact.attested(key, value, word)

    def _long(self, kind: FactKey, entry: Mapping[str, object], place: str) -> Fact | None:
        before = len(self.problems)
        self._only(_LONG, entry, place)
        if ("value" in entry) == ("unknown" in entry):
            self.fault("give either `value`, or `unknown` with the reason", place)
        value = None
        if "value" in entry:
            value = self._value(kind, entry["value"], f"{place}.value")
        word = None
        if "attested" in entry:
            word = self._attestation(entry["attested"], f"{place}.attested")
        # A value needs all four unless somebody's word stands in for them.
        needed = "value" in entry and "attested" not in entry
        source, url, method = (
            self._text(entry, name, place, required=needed) for name in ("source", "url", "method")
        )
        reason, note = (self._text(entry, name, place) for name in ("unknown", "note"))
        if "unknown" in entry and not reason.strip():
            self.fault("say why it is unknown", f"{place}.unknown")
        retrieved = self._moment(entry, place, required=needed)
        if len(self.problems) > before:
            return None
        if word is not None:
            said = Fact.attested(kind.key, value, word) if value is not None else None
            source = source or "attestation"
            url = url or word.link
            method = method or f"stated by {word.who}"
            retrieved = retrieved or (said.retrieved if said else None)
        try:
            return Fact(
                key=kind.key,
                value=value,
                source=source or "the person who wrote this file",
                url=url,
                retrieved=retrieved,
                method=method,
                reason=reason,
                attestation=word,
                note=note,
            )
        except BadInput as error:  # an empty source, say
            self.fault(str(error), place)
            return None

    def _value(self, kind: FactKey, raw: object, place: str) -> Value | None:
        value = raw
        try:
            if kind.type is BadgeLevel and isinstance(raw, str):
                value = BadgeLevel.parse(raw)
            elif kind.type is Interval and type(raw) is int:
                value = Interval(raw, raw)
            elif kind.type is Interval and isinstance(raw, dict) and raw.keys() in _ENDS:
                value = Interval(raw["low"], raw.get("high"))
            elif kind.type is Interval and isinstance(raw, str):
                value = Interval(*interval(raw))
        except BadInput as error:
            needs = f"{kind.key} needs {_accepted(kind)}: " if kind.type is Interval else ""
            self.fault(f"{needs}{error}", place)
            return None
        if not isinstance(value, bool | int | str | Interval) or (
            kind.type is Interval and type(value) is not Interval
        ):
            self.fault(f"{kind.key} needs {_accepted(kind)}, not {_toml(raw)}", place)
            return None
        wrong = kind.check(value)
        if wrong:
            self.fault(wrong, place)
            return None
        return value

    def _attestation(self, raw: object, place: str) -> Attestation | None:
        before = len(self.problems)
        entry = self._table(raw, place)
        self._only(_WORD, entry, place)
        who, link = (self._text(entry, name, place, required=True) for name in ("who", "link"))
        when, until = (self._day(entry, name, place) for name in ("when", "until"))
        if "when" not in entry and isinstance(raw, dict):
            self._missing("when", f"{place}.when")
        if len(self.problems) > before or when is None:
            return None
        try:
            return Attestation(who, when, link, until)
        except BadInput as error:
            self.fault(str(error), place)
            return None

    def _only(self, allowed: Iterable[str], table: Mapping[str, object], place: str) -> None:
        for key in table:
            if key in allowed:
                continue
            near = get_close_matches(key, allowed, n=1)
            hint = f"; did you mean {near[0]}?" if near else "."
            at = f"{place}.{key}" if place else key
            self.fault(f"{key!r} is not a key here{hint} Allowed: {', '.join(allowed)}", at)

    def _table(self, raw: object, place: str) -> Mapping[str, object]:
        if isinstance(raw, dict):
            return raw
        self.fault(f"{place} needs a table, not {_toml(raw)}", place)
        return {}

    def _text(
        self, table: Mapping[str, object], key: str, place: str, *, required: bool = False
    ) -> str:
        at = f"{place}.{key}" if place else key
        raw = table.get(key, "")
        if not isinstance(raw, str):
            self.fault(f"{key} needs a text, not {_toml(raw)}", at)
            return ""
        if required and not raw.strip():
            self._missing(key, at, "is missing" if key not in table else "is empty")
        return raw

    def _day(self, table: Mapping[str, object], key: str, place: str) -> date | None:
        raw = table.get(key)
        if type(raw) is date:
            return raw
        if raw is not None:
            self.fault(f"{key} needs a day, as 2026-11-20, not {_toml(raw)}", f"{place}.{key}")
        return None

    def _moment(
        self, table: Mapping[str, object], place: str, *, required: bool
    ) -> datetime | None:
        raw = table.get("retrieved")
        if isinstance(raw, datetime):
            if raw.tzinfo is not None:
                try:
                    return raw.astimezone(UTC)
                except OverflowError:
                    pass  # in the first or the last hours that there are names for
        elif type(raw) is date:
            return datetime(raw.year, raw.month, raw.day, tzinfo=UTC)
        elif raw is None:
            if required:
                self._missing("retrieved", f"{place}.retrieved")
            return None
        wanted = "a day, as 2026-11-20, or a time with its zone, as 2026-11-20T09:30:00Z"
        self.fault(f"retrieved needs {wanted}, not {_toml(raw)}", f"{place}.retrieved")
        return None

    def _missing(self, key: str, at: str, what: str = "is missing") -> None:
        needed = f": {_NEEDED[key]}" if key in _NEEDED else ""
        self.fault(f"{key} {what}{needed}", at)


def _accepted(kind: FactKey) -> str:
    """As it is written in a file, which has no 3..5 without quotes."""
    return "a whole number, or { low = 3, high = 5 }" if kind.type is Interval else kind.accepted


def _toml(raw: object) -> str:
    return str(raw) if isinstance(raw, date) else shown(raw)
