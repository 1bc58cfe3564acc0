"""Small repositories for the tests, written with `git fast-import`: milliseconds for each."""

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

#: acme.com, globex.com, initech.com and d-corp.com are organisations that a map knows.
KNOWN = Path(__file__).with_name("known.toml")


@dataclass(frozen=True)
class C:
    """A commit; ``day`` is when it entered the history, ``written`` when its author made it."""

    name: str | bytes
    mail: str | bytes
    day: str = "2023-06-15"
    message: str = "work"
    written: str = ""
    merge: bool = False


def make(
    path: Path,
    commits: Iterable[C],
    *,
    bare: bool = False,
    files: dict[str, bytes] | None = None,
    links: dict[str, bytes] | None = None,
) -> Path:
    git(path.parent, "init", "-q", "-b", "main", *(["--bare"] if bare else []), str(path))
    stream = [b"blob\nmark :9999999\ndata 0\n\n"]
    for n, commit in enumerate(commits, start=1):
        who = b"%s <%s>" % (_bytes(commit.name), _bytes(commit.mail))
        message = commit.message.encode()
        stream.append(
            b"commit refs/heads/main\nmark :%d\nauthor %s %d +0000\ncommitter %s %d +0000\n"
            b"data %d\n%s\n"
            % (
                n,
                who,
                _seconds(commit.written or commit.day),
                who,
                _seconds(commit.day),
                len(message),
                message,
            )
        )
        if n > 1:
            stream.append(b"from :%d\n" % (n - 1))
        if commit.merge:
            stream.append(b"merge :1\n")
        if n == 1:
            for mode, listed in ((b"100644", files), (b"120000", links)):
                for name, content in (listed or {}).items():
                    about = (mode, name.encode(), len(content), content)
                    stream.append(b"M %s inline %s\ndata %d\n%s\n" % about)
        stream.append(b"\n")
    subprocess.run(
        ["git", "-C", str(path), "fast-import", "--quiet", "--force"],
        input=b"".join(stream),
        check=True,
    )
    if not bare:
        git(path, "reset", "-q", "--hard", "main")
    return path


def git(path: Path, *words: str, env: dict[str, str] | None = None) -> None:
    subprocess.run(
        ["git", "-C", str(path), *words],
        check=True,
        capture_output=True,
        env=os.environ | (env or {}),
    )


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _seconds(day: str) -> int:
    if "T" in day:
        return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
    noon = date.fromisoformat(day)
    return int(datetime(noon.year, noon.month, noon.day, 12, tzinfo=UTC).timestamp())
