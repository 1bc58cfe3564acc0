"""A page for each project of the record, each with the same things in the same places."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from handbook import project_facts, project_pages
from handbook.links import PROJECTS
from handbook.project_numbers import organisations
from handbook.tables import hosted
from lfai_nb.catalog import load
from lfai_nb.domain import Stage
from tests.site.rendered import html_of

DAY = date(2026, 11, 20)
IDS = [project.id for project in load().projects]
SECTIONS = [
    "Its stages",
    "Its numbers",
    "How it measures up",
    "Its organisations",
    "What became of it",
    "Its papers",
    "Where to go next",
]


def section(project: str, title: str) -> BeautifulSoup:
    for part in project_facts.sections(project, DAY):
        if part.children and part[0].astext() == title:
            return BeautifulSoup("".join(map(html_of, part.children[1:])), "html.parser")
    raise AssertionError(f"{project} has no section {title!r}")


def rows(table: BeautifulSoup) -> list[list[str]]:
    lines = table.select("tbody tr")
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in lines
    ]


@pytest.mark.parametrize("project", IDS)
def test_every_page_has_the_same_sections_in_the_same_order(project: str) -> None:
    lead, *others = project_facts.sections(project, DAY)
    purpose = load().purpose_of(project)
    assert purpose is not None
    assert lead.astext() == purpose.what
    assert [part[0].astext() for part in others if part.get("ids")] == SECTIONS


def test_the_stages_are_a_figure_and_a_table() -> None:
    stages = section("Milvus", "Its stages")
    assert stages.svg is not None
    # By the vote, and beside it by the landscape, which was later both times.
    assert [[row[0], row[1], row[3], row[5]] for row in rows(stages)] == [
        ["Incubation", "16 January 2020", "3 June 2021", "2 April 2020"],
        ["Graduation", "3 June 2021", "still on 14 August 2026", "9 June 2021"],
    ]
    assert "proposing-projects" in rows(stages)[1][2], "the document that has the day of the vote"
    assert "no longer listed" not in stages.get_text()


def test_a_project_that_left_has_an_end_and_where_it_went() -> None:
    assert project_facts.spans(load().find("vLLM"), DAY)[-1].end == date(2025, 4, 28)
    outcome = section("vLLM", "What became of it").get_text()
    assert "moved to the PyTorch Foundation: on the landscape since 28 April 2025" in outcome
    assert "is hosted" in section("ONNX", "What became of it").get_text()
    archived = section("Acumos", "What became of it").get_text()
    assert "was archived" in archived
    assert "We found no reason" in archived


def test_before_it_left_the_page_did_not_know_it() -> None:
    for part in project_facts.sections("vLLM", date(2025, 4, 1)):
        assert "PyTorch Foundation" not in part.astext()


def test_each_number_has_its_day_and_a_number_that_nobody_has_is_unknown() -> None:
    numbers = rows(section("Milvus", "Its numbers"))
    stars = [row[1:3] for row in numbers if row[0] == "Stars on GitHub"]
    assert stars[0] == ["24,131", "20 November 2023"]
    assert len(stars) == 4
    unknown = [row for row in numbers if row[1] == "unknown"]
    assert len(unknown) == 1, "what is unknown for one reason is said once"
    assert "larger than the 500 MiB" in unknown[0][3]


def test_where_it_stands_is_three_valued_by_the_newest_rules_and_by_those_of_its_time() -> None:
    standing = section("Adlik", "How it measures up")
    today, own, every = standing.select("table")
    assert [row[0] for row in rows(today)] == ["Sandbox", "Incubation", "Graduation"]
    for row in rows(today):
        assert all(number.isdigit() for number in row[2:])
    assert rows(own) == [
        ["Incubation", "rules in force on 26 September 2019", "cannot tell", "1", "0", "4"]
    ]
    states = {row[2] for row in rows(every)}
    assert states == {"✓ met", "✗ not met", "? unknown"}
    assert [row[4] for row in rows(every) if row[2] == "? unknown"] != []


def test_what_the_record_knows_is_known_where_it_stands() -> None:
    """The same page told of the charter below, and called it unknown here."""
    every = section("milvus", "How it measures up").select("table")[-1]
    cells = {row[0]: row[2:] for row in rows(every)}
    assert cells["A technical charter"] == ["✓ met", "yes", "yes"]
    assert cells["Fits the scope and mission of the foundation"][0] == "✓ met"


def test_the_organisations_are_an_interval_with_the_days_it_is_of() -> None:
    many = section("Feast", "Its organisations").get_text(" ", strip=True)
    assert re.search(r"Contributing organisations: \d+ to \d+ , from \d+ \w+ \d{4} to", many)
    assert (
        "is unknown: this repository is larger" in section("Milvus", "Its organisations").get_text()
    )


def test_no_person_is_named_among_the_organisations() -> None:
    for project in load().projects:
        assert "@" not in html_of(list(organisations(project)))


def test_a_disagreement_in_a_note_leads_to_its_place() -> None:
    outcome = section("Kedro", "What became of it")
    assert outcome.select_one('a[href="contradiction:C-41"]') is not None


def test_the_sources_of_the_pages_follow_the_record(tmp_path: Path) -> None:
    app = SimpleNamespace(srcdir=tmp_path)
    folder = tmp_path / PROJECTS
    folder.mkdir(parents=True)
    (folder / "gone.md").write_text("# Gone\n")
    project_pages.write_sources(app, None)
    assert {path.stem for path in folder.iterdir()} == set(IDS)
    milvus = folder / "milvus.md"
    assert milvus.read_text("utf-8") == "# Milvus\n\n```{project} milvus\n```\n"
    before = milvus.stat().st_mtime_ns
    project_pages.write_sources(app, None)
    assert milvus.stat().st_mtime_ns == before, "an untouched page is not built again"


def test_every_name_on_the_lists_leads_to_its_page() -> None:
    def led_to(content: object) -> list[str]:
        html = BeautifulSoup(html_of(content), "html.parser")
        return [a["href"] for a in html.select("tbody th a")]

    on = load().as_of
    hosted_now = led_to(hosted.hosted(on))
    assert len(hosted_now) == len(load().hosted_on(on))
    assert set(hosted_now) == {f"project:{project.id}" for project in load().hosted_on(on)}
    left = [led_to(hosted.SHOWN[f"left-{kind}"](on)) for kind in ("moved", "archived", "unlisted")]
    assert sum(map(len, left)) == len(IDS) - len(hosted_now)


# The built pages.


@pytest.mark.parametrize("project", IDS)
def test_the_page_is_built_and_has_its_neighbours(site: Path, project: str) -> None:
    soup = BeautifulSoup((site / f"{PROJECTS}/{project}.html").read_text("utf-8"), "html.parser")
    assert [h.get_text()[:-1] for h in soup.select("article h2")][: len(SECTIONS)] == SECTIONS
    assert soup.select_one(".about-page") is not None
    assert "The source of this page" not in soup.select_one(".about-page").get_text()
    assert len(soup.select('.sidebar-tree a[href$="onnx.html"]')) == 0


@pytest.mark.browser
def test_the_list_is_chosen_by_stage_topic_and_origin(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PROJECTS}.html")
    visible = reader.locator("table.searchable tbody tr:visible th")
    everything = visible.count()
    reader.get_by_label("Stage", exact=True).select_option("Graduation")
    at_stage = load().counts_on(load().as_of)[Stage.GRADUATION]
    assert visible.count() == at_stage < everything
    reader.get_by_label("Topic", exact=True).select_option("Data")
    assert "Milvus" in visible.all_inner_texts()
    assert visible.count() < at_stage
    reader.get_by_label("From", exact=True).select_option("Zilliz")
    assert visible.all_inner_texts() == ["Milvus"]
    # The choice can be sent to somebody.
    expect(reader).to_have_url(re.compile("stage=Graduation"))
    reader.reload()
    assert visible.all_inner_texts() == ["Milvus"]
    reader.get_by_label("Stage", exact=True).select_option("")
    reader.get_by_label("Topic", exact=True).select_option("")
    reader.get_by_label("From", exact=True).select_option("")
    assert visible.count() == everything
    expect(reader).to_have_url(re.compile(r"^[^?]+\??$"))


@pytest.mark.browser
def test_a_choice_that_is_not_there_changes_nothing(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PROJECTS}.html?stage=<img src=x onerror=alert(1)>&topic=Cooking")
    expect(reader.locator(".table-tool [role=status]")).to_contain_text("59 of 59")


@pytest.mark.browser
def test_its_entry_is_in_view_among_the_others_of_its_part(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}{PROJECTS}/bitol.html")
    expect(page.locator(".sidebar-tree [aria-current]")).to_be_in_viewport()


@pytest.mark.browser
def test_the_figure_fits_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{address}{PROJECTS}/bitol.html")
    edges = page.locator("svg.stages text").evaluate_all(
        "(texts) => texts.map((t) => t.getBoundingClientRect()).map((r) => [r.left, r.right])"
    )
    assert all(left >= 0 and right <= 320 for left, right in edges), edges
