"""Asking a web service for JSON, so that every way in which it can fail ends in a sentence.

    Client.get(path) -> Answer     what the service said, where and when
    NoAnswer                    it did not say: ``reason`` is for a person, with what to do
      OutOfReach                no connection can be made
      Gone                      it says that there is no such thing (404, 410, 451)

Nothing here waits long or for ever. A request has a deadline that covers all of it, the pauses
between tries come out of one allowance, and once the service is out of reach or out of quota it is
not asked again: every later question has the same answer, at once.

The token is added below the cache and only for the service's own address, so it reaches neither the
disk nor the target of a redirect.
"""

import json
import re
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from hishel import CacheOptions
from hishel.httpx import CacheTransport

from lfai_nb.errors import BadInput
from lfai_nb.evidence.http.errors import Exhausted, Gone, NoAnswer, OutOfReach, TryAgain, judge
from lfai_nb.evidence.http.reach import Attempt
from lfai_nb.evidence.http.transport import (
    Doorkeeper,
    NoSign,
    direct,
    open_storage,
    origin_of,
    within,
)
from lfai_nb.evidence.request_table import table

__all__ = ["Client", "Gone", "Limits", "NoAnswer", "Reply"]

AGENT = "lfai-nb (the LF AI & Data Handbook)"


@dataclass(frozen=True, slots=True)
class Reply:
    data: object
    url: str
    retrieved: datetime
    links: Mapping[str, str]
    redirects: int = 0  # that were followed on the way to it


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float = 15  # for one request, from looking up the name to the last byte
    connecting: float = 1.4  # of these, until the service was first reached; a lost packet costs 1
    tries: int = 3
    patience: float = 20  # for all pauses between tries together
    failures: int = 3  # in a row, until the service counts as out of reach
    size: int = 8_000_000  # bytes of one answer
    redirects: int = 3
    gap: float = 0  # seconds between the starts of two requests


class Client:
    """One service. Make one for a run, and close it (it is a context manager)."""

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        token: str | None = None,
        cache: Path | None = None,
        transport: httpx.BaseTransport | None = None,
        headers: Mapping[str, str] | None = None,
        limits: Limits = Limits(),
        on_request: Callable[[str], None] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.service = service
        self.base = _base(base_url)
        self.has_token = bool(token)
        self._limits, self._on_request = limits, on_request
        self.now, self._clock, self._sleep = now, clock, sleep
        self._patience = limits.patience
        self._failures = 0
        self._closed_because = ""
        self._answered = False
        #: Whether no connection could be made at all: no network, a firewall, no such host.
        self.out_of_reach = False
        self._last_start: float | None = None
        self._door = inner = Doorkeeper(transport or direct(self.base), self.base, token)
        self._storage = None if cache is None else open_storage(cache, limits.size)
        outer: httpx.BaseTransport = inner
        if self._storage is not None:
            # A private cache: GitHub's answers are marked as for one user.
            outer = CacheTransport(inner, storage=self._storage, rfc=CacheOptions(shared=False))
        self._scrub = _scrubber(token)
        self._client = httpx.Client(
            transport=outer,
            timeout=limits.seconds,
            headers={"User-Agent": AGENT, **(headers or {})},
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    @property
    def sent(self) -> int:
        """How many requests went out so far."""
        return self._door.sent

    def get(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        absence_may_be_old: bool = False,
    ) -> Reply:
        """The JSON at a path below the base address, or NoAnswer.

        With ``absence_may_be_old``, a "no such thing" of the last day is believed without asking:
        it has no validator, so to ask again would cost quota every time.
        """
        # Otherwise always ask: a fact carries the time at which it was true, not an earlier one.
        headers = {} if absence_may_be_old else {"Cache-Control": "no-cache"}
        url = self.base.copy_with(path=self.base.path.rstrip("/") + path)
        if params:
            url = url.copy_merge_params(params)
        for redirects in range(self._limits.redirects + 1):
            response = self._patiently(url, headers)
            if not response.has_redirect_location:
                return self._read(url, response, redirects)
            url = self._target(url, response)
        raise NoAnswer(f"{self.service} redirects in a circle; try again later")

    def _patiently(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        """One answered request: tries again where that may help, within the allowance of pauses."""
        if self._closed_because:
            raise NoAnswer(self._closed_because)
        for attempt in range(1, self._limits.tries + 1):
            try:
                response = self._once(url, headers)
                self._answered = True
                if response.status_code < 500:
                    self._failures = 0  # it is in reach, whatever it says
                judge(
                    response,
                    self.service,
                    now=self.now(),
                    has_token=self.has_token,
                    patience=self._patience,
                )
            except (Exhausted, OutOfReach) as error:
                self._closed_because = error.reason
                self.out_of_reach = isinstance(error, OutOfReach)
                raise
            except TryAgain as error:
                pause = error.wait if error.wait is not None else 2.0 ** (attempt - 1)
                if attempt < self._limits.tries and pause <= self._patience:
                    self._patience -= pause
                    self._sleep(pause)
                    continue
                self._failed(error.reason)
                raise NoAnswer(error.reason) from error
            return response
        raise AssertionError("the last attempt returns or raises")

    def ask_only_if(self, attempt: Attempt) -> None:
        """Ask nothing where the attempt to reach the service comes to nothing."""
        if not attempt.reached(self._limits.connecting):
            self._closed_because = self._not_in_time()
            self.out_of_reach = True

    def _not_in_time(self) -> str:
        return (
            f"no connection to {self.service} within {self._limits.connecting:g} seconds; "
            "check the connection, or try again later"
        )

    def _failure(self, key: str, **values: str) -> str:
        return table().failure(key, service=self.service, **values)

    def _failed(self, reason: str) -> None:
        self._failures += 1
        if self._failures >= self._limits.failures:
            self._closed_because = (
                f"{reason} (the last {self._failures} questions in a row ended like this, "
                "so nothing more was asked)"
            )

    def _once(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        if self._last_start is not None and self._limits.gap:
            early = self._last_start + self._limits.gap - self._clock()
            if early > 0:
                self._sleep(early)
        self._last_start = self._clock()
        if self._on_request is not None:
            self._on_request(str(url))
        try:
            return within(
                self._limits.seconds,
                lambda: self._fetch(url, headers),
                sign=self._door.connected,
                sign_within=self._limits.connecting,
            )
        except NoSign:
            raise OutOfReach(self._not_in_time()) from None
        except (TimeoutError, httpx.TimeoutException):
            reason = self._failure("slow", seconds=f"{self._limits.seconds:g}")
            # Trying again at once would double a wait that was already the longest we allow.
            self._failed(reason)
            raise NoAnswer(reason) from None
        except sqlite3.Error as error:
            raise NoAnswer(f"the cache on disk is damaged ({error}); delete it") from None
        except httpx.RequestError as error:
            # Not the error's own text, which may hold anything that the other side sent.
            kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
            reason = (
                f"the connection to {self.service} failed ({kind}); "
                "check the connection, or try again later"
            )
            # Before the first answer there is most likely no network, and waiting brings none.
            unreached = isinstance(error, httpx.ConnectError) and not self._answered
            raise (OutOfReach if unreached else TryAgain)(reason) from None

    def _fetch(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        extensions = {"caching": {"key": str(url)}}
        with self._client.stream("GET", url, headers=headers, extensions=extensions) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self._limits.size:
                    raise NoAnswer(self._failure("large", bytes=f"{self._limits.size:,}"))
        headers_seen = [
            # As bytes: a service may send a letter that is in no header, and httpx reads it back.
            (name, value)
            for name, value in response.headers.raw
            if name.lower() not in (b"content-encoding", b"transfer-encoding", b"content-length")
        ]
        return httpx.Response(
            response.status_code,
            headers=headers_seen,
            content=self._scrub(bytes(body)),
            request=response.request,
        )

    def _target(self, url: httpx.URL, response: httpx.Response) -> httpx.URL:
        try:
            target = url.join(response.headers.get("location", ""))
        except httpx.InvalidURL:
            raise NoAnswer(f"{self.service} redirects to no valid address") from None
        if origin_of(target) != origin_of(self.base):
            raise NoAnswer(self._failure("elsewhere"))
        return target

    def _read(self, url: httpx.URL, response: httpx.Response, redirects: int) -> Reply:
        try:
            data = json.loads(response.content)
        except (ValueError, RecursionError):
            # Kept, it would be confirmed by "not modified" for as long as the resource stands.
            self._forget(url)
            is_page = response.content.lstrip()[:1] == b"<"
            raise NoAnswer(self._failure("page" if is_page else "not_json")) from None
        return Reply(
            data=data,
            url=str(url),
            retrieved=self.now(),
            links={name: str(link.get("url", "")) for name, link in response.links.items() if name},
            redirects=redirects,
        )

    def _forget(self, url: httpx.URL) -> None:
        if self._storage is not None:
            for entry in self._storage.get_entries(str(url)):
                self._storage.remove_entry(entry.id)


def _base(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text.rstrip("/"))
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise BadInput(f"{text!r} is not the address of a service; write it as https://HOST")
    return url


def _scrubber(token: str | None) -> Callable[[bytes], bytes]:
    """Takes the token out of what comes back: a refusal that repeats it is shown to people."""
    if not token:
        return lambda body: body
    secret = token.encode()
    return lambda body: body.replace(secret, b"[the token]")
