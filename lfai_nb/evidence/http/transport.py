"""What lies between a question and the wire: the token, the proxy, the cache, the deadline."""

import logging
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import httpx
from hishel import SqliteStorage

from lfai_nb.errors import BadInput, HandbookError
from lfai_nb.evidence.http import body
from lfai_nb.evidence.http.reach import proxy_for

# Seconds for which "no such thing" is kept, for the questions that accept an older answer.
ABSENT_FOR = 24 * 60 * 60


class CacheError(HandbookError, ValueError):
    """The cache on disk cannot be used."""


class Doorkeeper(httpx.BaseTransport):
    """Adds the token to what goes to the service's own address, and lets nothing else out."""

    def __init__(self, inner: httpx.BaseTransport, base: httpx.URL, token: str | None) -> None:
        self._inner, self._origin = inner, origin_of(base)
        self.sent = 0
        self.connected = threading.Event()  # once the service has been reached
        self._authorization = None if not token else f"Bearer {_clean(token, base)}"
        self._secret = token.encode() if token else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if origin_of(request.url) != self._origin:
            raise httpx.UnsupportedProtocol("only the service's own address is asked")
        headers = httpx.Headers(request.headers)
        headers.pop("cache-control", None)  # was for our cache
        headers["accept-encoding"] = body.CODING
        if self._authorization is not None:
            headers["authorization"] = self._authorization
        self.sent += 1
        # A request of its own, so that the token is in no object that others hold.
        response = self._inner.handle_request(
            httpx.Request(
                request.method,
                request.url,
                headers=headers,
                stream=request.stream,
                extensions={**request.extensions, "trace": self._trace},
            )
        )
        # A host or a proxy may repeat what it was sent, and 404s are kept on purpose.
        response = body.cleaned(response, self._secret)
        if response.status_code == 404 and "etag" not in response.headers:
            response.headers["cache-control"] = f"private, max-age={ABSENT_FOR}"
        return response

    def _trace(self, event: str, _: object) -> None:
        # Each step of a request is told; only the first is on the way to a connection.
        if event != "connection.connect_tcp.started":
            self.connected.set()

    def close(self) -> None:
        self._inner.close()


def _clean(token: str, base: httpx.URL) -> str:
    """The token, if it may be sent. No complaint repeats it."""
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise BadInput("the token holds a space, a line break or a sign that no token has")
    if base.scheme != "https" and base.host not in ("127.0.0.1", "localhost", "::1"):
        raise BadInput(f"a token is not sent over {base.scheme}, which others can read; use https")
    return token


def origin_of(url: httpx.URL) -> tuple[str, str, int | None]:
    default = {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host, url.port or default


def direct(base: httpx.URL) -> httpx.BaseTransport:
    # httpx reads the proxy settings of the environment only when it makes its own transport.
    return httpx.HTTPTransport(proxy=proxy_for(str(base)))


def open_storage(folder: Path, size: int) -> SqliteStorage:
    path = folder / "answers.db"
    # It logs each failure to write with a traceback; that the answer is then not kept is enough.
    logging.getLogger("hishel").addHandler(logging.NullHandler())
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Answers about private repositories may be in it; the folder may have been there before.
        path.touch(mode=0o600)
        path.chmod(0o600)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except (OSError, sqlite3.Error) as error:
        raise CacheError(
            f"the cache {path} cannot be used ({error}); delete it, or choose another folder"
        ) from None
    return SqliteStorage(database_path=path, max_stream_size=size, max_size=256 * 1024**2)


Result = TypeVar("Result")


class NoSign(Exception):
    """A call that did not get as far as its sign in the time it had for that."""


def within(
    seconds: float,
    call: Callable[[], Result],
    *,
    sign: threading.Event | None = None,
    sign_within: float = 0,
) -> Result:
    """The call's result, or TimeoutError; NoSign where the sign was not set soon enough.

    The time-outs of a socket start anew with every byte, and do not cover looking up the name; a
    thread that is left behind covers everything.
    """
    outcome: list[Result | BaseException] = []

    def work() -> None:
        try:
            outcome.append(call())
        except BaseException as error:  # handed on below, in the thread that asked
            outcome.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    if sign is not None and not sign.is_set() and sign_within < seconds:
        worker.join(sign_within)
        if not outcome and not sign.is_set():
            raise NoSign
        seconds -= sign_within
    worker.join(seconds)
    if not outcome:
        raise TimeoutError
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]
