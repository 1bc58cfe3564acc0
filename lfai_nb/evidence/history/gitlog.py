"""A git history as a stream of commits, as `git log` tells them.

    Repository.at(path)   a clone, a bare repository or a folder inside one; its newest commit
    Repository.commits()  every commit that is no merge, newest first, a block at a time
    Repository.mapped()   names and addresses as the repository's .mailmap corrects them
    HistoryError          why a history cannot be read, in one line

git does the reading, and applies .mailmap (for a bare repository the one at HEAD). What a user's
own configuration would change about the answer is switched off, and so is what a repository's
configuration could make git run.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from lfai_nb.errors import HandbookError, one_line

#: A name and an address, as bytes: nothing promises that either is text.
Signature = tuple[bytes, bytes]

#: What each commit is asked for. Every field ends in NUL, which none of them can contain.
FIELDS = "%ct%x00%at%x00%aN%x00%aE%x00%(trailers:key=Co-authored-by,valueonly=true,unfold=true)"
_BLOCK = 1 << 18

#: For all that git is asked. Paging, signatures and file watchers start programs that a
#: repository's own configuration names; mailmap.file is the reader's, not the project's.
_SAFE = (
    *("--no-pager", "--no-optional-locks"),
    *("-c", "log.showSignature=false", "-c", "core.fsmonitor=false"),
    *("-c", f"mailmap.file={os.devnull}", "-c", "i18n.logOutputEncoding=UTF-8"),
)
#: Set inside a git hook, for example: these would name another repository than the one asked for.
_ELSEWHERE = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
}
_LAST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
_CONTACT = re.compile(rb"\s*([^<>]*?)\s*<\s*([^<>]*?)\s*>")


class HistoryError(HandbookError, ValueError):
    """A history that cannot be read; the message says why, and what to do."""


class Commit(NamedTuple):
    """One commit: when it entered the history, when it was written, who wrote it."""

    committed: int  # seconds since 1970
    authored: int
    author: Signature
    coauthors: bytes  # one ``Name <address>`` a line, as the message has them


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that has at least one commit. ``shallow``: its older history was cut off."""

    path: Path
    head: str
    head_date: datetime
    shallow: bool
    fetched: datetime  # when this clone was brought up to date, as far as its files tell

    @classmethod
    def at(cls, path: Path | str) -> "Repository":
        path = Path(path)
        if not os.path.isdir(path):  # noqa: PTH112 - a name too long for a file is no error here
            what = "is not a folder" if os.path.exists(path) else "does not exist"  # noqa: PTH110
            raise HistoryError(f"{path} {what}; name a clone or a bare repository")
        shallow = git(path, "rev-parse", "--is-shallow-repository").strip() == b"true"
        try:
            answer = git(path, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        except HistoryError:
            raise HistoryError(
                f"{path} has no commit at HEAD: it is empty, or HEAD names a missing branch"
            ) from None
        head = answer.decode().strip()
        seconds = int(git(path, "show", "--no-patch", "--format=%ct", head).split()[0])
        head_date = moment(seconds)
        return cls(path, head, head_date, shallow, max(head_date, _fetched(path, head_date)))

    def commits(self) -> Iterator[Commit]:
        """Every commit reachable from HEAD that is no merge.

        The whole history is read, and windows are cut by whoever reads it: `git log --since` stops
        at the first commits that are too old, and misses newer ones behind a wrong clock.
        """
        for committed, authored, name, address, coauthors in self.rows(FIELDS, "--no-merges"):
            # A commit without a readable date has an empty one here: 1970, outside any window.
            yield Commit(int(committed or 0), int(authored or 0), (name, address), coauthors)

    def rows(self, fields: str, *options: str) -> Iterator[tuple[bytes, ...]]:
        """For every commit, newest first, what `git log` has for fields joined by ``%x00``."""
        command = _command(self.path, "log", "-z", *options, f"--format=tformat:{fields}")
        with tempfile.TemporaryFile() as complaint:
            process = subprocess.Popen(
                [*command, self.head, "--"],
                stdout=subprocess.PIPE,
                stderr=complaint,
                stdin=subprocess.DEVNULL,
                env=_environment(),
            )
            assert process.stdout is not None
            try:
                yield from _parse(process.stdout, fields.count("%x00") + 1)
            except BaseException:
                process.kill()
                raise
            finally:
                process.stdout.close()
                code = process.wait()
            if code:
                complaint.seek(0)
                said = _said(complaint.read())
                raise HistoryError(f"git could not read all of {self.path}: {said}")

    def mapped(self, signatures: Iterable[Signature]) -> dict[Signature, Signature]:
        """What .mailmap makes of these; `git log` has done it for authors, not for co-authors."""
        asked = sorted(set(signatures))
        lines = b"".join(b"%s <%s>\n" % signature for signature in asked)
        if not lines:
            return {}
        answers = git(self.path, "check-mailmap", "--stdin", given=lines).splitlines()
        if len(answers) != len(asked):
            raise HistoryError(
                f"git check-mailmap did not answer for each co-author of {self.path}"
            )
        return {a: contact(line) or a for a, line in zip(asked, answers, strict=True)}


def contact(line: bytes) -> Signature | None:
    """``Name <address>``, or nothing if a line does not hold one."""
    found = _CONTACT.match(line)
    return (found[1], found[2]) if found and any(found.groups()) else None


def moment(seconds: int) -> datetime:
    """A commit's time; a clock that was ages off gives the nearest time there is a name for."""
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST), UTC)


def git(
    path: Path, *words: str, given: bytes | None = None, accepted: Collection[int] = (0,)
) -> bytes:
    """What git answers; a refusal is a HistoryError with git's own reason."""
    try:
        done = subprocess.run(
            _command(path, *words), input=given or b"", capture_output=True, env=_environment()
        )
    except FileNotFoundError:
        raise HistoryError(
            "git is not installed, or not on the PATH; https://git-scm.com has it"
        ) from None
    if done.returncode not in accepted:
        reason = _said(done.stderr)
        if "not a git repository" in reason:
            reason = "not a git repository; name a clone or a bare repository"
        if "dubious ownership" in reason:
            reason += "; if you trust it: git config --global --add safe.directory PATH"
        raise HistoryError(f"{path}: {reason}")
    return done.stdout


def _parse(stream: IO[bytes], count: int) -> Iterator[tuple[bytes, ...]]:
    rest = b""
    while block := stream.read(_BLOCK):
        fields = (rest + block).split(b"\0")
        whole = (len(fields) - 1) // count * count
        rest = b"\0".join(fields[whole:])
        yield from zip(*(fields[n:whole:count] for n in range(count)), strict=True)
    if rest:
        raise HistoryError("git log ended in the middle of a commit")


def _fetched(path: Path, otherwise: datetime) -> datetime:
    folder = path / git(path, "rev-parse", "--git-common-dir").decode().strip()
    marks = [*folder.glob("FETCH_HEAD")] or [*folder.glob("objects/pack/*.pack")]
    times = [datetime.fromtimestamp(mark.stat().st_mtime, UTC) for mark in marks]
    return max(times, default=otherwise)


def _command(path: Path, *words: str) -> list[str]:
    return ["git", "-C", str(path), *_SAFE, *words]


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE}
    # Fetching what a partial clone left out is the network, and a question at a terminal is a hang.
    return kept | {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


def _said(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines() or ["git gave no reason"]
    return one_line(lines[0].removeprefix("fatal: ").removeprefix("error: "))
