"""The record against its source: the history of the landscape, where a clone of it is at hand.

    git clone https://github.com/lfai/lfai-landscape ../lfai-landscape
    LFAI_NB_LANDSCAPE=../lfai-landscape python -m pytest tests/catalog/test_against_landscape.py

What the other tests can only hold together, these hold to the commits that the rows name. They need
no network once the clone is there, and are skipped without it.
"""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from lfai_nb.catalog import Exit, MemberCount, Slip, StageCount, StageEvent, load
from lfai_nb.catalog.catalog import EVERY_PROJECT, NoSuchProject
from lfai_nb.domain import Stage

CLONE = os.environ.get("LFAI_NB_LANDSCAPE", "")
CATALOG = load()
STAGES = {
    "sandbox": Stage.SANDBOX,
    "incubating": Stage.INCUBATION,
    "incubation": Stage.INCUBATION,
    "graduated": Stage.GRADUATION,
    "archived": Stage.EMERITUS,
}
MEMBERS = re.compile(r"LF (DL|AI|AI & Data) Member Company")
LEVELS = {"premier": ("Premier", "Premium"), "general": ("General",), "associate": ("Associate",)}
# A key and its value. Not a reader of YAML: some commits left a file that is none.
LINE = re.compile(r"(- )?(category|subcategory|item|name|project|repo_url): *(.*)")

pytestmark = pytest.mark.skipif(not CLONE, reason="LFAI_NB_LANDSCAPE names no clone")


class Entry(NamedTuple):
    category: str
    part: str
    name: str
    repository: str
    stage: Stage | None

    @property
    def project(self) -> str:
        """Its id here, by its address or by a name that it has or had."""
        if known := CATALOG.by_repository(self.repository):
            return known.id
        try:
            return CATALOG.find(self.name).id
        except NoSuchProject:
            return self.name


def git(*words: str) -> str:
    folder = str(Path(CLONE).expanduser())
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def day_of(commit: str) -> date:
    return date.fromisoformat(git("show", "--no-patch", "--format=%cs", commit).strip())


@cache
def landscape(commit: str) -> tuple[Entry, ...]:
    return tuple(_entries(git("show", f"{commit}:landscape.yml")))


def _entries(text: str) -> Iterator[Entry]:
    names = {"category": "", "subcategory": ""}
    kind, item = "", dict[str, str]()
    for line in [*text.splitlines(), "- item:"]:
        if (found := LINE.match(line.strip())) is None:
            continue
        _dash, key, value = found.groups()
        if key in ("category", "subcategory", "item"):
            if item:
                stage = STAGES.get(item.get("project", "").casefold())
                name, address = item.get("name", ""), item.get("repo_url", "")
                yield Entry(names["category"], names["subcategory"], name, address, stage)
            kind, item = key, {}
        elif kind == "item":
            item.setdefault(key, value.strip("\"' "))
        elif key == "name":
            names[kind] = value.strip("\"' ")


def staged(commit: str) -> dict[str, Stage]:
    return {entry.project: entry.stage for entry in landscape(commit) if entry.stage}


def shown(event: StageEvent) -> Stage:
    """What the landscape said: the stage itself, but for what it corrected later."""
    for slip in CATALOG.slips:
        if slip.project == event.project and slip.since <= event.date < slip.until:
            return slip.landscape_says or event.stage  # shown for part of the day, then lost
    return event.stage


@pytest.mark.parametrize("event", CATALOG.stages, ids=lambda e: f"{e.project}-{e.stage}")
def test_a_stage_begins_with_its_commit_and_on_its_day(event: StageEvent) -> None:
    assert day_of(event.commit) == event.date
    assert staged(event.commit).get(event.project) is shown(event)
    assert staged(f"{event.commit}^").get(event.project) is not shown(event)


@pytest.mark.parametrize(
    "one", [one for one in CATALOG.exits if one.commit], ids=lambda one: one.name
)
def test_a_project_is_gone_or_archived_with_its_commit_and_on_its_day(one: Exit) -> None:
    assert one.commit is not None
    assert one.project is not None
    assert day_of(one.commit) == one.date
    assert staged(one.commit).get(one.project) in (None, Stage.EMERITUS)
    assert staged(f"{one.commit}^").get(one.project) not in (None, Stage.EMERITUS)


@pytest.mark.parametrize("slip", CATALOG.slips, ids=lambda slip: slip.project)
def test_a_slip_lasts_from_one_commit_to_the_other(slip: Slip) -> None:
    assert (day_of(slip.since_commit), day_of(slip.until_commit)) == (slip.since, slip.until)
    if slip.project == EVERY_PROJECT:
        assert not staged(slip.since_commit)
        assert staged(slip.until_commit)
    else:
        assert staged(slip.since_commit).get(slip.project) == slip.landscape_says
        assert staged(slip.until_commit).get(slip.project) != slip.landscape_says


@pytest.mark.parametrize("row", CATALOG.stage_counts, ids=lambda row: str(row.date))
def test_the_counts_of_a_day_are_those_of_its_newest_commit(row: StageCount) -> None:
    counted = Counter(entry.stage for entry in landscape(row.commit))
    assert [counted[stage] for stage in Stage] == [getattr(row, stage.value) for stage in Stage]
    assert is_newest(row.commit, row.date)


@pytest.mark.parametrize("row", CATALOG.members, ids=lambda row: str(row.date))
def test_the_members_of_a_day_are_those_of_its_newest_commit(row: MemberCount) -> None:
    levels = Counter(e.part for e in landscape(row.commit) if MEMBERS.fullmatch(e.category))
    for level, names in LEVELS.items():
        assert sum(levels[name] for name in names) == getattr(row, level), level
    assert is_newest(row.commit, row.date)


@cache
def changes() -> list[tuple[date, str]]:
    """Every change of the file on the main line, oldest first."""
    said = git("log", "--first-parent", "--reverse", "--format=%cs %H", "--", "landscape.yml")
    return [(date.fromisoformat(d), c) for d, c in (line.split() for line in said.splitlines())]


def is_newest(commit: str, day: date) -> bool:
    return [c for d, c in changes() if d <= day][-1].startswith(commit)
