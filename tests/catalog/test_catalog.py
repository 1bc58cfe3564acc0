"""Questions to the catalogue: names, addresses, days, and what it answers when it does not know."""

import re
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.catalog import BeforeTheRecord, Left, NoSuchProject, load
from lfai_nb.domain import Stage, repository_key

CATALOG = load()
FIRST = date(2018, 12, 20)
LAST = date(2026, 8, 14)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Adversarial Robustness Toolbox", "adversarial-robustness-toolbox"),
        ("Adversarial Robustness 360", "adversarial-robustness-toolbox"),
        ("adversarial robustness toolkit", "adversarial-robustness-toolbox"),
        ("Open Lineage", "openlineage"),
        ("OpenLineage", "openlineage"),
        ("ML eXchange", "mlx"),
        ("MLX", "mlx"),
        ("Machine Learning eXchange", "mlx"),
        ("Aita", "ryoma"),
        ("Monocole", "monocle"),
        ("Docarrary", "docarray"),
        ("EDL", "edl"),
        ("elastic deep learning", "edl"),
        ("VulcanKompute", "kompute"),
        ("FEAST", "feast"),
    ],
)
def test_a_project_is_found_by_every_name_that_the_sources_use(name: str, id_: str) -> None:
    assert CATALOG.find(name).id == id_


def test_every_name_finds_its_own_project() -> None:
    for project in CATALOG.projects:
        for name in project.names:
            assert CATALOG.find(name) is project


def test_a_name_nobody_has_is_answered_with_the_nearest() -> None:
    with pytest.raises(NoSuchProject, match=r"no hosted project is named 'FlagIA'.*FlagAI"):
        CATALOG.find("FlagIA")


def test_a_name_like_no_other_is_answered_plainly() -> None:
    with pytest.raises(NoSuchProject, match="none has a name like it"):
        CATALOG.find("zzzzzzzz")


@given(st.text(max_size=300))
def test_any_text_is_a_project_or_a_clear_refusal(name: str) -> None:
    with suppress(NoSuchProject):
        assert CATALOG.find(name) in CATALOG.projects


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/tony-framework/TonY",
        "https://github.com/linkedin/TonY",
        "http://www.github.com/LinkedIn/tony/",
        "https://github.com/linkedin/TonY.git",
        "git@github.com:linkedin/TonY.git",
        "ssh://git@github.com/linkedin/TonY.git",
        "  github.com/linkedin/TonY ",
    ],
)
def test_a_project_is_found_by_its_addresses_of_now_and_before(address: str) -> None:
    project = CATALOG.by_repository(address)
    assert project is not None
    assert project.id == "tony"


@pytest.mark.parametrize("address", ["", "https://github.com/linkedin", "TonY", "../clone"])
def test_an_address_of_nobody_here_is_none(address: str) -> None:
    assert CATALOG.by_repository(address) is None


@given(st.text(max_size=100))
def test_making_an_address_plain_twice_changes_nothing_for_known_ones(text: str) -> None:
    for project in CATALOG.projects[:5]:
        plain = repository_key(project.repository)
        assert repository_key(plain) == plain
    repository_key(text)


def test_the_present_stage_is_none_for_a_project_that_is_no_longer_listed() -> None:
    assert CATALOG.stage_on("TonY", CATALOG.as_of) is None
    assert CATALOG.stage_on("FlagAI", CATALOG.as_of) is Stage.SANDBOX


@pytest.mark.parametrize(
    ("name", "day", "stage"),
    [
        ("Milvus", date(2021, 6, 8), "incubation"),
        ("Milvus", date(2021, 6, 9), "graduation"),
        ("TonY", date(2021, 7, 14), None),
        ("TonY", date(2021, 7, 15), "incubation"),
        ("TonY", date(2025, 11, 11), "incubation"),
        ("TonY", date(2025, 11, 12), None),
        ("Acumos", date(2022, 7, 17), "graduation"),
        ("Acumos", date(2022, 7, 18), "emeritus"),
        ("Acumos", date(2030, 1, 1), "emeritus"),
        ("KServe", date(2022, 8, 1), "incubation"),
        ("KServe", date(2025, 9, 29), None),
    ],
)
def test_a_stage_holds_from_its_day_to_the_day_before_the_next(
    name: str, day: date, stage: str | None
) -> None:
    assert CATALOG.stage_on(name, day) == stage


def test_before_the_record_is_an_error_that_names_the_first_day_and_never_zero() -> None:
    before = FIRST - timedelta(days=1)
    for ask in (CATALOG.hosted_on, CATALOG.counts_on, CATALOG.landscape_counts_on):
        assert ask(FIRST)
        with pytest.raises(BeforeTheRecord, match="2018-12-20"):
            ask(before)


def test_members_before_the_first_count_are_not_zero() -> None:
    with pytest.raises(BeforeTheRecord, match="members are known from 2018-12-31"):
        CATALOG.members_on(date(2018, 12, 30))


@given(st.dates(min_value=FIRST, max_value=date(2100, 1, 1)))
def test_counts_and_hosted_projects_agree_on_every_day(day: date) -> None:
    counts = CATALOG.counts_on(day)
    assert sum(n for stage, n in counts.items() if stage.hosted) == len(CATALOG.hosted_on(day))
    if day >= LAST:
        assert counts == CATALOG.counts_on(LAST)


def test_a_stage_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="graduate"):
        CATALOG.durations("incubation", "graduate")


def test_nobody_went_from_graduation_to_sandbox_and_a_median_of_nobody_is_none() -> None:
    durations = CATALOG.durations(Stage.GRADUATION, Stage.SANDBOX)
    assert len(durations) == 0
    assert durations.median_since_joining is None
    assert durations.median_in_stage is None


def test_time_in_the_stage_is_not_time_since_joining() -> None:
    """OpenLineage was at Incubation for seven months, two years after it had joined."""
    passages = CATALOG.durations("incubation", "graduation").passages
    (way,) = (passage for passage in passages if passage.project.id == "openlineage")
    assert round(way.months_in_stage, 1) == 7.4
    assert round(way.months_since_joining, 1) == 26.2


def test_a_project_without_a_day_of_acceptance_joined_when_it_was_first_listed() -> None:
    assert CATALOG.find("RWKV").accepted is None
    assert CATALOG.joined("RWKV") == date(2023, 12, 1)
    assert CATALOG.joined("EDL") == date(2018, 7, 5)


def test_days_to_charter_are_negative_where_the_charter_is_older_than_the_vote() -> None:
    days = CATALOG.days_to_charter()
    assert days["tony"] == 18
    assert days["sapientml"] == 5
    assert days["elyra"] == 28  # from the vote by e-mail, and not from the presentation
    assert days["fate"] < -1000  # a charter of another foundation, three years before
    assert {days[project] for project in ("beeai", "docling", "data-prep-kit")} == {-27}
    assert "acumos" not in days
    assert "rwkv" not in days  # no charter, and no day of acceptance


def test_every_project_that_ever_had_a_stage_has_a_sentence_on_what_it_does() -> None:
    catalog = load()
    for project in catalog.projects:
        purpose = catalog.purpose_of(project)
        assert purpose is not None, project.id
        assert re.fullmatch(r"[A-Z][^.]*\.", purpose.what), purpose.what
        assert len(purpose.what) <= 120
        assert purpose.source in catalog.sources


def test_every_project_that_ever_had_a_stage_has_the_topic_that_the_landscape_gives_it() -> None:
    catalog = load()
    for project in catalog.projects:
        topic = catalog.topic_of(project)
        assert topic is not None, project.id
        left = catalog.exit_of(project)
        gone = left is not None and left.what is not Left.EMERITUS
        assert (topic.date == catalog.as_of) is not gone, project.id
        assert topic.topic[0].isupper()
        assert topic.part[0].isupper()


def test_a_readme_is_named_with_its_repository_and_its_commit() -> None:
    catalog = load()
    for purpose in catalog.purposes:
        if purpose.source == "readmes-of-projects":
            assert re.fullmatch(r"[\w.-]+/[\w.-]+, README\.md at [0-9a-f]{8}", purpose.where)
