"""The record against its source: the history of the landscape, commit by commit.

What the other tests can only hold together, these hold to the commits that the rows name, by an
extract that ``tools/landscape_extract.py`` makes. With a clone they go to the source itself, and to
whatever the landscape has learned since; a weekly workflow does so with a fresh one:

    git clone https://github.com/lfai/lfai-landscape ../lfai-landscape
    LFAI_NB_LANDSCAPE=../lfai-landscape python -m pytest tests/catalog/test_against_landscape.py
"""

import os
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from lfai_nb.catalog import Exit, MemberCount, Slip, StageCount, StageEvent, load
from lfai_nb.catalog.catalog import EVERY_PROJECT, NoSuchProject
from lfai_nb.domain import Stage
from tools.landscape_extract import (
    STAGES,
    LandscapeState,
    StagedProject,
    figures,
    parse,
    read_clone,
    read_extract,
    read_figures,
)

CLONE = os.environ.get("LFAI_NB_LANDSCAPE", "")
CATALOG = load()
ANEW = "make the extract anew from a clone: python -m tools.landscape_extract CLONE"
OURS = dict(
    zip(
        STAGES,
        (Stage.SANDBOX, Stage.INCUBATION, Stage.INCUBATION, Stage.GRADUATION, Stage.EMERITUS),
        strict=True,
    )
)


@cache
def history() -> list[LandscapeState]:
    """The landscape after each commit of its main line that matters, oldest first."""
    return read_clone(Path(CLONE).expanduser()) if CLONE else read_extract()


@cache
def index() -> dict[str, int]:
    return {state.commit: n for n, state in enumerate(history())}


def after(commit: str) -> LandscapeState:
    assert commit in index(), f"no commit {commit} of the landscape's main line is known; {ANEW}"
    return history()[index()[commit]]


def before(commit: str) -> LandscapeState:
    return history()[index()[after(commit).commit] - 1]


def project_of(entry: StagedProject) -> str:
    """Its id here, by its address or by a name that it has or had."""
    if known := CATALOG.by_repository(entry.repository):
        return known.id
    try:
        return CATALOG.find(entry.name).id
    except NoSuchProject:
        return entry.name


def staged(state: LandscapeState) -> dict[str, Stage]:
    return {project_of(entry): OURS[entry.stage] for entry in state.entries}


def is_newest(commit: str, day: date) -> bool:
    return [state.commit for state in history() if state.date <= day][-1] == commit


def stage_on_landscape(event: StageEvent) -> Stage:
    """What the landscape said: the stage itself, but for what it corrected later."""
    for slip in CATALOG.slips:
        if slip.project == event.project and slip.since <= event.date < slip.until:
            return slip.landscape_says or event.stage  # shown for part of the day, then lost
    return event.stage


def test_the_extract_is_what_a_clone_says() -> None:
    """With a clone at hand: nothing of what was extracted has changed since."""
    extract = read_extract()
    assert len(extract) > 1000
    # The last day may have had a later commit that changed nothing.
    assert extract[:-1] == history()[: len(extract) - 1]


STAGED = """
- item:
  name: Anvil
  project: Incubating
  repo_url: https://x.org/anvil
- item:
  name: Bellows
"""
COMPANIES = """
- category:
  name: LF AI Member Company
- subcategory:
  name: Premium
- item:
  name: Forge
- subcategory:
  name: General
- item:
  name: 'Tongs'
- item:
  name: Hammer
"""


@pytest.mark.parametrize(
    ("text", "entries", "members"),
    [
        ("", [], (0, 0, 0)),
        ("landscape:\n  - category:\n    name: Machine Learning\n", [], (0, 0, 0)),
        (STAGED, [("Anvil", "https://x.org/anvil", "incubating")], (0, 0, 0)),
        (COMPANIES, [], (1, 2, 0)),
    ],
)
def test_the_landscapes_file_is_read_for_stages_and_members(
    text: str, entries: list[tuple[str, ...]], members: tuple[int, ...]
) -> None:
    assert parse(text) == (tuple(entries), members)


@pytest.mark.parametrize("event", CATALOG.stages, ids=lambda e: f"{e.project}-{e.stage}")
def test_a_stage_begins_with_its_commit_and_on_its_day(event: StageEvent) -> None:
    assert after(event.commit).date == event.date
    after_it = staged(after(event.commit)).get(event.project)
    assert after_it is stage_on_landscape(event), (
        f"stages.csv has {event.project} at {event.stage} with {event.commit}, and the landscape "
        f"has {after_it or 'no stage of it'} there. If the record is right, {ANEW}"
    )
    assert staged(before(event.commit)).get(event.project) is not stage_on_landscape(event)


@pytest.mark.parametrize(
    "departure",
    [departure for departure in CATALOG.exits if departure.commit],
    ids=lambda departure: departure.name,
)
def test_a_project_is_gone_or_archived_with_its_commit_and_on_its_day(departure: Exit) -> None:
    assert departure.commit is not None
    assert departure.project is not None
    assert after(departure.commit).date == departure.date
    assert staged(after(departure.commit)).get(departure.project) in (None, Stage.EMERITUS)
    assert staged(before(departure.commit)).get(departure.project) not in (None, Stage.EMERITUS)


@pytest.mark.parametrize("slip", CATALOG.slips, ids=lambda slip: slip.project)
def test_a_slip_lasts_from_one_commit_to_the_other(slip: Slip) -> None:
    assert after(slip.since_commit).date == slip.since
    assert after(slip.until_commit).date == slip.until
    if slip.project == EVERY_PROJECT:
        assert not staged(after(slip.since_commit))
        assert staged(after(slip.until_commit))
    else:
        assert staged(after(slip.since_commit)).get(slip.project) == slip.landscape_says
        assert staged(after(slip.until_commit)).get(slip.project) != slip.landscape_says


@pytest.mark.parametrize("row", CATALOG.stage_counts, ids=lambda row: str(row.date))
def test_the_counts_of_a_day_are_those_of_its_newest_commit(row: StageCount) -> None:
    counted = Counter(OURS[entry.stage] for entry in after(row.commit).entries)
    stated = {stage: getattr(row, stage.value) for stage in Stage}
    assert {stage: counted[stage] for stage in Stage} == stated, ANEW
    assert is_newest(row.commit, row.date)


@pytest.mark.parametrize("row", CATALOG.members, ids=lambda row: str(row.date))
def test_the_members_of_a_day_are_those_of_its_newest_commit(row: MemberCount) -> None:
    assert after(row.commit).members == (row.premier, row.general, row.associate)
    assert is_newest(row.commit, row.date)


def test_the_figures_of_a_project_are_those_that_the_landscape_measured() -> None:
    measured = figures(Path(CLONE).expanduser()) if CLONE else read_figures()
    assert len(measured) > 50
    columns = ("stars", "contributors", "licence", "badge_id", "badge_percent")
    for row in measured:
        project = CATALOG.by_repository(row["repository"])
        assert project is not None, row["repository"]
        ours = {column: getattr(project, column) for column in columns}
        theirs = {column: row[column].replace("Unknown License", "") for column in columns}
        assert {c: "" if n is None else str(n) for c, n in ours.items()} == theirs, project.id
