"""The proposal tool in the page: the packet of Python, the same papers, by keyboard and address."""

import random
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import packet_data, page_tools
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces import packet as face
from lfai_nb.faces.readiness import readiness_markdown
from lfai_nb.hosting.packet import FieldState, Packet, load, packet
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.lifecycle.gate import next_stage
from tests.hosting.cases import as_file, cases, project, with_words
from tests.site.conftest import Watched, window
from tests.site.parity import GENERATED, in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/hosting/proposal.html"
TODAY = date(2026, 11, 27)
OWN = [
    ("Anvil", "https://github.com/acme/anvil"),
    ("A & B: *the* <b> @all $& {name}", "git@github.com:acme/anvil.git"),
    ("Ünïcode (x)!'", "acme/anvil"),
]


def papers(made: Packet) -> dict[str, Any]:
    return {
        "packet": made.as_json(),
        "proposal": face.proposal_markdown(made),
        "notes": face.notes_markdown(made),
        "deck": face.deck_markdown(made),
        "address": face.new_file(made),
        "badge": face.badge_application(made),
        "readiness": readiness_markdown(made.readiness),
    }


def compared(page: Page, asks: list[dict[str, str]], packets: list[Packet]) -> None:
    answers = in_chromium(page, "proposal", "papers", asks)
    for ask, made, answer in zip(asks, packets, answers, strict=True):
        assert "refused" not in answer, (ask, answer)
        for row in answer["packet"]["answers"]:
            for fact in row["evidence"]:
                fact.pop("day", None)
        for name, paper in papers(made).items():
            assert answer[name] == paper, (name, ask)


def test_every_project_has_the_papers_of_the_command_line_for_every_stage(reader: Page) -> None:
    asks, packets = [], []
    for id_, facts in packet_data.known().items():
        for stage in (None, *HOSTED_STAGES):
            asks.append({"project": id_, "on": TODAY.isoformat()})
            if stage:
                asks[-1]["stage"] = str(stage)
            packets.append(packet(facts, {}, Stage(stage or packet_data.asks_for(facts)), on=TODAY))
    compared(reader, asks, packets)


def test_ones_own_project_has_them_too(reader: Page) -> None:
    asks, packets = [], []
    for name, repository in OWN:
        for stage in HOSTED_STAGES:
            ask = {"name": name, "repository": repository, "stage": str(stage)}
            facts = ProjectFacts(name, "https://github.com/acme/anvil")
            for words in ({}, {"license": "Apache-2.0 *or* MIT"}):
                asks.append(ask | words | {"on": TODAY.isoformat()})
                packets.append(packet(facts, words, Stage(stage), on=TODAY))
    compared(reader, asks, packets)


def test_the_cases_that_stand_beside_the_rules(reader: Page, tmp_path: Path) -> None:
    every = cases("packet")
    asks = [
        {"file": case["file"], "on": TODAY.isoformat()}
        | {key: case[key] for key in ("stage",) if key in case}
        for case in every
    ]
    for ask in asks:
        if "stage" not in ask:  # the page puts the next one into its field
            ask["stage"] = str(next_stage(load(as_file(tmp_path, ask["file"]))[0].stage))
    for case, answer in zip(every, in_chromium(reader, "proposal", "papers", asks), strict=True):
        if "refused" in case:
            assert case["refused"] in answer["refused"], case["why"]
            continue
        wanted, made = case["answer"], answer["packet"]
        for key in ("stage", "filled", "partly", "open"):
            assert made[key] == wanted.get(key, made[key]), case["why"]
        for part in ("claims", "left"):
            rows = {
                row["id"]: row["claim" if part == "claims" else part] for row in made["answers"]
            }
            assert rows | wanted.get(part, {}) == rows, case["why"]


@GENERATED
def test_generated_files_of_facts_have_the_papers_of_the_command_line(
    reader: Page, count: int, tmp_path: Path
) -> None:
    dice = random.Random(18)
    fields = [each["id"] for each in packet_data.proposal()["fields"]]
    asks, packets = [], []
    for _ in range(count):
        text = with_words(dice, project(dice), "proposal", fields)
        stage = dice.choice(HOSTED_STAGES)
        asks.append({"file": text, "stage": str(stage), "on": TODAY.isoformat()})
        facts, words = load(as_file(tmp_path, text))
        packets.append(packet(facts, words, Stage(stage), on=TODAY))
    compared(reader, asks, packets)


def test_the_script_is_small() -> None:
    assert len(page_tools.at_once("proposal").encode()) < 16_000


def test_by_keyboard_alone_the_papers_of_ones_own_project_are_saved(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(address + PAGE)
    output = page.locator("#proposal-answer")
    expect(output).to_contain_text(
        "Choose a project, enter the name of your own, or open its facts file."
    )
    page.get_by_label("Or your own: its name").focus()
    page.keyboard.type("Anvil")
    page.keyboard.press("Tab")
    page.keyboard.type("https://github.com/acme/anvil")
    expect(output).to_contain_text("Anvil, for Sandbox: of 23 fields 3 are filled")
    expect(page).to_have_url(re.compile("name=Anvil"))
    page.keyboard.press("Tab")
    page.keyboard.type("MIT")
    expect(output).to_contain_text("of 23 fields 4 are filled")
    expect(page).to_have_url(re.compile("license=MIT"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Write the other 19 fields here")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Open a facts file")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Save the proposal")).to_be_focused()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    file = tmp_path / "anvil.md"
    waiting.value.save_as(file)
    facts = ProjectFacts("Anvil", "https://github.com/acme/anvil")
    made = packet(facts, {"license": "MIT"}, Stage.SANDBOX, on=TODAY)
    # One text: it is saved, it opens on GitHub, and the command writes it. The notes are apart.
    text = file.read_text(encoding="utf-8")
    assert text == face.proposal_markdown(made) == face.files(made)["Anvil.md"]
    assert "Reviewed by" not in text
    link = page.get_by_role("link", name="Open the new file on GitHub")
    assert link.get_attribute("href") == face.new_file(made)


def test_a_project_of_the_record_asks_for_its_next_stage_or_for_the_one_that_is_chosen(
    reader: Page, address: str
) -> None:
    reader.goto(f"{address}{PAGE}?project=monocle")
    output = reader.locator("#proposal-answer")
    expect(output).to_contain_text("Monocle, for Graduation")
    expect(reader.get_by_label("It asks for")).to_have_value("graduation")
    reader.get_by_label("It asks for").select_option("incubation")
    expect(output).to_contain_text("Monocle, for Incubation")
    expect(reader).to_have_url(re.compile("stage=incubation"))
    reader.reload()
    expect(output).to_contain_text("Monocle, for Incubation")
    reader.get_by_label("Project of the record").select_option("docling")
    expect(output).to_contain_text("Docling, for")


def test_the_fields_are_written_in_the_page_beside_what_is_known(
    page: Page, address: str, tmp_path: Path
) -> None:
    """What was wrong: who had no facts file could write the 19 fields nowhere."""
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(f"{address}{PAGE}?project=monocle")
    output = page.locator("#proposal-answer")
    expect(output).to_contain_text("Monocle, for Graduation")
    page.get_by_text("Write the other 19 fields here").click()
    field = page.get_by_label("Social media accounts.")
    field.fill("None.")
    facts = packet_data.known()["monocle"]
    words = {"social": "None.", "website": "https://example.org\nand a second line"}
    page.get_by_label("Web site.").fill(words["website"])
    expect(page.locator("#word_code-of-conduct-note")).to_contain_text("Known: ")
    made = packet(facts, words, Stage.GRADUATION, on=TODAY)
    expect(output).to_contain_text(f"{made.count(FieldState.FILLED)} are filled")
    page.reload()  # the address has them, and they are in sight
    expect(field).to_be_visible()
    expect(field).to_have_value("None.")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save the proposal").click()
    assert waiting.value.path().read_text("utf-8") == face.proposal_markdown(made)
    # What a file says of a field stands below it, and what is written takes its place.
    page.get_by_text("Open a facts file").click()
    file = as_file(tmp_path, FACTS)
    facts, in_file = load(file)
    page.get_by_label("Choose a file, or drop it here").set_input_files(file)
    made = packet(facts, {**in_file, **words}, Stage.SANDBOX, on=TODAY)
    expect(output).to_contain_text(f"{made.count(FieldState.FILLED)} are filled")
    named = next(key for key in in_file if key not in (*words, *packet_data.IN_THE_FORM))
    expect(page.locator(f"#word_{named}-note")).to_contain_text(f"In your file: {in_file[named]}")


FACTS = next(case["file"] for case in cases("packet") if "complete what is known" in case["why"])


def test_a_facts_file_is_read_in_the_browser_and_fills_the_papers(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url))
    page.goto(address + PAGE)
    page.get_by_text("Open a facts file").click()
    file = as_file(tmp_path, FACTS)
    page.get_by_label("Choose a file, or drop it here").set_input_files(file)
    panel = page.locator("#proposal-files [role=status]")
    expect(panel).to_contain_text("2 facts and 3 texts of Anvil are in")
    expect(page.locator("#proposal-answer")).to_contain_text("of 23 fields 6 are filled")
    facts, words = load(file)
    made = packet(facts, words, Stage.SANDBOX, on=TODAY)
    for link, text in (
        ("Save the proposal", face.proposal_markdown(made)),
        ("Save the notes for writing it", face.notes_markdown(made)),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=link).click()
        assert waiting.value.path().read_text("utf-8") == text
    # Another project is not what the file is about.
    page.get_by_label("Or your own: its name").fill("Another")
    expect(page.locator("#proposal-answer")).to_contain_text("of 23 fields 3 are filled")
    assert all(url.startswith((address, "data:")) for url in elsewhere)


def test_a_facts_file_that_cannot_be_used_says_why(reader: Page, address: str) -> None:
    reader.goto(address + PAGE)
    reader.get_by_text("Open a facts file").click()
    text = reader.get_by_label("Or paste its text")
    text.fill('name = "<img src=x onerror=alert(1)>"\n[proposal]\nwebsit = "x"')
    text.press("Tab")
    panel = reader.locator("#proposal-files [role=status]")
    expect(panel).to_contain_text("repository is missing")
    expect(panel).to_contain_text("“websit” is not an entry of [proposal]")
    assert reader.locator(".tool img").count() == 0


def test_the_readiness_report_is_loaded_when_it_is_opened(page: Page, address: str) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(f"{address}{PAGE}?project=monocle")
    page.get_by_text("The readiness report for Graduation").click()
    save = page.get_by_role("link", name="Save the readiness report")
    with page.expect_download() as waiting:
        save.click()
    made = packet(packet_data.known()["monocle"], {}, Stage.GRADUATION, on=TODAY)
    text = waiting.value.path().read_text("utf-8")
    assert text == face.files(made)["readiness.md"]


def test_a_licence_that_is_typed_reaches_the_readiness_report(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?name=Anvil&repository=anvil/anvil&license=MIT")
    reader.get_by_text("The readiness report for Sandbox").click()
    row = reader.locator(".readiness-report tbody tr").filter(
        has_text="approved by the Open Source"
    )
    expect(row).to_contain_text("✓")
    expect(row).to_contain_text("MIT")


def test_a_choice_and_what_is_typed_take_the_place_of_each_other(
    reader: Page, address: str
) -> None:
    reader.goto(address + PAGE)
    name, choice = (
        reader.get_by_label("Or your own: its name"),
        reader.get_by_label("Project of the record"),
    )
    output = reader.locator("#proposal-answer")
    # Before the first word nothing is wrong.
    expect(output).to_contain_text("Choose a project")
    expect(output).not_to_have_class(re.compile("refused"))
    expect(reader.locator('#proposal-tool [aria-invalid="true"]')).to_have_count(0)
    name.fill("Anvil")
    reader.get_by_label("Its repository").fill("anvil/anvil")
    reader.get_by_label("Its licence").fill("MIT")
    expect(output).to_contain_text("Anvil, for Sandbox")
    choice.select_option("docling")
    expect(output).to_contain_text("Docling, for")
    for field in ("Or your own: its name", "Its repository", "Its licence"):
        expect(reader.get_by_label(field)).to_have_value("")
    name.fill("Anvil")
    expect(choice).to_have_value("")
    expect(reader).not_to_have_url(re.compile("project=docling"))


def test_where_the_record_cannot_be_loaded_the_page_says_so(watched: Watched, address: str) -> None:
    page = watched.page
    page.route("**/_static/proposal_record.*", lambda route: route.abort())
    page.goto(f"{address}{PAGE}?project=monocle")
    expect(page.locator("#proposal-answer")).to_contain_text("cannot be loaded")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("project=<img src=x onerror=alert(1)>", "is not a project that can ask for a next stage"),
        ("name=<b>&repository=ftp://x", "Enter the repository on GitHub"),
        ("name=A&repository=a/b&stage=emeritus", "Choose the stage: Sandbox"),
    ],
)
def test_a_hostile_address_is_refused_in_a_sentence(
    reader: Page, address: str, query: str, sentence: str
) -> None:
    reader.goto(f"{address}{PAGE}?{query}")
    expect(reader.locator("#proposal-answer")).to_contain_text(sentence)
    assert reader.locator(".tool script, .tool img, .tool b").count() == 0


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
    with window(chromium, java_script_enabled=False) as tab:
        page = tab.page
        page.goto(address + PAGE)
        expect(page.locator(".tool")).to_be_hidden()
        expect(page.get_by_text("the fields below say what each one wants")).to_be_visible()
