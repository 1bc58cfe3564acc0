"""A maintainer's whole task in the page, as a person does it: name, answer, take the report.

Each press and each word to be read is counted. The times are those of the keystroke-level model
(Card, Moran and Newell, 1980) and of silent reading, for a person who reads every word, and for one
who leaves out the small print: quotations, and where to look for an answer. What a person looks up
elsewhere, and the count of organisations in a clone, is not in it.

    pytest tests/site/test_readiness_task.py -s      prints the counts
"""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.drawn import hold_timers
from tests.site.test_readiness_live import PAGE, USUAL, hosts

pytestmark = pytest.mark.browser

KEY, POINT, PRESS, HAND, THINK = 0.28, 1.1, 0.2, 0.4, 1.35  # seconds, of an average typist
WORDS_A_SECOND = 238 / 60


@dataclass
class Person:
    """Types and presses for real, and counts what it takes."""

    page: Page
    keys: int = 0
    clicks: int = 0
    words: int = 0
    by_part: Counter[str] = field(default_factory=Counter)
    small_print: int = 0
    thoughts: int = 0
    hands: int = 0

    def reads(self, *where: Locator, part: str) -> None:
        for place in where:
            for each in place.all():
                if each.is_visible():
                    self.words += len(each.inner_text().split())
                    self.by_part[part] += len(each.inner_text().split())
                    for small in each.locator("small, .help details").all():
                        self.small_print += len(small.inner_text().split())

    def presses(self, where: Locator) -> None:
        where.click()
        self.clicks += 1

    def types(self, text: str) -> None:
        self.hands += 2  # to the keyboard and back
        self.page.keyboard.type(text)
        self.keys += len(text)

    def hits(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def decides(self) -> None:
        self.thoughts += 1

    def seconds(self, words: int) -> float:
        return (
            self.keys * KEY
            + self.clicks * (POINT + PRESS)
            + self.hands * HAND
            + self.thoughts * THINK
            + words / WORDS_A_SECOND
        )


@pytest.mark.parametrize("width", [1280, 375])
def test_a_maintainer_names_answers_and_takes_the_report_within_three_minutes(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 812})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hosts(page, USUAL["well kept"])
    page.goto(f"{address}{PAGE}")
    person = Person(page)
    tool = page.locator("#readiness-tool")

    # Name it. Enter leads to the button, which says whom it asks; a second one presses it.
    person.reads(page.locator("h1, article .lead, #project-help, #readiness-asks"), part="opening")
    person.presses(page.get_by_label("Your project"))
    person.types("acme/anvil")
    person.hits("Enter")
    person.decides()
    person.hits("Enter")
    answer = page.locator("#readiness-answer")
    expect(page.locator("#readiness-live [role=status]")).to_contain_text("measured")
    expect(answer).to_be_in_viewport()
    person.reads(answer, page.locator("#readiness-live [role=status]"), part="answer")
    person.reads(page.locator("#readiness-bars, #readiness-gaps"), part="gaps")

    # Answer what the check could not find out, and what only people know. Each is read and decided;
    # of every fourth whose place to look is folded, they look there. One thing is not so, and says
    # so; what is left of each group is.
    questions = page.locator(".questions [data-fact]:visible")
    folded = 0
    for question in questions.all():
        person.reads(question, part="questions")
        person.decides()
        look = question.get_by_text("Where to look")
        if look.count():
            if folded % 4 == 0:
                person.presses(look)
                person.reads(question.locator(".help"), part="where to look")
            folded += 1
    own = page.locator('.questions [data-fact="own_github_org"]')
    person.presses(own.locator(".three label").first)
    person.presses(page.locator('[data-fact="two_factor"] .three label').nth(1))
    groups = page.locator(".questions .facts:visible:has(.all-so)")
    for group in groups.all():
        person.presses(group.get_by_role("button", name="Yes to all that are left"))
    expect(groups.locator('[data-fact]:visible input[value=""]:checked')).to_have_count(0)
    expect(own.locator('input[value="yes"]')).to_be_checked()
    expect(page.locator('[data-fact="two_factor"] input[value="no"]')).to_be_checked()

    # Take the report.
    person.reads(answer, page.locator(".tool-detail > .tool-buttons"), part="report")
    hold_timers(page)  # "Copied" is there for a moment
    person.presses(page.get_by_role("button", name="Copy as Markdown"))
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    report = page.evaluate("navigator.clipboard.readText()")
    assert "| Requirement | Needed | Known | Missing |" in report
    assert "acme/anvil" in report
    expect(tool).to_contain_text("One step and two open questions before Incubation")

    all_of_it = person.seconds(person.words)
    without = person.seconds(person.words - person.small_print)
    print(
        f"\n{width} px: {person.keys} keys, {person.clicks} clicks, "
        f"{questions.count()} questions; "
        f"{person.words} words, {person.small_print} of them small print: "
        f"{without:.0f} s without it, {all_of_it:.0f} s with it; {dict(person.by_part)}"
    )
    assert person.keys + person.clicks <= 35
    assert without <= 140
    assert all_of_it <= 180
