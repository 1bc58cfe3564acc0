"""Who may vote when: the cases, and ten thousand random seasons against a slow second account."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from lfai_nb.council import WAYS, Mark, Record, next_day, read, season, standing
from lfai_nb.council.attendance import Meeting, merged
from lfai_nb.council.readings import combinations
from lfai_nb.council.season import QUORUM
from lfai_nb.council.standing import STANDING, Standing
from lfai_nb.errors import BadInput, DataError
from lfai_nb.faces.season import next_rows, reason
from lfai_nb.frozen import replace
from lfai_nb.policy import load
from tests.council import slow
from tests.council.cases import CASES

VIEW = load().at(date(2024, 3, 1))
LETTERS = {"yes": "v", "no": "s", "depends": "?"}
RULE = {"absences": 2, "back": 2}


@pytest.mark.parametrize("case", CASES["season"], ids=lambda case: case["why"])
def test_the_cases_that_stand_beside_the_rules(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(DataError, match=case["refused"]):
            merged([read(case["table"], "the table")])
        return
    record = merged([read(case["table"], "the table")])
    judged = season(record, view=VIEW, ways=case["ways"], next_on=case["next"])
    votes = {
        seat: "".join(
            LETTERS[meeting.may_vote[seat].value] if seat in meeting.may_vote else "."
            for meeting in judged.meetings
        )
        for seat in record.seats
    }
    assert votes == case["votes"]
    assert [meeting.quorate.value for meeting in judged.meetings] == case["quorate"]
    seats = judged.following.seats
    assert {seat: outlook.may_vote.value for seat, outlook in seats.items()} == case["next_votes"]
    by_reading = [voters.as_json() for voters in judged.following.by_reading]
    assert by_reading == case.get("next_by_reading", by_reading)


def random_season(dice: random.Random) -> tuple[list[date], list[str]]:
    days = [date(2023, 1, 5) + timedelta(days=dice.randint(0, 300))]
    for _ in range(dice.randint(0, 9)):
        days.append(days[-1] + timedelta(days=dice.choice([7, 14, 14, 14, 60, 300, 366])))
    weights = dice.choice([(6, 3, 1, 0), (3, 3, 1, 0), (5, 4, 1, 1)])
    seats = ["".join(dice.choices("x-a.", weights, k=len(days))) for _ in range(dice.randint(1, 6))]
    return days, seats


@pytest.mark.parametrize("seasons", [1_000, pytest.param(10_000, marks=pytest.mark.audit)])
def test_random_seasons_are_as_the_slow_account_has_them(seasons: int) -> None:
    """Each under one reading of all; with ten thousand, every reading has its hundreds."""
    dice = random.Random(2023)
    every = combinations({}, (*STANDING, *QUORUM))
    for _ in range(seasons):
        days, seats = random_season(dice)
        ways = dice.choice(every)
        day = days[-1] + timedelta(days=14)
        letters = []
        for marks in seats:
            judgment = standing([Mark(m) for m in marks], [*days, day], ways, **RULE)
            assert judgment.states == slow.states(days, marks, ways, 2, 2), (days, marks, ways)
            letters.append(judgment.states)
            if marks[-1] != ".":
                expected = slow.following(days, marks, day, ways, 2, 2)
                assert (
                    judgment.may_vote,
                    judgment.would_lose,
                    judgment.would_regain,
                ) == expected, (marks, ways)
                reasons_hold(judgment, days)
        record = Record(
            tuple(map(str, range(len(seats)))),
            tuple(
                Meeting(day, {str(s): Mark(m[n]) for s, m in enumerate(seats) if m[n] != "."})
                for n, day in enumerate(days)
            ),
        )
        judged = season(record, view=VIEW, ways=ways, next_on=day)
        for n, meeting in enumerate(judged.meetings):
            voters, least = slow.quorate([states[n] for states in letters], ways, 8)
            assert (meeting.voters.low, meeting.voters.high) == (voters, voters)
            assert (meeting.quorum.low, meeting.quorum.high) == (least, least)
            assert meeting.quorate.value == ("yes" if voters >= least else "no")


def reasons_hold(seat: Standing, days: list[date]) -> None:
    """Two absences cost a vote, one is the last but one; and each is an absence of the seat."""
    assert all(seat.states[days.index(day)] == "a" for day in seat.absences)
    assert len(seat.absences) == 2 if seat.lost else seat.would_lose == (len(seat.absences) == 1)
    assert seat.if_absent == ("loses" if seat.would_lose else "without" if seat.lost else "keeps")
    assert (seat.if_present == "keeps") == (not seat.lost)
    assert (seat.if_present == "regains") == seat.would_regain


def test_each_seat_has_its_reason_and_what_the_next_meeting_changes() -> None:
    record = read(
        "meeting,A,B,C,D\n2024-01-11,x,x,a,x\n2024-01-25,-,x,-,x\n2024-02-08,-,-,x,x\n", "t.csv"
    )
    judged = season(record, view=VIEW, next_on=date(2024, 2, 22))
    rows = {seat: rest for seat, *rest in next_rows(judged)}
    assert rows["A"] == [
        *("no", "absent on 25 January and 8 February 2024"),
        *("stays without", "stays without", ""),
    ]
    assert rows["B"] == ["yes", "absent on 8 February 2024", "keeps it", "loses it", ""]
    assert rows["D"] == ["yes", "no absence counts", "keeps it", "keeps it", ""]
    assert rows["C"][1] == "absent on 11 January (alternate) and 25 January 2024"
    assert rows["C"][4] == "in-a-row, alternate, second-meeting"
    assert list(rows)[-1] == "D"  # whom the next meeting cannot cost the vote comes last


def test_many_absences_are_counted_and_not_listed() -> None:
    days = [f"2024-{month:02}-11" for month in range(1, 9)]
    rows = [f"{day},{mark}" for day, mark in zip(days, "-x-x-x-x", strict=True)]
    record = read("\n".join(["meeting,A", *rows]), "t.csv")
    seat = season(record, view=VIEW, next_on=date(2024, 9, 11)).following.seats["A"]
    four = replace(seat, absences=tuple(date.fromisoformat(day) for day in days[::2]))
    assert reason(four) == "absent 4 times, last on 11 July 2024"


def test_what_is_left_open_is_the_least_and_the_most_of_all_readings() -> None:
    dice = random.Random(7)
    for _ in range(60):
        days, seats = random_season(dice)
        names = [chr(65 + n) for n in range(len(seats))]
        record = Record(
            tuple(names),
            tuple(
                Meeting(
                    day, {s: Mark(m[n]) for s, m in zip(names, seats, strict=True) if m[n] != "."}
                )
                for n, day in enumerate(days)
            ),
        )
        ahead = days[-1] + timedelta(days=14)
        whole = season(record, view=VIEW, next_on=ahead)
        each = [
            season(record, view=VIEW, ways=ways, next_on=ahead)
            for ways in combinations({}, (*STANDING, *QUORUM))
        ]
        for n, meeting in enumerate(whole.meetings):
            voters = [reading.meetings[n].voters.low for reading in each]
            assert (meeting.voters.low, meeting.voters.high) == (min(voters), max(voters))
            reached = {reading.meetings[n].quorate.value for reading in each}
            assert meeting.quorate.value == (reached.pop() if len(reached) == 1 else "depends")
            for seat in meeting.may_vote:
                has = {reading.meetings[n].may_vote[seat].value for reading in each}
                assert meeting.may_vote[seat].value == (has.pop() if len(has) == 1 else "depends")


def test_a_point_is_named_where_reading_it_otherwise_changes_the_answer() -> None:
    record = read(
        "meeting,A,B\n2024-01-11,-,x\n2024-01-25,x,x\n2024-02-08,-,x\n2024-02-22,x,x\n", "t.csv"
    )
    judged = season(record, view=VIEW, next_on=date(2024, 3, 7))
    assert judged.meetings[3].may_vote["A"].depends_on == ("in-a-row",)
    decided = season(record, view=VIEW, ways={"in-a-row": "added-up"}, next_on=date(2024, 3, 7))
    assert decided.meetings[3].may_vote["A"].value == "no"


def test_who_may_vote_next_is_listed_for_every_reading_exactly_once() -> None:
    dice = random.Random(18)
    for _ in range(60):
        days, seats = random_season(dice)
        rows = [["meeting", *(f"S{n}" for n in range(len(seats)))]]
        rows += [[day.isoformat(), *(m[n] for m in seats)] for n, day in enumerate(days)]
        record = read("\n".join(map(",".join, rows)), "t.csv")
        if not record.meetings:
            continue  # nobody ever came, so none was held
        following = season(record, view=VIEW, next_on=next_day(record)).following
        for ways in combinations({}, STANDING):
            (voters,) = (
                group
                for group in following.by_reading
                if all(ways[point] in allowed for point, allowed in group.ways)
            )
            decided = season(record, view=VIEW, ways=ways, next_on=following.day).following
            assert {seat: seat in voters.may for seat in decided.seats} == {
                seat: outlook.may_vote.value == "yes" for seat, outlook in decided.seats.items()
            }
            assert {*voters.may, *voters.may_not} == {*decided.seats}


def test_a_record_without_a_meeting_has_no_season() -> None:
    with pytest.raises(BadInput, match="there is no meeting to look at"):
        season(Record((), ()), view=VIEW, next_on=date(2024, 3, 7))


def test_the_next_meeting_is_as_long_after_the_last_as_that_was_after_its_own() -> None:
    record = read("meeting,A\n2024-01-11,x\n2024-01-25,x\n", "t.csv")
    assert next_day(record) == date(2024, 2, 8)
    with pytest.raises(BadInput, match="after the last"):
        season(record, view=VIEW, next_on=date(2024, 1, 25))


def test_a_quorum_is_at_risk_when_as_many_as_usual_would_break_it() -> None:
    rows = ["meeting,A,B,C,D"] + [f"2024-01-{day:02},x,x,x,-" for day in (4, 11)]
    record = read("\n".join(rows), "t.csv")
    only = {"half": "half", "denominator": "stays"}
    safe = season(record, view=VIEW, ways=only, next_on=date(2024, 1, 18)).following
    assert (safe.seats["D"].may_vote.value, safe.at_risk.value, str(safe.quorum)) == (
        "no",
        "no",
        "2",
    )
    written = season(
        record, view=VIEW, ways={"half": "number"}, next_on=date(2024, 1, 18)
    ).following
    assert (written.can_be_quorate.value, written.at_risk.value) == ("no", "yes")


def test_every_way_is_said_and_is_an_open_point_of_the_rules() -> None:
    listed = {item.id for item in VIEW.items("TAC-UNDEFINED")}
    assert set(WAYS) <= listed
    assert listed - set(WAYS) == {"two-seats"}  # a vote is counted by whoever asks
    with pytest.raises(BadInput, match="there is no open point 'rows'"):
        combinations({"rows": "x"}, ())
    with pytest.raises(BadInput, match="half is one of half, number"):
        combinations({"half": "x"}, ())


def test_a_rule_that_is_not_known_yet_is_refused() -> None:
    record = read("meeting,A\n2020-01-11,x\n", "t.csv")
    with pytest.raises(LookupError, match="TAC-ABSENCES"):
        season(record, view=load().at(date(2020, 2, 1)), next_on=date(2020, 2, 1))
