"""What happened in a repository in twelve months, counted from GitHub's list of commits."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import httpx

from lfai_nb.evidence.sheet import Sheet, read
from lfai_nb.evidence.web import Answer, NoAnswer, Web

ACTIVITY = ("commits_12_months", "merges_12_months", "active_months_12", "dco_enforced")
MONTHS = 12
_PAGE = 100  # the most that GitHub lists at once
_SQUASHED = re.compile(r"\(#\d+\)\s*$")
_SIGNED = re.compile(r"^Signed-off-by: .+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Commit:
    day: date
    merge: bool  # it joins two lines of work
    pull: bool  # GitHub made it from a pull request, in one commit
    signed: bool


def activity(web: Web, sheet: Sheet, owner: str, name: str, *, on: date, most_pages: int) -> None:
    """Commits, merges, and months with a commit, in the twelve months before ``on``."""
    starts = [months_before(on, back) for back in range(MONTHS, -1, -1)]
    path = f"/repos/{owner}/{name}/commits"
    span: dict[str, str | int] = {
        "since": f"{starts[0]}T00:00:00Z",
        "until": f"{on}T00:00:00Z",
        "per_page": _PAGE,
    }
    try:
        first = web.get(path, span)
        pages = _last_page(first)
        # Too many to read them all: pages spread evenly still show in which months there were any.
        wanted = _spread(pages, most_pages)
        commits = list(_commits(first))
        for page in wanted[1:]:
            commits += _commits(web.get(path, {**span, "page": page}))
    except NoAnswer as error:
        sheet.unknown(*ACTIVITY, reason=error.reason, url=f"{web.base}{path}", at=web.now())
        return
    # What GitHub selects by is its own affair; what is counted is in the window.
    commits = [commit for commit in commits if starts[0] <= commit.day < on]
    whole = len(wanted) == pages
    window = f"{starts[0]} to {on}, the last day not counted; default branch, by commit date"
    work = [commit for commit in commits if not commit.merge]
    if whole:
        merges = sum(commit.merge or commit.pull for commit in commits)
        sheet.value("commits_12_months", len(work), first, f"commits that are no merges, {window}")
        method = (
            "merge commits, and commits that GitHub made from a pull request (their subject ends "
            f"in its number), {window}; rebased pull requests cannot be told apart"
        )
        sheet.value("merges_12_months", merges, first, method)
    else:
        reason = (
            f"there are over {(pages - 1) * _PAGE:,} commits and merges, more than are read from "
            "GitHub; count them in a clone (--git PATH)"
        )
        sheet.unknown(*ACTIVITY[:2], reason=reason, url=first.url, at=first.retrieved)
    active = {bisect_right(starts, commit.day) for commit in commits}
    read_pages = "" if whole else f"; {len(wanted)} of {pages} pages read"
    if whole or len(active) == MONTHS:
        method = f"months with a commit or a merge, {window}{read_pages}"
        sheet.value("active_months_12", len(active), first, method)
    else:
        reason = f"at least {len(active)} of 12{read_pages}; count them in a clone (--git PATH)"
        sheet.unknown("active_months_12", reason=reason, url=first.url, at=first.retrieved)
    signed = sum(commit.signed for commit in work)
    seen = f"{signed} of the {len(work)} commits that were read carry a sign-off; " if work else ""
    reason = f"{seen}whether a check enforces it is not public: let a maintainer attest it"
    sheet.unknown("dco_enforced", reason=reason, url=first.url, at=first.retrieved)


def releases(web: Web, sheet: Sheet, owner: str, name: str) -> None:
    path = f"/repos/{owner}/{name}/releases"
    try:
        answer = web.get(path, {"per_page": 1})
        listed = len(read(answer.data, "", list))
        count = _last_page(answer) if listed else 0
    except NoAnswer as error:
        sheet.unknown("releases", reason=error.reason, url=f"{web.base}{path}", at=web.now())
        return
    sheet.value("releases", count, answer, "releases published on GitHub; plain tags do not count")


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month.

    >>> months_before(date(2024, 3, 31), 1), months_before(date(2024, 2, 29), 12)
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(f"{day} has no day {months} months earlier")


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


def _commits(answer: Answer) -> Iterator[_Commit]:
    for item in read(answer.data, "", list):
        parents = len(read(item, "parents", list))
        message = read(item, "commit.message", str)
        subject = message.partition("\n")[0]
        try:
            when = datetime.fromisoformat(read(item, "commit.committer.date", str))
            if when.tzinfo is None:
                raise ValueError("no zone")
        except ValueError:
            raise NoAnswer("the answer dates a commit by no valid time; please report it") from None
        yield _Commit(
            day=when.astimezone(UTC).date(),
            merge=parents > 1,
            pull=bool(_SQUASHED.search(subject))
            and read(item, "commit.committer.name", str) == "GitHub",
            signed=bool(_SIGNED.search(message)),
        )
