"""The proposal tool in the page: the packet of Python, the same papers, by keyboard and address."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import packet_data, page_tools
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces import packet as face
from lfai_nb.hosting.packet import Packet, packet
from lfai_nb.lifecycle.facts import ProjectFacts
from tests.site.parity import in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/hosting/proposal.html"
TODAY = date(2026, 11, 27)
OWN = [
    ("Anvil", "https://github.com/acme/anvil"),
    ("A & B: *the* <b> @all $& {name}", "git@github.com:acme/anvil.git"),
    ("Ünïcode (x)!'", "acme/anvil"),
]


def asks() -> list[tuple[dict[str, str], Packet]]:
    every: list[tuple[dict[str, str], Packet]] = []
    for id_, facts in packet_data.known().items():
        made = packet(facts, {}, packet_data.asks_for(facts), on=TODAY)
        every.append(({"project": id_, "on": TODAY.isoformat()}, made))
    for name, repository in OWN:
        for stage in HOSTED_STAGES:
            ask = {"name": name, "repository": repository, "stage": str(stage)}
            facts = ProjectFacts(name, "https://github.com/acme/anvil")
            every.append(
                (ask | {"on": TODAY.isoformat()}, packet(facts, {}, Stage(stage), on=TODAY))
            )
    return every


def test_every_project_has_the_packet_of_the_command_line(page: Page) -> None:
    every = asks()
    found = in_chromium(page, "proposal", "answers", [ask for ask, _ in every])
    for (ask, made), answer in zip(every, found, strict=True):
        for row in answer["answers"]:
            for fact in row["evidence"]:
                fact.pop("retrieved")
        assert answer.pop("deck") == [list(slide.known) for slide in made.deck], ask
        assert answer.pop("badge") == face.badge_application(made), ask
        assert answer == made.as_json(), ask


@pytest.mark.parametrize(
    ("function", "write"),
    [
        ("markdown", face.proposal_markdown),
        ("deck", face.deck_markdown),
        ("address", face.new_file),
    ],
)
def test_the_papers_are_those_of_the_command_line(page: Page, function: str, write: Any) -> None:
    every = asks()
    found = in_chromium(page, "proposal", function, [ask for ask, _ in every])
    for (ask, made), signs in zip(every, found, strict=True):
        assert "".join(signs.values()) == write(made), ask


def test_the_script_is_small() -> None:
    assert len(page_tools.at_once("proposal").encode()) < 16_000


def test_by_keyboard_alone_the_papers_of_ones_own_project_are_saved(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(address + PAGE)
    output = page.locator("#proposal-answer")
    expect(output).to_contain_text("Choose a project, or enter the name of your own.")
    page.get_by_label("Or your own: its name").focus()
    page.keyboard.type("Anvil")
    page.keyboard.press("Tab")
    page.keyboard.type("https://github.com/acme/anvil")
    expect(output).to_contain_text("Anvil, for Sandbox: of 23 fields 3 are filled")
    expect(page).to_have_url(re.compile("name=Anvil"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Save the proposal")).to_be_focused()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    file = tmp_path / "anvil.md"
    waiting.value.save_as(file)
    facts = ProjectFacts("Anvil", "https://github.com/acme/anvil")
    made = packet(facts, {}, Stage.SANDBOX, on=TODAY)
    assert file.read_text(encoding="utf-8") == face.proposal_markdown(made)
    link = page.get_by_role("link", name="Open the new file on GitHub")
    assert link.get_attribute("href") == face.new_file(made)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("project=<img src=x onerror=alert(1)>", "is not a project that can ask for a next stage"),
        ("name=<b>&repository=ftp://x", "Enter the repository on GitHub"),
        ("name=A&repository=a/b&stage=emeritus", "Choose the stage: Sandbox"),
    ],
)
def test_a_hostile_address_is_refused_in_a_sentence(
    page: Page, address: str, query: str, sentence: str
) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(f"{address}{PAGE}?{query}")
    expect(page.locator("#proposal-answer")).to_contain_text(sentence)
    assert page.locator(".tool script, .tool img, .tool b").count() == 0


def test_it_prints_with_a_title_and_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?project=monocle")
    page.emulate_media(media="print")
    head = page.locator("#proposal-print-head")
    expect(head).to_be_visible()
    assert "Monocle: proposal for Graduation" in head.inner_text()
    assert "project=monocle" in head.inner_text()
    expect(page.locator(".tool form")).to_be_hidden()


def test_it_fits_a_screen_of_320_pixels(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}{PAGE}?project=monocle")
    expect(page.locator("#proposal-answer strong")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_with_scripts_off_the_page_leads_to_the_fields(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGE)
    expect(page.locator(".tool")).to_be_hidden()
    expect(page.get_by_text("the fields above say what each one wants")).to_be_visible()
    context.close()
