"""A parameter server over loopback TCP, as small as can be, to have something to compare with.

Rows are spread over servers by `row mod servers`. A client first says its server's secret; then a
request is a count and the rows' numbers, an answer the vectors. Only numpy and sockets, so that a
server starts at once.
"""

import contextlib
import hmac
import os
import secrets
import socket
import struct
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

COUNT = struct.Struct("!I")
MOST = 1 << 20  # rows of one request
PATIENCE, GREETING = 60.0, 5.0  # seconds: until the client comes, and until it has said the secret


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
    """The first that knows the secret. One that never comes does not keep this process alive."""
    deadline = time.monotonic() + PATIENCE
    while True:
        listener.settimeout(max(0.001, deadline - time.monotonic()))
        connection, _ = listener.accept()
        # One after another, and each only for a moment: a stranger cannot keep the client out.
        connection.settimeout(GREETING)
        with contextlib.suppress(OSError):
            if hmac.compare_digest(connection.recv(len(secret)), secret):
                connection.settimeout(None)
                return connection
        connection.close()


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
            if not ours.poll(60):
                self.close()
                raise TimeoutError("a parameter server has not started in 60 s")
            port, secret = ours.recv()
            connection = socket.create_connection(("127.0.0.1", port), timeout=30)
            connection.sendall(secret)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)

    def lookup(self, rows: np.ndarray) -> np.ndarray:
        """Vectors [N, D]: all servers are asked first, then all answers are read."""
        if len(rows) and not 0 <= rows.min() <= rows.max() < self.rows:
            raise IndexError(f"rows are numbered from 0 to {self.rows - 1}")
        if len(rows) > MOST:
            raise ValueError(f"{len(rows)} rows at once; {MOST} are the most")
        out = np.empty((len(rows), self.dim), np.float32)
        places = [np.flatnonzero(rows % self.shards == s) for s in range(self.shards)]
        for connection, place in zip(self._connections, places, strict=True):
            connection.sendall(COUNT.pack(len(place)) + rows[place].tobytes())
        for connection, place in zip(self._connections, places, strict=True):
            data = receive(connection, len(place) * self.dim * 4)
            out[place] = np.frombuffer(data, np.float32).reshape(-1, self.dim)
        return out

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
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
