"""Making the committed snapshots anew, and that those that are committed hold together."""

import json
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lfai_nb.catalog import load as load_catalog
from lfai_nb.domain import Stage
from lfai_nb.evidence import snapshot_build
from lfai_nb.evidence.landscape import Landscape
from lfai_nb.evidence.snapshot import Snapshots
from lfai_nb.evidence.snapshot_build import ProjectHistory, SnapshotBuild, clone_of, readings
from lfai_nb.lifecycle.facts import BadgeLevel, Interval
from lfai_nb.lifecycle.facts_file import load
from lfai_nb.places import data_dir
from tests.evidence.history.repositories import C, git, make

DONOR = load_catalog().projects[0]
ANVIL = ProjectHistory(
    replace(
        DONOR,
        id="anvil",
        name="Anvil",
        repository="https://github.com/acme/anvil",
        other_repositories=("https://github.com/old/anvil",),
    ),
    entered=((Stage.SANDBOX, date(2022, 6, 1)), (Stage.INCUBATION, date(2023, 6, 1))),
    stage=Stage.INCUBATION,
)
PAGE = """
landscape:
  - subcategories:
      - items:
          - name: Anvil
            repo_url: https://github.com/{owner}/anvil
            github_data: {{stars: {stars}, license: Apache License 2.0}}
            best_practice_data: {{badge: 7, percentage: {percentage}}}
          - name: no repository
  - subcategories: null
"""


def landscape(path: Path, *days: tuple[str, str, int, int]) -> Path:
    repo = make(path / "lfai+lfai-landscape", [C("x", "x@acme.com", "2018-01-01")])
    for day, owner, stars, percentage in days:
        page = PAGE.format(owner=owner, stars=stars, percentage=percentage)
        (repo / "processed_landscape.yml").write_text(page)
        git(repo, "add", ".")
        who = ["-c", "user.name=x", "-c", "user.email=x@acme.com"]
        when = f"{day}T12:00:00Z"
        git(repo, *who, "commit", "-q", "-m", day, env={"GIT_COMMITTER_DATE": when})
    return repo


@pytest.fixture
def clones(tmp_path: Path) -> Path:
    folder = tmp_path / "clones"
    folder.mkdir()
    make(
        folder / "acme+anvil",
        [C("Ann Ames", "a@ibm.com", "2022-01-01"), C("Bob Bell", "b@qq.com", "2023-06-01")],
        files={"README.md": b"x"},
    )
    return folder


def test_one_project_gets_its_snapshot_its_entries_and_its_organizations(clones, tmp_path):
    place = landscape(
        clones,
        ("2022-05-20", "old", 400, 50),
        ("2022-10-03", "old", 500, 100),
        ("2023-11-20", "acme", 900, 100),
        ("2024-12-17", "acme", 901, 100),
    )
    target = tmp_path / "out"
    SnapshotBuild(clones, target, Landscape(place)).project(ANVIL)
    now = load(target / "snapshots/anvil.toml")
    assert (now.stage, now["stars"].value) == ("incubation", 900)
    assert now["stars"].retrieved.date() == date(2023, 11, 20)
    # All criteria for passing are met; of silver and gold the landscape knows nothing.
    assert now["badge_level"].value == Interval(BadgeLevel.PASSING, None)
    assert "silver or gold is not in this source" in now["badge_level"].note
    assert now["license_spdx"].value == "Apache-2.0"  # the clone has no licence file
    assert load(target / "snapshots/2022-10/anvil.toml")["stars"].value == 500
    sandbox = load(target / "entries/anvil.sandbox.toml")
    assert sandbox.stage is None
    assert sandbox["stars"].value == 400
    assert sandbox["badge_level"].value is BadgeLevel.IN_PROGRESS
    assert sandbox["contributing_organizations"].value == Interval(1, 1)
    incubation = load(target / "entries/anvil.incubation.toml")
    assert incubation.stage == "sandbox"
    reason = incubation["stars"].reason
    assert "within 45 days of 2023-06-01; it had 500 stars on 2022-10-03, and 900" in reason
    public = (target / "organizations/anvil.json").read_text()
    assert "sha256" not in public
    assert json.loads(public)["sensitivity"]


def test_the_same_clones_give_the_same_bytes(clones, tmp_path):
    for target in (tmp_path / "one", tmp_path / "two"):
        SnapshotBuild(clones, target, None).project(ANVIL)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert len(files) == 4
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_project_without_a_clone_is_unknown_with_the_reason(tmp_path):
    project = replace(ANVIL.project, id="a", repository="https://github.com/a/a")
    reading = ProjectHistory(project, no_history="it is too large; clone it")
    SnapshotBuild(tmp_path, tmp_path / "out", None).project(reading)
    facts = load(tmp_path / "out/snapshots/a.toml")
    assert not any(fact.known for fact in facts)
    assert facts["commits_12_months"].reason == "it is too large; clone it"


@pytest.mark.parametrize("folder", ["acme+anvil", "acme/anvil", "anvil", "acme+anvil/repo"])
def test_a_clone_is_found_however_the_folder_is_laid_out(tmp_path, folder):
    place = tmp_path / folder
    place.parent.mkdir(parents=True, exist_ok=True)
    make(place, [C("Ann Ames", "a@acme.com")])
    assert clone_of(ANVIL.address, tmp_path) == place


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nowhere"], "is not a folder of clones"),
        ([".", "--only", "no-such"], "no project no-such"),
    ],
)
def test_what_cannot_be_done_is_one_line(words, complaint, capsys):
    assert snapshot_build.main(words) == 2
    err = capsys.readouterr().err
    assert complaint in err
    assert err.count("\n") == 1


# The committed ones.

EVIDENCE = data_dir() / "evidence"
READINGS = readings(load_catalog())


def test_every_listed_project_has_a_snapshot_that_loads_and_at_least_25_have_a_history():
    snapshots = {r.project.id: load(EVIDENCE / f"snapshots/{r.project.id}.toml") for r in READINGS}
    with_history = [s for s, facts in snapshots.items() if facts["commits_12_months"].known]
    assert len(with_history) >= 25
    for reading in READINGS:
        assert snapshots[reading.project.id].repository == reading.project.repository
        assert snapshots[reading.project.id].stage == reading.stage


def test_every_entry_into_a_stage_has_its_facts():
    for reading in READINGS:
        for stage, _ in reading.entered:
            load(EVIDENCE / f"entries/{reading.project.id}.{stage}.toml")


def test_some_projects_have_stars_of_two_dates_for_a_forecast():
    snapshots = Snapshots(EVIDENCE / "snapshots")
    twice = [r for r in READINGS if len(snapshots.series(r.subject(None), "stars")) > 1]
    assert len(twice) >= 25


def test_no_persons_address_is_committed_with_the_evidence():
    address = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}")
    for path in EVIDENCE.rglob("*.*"):
        addresses = set(address.findall(path.read_text(encoding="utf-8")))
        assert not addresses, f"{path.name}: {sorted(addresses)[:3]}"


LAUGHS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))


def test_a_page_whose_entries_name_each_other_is_read_at_once(tmp_path):
    """Written out, the address of this entry would have 300 million characters."""
    repo = make(tmp_path / "lfai+lfai-landscape", [C("x", "x@acme.com", "2018-01-01")])
    entry = "{name: A, repo_url: *a8, github_data: {license: *a8}}"
    good = "{name: B, repo_url: https://github.com/acme/b, github_data: {license: *a8, stars: *a8}}"
    page = (
        f"a0: &a0 [lol]\n{LAUGHS}landscape: [{{subcategories: [{{items: [{entry}, {good}]}}]}}]\n"
    )
    (repo / "processed_landscape.yml").write_text(page)
    git(repo, "add", ".")
    who = ["-c", "user.name=x", "-c", "user.email=x@acme.com"]
    when = {"GIT_COMMITTER_DATE": "2022-01-01T12:00:00Z"}
    git(repo, *who, "commit", "-q", "-m", "x", env=when)
    begun = time.thread_time()
    state = Landscape(repo).on(date(2023, 1, 1))
    assert time.thread_time() - begun < 2
    assert state is not None
    ((_, only),) = state.entries.items()
    assert (only.stars, only.license) == (None, None)
