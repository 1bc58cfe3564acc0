"""No number by hand: a fee, a threshold, a count or a date of a rule comes from the data.

A number that is written into the prose is right on the day on which it is written. So the prose is
searched for whatever looks like a value of a rule. Only what is listed here, with its reason, may
stand; on the pages of worked examples also what ``worked_examples`` computes or says is invented.
"""

import re

import pytest

from lfai_nb.policy import load
from tests.book import worked_examples
from tests.book.markdown import ROOT, name, pages, prose

WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|fifty|hundred"
COUNTED = (
    "stars?|organisations?|organizations?|months?|weeks?|days?|meetings?|absences?|employees|"
    "percent|%|voting members|members|seats?|votes?|minutes|hours?|years?|projects|committers|"
    "repositories|contributors|components|dollars"
)
BETWEEN = "(hosted|graduated|business|contributing) "
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
PATTERNS = {
    "money": r"(\$|USD) ?\d[\d,]*",
    "a day": rf"\b\d{{1,2}} ({MONTHS})\b( \d{{4}})?",
    "a count": rf"\b(\d+([.,]\d+)*|{WORDS})[ -]({BETWEEN})?({COUNTED})\b",
    "some of them": rf"\b(\d+|{WORDS}) of (them|these|those|which)\b",
    "a share": r"\btwo[ -]thirds\b(?! of whom)|\b\d+ ?%",
    "a large number": r"\b\d{1,3}(,\d{3})+\b|\b(?!20(1[5-9]|2[0-9])\b)\d{3,}\b",
}
#: The words, the page, and why they may stand there. An entry that is not needed fails too.
FOUR = "the four projects that the sources present; a number of this book, not of a rule"
DECKS = "those whose decks are among the sources"
ALLOWED = {
    ("book/hosting/moving-up", "Two thirds"): "a heading that asks what the words mean",
    ("book/hosting/moving-up", "two thirds"): "a sentence that asks what the words mean",
    ("book/foundation/attendance", "86 minutes"): "files of another foundation, counted",
    ("book/foundation/attendance", "20 August"): "the last of them",
    ("book/foundation/vote", "11 seats"): "the seats of another foundation",
    ("book/foundation/vote", "two thirds"): "a sentence that asks what the words mean",
    ("book/hosting/projects", "four of them"): FOUR,
    ("book/hosting/proposal-deck", "three projects"): DECKS,
    ("book/hosting/proposal", "four projects"): FOUR,
    ("book/projects/index", "Four hosted projects"): FOUR,
    ("book/hosting/steps", "three meetings"): "those whose slides are among the sources",
    ("book/joining/day", "two hosted projects"): "advice of this book",
    ("book/reference/commands", "130"): "the exit code of an interrupted program",
    ("book/reference/status", "100"): "the texts that a measurement of a demo asks for",
}


def numbers_in(text: str) -> list[tuple[str, str]]:
    return [
        (kind, match[0])
        for kind, pattern in PATTERNS.items()
        for match in re.finditer(pattern, prose(text), re.IGNORECASE)
    ]


@pytest.mark.parametrize("path", pages(), ids=name)
def test_no_value_of_a_rule_is_written_by_hand(path):
    page = name(path)
    by_hand = [
        f"{kind}: {words}"
        for kind, words in numbers_in(path.read_text("utf-8"))
        if (page, words) not in ALLOWED and not worked_examples.known(page, words)
    ]
    assert not by_hand, f"{page}: say these with a role, or allow them with a reason: {by_hand}"


def test_what_is_allowed_is_still_there():
    for page, words in ALLOWED:
        text = (ROOT / f"{page}.md").read_text("utf-8")
        assert words in [w for _kind, w in numbers_in(text)], (page, words)


@pytest.mark.parametrize(
    "sentence",
    [
        "It costs $120,000 a year.",
        "A project needs 500 stars.",
        "A project needs three organisations.",
        "After two absences the vote is lost.",
        "It is in force since 1 June 2023.",
        "A vote of two thirds is needed.",
        "There are 1,999 of them.",
        "There were four of them.",
        "It has rules, three of which changed.",
    ],
)
def test_the_search_finds_what_it_is_for(sentence):
    assert numbers_in(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It costs {rule}`DUES-PREMIER-NEW` a year.",
        "In force since {as-of}`INC-STARS`, and since 2021 in another form.",
        "One word has two meanings.",
        "```{shown} dues-table\n```",
        "`lfai-nb dues --employees 1999`",
    ],
)
def test_the_search_leaves_alone_what_the_data_says(sentence):
    assert not numbers_in(sentence)


def test_every_money_value_and_threshold_would_be_found():
    """The patterns are tried with the rules' own values, as a person would write them."""
    rules = load()
    counts = [r for r in rules.rules.values() if r.id in ("INC-STARS", "GRD-STARS", "INC-ORGS")]
    for rule in counts:
        for value in rule.values:
            if value.content is not None:
                assert numbers_in(f"at least {value.content:,} {rule.unit}")
