"""The planning tool in the page: the answers of Python, the same file, by mouse and by address."""

import json
import random
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import page_tools
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.faces.calendar_file import calendar_file
from lfai_nb.hosting import BadInput, CalendarEntry, schedule
from lfai_nb.places import data_dir
from tests.site.conftest import window
from tests.site.drawn import hold_timers
from tests.site.parity import GENERATED, in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/hosting/plan.html"
CASES = tomllib.loads((data_dir() / "policy/cases/plan.toml").read_text(encoding="utf-8"))["case"]
TODAY = date(2026, 11, 27)


def in_python(ask: dict[str, str]) -> Any:
    wish = None if ask["present_on"] == "soon" else date.fromisoformat(ask["present_on"])
    try:
        return schedule(wish, ask["stage"], on=date.fromisoformat(ask["on"])).as_json()
    except BadInput as refusal:
        return {"refused": str(refusal)}


def compared(page: Page, asks: list[dict[str, str]]) -> None:
    for ask, answer in zip(asks, in_chromium(page, "plan", "answers", asks), strict=True):
        assert answer == in_python(ask), ask


def test_the_cases_that_stand_beside_the_rules(reader: Page) -> None:
    compared(reader, [{key: str(value) for key, value in case["ask"].items()} for case in CASES])


@GENERATED
def test_generated_questions_have_the_same_answer_as_in_python(reader: Page, count: int) -> None:
    dice = random.Random(2026)
    asks = []
    for _ in range(count):
        on = date(2024, 2, 20) + timedelta(days=dice.randint(0, 1500))
        wish = on + timedelta(days=dice.randint(-3, 740))
        asks.append(
            {
                "present_on": "soon" if dice.random() < 0.2 else wish.isoformat(),
                "stage": str(dice.choice(HOSTED_STAGES)),
                "on": on.isoformat(),
            }
        )
    compared(reader, asks)


def test_the_calendar_file_is_that_of_the_command_line_byte_for_byte(reader: Page) -> None:
    asks, files = [], []
    for number, stage in enumerate(HOSTED_STAGES):
        plan = schedule(None, stage, on=TODAY + timedelta(days=100 * number))
        asks.append({"events": plan.as_json()["events"], "on": plan.on.isoformat()})
        files.append(calendar_file(plan.events, on=plan.on).decode())
    odd = [{"uid": "a", "day": "2026-12-31", "summary": "a, b; c\\d", "text": "“é” " * 60}]
    asks.append({"events": odd, "on": "2026-11-27"})
    event = CalendarEntry("a", date(2026, 12, 31), "a, b; c\\d", "“é” " * 60)
    files.append(calendar_file([event], on=TODAY).decode())
    # What comes back of a text is its signs, one by one.
    calendars = ["".join(signs.values()) for signs in in_chromium(reader, "plan", "calendar", asks)]
    assert calendars == files


def test_the_script_is_small_and_has_no_days_of_its_own() -> None:
    assert len(page_tools.at_once("plan").encode()) < 16_000
    assert not re.search(r"20\d\d-\d\d-\d\d", page_tools.script("plan").split("//", 1)[0])


def test_it_answers_at_once_and_the_nearest_meetings_can_be_chosen(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(address + PAGE)
    output = page.locator("#plan-answer")
    expect(output).to_contain_text("Present to the council on 17 December 2026")
    page.get_by_label("We ask for").select_option("graduation")
    page.get_by_label("Present on").fill("2026-12-10")
    expect(output).to_contain_text("The council does not meet on 10 December 2026")
    expect(page).to_have_url(re.compile("stage=graduation&present_on=2026-12-10"))
    output.get_by_role("link", name="17 December 2026").click()
    expect(output).to_contain_text("That leaves 10 days for the deck.")
    expect(page.get_by_text("and a majority of the Governing Board")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Into your calendar").click()
    plan = schedule(date(2026, 12, 17), "graduation", on=TODAY)
    file = tmp_path / "plan.ics"
    waiting.value.save_as(file)
    assert file.read_bytes() == calendar_file(plan.events, on=TODAY)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("present_on=yesterday", "a date is written as 2024-02-27 or 27 Feb 2024, not “yesterday”"),
        ("present_on=2020-01-01", "1 January 2020 is past"),
        ("present_on=9999-12-31", "too far ahead"),
        ("stage=<img src=x onerror=alert(1)>", "is not a stage that a project can ask for"),
        ("stage=emeritus", "Choose the stage: Sandbox, Incubation, Graduation."),
    ],
)
def test_a_hostile_address_is_refused_in_a_sentence(
    reader: Page, address: str, query: str, sentence: str
) -> None:
    reader.goto(f"{address}{PAGE}?{query}")
    expect(reader.locator("#plan-answer")).to_contain_text(sentence)
    assert reader.locator(".tool script, .tool img").count() == 0


def test_it_prints_with_a_title_and_can_be_copied(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}{PAGE}?stage=incubation")
    hold_timers(page)  # "Copied" is there for a moment
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "- [ ] Decide on a date" in page.evaluate("navigator.clipboard.readText()")
    page.emulate_media(media="print")
    head = page.locator("#plan-print-head")
    expect(head).to_be_visible()
    assert "Presenting for Incubation" in head.inner_text()
    assert "the council decides" in head.inner_text()


def test_with_scripts_off_the_page_leads_to_the_steps(chromium: Any, address: str) -> None:
    with window(chromium, java_script_enabled=False) as tab:
        page = tab.page
        page.goto(address + PAGE)
        expect(page.locator(".tool")).to_be_hidden()
        expect(page.get_by_text("Without them, count back")).to_be_visible()


def test_the_data_is_small() -> None:
    assert len(json.dumps(page_tools.DATA["plan"]())) < 60_000
