"""Who does not see the page hears an answer once, and learns which field is wrong and why."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.drawn import hold_timers, let_go, timers

pytestmark = pytest.mark.browser
#: For each tool that reads what is typed: its page, a field, what it refuses, and what it takes.
FIELDS = {
    "dues": ("book/joining/dues.html", "#employees", "1.000", "12345"),
    "readiness": ("book/hosting/readiness.html?stars=5", "#stars", "many", "12345"),
    "vote": ("book/foundation/vote.html", "#present", "9.5", "12"),
    "attendance": (
        "book/foundation/attendance.html",
        "#table",
        "meeting,Ada\n2024-01-11,=1+1",
        "meeting,Ada\n2024-01-11,x\n2024-01-25,x\n",
    ),
    "plan": ("book/hosting/plan.html", "#present_on", "2001-01-01", "2027-06-03"),
}
EACH = pytest.mark.parametrize("tool", FIELDS)


def opened(page: Page, address: str, tool: str) -> tuple[Locator, Locator]:
    page.goto(address + FIELDS[tool][0])
    output = page.locator(f"#{tool}-answer")
    expect(output).not_to_be_empty()
    field = page.locator(FIELDS[tool][1])
    # What can be measured is folded away.
    field.evaluate("(e) => e.closest('details')?.setAttribute('open', '')")
    return field, output


@EACH
def test_a_field_that_is_wrong_says_so_and_leads_to_the_reason(
    reader: Page, address: str, tool: str
) -> None:
    field, output = opened(reader, address, tool)
    before = field.get_attribute("aria-describedby") or ""
    field.fill(FIELDS[tool][2])
    expect(output).to_have_class("refused")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = str(field.get_attribute("aria-describedby")).split()
    assert f"{tool}-answer" in described
    assert set(before.split()) <= set(described)
    edge = "(e) => getComputedStyle(e).borderTopColor"
    assert field.evaluate(edge) != reader.locator(f"#{tool}-tool input:not({FIELDS[tool][1]})").or_(
        reader.locator(f"#{tool}-tool select")
    ).first.evaluate(edge)
    field.fill(FIELDS[tool][3])
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(output).not_to_have_class("refused")


@EACH
def test_an_answer_is_announced_once_after_the_typing(page: Page, address: str, tool: str) -> None:
    field, output = opened(page, address, tool)
    expect(output).to_have_attribute("aria-live", "off")
    heard = page.locator(f"#{tool}-tool output + .announced[role=status]")
    expect(heard).to_be_empty()
    heard.evaluate(
        """(e) => { window.heard = [];
          new MutationObserver(() => e.textContent && heard.push(e.textContent))
            .observe(e, { childList: true, characterData: true, subtree: true }); }"""
    )
    hold_timers(page)
    if tool in ("attendance", "plan"):
        field.fill(FIELDS[tool][3])
    else:
        field.fill("")
        field.press_sequentially(FIELDS[tool][3])
    assert timers(page) == 1, "each letter puts off what the last one began"
    expect(heard).to_be_empty()
    let_go(page)
    expect(heard).to_have_text(str(output.text_content()))
    let_go(page)
    expect(heard).to_be_empty()
    assert page.evaluate("window.heard") == [output.evaluate("(e) => e.textContent")]


@pytest.mark.parametrize(
    "name", ["book/joining/dues.html", "book/hosting/readiness.html", "book/foundation/vote.html"]
)
def test_with_the_systems_own_colours_each_control_and_choice_has_an_edge(
    page: Page, address: str, name: str
) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(address + name)
    bare = page.evaluate(
        """() => [...document.querySelectorAll(".tool :is(input, select, textarea, button)")]
          .filter((e) => e.checkVisibility() && getComputedStyle(e).opacity !== "0")
          .filter((e) => !["radio", "checkbox"].includes(e.type))
          .filter((e) => parseFloat(getComputedStyle(e).borderTopWidth) < 1)
          .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert bare == []
    # What is chosen, and what a bar says, is not said by a ground that these colours take away.
    for choice in page.locator(".tool .three input:checked + span").all()[:3]:
        ground = choice.evaluate("(e) => getComputedStyle(e).backgroundColor")
        beside = choice.evaluate("(e) => getComputedStyle(e.closest('.three')).backgroundColor")
        assert ground != beside


def test_where_motion_is_unwelcome_nothing_moves(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    for name in ("book/joining/dues.html", "book/index.html", "notebooks/dues.html"):
        page.goto(address + name)
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((e) => {
              const style = getComputedStyle(e);
              return style.scrollBehavior === "smooth" || style.animationName !== "none" ||
                style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0.01);
            }).map((e) => e.outerHTML.slice(0, 100))"""
        )
        assert moving == []
