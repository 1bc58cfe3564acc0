"""The annual review: whose is due, and what is asked when last year's answers are there."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.catalog import load as load_catalog
from lfai_nb.cli import main
from lfai_nb.domain import Stage
from lfai_nb.errors import BadInput
from lfai_nb.faces.review import review_markdown, review_text
from lfai_nb.hosting.review import Kept, brief, changes, review, reviews
from lfai_nb.lifecycle import facts_file
from tests.hosting.cases import as_file, cases

TODAY = date(2026, 11, 27)
HEAD = 'name = "A"\nrepository = "a/b"\n[attested]\nwho = "A"\nlink = "https://example.org"\n'


def test_every_hosted_project_is_there_once_and_the_next_is_first() -> None:
    every = reviews(on=TODAY)
    assert {entry.project for entry in every} == set(load_catalog().hosted_on(TODAY))
    assert len(every) == len({entry.project.id for entry in every})
    assert [entry.due for entry in every] == sorted(entry.due for entry in every)


@given(st.dates(date(2024, 3, 1), date(2032, 3, 1)))
def test_the_review_is_due_within_a_year_and_on_the_day_of_joining(on: date) -> None:
    for entry in reviews(on=on):
        assert on <= entry.due <= on + timedelta(days=366)
        assert entry.due > entry.joined
        assert (entry.due.month, entry.due.day) in {
            (entry.joined.month, entry.joined.day),
            (2, 28),
        }


def test_the_expectation_counts_from_joining_and_graduation_has_none() -> None:
    monocle = review("Monocle", on=TODAY)
    assert monocle.stage is Stage.INCUBATION
    assert monocle.months_in_stage < monocle.months_here
    assert monocle.expected is not None
    assert round(monocle.over) == round(monocle.months_here - monocle.expected.high)
    flyte = review("flyte", on=TODAY)
    assert (flyte.expected, flyte.took, flyte.over) == (None, None, 0.0)


def test_before_the_overview_nobody_expected_anything() -> None:
    assert review("datashim", on=date(2023, 8, 1)).expected is None


def test_a_project_that_left_has_no_review() -> None:
    with pytest.raises(BadInput, match="no review is due"):
        review("acumos", on=TODAY)


def facts(when: str, *lines: str) -> facts_file.ProjectFacts:
    return facts_file.loads(f"{HEAD}when = {when}\n[facts]\n" + "\n".join(lines))


def test_only_what_changed_is_asked() -> None:
    before = facts("2025-11-20", "committers = 5", "tsc_chair = true", "releases = 3")
    now = facts("2026-11-20", "committers = 7", "tsc_chair = true", "stars = 10")
    assert [b.key for _, b in changes(before, now)] == ["committers"], "unknown is no change"
    words = {"roadmap": "More backends.", "achievements": "A first meeting."}
    slides = {s.item.id: s for s in brief(review("flyte", on=TODAY), now, {}, (before, words))}
    assert slides["roadmap"].kept is Kept.SAME
    assert slides["roadmap"].lines == ("More backends.",)
    assert slides["achievements"].kept is Kept.KNOWN
    assert "Last year: 5. Now: 7." in slides["achievements"].lines[0]
    assert slides["help"].kept is Kept.ASK


def test_yes_and_no_and_own_words_are_on_the_slide() -> None:
    before = facts("2025-11-20", "tsc_chair = false")
    now = facts("2026-11-20", "tsc_chair = true")
    words = {"achievements": "We chose a chair."}
    slides = {s.item.id: s for s in brief(review("flyte", on=TODAY), now, words, (before, {}))}
    lines = [line for slide in slides.values() for line in slide.lines]
    assert any(line.endswith(" Last year: no. Now: yes.") for line in lines)
    assert slides["achievements"].lines[-1] == "We chose a chair."


def test_a_project_whose_purpose_no_document_has_says_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = replace(load_catalog(), purposes=())
    monkeypatch.setattr("lfai_nb.hosting.review.record.load", lambda: bare)
    slides = {s.item.id: s for s in brief(review("flyte", on=TODAY), None, {}, None)}
    assert slides["description"].lines == ()
    assert slides["links"].lines


def test_what_the_record_does_not_know_of_a_project_is_not_on_its_slides() -> None:
    record = load_catalog()
    bare = [project for project in record.hosted_on(TODAY) if not project.contributed_by]
    assert bare
    slides = {s.item.id: s for s in brief(review(bare[0].id, on=TODAY), None, {}, None)}
    (origin,) = slides["origin"].lines
    assert origin.startswith("Joined on ")


def test_the_faces_say_what_is_to_write_and_what_to_confirm() -> None:
    before = facts("2025-11-20", "committers = 5")
    annual = review("flyte", on=TODAY)
    slides = brief(annual, before, {}, (before, {"roadmap": "<b>More</b>"}))
    text = review_markdown(annual, slides)
    assert "- [ ] As last year. Still true?" in text
    assert "**To be written by a person.**" in text
    assert "<b>" not in text
    assert "[as last year]" in review_text(annual, slides)


def test_the_command_answers_for_one_and_for_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["review", "--json", "--on", "2026-11-27"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(reviews(on=TODAY))
    assert main(["review", "Flyte", "--json", "--on", "2026-11-27"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == "2027-02-25"


@pytest.mark.parametrize("case", cases("review"), ids=lambda case: case["why"])
def test_the_cases_that_stand_beside_the_rules(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["review", case["project"], "--json", "--on", str(case["on"])]
    for key in ("facts", "last"):
        if key in case:
            command += [f"--{key}", str(as_file(tmp_path, case[key], key))]
    code = main(command)
    out, err = capsys.readouterr()
    if "refused" in case:
        assert code == 2
        assert case["refused"] in err
        return
    answer = json.loads(out)
    for key, wanted in case["answer"].items():
        assert (answer[key] or "none") == (str(wanted)), key
    slides = {slide["id"]: slide for slide in answer["slides"]}
    for part in ("kept", "lines"):
        rows = {id_: slide[part] for id_, slide in slides.items()}
        assert rows | case.get(part, {}) == rows


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["flite"], "Flyte"),
        (["--markdown"], "name a project"),
        (["flyte", "--last", "x.toml"], "--facts"),
        (["flyte", "--facts", "no.toml"], "no such file"),
        (["flyte", "--on", "2010-01-01"], "not hosted"),
    ],
)
def test_what_cannot_be_reviewed_is_refused(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", *words]) == 2
    assert sentence in capsys.readouterr().err
