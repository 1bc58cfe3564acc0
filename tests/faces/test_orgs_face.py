"""The organizations of a history as a person reads them; a commit's author can write anything."""

from datetime import date
from pathlib import Path

import pytest

from lfai_nb.evidence.history import History, OrgReport, Window
from lfai_nb.faces.orgs import orgs_markdown, orgs_text, sentences
from tests.evidence.history.repositories import C, make

YEAR = Window(date(2023, 1, 1), date(2023, 12, 31))


def judged(path: Path, *commits: C, names="counted", own=()) -> OrgReport:
    repo = make(path / "repo", commits)
    return History.read(repo, [YEAR], own_domains=own, up_to_date=YEAR.until).report(
        YEAR, names=names
    )


def test_the_interval_its_unknowns_and_each_organization_are_shown(tmp_path):
    report = judged(
        tmp_path, C("Ann Ames", "a@ibm.com"), C("Ann Ames", "a@ibm.com"), C("Bob Bell", "b@qq.com")
    )
    for face in (orgs_text, orgs_markdown):
        text = " ".join(face(report, "anvil").split())
        assert "1 to 2 organisations contributed from 2023-01-01 to 2023-12-31" in text
        assert "2 people, 3 commits" in text
        assert "IBM" in text
        assert "public mail provider" in text
        assert "33% of the contributions" in text


def test_nobody_is_a_sentence(tmp_path):
    report = judged(tmp_path, C("Ann Ames", "a@ibm.com", "2020-01-01"))
    assert sentences(report) == ["Nobody contributed in this window."]
    assert "0 organisations contributed" in orgs_text(report, "anvil")


HOSTILE = [
    "\x1b]0;owned\x07\x1b[2J Evil Name",
    "<img src=x onerror=alert(1)> Name",
    "[click](javascript:alert(1)) Name",
    "| cell | Name",
    "`code` *bold* _it_ Name",
    "\u202egnp.exe Name",
    "# heading ![x](http://e.vil/x.png)",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_name_steers_the_terminal_or_becomes_markup(tmp_path, name):
    report = judged(tmp_path, C(name.replace("<", "").replace(">", ""), "x@qq.com"), names="shown")
    text = orgs_text(report, name)
    assert all(c.isprintable() or c == "\n" for c in text)
    page = orgs_markdown(report, name)
    assert all(c.isprintable() or c == "\n" for c in page)
    for raw in ("<img", "[click](", "`code`", "*bold*", "![x]", "http://e.vil"):
        assert raw not in page
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows[-3:]} == {4}


def test_the_long_tail_of_unknown_people_is_cut_and_says_so(tmp_path):
    report = judged(tmp_path, *[C(f"P {n}{n}", f"p{n}@qq.com") for n in range(13)])
    assert "and 3 more; --json has them all" in orgs_text(report, "anvil")
    assert len(report.unknown) == 13
