"""What a student and a teacher say to each other, over loopback: numbers, and nothing else.

    with greeted(Client(address), secret) as line:    both sides prove that they know the secret
        line.send_bytes(pack(7, pictures))
        number, scores = unpack(line.recv_bytes(LONGEST))

The connection is the standard library's, with its challenge: the secret itself is never sent. What
it would pickle is not used; a message is a head and float32 numbers.
"""

import contextlib
import os
import socket
import struct
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge

import numpy as np
from numpy.typing import NDArray

HERE = "127.0.0.1"
HEAD = struct.Struct("!QII")  # the number of the task, rows, columns
LONGEST = 1 << 24  # bytes of a message; a batch has some thousand
GREETING = 30.0  # seconds for both sides to prove that they know the secret
LOST = (OSError, EOFError, AuthenticationError)  # the other side is gone, or a stranger

Numbers = NDArray[np.float32]


class BadMessage(ValueError):
    """What came is no message of a teacher or a student; the connection is of no more use."""


def pack(number: int, rows: Numbers) -> bytes:
    """A task, or its answer.

    >>> unpack(pack(7, np.array([[1, 2]], np.float32)))
    (7, array([[1., 2.]], dtype=float32))
    """
    if rows.ndim != 2:
        raise ValueError(f"a task is a table of numbers; this has the shape {rows.shape}")
    return HEAD.pack(number, *rows.shape) + np.ascontiguousarray(rows, np.float32).tobytes()


def unpack(message: bytes) -> tuple[int, Numbers]:
    if len(message) < HEAD.size:
        raise BadMessage(f"a message of {len(message)} bytes has no head")
    number, rows, columns = HEAD.unpack_from(message)
    if len(message) != HEAD.size + 4 * rows * columns:
        raise BadMessage(f"{rows} × {columns} numbers are not {len(message)} bytes")
    return number, np.frombuffer(message, np.float32, offset=HEAD.size).reshape(rows, columns)


def greeted(line: Connection, secret: bytes, first: bool = False) -> Connection:
    """Each side asks the other for proof; `first` on the side that was called.

    A side that stays silent, or says a byte now and then, is cut off.
    """
    late = threading.Timer(GREETING, hang_up, [line])
    late.daemon = True
    late.start()
    try:
        for ask in (first, not first):
            (deliver_challenge if ask else answer_challenge)(line, secret)
        with own_socket(line) as own:
            # Without it the last part of a message may wait for an acknowledgement of the others.
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except LOST:
        line.close()
        raise
    finally:
        late.cancel()
    return line


def hang_up(line: Connection) -> None:
    """Not close(): that would not wake a thread that reads from it."""
    with contextlib.suppress(OSError), own_socket(line) as own:
        own.shutdown(socket.SHUT_RDWR)


def own_socket(line: Connection) -> socket.socket:
    return socket.socket(fileno=os.dup(line.fileno()))
