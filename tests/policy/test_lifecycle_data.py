"""The lifecycle documents of 2018, 2019, 2021 and 2023 as data: each threshold on each date."""

import re
import tomllib
from datetime import date, timedelta
from typing import Any

import pytest

from lfai_nb.lifecycle.fact_keys import FACTS
from lfai_nb.places import data_dir
from lfai_nb.policy import Ballot, Item, NotKnownYet, Policy, Range, Rule, load
from lfai_nb.policy.content import read
from lfai_nb.policy.parts import Content

STAGE_TOPICS = ("sandbox", "incubation", "graduation", "emeritus")
TOPICS = (*STAGE_TOPICS, "stages", "stage_benefits", "review", "hosting", "proposal")

MAY_2018, SEP_2019 = date(2018, 5, 1), date(2019, 9, 3)
FEB_2021, JUN_2023 = date(2021, 2, 2), date(2023, 6, 1)
DOCUMENTS = (MAY_2018, SEP_2019, FEB_2021, JUN_2023)
OVERVIEW_2024 = date(2024, 2, 27)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(TOPICS)


def content(policy: Policy, rule: str, day: date) -> Content | None:
    value = policy.at(day)[rule]
    return None if value is None else value.content


def ids(policy: Policy, rule: str, day: date) -> list[str]:
    return [item.id for item in policy.at(day).items(rule)]


# Cases


def cases() -> list[Any]:
    text = (data_dir() / "policy" / "cases" / "lifecycle.toml").read_text(encoding="utf-8")
    return [
        pytest.param(case, id=f"{case['rule']}-{case['on']}")
        for case in tomllib.loads(text)["case"]
    ]


@pytest.mark.parametrize("case", cases())
def test_a_case_beside_the_rules_is_answered(policy: Policy, case: dict[str, Any]) -> None:
    assert case.keys() - {"answer", "absent", "unknown"} == {"why", "rule", "on"}, case["why"]
    if case.get("unknown"):
        with pytest.raises(NotKnownYet, match=case["rule"]):
            policy.at(case["on"])[case["rule"]]
    elif case.get("absent"):
        assert policy.at(case["on"])[case["rule"]] is None, case["why"]
    else:
        faults: list[str] = []
        expected = read(
            policy[case["rule"]].kind, case["answer"], lambda *fault: faults.append(str(fault))
        )
        assert not faults
        assert content(policy, case["rule"], case["on"]) == expected, case["why"]


def test_each_change_of_a_number_level_or_vote_has_its_cases(policy: Policy) -> None:
    """A change that no case asks about could be undone without a red test."""
    covered = {(case.values[0]["rule"], case.values[0]["on"]) for case in cases()}
    for rule in policy.rules.values():
        if rule.kind not in ("count", "range", "level", "vote"):
            continue
        before: object = "nothing known"
        for value in rule.values:
            if value.content != before:
                for day in (value.start - timedelta(days=1), value.start):
                    assert (rule.id, day) in covered, (
                        f"{rule.id} changes on {value.start} and no case asks about {day}: add one "
                        "to data/policy/cases/lifecycle.toml"
                    )
            before = value.content


# The thresholds side by side

TAC, BOARD = Ballot("tac", "unstated"), Ballot("board", "unstated")
TAC_MAJORITY, BOARD_MAJORITY = Ballot("tac", "majority"), Ballot("board", "majority")
TAC_2_3, BOARD_2_3 = Ballot("tac", "two-thirds"), Ballot("board", "two-thirds")
OWNER = Ballot("owner", "unstated")

# What the documents of 2018, 2019, 2021 and 2023 say; None where there was no such rule.
TABLE: dict[str, tuple[Content | None, ...]] = {
    "SBX-GOVERNANCE": (None, None, True, True),
    "SBX-LICENSE": (None, None, True, True),
    "SBX-CHARTER": (None, None, True, True),
    "SBX-AGREEMENT": (None, None, True, True),
    "SBX-SCOPE": (None, None, True, True),
    "SBX-SPONSOR": (None, None, None, True),
    "SBX-TAC-SPONSOR": (None, None, None, True),
    "SBX-PROPOSAL": (None, None, True, True),
    "SBX-GITHUB-ORG": (None, None, True, True),
    "SBX-TWO-FACTOR": (None, None, True, True),
    "SBX-DCO": (None, None, True, True),
    "SBX-LF-OWNER": (None, None, True, True),
    "SBX-SECURITY-CONTACT": (None, None, True, True),
    "SBX-BADGE": (None, None, "passing", "passing"),
    "SBX-VOTE": (None, None, (TAC,), (TAC_MAJORITY,)),
    "INC-ORGS": (None, None, 2, 3),
    "INC-STARS": (None, None, 300, 500),
    "INC-BADGE": (None, None, "silver", "silver"),
    "INC-COMMITTERS": (None, True, None, None),
    "INC-SPONSOR": (None, None, True, None),
    "INC-TSC": (None, None, True, True),
    "INC-TSC-CHAIR": (None, None, True, True),
    "INC-OPEN-COMMUNICATION": (None, None, True, True),
    "INC-LICENSE": (True, True, None, None),
    "INC-DEPENDENCIES": (None, True, None, None),
    "INC-VOTE": ((TAC, BOARD), (TAC,), (TAC, BOARD), (TAC_MAJORITY,)),
    "STG-ACCEPTANCE-VOTE": ((TAC, BOARD), (TAC, BOARD), (TAC, BOARD), None),
    "GRD-COMMITTER-ORGS": (2, 2, None, None),
    "GRD-ORGS": (None, None, 5, 5),
    "GRD-STARS": (None, None, 1000, 1000),
    "GRD-BADGE-ANY": (True, True, None, None),
    "GRD-BADGE": (None, None, "gold", "gold"),
    "GRD-FLOW": (True, True, None, None),
    "GRD-ACTIVITY": (None, None, 12, 12),
    "GRD-COLLABORATION": (None, None, 1, 1),
    "GRD-TECHNICAL-LEAD": (True, None, True, None),
    "GRD-VOTE": ((TAC_2_3, BOARD), (TAC_2_3, BOARD), (TAC_2_3, BOARD), (TAC_2_3, BOARD_MAJORITY)),
    "EMR-VOTE": ((TAC,), (TAC_2_3, OWNER), (TAC_2_3,), (TAC_2_3, BOARD_2_3)),
    "EMR-VOTE-NO-OWNER": (None, (TAC_2_3,), None, None),
    "EMR-VOTE-GRADUATED": ((TAC_2_3, BOARD), None, (TAC_2_3, BOARD), None),
    "EMR-VOTE-REVIEW": ((TAC,), (TAC_2_3, BOARD_2_3), (TAC,), (TAC_2_3, BOARD_2_3)),
    "EMR-DISCUSSION-WEEKS": (None, None, 2, 2),
    "REV-INCUBATION-MONTHS": (None, Range(12, 18), None, None),
    "REV-REVISIT-MONTHS": (None, 18, None, None),
    "REV-SANDBOX-MONTHS": (None, None, None, None),
    "STG-REAPPLY-MONTHS": (None, None, 6, 6),
    "STG-AMEND-VOTE": ((TAC, BOARD),) * 4,
}


@pytest.mark.parametrize(
    ("rule", "day", "says"),
    [
        pytest.param(rule, day, cell, id=f"{rule}-{day.year}")
        for rule, cells in TABLE.items()
        for day, cell in zip(DOCUMENTS, cells, strict=True)
    ],
)
def test_each_cell_of_the_threshold_table(
    policy: Policy, rule: str, day: date, says: Content | None
) -> None:
    assert content(policy, rule, day) == says


def test_the_table_speaks_of_every_number_level_and_vote_of_the_stages(policy: Policy) -> None:
    weighed = {
        rule.id
        for rule in policy.rules.values()
        if rule.topic in STAGE_TOPICS and rule.kind in ("count", "range", "level", "vote")
    }
    assert weighed <= TABLE.keys()


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (MAY_2018, ["Incubation", "Graduation", "Archive"]),
        (SEP_2019, ["Incubation", "Graduation", "Emeritus"]),
        (FEB_2021, ["Sandbox", "Incubation", "Graduation", "Archive"]),
        (JUN_2023, ["Sandbox", "Incubation", "Graduation", "Emeritus"]),
    ],
)
def test_the_last_stage_was_archive_then_emeritus_then_archive_then_emeritus(
    policy: Policy, day: date, names: list[str]
) -> None:
    assert [item.text for item in policy.at(day).items("STG-NAMES")] == names


# What is easy to get wrong


@pytest.mark.parametrize("day", [MAY_2018, SEP_2019, FEB_2021 - timedelta(days=1)])
def test_sandbox_was_not_offered_before_february_2021(policy: Policy, day: date) -> None:
    assert list(policy.at(day).values(stage="sandbox")) == []
    assert "sandbox" not in ids(policy, "STG-NAMES", day)
    assert "sandbox" not in ids(policy, "STG-ENTRY", day)


def test_sandbox_is_offered_since_february_2021(policy: Policy) -> None:
    assert list(policy.at(FEB_2021).values(stage="sandbox", group="requirement"))
    assert "sandbox" in ids(policy, "STG-ENTRY", FEB_2021)


def test_before_the_first_document_nothing_is_known(policy: Policy) -> None:
    """Not known is an error that names the first date, never an empty list of requirements."""
    with pytest.raises(NotKnownYet, match="2018-05-01"):
        policy.at(date(2018, 4, 30))["SBX-LICENSE"]


def test_the_member_sponsor_moved_from_incubation_to_sandbox_and_is_inherited(
    policy: Policy,
) -> None:
    last_day = JUN_2023 - timedelta(days=1)
    assert content(policy, "INC-SPONSOR", last_day) is True
    assert content(policy, "SBX-SPONSOR", last_day) is None
    assert content(policy, "INC-SPONSOR", JUN_2023) is None
    assert content(policy, "SBX-SPONSOR", JUN_2023) is True
    inherits = {item.id: item.text for item in policy.at(JUN_2023).items("STG-INHERITS")}
    assert inherits == {"incubation": "sandbox", "graduation": "incubation"}


@pytest.mark.parametrize("day", [MAY_2018, SEP_2019])
def test_before_sandbox_only_graduation_inherits(policy: Policy, day: date) -> None:
    assert ids(policy, "STG-INHERITS", day) == ["graduation"]


def test_the_stages_of_the_inheritance_are_stages(policy: Policy) -> None:
    for day in DOCUMENTS:
        assert {item.text for item in policy.at(day).items("STG-INHERITS")} <= set(STAGE_TOPICS)


NINE = "LICENSE README CONTRIBUTING CODEOWNERS CODE-OF-CONDUCT RELEASE GOVERNANCE SUPPORT SECURITY"


def files_asked_for(policy: Policy, day: date) -> list[str]:
    values = policy.at(day).values(stage="sandbox", group="task")
    return [v.rule.removeprefix("SBX-FILE-") for v in values if v.rule.startswith("SBX-FILE-")]


def test_nine_files_since_2023_and_eight_in_2021_without_security(policy: Policy) -> None:
    assert files_asked_for(policy, JUN_2023) == NINE.split()
    assert files_asked_for(policy, FEB_2021) == NINE.split()[:-1]


def test_each_file_can_be_ticked_on_its_own(policy: Policy) -> None:
    facts = [policy[f"SBX-FILE-{name}"].fact for name in NINE.split()]
    assert facts == [f"file_{name.lower().replace('-', '_')}" for name in NINE.split()]


def test_the_optional_spdx_identifiers_are_no_gate(policy: Policy) -> None:
    assert content(policy, "SBX-SPDX", JUN_2023) is True
    assert policy["SBX-SPDX"].group == "expectation"


@pytest.mark.parametrize(("stage", "count"), [("sandbox", 5), ("incubation", 4), ("graduation", 5)])
def test_the_numbered_requirements_of_2023_are_all_there(
    policy: Policy, stage: str, count: int
) -> None:
    places = {value.where for value in policy.at(JUN_2023).values(stage=stage)}
    heading = f"{stage.capitalize()} Stage Requirements, item "
    numbered = {int(place.removeprefix(heading)) for place in places if place.startswith(heading)}
    assert numbered == set(range(1, count + 1))


@pytest.mark.parametrize(
    ("day", "marked"),
    [
        (MAY_2018, {"GRD-COMMITTER-ORGS", "GRD-FLOW"}),
        (SEP_2019, {"GRD-COMMITTER-ORGS"}),
        (FEB_2021, {"GRD-ORGS", "GRD-ACTIVITY"}),
        (JUN_2023, {"GRD-ACTIVITY"}),
    ],
)
def test_the_last_word_is_the_councils_where_the_document_marks_it(
    policy: Policy, day: date, marked: set[str]
) -> None:
    requirements = policy.at(day).values(group="requirement")
    assert {value.rule for value in requirements if value.judgment} == marked


def test_direct_entry(policy: Policy) -> None:
    assert ids(policy, "STG-ENTRY", FEB_2021) == ["sandbox", "incubation", "graduation"]
    assert ids(policy, "STG-ENTRY", JUN_2023) == ["sandbox", "incubation"]
    graduation = next(i for i in policy.at(SEP_2019).items("STG-ENTRY") if i.id == "graduation")
    assert graduation.optional, "not what was expected in 2019"


def test_coming_back_from_the_archive_was_only_described_in_2021(policy: Policy) -> None:
    assert "proposing" in policy.at(FEB_2021).text("EMR-REACTIVATION")
    for day in (MAY_2018, SEP_2019, JUN_2023):
        assert content(policy, "EMR-REACTIVATION", day) is None


# The overview of February 2024 holds two generations of the same rules.


def test_the_superseded_slide_of_2024_rules_nothing(policy: Policy) -> None:
    assert content(policy, "INC-ORGS", OVERVIEW_2024) == 3
    assert content(policy, "INC-STARS", OVERVIEW_2024) == 500
    assert content(policy, "INC-VOTE", OVERVIEW_2024) == (TAC_MAJORITY,)
    for rule in policy.rules.values():
        if rule.topic in STAGE_TOPICS:
            sources = {value.source.id for value in rule.values}
            others = sources - {document.source.id for document in policy.documents}
            assert not others, f"{rule.id} has a value of no lifecycle document: {others}"


def test_time_expectations_come_from_2019_and_again_from_2024(policy: Policy) -> None:
    for day in (SEP_2019, OVERVIEW_2024):
        assert content(policy, "REV-INCUBATION-MONTHS", day) == Range(12, 18)
    assert content(policy, "REV-INCUBATION-MONTHS", OVERVIEW_2024 - timedelta(days=1)) is None
    assert content(policy, "REV-SANDBOX-MONTHS", OVERVIEW_2024) == Range(12, 12)
    for rule in ("REV-INCUBATION-MONTHS", "REV-SANDBOX-MONTHS", "REV-REVISIT-MONTHS"):
        assert policy[rule].group == "expectation"


# Benefits, steps, fields


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (MAY_2018, (0, 6, 4, 1)),
        (SEP_2019, (0, 5, 7, 0)),
        (FEB_2021, (7, 5, 6, 0)),
        (JUN_2023, (10, 4, 6, 0)),
        (OVERVIEW_2024, (10, 4, 6, 0)),
    ],
)
def test_as_many_benefits_as_each_document_lists(
    policy: Policy, day: date, counts: tuple[int, ...]
) -> None:
    view = policy.at(day)
    assert counts == tuple(
        len(list(view.values(group="benefit", stage=stage))) for stage in STAGE_TOPICS
    )


def test_only_graduation_brings_a_seat_on_the_council(policy: Policy) -> None:
    for day in DOCUMENTS:
        seats = [
            policy[value.rule].stage
            for value in policy.at(day).values(group="benefit")
            if re.search("seat on the TAC|representative on the TAC", str(value.content))
        ]
        assert seats == ["graduation"]


@pytest.mark.parametrize(
    ("day", "steps"),
    [
        (MAY_2018, ["proposal", "tac", "board"]),
        (SEP_2019, ["proposal", "tac", "board", "onboarding"]),
        (
            OVERVIEW_2024,
            ["date", "recommendations", "request", "deck", "present", "onboard", "announce"],
        ),
    ],
)
def test_the_steps_to_being_hosted(policy: Policy, day: date, steps: list[str]) -> None:
    items = policy.at(day).items("HST-STEPS")
    assert [item.id for item in items] == steps
    assert all(item.who and item.outcome and item.quote for item in items)


def test_each_of_the_seven_steps_says_when(policy: Policy) -> None:
    assert all(item.when for item in policy.at(OVERVIEW_2024).items("HST-STEPS"))


def test_the_lead_time_of_the_deck_is_counted_in_another_unit_since_2024(policy: Policy) -> None:
    assert content(policy, "HST-DECK-BUSINESS-DAYS", SEP_2019) == 3
    assert content(policy, "HST-DECK-DAYS", SEP_2019) is None
    assert content(policy, "HST-DECK-BUSINESS-DAYS", OVERVIEW_2024) is None
    assert content(policy, "HST-DECK-DAYS", OVERVIEW_2024) == 10
    deck = next(i for i in policy.at(OVERVIEW_2024).items("HST-STEPS") if i.id == "deck")
    assert "10" in deck.when


@pytest.mark.parametrize("day", [date(2019, 9, 8), OVERVIEW_2024])
def test_five_hosting_requirements_in_both_decks(policy: Policy, day: date) -> None:
    assert set(ids(policy, "HST-REQUIREMENTS", day)) == {
        *("license", "member", "mission", "assets", "governance")
    }


def test_the_fields_of_a_proposal(policy: Policy) -> None:
    first, second, today = (
        ids(policy, "PRO-FIELDS", day) for day in (MAY_2018, SEP_2019, FEB_2021)
    )
    assert [len(first), len(second), len(today)] == [16, 17, 23]
    assert set(second) - set(first) == {"governance"}
    assert set(second) - set(today) == {"raci", "mailing-lists"}
    assert {"own-org", "dco", "badge", "collaboration"} <= set(today) - set(second)


def test_the_form_of_a_pull_request_leaves_three_fields_out_and_adds_one(policy: Policy) -> None:
    with pytest.raises(NotKnownYet):
        ids(policy, "PRO-PULL-REQUEST", date(2024, 4, 1))
    today = date(2024, 4, 2)
    template, form = ids(policy, "PRO-FIELDS", today), ids(policy, "PRO-PULL-REQUEST", today)
    assert len(form) == 21
    assert set(template) - set(form) == {"own-org", "dco", "badge"}
    assert set(form) - set(template) == {"tools-in-use"}


# The data as data


def everything(policy: Policy) -> list[Rule]:
    return list(policy.rules.values())


def test_each_rule_has_an_entry_for_each_lifecycle_document(policy: Policy) -> None:
    """So that the answer of any date rests on the document of that date."""
    for rule in everything(policy):
        if rule.topic in ("hosting", "proposal") or rule.id == "REV-DECK":
            continue  # made of other documents
        assert set(DOCUMENTS) <= {value.start for value in rule.values}, rule.id


def test_facts_are_of_the_registry(policy: Policy) -> None:
    for rule in everything(policy):
        assert rule.fact in FACTS or rule.fact == "", rule.id


def test_a_badge_rule_is_settled_by_the_badge_and_a_count_by_a_number(policy: Policy) -> None:
    for rule in everything(policy):
        if rule.kind == "level":
            assert rule.fact == "badge_level"
        if rule.kind == "count" and rule.group == "requirement":
            assert FACTS[rule.fact].unit == rule.unit


def test_whoever_misses_a_requirement_is_told_who_can_close_the_gap_and_how(
    policy: Policy,
) -> None:
    for rule in everything(policy):
        if rule.group in ("requirement", "task"):
            assert rule.who, rule.id
            assert rule.todo.endswith("."), rule.id


def test_each_value_carries_its_words(policy: Policy) -> None:
    """A value without a quotation of its own has one on each entry of its list."""
    for rule in everything(policy):
        for value in rule.values:
            if value.content is None or value.quote:
                continue
            assert isinstance(value.content, tuple), rule.id
            assert all(isinstance(i, Item) and i.quote for i in value.content), rule.id


def test_a_rule_named_in_a_note_exists(policy: Policy) -> None:
    for rule in everything(policy):
        texts = [rule.about, *(value.note for value in rule.values)]
        texts += [
            item.note
            for value in rule.values
            if isinstance(value.content, tuple)
            for item in value.content
            if isinstance(item, Item)
        ]
        for named in re.findall(r"\b[A-Z]{3}(?:-[A-Z]+)+", " ".join(texts)):
            assert named in policy.rules, rule.id


def test_the_change_of_june_2023_in_one_look(policy: Policy) -> None:
    changed = {c.rule.id for c in policy.diff(JUN_2023 - timedelta(days=1), JUN_2023)}
    assert {"INC-ORGS", "INC-STARS", "INC-VOTE", "SBX-VOTE", "GRD-VOTE", "EMR-VOTE"} <= changed
    assert {"SBX-SPONSOR", "INC-SPONSOR", "SBX-FILE-SECURITY", "GRD-TECHNICAL-LEAD"} <= changed
    assert not {"INC-BADGE", "GRD-ORGS", "GRD-STARS", "GRD-BADGE", "STG-AMEND-VOTE"} & changed
