"""Each sentence about a history stands where it applies, and nowhere else."""

from datetime import date
from typing import Any

import pytest

from lfai_nb.evidence.history import Organization, OrgReport, UnknownPerson, Variant, Window
from lfai_nb.faces.orgs import headline, orgs_markdown, orgs_text, sentences

YEAR = Window(date(2023, 1, 1), date(2023, 12, 31))
ACME = Organization("Acme", 2, 9, YEAR.since, YEAR.until, "by domain", ("person 1", "person 2"))
PLAIN: dict[str, Any] = {
    "low": 1,
    "high": 1,
    "window": YEAR,
    "min_commits": 1,
    "people": 2,
    "commits": 9,
    "credits": 9,
    "unknown_people": 0,
    "unknown_people_share": 0.0,
    "unknown_commits_share": 0.0,
    "independent_people": 0,
    "organizations": (ACME,),
    "possible": (),
    "elephant_factor": 1,
    "contested": (),
    "unknown": (),
    "bots": 0,
    "bot_commits": 0,
}


def report(**changes: Any) -> OrgReport:
    return OrgReport(**PLAIN | changes)


#: What differs from the plain report, and what is said of it.
CASES: list[tuple[dict[str, Any], str]] = [
    (
        {"unknown_people": 1, "unknown_people_share": 0.5, "unknown_commits_share": 0.1},
        "1 person (50%) show no established organisation; they made 10% of the contributions",
    ),
    (
        {"contested": ("Globex", "Initech")},
        "because the same person shows another organisation at the same time: Globex, Initech.",
    ),
    ({"elephant_factor": None}, "Elephant factor: cannot tell"),
    ({"independent_people": 2}, "2 people work for nobody."),
    ({"credits": 12}, "Co-authors are credited too: 12 contributions in 9 commits."),
    ({"bots": 1, "bot_commits": 30}, "Not counted: merges, and 1 program (30 commits)."),
]


@pytest.mark.parametrize(("changes", "sentence"), CASES, ids=lambda given: str(given)[:40])
def test_a_sentence_is_there_where_it_applies(changes: dict[str, Any], sentence: str) -> None:
    assert sentence not in " ".join(sentences(report()))
    assert sentence in " ".join(sentences(report(**changes)))


def test_the_headline_says_how_many_commits_made_somebody_count() -> None:
    assert headline(report()) == (
        "1 organisation contributed from 2023-01-01 to 2023-12-31 (2 people, 9 commits)"
    )
    assert headline(report(min_commits=5)).endswith("(2 people, 9 commits, at least 5 each)")
    assert headline(report(high=None)).startswith("1 or more organisations contributed")


def test_the_plain_report_has_one_table_and_the_whole_one_each_of_them() -> None:
    bare = report(organizations=())
    assert "known by" not in orgs_text(bare, "anvil")
    assert "| organisation |" not in orgs_markdown(bare, "anvil")
    whole = report(
        possible=(ACME,),
        unknown=(UnknownPerson("person 3", 1, "a public mail provider"),),
        warnings=("the clone is shallow",),
    )
    other = [Variant(12, 1, 1, 1, 2, 9), Variant(24, 1, 1, None, 3, 12), Variant(24, 5, 0, 1, 1, 6)]
    text = orgs_text(whole, "anvil", other)
    page = orgs_markdown(whole, "anvil", other)
    for words in (
        "one person at a domain that no map knows",
        "Who would settle the rest",
        "The same count for other windows up to 2023-12-31",
        "at least 5 commits",
    ):
        assert words in text
        assert words in page
    assert "! the clone is shallow" in text
    assert "> the clone is shallow" in page
    # Nobody counted the twelve months with five commits each.
    assert "| 12 | 1 |  |" in page
