"""“No such rule” is only said where no other rule says it."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from handbook.tables import hosting, reference
from lfai_nb.cli import main
from lfai_nb.policy import Rule, Value, load
from lfai_nb.policy.absence import say_on
from tests.site.rendered import html_of

POLICY = load()
VERSIONS = [date(2018, 5, 1), date(2019, 9, 3), date(2021, 2, 2), date(2023, 6, 1)]
TODAY = date(2026, 11, 27)
SILENT = ("no such rule", "no Sandbox stage then", "–")
#: The id without the stage: LICENSE of SBX-LICENSE and INC-LICENSE, NAME of BEN-GRD-NAME. What a
#: project goes through to be archived is another matter than what it is asked for to be hosted.
STEM = re.compile(r"^(BEN-(?=SBX|INC|GRD|EMR)|(?=SBX|INC|GRD))[A-Z]+-(.+)$")


def stem(rule: Rule) -> tuple[str, str] | None:
    match = STEM.match(rule.id)
    return (match[1] or "", match[2]) if match else None


def siblings(rule: Rule, day: date) -> Iterator[Value]:
    """The rules in force with the same stem, or with one that goes on: BADGE and BADGE-ANY."""
    mine = stem(rule)
    for other in POLICY.rules.values():
        theirs = stem(other)
        if mine is None or theirs is None or mine[0] != theirs[0] or other.id == rule.id:
            continue
        near = f"{theirs[1]}-".startswith(f"{mine[1]}-") or f"{mine[1]}-".startswith(
            f"{theirs[1]}-"
        )
        same_fact = bool(rule.fact) and rule.fact == other.fact
        if (near or same_fact) and other.values[0].start <= day and (value := other.at(day)):
            yield value


def absences() -> Iterator[tuple[Rule, date]]:
    for rule in POLICY.rules.values():
        # Each stage has a vote of its own: one is not in the place of another.
        if rule.group == "decision" or stem(rule) is None:
            continue
        for day in VERSIONS:
            if rule.values[0].start <= day and rule.at(day) is None and any(siblings(rule, day)):
                yield rule, day


HIDDEN = list(absences())


def test_there_are_absences_with_a_sibling_in_every_document() -> None:
    assert {day for _, day in HIDDEN} == set(VERSIONS)
    assert len(HIDDEN) >= 50


@pytest.mark.parametrize(
    ("rule", "day"), HIDDEN, ids=lambda value: getattr(value, "id", str(value))
)
def test_no_such_rule_never_hides_an_inherited_rule_or_one_of_a_sibling_id(
    rule: Rule, day: date
) -> None:
    words = say_on(POLICY.at(day), rule)
    assert not words.startswith(SILENT), words


@pytest.mark.parametrize(
    ("rule_id", "day", "words"),
    [
        ("INC-LICENSE", date(2021, 2, 2), "inherited from Sandbox"),
        ("INC-PROPOSAL", date(2023, 6, 1), "inherited from Sandbox"),
        ("INC-SCOPE", date(2021, 2, 2), "inherited from Sandbox"),
        ("INC-TRADEMARK", date(2021, 2, 2), "inherited from Sandbox"),
        ("INC-SPONSOR", date(2023, 6, 1), "inherited from Sandbox"),
        ("GRD-OWNERS-FILE", date(2023, 6, 1), "inherited from Sandbox"),
        ("BEN-GRD-PROMOTION", date(2023, 6, 1), "inherited from Incubation"),
        ("SBX-SPONSOR", date(2021, 2, 2), "asked for at Incubation"),
        ("GRD-COMMITTER-ORGS", date(2021, 2, 2), "instead: Organisations that contribute"),
        ("GRD-BADGE", date(2018, 5, 1), "instead: A Core Infrastructure Initiative"),
        ("GRD-ACTIVITY", date(2019, 9, 3), "instead: A substantial ongoing flow"),
        ("INC-FLOW", date(2021, 2, 2), "asked for at Graduation: Months with a substantial"),
        ("INC-BADGE", date(2018, 5, 1), "asked for at Graduation: A Core Infrastructure"),
        ("BEN-GRD-LEAD", date(2021, 2, 2), "a requirement instead"),
        ("GRD-TECHNICAL-LEAD", date(2019, 9, 3), "a benefit instead"),
        ("GRD-TECHNICAL-LEAD", date(2023, 6, 1), "an expectation instead: A lead who takes part"),
        ("GRD-LEAD-EXPECTED", date(2018, 5, 1), "a requirement instead: A technical lead"),
        ("SBX-DCO", date(2019, 9, 3), "no Sandbox stage then"),
        ("INC-STARS", date(2018, 5, 1), "no such rule"),
        ("INC-STARS", date(2023, 6, 1), "500 stars"),
        ("TAC-QUORUM", date(2018, 5, 1), "not known"),
    ],
)
def test_what_is_said_on_a_day(rule_id: str, day: date, words: str) -> None:
    assert say_on(POLICY.at(day), POLICY[rule_id]).startswith(words)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_table_of_stages_the_page_of_changes_and_the_command_say_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = text(html_of(reference.lifecycle_changes(TODAY)))
    assert (
        "A licence approved by the Open Source Initiative , incubation yes inherited from" in page
    )
    table = html_of(hosting.thresholds(TODAY))
    (row,) = (r for r in table.split("<tr>") if "Graduation: OpenSSF" in r)
    assert text(row).count("instead: A Core Infrastructure Initiative") == 2
    assert main(["rules", "--diff", "2019-12-01", "2021-03-01", "--stage", "incubation"]) == 0
    output = capsys.readouterr().out
    block = next(
        paragraph for paragraph in output.split("\n\n") if paragraph.startswith("INC-LICENSE")
    )
    assert "+ inherited from Sandbox" in block
    assert "no such rule" not in block


def test_side_by_side_a_dash_stands_for_no_rule_at_that_stage_or_below() -> None:
    rows = [text(row) for row in html_of(hosting.stages_side_by_side(TODAY)).split("<tr>")[2:]]
    (sponsor,) = (row for row in rows if row.startswith("Member that sponsors it"))
    assert sponsor == "Member that sponsors it yes inherited from Sandbox inherited from Sandbox"
    (stars,) = (row for row in rows if row.startswith("GitHub stars"))
    assert stars.startswith("GitHub stars, at least – 500 stars")


def test_the_table_of_stages_has_every_number_level_and_vote_that_changed() -> None:
    topics = ("stages", "sandbox", "incubation", "graduation", "emeritus", "review")
    table = text(html_of(hosting.thresholds(TODAY)))
    for rule in POLICY.rules.values():
        if rule.topic not in topics or rule.kind not in ("count", "range", "level", "vote"):
            continue
        values = [rule.at(day) for day in VERSIONS]
        changed = len({value and value.content for value in values}) > 1
        title = f"{rule.stage.capitalize()}: {rule.title}" if rule.stage else rule.title
        assert (f" {title} " in table) is changed, rule.id
    assert "Sandbox: A member of the foundation sponsors the project" in table
