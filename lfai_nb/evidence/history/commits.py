"""A commit as git stores it, read without git's help: what it says depends on nobody's settings.

parse(raw)           the object's bytes as a Commit; whatever stands in them, it never raises
Commit.coauthors()   who is named in a Co-authored-by line
trailers(message)    the `Key: value` lines at the end of a message, by git's own rule
contact(line)        `Name <address>`
moment(seconds)      a commit's time
"""

import codecs
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

#: A name and an address, as bytes: nothing promises that either is text.
Signature = tuple[bytes, bytes]

_LAST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
#: More digits than this are no time; and a number of thousands of them takes long to read.
_DIGITS = 18
#: Decoders that are slow on a long text, or that are no encoding of text.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "unicode-escape"}
_BY_GIT = (b"Signed-off-by: ", b"(cherry picked from commit ")
_COAUTHOR = b"co-authored-by"
_WORD = (string.ascii_letters + string.digits + "-").encode()


class Commit(NamedTuple):
    """One commit: when it entered the history, when it was written, who wrote it."""

    committed: int  # seconds since 1970; 0 without a readable date: outside any window
    authored: int
    author: Signature
    committer: bytes = b""  # the name
    parents: int = 1
    message: bytes = b""

    @property
    def subject(self) -> str:
        return self.message.lstrip(b"\n").partition(b"\n")[0].decode(errors="replace")

    def coauthors(self) -> set[Signature]:
        if _COAUTHOR not in self.message.lower():
            return set()
        named = (contact(v) for key, v in trailers(self.message) if key.lower() == _COAUTHOR)
        return {who for who in named if who is not None}


def parse(raw: bytes) -> Commit:
    head, _, message = raw.partition(b"\n\n")
    lines: dict[bytes, bytes] = {}
    parents = 0
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        parents += key == b"parent"
        lines.setdefault(key, value)
    encoding = lines.get(b"encoding", b"").decode(errors="replace")
    author, authored = _signed(lines.get(b"author", b""))
    committer, committed = _signed(lines.get(b"committer", b""))
    if encoding and encoding.lower().replace("-", "") != "utf8":
        author = (_utf8(author[0], encoding), _utf8(author[1], encoding))
        committer = (_utf8(committer[0], encoding), committer[1])
        message = _utf8(message, encoding)
    return Commit(committed, authored, author, committer[0], parents, message)


def trailers(message: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The `Key: value` lines of the last paragraph, where it is one of those, and not the title.

    It is one if all of its lines are such lines, or if git itself wrote one and a quarter of all
    are. A line that begins with a space continues the one before.
    """
    lines = message.lstrip(b"\n").split(b"\n")
    start = _trailers_begin(lines)
    key = value = b""
    for line in lines[start:] if start is not None else ():
        if key and line[:1].isspace():
            value += b" " + line.strip()
            continue
        if key:
            yield key, value.strip()
        key = _key(line)
        value = line.partition(b":")[2].strip()
    if key:
        yield key, value.strip()


def contact(line: bytes) -> Signature | None:
    """``Name <address>``, or nothing if a line does not hold one."""
    # By hand: a regular expression for this took minutes on a line of a few thousand spaces.
    name, opened, rest = line.partition(b"<")
    address, closed, _ = rest.partition(b">")
    if not opened or not closed or b">" in name or b"<" in address:
        return None
    signature = (name.strip(), address.strip())
    return signature if any(signature) else None


def moment(seconds: int) -> datetime:
    """A commit's time; a clock that was ages off gives the nearest time there is a name for."""
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST), UTC)


def _signed(line: bytes) -> tuple[Signature, int]:
    """``Name <address> seconds zone``."""
    name, _, rest = line.partition(b"<")
    address = rest.partition(b">")[0]
    when = line.rpartition(b">")[2].split()
    known = bool(when) and when[0].isdigit() and len(when[0]) <= _DIGITS
    return (name.strip(), address.strip()), int(when[0]) if known else 0


def _utf8(raw: bytes, encoding: str) -> bytes:
    if raw.isascii():
        return raw
    try:
        known = codecs.lookup(encoding)
        if known.name in _REFUSED or b"a<@>".decode(known.name) != "a<@>":
            return raw
        return raw.decode(known.name).encode()
    except (LookupError, ValueError):  # an encoding that nobody knows, or bytes that are not of it
        return raw


def _trailers_begin(lines: list[bytes]) -> int | None:
    title = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    trailing = other = held = 0  # held: lines that go on, until it is clear with what
    by_git = begun = False
    for n in range(len(lines) - 1, title - 1, -1):
        line = lines[n]
        if line.startswith(b"#"):
            other, held = other + held, 0
        elif not line.strip():
            if begun:
                other += held
                whole = trailing > 0 and not other
                return n + 1 if whole or (by_git and trailing * 3 >= other) else None
        else:
            begun = True
            if line.startswith(_BY_GIT) or _key(line):
                by_git |= line.startswith(_BY_GIT)
                trailing, held = trailing + 1, 0
            elif line[:1].isspace():
                held += 1
            else:
                other, held = other + held + 1, 0
    return None


def _key(line: bytes) -> bytes:
    """What stands before the colon, if it is one word of letters, digits and dashes."""
    before, colon, _ = line.partition(b":")
    key = before.rstrip(b" \t")
    return key if colon and key and not key.translate(None, _WORD) else b""
