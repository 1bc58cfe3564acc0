"""The workflow map in the page: the answers of Python, links to projects, state in the address."""

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import page_tools, workflow_data
from lfai_nb.catalog import load as load_catalog
from lfai_nb.errors import HandbookError
from lfai_nb.faces.workflow import served_markdown
from lfai_nb.hosting.served import served
from lfai_nb.hosting.workflow import heading_words, workflow
from tests.hosting.cases import cases
from tests.site.conftest import window
from tests.site.parity import GENERATED, in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/foundation/working-together.html"
TODAY = date(2026, 11, 27)
STEPS = [step.item.id for step in workflow(on=TODAY).every]
HEADINGS = [
    heading_words(heading) for step in workflow(on=TODAY).every for heading in step.headings
]
PROJECTS = [project.id for project in load_catalog().projects]


def in_python(ask: dict[str, str]) -> Any:
    try:
        return served(ask["at"], on=date.fromisoformat(ask["on"])).as_json()
    except HandbookError:
        return "refused"


def compared(page: Page, asks: list[dict[str, str]]) -> None:
    for ask, answer in zip(asks, in_chromium(page, "workflow", "answers", asks), strict=True):
        wanted = in_python(ask)
        if wanted == "refused":
            assert answer.keys() == {"refused"}, ask
        else:
            assert answer == wanted, ask


def test_the_cases_that_stand_beside_the_rules(reader: Page) -> None:
    compared(reader, [{"at": case["at"], "on": str(case["on"])} for case in cases("workflow")])


@GENERATED
def test_generated_questions_have_the_same_answer_as_in_python(reader: Page, count: int) -> None:
    dice = random.Random(19)
    first = workflow_data.first_day()
    asks = [
        {
            "at": dice.choice([*STEPS, *HEADINGS, *PROJECTS, "", "nothing of that name"]),
            "on": (first + timedelta(days=dice.randint(-3, 2900))).isoformat(),
        }
        for _ in range(count)
    ]
    compared(reader, asks)


def test_the_markdown_is_that_of_the_command_line(reader: Page) -> None:
    asks = [
        {"at": at, "on": TODAY.isoformat()} for at in ("", *STEPS, *HEADINGS, "adlik", "milvus")
    ]
    for ask, signs in zip(asks, in_chromium(reader, "workflow", "markdown", asks), strict=True):
        assert "".join(signs.values()) == served_markdown(served(ask["at"], on=TODAY)), ask


def test_the_script_is_small() -> None:
    assert len(page_tools.at_once("workflow").encode()) < 16_000


def test_by_keyboard_alone_a_step_is_chosen_and_a_project_of_it_opened(
    reader: Page, address: str
) -> None:
    reader.goto(address + PAGE)
    output = reader.locator("#workflow-answer")
    expect(output).to_contain_text("steps of the workflow have a hosted project")
    reader.get_by_label("Step, heading, or project").focus()
    reader.keyboard.type("Serve")
    expect(output).to_contain_text("For “Serve” the foundation hosts 1 project: Adlik.")
    expect(reader).to_have_url(re.compile("at=serving"))
    reader.keyboard.press("Tab")
    link = reader.locator("#workflow-tool").get_by_role("link", name="Adlik")
    expect(link).to_be_focused()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Adlik")


def test_each_project_of_the_tool_and_of_the_figure_has_its_page(page: Page, address: str) -> None:
    page.goto(address + PAGE)
    expect(page.locator("#workflow-answer")).not_to_be_empty()
    placed = {entry.project.id for entry in served(on=TODAY).projects}
    for place in ("#workflow-tool", ".flow-map"):
        links = page.locator(f"{place} a[href*='hosting/projects/']")
        hrefs = {link.get_attribute("href") for link in links.all()}
        assert {str(href).split("/")[-1].removesuffix(".html") for href in hrefs} == placed
        for href in hrefs:
            assert page.request.get(f"{address}book/foundation/{href}").ok


def test_a_gap_is_shown_as_one(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?at=security")
    expect(reader.locator("#workflow-answer")).to_contain_text("we found no hosted project")
    expect(reader.locator("#workflow-tool table")).to_have_count(0)


def test_a_heading_says_what_left_it_and_what_serves_its_step(page: Page, address: str) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(address + PAGE)
    page.get_by_label("Step, heading, or project").select_option("Data, Labeling & Annotation")
    expect(page.locator("#workflow-answer")).to_contain_text(
        "no project hosted on 27 November 2026"
    )
    tool = page.locator("#workflow-tool")
    expect(tool).to_contain_text("Xtreme1 was under it; on record since")
    expect(tool).to_contain_text("under other headings of that step: Feast, Feathr.")
    page.reload()
    expect(page.locator("#workflow-answer")).to_contain_text("Labeling & Annotation")


def test_a_hostile_address_is_refused_in_a_sentence(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?at=<img src=x onerror=alert(1)>")
    expect(reader.locator("#workflow-answer")).to_contain_text("is neither a step, a heading")
    assert reader.locator(".tool script, .tool img").count() == 0


def test_it_fits_a_screen_of_320_pixels(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for query in ("", "?at=training", "?at=milvus"):
        page.goto(f"{address}{PAGE}{query}")
        expect(page.locator("#workflow-answer strong")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_with_scripts_off_the_figure_has_it_all(chromium: Any, address: str) -> None:
    with window(chromium, java_script_enabled=False) as tab:
        page = tab.page
        page.goto(address + PAGE)
        expect(page.locator(".tool")).to_be_hidden()
        expect(page.get_by_text("The map below has all of them.")).to_be_visible()
        expect(page.locator(".flow-map").get_by_role("link", name="Adlik")).to_be_visible()
