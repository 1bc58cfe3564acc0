"""Messages between master and executors: a JSON object on a line, no longer than 64 kB."""

import json
import socket
from collections.abc import Iterator, Mapping
from typing import Any

LONGEST = 64 * 1024


class BadMessage(ValueError):
    """What came is no message; the connection is of no more use."""


def send(to: socket.socket, message: Mapping[str, Any]) -> None:
    to.sendall(json.dumps(message).encode() + b"\n")


def receive(connection: socket.socket) -> Iterator[dict[str, Any]]:
    """Each message until the other side closes."""
    with connection.makefile("rb") as lines:
        while line := lines.readline(LONGEST + 1):
            if len(line) > LONGEST:
                raise BadMessage(f"a message of more than {LONGEST} bytes")
            try:
                message = json.loads(line)
            except (ValueError, RecursionError) as error:  # ten thousand brackets are no ValueError
                raise BadMessage(f"not JSON: {line[:40]!r}") from error
            if not isinstance(message, dict) or not isinstance(message.get("type"), str):
                raise BadMessage(f"no object with a type: {line[:40]!r}")
            yield message
