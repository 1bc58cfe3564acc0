"""From a service's answer to facts: reading it with care, and noting down what was found."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from lfai_nb.evidence.http.client import NoAnswer, Reply
from lfai_nb.evidence.request_table import table
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import FACTS, Fact, ProjectFacts, Value

_KINDS: dict[type, str] = {int: "number", str: "text", bool: "flag", list: "list", dict: "object"}

Kind = TypeVar("Kind")


def read(data: object, path: str, kind: type[Kind]) -> Kind:
    """What stands at a path such as ``owner.login``, if it is of the kind; else NoAnswer.

    An empty path is the answer itself.
    """
    at = data
    for step in path.split(".") if path else ():
        at = at.get(step) if isinstance(at, dict) else None
    if type(at) is not kind:  # exactly: True is not a number here
        name = table().words(f"kinds.{_KINDS[kind]}")
        raise NoAnswer(
            table().failure("shape", kind=name, field=path)
            if path
            else table().failure("shape_whole", kind=name)
        )
    return at


class FactBuilder:
    """Collects the facts that one source finds out about one subject."""

    def __init__(self, source: str, subject: Subject) -> None:
        self._source, self._subject = source, subject
        self._facts: dict[str, Fact] = {}

    def value(self, key: str, value: Value, answer: Reply, method: str, note: str = "") -> None:
        # A service may send anything; what cannot be true is not a fact.
        if wrong := FACTS[key].check(value):
            self.unknown(
                key,
                reason=table().failure("nonsense", problem=wrong),
                url=answer.url,
                at=answer.retrieved,
            )
            return
        self.add(
            Fact(
                key=key,
                value=value,
                source=self._source,
                url=answer.url,
                retrieved=answer.retrieved,
                method=method,
                note=note,
            )
        )

    def add(self, fact: Fact) -> None:
        self._facts[fact.key] = fact

    def unknown(self, *keys: str, reason: str, url: str, at: datetime, method: str = "") -> None:
        for key in keys:
            self._facts[key] = Fact.unknown(
                key, reason, source=self._source, url=url, retrieved=at, method=method
            )

    def missing(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Which of these keys have nothing noted down yet."""
        return tuple(key for key in keys if key not in self._facts)

    def get(self, key: str) -> Fact | None:
        return self._facts.get(key)

    def facts(self) -> ProjectFacts:
        subject = self._subject
        return ProjectFacts(subject.name, subject.repository, self._facts, subject.stage)
