"""Enters a new lifecycle document: every rule as its newest document has it, to be checked by hand.

    python -m tools.lifecycle_document lifecycle-2027

A lifecycle document settles every rule of the stages, also those that it leaves as they were. So
the new one starts as a copy of the one before, and each value is marked: compare it with the new
text, correct value, quotation and place, and delete the mark; the tests accept none. The document
itself must be in ``sources.toml`` already.
"""

import argparse
import re
import sys
import tomllib
from datetime import date
from pathlib import Path

from lfai_nb.places import data_dir
from lfai_nb.policy.documents import FILE, TOPICS

MARK = "# To check against the new document."
#: What only a person can say of the new document, and the tests do not accept.
TO_SAY = "How that is known."
TABLE = re.compile(r"^(?=\[)", re.MULTILINE)
RULE = re.compile(r"\[+([A-Z0-9-]+)")
#: What is below a table and belongs to the next one: empty lines and comments.
TAIL = re.compile(r"(?:\s|^#[^\n]*\n)*\Z", re.MULTILINE)


class CannotEnter(ValueError):
    """The document cannot be entered; the message says why."""


def enter(new: str, policy: Path) -> int:
    """Write the values of ``new`` below those of the document before; how many there are."""
    sources = tomllib.loads((policy / "sources.toml").read_text("utf-8"))
    listed = tomllib.loads((policy / f"{FILE}.toml").read_text("utf-8"))
    if new not in sources:
        raise CannotEnter(f"sources.toml has no {new!r}: enter the document there first")
    if new in listed:
        raise CannotEnter(f"{FILE}.toml has {new!r} already")
    day: date = sources[new]["date"]
    old = max(listed, key=lambda id: listed[id]["from"])
    if listed[old]["from"] >= day:
        raise CannotEnter(f"{old} is of {listed[old]['from']}, which is not before {day}")
    count = 0
    for topic in TOPICS:
        file = policy / f"{topic}.toml"
        text, copies = with_copies(file.read_text("utf-8"), old, new, day)
        file.write_text(text, "utf-8")
        count += copies
    with (policy / f"{FILE}.toml").open("a", encoding="utf-8") as documents:
        documents.write(f'\n{MARK}\n[{new}]\nfrom = {day}\nadopted = "{TO_SAY}"\n')
    return count


def with_copies(text: str, old: str, new: str, day: date) -> tuple[str, int]:
    """The file with each value of ``old`` once more, as ``new``, below the last one of its rule."""
    head, *tables = TABLE.split(text)
    parts = [head]
    copies: list[str] = []
    count = 0
    for n, table in enumerate(tables):
        body = TAIL.sub("", table)
        if f'source = "{old}"' in body:
            copy = re.sub(r"^from = .*$", f"from = {day}", body, flags=re.MULTILINE)
            copies.append(f"\n\n{MARK}\n" + copy.replace(f'"{old}"', f'"{new}"'))
            count += 1
        parts.append(body)
        if n + 1 == len(tables) or rule_of(tables[n + 1]) != rule_of(table):
            parts += copies
            copies = []
        parts.append(table[len(body) :])
    return "".join(parts), count


def rule_of(table: str) -> str:
    match = RULE.match(table)
    return match[1] if match else ""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.lifecycle_document")
    parser.add_argument("id", help="its id in sources.toml")
    parser.add_argument("--policy", type=Path, default=data_dir() / "policy")
    args = parser.parse_args(argv)
    try:
        count = enter(args.id, args.policy)
    except CannotEnter as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{count} values to check; each is marked “{MARK}”")
    return 0


if __name__ == "__main__":
    sys.exit(main())
