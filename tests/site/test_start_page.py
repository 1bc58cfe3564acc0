"""The first page: what it shows comes from the data, and its cards answer or lead on."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from handbook import page_tools, reading_time, start_page, ways
from lfai_nb import catalog, policy
from lfai_nb.membership import quote
from tests.book.markdown import BOOK
from tests.site.conftest import window

ON = date(2026, 11, 20)
PAGE = "book/index.html"


def soup(name: str, on: date = ON) -> BeautifulSoup:
    return BeautifulSoup(start_page.html(name, on), "html.parser")


def test_the_numbers_are_those_of_the_data_and_each_leads_to_its_page() -> None:
    numbers = [int(element.get_text()) for element in soup("numbers").select("b")]
    record, rules = catalog.load(), policy.load()
    assert numbers == [
        len(record.hosted_on(record.as_of)),
        record.members_on(ON).total,
        len(rules.rules),
        len(rules.contradictions),
    ]
    for item in soup("numbers").select("li"):
        assert re.search(r"\d{4}", item.small.get_text()), "says of when it is"
        assert (BOOK / item.a["href"].replace(".html", ".md")).is_file()


def test_the_numbers_are_those_of_the_day_that_is_asked_for() -> None:
    hosted, members, *_ = soup("numbers", date(2020, 12, 31)).select("li")
    assert hosted.b.get_text() == str(len(catalog.load().hosted_on(date(2020, 12, 31))))
    assert "31 December 2020" in hosted.small.get_text()
    assert members.b.get_text() == str(catalog.load().members_on(date(2020, 12, 31)).total)


def test_the_ways_are_read_from_the_first_page() -> None:
    routes = ways.read(BOOK)
    assert [way.id for way in routes] == [
        "i-am-new-here",
        "my-organisation-may-join",
        "i-maintain-a-project",
    ]
    for way in routes:
        assert all((BOOK / f"{page}.md").is_file() for page in way.pages)
        assert way.length == ways.COUNTED[len(way.pages)]


def test_a_card_says_how_long_its_way_takes_and_begins_it() -> None:
    links = soup("cards").select(".go a")
    for way, link in zip(ways.read(BOOK), links, strict=True):
        assert link["href"] == f"{way.pages[0]}.html"
        assert link.get_text() == f"{way.length} pages, {reading_time.place(way.pages)}"


def test_without_scripts_the_card_has_an_answer_and_asks_the_page_of_the_dues() -> None:
    form = soup("cards").find(id="start-dues")
    answer = quote(start_page.EMPLOYEES, level="general", lf_member=False, on=ON)
    assert answer.headline in form.output.get_text()
    assert (form["method"], form["action"]) == ("get", "joining/dues.html")
    assert form.input["name"] == "employees"


def test_the_card_for_maintainers_offers_every_project_of_the_record() -> None:
    offered = [option["value"] for option in soup("cards").select("#start-projects option")]
    assert offered == [project.name for project in catalog.load().projects]


def test_the_script_of_the_page_stays_small() -> None:
    assert len(page_tools.at_once("start").encode()) < 16_000


@pytest.mark.browser
@pytest.mark.parametrize("typed", ["1", "499", "500", "1,999", "2 000", "５０００"])
def test_a_head_count_is_answered_where_it_is_typed(page: Page, address: str, typed: str) -> None:
    page.goto(address + PAGE)
    page.get_by_label("Employees").fill(typed)
    number = int(re.sub(r"\D", "", typed))
    output = page.locator("#start-dues output")
    expect(output.locator("strong")).to_have_text(
        quote(number, level="general", lf_member=False, on=ON).headline
    )
    expect(output).to_contain_text(quote(number, level="premier", lf_member=False, on=ON).headline)


@pytest.mark.browser
def test_what_is_no_head_count_is_refused_in_a_sentence(page: Page, address: str) -> None:
    page.goto(address + PAGE)
    page.get_by_label("Employees").fill("some")
    expect(page.locator("#start-dues output")).to_contain_text("Write the number of your employees")


@pytest.mark.browser
def test_the_cards_lead_to_the_tools_with_what_was_typed(page: Page, address: str) -> None:
    page.goto(address + PAGE)
    page.get_by_label("Employees").fill("2500")
    page.get_by_role("button", name="All levels").click()
    expect(page.locator("#dues-answer")).to_contain_text(
        quote(2500, level="general", lf_member=False, on=ON).headline
    )
    page.goto(address + PAGE)
    page.get_by_label("OWNER/NAME on GitHub").fill("ONNX")
    page.get_by_role("button", name="Check").click()
    expect(page).to_have_url(re.compile(r"hosting/readiness\.html\?project=ONNX"))


@pytest.mark.browser
def test_a_slash_leads_to_the_search_and_is_a_letter_in_a_field(page: Page, address: str) -> None:
    page.goto(address + PAGE)
    page.keyboard.press("/")
    field = page.locator("#start-search")
    expect(field).to_be_focused()
    page.keyboard.type("quorum/x")
    expect(field).to_have_value("quorum/x")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\.html\?q=quorum"))


@pytest.mark.browser
def test_without_scripts_the_first_page_leads_on_just_the_same(
    chromium: Browser, address: str
) -> None:
    with window(chromium, java_script_enabled=False) as tab:
        page = tab.page
        page.goto(address + PAGE)
        page.get_by_label("Employees").fill("2500")
        page.get_by_role("button", name="All levels").click()
        expect(page).to_have_url(re.compile(r"joining/dues\.html\?employees=2500$"))
        page.goto(address + PAGE)
        page.get_by_label("Search the handbook").fill("quorum")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"search\.html\?q=quorum$"))
