"""The seats with a vote on a day: by the newest table of them, and by the rule and the record.

>>> seats = seats_on(date(2023, 4, 6))
>>> len(seats.premier), len(seats.projects), seats.stated
(8, 8, 16)
>>> now = seats_on(date(2026, 8, 14))
>>> now.table_of, now.by_rule.premier, len(now.by_rule.projects)
(datetime.date(2023, 4, 6), 4, 13)
"""

from datetime import date

from lfai_nb import catalog
from lfai_nb.domain import Stage
from lfai_nb.frozen import dataclass
from lfai_nb.policy import NotKnownYet, Policy, Source, Value, View, load


@dataclass(frozen=True, slots=True)
class ByRule:
    """One seat for each Premier member and each graduated project, as far as the record goes."""

    premier: int  # their names are not on record
    projects: tuple[str, ...]
    as_of: date

    @property
    def number(self) -> int:
        return self.premier + len(self.projects)


@dataclass(frozen=True, slots=True)
class Seats:
    on: date
    table_of: date  # the day of the newest table up to then
    premier: tuple[str, ...]
    projects: tuple[str, ...]
    stated: int  # the number of voters that the document writes, which may differ from its table
    source: Source
    where: str
    by_rule: ByRule | None  # None where the record does not reach back to the day
    made_since: date | None  # from when a project needs to be made a “TAC Project” for its seat
    stated_quorum: Value | None  # the number of the newest document, which is about its own seats

    @property
    def number(self) -> int:
        return len(self.premier) + len(self.projects)

    def as_json(self) -> dict[str, object]:
        rule = self.by_rule
        return {
            "on": self.on.isoformat(),
            "table": {
                "of": self.table_of.isoformat(),
                "seats": self.number,
                "stated": self.stated,
                "premier": list(self.premier),
                "graduated": list(self.projects),
                "source": {
                    "id": self.source.id,
                    "title": self.source.title,
                    "where": self.where,
                },
            },
            "by_rule": None
            if rule is None
            else {
                "as_of": rule.as_of.isoformat(),
                "seats": rule.number,
                "premier": rule.premier,
                "graduated": list(rule.projects),
            },
        }


def seats_on(day: date, *, policy: Policy | None = None) -> Seats:
    """The newest known up to the day; before the first table it is refused."""
    view = (policy or load(("council",))).at(day)
    value = view.in_force("TAC-PREMIER-SEATS")
    made = _known("TAC-PROJECT-VOTE", view)
    return Seats(
        on=day,
        table_of=value.start,
        premier=tuple(item.text for item in view.items("TAC-PREMIER-SEATS")),
        projects=tuple(item.text for item in view.items("TAC-PROJECT-SEATS")),
        stated=view.number("TAC-SEATS"),
        source=value.source,
        where=value.where,
        by_rule=_by_rule(day),
        made_since=made.start if made else None,
        stated_quorum=_known("TAC-QUORUM", view),
    )


def _known(rule: str, view: View) -> Value | None:
    try:
        return view[rule]
    except NotKnownYet:
        return None


def _by_rule(day: date) -> ByRule | None:
    record = catalog.load()
    try:
        premier = record.members_on(day).premier
        hosted = record.hosted_on(day)
    except catalog.BeforeTheRecord:
        return None
    graduated = (project for project in hosted if record.stage_on(project, day) is Stage.GRADUATION)
    return ByRule(premier, tuple(project.name for project in graduated), min(day, record.as_of))
