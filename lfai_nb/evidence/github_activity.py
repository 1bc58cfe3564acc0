"""What happened in a repository in twelve months, by GitHub's list of commits and its weeks."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import httpx

from lfai_nb.domain import TwelveMonths
from lfai_nb.evidence.activity import Activity, Arrival, is_pull, is_signed_off
from lfai_nb.evidence.fact_builder import FactBuilder, read
from lfai_nb.evidence.github_round import Round
from lfai_nb.evidence.http.client import NoAnswer, Reply
from lfai_nb.evidence.request_table import table

_PAGE = 100  # the most that GitHub lists at once
_WEEK = timedelta(days=7)


def activity(requests: Round, builder: FactBuilder, *, on: date) -> None:
    """Commits, merges, and months with a commit, in the twelve months up to ``on``."""
    words = table().words
    try:
        year = TwelveMonths(on)
        requests.values |= {"since": str(year.window.since), "until": str(year.window.until)}
        first = requests.get("commits")
        pages = _last_page(first)
        changes = list(_changes(first))
    except NoAnswer as error:
        keys = table().facts_of["commits"]
        url = f"{requests.web.base}{table().requests['commits'].path.partition('?')[0]}"
        url = url.format(**requests.values)
        builder.unknown(*keys, reason=error.reason, url=url, at=requests.web.now())
        return
    window = words("window.words", since=year.window.since, until=year.window.until)
    # What GitHub selects by is its own affair; what is counted is in the window.
    counted = Activity.of(changes, year)
    for key, count in (
        ("commits_12_months", counted.commits),
        ("merges_12_months", counted.merges),
    ):
        if pages == 1:
            builder.value(key, count, first, words(f"{key}.method", window=window))
        else:
            low, high = f"{(pages - 1) * _PAGE + 1:,}", f"{pages * _PAGE:,}"
            reason = words(f"{key}.many", low=low, high=high)
            builder.unknown(key, reason=reason, url=first.url, at=first.retrieved)
    _months(requests, builder, first, pages, {year.month_of(d) for d in _days(changes, year)}, year)
    signed, work = counted.signed, counted.commits
    reason = words("dco_enforced.hidden")
    if work:
        reason = words("dco_enforced.seen", signed=signed, work=work, hidden=reason)
    builder.unknown("dco_enforced", reason=reason, url=first.url, at=first.retrieved)


def _months(
    requests: Round,
    builder: FactBuilder,
    first: Reply,
    pages: int,
    months: set[int],
    year: TwelveMonths,
) -> None:
    key, words = "active_months_12", table().words
    window = words("window.words", since=year.window.since, until=year.window.until)
    if pages == 1 or len(months) == 12:
        method = words(f"{key}.method", window=window)
        builder.value(key, len(months), first, method)
        return
    reason = ""
    # GitHub's weeks end today, and say nothing about the year before another day.
    if year.window.until == requests.web.now().date():
        try:
            months = months | _active(requests.get("weeks"), year)
        except NoAnswer as error:
            reason = words(f"{key}.weeks_unknown", months=len(months), reason=error.reason)
    if len(months) == 12:
        builder.value(key, 12, first, words(f"{key}.by_weeks", window=window))
        return
    reason = reason or words(f"{key}.many", months=len(months))
    builder.unknown(key, reason=reason, url=first.url, at=first.retrieved)


def _days(changes: list[Arrival], year: TwelveMonths) -> Iterator[date]:
    return (change.day for change in changes if change.day in year.window)


def _active(answer: Reply, year: TwelveMonths) -> set[int]:
    """The months that GitHub's weeks show to be active.

    It does not say on which day its weeks begin, so a week counts for a month only if the weeks
    before and after it are in that month as well.
    """
    counts = read(answer.data, table().fields["active_months_12"], list)
    months = set()
    for back, count in enumerate(reversed(counts)):
        if type(count) is not int or count < 1:
            continue
        end = year.window.until - back * _WEEK + _WEEK
        begin = end - 3 * _WEEK + timedelta(days=1)
        if begin in year.window and end in year.window:
            month = year.month_of(begin)
            if month == year.month_of(end):
                months.add(month)
    return months


def releases(requests: Round, builder: FactBuilder) -> None:
    try:
        answer = requests.get("releases")
        listed = len(read(answer.data, "", list))
        count = _last_page(answer) if listed else 0
    except NoAnswer as error:
        url, at = requests.url("releases"), requests.web.now()
        builder.unknown("releases", reason=error.reason, url=url, at=at)
        return
    builder.value("releases", count, answer, table().words("releases.method"))


def _last_page(answer: Reply) -> int:
    """How many pages GitHub says that there are; only the number is taken from its link."""
    link = answer.links.get("last")
    if link is None:
        return 1
    try:
        page = httpx.URL(link).params.get("page", "")
    except httpx.InvalidURL:
        page = ""
    if not re.fullmatch(r"[1-9]\d{0,6}", page):
        raise NoAnswer(table().failure("pages"))
    return int(page)


def _changes(answer: Reply) -> Iterator[Arrival]:
    for item in read(answer.data, "", list):
        parents = len(read(item, "parents", list))
        message = read(item, "commit.message", str)
        try:
            when = datetime.fromisoformat(read(item, "commit.committer.date", str))
            if when.tzinfo is None:
                raise ValueError("no zone")
            day = when.astimezone(UTC).date()
        except (ValueError, OverflowError):  # also a time that in UTC is before the year 1
            raise NoAnswer(table().failure("time")) from None
        committer = read(item, "commit.committer.name", str)
        yield Arrival(
            day=day,
            merge=parents > 1,
            pull=is_pull(message.partition("\n")[0], committer),
            signed=is_signed_off(message),
        )
