"""A git history as a stream of commits.

    Repository.at(path)     a clone, a bare repository or a folder inside one; its newest commit
    Repository.commits()    every commit, newest first, as git stores it
    Repository.mapped()     names and addresses as the repository's .mailmap corrects them
    Repository.reach()      from which day, and up to which, the history is known
    HistoryError            why a history cannot be read, in one line

git finds the objects, and applies .mailmap (the one at HEAD, too); `commits` reads them. What a
user's or a repository's configuration would change about the answer is switched off, and so is what
a repository's configuration could make git run.
"""

import os
import stat
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from lfai_nb.domain import Window
from lfai_nb.errors import HandbookError, one_line
from lfai_nb.evidence.history import bounded
from lfai_nb.evidence.history.commits import Commit, Signature, contact, moment, parse

#: For all that git is asked. Paging and file watchers start programs that a repository's own
#: configuration names; mailmap.file is the reader's, not the project's. Replaced objects are a
#: change to the history that this clone alone has.
_SAFE = (
    *("--no-pager", "--no-optional-locks", "--no-replace-objects"),
    *("-c", "core.fsmonitor=false", "-c", "log.showSignature=false"),
    *("-c", "submodule.recurse=false"),
    *("-c", f"mailmap.file={os.devnull}", "-c", "mailmap.blob=HEAD:.mailmap"),
)
#: All other variables that begin with GIT_ would name another repository than the one asked for (a
#: git hook sets some), give settings, or change what a pattern of paths means.
_KEPT = {
    "GIT_EXEC_PATH",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
}
#: Where a repository is only found and its settings read; a setting may name what has no end.
_SOON = 20  # seconds
#: Of one commit. The longest that people made are a tenth of it; the middle of a longer message is
#: not read, since what counts stands at its beginning and at its end.
_COMMIT = 2_000_000  # bytes
#: Days without a commit up to a day that is asked about, after which the clone is in doubt.
STALE = timedelta(days=30)


class HistoryError(HandbookError, ValueError):
    """A history that cannot be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The days of which a clone can tell. What lies outside is unknown, and never nothing."""

    #: A shallow clone's history begins here, and older commits were cut off; None: it has them all.
    since: date | None
    until: date

    def doubt(self, day: date) -> str:
        """Why the state of things on a day is not known; nothing if it is."""
        if day - self.until <= STALE:
            return ""
        return (
            f"the history in this clone is known up to {self.until}: whether more came by {day} "
            "cannot be told from it; bring it up to date with `git pull`"
        )

    def gap(self, window: Window) -> str:
        """Why not all of a window is known; nothing if it is."""
        reasons = []
        if self.since is not None and self.since >= window.since:
            reasons.append(
                f"this clone is shallow: of its history before {self.since} all or a part was cut "
                "off; run `git fetch --unshallow`"
            )
        reasons.append(self.doubt(window.until))
        return "; ".join(filter(None, reasons))


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that has at least one commit. ``shallow``: its older history was cut off."""

    path: Path
    head: str
    head_date: datetime
    shallow: bool

    @classmethod
    def at(cls, path: Path | str) -> "Repository":
        path = Path(path)
        if not os.path.isdir(path):  # noqa: PTH112 - a name too long for a file is no error here
            what = "is not a folder" if os.path.exists(path) else "does not exist"  # noqa: PTH110
            raise HistoryError(f"{path} {what}; name a clone or a bare repository")
        words = ("rev-parse", "--is-shallow-repository")
        shallow = git(path, *words, seconds=_SOON).strip() == b"true"
        _refuse_what_would_fetch(path)
        try:
            answer = git(path, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        except HistoryError:
            raise HistoryError(
                f"{path} has no commit at HEAD: it is empty, or HEAD names a missing branch"
            ) from None
        head = answer.decode().strip()
        newest = parse(git(path, "cat-file", "commit", head))
        return cls(path, head, moment(newest.committed), shallow)

    def commits(self, *options: str) -> Iterator[Commit]:
        """Every commit reachable from HEAD, newest first.

        The whole history is read, and windows are cut by whoever reads it: to stop at the first
        commits that are too old would miss newer ones behind a wrong clock.
        """
        with ExitStack() as opened:
            complaint = opened.enter_context(tempfile.TemporaryFile())

            def start(stdin: int | IO[bytes], *words: str) -> subprocess.Popen[bytes]:
                process = subprocess.Popen(
                    _command(self.path, *words),
                    stdin=stdin,
                    stdout=subprocess.PIPE,
                    stderr=complaint,
                    env=_environment(),
                )
                opened.callback(_end, process)
                return process

            names = start(subprocess.DEVNULL, "rev-list", *options, self.head, "--")
            assert names.stdout is not None
            objects = start(names.stdout, "cat-file", "--batch", "--buffer")
            names.stdout.close()  # so that rev-list ends when nobody reads on
            assert objects.stdout is not None
            whole = True
            for raw in _objects(objects.stdout):
                if raw is None:
                    whole = False
                    break
                yield parse(raw)
            if whole and not objects.wait() and not names.wait():
                return
            complaint.seek(0)
            reason = _reason(complaint.read() or b"an object is missing")
            raise HistoryError(f"git could not read all of {self.path}: {reason}")

    def reach(self, up_to_date: date | None = None) -> Reach:
        """``up_to_date``: when the clone was fetched, where somebody knows it.

        Without it, the newest commit is the last that is known. When the clone's files were
        written tells nothing: copying and packing them makes them new.
        """
        since = None
        if self.shallow:
            # Where the history was cut, a commit has no parents; before that day some may be lost.
            ends = (commit.committed for commit in self.commits("--max-parents=0"))
            since = moment(max(ends, default=0)).date()
        return Reach(since, max(self.head_date.date(), up_to_date or date.min))

    def mapped(self, signatures: Iterable[Signature]) -> dict[Signature, Signature]:
        """What .mailmap makes of these; git stores what was written."""
        fit = [s for s in sorted(set(signatures)) if not any(map(_unfit, s))]
        lines = b"".join(b"%s <%s>\n" % signature for signature in fit)
        if not lines:
            return {}
        _refuse_endless_mailmap(self.path)
        answers = git(self.path, "check-mailmap", "--stdin", given=lines).split(b"\n")[:-1]
        if len(answers) != len(fit):
            raise HistoryError(f"git check-mailmap did not answer for each name of {self.path}")
        return {a: contact(line) or a for a, line in zip(fit, answers, strict=True)}


def git(
    path: Path,
    *words: str,
    given: bytes = b"",
    accepted: Collection[int] = (0,),
    seconds: float = bounded.SECONDS,
    length: int = bounded.LENGTH,
) -> bytes:
    """What git answers; a refusal is a HistoryError with git's own reason."""
    try:
        done = bounded.run(
            _command(path, *words),
            given=given,
            environment=_environment(),
            seconds=seconds,
            length=length,
        )
    except FileNotFoundError:
        raise HistoryError(
            "git is not installed, or not on the PATH; https://git-scm.com has it"
        ) from None
    except bounded.TooMuch as much:
        raise HistoryError(
            f"{path}: git {words[0]} {much}; no ordinary repository is like that, so look at what "
            "is in it"
        ) from None
    if done.code not in accepted:
        reason = _reason(done.err)
        if "not a git repository" in reason:
            reason = "not a git repository; name a clone or a bare repository"
        if "dubious ownership" in reason:
            reason += "; if you trust it: git config --global --add safe.directory PATH"
        raise HistoryError(f"{path}: {reason}")
    return done.out


def _refuse_endless_mailmap(path: Path) -> None:
    """git reads the working folder's .mailmap, and waits for ever where that is a pipe."""
    try:
        top = git(path, "rev-parse", "--show-toplevel", seconds=_SOON)
    except HistoryError:  # a bare repository has no working folder
        return
    mailmap = os.fsdecode(top.removesuffix(b"\n")) + "/.mailmap"
    try:
        mode = os.lstat(mailmap).st_mode
    except (OSError, ValueError):
        return
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode) or stat.S_ISDIR(mode)):
        raise HistoryError(f"{mailmap} is a pipe or a device, and not a file; remove it")


def _refuse_what_would_fetch(path: Path) -> None:
    """A partial clone, with a git so old that it would fetch what is missing, by its settings."""
    promises = ("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
    if not git(path, *promises, accepted=(0, 1), seconds=_SOON):
        return
    words = git(path, "version", seconds=_SOON).decode(errors="replace").split()
    if not obeys_no_lazy_fetch(words[2] if len(words) > 2 else ""):
        raise HistoryError(
            f"{path} is a partial clone, and this git would fetch what is missing from wherever "
            "its settings say; take git 2.45 or newer, or a whole clone"
        )


def obeys_no_lazy_fetch(version: str) -> bool:
    """Whether a git of this version knows GIT_NO_LAZY_FETCH; the older lines had it mended."""
    parts = [int(part) for part in version.split(".")[:3] if part.isdecimal() and len(part) < 9]
    mended = {39: 4, 40: 2, 41: 1, 42: 2, 43: 4, 44: 1}
    major, minor, patch = (*parts, 0, 0, 0)[:3]
    return (major, minor) >= (2, 45) or (major == 2 and patch >= mended.get(minor, 10**9))


def _objects(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The objects of `cat-file --batch`; None for one that is missing or cut off."""
    while line := stream.readline():
        _, _, digits = line.rpartition(b" ")
        size = int(digits) if digits.strip().isdigit() else -1
        raw = _begin_and_end(stream, size + 1) if size >= 0 else b""
        if not raw.endswith(b"\n") or len(raw) <= min(size, _COMMIT):
            yield None
            return
        yield raw[:-1]


def _begin_and_end(stream: IO[bytes], size: int) -> bytes:
    """So many bytes; of too many, the first and the last, and the middle is passed over."""
    if size <= _COMMIT + 1:
        return stream.read(size)
    begin = stream.read(_COMMIT // 2)
    if b"\n\n" not in begin:  # the message does not even begin there: who and when are not known
        return b""
    left = size - len(begin) - _COMMIT // 2 - 1
    while left > 0 and (passed := stream.read(min(left, _COMMIT))):
        left -= len(passed)
    return begin + stream.read(_COMMIT // 2 + 1)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


def _unfit(text: bytes) -> bool:
    return b"\0" in text or b"\n" in text or b"<" in text or b">" in text


def _command(path: Path, *words: str) -> list[str]:
    return ["git", "-C", str(path), *_SAFE, *words]


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k in _KEPT or not k.startswith("GIT_")}
    return kept | {
        "LC_ALL": "C",
        # Grafts are a change to the history that this clone alone has.
        "GIT_GRAFT_FILE": os.devnull,
        # Fetching what a partial clone left out is the network; a question at a terminal, a hang.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _reason(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines() or ["git gave no reason"]
    # Hints and warnings may come before what matters.
    grave = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    line = (grave or lines)[0]
    return one_line(line.removeprefix("fatal: ").removeprefix("error: "))
