"""Reading histories as they are found: broken, cut, empty, hostile; each fault is one line."""

import re
import subprocess
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lfai_nb.evidence.history import HistoryError, Window, organizations
from lfai_nb.evidence.history.commits import Commit, contact
from lfai_nb.evidence.history.gitlog import Repository
from lfai_nb.evidence.history.tally import Tally
from tests.evidence.history.repositories import KNOWN, C, git, make

YEAR = {"since": date(2023, 1, 1), "until": date(2023, 12, 31), "affiliations": KNOWN}


def unborn(path: Path) -> Path:
    git(path, "init", "-q", "repo")
    return path / "repo"


def lost_branch(path: Path) -> Path:
    repo = make(path / "repo", [C("Ann Ames", "a@acme.com")], bare=True)
    git(repo, "symbolic-ref", "HEAD", "refs/heads/nowhere")
    return repo


def a_file(path: Path) -> Path:
    (path / "file").write_text("x")
    return path / "file"


def lost_object(path: Path) -> Path:
    repo = make(path / "repo", [C("Ann Ames", "a@acme.com") for _ in range(3)])
    first = subprocess.run(
        ["git", "-C", str(repo), "rev-parse", "HEAD~2"], capture_output=True, text=True, check=True
    ).stdout.strip()
    for pack in (repo / ".git/objects/pack").glob("*"):
        pack.rename(path / pack.name)
    for pack in path.glob("*.pack"):
        subprocess.run(
            ["git", "-C", str(repo), "unpack-objects", "-q"], stdin=pack.open("rb"), check=True
        )
    lost = repo / ".git/objects" / first[:2] / first[2:]
    lost.unlink()
    return repo


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        (lambda path: path / "nowhere", "does not exist"),
        (a_file, "is not a folder"),
        (lambda path: path, "not a git repository"),
        (unborn, "no commit at HEAD"),
        (lost_branch, "no commit at HEAD"),
        (lost_object, "could not read all of"),
    ],
)
def test_what_is_no_readable_history_is_said_in_one_line(
    tmp_path: Path, place: Callable[[Path], Path], complaint: str
):
    with pytest.raises(HistoryError, match=complaint) as error:
        organizations(place(tmp_path), **YEAR)
    assert "\n" not in str(error.value)


def test_a_machine_without_git_is_told_what_to_do(tmp_path, monkeypatch):
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HistoryError, match="git is not installed"):
        organizations(repo, **YEAR)


def test_days_the_wrong_way_round_and_a_minimum_of_nothing_are_refused(tmp_path):
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")])
    with pytest.raises(HistoryError, match="before it begins"):
        organizations(repo, since=date(2023, 1, 2), until=date(2023, 1, 1))
    with pytest.raises(HistoryError, match="1 or more"):
        organizations(repo, **YEAR, min_commits=0)


def test_a_shallow_clone_is_read_and_says_that_it_was_cut(tmp_path):
    full = make(tmp_path / "full", [C("Ann Ames", "a@acme.com"), C("Bob Bell", "b@globex.com")])
    cut = tmp_path / "cut"
    git(tmp_path, "clone", "-q", "--depth", "1", full.as_uri(), str(cut))
    report = organizations(cut, **YEAR)
    assert report.low == 1
    assert "shallow" in report.warnings[0]
    assert not organizations(full, **YEAR).warnings[1:]


def test_a_clone_that_ends_before_the_window_does_says_so(tmp_path):
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com", "2023-03-01")])
    assert "known up to 2023-03-01" in organizations(repo, **YEAR).warnings[0]


@pytest.mark.parametrize("seconds", [0, 2**31, 10**12, 2**60])
def test_a_clock_that_was_ages_off_is_outside_of_the_window_and_no_fault(tmp_path, seconds):
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com"), C("Bob Bell", "b@globex.com")])
    text = subprocess.run(
        ["git", "-C", str(repo), "cat-file", "commit", "HEAD"], capture_output=True, check=True
    ).stdout
    was = re.search(rb"> (\d+) ", text)
    wrong = text.replace(was[1], b"%d" % seconds)
    made = subprocess.run(
        ["git", "-C", str(repo), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        input=wrong,
        capture_output=True,
        check=True,
    ).stdout.strip()
    git(repo, "update-ref", "refs/heads/main", made.decode())
    report = organizations(repo, **YEAR)
    assert [o.name for o in report.organizations] == ["acme.com"]
    assert organizations(repo, **(YEAR | {"since": date.min, "until": date.max})).low >= 1


def test_names_in_any_encoding_and_with_any_sign_are_read(tmp_path):
    commits = [
        C(b"Andr\xe9 \xffstrange", b"andr\xe9@acme.com"),
        C("王小明", "wang@baidu.com"),
        C("\x1b[31mRed\x1b[0m Alert", "red@globex.com"),
        C("", "noname@initech.com"),
        C("a" * 5000, "long@" + "b" * 300 + ".com"),
    ]
    report = organizations(make(tmp_path / "repo", commits), **YEAR, names="shown")
    assert report.people == 5
    assert {"acme.com", "Baidu", "globex.com", "initech.com"} == {
        o.name for o in report.organizations
    }


def test_another_repository_in_the_environment_is_not_the_one_that_is_read(tmp_path, monkeypatch):
    """Inside a git hook GIT_DIR is set, and `git -C` obeys it."""
    repo = make(tmp_path / "asked", [C("Ann Ames", "a@acme.com")])
    other = make(tmp_path / "other", [C("Bob Bell", "b@globex.com")])
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert organizations(repo, **YEAR).organizations[0].name == "acme.com"


def test_a_folder_whose_name_looks_like_an_option_is_a_folder(tmp_path, monkeypatch):
    make(tmp_path / "--help", [C("Ann Ames", "a@acme.com")])
    monkeypatch.chdir(tmp_path)
    assert organizations("--help", **YEAR).low == 1


def test_a_repository_cannot_make_git_run_a_program(tmp_path):
    repo = make(tmp_path / "repo", [C("Ann Ames", "a@acme.com")])
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'sprung'}\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "gpg.program"):
        git(repo, "config", key, str(trap))
    git(repo, "config", "log.showSignature", "true")
    organizations(repo, **YEAR)
    assert not (tmp_path / "sprung").exists()


def test_commits_arrive_whole_however_long_the_history_is(tmp_path):
    """More than one block of output, with records across the border."""
    message = "x\n\n" + "".join(f"Co-authored-by: P {n} <p{n}@acme.com>\n" for n in range(400))
    commits = [C(f"N {n}", f"n{n}@acme.com", message=message) for n in range(60)]
    read = list(Repository.at(make(tmp_path / "repo", commits)).commits())
    assert [c.author for c in read] == [
        (f"N {n}".encode(), f"n{n}@acme.com".encode()) for n in reversed(range(60))
    ]
    assert all(len(c.coauthors()) == 400 for c in read)


def test_memory_does_not_grow_with_the_number_of_commits():
    def peak(count: int) -> int:
        def stream():
            for n in range(count):
                who = n % 50
                yield Commit(
                    1_680_000_000 + n % 1000,
                    1_680_000_000,
                    (b"Person %d" % who, b"p%d@acme.com" % who),
                )

        tracemalloc.start()
        Tally([Window(date(2023, 1, 1), date(2023, 12, 31))]).add(stream())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(60_000) < peak(3_000) * 1.5


@pytest.mark.parametrize(
    ("line", "signature"),
    [
        (b"Ann Ames <ann@acme.com>", (b"Ann Ames", b"ann@acme.com")),
        (b"  Ann   <  a@b.c > and more", (b"Ann", b"a@b.c")),
        (b"<a@b.c>", (b"", b"a@b.c")),
        (b"Ann Ames", None),
        (b"<>", None),
        (b"", None),
        (b"><", None),
    ],
)
def test_a_coauthor_is_read_from_what_people_write(line, signature):
    assert contact(line) == signature


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_characters="\0\n<>", codec="utf-8"), max_size=20),
            st.text(st.characters(exclude_characters="\0\n<> ", codec="utf-8"), max_size=30),
        ),
        min_size=1,
        max_size=20,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_history_has_an_interval_that_holds_together(tmp_path_factory, people):
    folder = tmp_path_factory.mktemp("any")
    commits = [C(name.strip(" \t\r.,:;\"'\\"), mail) for name, mail in people]
    report = organizations(make(folder / "repo", commits), **YEAR, up_to_date=YEAR["until"])
    assert 0 <= report.low <= report.high <= report.people + len(report.contested)
    assert report.commits == sum(1 for _ in commits) - report.bot_commits
    assert report.low == len(report.organizations)
    assert 0 <= report.unknown_commits_share <= 1
