"""Every reader of outside data, and inputs that are a little wrong: an answer or a sentence, soon.

    python -m tests.fuzz --seconds 60                 all readers, a fair share of the time each
    python -m tests.fuzz --seconds 600 --only facts --seed 7

The corpus lies in tests/corpus, one folder for each reader; `tests/test_fuzz.py` reads all of it
and changes it for a minute. What breaks a reader is written into its folder, and is red from then
on. A reader may refuse with the errors that it names. It may not raise another, and may not take
more than two seconds for some kilobytes.
"""

import argparse
import gc
import hashlib
import random
import sys
import time
from pathlib import Path

from tests.fuzz_readers import TARGETS, Target

CORPUS = Path(__file__).with_name("corpus")
SLOW = 2.0  # seconds
LONGEST = 20_000  # bytes
FEWEST = 30  # inputs, however slow the machine is
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


def corpus(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def fault(target: Target, data: bytes) -> str:
    """What is wrong with how the reader takes it; nothing if nothing is."""
    for _ in range(3):  # a first time may be slow: what it needs is imported then
        wrong = _fault(target, data)
        if not wrong.startswith("took "):
            break
    return wrong


def _fault(target: Target, data: bytes) -> str:
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
    failures: dict[str, tuple[bytes, str]] = {}
    end, count = time.monotonic() + seconds, 0
    while count < FEWEST or time.monotonic() < end:
        data = changed(dice.choice(inputs), inputs, dice)
        count += 1
        if wrong := fault(target, data):
            failures.setdefault(wrong.partition(":")[0], (data, wrong))
    return count, dict(failures.values())


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
