"""A git history as a source of facts: what it settles, as of which day, and what it leaves open."""

from datetime import date, datetime
from pathlib import Path

import pytest

from lfai_nb.domain import TwelveMonths
from lfai_nb.evidence.activity import Activity
from lfai_nb.evidence.history import Repository
from lfai_nb.evidence.history.as_facts import GitHistory, _change, keys
from lfai_nb.evidence.history.tree import Tree
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle.facts import Interval, ProjectFacts
from lfai_nb.lifecycle.facts_file import dumps, loads
from tests.evidence.history.repositories import KNOWN, C, git, make

ANVIL = Subject("Anvil", "https://github.com/acme/anvil")
MIT = b"""MIT License
Permission is hereby granted, free of charge, to any person obtaining a copy of this software,
to deal in the Software without restriction, including without limitation the rights to use
"""
# The text of the GPL ends by naming its lesser sister, and is not her.
NAMES_LESSER = b"use the GNU Lesser General Public License instead"


def facts(path: Path, on: str = "2023-12-31", **more) -> ProjectFacts:
    usual = {"affiliations": KNOWN, "up_to_date": datetime.fromisoformat(f"{on}T12:00:00Z")}
    return GitHistory(path, on=date.fromisoformat(on), **(usual | more)).facts(ANVIL)


def test_what_the_history_settles_is_a_value_with_the_commit_and_the_days(tmp_path):
    repo = make(
        tmp_path / "repo",
        [C("Ann Ames", "a@acme.com"), C("Bob Bell", "b@qq.com", "2023-07-01")],
        files={"LICENSE": MIT, "README.md": b"x"},
    )
    evidence = facts(repo)
    assert set(keys()) == set(evidence.facts)
    assert evidence["contributing_organizations"].value == Interval(1, 2)
    assert evidence["license_spdx"].value == "MIT"
    head = Repository.at(repo).head
    assert evidence["license_spdx"].url == f"https://github.com/acme/anvil/blob/{head}/LICENSE"
    for fact in evidence:
        assert not fact.known or head[:12] in fact.method
    assert "2023-01-01 to 2023-12-31" in evidence["commits_12_months"].method
    assert loads(dumps(evidence)) == evidence


def test_a_day_in_the_past_is_judged_by_what_was_there_on_it(tmp_path):
    repo = make(
        tmp_path / "repo",
        [C("Ann Ames", "a@acme.com", "2021-05-01"), C("Bob Bell", "b@globex.com", "2023-05-01")],
    )
    (repo / "GOVERNANCE.md").write_text("all together")
    git(repo, "tag", "v1.0", "HEAD~1")
    git(repo, "add", ".")
    git(repo, "-c", "user.name=x", "-c", "user.email=x@acme.com", "commit", "-q", "-m", "later")
    then = facts(repo, "2021-12-31")
    assert then["contributing_organizations"].value == Interval(1, 1)
    assert then["file_governance"].value is False
    assert then["releases"].value == 1
    assert facts(repo, "2021-04-30")["releases"].known is False
    assert facts(repo, "2999-01-01")["file_governance"].value is True


def test_a_day_before_the_first_commit_is_unknown_and_not_nothing(tmp_path):
    evidence = facts(make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")]), "2020-01-01")
    assert not any(fact.known for fact in evidence)
    assert "no commit that is as old" in evidence["commits_12_months"].reason


def test_a_folder_that_is_no_repository_makes_every_fact_unknown(tmp_path):
    evidence = facts(tmp_path)
    assert {fact.reason for fact in evidence} == {
        f"{tmp_path}: not a git repository; name a clone or a bare repository"
    }


def test_a_sleeping_project_says_what_its_last_active_year_showed(tmp_path):
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com", "2019-05-01")])
    fact = facts(repo)["contributing_organizations"]
    assert fact.value == Interval(0, 0)
    assert "up to the newest commit, of 2019-05-01: 1;" in fact.note


def test_commits_merges_months_and_signatures(tmp_path):
    signed = "work\n\nSigned-off-by: Ann Ames <a@acme.com>\n"
    repo = make(
        tmp_path / "repo",
        [
            C("Ann Ames", "a@acme.com", "2022-12-31T23:59:59", signed),
            C("Ann Ames", "a@acme.com", "2023-01-01T00:00:00", signed),
            C("Ann Ames", "a@acme.com", "2023-01-31"),
            C("GitHub", "noreply@github.com", "2023-03-01", "A pull request (#12)"),
            C("Ann Ames", "a@acme.com", "2023-03-02", "Not by GitHub (#13)"),
            C("Ann Ames", "a@acme.com", "2023-12-31T23:59:59", merge=True),
            C("Ann Ames", "a@acme.com", "2024-01-01T00:00:00"),
        ],
    )
    year = TwelveMonths(date(2023, 12, 31))
    activity = Activity.of(map(_change, Repository.at(repo).commits()), year)
    assert (activity.commits, activity.merges, activity.active_months, activity.signed) == (
        4,
        2,
        3,
        1,
    )
    assert "1 of 4 commits carry a sign-off" in facts(repo)["dco_enforced"].reason


@pytest.mark.parametrize(
    ("files", "there"),
    [
        ({"LICENSE": b"x"}, {"license"}),
        ({"LICENCE.txt": b"x", "Readme.rst": b"x"}, {"license", "readme"}),
        ({"COPYING": b"x"}, {"license"}),
        ({".github/CODEOWNERS": b"x", "docs/SUPPORT.md": b"x"}, {"codeowners", "support"}),
        ({"Code-Of-Conduct.md": b"x"}, {"code_of_conduct"}),
        ({"docs/license.md": b"x"}, set()),
        ({"RELEASES.md": b"x", "support.adoc": b"x"}, {"release", "support"}),
        ({"release.yml": b"x", "security.py": b"x", "src/README.md": b"x"}, set()),
        ({"SECURITY.md": b""}, set()),
        ({"GOVERNANCE/charter.md": b"x"}, set()),
        ({"docs/SECURITY.md": b"x", "SECURITY.md": b""}, {"security"}),
    ],
)
def test_the_nine_files_are_found_where_people_put_them(tmp_path, files, there):
    evidence = facts(make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")], files=files))
    nine = {f.key.removeprefix("file_") for f in evidence if f.key.startswith("file_") and f.value}
    assert nine == there
    assert (evidence["security_contact"].value is True) == ("security" in there)


@pytest.mark.parametrize(
    ("target", "there"),
    [
        (b"docs/start.md", True),
        (b"docs/nothing.md", False),
        (b"docs/empty.md", False),
        (b"docs", False),
        (b"README.md", False),
        (b"../elsewhere.md", False),
        (b"/etc/hostname", False),
    ],
)
def test_a_link_counts_if_it_leads_to_a_text_of_the_repository(tmp_path, target, there):
    repo = make(
        tmp_path / "repo",
        [C("Ann Ames", "a@acme.com")],
        files={"docs/start.md": b"x", "docs/empty.md": b""},
        links={"README.md": target},
    )
    fact = facts(repo)["file_readme"]
    assert fact.value is there
    assert there or "is a link that leads to no file" in fact.method


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        (MIT, "MIT"),
        (
            b"Apache License\n  Version 2.0, January 2004\n2. Grant of\nPatent License.",
            "Apache-2.0",
        ),
        (b"GNU LESSER GENERAL PUBLIC LICENSE\nVersion 2.1, February 1999\n", "LGPL-2.1"),
        (b"GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n" + NAMES_LESSER, "GPL-3.0"),
        (b"All rights reserved.", None),
        (b"\xff\xfe\x00", None),
    ],
)
def test_a_licence_is_recognised_by_its_text_or_unknown(tmp_path, text, spdx):
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")], files={"LICENSE": text})
    fact = facts(repo)["license_spdx"]
    assert fact.value == spdx
    assert fact.known or "LICENSE is none that we recognise" in fact.reason


def test_a_file_with_the_texts_of_two_licences_is_left_to_a_person(tmp_path):
    text = MIT + b"GNU GENERAL PUBLIC LICENSE Version 2, June 1991"
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")], files={"LICENSE": text})
    assert "texts of GPL-2.0 and MIT" in facts(repo)["license_spdx"].reason


@pytest.mark.parametrize(
    ("marked", "plain", "value"),
    [(0, 2, False), (2, 0, True), (9, 1, True), (8, 2, None), (0, 0, False)],
)
def test_identifiers_in_some_files_are_neither_yes_nor_no(tmp_path, marked, plain, value):
    files = {f"m{n}.py": b"# SPDX-License-Identifier: MIT\n" for n in range(marked)}
    files |= {f"p{n}.go": b"package x\n" for n in range(plain)}
    files |= {"notes.md": b"SPDX-License-Identifier: MIT"}
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")], files=files)
    assert Tree(Repository.at(repo), "HEAD").marked() == (marked, marked + plain)
    fact = facts(repo)["spdx_identifiers"]
    assert fact.value is value
    assert fact.known or f"{marked} of {marked + plain}" in fact.reason


def test_only_tags_that_are_whole_versions_are_releases(tmp_path):
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")])
    for tag in ("v1.0.0", "2.1", "anvil-3.0.1", "v4.0.0-rc1", "nightly", "5", "v6.0.0.dev1"):
        git(repo, "tag", tag)
    fact = facts(repo)["releases"]
    assert fact.value == 3
    assert "7 tags in all" in fact.note
