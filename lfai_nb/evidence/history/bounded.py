"""A program that is asked something, within a time and a length: a repository may be made to harm.

Its names, trees and files are a stranger's. A few hundred kilobytes can unpack to gigabytes, and
a pipe in the place of a file has no end.
"""

import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lfai_nb.errors import HandbookError

#: A listing of a million names, the text of any licence; the largest repositories stay below it.
LENGTH = 64_000_000
SECONDS = 120


class TooMuch(HandbookError):
    """It took longer, or answered with more, than any honest repository."""


class Done(NamedTuple):
    code: int
    out: bytes
    err: bytes


def run(
    command: Sequence[str],
    *,
    given: bytes = b"",
    environment: Mapping[str, str],
    seconds: float = SECONDS,
    length: int = LENGTH,
) -> Done:
    """What the program answers; it is ended as soon as that is too much."""
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as complaint:
        # Files, and no pipes: whoever writes a long question while nobody reads waits for ever.
        question.write(given)
        question.seek(0)
        process = subprocess.Popen(
            command, stdin=question, stdout=subprocess.PIPE, stderr=complaint, env=dict(environment)
        )
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            assert process.stdout is not None
            out = process.stdout.read(length + 1)
            if len(out) > length:
                raise TooMuch(f"has more than {length // 1_000_000} MB to say")
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
            if process.stdout is not None:
                process.stdout.close()
            process.wait()
        if late.is_set():
            raise TooMuch(f"did not answer within {seconds:g} seconds")
        complaint.seek(0)
        return Done(code, out, complaint.read(100_000))
