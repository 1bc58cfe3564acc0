"""What nobody knows is asked in one place: what a check could not find out, what no check can."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lfai_nb.evidence.portfolio import facts_of_all
from tests.site.test_readiness_live import PAGE, USUAL, check, hosts

pytestmark = pytest.mark.browser


def test_what_a_check_could_not_find_out_is_asked_with_the_reason(page: Page, address: str) -> None:
    hosts(page, USUAL["well kept"])
    page.goto(f"{address}{PAGE}?stage=incubation")
    questions = page.locator("#readiness-open")
    expect(questions).to_be_hidden()
    check(page)
    own = questions.locator('[data-fact="own_github_org"]')
    expect(own).to_contain_text("It is in the organisation acme")
    expect(questions.locator('[data-fact="badge_level"]')).to_contain_text("has no entry under")
    expect(questions.locator('[data-fact="contributing_organizations"] code')).to_have_text(
        re.compile("lfai-nb orgs PATH")
    )
    expect(questions.locator("[data-fact]:visible")).to_have_count(3)
    # What was measured is not asked again, and what is answered stays where it is.
    expect(page.locator('.measured [data-fact="stars"]')).to_have_count(1)
    own.get_by_role("radio", name="yes").check()
    expect(own.get_by_role("radio", name="yes")).to_be_focused()
    page.get_by_label("Your project").fill("acme/hammer")
    expect(questions).to_be_hidden()
    expect(page.locator('.measured [data-fact="own_github_org"]')).to_have_count(1)


def test_where_nothing_was_measured_nothing_more_is_asked(
    page: Page, address: str, watched: Any
) -> None:
    page.route("https://*/**", lambda route: route.abort("internetdisconnected"))
    page.goto(f"{address}{PAGE}?stage=incubation")
    check(page)
    expect(page.locator("#readiness-open")).to_be_hidden()
    expect(page.locator(".questions [data-fact]:visible")).to_have_count(13)
    folded = page.locator("details.measured > summary")
    expect(folded).to_contain_text("15 open questions can be measured")
    folded.click()
    expect(page.locator('[data-fact="stars"] .from')).to_contain_text("No connection to GitHub can")
    watched.complaints.clear()


def test_what_is_folded_away_says_how_much_of_it_is_open_and_comes_first(
    reader: Page, address: str
) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01")
    folded = reader.locator(".questions > details.measured > summary")
    expect(folded).to_contain_text("15 open questions can be measured: press “Check it live”")
    first_question = reader.locator(".questions [data-fact]:visible").first
    assert folded.bounding_box()["y"] < first_question.bounding_box()["y"]  # type: ignore[index]
    folded.click()
    reader.get_by_label("Stars of the main repository").fill("812")
    expect(folded).to_contain_text("14 open questions can be measured")
    # Of the record all but a few are known, and those stand open below.
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01&project=Kedro")
    expect(folded).to_have_text("What was measured: look at it, or correct it")


def test_what_is_known_and_does_not_settle_it_leads_to_its_field(
    reader: Page, address: str
) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01&project=FlagAI")
    badge = reader.locator("#readiness-gaps li").filter(has_text="known only as passing or higher")
    expect(badge).to_contain_text("Known: passing or higher (landscape, 20 November 2023).")
    badge.get_by_role("button", name="Type what you know").click()
    field = reader.locator("#badge_level")
    expect(field).to_be_focused()
    expect(field).to_have_value("passing or higher")
    field.select_option("silver")
    expect(badge).to_have_count(0)


def test_an_answer_that_settles_two_requirements_is_counted_once(
    reader: Page, address: str
) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01")
    output, bar = (
        reader.locator("#readiness-answer"),
        reader.locator("#readiness-bars [aria-current]"),
    )
    expect(bar).to_have_text("Incubation0 of 29 met, 29 unknown")
    expect(output).to_contain_text("28 open questions before Incubation")
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01&badge_level=silver")
    expect(bar).to_have_text("Incubation2 of 29 met, 27 unknown")
    expect(output).to_contain_text("2 met, 27 open questions before Incubation")


def test_a_question_names_the_rules_that_ask_now_and_no_others(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}?stage=incubation&on=2026-11-01")
    reader.locator("details.measured > summary").click()
    links = reader.locator('[data-fact="badge_level"] a:visible')
    expect(links).to_have_text(["INC-BADGE", "SBX-BADGE"])
    reader.get_by_label("Stage asked for").select_option("graduation")
    expect(links).to_have_text(["GRD-BADGE", "INC-BADGE", "SBX-BADGE"])


def test_of_the_record_what_is_open_is_asked_with_its_reason_and_day(
    reader: Page, address: str
) -> None:
    project = next(facts for facts in facts_of_all() if not facts["badge_level"].known)
    reader.goto(f"{address}{PAGE}?stage=incubation&project={project.name}")
    badge = reader.locator('#readiness-open [data-fact="badge_level"]')
    reason = project["badge_level"].reason
    expect(badge).to_contain_text(reason[0].upper() + reason[1:])
    expect(badge.locator(".from")).to_contain_text(re.compile(r"\(.*20\d\d\)\.$"))
    # Why only people know it is told with where to look.
    sign_off = reader.locator('.questions [data-fact="dco_enforced"]')
    expect(sign_off.locator(".from")).to_be_hidden()
    sign_off.get_by_text("Where to look").click()
    expect(sign_off.locator(".from")).to_contain_text("let a maintainer attest it")
