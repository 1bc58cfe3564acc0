"""A repository that somebody made to harm: nothing runs, nothing hangs, nothing fills the memory.

The limits are those of `bounded`; what is beyond them is unknown, with the reason.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lfai_nb.evidence.history import HistoryError, bounded, gitlog, organizations
from lfai_nb.evidence.history.as_facts import GitHistory, keys
from lfai_nb.evidence.history.gitlog import Repository, obeys_no_lazy_fetch
from lfai_nb.evidence.history.tree import Tree
from lfai_nb.evidence.source import Subject
from tests.evidence.history.repositories import KNOWN, C, git, make

ANVIL = Subject("Anvil", "https://github.com/acme/anvil")
YEAR = {"since": date(2023, 1, 1), "until": date(2023, 12, 31)}
FILES = {"a.py": b"# SPDX-License-Identifier: MIT\n", "LICENSE": b"MIT License\n"}


def repository(folder: Path, **how: object) -> Path:
    people = [C("Ann Ames", "ann@acme.com"), C("Bob Bell", "bob@globex.com")]
    return make(folder / "repo", people, files=FILES, **how)


def read_all(repo: Path) -> tuple[object, object]:
    """All that we ever ask of a clone."""
    facts = GitHistory(repo, on=date(2023, 6, 20), affiliations=KNOWN).facts(ANVIL)
    assert set(facts.facts) == set(keys())
    return organizations(repo, **YEAR, affiliations=KNOWN), facts


# Nothing that a repository's configuration names is run.

SETTINGS = [
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.gitProxy",
    "core.askPass",
    "core.alternateRefsCommand",
    "sequence.editor",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "merge.evil.driver",
    "gpg.program",
    "gpg.ssh.program",
    "credential.helper",
    "pager.log",
    "pager.grep",
    "pager.config",
    "uploadpack.packObjectsHook",
    "remote.origin.uploadpack",
    "remote.origin.vcs",
    "trailer.co-authored-by.command",
    "trailer.co-authored-by.cmd",
    "interactive.diffFilter",
    "sendemail.sendmailcmd",
    "web.browser",
    "browser.evil.cmd",
    "mailmap.blob",
    *(f"alias.{verb}" for verb in ("log", "rev-parse", "rev-list", "cat-file", "ls-tree", "grep")),
    *(f"alias.{verb}" for verb in ("check-mailmap", "for-each-ref", "config", "version")),
]
HOOKS = [
    *("applypatch-msg", "pre-applypatch", "post-applypatch", "pre-commit", "pre-merge-commit"),
    *("prepare-commit-msg", "commit-msg", "post-commit", "pre-rebase", "post-checkout"),
    *("post-merge", "pre-push", "reference-transaction", "post-rewrite", "post-index-change"),
    *("pre-auto-gc", "fsmonitor-watchman", "p4-pre-submit", "sendemail-validate", "update"),
]


def test_nothing_that_the_configuration_names_is_run(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    before = read_all(repo)
    ran = tmp_path / "ran"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho $0 >> {ran}\ncat\n")
    evil.chmod(0o755)
    for setting in SETTINGS:
        shell = "!" if setting.startswith(("alias.", "credential.")) else ""
        git(repo, "config", setting, f"{shell}{evil}")
    git(repo, "config", "log.showSignature", "true")
    git(repo, "config", "remote.origin.url", f"ext::{evil}")
    git(repo, "config", "protocol.ext.allow", "always")
    git(repo, "config", "remote.origin.promisor", "true")
    git(repo, "config", "core.hooksPath", str(tmp_path / "hooks"))
    (tmp_path / "hooks").mkdir()
    for folder in (tmp_path / "hooks", repo / ".git" / "hooks"):
        folder.mkdir(exist_ok=True)
        for hook in HOOKS:
            (folder / hook).unlink(missing_ok=True)
            (folder / hook).symlink_to(evil)
    (repo / ".gitattributes").write_text("* diff=evil filter=evil merge=evil\n")
    (repo / ".git" / "info" / "attributes").write_text("* diff=evil filter=evil merge=evil\n")
    assert read_all(repo) == before
    assert not ran.exists(), ran.read_text()
    # The trap is real: git by itself runs it.
    subprocess.run(["git", "-C", str(repo), "log", "-p"], capture_output=True)
    subprocess.run(["git", "-C", str(repo), "status"], capture_output=True)
    assert ran.exists()


def test_what_a_partial_clone_lacks_is_not_fetched(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    ran = tmp_path / "ran"
    git(repo, "config", "core.repositoryFormatVersion", "1")
    git(repo, "config", "extensions.partialClone", "origin")
    git(repo, "config", "remote.origin.url", f"ext::touch {ran}")
    git(repo, "config", "protocol.ext.allow", "always")
    git(repo, "repack", "-adq")
    (pack,) = (repo / ".git/objects/pack").glob("*.pack")
    git(repo, "config", "remote.origin.promisor", "true")
    blob = subprocess.run(
        ["git", "-C", str(repo), "rev-parse", "HEAD:LICENSE"], capture_output=True, text=True
    ).stdout.strip()
    kept = subprocess.run(
        ["git", "-C", str(repo), "rev-list", "--objects", "--no-object-names", "--all"],
        capture_output=True,
        text=True,
    ).stdout.replace(f"{blob}\n", "")
    git(repo, "config", "--unset", "extensions.partialClone")
    git(repo, "config", "--unset", "remote.origin.promisor")
    smaller = subprocess.run(
        ["git", "-C", str(repo), "pack-objects", str(pack.parent / "pack")],
        input=kept,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    for part in pack.parent.glob(f"{pack.stem}.*"):
        part.unlink()
    (pack.parent / f"pack-{smaller}.promisor").touch()
    git(repo, "config", "extensions.partialClone", "origin")
    git(repo, "config", "remote.origin.promisor", "true")
    facts = GitHistory(repo).facts(ANVIL)
    for key in ("license_spdx", "file_license", "security_contact"):
        assert facts[key].value is None
        assert "the files cannot be listed" in facts[key].reason
    assert facts["commits_12_months"].value == 2
    assert not ran.exists()


@pytest.mark.parametrize(
    ("version", "obeys"),
    [
        ("2.34.1", False),
        ("2.39.3", False),
        ("2.39.5", True),
        ("2.40.1", False),
        ("2.43.0", False),
        ("2.44.1", True),
        ("2.45.0", True),
        ("2.51.0.windows.1", True),
        ("3.0", True),
        ("", False),
        ("9" * 5000, False),
    ],
)
def test_an_old_git_is_known_to_fetch(version: str, obeys: bool) -> None:
    assert obeys_no_lazy_fetch(version) is obeys


def test_a_partial_clone_is_refused_where_git_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repository(tmp_path)
    git(repo, "config", "remote.origin.promisor", "true")
    monkeypatch.setattr(gitlog, "obeys_no_lazy_fetch", lambda _: False)
    with pytest.raises(HistoryError, match="partial clone"):
        Repository.at(repo)
    git(repo, "config", "--unset", "remote.origin.promisor")
    Repository.at(repo)


# Nothing hangs.


def test_a_pipe_as_mailmap_is_refused_at_once(tmp_path: Path) -> None:
    """It hung for ever."""
    repo = repository(tmp_path)
    os.mkfifo(repo / ".mailmap")
    with pytest.raises(HistoryError, match=r"\.mailmap is a pipe or a device"):
        organizations(repo, **YEAR)
    facts = GitHistory(repo).facts(ANVIL)
    assert "is a pipe" in facts["contributing_organizations"].reason


def test_a_pipe_among_the_settings_ends_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repository(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    git(repo, "config", "include.path", str(tmp_path / "pipe"))
    monkeypatch.setattr(gitlog, "_SOON", 0.5)
    with pytest.raises(HistoryError, match=r"did not answer within 0\.5 seconds"):
        Repository.at(repo)
    facts = GitHistory(repo).facts(ANVIL)
    assert {fact.value for fact in facts} == {None}


def test_whoever_says_too_much_or_nothing_is_ended(tmp_path: Path) -> None:
    def python(code: str, **limits: float) -> bounded.Done:
        return bounded.run([sys.executable, "-c", code], environment=os.environ, **limits)

    done = python("import sys; print(sys.stdin.read()); sys.exit(3)")
    assert (done.code, done.out) == (3, b"\n")
    with pytest.raises(bounded.TooMuch, match="more than 1 MB"):
        python("while True: print('x' * 1000)", length=1_000_000)
    with pytest.raises(bounded.TooMuch, match=r"within 0\.3 seconds"):
        python("import time; time.sleep(60)", seconds=0.3)


# Nothing fills the memory.


def bomb(folder: Path, levels: int, width: int = 10) -> Path:
    """Ten folders in each folder, and each is the same one: 10 to the power of `levels` files."""
    repo = make(folder / "bomb", [C("Ann Ames", "ann@acme.com")], bare=True)

    def made(*words: str, given: str) -> str:
        command = ["git", "-C", str(repo), *words]
        return subprocess.run(
            command, input=given, capture_output=True, text=True, check=True
        ).stdout.strip()

    name = made("hash-object", "-w", "--stdin", given="x")
    kind = "100644 blob"
    for _ in range(levels):
        tree = "".join(f"{kind} {name}\tf{n}.py\n" for n in range(width))
        name, kind = made("mktree", given=tree), "040000 tree"
    who = "a <b@acme.com> 1686800000 +0000"
    commit = f"tree {name}\nauthor {who}\ncommitter {who}\n\nbomb\n"
    head = made("hash-object", "-t", "commit", "-w", "--stdin", given=commit)
    git(repo, "update-ref", "refs/heads/main", head)
    return repo


def test_a_tree_of_ten_million_files_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It took 239 seconds and 3.2 GB."""
    repo = bomb(tmp_path, 7)
    smaller = {**(gitlog.git.__kwdefaults__ or {}), "length": 1_000_000}
    monkeypatch.setattr(gitlog.git, "__kwdefaults__", smaller)
    facts = GitHistory(repo).facts(ANVIL)
    assert "has more than 1 MB to say" in facts["spdx_identifiers"].reason
    assert facts["commits_12_months"].value == 1
    with pytest.raises(HistoryError, match="has more than"):
        Tree(Repository.at(repo), "HEAD").marked()


GIANTS: dict[str, Callable[[Path], Path]] = {
    "a name": lambda folder: make(
        folder / "repo", [C("A" * 30_000_000, "a@acme.com"), C("Ann Ames", "ann@acme.com")]
    ),
    "a licence": lambda folder: make(
        folder / "repo", [C("Ann Ames", "a@acme.com")], files={"LICENSE": b"x" * 100_000_000}
    ),
    "a message": lambda folder: make(
        folder / "repo",
        [
            C(
                "Ann Ames",
                "a@acme.com",
                message="s\n\n" + "x" * 30_000_000 + "\n\nCo-authored-by: Bo <bo@initech.com>",
            )
        ],
    ),
}

READ = """
import re, sys, tests.evidence.history.test_hostile as here
from pathlib import Path
facts = here.GitHistory(Path(sys.argv[1])).facts(here.ANVIL)
# Not getrusage: it begins with the memory of the process that started this one.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
print(*(f"{fact.key}\\t{fact.value}\\t{fact.reason}" for fact in facts), sep="\\n")
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc here")
@pytest.mark.parametrize("what", GIANTS)
def test_what_is_giant_is_unknown_or_read_in_part(tmp_path: Path, what: str) -> None:
    """444 kB with a name of 160 MB in them took 2.1 GB and 138 seconds."""
    repo = GIANTS[what](tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(repo)], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    megabytes, *lines = done.stdout.splitlines()
    assert int(megabytes) < 400
    facts = {key: (value, reason) for key, value, reason in (x.split("\t") for x in lines)}
    if what == "a name":
        assert facts["commits_12_months"][0] == "None"
        assert "could not read all of" in facts["commits_12_months"][1]
    elif what == "a licence":
        assert facts["commits_12_months"][0] == "1"
        assert "more than 64 MB" in facts["license_spdx"][1]
    else:
        assert facts["commits_12_months"][0] == "1"
        # Whoever is named at the end of the message is still seen.
        assert facts["contributing_organizations"][0] == "0..2"


# What a clone went through changes nothing.


@pytest.mark.parametrize(
    "treatment",
    [
        ("gc", "--quiet", "--prune=now"),
        ("repack", "-adq"),
        ("pack-refs", "--all"),
        ("commit-graph", "write"),
        ("update-server-info",),
        ("config", "core.sharedRepository", "all"),
        ("config", "core.quotePath", "true"),
        ("config", "core.precomposeUnicode", "true"),
        ("config", "grep.patternType", "perl"),
        ("config", "grep.fallbackToNoIndex", "true"),
        ("config", "color.ui", "always"),
        ("config", "log.date", "relative"),
        ("config", "core.abbrev", "4"),
    ],
    ids=" ".join,
)
def test_the_verdict_does_not_depend_on_what_was_done_to_the_clone(
    tmp_path: Path, treatment: tuple[str, ...]
) -> None:
    repo = repository(tmp_path)
    before = read_all(repo)
    git(repo, *treatment)
    for path in repo.rglob("*"):
        os.utime(path, (0, 0), follow_symlinks=False)
    assert read_all(repo) == before


def test_a_sha256_repository_a_worktree_and_a_copy_answer_alike(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    report, _ = read_all(repo)
    git(repo, "worktree", "add", "-q", str(tmp_path / "tree"), "HEAD")
    subprocess.run(["cp", "-r", str(repo), str(tmp_path / "copy")], check=True)
    for other in (tmp_path / "tree", tmp_path / "copy", repo / ".git"):
        assert organizations(other, **YEAR, affiliations=KNOWN) == report
    subprocess.run(
        ["git", "init", "-q", "-b", "main", "--object-format=sha256", str(tmp_path / "sha256")],
        check=True,
    )
    exported = subprocess.run(["git", "-C", str(repo), "fast-export", "--all"], capture_output=True)
    subprocess.run(
        ["git", "-C", str(tmp_path / "sha256"), "fast-import", "--quiet"], input=exported.stdout
    )
    assert organizations(tmp_path / "sha256", **YEAR, affiliations=KNOWN).low == report.low
