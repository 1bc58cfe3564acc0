"""The plan of a presentation: the days that it gives, and what it never claims to know."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.catalog import load as load_catalog
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.faces.calendar_file import calendar_file
from lfai_nb.faces.plan import plan_html, plan_markdown, plan_text
from lfai_nb.hosting import BadInput, Meetings, Timing, schedule
from lfai_nb.hosting.meetings import recorded_days
from lfai_nb.hosting.schedule import REVIEWED, waits
from lfai_nb.places import data_dir
from lfai_nb.policy import load
from lfai_nb.policy.words import day_in_words

CASES = tomllib.loads((data_dir() / "policy/cases/plan.toml").read_text(encoding="utf-8"))["case"]
TODAY = date(2026, 11, 27)
days = st.dates(date(2024, 2, 27), date(2040, 1, 1))
stages = st.sampled_from(HOSTED_STAGES)


def ask(case: dict[str, Any]) -> Any:
    given = case["ask"]
    wish = None if given["present_on"] == "soon" else given["present_on"]
    return schedule(wish, given["stage"], on=given["on"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_cases_that_stand_beside_the_rules(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(BadInput) as refusal:
            ask(case)
        assert case["refused"] in str(refusal.value)
        return
    plan, expected = ask(case), case["answer"]
    assert plan.verdict == expected["verdict"]
    assert [meeting.day for meeting in plan.nearest] == expected.get("nearest", [])
    assert (plan.meeting and plan.meeting.day) == expected.get("meeting")
    assert (plan.meeting and plan.meeting.on_record) == expected.get("on_record")
    assert plan.deck_due == expected.get("deck_due")
    assert (plan.following and plan.following.day) == expected.get("following")


@given(days, stages)
def test_as_soon_as_possible_leaves_the_time_that_the_rule_asks_for(on: date, stage: str) -> None:
    plan = schedule(None, stage, on=on)
    lead = load().at(on).number("HST-DECK-DAYS")
    assert plan.verdict is Timing.IN_TIME
    assert plan.meeting is not None
    assert plan.deck_due == plan.meeting.day - timedelta(days=lead)
    assert on <= plan.deck_due < on + timedelta(weeks=2)


def obvious(recorded: list[date], every: int, day: date) -> tuple[date, date]:
    """All meetings there are, counted out one by one."""
    known: set[date] = set()
    for n, start in enumerate(recorded):
        end = recorded[n + 1] if n + 1 < len(recorded) else day + timedelta(days=2 * every + 1)
        meeting = start
        while meeting < end:
            known.add(meeting)
            meeting += timedelta(days=every)
    return max(d for d in known if d <= day), min(d for d in known if d >= day)


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2024, 1, 1)), min_size=1, max_size=8, unique=True),
    st.integers(1, 6),
    st.integers(0, 2000),
)
def test_the_meetings_around_a_day_are_those_of_a_slow_count(
    recorded: list[date], weeks: int, ahead: int
) -> None:
    recorded.sort()
    day = recorded[0] + timedelta(days=ahead)
    before, after = Meetings(tuple(recorded), timedelta(weeks=weeks)).around(day)
    assert (before.day, after.day) == obvious(recorded, 7 * weeks, day)
    assert (before.on_record, after.on_record) == (before.day in recorded, after.day in recorded)


def test_the_next_meeting_on_record_comes_before_one_by_the_rhythm() -> None:
    council = Meetings((date(2026, 6, 4), date(2026, 6, 10)), timedelta(weeks=2))
    before, after = council.around(date(2026, 6, 5))
    assert (before.day, before.on_record) == (date(2026, 6, 4), True)
    assert (after.day, after.on_record) == (date(2026, 6, 10), True)
    assert council.around(date(2026, 6, 10)) == (after, after)
    with pytest.raises(BadInput, match="no meeting of the council is on record before 4 June 2026"):
        council.around(date(2026, 6, 3))


def test_the_seven_steps_are_in_order_and_each_says_what_its_day_rests_on() -> None:
    plan = schedule(None, "sandbox", on=TODAY)
    assert [step.item.id for step in plan.steps] == [
        *("date", "recommendations", "request", "deck", "present", "onboard", "announce"),
    ]
    known = [step.day for step in plan.steps if step.day]
    assert known == sorted(known)
    assert "10 days before the presentation (HST-DECK-DAYS)" in plan.steps[3].basis
    assert all("found no number of days" in plan.steps[n].basis for n in (0, 1, 2, 5, 6))
    assert [step.day for step in plan.steps[5:]] == [None, None]


def test_a_worked_out_day_says_so_and_how_well_the_rhythm_has_held() -> None:
    plan = schedule(None, "sandbox", on=TODAY)
    assert "worked out, not published" in plan.about
    # Worked out from the record: a project that is entered may bring the day of its vote.
    recorded = recorded_days(load_catalog(), load())
    gaps = [(after - before).days for before, after in pairwise(recorded)]
    fitting = sum(gap % 14 == 0 for gap in gaps)
    assert f"{day_in_words(recorded[-1])}, the last meeting on record" in plan.about
    assert f"{fitting} of the {len(gaps)} gaps" in plan.about


def test_nobody_knows_of_a_meeting_that_is_still_to_come() -> None:
    recorded = recorded_days(load_catalog(), load())
    last = recorded[-1]
    plan = schedule(last, "sandbox", on=last - timedelta(weeks=3))
    assert plan.meeting is not None
    assert not plan.meeting.on_record


def test_how_long_it_took_counts_only_what_came_after_the_vote() -> None:
    catalog = load_catalog()
    for wait in schedule(None, "sandbox", on=TODAY).waits:
        days = {"charter": catalog.days_to_charter, "landscape": catalog.days_to_landscape}
        after = sorted(n for n in days[wait.id]().values() if n >= 0)
        assert (wait.projects, wait.low, wait.high) == (len(after), after[0], after[-1])
        assert after[(len(after) - 1) // 2] <= wait.median <= after[len(after) // 2]
    assert "acumos" not in catalog.days_to_landscape(), "on the landscape's first day already"


def test_where_nobody_waited_nothing_is_said_of_waiting() -> None:
    bare = replace(load_catalog(), charters=())
    assert [wait.id for wait in waits(bare)] == ["landscape"]


def test_where_no_review_is_asked_for_none_is_ahead() -> None:
    policy = load()
    rule = policy[REVIEWED]
    ended = replace(rule, values=(*rule.values[:-1], replace(rule.values[-1], content=None)))
    without = replace(policy, rules={**policy.rules, REVIEWED: ended})
    on, wish = TODAY, None
    plans = [schedule(wish, "sandbox", on=on, policy=p) for p in (policy, without)]
    assert [[event.id for event in plan.ahead] for plan in plans] == [
        ["review", "expected"],
        ["expected"],
    ]


def test_graduation_needs_the_board_as_well() -> None:
    decisions = {stage: schedule(None, stage, on=TODAY).decision for stage in HOSTED_STAGES}
    assert "Governing Board" in decisions["graduation"]
    assert "Governing Board" not in decisions["sandbox"]


@pytest.mark.parametrize("stage", ["emeritus", "gold", "", "Sandbox"])
def test_what_is_no_stage_to_ask_for_is_refused(stage: str) -> None:
    with pytest.raises(BadInput, match="accepted: sandbox, incubation, graduation"):
        schedule(None, stage, on=TODAY)


def test_the_end_of_the_calendar_is_refused_and_no_traceback() -> None:
    for on in (date.max, date(9990, 1, 1)):
        with pytest.raises(BadInput, match="end of the calendar"):
            schedule(None, "sandbox", on=on)


# ---------------------------------------------------------------- the calendar file


@given(days, stages)
def test_two_readers_get_the_same_days_back_from_the_calendar_file(on: date, stage: str) -> None:
    plan = schedule(None, stage, on=on)
    written = calendar_file(plan.events, on=on)
    expected = {event.uid: (event.day, event.summary, event.text) for event in plan.events}
    ours = {
        str(entry["uid"]): (entry["dtstart"].dt, str(entry["summary"]), str(entry["description"]))
        for entry in icalendar.Calendar.from_ical(written).walk("VEVENT")
    }
    theirs = {
        entry.uid.value: (entry.dtstart.value, entry.summary.value, entry.description.value)
        for entry in vobject.readOne(written.decode()).vevent_list
    }
    assert ours == theirs == expected
    assert max(len(line) for line in written.split(b"\r\n")) <= 75


def test_the_same_plan_has_the_same_identifiers_on_any_day_of_asking() -> None:
    meeting = date(2027, 1, 14)
    plans = [schedule(meeting, "sandbox", on=date(2026, 11, day)) for day in (1, 27)]
    first, second = ({event.uid for event in plan.events} for plan in plans)
    assert first == second
    assert len(first) == len(plans[0].events) == 4
    other = schedule(meeting, "incubation", on=TODAY)
    assert first.isdisjoint(event.uid for event in other.events)


def test_the_day_of_the_deck_says_why_it_is_that_of_four_steps() -> None:
    deck = schedule(None, "sandbox", on=TODAY).events[0]
    assert "So 7 December 2026 is the last day for each of them" in deck.text


def test_a_day_without_a_meeting_has_nothing_for_a_calendar() -> None:
    assert schedule(date(2026, 12, 10), "sandbox", on=TODAY).events == ()


# ---------------------------------------------------------------- the faces


def test_every_face_has_the_day_the_steps_and_the_caveat() -> None:
    plan = schedule(None, "incubation", on=TODAY)
    for face in (plan_text, plan_markdown, plan_html):
        text = " ".join(face(plan).split())
        for words in ("17 December 2026", "7 December 2026", "worked out, not published"):
            assert words in text, (face, words)
        # Why four steps have one day is said, and not left to be wondered about.
        assert "Of the 4 steps up to the deck, the documents give a day for the deck alone" in text
        for step in plan.steps:
            assert step.item.text in text.replace("&#x27;", "'"), (face, step)


def test_markdown_has_a_box_for_each_step_and_each_task() -> None:
    plan = schedule(None, "sandbox", on=TODAY)
    tasks = sum(len(value.content) for value in plan.checklists)  # type: ignore[arg-type]
    assert plan_markdown(plan).count("- [ ] ") == len(plan.steps) + tasks
