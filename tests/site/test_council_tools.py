"""The council's tools in the page: the answers of Python, by form, by address, by file."""

import gzip
import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import council_data, page_tools
from lfai_nb.council import SHARES, merged, next_day, outcome, read, season, seats_on, threshold
from lfai_nb.council.attendance import CAPITAL_NOTE
from lfai_nb.council.readings import SHORT, WAYS
from lfai_nb.council.season import QUORUM
from lfai_nb.council.standing import STANDING
from lfai_nb.errors import HandbookError
from lfai_nb.faces.council import not_alone, seats_text
from lfai_nb.faces.season import NEXT_TITLE, next_rows
from lfai_nb.policy import load
from lfai_nb.quantities import calendar_day, day_within
from tests.council.cases import CASES
from tests.council.test_season import random_season
from tests.quantity_cases import DAYS, NO_DAYS
from tests.site.parity import GENERATED, in_chromium

pytestmark = pytest.mark.browser

VOTE, ATTENDANCE = "book/foundation/vote.html", "book/foundation/attendance.html"
COUNCIL = "book/foundation/council.html"
ON = date(2024, 3, 1)
VIEW = load().at(ON)


def vote_in_python(ask: dict[str, Any]) -> Any:
    ask = dict(ask)
    seats = ask.pop("seats", 16)
    try:
        vote = outcome(ask.pop("share"), ask.pop("yes"), voters=seats, view=VIEW, **ask)
    except HandbookError:
        return "refused"
    return vote.as_json()


def vote_as_text(ask: dict[str, Any]) -> dict[str, str]:
    given = {**ask, **ask.get("ways", {})}
    given["what"] = given.pop("share")
    given.pop("ways", None)
    return {key: str(value) for key, value in given.items()} | {"on": ON.isoformat()}


def season_in_python(text: str, ways: dict[str, str], ahead: date | None) -> Any:
    try:
        record = merged([read(text, "")])
        judged = season(record, view=VIEW, ways=ways, next_on=ahead or next_day(record))
    except HandbookError:
        return "refused"
    answer = judged.as_json()
    # The page leaves out a meeting that was not held without a note.
    answer["notes"] = [note for note in judged.notes if note == CAPITAL_NOTE]
    return answer


def season_as_text(text: str, ways: dict[str, str], ahead: date | None) -> dict[str, str]:
    chosen = {"next": ahead.isoformat()} if ahead else {}
    return {"table": text, "on": ON.isoformat(), **ways, **chosen}


def same(given: Any, expected: Any, ask: object) -> None:
    if expected == "refused":
        assert "refused" in given, ask
    else:
        assert {key: given.get(key) for key in expected} == expected, ask


@GENERATED
def test_generated_motions_have_the_same_answer_as_in_python(reader: Page, count: int) -> None:
    dice = random.Random(60)
    asks = []
    for _ in range(count):
        seats = dice.randint(1, 60)
        suspended = dice.choice([0, 0, 0, dice.randint(0, seats)])
        present = dice.randint(0, max(0, seats - suspended) + dice.choice([0, 0, 0, 1]))
        ask: dict[str, Any] = {
            "share": dice.choice(SHARES),
            "seats": seats,
            "suspended": suspended,
            "present": present,
            "yes": dice.randint(0, present + dice.choice([0, 0, 1])),
        }
        of = "two-thirds-of" if ask["share"] == "two-thirds" else "majority-of"
        points = [p for p in ("half", "denominator", of) if dice.random() < 0.3]
        ask["ways"] = {point: dice.choice(list(WAYS[point])) for point in points}
        asks.append(ask)
    answers = in_chromium(reader, "vote", "decide", [vote_as_text(ask) for ask in asks])
    for ask, answer in zip(asks, answers, strict=True):
        same(answer, vote_in_python(ask), ask)


@GENERATED
def test_generated_seasons_have_the_same_answer_as_in_python(reader: Page, count: int) -> None:
    dice = random.Random(1918)
    asks: list[tuple[str, dict[str, str], date | None]] = []
    for _ in range(count):
        days, seats = random_season(dice)
        points = [p for p in (*STANDING, *QUORUM) if dice.random() < 0.6]
        ways = {point: dice.choice(list(WAYS[point])) for point in points}
        ahead = days[-1] + timedelta(days=dice.randint(0, 40)) if dice.random() < 0.5 else None
        asks.append((dice.choice([as_table, as_turned, as_minutes])(days, seats), ways, ahead))
    answers = in_chromium(reader, "attendance", "judge", [season_as_text(*ask) for ask in asks])
    refused = 0
    for ask, answer in zip(asks, answers, strict=True):
        expected = season_in_python(*ask)
        refused += expected == "refused"
        same(answer, expected, ask)
    assert refused < count / 5


def as_table(days: list[date], seats: list[str]) -> str:
    head = ["meeting", *(f"S{n}" for n in range(len(seats)))]
    rows = [[day.isoformat(), *(marks[n] for marks in seats)] for n, day in enumerate(days)]
    if len(days) % 2:
        rows[-1][1:] = [mark.upper() for mark in rows[-1][1:]]
    return "\n".join(",".join(row) for row in [head, *rows])


def as_turned(days: list[date], seats: list[str]) -> str:
    head = ["seat", *(day.isoformat() for day in days)]
    rows = [[f'"S;{n}"', *marks.replace("x", "✓")] for n, marks in enumerate(seats)]
    return "\r\n".join(";".join(row) for row in [head, *rows])


def as_minutes(days: list[date], seats: list[str]) -> str:
    lines = []
    for n, day in enumerate(days):
        lines += [f"# Minutes of {day}", "## Attended by"]
        for seat, marks in enumerate(seats):
            box = {"x": "[x] ", "a": "[X] ", "-": "[ ] ~~"}.get(marks[n])
            if box:
                tail = {"a": " (alternate)", "-": "~~"}.get(marks[n], "")
                lines.append(f"- {box}Seat {seat}{tail}")
    return "\n".join(lines)


def test_the_cases_that_stand_beside_the_rules(reader: Page) -> None:
    motions = [case["ask"] for case in CASES["vote"]]
    answers = in_chromium(reader, "vote", "decide", [vote_as_text(ask) for ask in motions])
    for case, answer in zip(CASES["vote"], answers, strict=True):
        same(answer, case.get("answer", "refused"), case["why"])


def test_the_cases_of_seasons(reader: Page) -> None:
    asks = [(c["table"], c.get("ways", {}), c.get("next")) for c in CASES["season"]]
    answers = in_chromium(reader, "attendance", "judge", [season_as_text(*ask) for ask in asks])
    for case, ask, answer in zip(CASES["season"], asks, answers, strict=True):
        same(answer, season_in_python(*ask), case["why"])
        assert ("refused" in case) == ("refused" in answer), case["why"]


def test_the_seats_of_every_day_are_those_of_the_command(reader: Page) -> None:
    """On the days of the cases, and on one in nine from before the first table on."""
    days = [case["on"] for case in CASES["seats"]]
    days += [date(2021, 7, 10) + timedelta(days=9 * n) for n in range(230)]
    asks = [{"on": day.isoformat()} for day in days]
    for day, answer in zip(days, in_chromium(reader, "seats", "answers", asks), strict=True):
        try:
            held = seats_on(day)
        except HandbookError:
            assert "is not known" in answer["refused"], day
            continue
        lines = answer.pop("lines")
        assert answer == held.as_json(), day
        text = " ".join(seats_text(held).split())
        assert " ".join(lines) == text, day


def test_the_seats_of_a_chosen_day_are_in_the_address(page: Page, address: str) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(address + COUNCIL)
    output = page.locator("#seats-answer")
    expect(page.get_by_label("The seats on")).to_have_value("2026-11-27")
    expect(output).to_contain_text("of 6 April 2023: 16")
    page.get_by_label("The seats on").fill("2022-07-01")
    expect(output).to_contain_text("of 15 July 2021: 19")
    expect(page.locator("#seats-tool")).to_contain_text("it would be 17 on 1 July 2022")
    expect(page).to_have_url(re.compile("on=2022-07-01"))
    page.reload()
    expect(output).to_contain_text("of 15 July 2021: 19")
    page.get_by_label("The seats on").fill("2019-01-01")
    expect(output).to_contain_text("is not known for 1 January 2019")


def test_the_thresholds_for_gitvote_are_those_of_python(page: Page) -> None:
    pairs = [(votes, seats) for seats in range(1, 121) for votes in range(1, seats + 1)]
    page.route(
        "http://127.0.0.1:9999/**",
        lambda route: route.fulfill(
            body=page_tools.script("vote")
            if route.request.url.endswith("mjs")
            else "<!doctype html>",
            content_type="text/javascript" if route.request.url.endswith("mjs") else "text/html",
        ),
    )
    page.goto("http://127.0.0.1:9999/")
    answers = page.evaluate(
        """async (pairs) => {
          const { threshold } = await import("/tool.mjs");
          return pairs.map(([votes, seats]) => threshold(votes, seats));
        }""",
        pairs,
    )
    assert answers == [threshold(*pair) for pair in pairs]


@pytest.mark.parametrize("name", ["vote", "attendance", "seats"])
def test_the_scripts_are_small_and_hold_no_number_of_the_rules(name: str) -> None:
    assert len(page_tools.at_once(name).encode()) < 16_000
    assert len(page_tools.script("roll").encode()) < 16_000
    assert len(gzip.compress(page_tools.script(name).encode())) < 7_000
    assert not re.search(r"\b(8|16|18)\b", page_tools.script(name).split("// Whether", 1)[-1])


def test_a_motion_is_answered_at_once_and_kept_in_the_address(reader: Page, address: str) -> None:
    reader.goto(address + VOTE)
    output = reader.locator("#vote-answer")
    expect(output).to_contain_text("It depends on the reading.")
    reader.get_by_label("The share is taken of").select_option("present")
    expect(output).to_contain_text("Carried")
    expect(reader).to_have_url(re.compile("of=present"))
    reader.get_by_label("Votes in favour").fill("5")
    expect(output).to_contain_text("Not carried")
    reader.reload()
    expect(reader.get_by_label("Votes in favour")).to_have_value("5")
    expect(output).to_contain_text("Not carried")
    reader.get_by_label("Votes in favour").fill("50")
    expect(output).to_contain_text("Only seats that are present can vote: 50 are more than 8.")


@pytest.mark.parametrize("rule", ["GRD-VOTE", "EMR-VOTE", "SBX-VOTE", "two-thirds"])
def test_a_motion_says_who_else_decides_in_the_words_of_the_command(
    reader: Page, rule: str
) -> None:
    ask = {"what": rule, "yes": "12", "present": "14", "seats": "16", "on": "2026-11-27"}
    (answer,) = in_chromium(reader, "vote", "decide", [ask])
    view = load().at(date(2026, 11, 27))
    assert answer["also"] == (not_alone(rule, view) if rule in view.policy.rules else "")


def test_a_vote_on_graduation_says_that_the_board_decides_too(reader: Page, address: str) -> None:
    reader.goto(f"{address}{VOTE}?what=GRD-VOTE&yes=12&present=14")
    expect(reader.locator("#vote-answer")).to_contain_text("a majority of the Governing Board")
    reader.goto(f"{address}{VOTE}?what=SBX-VOTE&yes=12&present=14")
    expect(reader.locator("#vote-answer")).to_contain_text("A majority: 12 in favour")
    expect(reader.locator("#vote-answer")).not_to_contain_text("alone")


def test_a_motion_says_the_setting_for_gitvote(reader: Page, address: str) -> None:
    reader.goto(f"{address}{VOTE}?what=majority&seats=11&present=11&yes=6")
    expect(reader.locator("#vote-tool")).to_contain_text("pass_threshold: 46")


def test_a_pasted_table_is_answered_and_survives_the_address(reader: Page, address: str) -> None:
    reader.goto(address + ATTENDANCE)
    output, tool = reader.locator("#attendance-answer"), reader.locator("#attendance-tool")
    expect(tool).to_contain_text("5 meetings")
    reader.get_by_label("Who came").fill("meeting,Ada,Grace\n2024-01-11,x,-\n25 Jan 2024,x,-\n")
    expect(output).to_contain_text("Without a vote, under every reading: Grace.")
    reader.reload()
    expect(output).to_contain_text("Without a vote, under every reading: Grace.")
    reader.get_by_label("Who came").fill("meeting,Ada\n2024-01-11,=1+1\n")
    expect(output).to_contain_text("Line 2, column Ada: a formula; write its result")
    expect(reader.get_by_label("Who came")).to_have_attribute("aria-invalid", "true")


def test_a_capital_a_is_questioned_beside_the_answer(reader: Page, address: str) -> None:
    """What was wrong: an A for "absent" became a presence without a word."""
    reader.goto(address + ATTENDANCE)
    output = reader.locator("#attendance-answer")
    expect(output.locator("strong")).to_contain_text("The next meeting, taken to be on")
    reader.get_by_label("Next meeting").fill("2024-04-04")
    expect(output.locator("strong")).to_contain_text("The next meeting, on 4 April 2024: May vote")
    expect(output).not_to_contain_text("was read as")
    reader.get_by_label("Who came").fill("meeting,Ada,Grace\n2024-01-11,x,A\n2024-01-25,Yes,no\n")
    expect(output).to_contain_text(CAPITAL_NOTE)


def test_who_may_vote_and_who_may_not_are_listed_under_each_reading(
    reader: Page, address: str
) -> None:
    reader.goto(address + ATTENDANCE)
    reader.get_by_label("Who came").fill(
        "meeting,Ada,Grace\n2024-01-11,x,-\n2024-01-25,x,x\n2024-02-08,x,-\n2024-02-22,x,x\n"
    )
    expect(reader.locator("#attendance-answer")).to_contain_text(
        "May vote, under every reading: Ada."
    )
    lists = reader.get_by_role("table", name="Who may vote then, under each reading")
    row = lists.get_by_role("row", name="if they follow each other")
    expect(row.get_by_role("cell")).to_have_text(["Ada, Grace (2)", "nobody"])
    # Once all is decided there is one list, and the groups have it.
    for label, way in {
        "Absences": "added-up",
        "Counted": "all",
        "The vote is back": "after",
    }.items():
        reader.get_by_label(label, exact=True).select_option(way)
    expect(lists).to_have_count(0)
    expect(reader.locator("#attendance-answer")).to_contain_text(
        "Without a vote, under every reading: Grace."
    )


def test_each_seat_has_its_reason_and_what_is_answered_is_answered_once(
    reader: Page, address: str
) -> None:
    """What was wrong: who may vote was there twice, and why was to be read in the rules."""
    reader.goto(address + ATTENDANCE)
    reader.get_by_label("Who came").fill(
        "meeting,Ada,Grace,Ida\n2024-01-11,x,-,x\n2024-01-25,x,-,x\n2024-02-08,x,x,-\n"
    )
    reader.get_by_label("The vote is back").select_option("after")
    tool = reader.locator("#attendance-tool")
    expect(reader.locator("#attendance-answer strong")).to_contain_text("May vote")
    whole = tool.inner_text()
    assert whole.count("May vote, under every reading") == 1
    seats = reader.get_by_role("table", name=NEXT_TITLE)
    expect(seats.get_by_role("row").filter(has_text="Grace").get_by_role("cell")).to_have_text(
        ["no", "absent on 11 January and 25 January 2024", "wins it back", "stays without", ""]
    )
    expect(seats.get_by_role("row").filter(has_text="Ida").get_by_role("cell")).to_have_text(
        ["yes", "absent on 8 February 2024", "keeps it", "loses it", ""]
    )


def test_a_table_of_seats_is_that_of_the_command(reader: Page, address: str) -> None:
    """Both from one table with days by the name of their month and with what is left open."""
    text = council_data.EXAMPLE.replace("2024-01-25", "25 Jan 2024")
    judged = season(record := read(text, ""), view=VIEW, next_on=next_day(record))
    reader.goto(address + ATTENDANCE)
    for label in ("Absences", "Counted", "An alternate", "The vote is back", "The quorum is"):
        reader.get_by_label(label, exact=True).select_option("open")
    reader.get_by_label("Who came").fill(text)
    rows = reader.get_by_role("table", name=NEXT_TITLE).locator("tbody tr")
    for row, (*words, points) in zip(rows.all(), next_rows(judged), strict=True):
        names = "; ".join(SHORT[point] for point in points.split(", ") if point)
        assert row.locator("th, td").all_text_contents() == [*words, names]


def test_a_day_is_read_as_on_the_command_line(page: Page) -> None:
    given = [*DAYS, *NO_DAYS, "TAC of 3 Sept 2026, at noon", "minutes-2024-02-30.md"]
    page.set_content("<!doctype html><title>Days</title>")
    page.add_script_tag(content=page_tools.script("calendar"))
    days = page.evaluate("(given) => given.map((day) => [calendarDay(day), dayWithin(day)])", given)
    for text, (day, within) in zip(given, days, strict=True):
        assert (day, within) == (str(calendar_day(text) or ""), day_within(text)), text


def test_a_day_of_the_address_may_have_its_month_by_name(reader: Page, address: str) -> None:
    reader.goto(f"{address}{COUNCIL}?on=1+July+2022")
    expect(reader.get_by_label("The seats on")).to_have_value("2022-07-01")
    expect(reader.locator("#seats-answer")).to_contain_text("of 15 July 2021: 19")


def test_files_of_minutes_become_the_table(reader: Page, address: str) -> None:
    reader.goto(address + ATTENDANCE)
    folder = Path(__file__).parents[1] / "council" / "fixtures" / "minutes"
    reader.get_by_label("Or files").set_input_files(sorted(folder.glob("*.md")))
    expect(reader.locator("#attendance-tool")).to_contain_text("2 meetings")
    expect(reader.get_by_label("Who came")).to_have_value(re.compile("meeting,Milvus,ONNX,Egeria"))
    expect(reader).to_have_url(re.compile("table=meeting"))


@pytest.mark.parametrize(("name", "tool"), [(VOTE, "vote"), (ATTENDANCE, "attendance")])
def test_markup_of_an_address_stays_text(reader: Page, address: str, name: str, tool: str) -> None:
    reader.goto(f"{address}{name}?table=%3Cimg+src=x+onerror=alert(1)%3E&what=%3Cb%3E&yes=%3Cb%3E")
    expect(reader.locator(f"#{tool}-answer")).not_to_be_empty()
    assert reader.locator(f"#{tool}-tool img, #{tool}-tool b").count() == 0
