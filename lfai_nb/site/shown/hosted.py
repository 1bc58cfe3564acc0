"""Tables and figures on the projects themselves: hosted, left, and how long their stages took."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from html import escape
from statistics import median

from lfai_nb.catalog import Exit, Left, Project, Stage, load
from lfai_nb.faces.durations_figure import durations_figure
from lfai_nb.faces.over_time_figure import over_time_figure
from lfai_nb.policy import Range
from lfai_nb.policy import load as load_policy
from lfai_nb.policy.words import day_in_words, say
from lfai_nb.site.shown.html import NONE, recorded, table

#: Highest first: who looks for a project looks for the ones that have come furthest.
ORDER = (Stage.GRADUATION, Stage.INCUBATION, Stage.SANDBOX)
LEFT_AS = {
    Left.MOVED: "Moved to another foundation",
    Left.EMERITUS: "Archived",
    Left.UNLISTED: "No longer listed",
    Left.NEVER_LISTED: "A charter or a tracker, and not listed yet",
}
FOUR = ("edl", "tony", "flagai", "deeprec")
HISTORY = "landscape-history"
PAPER, FILED = "Paper signed", "Date of the file"


def hosted(on: date) -> str:
    """Every hosted project, by name; made to be sorted and searched."""
    catalog = load()
    rows = sorted(catalog.hosted_on(on), key=lambda project: project.name.casefold())
    return table(
        f"The projects hosted on {day_in_words(min(on, catalog.as_of))}",
        ("Project", "Stage", "Accepted", "From", "Stars", "Licence"),
        (_hosted(project, catalog.stage_on(project, on)) for project in rows),
        classes="searchable",
    ) + (_measured(rows) + recorded(HISTORY, "landscape-data-2023-11"))


def _hosted(project: Project, stage: Stage | None) -> tuple[str, ...]:
    assert stage is not None  # only hosted projects come here
    name = f'<a id="{project.id}" class="external" href="{escape(project.repository)}">'
    return (
        f"{name}{escape(project.name)}</a>",
        f'<span data-sort="{ORDER[::-1].index(stage)}">{stage.capitalize()}</span>',
        _day(project.accepted),
        escape(project.contributed_by or NONE),
        NONE
        if project.stars is None
        else f'<span data-sort="{project.stars}">{project.stars:,}</span>',
        escape(project.licence or NONE),
    )


def _day(day: date | None) -> str:
    return NONE if day is None else f'<span data-sort="{day}">{day_in_words(day)}</span>'


def _measured(projects: list[Project]) -> str:
    days = sorted({project.measured_on for project in projects if project.measured_on})
    if not days:
        return ""
    when = " or ".join(map(day_in_words, days))
    return f"<p>Stars and licence as of {when}; “{NONE}” where nothing was measured.</p>"


def counts(on: date) -> str:
    counted = load().counts_on(on)
    rows = [(stage.capitalize(), str(counted[stage])) for stage in Stage]
    day = min(on, load().as_of)
    caption = f"Projects at each stage on {day_in_words(day)}"
    return table(caption, ("Stage", "Projects"), rows) + recorded(HISTORY)


def stages_over_time(on: date) -> str:
    rows = [row for row in load().stage_counts if row.date <= on]
    return over_time_figure(
        "Hosted projects by stage",
        [row.date for row in rows],
        {
            stage.capitalize(): [getattr(row, stage.value) for row in rows]
            for stage in (*ORDER, Stage.EMERITUS)
        },
    ) + recorded(HISTORY)


def members_over_time(on: date) -> str:
    rows = [row for row in load().members if row.date <= on]
    return over_time_figure(
        "Members by level",
        [row.date for row in rows],
        {
            level.capitalize(): [getattr(row, level) for row in rows]
            for level in ("premier", "general", "associate")
        },
    ) + recorded(HISTORY)


def members_by_year(on: date) -> str:
    """The last count of each year."""
    last = {row.date.year: row for row in load().members if row.date <= on}
    rows = [
        (day_in_words(row.date), *map(str, (row.premier, row.general, row.associate, row.total)))
        for row in last.values()
    ]
    return table(
        "Members at the last count of each year",
        ("On", "Premier", "General", "Associate", "Together"),
        rows,
    ) + recorded(HISTORY)


def left(what: Left, on: date) -> str:
    exits = sorted(
        (one for one in load().exits if one.what is what and (one.date is None or one.date <= on)),
        key=lambda one: (one.date or date.max, one.name.casefold()),
    )
    heads = ["Project", "Joined", "Stage before", "Gone since", "What is known"]
    if what is Left.NEVER_LISTED:
        return table(LEFT_AS[what], ("Project", "What is known"), (_unlisted(one) for one in exits))
    moved_to = sorted({one.destination_source for one in exits if one.destination_source})
    return table(LEFT_AS[what], heads, (_exit(one) for one in exits)) + recorded(HISTORY, *moved_to)


def _exit(one: Exit) -> tuple[str, ...]:
    assert one.project is not None  # only a project that was never listed has no entry
    catalog = load()
    hosted_at = [e.stage for e in catalog.events_of(one.project) if e.stage.hosted]
    known = [f"Now at the {one.destination}."] if one.destination else []
    known += [one.reason] if one.reason else []
    return (
        f'<span id="{one.project}">{escape(one.name)}</span>',
        _day(catalog.joined(one.project)),
        hosted_at[-1].capitalize(),
        _day(one.date),
        escape(" ".join(known) or "No reason is published."),
    )


def _unlisted(one: Exit) -> tuple[str, str]:
    return escape(one.name), escape(one.reason or "")


def slips(on: date) -> str:
    """When the landscape did not show what it showed before and after."""
    catalog = load()
    names = {project.id: project.name for project in catalog.projects}
    rows = [
        (
            escape(names.get(one.project, "all projects")),
            _day(one.since),
            _day(one.until),
            (one.landscape_says or "not listed").capitalize(),
            escape(one.why),
        )
        for one in catalog.slips
        if one.since <= on
    ]
    heads = ("Project", "From", "Until", "What it showed", "What is known")
    return table("Slips of the landscape", heads, rows) + recorded(HISTORY)


def durations(start: Stage, end: Stage, rule: str, on: date) -> str:
    expected = load_policy().at(on).in_force(rule).content
    assert isinstance(expected, Range)
    every = load().durations(start, end)
    found = replace(every, passages=tuple(p for p in every.passages if p.moved <= on))
    middle = found.median_since_joining
    if middle is None:
        return f"<p>No project had gone from {start} to {end} by then.</p>"
    within = sum(p.months_since_joining <= expected.high for p in found.passages)
    return durations_figure(found, expected) + (
        f"<p>{len(found)} projects went this way. Half of them took {middle:.0f} months or less. "
        f"Within the {say(expected, 'months')} that are expected: {within} of {len(found)}.</p>"
        + recorded(HISTORY)
    )


def waiting(on: date) -> str:
    """The projects that are still at a stage, beside the months that are expected."""
    catalog, view = load(), load_policy().at(on)
    day = min(on, catalog.as_of)
    rows = []
    for stage, rule in (
        (Stage.SANDBOX, "REV-SANDBOX-MONTHS"),
        (Stage.INCUBATION, "REV-INCUBATION-MONTHS"),
    ):
        expected = view.in_force(rule).content
        assert isinstance(expected, Range)
        months = catalog.months_since_joining(stage, day).values()
        longer = sum(one > expected.high for one in months)
        rows.append((stage.capitalize(), say(expected, "months"), str(len(months)), str(longer)))
    return table(
        f"Projects that were still at a stage on {day_in_words(day)}",
        ("Stage", "Expected since joining", "Projects there", "Of them longer than expected"),
        rows,
    ) + recorded(HISTORY)


# Four real proposals.


def proposals() -> dict[str, dict[str, str]]:
    """For each of four projects what its proposal says, field by field."""
    found: dict[str, dict[str, str]] = {project: {} for project in FOUR}
    for field in load().proposals:
        found[field.project][field.what] = field.value or ""
    return found


def four_proposals(on: date) -> str:
    said = proposals()
    catalog = load()
    heads = ["What", *(catalog.find(project).name for project in FOUR)]
    rows = []
    for what in said[FOUR[0]]:
        values = [said[project][what] for project in FOUR]
        if what in (PAPER, FILED):
            values = [day_in_words(date.fromisoformat(value)) for value in values]
        rows.append([escape(what), *(escape(value) or "not stated" for value in values)])
    rows.append(["Accepted", *(_day(catalog.find(project).accepted) for project in FOUR)])
    sources = dict.fromkeys(field.source for field in catalog.proposals)
    return table("Four proposals side by side", heads, rows) + recorded(*sources)


def from_vote_to_charter(on: date) -> str:
    """How long it took from acceptance to the charter, for every project with both dates."""
    catalog = load()
    days = catalog.days_to_charter()
    charters = {charter.project: charter for charter in catalog.charters}
    rows = []
    for project_id, passed in sorted(days.items(), key=lambda one: (one[1], one[0])):
        project, charter = catalog.find(project_id), charters[project_id]
        rows.append(
            (
                escape(project.name),
                _day(project.accepted),
                _day(charter.date),
                str(passed),
                escape(charter.note or ""),
            )
        )
    sources = dict.fromkeys(charters[project_id].source for project_id in days)
    quickest, slowest = (catalog.find(pick(days, key=days.__getitem__)) for pick in (min, max))
    return (
        f"<p>For {len(days)} projects both dates are public. Half of them took "
        f"{median(days.values()):.0f} days or less; the quickest {days[quickest.id]} "
        f"({escape(quickest.name)}), the slowest {days[slowest.id]} ({escape(slowest.name)}).</p>"
        "<details><summary>All of them</summary>"
        + table(
            "From acceptance to the date of the charter",
            ("Project", "Accepted", "Charter", "Days between", "What to know"),
            rows,
        )
        + f"</details>{recorded(*sources)}"
    )


SHOWN: dict[str, Callable[[date], str]] = {
    "hosted-projects": hosted,
    "hosted-counts": counts,
    "projects-over-time": stages_over_time,
    "members-over-time": members_over_time,
    "members-by-year": members_by_year,
    "left-moved": partial(left, Left.MOVED),
    "left-archived": partial(left, Left.EMERITUS),
    "left-unlisted": partial(left, Left.UNLISTED),
    "not-yet-listed": partial(left, Left.NEVER_LISTED),
    "slips": slips,
    "durations-sandbox": partial(durations, Stage.SANDBOX, Stage.INCUBATION, "REV-SANDBOX-MONTHS"),
    "durations-incubation": partial(
        durations, Stage.INCUBATION, Stage.GRADUATION, "REV-INCUBATION-MONTHS"
    ),
    "still-waiting": waiting,
    "four-proposals": four_proposals,
    "vote-to-charter": from_vote_to_charter,
}
