"""The names in a JavaScript file: every word of the code that is no part of a text or a remark.

Which of them are declared is left open: a name that is used is given somewhere, be it as a key.
"""

import re
from collections.abc import Iterator

REMARK = re.compile(r"//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")
NAME = re.compile(r"[A-Za-z_$][\w$]*")
NUMBER = re.compile(r"\d[\w.]*")
TEXT = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""")
PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
#: A piece of a template, from its beginning or the end of a hole to the next hole or its end.
PIECE = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)")
#: After these a slash divides; after anything else it begins a pattern.
OPERAND = re.compile(r"[\w$)\]}\"'`]")
KEYWORDS = {"return", "typeof", "case", "of", "in", "await", "yield", "void", "delete"}


def names(code: str) -> Iterator[tuple[str, int]]:
    """Each name and its line. Raises ``ValueError`` where the code is not read as it is meant."""
    at, before = 0, ""
    holes: list[int] = []  # of each hole of a template that is open, the braces that are open in it
    while at < len(code):
        if code[at] == "`" or (code[at] == "}" and holes and not holes[-1]):
            if code[at] == "}":
                holes.pop()
            end = _end(PIECE, code, at + 1)
            if code[end - 1] == "{":
                holes.append(0)
            before = code[end - 1]
        elif code[at].isspace():
            at += 1
            continue
        elif code.startswith(("//", "/*"), at):
            at = _end(REMARK, code, at)
            continue
        elif match := NAME.match(code, at):
            yield match[0], code.count("\n", 0, at) + 1
            end, before = match.end(), "" if match[0] in KEYWORDS else match[0]
        elif match := NUMBER.match(code, at):
            end, before = match.end(), match[0]
        elif code[at] in "\"'":
            end, before = _end(TEXT, code, at), code[at]
        elif code[at] == "/" and not OPERAND.match(before):
            end, before = _end(PATTERN, code, at), "'"
        else:
            if holes and code[at] in "{}":
                holes[-1] += 1 if code[at] == "{" else -1
            end, before = at + 1, code[at]
        at = end
    if holes:
        raise ValueError("a template that does not end")


def _end(kind: re.Pattern[str], code: str, at: int) -> int:
    match = kind.match(code, at)
    if match is None:
        raise ValueError(
            f"line {code.count(chr(10), 0, at) + 1} is not read: {code[at : at + 20]!r}"
        )
    return match.end()
