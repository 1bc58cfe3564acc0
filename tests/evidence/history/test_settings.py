"""No setting, variable or patch of a clone changes the answer. No odd object is an exception."""

import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lfai_nb.evidence.history import organizations
from lfai_nb.evidence.history.as_facts import GitHistory, keys
from lfai_nb.evidence.history.commits import contact, parse, trailers
from lfai_nb.evidence.source import Subject
from tests.evidence.history.repositories import KNOWN, C, git, make

ANVIL = Subject("Anvil", "https://github.com/acme/anvil")
MINUTE = 60  # seconds of processor time, for what takes a moment
COAUTHOR = "x\n\nSee-also: the manual\nCo-authored-by: Cy Cole <cy@initech.com>\n"


def repository(path: Path) -> Path:
    return make(
        path / "repo",
        [
            C("Ann Ames", "ann@acme.com", "2023-05-01"),
            C("Bob Bell", "bob@globex.com", "2023-05-02", COAUTHOR),
            C("Ann Ames", "ann@acme.com", "2023-06-01"),
        ],
        files={"a.py": b"# SPDX-License-Identifier: MIT\n"},
    )


def answer(repo: Path) -> tuple[object, object]:
    window = {"since": date(2023, 1, 1), "until": date(2023, 6, 20)}
    report = organizations(repo, **window, affiliations=KNOWN)
    facts = GitHistory(repo, on=date(2023, 6, 20), affiliations=KNOWN).facts(ANVIL)
    assert set(facts.facts) == set(keys())
    return report, facts


def setting(key: str, value: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    return lambda repo, _: git(repo, "config", key, value)


def variables(**values: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    return lambda _, patch: [patch.setenv(key, value) for key, value in values.items()] and None


def replaced(repo: Path, _: pytest.MonkeyPatch) -> None:
    git(repo, "replace", "HEAD~1", "HEAD~2")


def grafted(repo: Path, _: pytest.MonkeyPatch) -> None:
    heads = ["rev-parse", "HEAD", "HEAD~2"]
    done = subprocess.run(["git", "-C", str(repo), *heads], capture_output=True, check=True)
    (repo / ".git/info").mkdir(exist_ok=True)
    (repo / ".git/info/grafts").write_bytes(b" ".join(done.stdout.split()) + b"\n")


@pytest.mark.parametrize(
    "change",
    [
        setting("trailer.separators", "#"),
        setting("trailer.co-authored-by.key", "Thanks-to"),
        setting("trailer.co-authored-by-you.key", "Thanks-to"),
        setting("core.commentChar", "C"),
        setting("mailmap.blob", "HEAD:a.py"),
        setting("i18n.logOutputEncoding", "UTF-16"),
        setting("log.showRoot", "false"),
        setting("submodule.recurse", "true"),
        replaced,
        grafted,
        variables(GIT_LITERAL_PATHSPECS="1"),
        variables(GIT_ICASE_PATHSPECS="1"),
        variables(GIT_CONFIG_PARAMETERS="'trailer.separators'='#'"),
        variables(
            GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="core.commentChar", GIT_CONFIG_VALUE_0="C"
        ),
        variables(GIT_SHALLOW_FILE="/nowhere", GIT_GRAFT_FILE="/nowhere"),
    ],
)
def test_no_setting_changes_the_answer(tmp_path, monkeypatch, change):
    repo = repository(tmp_path)
    before = answer(repo)
    assert before[0].low == 3
    change(repo, monkeypatch)
    assert answer(repo) == before


def odd(repo: Path, raw: bytes) -> None:
    """Make the bytes the newest commit of a repository, whatever they are."""
    made = subprocess.run(
        ["git", "-C", str(repo), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        input=raw,
        capture_output=True,
        check=True,
    ).stdout.strip()
    git(repo, "update-ref", "refs/heads/main", made.decode())


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"1685620800 +0000", b"yesterday"),
        (b"1685620800 +0000", b""),
        (b"1685620800 +0000", b"-1 +0000"),
        (b"1685620800 +0000", b"9" * 5000 + b" +0000"),
        (b"1685620800 +0000", b"999999999999 +9999"),
        (b"1685620800 +0000", "٣ +0000".encode()),
        (b"\n\n", b"\nencoding utf-16\n\n\0\xff"),
        (b"\n\n", b"\nencoding no-such\n\n\xff"),
        (b"\n\n", b"\nencoding idna\n\n" + b"\xff" * 20_000),
        (b"\n\n", b"\nencoding \n\n\xff"),
        (b"Ann Ames <ann@acme.com>", b"Ann\0Ames <ann\0@acme.com>"),
        (b"Ann Ames <ann@acme.com>", b"<<<>>>"),
        (b"Ann Ames <ann@acme.com>", b"Ann Ames"),
        (b"Ann Ames <ann@acme.com>", b""),
        (b"Ann Ames <ann@acme.com>", "Ann\u2028\x85Ames <ann@acme.com>".encode()),
    ],
)
def test_an_odd_commit_is_never_an_exception(tmp_path, was, now):
    repo = repository(tmp_path)
    raw = subprocess.run(
        ["git", "-C", str(repo), "cat-file", "commit", "HEAD"], capture_output=True, check=True
    ).stdout
    assert was in raw
    odd(repo, raw.replace(was, now))
    for on in (None, date(2023, 6, 20), date(1, 1, 1), date.max):
        facts = GitHistory(repo, on=on).facts(ANVIL)
        assert set(facts.facts) == set(keys())


@pytest.mark.parametrize("tag", ["x\u2028²", "v1.²", "1.0\u2028", "٣.١"])
def test_an_odd_tag_is_no_release_and_no_exception(tmp_path, tag):
    repo = repository(tmp_path)
    git(repo, "tag", tag)
    git(repo, "tag", "v1.0")
    facts = GitHistory(repo, on=date(2030, 1, 1)).facts(ANVIL)
    assert set(facts.facts) == set(keys())
    assert "2 tags in all" in facts["releases"].reason
    assert facts["releases"].reason.startswith("at least 1;")


def test_a_message_that_is_made_to_be_slow_is_read_at_once(tmp_path):
    """The pattern that read a contact before took six minutes for this one."""
    message = f"s\n\nCo-authored-by: a <{' ' * 8000}x\n"
    repo = make(tmp_path / "repo", [C("Ann Ames", "ann@acme.com", message=message)])
    begun = time.thread_time()
    organizations(repo, since=date(2023, 1, 1), until=date(2023, 12, 31))
    assert time.thread_time() - begun < MINUTE


@pytest.mark.parametrize("sign", [b" ", b"<", b">", b"a:", b"\n", b" \n", b"#\n", b"a: b\n", b"\t"])
def test_reading_a_message_takes_time_in_proportion(sign):
    def took(count: int) -> float:
        message = b"s\n\nCo-authored-by: a <" + sign * count
        begun = time.thread_time()
        parse(b"author a <b> 1 +0000\n\n" + message).coauthors()
        contact(message)
        return time.thread_time() - begun

    took(1000)
    # In proportion to the square, this much would take hours, and as it is it takes no second.
    assert took(200_000) < MINUTE


@pytest.mark.parametrize(
    "message",
    [
        b"title\n\nbody\n\nCo-authored-by: A <a@b.c>\nSigned-off-by: B <b@b.c>\n",
        b"title\n\nbody\nCo-authored-by: A <a@b.c>\n",
        b"title\n\na\nb\nc\nCo-authored-by: A <a@b.c>\nSigned-off-by: B <b@b.c>\n",
        b"title\n\na\nb\nc\nd\nCo-authored-by: A <a@b.c>\nSigned-off-by: B <b@b.c>\n",
        b"title\n\na\nb\nc\nd\ne\nf\ng\nCo-authored-by: A <a@b.c>\nSigned-off-by: B <b@b.c>\n",
        b"title\n\nCo-authored-by: A <a@b.c>\n\n\n",
        b"title\n\nCo-authored-by: A\n  <a@b.c>\n",
        b"title\n\nCo-authored-by : A <a@b.c>\n",
        b"title\n\nCo authored-by: A <a@b.c>\n",
        b"Co-authored-by: A <a@b.c>\n",
        b"title\nCo-authored-by: A <a@b.c>\n",
        b"title\n\nCo-authored-by: A <a@b.c>\n\nlast words\n",
        b"title\n\n  indented\nCo-authored-by: A <a@b.c>\n",
        b"title\n\nCo-authored-by: A <a@b.c>\n# a comment\nReviewed-by: C\n",
        b"title\n\n(cherry picked from commit 0123)\nCo-authored-by: A <a@b.c>\nwords\n",
        b"title\n\nhttps://example.org\nCo-authored-by: A <a@b.c>\n",
        b"title\n \nCo-authored-by: A <a@b.c>\n \n",
    ],
)
def test_a_message_ends_in_what_git_itself_takes_for_its_trailers(tmp_path, message):
    repo = repository(tmp_path)
    tree = subprocess.run(
        ["git", "-C", str(repo), "rev-parse", "HEAD^{tree}"], capture_output=True, check=True
    ).stdout.strip()
    odd(repo, b"tree %s\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\n%s" % (tree, message))
    form = "--format=%(trailers:key=Co-authored-by,valueonly=true,unfold=true)"
    git_says = subprocess.run(
        ["git", "-C", str(repo), "log", "-1", form], capture_output=True, check=True
    ).stdout.split(b"\n")
    ours = [value for key, value in trailers(message) if key.lower() == b"co-authored-by"]
    assert ours == [line.strip() for line in git_says if line.strip()]
