"""Many who connect to a server of a demo, and have no business there.

    with crowd(address, idle=60, malformed=300):
        ...  # the malformed were sent away; of the idle as many are here as the server lets stay

No test with it looks at the clock: each waits for what has to happen.
"""

import contextlib
import random
import resource
import socket
from collections.abc import Iterator

import pytest

from tests.demos.waiting import PATIENCE

#: How many are idle and how many are malformed: a few each time, and many in `make audit`.
CROWDS = pytest.mark.parametrize(
    ("idle", "malformed"), [(60, 200), pytest.param(1_000, 10_000, marks=pytest.mark.audit)]
)


@contextlib.contextmanager
def crowd(address: tuple[str, int], idle: int, malformed: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, idle + 500)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(wanted, hard)))
    dice = random.Random(2026)
    try:
        with contextlib.ExitStack() as stack:
            for _ in range(idle):
                stack.enter_context(socket.create_connection(address, timeout=PATIENCE))
            for _ in range(malformed):
                _say(address, _words(dice))
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _words(dice: random.Random) -> bytes:
    """Nothing, a few bytes, a line that is half a message, more than any message may have."""
    match dice.randrange(5):
        case 0:
            return b""
        case 1:
            return dice.randbytes(dice.randrange(1, 40))
        case 2:
            return b'{"type": "register", "secret": "' + dice.randbytes(8).hex().encode() + b'"}\n'
        case 3:
            return b"[" * dice.randrange(1, 5_000) + b"\n"
        case _:
            return dice.randbytes(70_000)


def _say(address: tuple[str, int], words: bytes) -> None:
    """Say it, and wait to be sent away without an answer."""
    with socket.create_connection(address, timeout=PATIENCE) as stranger:
        with contextlib.suppress(OSError):  # sent away before all had been said
            stranger.sendall(words)
            stranger.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            assert stranger.recv(100) == b""
