"""Every reader of outside data, and inputs that are a little wrong: an answer or a sentence, soon.

    python -m tests.fuzz --seconds 60                 all readers, a fair share of the time each
    python -m tests.fuzz --seconds 600 --only facts --seed 7

The corpus lies in tests/corpus, one folder for each reader; `tests/test_fuzz.py` reads all of it
and changes it for a moment. What breaks a reader is written into its folder, and is red from then
on. A reader may refuse with the errors that it names. It may not raise another, and may not take
more than a second for some kilobytes.
"""

import argparse
import gc
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lfai_nb.catalog.csv_rows import read_cells
from lfai_nb.checked import Table
from lfai_nb.demos.tony import jobfile
from lfai_nb.errors import HandbookError
from lfai_nb.evidence.history.affiliations import Affiliations
from lfai_nb.evidence.history.commits import contact, parse
from lfai_nb.faces import markdown
from lfai_nb.lifecycle import fact_keys, facts_file, facts_writer, licenses
from lfai_nb.quantities import interval, whole_number

CORPUS = Path(__file__).with_name("corpus")
SLOW = 1.0  # seconds
LONGEST = 20_000  # bytes
TOKENS = (
    *(b"\0", b"\xff", b"\xed\xa0\x80", "\u202e".encode(), "\u2028".encode(), "²".encode()),
    *(b"9" * 30, b"-1", b"0x", b"1e999", b"nan", b"9999-12-31", b"0001-01-01T00:00:00+23:59"),
    *(b"<", b">", b"&x;", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"]]>", b"{", b"[[", b'"""', b"'''"),
    *(
        b"(",
        b")",
        b" OR ",
        b" AND ",
        b" WITH ",
        b"\n",
        b"\r\n",
        b",",
        b'"',
        b" " * 500,
        b"a@" * 200,
    ),
)


@dataclass(frozen=True)
class Target:
    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...] = (HandbookError,)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape")


def _in_a_file(read: Callable[[Path], object], name: str) -> Callable[[bytes], object]:
    def call(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            return read(path)

    return call


def _facts(data: bytes) -> object:
    facts = facts_file.loads(data.decode("utf-8", errors="replace"))
    # What was read can be written, and read again.
    assert facts_file.loads(facts_writer.dumps(facts)) == facts
    return facts


def _cells(path: Path) -> object:
    return read_cells(path, ("a", "b"), [])


def _commit(data: bytes) -> object:
    commit = parse(data)
    return commit.subject, commit.coauthors(), contact(data)


def _markdown(data: bytes) -> object:
    escaped = markdown.escaped(data.decode("utf-8", errors="replace"))
    assert "<" not in escaped
    assert "\n" not in escaped
    return escaped


TARGETS = {
    "facts": Target(_facts),
    "registry": Target(_in_a_file(fact_keys.registry, "facts.toml")),
    "affiliations": Target(
        _in_a_file(lambda path: Affiliations.load(ours=path), "affiliations.toml")
    ),
    "toml": Target(lambda data: Table.parse(_text(data), "f.toml", []).values),
    "cells": Target(_in_a_file(_cells, "cells.csv")),
    "licence": Target(lambda data: licenses.read(_text(data))),
    "commit": Target(_commit),
    "job": Target(lambda data: jobfile.parse(_text(data)), (jobfile.JobFileError,)),
    "number": Target(lambda data: whole_number(_text(data)), (ValueError,)),
    "interval": Target(lambda data: interval(_text(data)), (ValueError,)),
    "markdown": Target(_markdown),
}


def corpus(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def fault(target: Target, data: bytes) -> str:
    """What is wrong with how the reader takes it; nothing if nothing is."""
    # In a process that has run thousands of tests, collecting garbage takes longer than any reader.
    gc.disable()
    begun = time.thread_time()
    try:
        target.read(data)
    except target.refuses:
        pass
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        took = time.thread_time() - begun
        gc.enable()
    return f"took {took:.1f} s for {len(data):,} bytes" if took > SLOW else ""


def changed(data: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """A few small changes: bytes lost, doubled, turned, exchanged with another input's."""
    for _ in range(dice.choice((1, 1, 2, 4, 8))):
        a, b = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        match dice.randrange(6):
            case 0:
                data = data[:a] + data[min(b, a + 40) :]
            case 1:
                data = data[:b] + data[a:]
            case 2 if a < len(data):
                data = data[:a] + bytes([data[a] ^ 1 << dice.randrange(8)]) + data[a + 1 :]
            case 3:
                data = data[:a] + dice.choice(TOKENS) + data[a:]
            case 4:
                data = data[:a] + dice.choice(TOKENS) + data[b:]
            case _:
                other = dice.choice(others)
                cut = dice.randrange(len(other) + 1)
                data = data[:a] + other[cut:]
    return data[:LONGEST]


def fuzz(name: str, seconds: float, seed: int) -> tuple[int, dict[bytes, str]]:
    """How many inputs there were, and the faults, one of each kind."""
    target, dice = TARGETS[name], random.Random(seed)
    inputs = corpus(name)
    found: dict[str, tuple[bytes, str]] = {}
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = changed(dice.choice(inputs), inputs, dice)
        count += 1
        if wrong := fault(target, data):
            found.setdefault(wrong.partition(":")[0], (data, wrong))
    return count, dict(found.values())


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--only", choices=TARGETS)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args(argv)
    names = [args.only] if args.only else list(TARGETS)
    bad = 0
    for name in names:
        count, faults = fuzz(name, args.seconds / len(names), args.seed)
        print(f"{name}: {count:,} inputs, {len(faults)} faults (seed {args.seed})", flush=True)
        for data, wrong in faults.items():
            path = CORPUS / name / f"found-{hashlib.sha256(data).hexdigest()[:12]}"
            path.write_bytes(data)
            print(f"  {path}: {wrong}")
        bad += len(faults)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
