"""When each step of a proposal is due: ``schedule``, backwards from a meeting of the council.

    schedule(wish, stage, on=…)   from a wished day, or from None: as soon as possible

    BadInput    a day that is past, or too far ahead, or from before the steps were known

>>> plan = schedule(None, "sandbox", on=date(2026, 11, 27))
>>> plan.meeting.day.isoformat(), plan.meeting.on_record, plan.deck_due.isoformat()
('2026-12-17', False, '2026-12-07')
>>> print(schedule(date(2026, 12, 10), "sandbox", on=date(2026, 11, 27)).headline)
The council does not meet on 10 December 2026, as far as its record and its rhythm go. The nearest \
meetings are those of 3 December 2026 and 17 December 2026.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from lfai_nb import catalog as record
from lfai_nb.catalog import Catalog
from lfai_nb.domain import HOSTED_STAGES, Stage, months_after
from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.hosting import sentences
from lfai_nb.hosting.meetings import CouncilMeeting, Meetings, recorded_days
from lfai_nb.hosting.steps import Ahead, CalendarEntry, PlanStep, Wait
from lfai_nb.policy import Item, Policy, Range, Value, View, load
from lfai_nb.policy.words import counted, day_in_words, in_a_sentence, say
from lfai_nb.quantities import median

#: The rules of other topics are not read: each takes time, and a command should start at once.
TOPICS = ("hosting", "council", "onboarding", "review", *map(str, HOSTED_STAGES))
STEPS, DECK_DAYS, CADENCE = "HST-STEPS", "HST-DECK-DAYS", "TAC-CADENCE-WEEKS"
VOTES = {Stage.SANDBOX: "SBX-VOTE", Stage.INCUBATION: "INC-VOTE", Stage.GRADUATION: "GRD-VOTE"}
#: The staff's checklists, before the vote and after it, in the order of the work.
CHECKLISTS = (
    *(
        "ONB-REVIEW",
        "ONB-DETAILS",
        "ONB-LICENSING",
        "ONB-CONTRIBUTION",
        "ONB-FORMATION",
        "ONB-OPERATIONS",
    ),
    "ONB-MARKETING",
)
REVIEWED, EXPECTED = (
    "REV-ANNUAL",
    {
        Stage.SANDBOX: "REV-SANDBOX-MONTHS",
        Stage.INCUBATION: "REV-INCUBATION-MONTHS",
    },
)
RULES = (STEPS, DECK_DAYS, CADENCE, *VOTES.values(), *CHECKLISTS, REVIEWED, *EXPECTED.values())
#: Where the time of a step hangs on the vote, and where on the meeting itself.
_AFTER, _MEETING, _DECK = ("onboard", "announce"), "present", "deck"
#: Nobody publishes a calendar that far; a rhythm that shifts every year or so says nothing of it.
YEARS_AHEAD = 2


class Timing(StrEnum):
    IN_TIME = "in time"
    LATE = "late"
    NO_MEETING = "no meeting"


@dataclass(frozen=True, slots=True)
class Schedule:
    stage: Stage
    on: date
    wish: date | None  # None: as soon as possible
    verdict: Timing
    headline: str
    meeting: CouncilMeeting | None
    nearest: tuple[CouncilMeeting, ...]  # around a wished day on which the council does not meet
    following: CouncilMeeting | None  # where it is too late: the first meeting that leaves time
    about: str  # where the day of the meeting comes from
    deck_due: date | None
    decision: str
    steps: tuple[PlanStep, ...]
    waits: tuple[Wait, ...]
    checklists: tuple[Value, ...]
    ahead: tuple[Ahead, ...]
    sources: tuple[Value, ...]

    @property
    def order(self) -> str:
        """Why the steps up to the deck share its day."""
        if self.meeting is None or self.deck_due is None:
            return ""
        steps = sum(step.day == self.deck_due for step in self.steps)
        lead = (self.meeting.day - self.deck_due).days
        return order_words(steps, lead, day_in_words(self.deck_due))

    @property
    def events(self) -> tuple[CalendarEntry, ...]:
        """What goes into a calendar: the days that a person has to remember."""
        if self.meeting is None or self.deck_due is None:
            return ()
        day = day_in_words(self.meeting.day)
        vote = sentences.VOTE.format(who=self.decision)
        due = [step.item.text for step in self.steps if step.day == self.deck_due]
        days = {
            "deck": (self.deck_due, " ".join([self.order, *due])),
            "present": (
                self.meeting.day,
                f"{vote} {self.about}",
            ),
            **{ahead.id: (ahead.day, ahead.text) for ahead in self.ahead},
        }
        return tuple(
            CalendarEntry(
                sentences.UID.format(id=name, stage=self.stage, day=self.meeting.day.isoformat()),
                when,
                sentences.EVENTS[name].format(day=day, stage=self.stage.capitalize()),
                text,
            )
            for name, (when, text) in days.items()
        )

    def as_json(self) -> dict[str, object]:
        return {
            "stage": str(self.stage),
            "on": self.on.isoformat(),
            "wish": self.wish.isoformat() if self.wish else "soon",
            "verdict": str(self.verdict),
            "headline": self.headline,
            "meeting": self.meeting.as_json() if self.meeting else None,
            "nearest": [meeting.as_json() for meeting in self.nearest],
            "following": self.following.as_json() if self.following else None,
            "about": self.about,
            "deck_due": self.deck_due.isoformat() if self.deck_due else None,
            "days_left": (self.deck_due - self.on).days if self.deck_due else None,
            "decision": self.decision,
            "order": self.order,
            "steps": [step.as_json() for step in self.steps],
            "waits": [wait.as_json() for wait in self.waits],
            "undefined": sentences.UNDEFINED,
            "checklists": [
                {
                    "rule": value.rule,
                    "title": load(TOPICS)[value.rule].title,
                    "tasks": [{"id": i.id, "text": i.text, "who": i.who} for i in items_of(value)],
                }
                for value in self.checklists
            ],
            "ahead": [ahead.as_json() for ahead in self.ahead],
            "events": [event.as_json() for event in self.events],
            "sources": [
                {"rule": v.rule, "title": v.source.title, "where": v.where} for v in self.sources
            ],
        }


def schedule(
    wish: date | None,
    stage: Stage | str,
    *,
    on: date,
    policy: Policy | None = None,
    catalog: Catalog | None = None,
) -> Schedule:
    """The steps to a presentation on a day, by the rules that are known ``on`` a day."""
    wanted = hosted_stage(stage)
    view = (policy or load(TOPICS)).at(on)
    catalog = catalog or record.load()
    _refuse(wish, view)
    council = meetings(view, catalog)
    lead = timedelta(days=view.number(DECK_DAYS))
    in_time = council.first_from(on + lead)
    before, after = (in_time, in_time) if wish is None else council.around(wish)
    meeting = before if before == after else None
    deck_due = meeting.day - lead if meeting else None
    verdict = Timing.NO_MEETING
    if deck_due:
        verdict = Timing.LATE if deck_due < on else Timing.IN_TIME
    used = [view[rule] for rule in (STEPS, DECK_DAYS, CADENCE, VOTES[wanted])]
    checklists = tuple(filter(None, (_known(view, rule) for rule in CHECKLISTS)))
    return Schedule(
        stage=wanted,
        on=on,
        wish=wish,
        verdict=verdict,
        headline=_headline(verdict, wish or in_time.day, on, lead, before, after, in_time),
        meeting=meeting,
        nearest=(before, after) if meeting is None else (),
        following=in_time if verdict is Timing.LATE else None,
        about=about(meeting, view, council) if meeting else "",
        deck_due=deck_due,
        decision=in_a_sentence(view.policy[VOTES[wanted]], view.in_force(VOTES[wanted])),
        steps=tuple(_steps(view, meeting.day)) if meeting else (),
        waits=waits(catalog) if meeting else (),
        checklists=checklists if meeting else (),
        ahead=tuple(_ahead(wanted, meeting.day, view, council)) if meeting else (),
        sources=tuple(filter(None, used)),
    )


def order_words(steps: int, lead: int, deck: str) -> str:
    return sentences.ORDER.format(
        steps=counted(steps, "steps"), days=counted(lead, "days"), rule=DECK_DAYS, deck=deck
    )


def hosted_stage(stage: Stage | str) -> Stage:
    if stage in HOSTED_STAGES:
        return Stage(stage)
    raise BadInput(
        f"{str(stage)[:40]!r} is not a stage to ask for; accepted: {', '.join(HOSTED_STAGES)}"
    )


def meetings(view: View, catalog: Catalog) -> Meetings:
    """Those that a person could know of on the day of the view, and the rhythm of that day."""
    known = tuple(day for day in recorded_days(catalog, view.policy) if day <= view.day)
    return Meetings(known, timedelta(weeks=view.number(CADENCE)))


def last_day(on: date) -> date:
    """The last day that can be planned for."""
    return months_after(on, 12 * YEARS_AHEAD)


def first_day(policy: Policy) -> date:
    """The first day of which the steps and their days are known."""
    return next(v.start for v in policy[DECK_DAYS].values if v.content is not None)


def _refuse(wish: date | None, view: View) -> None:
    on, first = view.day, first_day(view.policy)
    if on < first:
        raise BadInput(sentences.KNOWN_FROM.format(first=day_in_words(first), day=day_in_words(on)))
    if on.year > date.max.year - 10:
        raise BadInput(f"{day_in_words(on)} is too near to the end of the calendar")
    if wish is None:
        return
    words = {"day": day_in_words(wish), "on": day_in_words(on)}
    if wish < on:
        raise BadInput(sentences.PAST.format(**words))
    if wish > last_day(on):
        raise BadInput(sentences.TOO_FAR.format(**words, last=day_in_words(last_day(on))))


def _headline(
    verdict: Timing,
    wish: date,
    on: date,
    lead: timedelta,
    before: CouncilMeeting,
    after: CouncilMeeting,
    in_time: CouncilMeeting,
) -> str:
    if verdict is Timing.NO_MEETING:
        return sentences.NO_MEETING.format(
            day=day_in_words(wish), before=day_in_words(before.day), after=day_in_words(after.day)
        )
    deck = before.day - lead
    words = {"meeting": day_in_words(before.day), "deck": day_in_words(deck)}
    if verdict is Timing.LATE:
        return sentences.LATE.format(**words, next=day_in_words(in_time.day))
    left = (deck - on).days
    more = sentences.IN_TIME.format(days=counted(left, "days")) if left else sentences.DUE_TODAY
    return f"{sentences.PRESENT.format(**words)} {more}"


def about(meeting: CouncilMeeting, view: View, council: Meetings) -> str:
    if meeting.on_record:
        return sentences.ON_RECORD
    return by_rhythm(view, council)


def by_rhythm(view: View, council: Meetings) -> str:
    gaps, fitting = council.gaps
    return sentences.BY_RHYTHM.format(
        every=counted(view.number(CADENCE), "weeks"),
        rule=CADENCE,
        last=day_in_words(council.recorded[-1]),
        gaps=gaps,
        fitting=fitting,
    )


def basis(step: str, view: View) -> str:
    """What gives a step its day, in words."""
    if step == _DECK:
        days = counted(view.number(DECK_DAYS), "days")
        return sentences.BASIS["rule"].format(days=days, rule=DECK_DAYS)
    key = "meeting" if step == _MEETING else "after" if step in _AFTER else "order"
    return sentences.BASIS[key]


def _steps(view: View, meeting: date) -> Iterator[PlanStep]:
    deck = meeting - timedelta(days=view.number(DECK_DAYS))
    for item in view.items(STEPS):
        day: date | None = deck
        if item.id == _MEETING:
            day = meeting
        elif item.id in _AFTER:
            day = None
        yield PlanStep(item, day, basis(item.id, view))


def waits(catalog: Catalog) -> tuple[Wait, ...]:
    """Of the projects for which it came after the vote; of the others it says nothing."""
    measured: Mapping[str, Mapping[str, int]] = {
        "charter": catalog.days_to_charter(),
        "landscape": catalog.days_to_landscape(),
    }
    waits = []
    for name, days in measured.items():
        after = [passed for passed in days.values() if passed >= 0]
        if after:
            waits.append(Wait(name, len(after), round(median(after)), min(after), max(after)))
    return tuple(waits)


def _ahead(stage: Stage, vote: date, view: View, council: Meetings) -> Iterator[Ahead]:
    if view[REVIEWED] is not None:
        text = sentences.REVIEW.format(rule=REVIEWED)
        yield Ahead("review", council.first_from(months_after(vote, 12)).day, text, REVIEWED)
    if (time := expected(stage, view)) is not None:
        yield Ahead(
            "expected", months_after(vote, time[0]), expected_words(stage, view), EXPECTED[stage]
        )


def expected(stage: Stage, view: View) -> tuple[int, str] | None:
    """Within how many months a project moves on, at most, and the same in words."""
    value = view[EXPECTED[stage]] if stage in EXPECTED else None
    if value is None or not isinstance(value.content, Range):
        return None
    return value.content.high, say(value.content, view.policy[value.rule].unit)


def expected_words(stage: Stage, view: View) -> str:
    time = expected(stage, view)
    assert time is not None
    assert stage.next is not None
    following = stage.next.capitalize()
    return sentences.EXPECTED.format(next=following, time=time[1], rule=EXPECTED[stage])


def _known(view: View, rule_id: str) -> Value | None:
    """A checklist that is younger than the day is not there yet, and the plan goes without it."""
    return view[rule_id] if view.policy[rule_id].values[0].start <= view.day else None


def items_of(value: Value) -> tuple[Item, ...]:
    content = value.content if isinstance(value.content, tuple) else ()
    return tuple(item for item in content if isinstance(item, Item))
