"""Readiness: what is met, what is not, and what cannot be told; and that these stay apart."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.domain import HOSTED_STAGES
from lfai_nb.lifecycle.facts import FACTS, Attestation, BadgeLevel, Fact, Interval, ProjectFacts
from lfai_nb.lifecycle.gate import StageNotOffered, gate, next_stage, versions
from lfai_nb.lifecycle.planning import forecast, plan, supposed, time_machine, what_if
from lfai_nb.lifecycle.readiness import Assessment, State, Verdict, assess, rules
from lfai_nb.places import data_dir

NOW = date(2024, 3, 1)
CASES = tomllib.loads((data_dir() / "policy/cases/facts.toml").read_text(encoding="utf-8"))["case"]
BEFORE_2023 = date(2023, 5, 31)


def project(**values: Any) -> ProjectFacts:
    facts = [supposed(key, value, NOW) for key, value in values.items()]
    return ProjectFacts.of("Anvil", "https://github.com/acme/anvil", *facts)


def everything(**but: Any) -> dict[str, Any]:
    """Facts that meet every threshold there ever was, except those that are named."""
    full: dict[str, Any] = {}
    for key, kind in FACTS.items():
        if kind.type is bool:
            full[key] = True
        elif kind.type is BadgeLevel:
            full[key] = BadgeLevel.GOLD
        elif kind.type is Interval:
            full[key] = Interval(9, 9)
        elif kind.type is str:
            full[key] = "Apache-2.0"
        else:
            full[key] = kind.maximum or 5000
    return {key: value for key, value in (full | but).items() if value is not None}


def row(assessment: Assessment, rule_id: str) -> Any:
    return next(row for row in assessment.rows if row.rule.id == rule_id)


@pytest.mark.parametrize(
    ("stars", "on", "state"),
    [
        (299, BEFORE_2023, State.UNMET),
        (300, BEFORE_2023, State.MET),
        (301, BEFORE_2023, State.MET),
        (300, date(2023, 6, 1), State.UNMET),
        (499, NOW, State.UNMET),
        (500, NOW, State.MET),
        (501, NOW, State.MET),
    ],
)
def test_stars_are_judged_by_the_rules_of_the_day(stars: int, on: date, state: State) -> None:
    assert row(assess(project(stars=stars), "incubation", on=on), "INC-STARS").state is state


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [
        (3, 3, State.MET),
        (3, 9, State.MET),
        (2, 2, State.UNMET),
        (0, 2, State.UNMET),
        (2, 3, State.UNKNOWN),
        (0, 99, State.UNKNOWN),
    ],
)
def test_an_interval_is_judged_only_where_both_ends_agree(
    low: int, high: int, state: State
) -> None:
    judged = assess(project(contributing_organizations=Interval(low, high)), "incubation", on=NOW)
    assert row(judged, "INC-ORGS").state is state


@pytest.mark.parametrize(
    ("level", "stage", "state"),
    [
        ("silver", "incubation", State.MET),
        ("gold", "incubation", State.MET),
        ("passing", "incubation", State.UNMET),
        ("in_progress", "incubation", State.UNMET),
        ("silver", "graduation", State.UNMET),
        ("gold", "graduation", State.MET),
    ],
)
def test_a_higher_badge_includes_the_lower_ones(level: str, stage: str, state: State) -> None:
    rule = {"incubation": "INC-BADGE", "graduation": "GRD-BADGE"}[stage]
    assert row(assess(project(badge_level=level), stage, on=NOW), rule).state is state


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_what_is_typed_is_read_and_judged_as_the_cases_say(case: dict[str, Any]) -> None:
    kind = FACTS[case["fact"]]
    if case.get("refused"):
        with pytest.raises(ValueError, match=rf"{kind.key} needs |is not a badge level"):
            kind.parse(case["typed"])
        return
    value = kind.parse(case["typed"])
    judged = assess(project(**{kind.key: value}), "graduation", on=NOW)
    rows = {it.rule.id: it for it in judged.rows if it.fact and it.fact.key == kind.key}
    assert {it.measured for it in rows.values()} == {case["known"]}
    assert {rule: str(rows[rule].state) for rule in case["states"]} == case["states"]


def test_what_is_known_from_below_and_not_enough_says_so() -> None:
    facts = project(badge_level=Interval(BadgeLevel.PASSING, None))
    silver = row(assess(facts, "incubation", on=NOW), "INC-BADGE")
    assert (silver.distance, silver.missing) == ("known only as passing or higher", 0)


def test_before_2021_any_badge_was_enough_and_one_in_progress_is_none_yet() -> None:
    for least, state in (("passing", State.MET), ("in_progress", State.UNKNOWN)):
        facts = project(badge_level=f"{least} or higher")
        early = assess(facts, "graduation", on=date(2020, 1, 1))
        assert row(early, "GRD-BADGE-ANY").state is state


def test_unknown_is_never_unmet() -> None:
    nothing = assess(project(), "graduation", on=NOW)
    assert nothing.count(State.UNMET) == 0
    assert nothing.verdict is Verdict.CANNOT_TELL
    assert "stars" in nothing.unsettled


@given(st.sampled_from(sorted(FACTS)))
def test_forgetting_a_fact_never_makes_a_project_fail(key: str) -> None:
    forgetful = assess(project(**everything(**{key: None})), "graduation", on=NOW)
    assert forgetful.verdict is not Verdict.DOES_NOT


@pytest.mark.parametrize("stage", HOSTED_STAGES)
@pytest.mark.parametrize("on", versions(rules()))
def test_all_thresholds_met_is_said_as_such_and_votes_are_left(stage: str, on: date) -> None:
    try:
        judged = assess(project(**everything()), stage, on=on)
    except StageNotOffered:
        assert stage == "sandbox"
        assert on < date(2021, 2, 2)
        return
    assert judged.verdict is Verdict.MEETS
    assert judged.verdict == "meets the published thresholds"
    assert [vote.rule.id for vote in judged.gate.votes]
    assert not any(row.rule.kind == "vote" for row in judged.rows)


def test_stages_build_on_each_other_as_the_documents_say() -> None:
    def stages(stage: str, on: date) -> tuple[str, ...]:
        return gate(stage, on=on, policy=rules()).stages

    assert stages("graduation", NOW) == ("sandbox", "incubation", "graduation")
    assert stages("incubation", NOW) == ("sandbox", "incubation")
    # Before February 2021 there was no Sandbox to build on.
    assert stages("graduation", date(2019, 9, 3)) == ("incubation", "graduation")
    assert stages("incubation", date(2018, 5, 1)) == ("incubation",)


def test_a_project_with_graduation_numbers_and_another_licence_is_not_ready_for_anything() -> None:
    facts = project(**everything(license_spdx="SSPL-1.0"))
    for stage in HOSTED_STAGES:
        assert assess(facts, stage, on=NOW).verdict is Verdict.DOES_NOT


def test_a_rule_of_another_document_is_not_applicable() -> None:
    judged = assess(project(**everything()), "incubation", on=NOW)
    # The member sponsor moved to the Sandbox in June 2023.
    assert row(judged, "INC-SPONSOR").state is State.NOT_APPLICABLE
    assert row(judged, "SBX-SPONSOR").state is State.MET
    before = assess(project(**everything()), "incubation", on=BEFORE_2023)
    assert row(before, "INC-SPONSOR").state is State.MET


def test_every_row_carries_its_words_its_place_and_what_to_do() -> None:
    for stage in HOSTED_STAGES:
        for requirement in assess(project(), stage, on=NOW).rows:
            if requirement.state is State.NOT_APPLICABLE:
                continue
            assert requirement.value is not None
            assert requirement.value.quote
            assert requirement.value.where
            assert requirement.rule.todo
            assert requirement.rule.who


def test_the_sentence_on_the_councils_judgment_goes_with_the_starred_rules() -> None:
    judged = assess(project(**everything()), "graduation", on=NOW)
    activity = row(judged, "GRD-ACTIVITY")
    assert activity.state is State.MET
    assert activity.value.judgment
    assert "final judgment" in judged.gate.judgment.quote  # type: ignore[union-attr]


def test_gaps_come_by_what_they_lack_and_what_cannot_be_told_last() -> None:
    judged = assess(project(stars=10, badge_level="passing"), "incubation", on=NOW)
    ids = [gap.rule.id for gap in judged.gaps]
    assert ids[:2] == ["INC-BADGE", "INC-STARS"]
    assert row(judged, "INC-STARS").distance == "490 more stars"
    assert {gap.state for gap in judged.gaps[2:]} == {State.UNKNOWN}


def test_an_attestation_that_has_expired_settles_nothing() -> None:
    word = Attestation("A. Maintainer", date(2024, 1, 1), "https://example.org/minutes", until=NOW)
    facts = ProjectFacts.of("Anvil", "acme/anvil", Fact.attested("tsc_chair", True, word))
    assert row(assess(facts, "incubation", on=NOW), "INC-TSC-CHAIR").state is State.MET
    late = assess(facts, "incubation", on=NOW + timedelta(days=1))
    assert row(late, "INC-TSC-CHAIR").state is State.UNKNOWN


@pytest.mark.parametrize("stage", ["emeritus", "archived", "Sandbox", ""])
def test_a_stage_that_nobody_can_be_ready_for_is_refused(stage: str) -> None:
    with pytest.raises(StageNotOffered, match="sandbox, incubation, graduation"):
        assess(project(), stage, on=NOW)


def test_the_day_before_the_first_document_is_refused_with_its_date() -> None:
    with pytest.raises(LookupError, match="2018-05-01"):
        assess(project(), "incubation", on=date(2018, 4, 30))


def test_the_next_stage_follows_the_present_one() -> None:
    assert [next_stage(stage) for stage in (None, "sandbox", "incubation")] == list(HOSTED_STAGES)
    with pytest.raises(StageNotOffered):
        next_stage("graduation")


# What if, and the cheapest path


def test_what_if_changes_the_verdict_and_not_the_facts() -> None:
    before = assess(project(**everything(stars=400)), "incubation", on=NOW)
    after = what_if(before, stars=620)
    assert (before.verdict, after.verdict) == (Verdict.DOES_NOT, Verdict.MEETS)
    assert row(after, "INC-STARS").fact.source == "supposition"
    assert before.project["stars"].value == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"starz": 1},
        {"stars": -1},
        {"stars": "many"},
        {"badge_level": "platinum"},
        {"tsc": "yes"},
        {"contributing_organizations": 2.5},
    ],
    ids=str,
)
def test_what_if_refuses_what_is_no_fact(wrong: dict[str, Any]) -> None:
    with pytest.raises(
        ValueError, match=next(iter(wrong))[:4] if "badge_level" not in wrong else "platinum"
    ):
        what_if(assess(project(), "incubation", on=NOW), **wrong)


values = st.fixed_dictionaries(
    {},
    optional={
        "stars": st.integers(0, 2000),
        "badge_level": st.sampled_from(list(BadgeLevel)),
        "contributing_organizations": st.tuples(st.integers(0, 6), st.integers(0, 6)).map(
            lambda pair: Interval(min(pair), max(pair))
        ),
        "license_spdx": st.sampled_from(["MIT", "Apache-2.0"]),
        "tsc": st.booleans(),
        "member_sponsor": st.booleans(),
        "collaborations_completed": st.integers(0, 3),
        "active_months_12": st.integers(0, 12),
    },
)


@given(values, st.sampled_from(HOSTED_STAGES), st.sampled_from([BEFORE_2023, NOW]))
def test_the_cheapest_path_is_enough_and_no_step_of_it_is_spare(
    known: dict[str, Any], stage: str, on: date
) -> None:
    start = assess(project(**known), stage, on=on)
    steps = {step.key: "Apache-2.0" if step.to is None else step.to for step in plan(start).steps}
    assert what_if(start, **steps).verdict is Verdict.MEETS
    for key in steps:
        fewer = {other: to for other, to in steps.items() if other != key}
        assert what_if(start, **fewer).verdict is not Verdict.MEETS


def test_the_cheapest_path_asks_for_the_least_and_leaves_the_vote() -> None:
    start = assess(project(**everything(stars=620, badge_level="silver")), "graduation", on=NOW)
    path = plan(start)
    assert {step.key: step.to for step in path.steps} == {
        "stars": 1000,
        "badge_level": BadgeLevel.GOLD,
    }
    assert "GRD-VOTE" in path.left_to_others


# The time machine


def test_the_same_facts_stand_differently_under_each_version_of_the_rules() -> None:
    facts = project(**everything(stars=350, contributing_organizations=2, badge_level="silver"))
    verdicts = {
        version.document.start: {
            stage: judged and judged.verdict for stage, judged in version.assessments.items()
        }
        for version in time_machine(facts)
    }
    assert verdicts[date(2018, 5, 1)]["sandbox"] is None
    assert verdicts[date(2021, 2, 2)]["incubation"] is Verdict.MEETS
    assert verdicts[date(2023, 6, 1)]["incubation"] is Verdict.DOES_NOT


def test_judging_again_reads_no_file_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # Reading the rules for each project would make it slow. How long it takes is measured where
    # nothing else runs: benchmarks/readiness.py.
    facts = project(**everything())
    before = time_machine(facts)

    def refuse(path: Path, *args: object, **more: object) -> Never:
        pytest.fail(f"{path} was read again")

    for way in ("open", "read_text", "read_bytes"):
        monkeypatch.setattr(Path, way, refuse)
    assert time_machine(facts) == before


# The forecast


def test_a_forecast_is_an_interval_around_the_present_rate() -> None:
    outlook = forecast([(date(2023, 1, 1), 400), (date(2024, 1, 1), 500)], 600)
    assert outlook.earliest is not None
    assert outlook.latest is not None
    assert outlook.earliest < date(2024, 12, 31) < outlook.latest


@pytest.mark.parametrize(
    "dated",
    [
        [],
        [(NOW, 400)],
        [(NOW, 400), (NOW, 410)],
        [(date(2023, 1, 1), 400), (NOW, 400)],
        [(date(2023, 1, 1), 400), (NOW, 390)],
    ],
    ids=str,
)
def test_a_forecast_that_cannot_be_told_says_so(dated: list[tuple[date, int]]) -> None:
    outlook = forecast(dated, 600)
    assert (outlook.earliest, outlook.latest) == (None, None)
    assert outlook.reason.startswith("cannot tell")


def test_a_count_that_is_reached_already_needs_no_forecast() -> None:
    assert forecast([(NOW, 1000)], 1000).reason == "reached already"


def test_a_growth_within_chance_may_never_arrive() -> None:
    outlook = forecast([(date(2023, 1, 1), 400), (date(2024, 1, 1), 402)], 410)
    assert outlook.earliest is not None
    assert outlook.latest is None


def test_nothing_is_forecast_far_beyond_what_was_looked_at() -> None:
    outlook = forecast([(date(2023, 1, 1), 400), (date(2024, 1, 1), 410)], 600)
    assert outlook.earliest is None
    assert outlook.reason.startswith("cannot tell: too far away")


def test_every_fact_that_a_rule_names_is_a_fact_we_know() -> None:
    for rule in rules().rules.values():
        assert not rule.fact or rule.fact in FACTS, rule.id


def test_a_supposed_fact_is_dated_and_never_passes_for_a_measured_one() -> None:
    fact = supposed("stars", 5, NOW)
    assert fact.source == "supposition"
    assert fact.retrieved == datetime(2024, 3, 1, tzinfo=UTC)


# One row


def row_of(key: str, value: Any) -> Any:
    assessed = assess(project(**everything(**{key: value})), "incubation", on=NOW)
    return next(it for it in assessed.rows if it.fact is not None and it.fact.key == key)


def test_a_row_says_what_was_measured() -> None:
    assert row_of("contributing_organizations", Interval(2, 9)).measured == "2..9"
    assert row_of("stars", 5000).measured == "5,000"
    assert row_of("stars", None).measured.startswith("unknown: ")
    early = assess(project(), "incubation", on=date(2019, 1, 1))
    (absent, *_) = [it for it in early.rows if it.state is State.NOT_APPLICABLE]
    assert absent.measured == "–"


def test_an_open_end_that_does_not_reach_is_unknown_and_no_distance() -> None:
    at_least_one = row_of("contributing_organizations", Interval(1, None))
    assert at_least_one.state is State.UNKNOWN
    assert at_least_one.distance == "1 or more: not all of the history is known"
    assert at_least_one.missing == 0
