"""A parameter server over loopback TCP, as small as can be, to have something to compare with.

Rows are spread over servers by `row mod servers`. A client first says its server's secret and is
welcomed; then a request is a count and the rows' numbers, an answer the vectors. Only numpy and
sockets, so that a server starts at once.

Whoever does not know the secret is given nothing, and cannot keep out who does: of those that have
not said it, STRANGERS may wait at a time, and the one that has waited longest goes first.
"""

import contextlib
import hmac
import os
import secrets
import selectors
import socket
import struct
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

COUNT = struct.Struct("!I")
MOST = 1 << 20  # rows of one request
STRANGERS = 16  # who has not yet said the secret, at a time
PATIENCE = 300.0  # seconds until the client comes, or a server has started
WELCOME = b"\1"


def receive(connection: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise ConnectionError("the other side has closed")
        data += part
    return bytes(data)


def serve(path: str, dim: int, shard: int, shards: int, tell: Connection) -> None:
    """Hold every `shards`-th row in memory and answer one client until it leaves."""
    rows = np.array(np.memmap(path, np.float32, "r").reshape(-1, dim)[shard::shards])
    secret = secrets.token_bytes(16)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        tell.send((listener.getsockname()[1], secret))
        connection = _client(listener, secret)
    with connection, contextlib.suppress(ConnectionError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            (count,) = COUNT.unpack(receive(connection, COUNT.size))
            if count > MOST:
                return
            wanted = np.frombuffer(receive(connection, 8 * count), np.int64)
            if count and (wanted.min() < 0 or (wanted % shards != shard).any()):
                return
            if count and wanted.max() // shards >= len(rows):
                return
            connection.sendall(rows[wanted // shards].tobytes())


def _client(listener: socket.socket, secret: bytes) -> socket.socket:
    """The first that says the secret. One that never comes does not keep this process alive."""
    deadline = time.monotonic() + PATIENCE
    heard: dict[socket.socket, bytes] = {}  # what each has said so far; longest here first
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as at_the_end:

        def send_all_away() -> None:
            for stranger in heard:
                stranger.close()

        at_the_end.callback(send_all_away)

        def send_away(stranger: socket.socket) -> None:
            selector.unregister(stranger)
            del heard[stranger]
            stranger.close()

        listener.setblocking(False)
        selector.register(listener, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            for key, _ in selector.select(deadline - time.monotonic()):
                if key.fileobj is listener:
                    with contextlib.suppress(OSError):  # it has gone, or there is no room for it
                        newcomer, _ = listener.accept()
                        newcomer.setblocking(False)
                        heard[newcomer] = b""
                        selector.register(newcomer, selectors.EVENT_READ)
                    if len(heard) > STRANGERS:
                        send_away(next(iter(heard)))
                elif (stranger := key.fileobj) in heard:  # not yet sent away in this round
                    try:
                        piece = stranger.recv(len(secret) - len(heard[stranger]))
                    except OSError:
                        piece = b""
                    heard[stranger] += piece
                    if hmac.compare_digest(heard[stranger], secret):
                        selector.unregister(stranger)
                        del heard[stranger]
                        stranger.setblocking(True)
                        stranger.sendall(WELCOME)
                        return stranger
                    if not piece or len(heard[stranger]) == len(secret):
                        send_away(stranger)
    raise TimeoutError(f"no client came within {PATIENCE:.0f} s")


class ParameterServers:
    """Starts the servers, asks them, ends them."""

    def __init__(self, path: Path | str, dim: int, shards: int = 2) -> None:
        self.dim, self.shards = dim, shards
        self.rows = Path(path).stat().st_size // (4 * dim)
        spawn = get_context("spawn")
        self._processes, self._connections = [], []
        for shard in range(shards):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(
                target=serve, args=(str(path), dim, shard, shards, theirs), daemon=True
            )
            process.start()
            self._processes.append(process)
            if not ours.poll(PATIENCE):
                self.close()
                raise TimeoutError(f"a parameter server has not started in {PATIENCE:.0f} s")
            port, secret = ours.recv()
            self._connections.append(self._welcomed(port, secret))

    def _welcomed(self, port: int, secret: bytes) -> socket.socket:
        """Strangers may come between a connection and its secret; then once more."""
        deadline = time.monotonic() + PATIENCE
        while True:
            connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            try:
                connection.sendall(secret)
                receive(connection, len(WELCOME))
            except OSError:
                connection.close()
                if time.monotonic() > deadline:
                    self.close()
                    raise
            else:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection

    def lookup(self, rows: np.ndarray) -> np.ndarray:
        """Vectors [N, D]: all servers are asked first, then all answers are read.

        After an answer that did not come in time nobody is asked again: it may still come, and
        would be taken for the answer to the next question.
        """
        if len(rows) and not 0 <= rows.min() <= rows.max() < self.rows:
            raise IndexError(f"rows are numbered from 0 to {self.rows - 1}")
        if len(rows) > MOST:
            raise ValueError(f"{len(rows)} rows at once; {MOST} are the most")
        if not self._connections:
            raise ConnectionError("a parameter server has not answered; start them anew")
        out = np.empty((len(rows), self.dim), np.float32)
        places = [np.flatnonzero(rows % self.shards == s) for s in range(self.shards)]
        try:
            for connection, place in zip(self._connections, places, strict=True):
                connection.sendall(COUNT.pack(len(place)) + rows[place].tobytes())
            for connection, place in zip(self._connections, places, strict=True):
                data = receive(connection, len(place) * self.dim * 4)
                out[place] = np.frombuffer(data, np.float32).reshape(-1, self.dim)
        except BaseException:  # an interruption leaves an answer on its way as well
            self.close()
            raise
        return out

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        self._connections = []
        for process in self._processes:
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()

    def __enter__(self) -> "ParameterServers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class HotAndCold:
    """The same lookup with two tiers on one machine: hot rows in memory, the rest read one by one.

    A cold row is one `pread` from the file, as a disk would see it.
    """

    def __init__(self, path: Path | str, dim: int, hot: np.ndarray) -> None:
        self.dim = dim
        self._file = os.open(path, os.O_RDONLY)
        stored = np.memmap(path, np.float32, "r").reshape(-1, dim)
        self._vectors = np.ascontiguousarray(stored[hot])
        self._slot = np.full(len(stored), -1, np.int64)
        self._slot[hot] = np.arange(len(hot))

    def lookup(self, rows: np.ndarray) -> np.ndarray:
        slots, size = self._slot[rows], self.dim * 4
        out = np.empty((len(rows), self.dim), np.float32)
        hot = slots >= 0
        out[hot] = self._vectors[slots[hot]]
        for i in np.flatnonzero(~hot):
            out[i] = np.frombuffer(os.pread(self._file, size, int(rows[i]) * size), np.float32)
        return out

    def hit_rate(self, rows: np.ndarray) -> float:
        return float((self._slot[rows] >= 0).mean())

    def close(self) -> None:
        os.close(self._file)
