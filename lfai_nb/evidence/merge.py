"""Several sources, one set of facts: who is believed, and what did not agree.

Three rules, in this order:

1. A value beats "unknown"; of two reasons for unknown the first source's is kept.
2. What was measured just now beats a snapshot or the foundation's record, and those beat a
   person's word: an attestation
   fills what nobody could measure, and is shown as one. What is measured from below alone, as
   "passing or higher", gives way to a value that fits it and is exact.
3. What lost is not dropped. A value that differs is a ``Conflict``, and the fact's note says so.

Among the measured, the order in which the sources are given decides: a git history before GitHub,
for it also sees what GitHub does not list.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from lfai_nb.evidence.record import FoundationRecord
from lfai_nb.evidence.snapshot import Snapshots
from lfai_nb.evidence.source import FactSource, Subject
from lfai_nb.frozen import dataclass, replace
from lfai_nb.lifecycle.facts import FACTS, Fact, Interval, ProjectFacts, Value

#: In the address of a file that GitHub shows from its owner's defaults. A repository that does not
#: have the file itself does not contradict that.
_DEFAULTS = "/.github/git/trees/"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources that do not say the same: the fact that is used, and the one that is not."""

    used: Fact
    other: Fact

    def __str__(self) -> str:
        return (
            f"{self.used.key}: {self.used.value} from {_said(self.used)} is used, "
            f"{self.other.value} from {_said(self.other)} is not"
        )


@dataclass(frozen=True, slots=True)
class Collected:
    facts: ProjectFacts
    conflicts: tuple[Conflict, ...]


def collect(
    subject: Subject,
    sources: Iterable[FactSource],
    *,
    on: date | None = None,
    on_source: Callable[[str], None] | None = None,
) -> Collected:
    """Ask each source about the project, and merge what they say.

    With ``on``, an attestation that has expired by that day is unknown before anything is merged,
    and so hides no other that still holds.
    """
    answers = []
    for source in sources:
        if on_source is not None:
            on_source(source.name)
        answer = source.facts(subject)
        answers.append(answer if on is None else answer.on(on))
    return merge(subject, answers)


def merge(subject: Subject, answers: Sequence[ProjectFacts]) -> Collected:
    """One set of facts out of several, the most trusted of equals first."""
    merged: dict[str, Fact] = {}
    conflicts: list[Conflict] = []
    for key in FACTS:
        stated = [answer.facts[key] for answer in answers if key in answer.facts]
        if not stated:
            continue
        # Sorting is stable: of equal rank, the earlier source stays in front.
        ranked = sorted(stated, key=_rank)
        used = next((fact for fact in ranked[1:] if _is_exact_of(fact, ranked[0])), ranked[0])
        others = [fact for fact in ranked if fact is not used]
        differing = [Conflict(used, other) for other in others if _differ(used, other)]
        conflicts += differing
        if differing:
            seen = "; ".join(f"{c.other.value} from {_said(c.other)}" for c in differing)
            used = replace(used, note="; ".join(filter(None, (used.note, f"not used: {seen}"))))
        merged[key] = used
    stages = [answer.stage for answer in answers if answer.stage is not None]
    stage = subject.stage or (stages[0] if stages else None)
    return Collected(
        ProjectFacts(subject.name, subject.repository, merged, stage), tuple(conflicts)
    )


def _rank(fact: Fact) -> int:
    if not fact.known:
        return 3
    if fact.value is True and _DEFAULTS in fact.url:
        return -1
    if fact.attestation is not None:
        return 2
    return 1 if fact.source.startswith((Snapshots.name, FoundationRecord.name)) else 0


def _is_exact_of(fact: Fact, bound: Fact) -> bool:
    """Whether a value fits one that is known from below alone, and says how much it is."""
    from_below = isinstance(bound.value, Interval) and FACTS[bound.key].type is not Interval
    exact = fact.known and not isinstance(fact.value, Interval)
    return from_below and exact and not _differ(bound, fact)


def _differ(used: Fact, other: Fact) -> bool:
    """Whether two values contradict each other: intervals that overlap do not."""
    if used.value is None or other.value is None:
        return False
    if isinstance(used.value, Interval) or isinstance(other.value, Interval):
        (low, high), (lowest, highest) = _ends(used.value), _ends(other.value)
        return high < lowest or highest < low
    return used.value != other.value


def _ends(value: Value) -> tuple[float, float]:
    """Of whatever has an order: an exact value is both."""
    if isinstance(value, Interval):
        return value.low, math.inf if value.high is None else value.high
    assert isinstance(value, int)  # the registry of facts sees to it
    return value, value


def _said(fact: Fact) -> str:
    who = fact.attestation.who if fact.attestation is not None else fact.source
    return f"{who} ({fact.retrieved:%Y-%m-%d})" if fact.retrieved is not None else who
