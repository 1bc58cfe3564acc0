"""What happened in a repository in twelve months, counted from GitHub's list of commits."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import httpx

from lfai_nb.domain import TwelveMonths
from lfai_nb.evidence.activity import (
    COMMITS,
    ENFORCED,
    MERGES,
    MONTHS,
    NOT_SEEN,
    Activity,
    Change,
    is_pull,
    is_signed_off,
)
from lfai_nb.evidence.fact_builder import FactBuilder, read
from lfai_nb.evidence.http.client import Answer, Client, NoAnswer

ACTIVITY = ("commits_12_months", "merges_12_months", "active_months_12", "dco_enforced")
_PAGE = 100  # the most that GitHub lists at once


def activity(
    web: Client, builder: FactBuilder, owner: str, name: str, *, on: date, most_pages: int
) -> None:
    """Commits, merges, and months with a commit, in the twelve months up to ``on``."""
    path = f"/repos/{owner}/{name}/commits"
    try:
        year = TwelveMonths(on)
        span: dict[str, str | int] = {
            "since": f"{year.window.since}T00:00:00Z",
            "until": f"{year.window.until}T23:59:59Z",
            "per_page": _PAGE,
        }
        first = web.get(path, span)
        pages = _last_page(first)
        # Too many to read them all: pages spread evenly still show in which months there were any.
        wanted = _spread(pages, most_pages)
        changes = list(_changes(first))
        for page in wanted[1:]:
            changes += _changes(web.get(path, {**span, "page": page}))
    except NoAnswer as error:
        builder.unknown(*ACTIVITY, reason=error.reason, url=f"{web.base}{path}", at=web.now())
        return
    whole = len(wanted) == pages
    window = f"{year.window}; default branch, by commit date"
    # What GitHub selects by is its own affair; what is counted is in the window.
    counted = Activity.of(changes, year)
    if whole:
        builder.value("commits_12_months", counted.commits, first, f"{COMMITS}, {window}")
        method = f"{MERGES}, {window}; {NOT_SEEN}"
        builder.value("merges_12_months", counted.merges, first, method)
    else:
        reason = (
            f"there are over {(pages - 1) * _PAGE:,} commits and merges, more than are read from "
            "GitHub; count them in a clone (--git PATH)"
        )
        builder.unknown(*ACTIVITY[:2], reason=reason, url=first.url, at=first.retrieved)
    months = counted.active_months
    read_pages = "" if whole else f"; {len(wanted)} of {pages} pages read"
    if whole or months == 12:
        method = f"{MONTHS}, {window}{read_pages}"
        builder.value("active_months_12", months, first, method)
    else:
        reason = f"at least {months} of 12{read_pages}; count them in a clone (--git PATH)"
        builder.unknown("active_months_12", reason=reason, url=first.url, at=first.retrieved)
    signed, work = counted.signed, counted.commits
    seen = f"{signed} of the {work} commits that were read carry a sign-off; " if work else ""
    reason = f"{seen}whether a check enforces it is not public: {ENFORCED}"
    builder.unknown("dco_enforced", reason=reason, url=first.url, at=first.retrieved)


def releases(web: Client, builder: FactBuilder, owner: str, name: str) -> None:
    path = f"/repos/{owner}/{name}/releases"
    try:
        answer = web.get(path, {"per_page": 1})
        listed = len(read(answer.data, "", list))
        count = _last_page(answer) if listed else 0
    except NoAnswer as error:
        builder.unknown("releases", reason=error.reason, url=f"{web.base}{path}", at=web.now())
        return
    builder.value(
        "releases", count, answer, "releases published on GitHub; plain tags do not count"
    )


def _spread(pages: int, most: int) -> list[int]:
    """The pages to read: all, or so many at even distances, the first and the last among them."""
    if pages <= most:
        return list(range(1, pages + 1))
    if most < 2:
        return [1]
    return sorted({1 + round(step * (pages - 1) / (most - 1)) for step in range(most)})


def _last_page(answer: Answer) -> int:
    """How many pages GitHub says that there are; only the number is taken from its link."""
    link = answer.links.get("last")
    if link is None:
        return 1
    try:
        page = httpx.URL(link).params.get("page", "")
    except httpx.InvalidURL:
        page = ""
    if not re.fullmatch(r"[1-9]\d{0,6}", page):
        raise NoAnswer("the answer does not say how many pages there are; please report it")
    return int(page)


def _changes(answer: Answer) -> Iterator[Change]:
    for item in read(answer.data, "", list):
        parents = len(read(item, "parents", list))
        message = read(item, "commit.message", str)
        try:
            when = datetime.fromisoformat(read(item, "commit.committer.date", str))
            if when.tzinfo is None:
                raise ValueError("no zone")
            day = when.astimezone(UTC).date()
        except (ValueError, OverflowError):  # also a time that in UTC is before the year 1
            raise NoAnswer("the answer dates a commit by no valid time; please report it") from None
        committer = read(item, "commit.committer.name", str)
        yield Change(
            day=day,
            merge=parents > 1,
            pull=is_pull(message.partition("\n")[0], committer),
            signed=is_signed_off(message),
        )
