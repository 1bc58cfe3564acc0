"""What a command answers, and how it reaches the person or the program that asked.

Answer(text, code)   a command gives one and prints nothing, so that its exit code does not
                     hang on whether somebody reads the text
as_json(content)     for a program
write(text)          to standard output, whatever that can hold, if it is there at all
note(line)           to standard error, beside the answer
"""

import codecs
import json
import os
import sys
import unicodedata
from contextlib import suppress
from typing import NamedTuple

from lfai_nb.errors import Unusable, one_line

OK, NEGATIVE, BAD_INPUT, CANNOT_TELL, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130

# What a terminal or a file of another alphabet shows in the place of our signs.
_PLAIN = {"✓": "+", "✗": "x", "–": "-", "—": "-", "−": "-", "…": "...", "→": "->", "≥": ">="}
_PLAIN |= {"“": '"', "”": '"', "‘": "'", "’": "'", "•": "*", "·": "-", "×": "x", "≤": "<="}


class CommandOutput(NamedTuple):
    text: str
    code: int = OK


def as_json(content: object) -> str:
    """JSON in which nothing can steer a terminal, and that the present output can hold."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return "".join(c if _fits(c, encoding) else json.dumps(c)[1:-1] for c in text)


def _fits(char: str, encoding: str) -> bool:
    if char.isascii():  # json has written out the control characters, and line breaks are its own
        return True
    try:
        char.encode(encoding)
    except UnicodeError:
        return False
    return char.isprintable()


def write(text: str) -> None:
    if not text:
        return
    if sys.stdout is None:
        note("standard output is closed, so nobody sees the answer; the exit code holds")
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    whole = text if text.endswith("\n") else f"{text}\n"
    try:
        sys.stdout.write(whole.encode(encoding, "lfai_nb.plain").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads our output (head, less) has seen enough; that is no fault of anybody. Python
        # would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Unusable.because("the answer", "written", error) from None


def note(line: str) -> None:
    # Without anybody to tell, the answer still counts.
    with suppress(OSError):
        print(one_line(line), file=sys.stderr, flush=True)


def _plain(error: UnicodeError) -> tuple[str, int]:
    """For what an encoding lacks: a sign that is near to it, the letter without its accent, or ?"""
    assert isinstance(error, UnicodeEncodeError)
    near = []
    for char in error.object[error.start : error.end]:
        bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
        near.append(_PLAIN.get(char) or bare or "?")
    return "".join(near), error.end


codecs.register_error("lfai_nb.plain", _plain)
