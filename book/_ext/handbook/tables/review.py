"""Tables and figures on how fast projects move, and what is looked at once a year."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from statistics import median

from handbook.parts import NONE, Content, chart, el, recorded, table, value_link
from handbook.tables.hosted import HISTORY, ORDER, day_cell
from lfai_nb.catalog import load
from lfai_nb.catalog.waiting import share_moved, stays
from lfai_nb.domain import Stage
from lfai_nb.evidence.portfolio import at_entry
from lfai_nb.faces.durations_figure import durations_figure
from lfai_nb.faces.waiting_figure import waiting_figure
from lfai_nb.hosting.review import value_in_words
from lfai_nb.lifecycle.gate import StageNotOffered
from lfai_nb.lifecycle.readiness import State, assess
from lfai_nb.policy import NotKnownYet, Range
from lfai_nb.policy import load as load_policy
from lfai_nb.policy.words import counted, day_in_words, say

#: The rule that says how long a project is expected to stay at a stage.
EXPECTED = {Stage.SANDBOX: "REV-SANDBOX-MONTHS", Stage.INCUBATION: "REV-INCUBATION-MONTHS"}
#: Where the days of the steps come from: the lists and trackers that have votes, and the landscape.
DAYS = (HISTORY, "projects-readme-2026", "foundation-issues")
#: The rule that says how many stars a stage asks for.
STARS = {Stage.INCUBATION: "INC-STARS", Stage.GRADUATION: "GRD-STARS"}


def durations(start: Stage, end: Stage, rule: str, on: date) -> Content:
    expected = load_policy().at(on).in_force(rule).content
    assert isinstance(expected, Range)
    every = load().durations(start, end)
    until_then = replace(every, passages=tuple(p for p in every.passages if p.moved <= on))
    if not until_then:
        return el("p", f"No project had gone from {start} to {end} by then.")
    return chart(durations_figure(until_then, expected), recorded(*DAYS))


def moved_up(start: Stage, end: Stage, rule: str, on: date) -> Content:
    """The same with those that still wait: a curve with its band."""
    expected = load_policy().at(on).in_force(rule).content
    assert isinstance(expected, Range)
    known = stays(load(), start, end, on)
    steps = share_moved(known)
    if not steps:
        return el("p", f"No project had gone from {start} to {end} by then.")
    return chart(waiting_figure(known, steps, end, expected), recorded(*DAYS))


def waiting(on: date) -> Content:
    """The projects that are still at a stage, beside the months that are expected."""
    catalog, view = load(), load_policy().at(on)
    # The day of the slide that states the expectation, and the newest day that is known.
    days = {min(view.in_force("REV-SANDBOX-MONTHS").start, on), min(on, catalog.as_of)}
    rows = []
    for day, (stage, rule) in product(sorted(days), EXPECTED.items()):
        expected = view.in_force(rule).content
        assert isinstance(expected, Range)
        months = catalog.months_since_joining(stage, day).values()
        longer = str(sum(count > expected.high for count in months))
        there = str(len(months))
        rows.append((day_in_words(day), stage.capitalize(), say(expected, "months"), there, longer))
    heads = ("On", "Stage", "Expected since joining", "Projects there", "Longer than expected")
    return [table("Projects that were still at a stage", heads, rows), recorded(HISTORY)]


# The numbers of a stage, once a project is there.


def measured(on: date) -> Content:
    """The projects at each stage beside what the stage asked for, on the day of measurement."""
    catalog = load()
    day = max(project.measured_on for project in catalog.projects if project.measured_on)
    if on < day:
        return el("p", f"The stars and badges in this table were measured on {day_in_words(day)}.")
    rows = [_measured(stage, day) for stage in ORDER]
    heads = ("Stage", "Projects", "Stars asked for", "Below that", "Badge entry", "All of passing")
    caption = f"Projects beside the numbers of their own stage, {day_in_words(day)}"
    return [table(caption, heads, rows), recorded("landscape-data-2023-11", HISTORY)]


def _measured(stage: Stage, day: date) -> tuple[Content, ...]:
    catalog, view = load(), load_policy().at(day)
    there = [p for p in catalog.hosted_on(day) if catalog.stage_on(p, day) is stage]
    threshold = view[STARS[stage]] if stage in STARS else None
    below = NONE
    if threshold is not None:
        few = [p for p in there if p.stars is not None and p.stars < view.number(threshold.rule)]
        few.sort(key=lambda project: project.stars or 0)
        names = ", ".join(f"{p.name} {p.stars:,}" for p in few)
        below = f"{len(few)}: {names}" if few else "0"
    return (
        stage.capitalize(),
        str(len(there)),
        value_link(threshold),
        below,
        str(sum(p.badge_id is not None for p in there)),
        str(sum(p.badge_percent == 100 for p in there)),
    )


def calendar(on: date) -> Content:
    """The calendar of reviews that one deck shows, as printed, with how it is read."""
    rows = [
        (
            review.project_as_printed,
            review.date_as_printed or NONE,
            day_cell(review.date),
            review.note or "",
        )
        for review in load().reviews
    ]
    heads = ("Project, as printed", "Date, as printed", "Read as", "What to know")
    sources = dict.fromkeys(review.source for review in load().reviews)
    summary = el("summary", f"The calendar: {counted(len(rows), 'projects')}")
    planned = table("Annual reviews, as planned in July 2021", heads, rows)
    return [el("details", summary, planned), recorded(*sources)]


# From the vote to the charter.


def from_vote_to_charter(on: date) -> Content:
    """How long it took from acceptance to the charter, for every project with both dates."""
    catalog = load()
    every = catalog.days_to_charter()
    days = {project: passed for project, passed in every.items() if passed >= 0}
    older = sorted(catalog.find(project_id).name for project_id in every.keys() - days.keys())
    charters = {charter.project: charter for charter in catalog.charters}
    rows = []
    for project_id, passed in sorted(days.items(), key=lambda pair: (pair[1], pair[0])):
        project, charter = catalog.find(project_id), charters[project_id]
        rows.append(
            (
                project.name,
                day_cell(project.accepted),
                day_cell(charter.date),
                str(passed),
                charter.note or "",
            )
        )
    sources = dict.fromkeys(charters[project_id].source for project_id in days)
    quickest, slowest = (catalog.find(pick(days, key=days.__getitem__)) for pick in (min, max))
    words = (
        f"For {len(every)} projects both dates are public. Of {len(days)} the charter is the "
        "later one, and half of these took "
        f"{median(days.values()):.0f} days or less; the quickest {days[quickest.id]} "
        f"({quickest.name}), the slowest {days[slowest.id]} ({slowest.name}). "
        f"The charter is older than the vote for {', '.join(older)}."
    )
    every_one = table(
        "From acceptance to the date of the charter",
        ("Project", "Accepted", "Charter", "Days between", "What to know"),
        rows,
    )
    details = el("details", el("summary", "All of them"), every_one)
    return [el("p", words), details, recorded(*sources)]


def accepted_below(on: date) -> Content:
    """The entries into a stage whose count is known to have been below the number of the day."""
    rows = []
    for entry in sorted(at_entry(), key=lambda entry: (entry.day, entry.project)):
        if entry.day > on or not entry.stage.hosted:
            continue
        try:
            judged = assess(entry.facts, entry.stage, on=entry.day).rows
        except (StageNotOffered, NotKnownYet):
            continue
        for row in judged:
            if row.state is State.UNMET and row.value is not None and row.rule.kind == "count":
                known = value_in_words(entry.facts[row.rule.fact])
                what = f"{row.rule.title}, {entry.stage.capitalize()}"
                cells = (day_cell(entry.day), what, known, value_link(row.value))
                rows.append((entry.project, *cells))
    heads = ("Project", "Voted, or first listed", "What is counted", "Known", "Asked for")
    caption = "Let into a stage with a count below the number of the day"
    words = (
        "Counted in the history of the repository, or by the landscape, around that day. An "
        "interval has people in it whose organisation is not known."
    )
    return [table(caption, heads, rows), el("p", words), recorded(HISTORY)]


SHOWN: dict[str, Callable[[date], Content]] = {
    "durations-sandbox": partial(durations, Stage.SANDBOX, Stage.INCUBATION, "REV-SANDBOX-MONTHS"),
    "durations-incubation": partial(
        durations, Stage.INCUBATION, Stage.GRADUATION, "REV-INCUBATION-MONTHS"
    ),
    "moved-up-sandbox": partial(moved_up, Stage.SANDBOX, Stage.INCUBATION, "REV-SANDBOX-MONTHS"),
    "moved-up-incubation": partial(
        moved_up, Stage.INCUBATION, Stage.GRADUATION, "REV-INCUBATION-MONTHS"
    ),
    "still-waiting": waiting,
    "measured-against-thresholds": measured,
    "review-calendar": calendar,
    "accepted-below-a-number": accepted_below,
    "vote-to-charter": from_vote_to_charter,
}
