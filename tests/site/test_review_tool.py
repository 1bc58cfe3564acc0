"""The review tool in the page: the answers of Python, the same outline, by keyboard and address."""

import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handbook import page_tools, review_data
from lfai_nb.catalog import load as load_catalog
from lfai_nb.errors import BadInput
from lfai_nb.faces.review import about, review_markdown
from lfai_nb.hosting.packet import words_in
from lfai_nb.hosting.review import DECK, brief, review, reviews
from lfai_nb.lifecycle import facts_file
from tests.hosting.cases import as_file, cases, project, with_words
from tests.site.conftest import window
from tests.site.parity import GENERATED, in_chromium

pytestmark = pytest.mark.browser

PAGE = "book/hosting/review.html"
TODAY = date(2026, 11, 27)


def in_python(ask: dict[str, str]) -> Any:
    try:
        annual = review(ask["project"], on=date.fromisoformat(ask["on"]))
    except BadInput as refusal:
        return {"refused": str(refusal)}
    slides = [
        {"id": s.item.id, "slide": s.item.text, "kept": str(s.kept), "lines": list(s.lines)}
        for s in brief(annual)
    ]
    return annual.as_json() | {"slides": slides, "about": about(annual)}


def test_every_project_on_many_days_has_the_same_answer_as_in_python(reader: Page) -> None:
    hosted = load_catalog().hosted_on(load_catalog().as_of)
    days = [date(2024, 3, 1) + timedelta(days=37 * n) for n in range(50)]
    asks = [
        {"project": hosted_project.id, "on": day.isoformat()}
        for hosted_project in hosted
        for day in days
    ]
    for ask, answer in zip(asks, in_chromium(reader, "review", "answers", asks), strict=True):
        assert answer == in_python(ask), ask


def test_the_outline_is_that_of_the_command_line(reader: Page) -> None:
    asks = [{"project": entry.project.id, "on": "2026-11-27"} for entry in reviews(on=TODAY)]
    outlines = in_chromium(reader, "review", "markdown", asks)
    for ask, signs in zip(asks, outlines, strict=True):
        annual = review(ask["project"], on=TODAY)
        assert "".join(signs.values()) == review_markdown(annual, brief(annual))


def slides_of(ask: dict[str, str], folder: Path) -> tuple[Any, str]:
    """The answer of Python, and its outline, with the files that were handed in."""
    annual = review(ask["project"], on=date.fromisoformat(ask["on"]))
    files = [as_file(folder, ask[key], key) for key in ("facts", "last") if key in ask]
    known = [(facts_file.load(file), words_in(file, "review", DECK)) for file in files]
    facts, words = known[0] if known else (None, {})
    slides = brief(annual, facts, words, known[1] if len(known) > 1 else None)
    rows = [
        {"id": s.item.id, "slide": s.item.text, "kept": str(s.kept), "lines": list(s.lines)}
        for s in slides
    ]
    answer = annual.as_json() | {"slides": rows, "about": about(annual)}
    return answer, review_markdown(annual, slides)


def test_the_cases_that_stand_beside_the_rules(reader: Page, tmp_path: Path) -> None:
    every = cases("review")
    asks = [
        {k: str(case[k]) for k in ("project", "on", "facts", "last") if k in case}
        for case in every
        if case["project"] != "acumos"  # it is not among those that the page offers
    ]
    answers = in_chromium(reader, "review", "reviewed", asks)
    for ask, answer in zip(asks, answers, strict=True):
        case = next(
            candidate
            for candidate in every
            if all(str(candidate.get(key)) == text for key, text in ask.items())
            and ("facts" in candidate) == ("facts" in ask)
        )
        if "refused" in case:
            assert case["refused"] in answer["refused"], case["why"]
            continue
        assert (answer["answer"], answer["markdown"]) == slides_of(ask, tmp_path), case["why"]


@GENERATED
def test_generated_files_of_facts_have_the_outline_of_the_command_line(
    reader: Page, count: int, tmp_path: Path
) -> None:
    dice = random.Random(21)
    hosted = [entry.project.id for entry in reviews(on=TODAY)]
    slides = [slide["id"] for slide in review_data.review()["periods"][-1]["slides"]]
    asks = []
    for _ in range(count):
        ask = {"project": dice.choice(hosted), "on": TODAY.isoformat()}
        for key in ("facts", "last")[: dice.randint(1, 2)]:
            ask[key] = with_words(dice, project(dice), "review", slides)
        asks.append(ask)
    for ask, answer in zip(asks, in_chromium(reader, "review", "reviewed", asks), strict=True):
        assert "refused" not in answer, (ask, answer)
        assert (answer["answer"], answer["markdown"]) == slides_of(ask, tmp_path), ask


def test_the_list_is_in_the_order_of_the_command_line(reader: Page) -> None:
    (rows,) = in_chromium(reader, "review", "everyone", [{"on": "2026-11-27"}])
    assert [row["project"] for row in rows.values()] == [
        entry.project.id for entry in reviews(on=TODAY)
    ]


def test_the_script_is_small() -> None:
    assert len(page_tools.at_once("review").encode()) < 16_000


def test_by_keyboard_alone_a_project_is_chosen_and_its_outline_saved(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    page.goto(address + PAGE)
    output = page.locator("#review-answer")
    expect(output).to_contain_text("The next review is that of")
    page.get_by_label("Project", exact=True).focus()
    page.keyboard.type("Flyte")
    expect(output).to_contain_text("Flyte joined on 25 February 2021")
    expect(page).to_have_url(re.compile("project=flyte"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Open last year’s facts file")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Save the outline")).to_be_focused()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    file = tmp_path / "review.md"
    waiting.value.save_as(file)
    annual = review("flyte", on=TODAY)
    assert file.read_text(encoding="utf-8") == review_markdown(annual, brief(annual))


def test_with_two_facts_files_only_what_changed_is_asked(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.clock.set_fixed_time("2026-11-27T12:00:00Z")
    case = next(
        candidate for candidate in cases("review") if "last year's words stand" in candidate["why"]
    )
    page.goto(address + PAGE)
    panel = page.locator("#review-files")
    panel.get_by_text("Open this year’s facts file").click()
    panel.get_by_label("Choose a file, or drop it here").set_input_files(
        as_file(tmp_path, case["facts"], "facts")
    )
    expect(panel.get_by_role("status")).to_contain_text("4 facts and 1 text of Flyte are in.")
    expect(page.get_by_label("Project", exact=True)).to_have_value("flyte")
    panel.get_by_text("Open last year’s facts file").click()
    panel.get_by_label("Choose a file", exact=True).set_input_files(
        as_file(tmp_path, case["last"], "last")
    )
    expect(page.locator(".tool-detail")).to_contain_text("Last year: 812. Now: 900.")
    expect(page.locator(".tool-detail")).to_contain_text("As last year. Still true?")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save the outline").click()
    ask = {
        "project": "flyte",
        "on": TODAY.isoformat(),
        "facts": case["facts"],
        "last": case["last"],
    }
    assert waiting.value.path().read_text("utf-8") == slides_of(ask, tmp_path)[1]
    # The files are about one project.
    page.get_by_label("Project", exact=True).select_option("docling")
    expect(page.locator(".tool-detail")).not_to_contain_text("Last year: 812")


def test_a_file_about_nobody_that_is_hosted_asks_for_the_project(
    reader: Page, address: str
) -> None:
    reader.goto(address + PAGE)
    reader.get_by_text("Open this year’s facts file").click()
    text = reader.get_by_label("Or paste its text").first
    text.fill('name = "Anvil"\nrepository = "acme/anvil"')
    text.press("Tab")
    status = reader.locator("#review-files [role=status]")
    expect(status).to_contain_text("Choose the project first.")


def test_a_hostile_address_is_refused_in_a_sentence(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?project=<img src=x onerror=alert(1)>")
    expect(reader.locator("#review-answer")).to_contain_text("is not a hosted project that we know")
    assert reader.locator(".tool script, .tool img").count() == 0


def test_it_prints_with_a_title_and_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?project=monocle")
    page.emulate_media(media="print")
    head = page.locator("#review-print-head")
    expect(head).to_be_visible()
    assert "Annual review of Monocle" in head.inner_text()
    assert "project=monocle" in head.inner_text()
    expect(page.locator(".tool form")).to_be_hidden()


def test_it_fits_a_screen_of_320_pixels(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for query in ("", "?project=monocle"):
        page.goto(f"{address}{PAGE}{query}")
        expect(page.locator("#review-answer strong")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_with_scripts_off_the_page_says_how_to_count(chromium: Any, address: str) -> None:
    with window(chromium, java_script_enabled=False) as tab:
        page = tab.page
        page.goto(address + PAGE)
        expect(page.locator(".tool")).to_be_hidden()
        expect(page.get_by_text("add whole years to the day")).to_be_visible()
