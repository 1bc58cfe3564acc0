"""What an HTTP answer that is none means, in a sentence for a person.

NoAnswer            the question was not answered; ``reason`` says why, and what to do
  Gone              the service says that there is no such thing (404, 410, 451)
  TryAgain          it may pass; ``wait`` is how long the service asks to be left alone
  Exhausted         the quota is used up, so that nothing else need be asked
  OutOfReach        no connection can be made: there is no network, or no such host
"""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from lfai_nb.errors import HandbookError
from lfai_nb.evidence.request_table import table


class NoAnswer(HandbookError):
    """The service did not answer the question. ``reason`` says why, and what to do about it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gone(NoAnswer):
    """The service says that there is no such thing, or that it may not show it."""


class TryAgain(NoAnswer):
    """A failure that may pass; ``wait`` is how long the service asks to be left alone."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Exhausted(NoAnswer):
    """The quota is used up: there is no use in asking anything else."""


class OutOfReach(NoAnswer):
    """No connection can be made, so that there is no use in asking again."""


def judge(
    response: httpx.Response, service: str, *, now: datetime, has_token: bool, patience: float
) -> None:
    """Pass what holds an answer or a redirect; raise a sentence for everything else."""
    code = response.status_code
    if code == 200 or response.has_redirect_location:
        return
    if (
        code in (403, 429)
        and (limit := _limit(response, service, now, has_token, patience)) is not None
    ):
        raise limit
    if code == 202:
        raise TryAgain(table().failure("202", service=service))
    if code >= 500:
        reason = table().failure("5xx", service=service, code=code)
        raise TryAgain(reason, _retry_after(response, now))
    known = f"failures.{code}" in table().sentences
    reason = table().failure(
        str(code) if known else "other", service=service, code=code, message=_message(response)
    )
    raise (Gone if code in (404, 410, 451) else NoAnswer)(reason)


def _limit(
    response: httpx.Response, service: str, now: datetime, has_token: bool, patience: float
) -> NoAnswer | None:
    """The refusal for asking too much, if it is one."""
    renewed = _renewed(response.headers.get("x-ratelimit-reset", ""))
    if response.headers.get("x-ratelimit-remaining") == "0":
        more = "" if has_token else table().failure("limit_token")
        when = renewed or table().failure("limit_soon")
        return Exhausted(table().failure("limit", service=service, when=when, token=more))
    wait = _retry_after(response, now)
    secondary = "secondary rate limit" in _message(response).lower()
    if wait is None and not secondary and response.status_code != 429:
        return None
    wait = 60.0 if wait is None else wait
    reason = table().failure("wait", service=service, seconds=f"{wait:.0f}")
    return TryAgain(reason, wait) if wait <= patience else Exhausted(reason)


def _message(response: httpx.Response) -> str:
    """What the service says about its refusal, shortened and quoted, for it is outside text."""
    try:
        message = json.loads(response.content)["message"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    if not isinstance(message, str):
        return ""
    return table().failure("message", message=outside(message, 120))


def outside(text: str, most: int = 60) -> str:
    """What a service sent, as it may stand in a sentence."""
    return "".join(c for c in text if c.isprintable())[:most]


def _retry_after(response: httpx.Response, now: datetime) -> float | None:
    """The seconds that the service asks us to wait: a number, or the time of an HTTP date."""
    text = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _renewed(epoch: str) -> str:
    if not re.fullmatch(r"\d{1,11}", epoch):
        return ""
    moment = datetime.fromtimestamp(int(epoch), UTC)
    return table().failure("limit_until", time=f"{moment:%H:%M}", day=f"{moment:%Y-%m-%d}")
