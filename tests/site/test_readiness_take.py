"""What the readiness page gives a project for its repository; the ways to the record and back."""

import json
import random
import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from playwright.sync_api import Page, expect

from handbook import page_tools, take_away_data
from lfai_nb import catalog
from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.faces.badge import readiness_badge, readiness_badge_json
from lfai_nb.lifecycle.fact_keys import FACTS
from tests.site.drawn import hold_timers, let_go
from tests.site.parity import ADDRESS
from tests.site.test_readiness_tool import as_ask, in_python, random_fact

pytestmark = pytest.mark.browser
ON = date(2026, 11, 20)
PAGE = "book/hosting/readiness.html"
RUN = """async (asks) => {
  const tool = await import("/tool.mjs");
  const data = await (await fetch("/data.json")).json();
  const take = await (await fetch("/take.json")).json();
  return JSON.stringify(JSON.parse(asks).map((ask) => {
    const badge = tool.badgeOf(take, ask, tool.assess(data, ask));
    const page = "https://handbook.example/r?project=(x)";
    return { ...badge, markdown: tool.badgeMarkdown(badge, page) };
  }));
}"""


def badges(page: Page, asks: list[dict[str, object]]) -> list[Any]:
    parts = page_tools.source("calendar", "licences", "readiness_take")
    module = page_tools.script("readiness") + parts
    files = {
        "/": ("text/html", "<!doctype html><title>Badge</title><link rel=icon href=data:,>"),
        "/tool.mjs": ("text/javascript", module),
        "/data.json": ("application/json", json.dumps(page_tools.DATA["readiness"]())),
        "/take.json": ("application/json", json.dumps(take_away_data.take_away())),
    }

    def answer(route: Any) -> None:
        kind, body = files[route.request.url.removeprefix(ADDRESS)]
        route.fulfill(content_type=kind, body=body)

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    answers: list[Any] = json.loads(page.evaluate(RUN, json.dumps(asks)))
    return answers


def test_the_page_draws_the_badge_of_the_command_line(reader: Page) -> None:
    dice = random.Random(11)
    met = {key: True for key in FACTS if FACTS[key].type is bool}
    questions: list[tuple[str, dict[str, object]]] = [
        (
            dice.choice(HOSTED_STAGES),
            {k: random_fact(dice, k) for k in dice.sample(sorted(FACTS), n)},
        )
        for n in range(len(FACTS))
    ]
    questions.append(("sandbox", {**met, "license_spdx": "MIT", "badge_level": "gold"}))
    asks = [as_ask(stage, ON, facts) for stage, facts in questions]
    drawn = set()
    for (stage, facts), badge in zip(questions, badges(reader, asks), strict=True):
        judged = in_python(stage, ON, facts)
        assert judged is not None
        assert badge["svg"] == readiness_badge(judged)
        as_json = readiness_badge_json(judged)
        assert [badge[k] for k in ("label", "message", "colour")] == [
            as_json[k] for k in ("label", "message", "color")
        ]
        drawn.add(badge["colour"])
    assert len(drawn) == 3, "each verdict was drawn"


def test_the_badge_of_a_readme_is_a_picture_that_leads_to_the_answer(reader: Page) -> None:
    (badge,) = badges(reader, [{"stage": "incubation", "on": str(ON), "stars": "1"}])
    assert badge["markdown"] == (
        "[![LF AI & Data incubation: 1 not met, 2026-11-20]"
        "(https://img.shields.io/badge/LF%20AI%20%26%20Data%20incubation-"
        "1%20not%20met%2C%202026--11--20-b35900)](https://handbook.example/r?project=%28x%29)"
    )


def copied(page: Page, button: str) -> str:
    hold_timers(page)  # "Copied" is there for a moment
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text: str = page.evaluate("navigator.clipboard.readText()")
    let_go(page)
    expect(page.get_by_role("button", name="Copied")).to_have_count(0)
    return text


def test_badge_and_action_are_each_one_copy_with_the_readers_stage(
    page: Page, address: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}{PAGE}?project=acme/anvil&stage=graduation&on={ON}&stars=1")
    svg = copied(page, "Copy the badge as SVG")
    root = ElementTree.fromstring(svg)
    picture = page.locator(".tool-detail .badge svg")
    assert picture.get_attribute("aria-label") == root.get("aria-label")
    assert root.get("aria-label", "").startswith("LF AI & Data graduation: ")
    readme = copied(page, "Copy the badge for a README")
    assert readme.startswith("[![LF AI & Data graduation: ")
    assert f"]({page.evaluate('location.href')})" in readme
    action = copied(page, "Copy the weekly Action")
    steps = yaml.safe_load(action)["jobs"]["readiness"]["steps"]
    (ours,) = (step for step in steps if step.get("id") == "readiness")
    assert ours["with"] == {"stage": "graduation"}
    # Nothing else differs from what the page on the weekly check shows.
    theirs = take_away_data.WORKFLOW.read_text("utf-8").splitlines()
    differs = [a for a, b in zip(theirs, action.splitlines(), strict=True) if a != b]
    assert [line.strip() for line in differs] == ["stage: incubation", "facts: readiness.toml"]


def test_the_action_names_the_handbooks_repository_where_it_is_known() -> None:
    assert "uses: OWNER/HANDBOOK@VERSION" in take_away_data.workflow("")
    named = take_away_data.workflow("https://github.com/acme/handbook/")
    assert "uses: acme/handbook@VERSION" in named
    assert "OWNER/HANDBOOK" not in named


def test_the_facts_file_has_the_name_by_which_the_action_and_the_hook_call_it(
    page: Page, address: str
) -> None:
    page.goto(f"{address}{PAGE}?project=acme/anvil&stage=sandbox&on={ON}&tsc=yes")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the facts file").click()
    assert download.value.suggested_filename == "readiness.toml"
    assert "readiness.toml" in take_away_data.WORKFLOW.read_text("utf-8")


# ------------------------------------------------------------------ to the record and back


def test_each_project_of_the_record_leads_to_its_own_answer(site: Path) -> None:
    listed = (site / "book/hosting/projects.html").read_text("utf-8")
    known = catalog.load()
    hosted = {project.id for project in known.hosted_on(known.as_of)}
    for project in known.projects:
        text = (site / f"book/hosting/projects/{project.id}.html").read_text("utf-8")
        links = set(re.findall(r'href="\.\./readiness\.html\?project=([^"&]*)"', text))
        assert len(links) == 1, project.id
        if project.id in hosted:
            assert f'href="readiness.html?project={links.pop()}"' in listed, project.id


@pytest.mark.parametrize("name", ["Kedro", "AI Fairness 360"])
def test_the_page_of_a_project_leads_to_the_tool_and_the_tool_back(
    reader: Page, address: str, name: str
) -> None:
    project = catalog.load().find(name)
    reader.goto(f"{address}book/hosting/projects/{project.id}.html")
    reader.get_by_role("link", name=f"Judge {project.name} in the readiness tool").click()
    expect(reader.get_by_label("Your project")).to_have_value(project.name)
    expect(reader.locator("#readiness-answer")).to_contain_text(project.name)
    reader.get_by_role("link", name=f"The page of {project.name}").click()
    expect(reader).to_have_url(re.compile(f"projects/{project.id}.html"))


def test_a_project_that_is_not_in_the_record_has_no_page(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?project=Kedro")
    expect(reader.locator("#readiness-record a")).to_be_visible()
    reader.get_by_label("Your project").fill("acme/anvil")
    expect(reader.locator("#readiness-record")).to_be_hidden()


def test_the_keyboard_stays_where_it_was(reader: Page, address: str) -> None:
    """What is made anew with each answer hands the keyboard on."""
    reader.goto(f"{address}{PAGE}?stage=incubation&on={ON}")
    reader.get_by_text("The same facts by the rules of other days").click()
    reader.get_by_role("button", name="2 February 2021").press("Enter")
    expect(reader.locator("#on")).to_have_value("2021-02-02")
    expect(reader.get_by_role("button", name="2 February 2021")).to_be_focused()


def test_enter_leads_to_the_button_that_says_whom_it_asks(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}")
    reader.get_by_label("Your project").fill("acme/anvil")
    reader.keyboard.press("Enter")
    button = reader.get_by_role("button", name="Check it live")
    expect(button).to_be_focused()
    expect(button).to_have_accessible_description(re.compile("at most 6 requests"))
