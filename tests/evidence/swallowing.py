"""A host that swallows what is sent to it, as a firewall does that answers nothing."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def swallowing() -> Iterator[tuple[str, int]]:
    """The place of a socket whose queue is full, so that the system drops what comes."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        held = [socket.socket() for _ in range(4)]
        for waiting in held:
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        try:
            yield listening.getsockname()
        finally:
            for waiting in held:
                waiting.close()
