"""Each rule has a place in the book, and the place leads back to the pages that tell the rule."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from handbook import page_tools
from lfai_nb.policy import load

#: No rule, but what this book could not read.
NOT_TOLD = {"LOST-IN-PICTURES"}
TOPICS = sorted({rule.topic for rule in load().rules.values()})


def pages_of_rules(site: Path, topic: str) -> dict[str, list[str]]:
    """For each rule of a topic the pages that its place names."""
    page = site / "book" / "reference" / "rules" / f"{topic}.html"
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    pages: dict[str, list[str]] = {}
    for rule in load().rules.values():
        if rule.topic == topic:
            place = soup.find(id=rule.id)
            assert place is not None, rule.id
            lines = (
                p for p in place.select("p.rule-links") if p.get_text().startswith("Explained on")
            )
            pages[rule.id] = [a["href"] for p in lines for a in p.find_all("a")]
    return pages


@pytest.mark.parametrize("topic", TOPICS)
def test_every_rule_is_told_on_a_page(site: Path, topic: str) -> None:
    untold = {rule for rule, pages in pages_of_rules(site, topic).items() if not pages}
    assert untold <= NOT_TOLD


@pytest.mark.parametrize(("tool", "page"), [("dues", "joining/dues"), ("readiness", "readiness")])
def test_the_rules_of_a_tool_lead_back_to_it(site: Path, tool: str, page: str) -> None:
    rules = {citation.rule for citation in page_tools.cited(tool)}
    assert len(rules) > 10
    for topic in {load()[rule].topic for rule in rules}:
        for rule, pages in pages_of_rules(site, topic).items():
            if rule in rules:
                assert any(f"{page}.html" in href for href in pages), rule
