"""Readiness as people see it; what comes from a hostile repository does nothing in any face."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from lfai_nb.faces.readiness import (
    portfolio_text,
    readiness_badge,
    readiness_html,
    readiness_json,
    readiness_markdown,
    readiness_text,
    time_machine_html,
    time_machine_text,
)
from lfai_nb.lifecycle.facts import Fact, Interval, ProjectFacts
from lfai_nb.lifecycle.planning import forecast, supposed, time_machine, what_if
from lfai_nb.lifecycle.readiness import Assessment, assess
from lfai_nb.policy import load
from lfai_nb.policy.words import day_in_words

ON = date(2024, 3, 1)
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "=cmd|' /C calc'!A0",
    "\x1b[2J\x1b]0;owned\x07",
    "[click](javascript:alert(1))",
    "| a | b |\n| --- | --- |",
    "@everyone https://evil.example.com",
    "]]></text><script>",
    "a\u202egnp.exe",
]


def judged(name: str = "Anvil", reason: str = "nobody has looked", **values: object) -> Assessment:
    facts = [supposed(key, value, ON) for key, value in values.items()]
    unknown = Fact.unknown(
        "tsc", reason, source="github", url="https://x", retrieved=datetime(2024, 1, 1, tzinfo=UTC)
    )
    project = ProjectFacts.of(name, "https://github.com/acme/anvil", *facts, unknown)
    return assess(project, "incubation", on=ON)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_html_and_svg(text: str) -> None:
    assessment = judged(text, text, license_spdx=text)
    for face in (readiness_html(assessment), readiness_badge(assessment)):
        root = ElementTree.fromstring(face)
        tags = {element.tag.split("}")[-1] for element in root.iter()}
        assert not tags & {"script", "img", "iframe"}
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_not_steer_a_terminal(text: str) -> None:
    assessment = judged(text, text, license_spdx=text)
    for face in (readiness_text(assessment), portfolio_text([assessment])):
        assert all(c == "\n" or c.isprintable() for c in face)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_markup_link_mention_or_row_in_markdown(text: str) -> None:
    rows = readiness_markdown(judged(license_spdx="X")).count("\n|")
    face = readiness_markdown(judged(text, text, license_spdx=text))
    assert face.count("\n|") == rows
    for sign in ("<img", "<script", "](javascript", "://evil", "@everyone", "\x1b"):
        assert sign not in face


def test_the_verdict_comes_first_and_says_by_which_rules() -> None:
    text = readiness_text(judged(stars=480))
    first = " ".join(text.split("\n\n")[0].split())
    assert first == (
        "Anvil does not meet the published thresholds for Incubation, "
        "by the rules in force on 1 March 2024."
    )


def test_the_report_never_promises_an_acceptance() -> None:
    start = judged()
    everything = {row.rule.fact: True for row in start.gaps}
    everything |= {"stars": 500, "badge_level": "silver", "contributing_organizations": 3}
    everything["license_spdx"] = "MIT"
    for face in (readiness_text, readiness_markdown, readiness_html):
        words = face(what_if(start, **everything))
        assert "meets the published thresholds" in words
        assert "not an acceptance: the council decides" in " ".join(words.split())
        assert "will be accepted" not in words


def test_an_interval_across_a_threshold_says_what_would_settle_it() -> None:
    text = " ".join(readiness_text(judged(contributing_organizations=Interval(2, 4))).split())
    assert "between 2 and 4: some are not attributed" in text


def test_json_keeps_yes_no_and_cannot_tell_apart() -> None:
    content = json.loads(json.dumps(readiness_json(judged(stars=480))))
    assert content["meets"] is False
    stars = next(row for row in content["rows"] if row["id"] == "INC-STARS")
    assert (stars["state"], stars["measured"], stars["distance"]) == ("unmet", 480, "20 more stars")
    assert stars["evidence"]["source"] == "supposition"
    assert readiness_json(judged())["meets"] is None
    tsc = next(row for row in content["rows"] if row["id"] == "INC-TSC")
    assert tsc["unknown_because"] == "nobody has looked"


def test_a_forecast_that_has_passed_asks_to_look_again() -> None:
    ahead = {"INC-STARS": forecast([(date(2022, 1, 1), 300), (date(2023, 1, 1), 450)], 500)}
    words = " ".join(readiness_text(judged(stars=450), ahead).split())
    assert "INC-STARS: between" in words
    assert "that has passed, so look the number up again" in words
    assert readiness_json(judged(stars=450), ahead)["forecasts"]


def test_the_badge_says_in_words_what_its_colour_says() -> None:
    root = ElementTree.fromstring(readiness_badge(judged(stars=480)))
    assert root.attrib["aria-label"] == "LF AI & Data incubation: 1 not met, 2024-03-01"


def test_the_time_machine_has_a_row_for_each_version_of_the_rules() -> None:
    judgments = time_machine(judged().project)
    table, doubt = ElementTree.fromstring(f"<div>{time_machine_html(judgments)}</div>")
    documents = load().documents
    assert len(table.findall("./tbody/tr")) == len(documents)
    without = [
        document
        for document in documents
        if "sandbox" not in {stage.id for stage in document.stages}
    ]
    assert time_machine_text(judgments).count("no such stage") == len(without)
    # The rules of 2019 may never have been in force.
    assert "3 September 2019, in doubt" in time_machine_text(judgments)
    assert "may never have been adopted" in (doubt.text or "")
    assert "may never have been adopted" in " ".join(time_machine_text(judgments).split())


IN_DOUBT = (date(2019, 9, 3), date(2021, 2, 1))


@pytest.mark.parametrize("face", [readiness_text, readiness_markdown, readiness_html])
@pytest.mark.parametrize("on", [date(2019, 9, 2), *IN_DOUBT, date(2021, 2, 2)])
def test_each_answer_that_rests_on_the_text_of_2019_says_that_it_is_in_doubt(
    face: Callable[[Assessment], str], on: date
) -> None:
    assessment = assess(judged().project, "incubation", on=on)
    doubtful = "may never have been adopted" in " ".join(face(assessment).split())
    assert doubtful is (on in IN_DOUBT)
    assert bool(readiness_json(assessment)["rules"]["in_doubt"]) is doubtful


@pytest.mark.parametrize("face", [readiness_text, readiness_markdown, readiness_html])
def test_a_day_of_which_nothing_is_known_is_answered_by_the_newest_rules(
    face: Callable[[Assessment], str],
) -> None:
    future = assess(judged().project, "incubation", on=date(2098, 1, 1))
    words = " ".join(face(future).split())
    newest = load().documents[-1]
    assert f"by the newest rules we know, those of {day_in_words(newest.start)}." in words
    assert "2098" not in words
    assert readiness_json(future)["rules"] == {
        "document": newest.source.id,
        "from": newest.start.isoformat(),
        "known_until": newest.known_until.isoformat(),
        "newest_known": True,
        "in_doubt": None,
    }


def test_the_widget_starts_with_what_is_known_and_follows_each_control() -> None:
    pytest.importorskip("ipywidgets")
    from lfai_nb.faces.readiness_widget import AS_KNOWN, readiness_widget

    known = ProjectFacts.of("Anvil", "acme/anvil", supposed("stars", 480, ON), stage="sandbox")
    other = ProjectFacts.of("Bellows", "acme/bellows")
    days = [date(2021, 2, 2), date(2023, 6, 1)]
    box = readiness_widget([known, other], days)
    project, stage, rules, stars, _, _, rest, _, answer = box.children
    assert stage.value == "incubation"
    assert "does not meet" in answer.value
    rules.value = days[0]
    assert "Whether Anvil meets" in answer.value
    rules.value, stars.value = days[1], 1000
    assert "Whether Anvil meets" in answer.value
    rest.value = True
    assert "cannot be told" in answer.value  # organisations and the badge are numbers, still open
    project.value, stars.value = "Bellows", AS_KNOWN
    assert stage.value == "sandbox"
    assert all(control.description for control in box.children[:-2])


def test_the_widget_asks_only_what_the_record_leaves_open() -> None:
    pytest.importorskip("ipywidgets")
    from lfai_nb.faces.readiness_widget import readiness_widget
    from lfai_nb.lifecycle.facts import FACTS

    anvil = ProjectFacts.of(
        *("Anvil", "acme/anvil"),
        *(supposed("fits_mission", True, ON), supposed("stars", 480, ON)),
        stage="sandbox",
    )
    other = ProjectFacts.of("Bellows", "acme/bellows", stage="sandbox")
    box = readiness_widget([anvil, other], [date(2023, 6, 1)])
    questions, answer = box.children[-2:]

    def question(key: str) -> Any:
        meaning = FACTS[key].sentence
        return next((each for each in questions.children if each.description == meaning), None)

    assert question("fits_mission") is None
    assert question("stars") is None
    charter = question("technical_charter")
    before = answer.value
    charter.value = True
    assert answer.value != before
    box.children[1].value = "graduation"  # another stage keeps what was answered
    assert question("technical_charter").value is True
    box.children[0].value = "Bellows"  # another project does not
    assert question("technical_charter").value is None
    assert question("fits_mission") is not None


def test_the_widget_offers_the_thresholds_that_the_rules_have() -> None:
    pytest.importorskip("ipywidgets")
    from lfai_nb.faces.readiness_widget import AS_KNOWN, readiness_widget

    anvil = ProjectFacts.of("Anvil", "acme/anvil")
    newest = readiness_widget([anvil], [date(2023, 6, 1)]).children
    assert newest[3].options == (AS_KNOWN, 500, 1000)
    assert newest[4].options == (AS_KNOWN, 1, 2, 3, 4, 5)
    both = readiness_widget([anvil], [date(2018, 5, 1), date(2021, 2, 2), date(2023, 6, 1)])
    assert both.children[3].options == (AS_KNOWN, 300, 500, 1000)
    # The document of 2018 asked for no number of stars.
    oldest = readiness_widget([anvil], [date(2018, 5, 1)]).children
    assert oldest[3].options == oldest[4].options == (AS_KNOWN,)


def test_the_widget_says_that_the_text_of_2019_is_in_doubt() -> None:
    pytest.importorskip("ipywidgets")
    from lfai_nb.faces.readiness_widget import readiness_widget

    anvil = ProjectFacts.of("Anvil", "acme/anvil", stage="sandbox")
    box = readiness_widget([anvil], [date(2019, 9, 3), date(2023, 6, 1)])
    assert "may never have been adopted" not in box.children[-1].value
    box.children[2].value = date(2019, 9, 3)
    assert "may never have been adopted (C-47)" in box.children[-1].value


def test_rows_of_one_title_are_told_apart_in_each_face() -> None:
    assessment = judged()
    for face in (readiness_markdown(assessment), readiness_html(assessment)):
        for level in ("passing", "silver"):
            assert f"OpenSSF Best Practices badge ({level})" in face.replace("\\", "")
    words = " ".join(readiness_text(assessment).split())
    assert "badge (passing)" in words
    assert "badge (silver)" in words
