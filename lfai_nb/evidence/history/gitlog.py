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
        shallow = git(path, "rev-parse", "--is-shallow-repository").strip() == b"true"
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
        asked = [s for s in sorted(set(signatures)) if not any(map(_unfit, s))]
        lines = b"".join(b"%s <%s>\n" % signature for signature in asked)
        if not lines:
            return {}
        answers = git(self.path, "check-mailmap", "--stdin", given=lines).split(b"\n")[:-1]
        if len(answers) != len(asked):
            raise HistoryError(f"git check-mailmap did not answer for each name of {self.path}")
        return {a: contact(line) or a for a, line in zip(asked, answers, strict=True)}


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
        reason = _reason(done.stderr)
        if "not a git repository" in reason:
            reason = "not a git repository; name a clone or a bare repository"
        if "dubious ownership" in reason:
            reason += "; if you trust it: git config --global --add safe.directory PATH"
        raise HistoryError(f"{path}: {reason}")
    return done.stdout


def _objects(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The objects of `cat-file --batch`; None for one that is missing or cut off."""
    while line := stream.readline():
        _, _, size = line.rpartition(b" ")
        raw = stream.read(int(size) + 1) if size.strip().isdigit() else b""
        if not raw.endswith(b"\n") or len(raw) <= int(size):
            yield None
            return
        yield raw[:-1]


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
    return one_line(lines[0].removeprefix("fatal: ").removeprefix("error: "))
