"""Tables and figures on the projects themselves: those that are hosted, and those that left."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from handbook import documents
from handbook.parts import (
    NONE,
    Content,
    chart,
    el,
    line_break,
    project_link,
    readiness_link,
    recorded,
    table,
    with_contradictions,
)
from lfai_nb.catalog import Exit, Left, Project, load
from lfai_nb.chart import Chart
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces.over_time_figure import Series, over_time_figure
from lfai_nb.policy.words import day_in_words

#: Highest first: who looks for a project looks for the ones that have come furthest.
ORDER = HOSTED_STAGES[::-1]
LEFT_AS = {
    Left.MOVED: "Moved to another foundation",
    Left.EMERITUS: "Archived",
    Left.UNLISTED: "No longer listed",
    Left.NEVER_LISTED: "A charter or a tracker, and not listed yet",
}
#: What a project at a stage is, and its colour on every page: see ``look.css``.
STAGES = {
    Stage.GRADUATION: "Graduated",
    Stage.INCUBATION: "Incubating",
    Stage.SANDBOX: "Sandbox",
    Stage.EMERITUS: "Emeritus",
}
COLOURS = {
    Stage.GRADUATION: ("stage-graduation", "#2f4a9e"),
    Stage.INCUBATION: ("stage-incubation", "#2a8c86"),
    Stage.SANDBOX: ("stage-sandbox", "#d9a441"),
    Stage.EMERITUS: ("stage-emeritus", "#b9bec8"),
}
LEVEL_COLOURS = {
    "premier": ("level-premier", "#5b3a86"),
    "general": ("level-general", "#9a6fb0"),
    "associate": ("level-associate", "#d3bfdc"),
}
HISTORY = "landscape-history"


def hosted(on: date) -> Content:
    """Every hosted project, by name; made to be sorted and searched."""
    catalog = load()
    rows = sorted(catalog.hosted_on(on), key=lambda project: project.name.casefold())
    purposes = [purpose for project in rows if (purpose := catalog.purpose_of(project))]
    sources = dict.fromkeys(purpose.source for purpose in purposes)
    when = _measured(rows)
    heads = ("Project", "What it does", "Stage", "Accepted", "From")
    projects = table(
        f"The projects hosted on {day_in_words(min(on, catalog.as_of))}",
        (*heads, f"Stars and licence{when}"),
        (_hosted(project, catalog.stage_on(project, on)) for project in rows),
        classes="searchable",
        filters={"Stage": "Stage", "What it does": "Topic", "From": "From"},
    )
    return [projects, recorded(HISTORY, "landscape-data-2023-11", *sources)]


def _hosted(project: Project, stage: Stage | None) -> tuple[Content, ...]:
    assert stage is not None  # only hosted projects come here
    name = el("span", project_link(project.id, project.name), id=project.id)
    # Whoever reads an older document looks for the name that it has.
    also = [line_break(), el("small", f"also: {', '.join(project.other_names)}")]
    return (
        [name, also if project.other_names else []],
        [_purpose(project) or NONE, _topic(project), _readiness(project)],
        sorted_by(stage.rank, stage.capitalize()),
        _joined(project),
        project.contributed_by or NONE,
        _stars_and_licence(project),
    )


def _topic(project: Project) -> Content:
    """The landscape's heading; a reader chooses by the topic, and not by each part of it."""
    topic = load().topic_of(project)
    if topic is None:
        return []
    heading = ": ".join(dict.fromkeys((topic.topic, topic.part)))
    return [line_break(), el("small", heading, **{"data-filter": topic.topic})]


def _readiness(project: Project) -> Content:
    words = f"Readiness of {project.name}"
    return [line_break(), el("small", readiness_link(project.id, words))]


def _stars_and_licence(project: Project) -> Content:
    """Both were measured on the one day that is in the head of the column."""
    if project.stars is None:
        return NONE
    licence = [line_break(), el("small", project.licence)] if project.licence else []
    return [sorted_by(project.stars, f"{project.stars:,}"), licence]


def _joined(project: Project) -> Content:
    """The day of acceptance; where that is not known, since when the landscape lists it."""
    day = load().joined(project)
    first = "" if project.accepted else "listed since "
    return sorted_by(day, f"{first}{day_in_words(day)}")


def day_cell(day: date | None) -> Content:
    return NONE if day is None else sorted_by(day, day_in_words(day))


def sorted_by(value: object, words: str) -> Content:
    """Words that the reader's sorting of the table takes for this value."""
    return el("span", words, **{"data-sort": str(value)})


def _purpose(project: Project | str) -> Content:
    """What it does, with the document and the place on pointing at it."""
    purpose = load().purpose_of(project)
    if purpose is None:
        return ""
    said_in = f"{load().sources[purpose.source].title}: {purpose.where}"
    return el("span", purpose.what, title=said_in)


def _measured(projects: list[Project]) -> str:
    """On which day the figures of a column were measured, for its head."""
    days = sorted({project.measured_on for project in projects if project.measured_on})
    return f" on {' or '.join(map(day_in_words, days))}" if days else ""


def counts(on: date) -> Content:
    counted = load().counts_on(on)
    rows = [(stage.capitalize(), str(counted[stage])) for stage in Stage]
    day = min(on, load().as_of)
    caption = f"Projects at each stage on {day_in_words(day)}"
    return [table(caption, ("Stage", "Projects"), rows), recorded(HISTORY)]


def stages_over_time(on: date) -> Content:
    rows = [row for row in load().stage_counts if row.date <= on]
    days = [row.date for row in rows]
    series = [
        Series(STAGES[stage], [getattr(row, stage.value) for row in rows], COLOURS[stage])
        for stage in (*ORDER, Stage.EMERITUS)
    ]
    hosted_on = [sum(getattr(row, stage.value) for stage in ORDER) for row in rows]
    # On the axis the last day of a year stands where the next one begins.
    first = (
        f"{'at the end of' if (days[0].month, days[0].day) == (12, 31) else 'in'} {days[0].year}"
    )
    finding = (
        f"From {hosted_on[0]} hosted projects {first} to {hosted_on[-1]} in "
        f"{days[-1].year}; {rows[-1].graduation} have graduated"
    )
    measure = "Projects by stage, as the landscape listed them"
    return chart(_over_time(finding, measure, days, series), recorded(HISTORY))


def members_over_time(on: date) -> Content:
    rows = [row for row in load().members if row.date <= on]
    days = [row.date for row in rows]
    series = [
        Series(level.capitalize(), [getattr(row, level) for row in rows], colour)
        for level, colour in LEVEL_COLOURS.items()
    ]
    peak = max(rows, key=lambda row: row.total)
    fewer = f", {peak.total - rows[-1].total} fewer than in {peak.date.year}"
    finding = f"{rows[-1].total} members in {days[-1].year}{fewer if peak != rows[-1] else ''}"
    measure = "Members by level, as the landscape listed them"
    return chart(_over_time(finding, measure, days, series), recorded(HISTORY))


def _over_time(finding: str, measure: str, days: Sequence[date], series: Sequence[Series]) -> Chart:
    return Chart(
        finding=finding,
        measure=measure,
        draw=lambda width: over_time_figure(
            finding, measure, days, series, width=width, height=270 if width > 500 else 300
        ),
        head=("date", *(area.name for area in series)),
        rows=list(zip(days, *(area.counts for area in series), strict=True)),
    )


def members_by_year(on: date) -> Content:
    """The last count of each year."""
    last = {row.date.year: row for row in load().members if row.date <= on}
    rows = [
        (day_in_words(row.date), *map(str, (row.premier, row.general, row.associate, row.total)))
        for row in last.values()
    ]
    heads = ("On", "Premier", "General", "Associate", "Together")
    return [table("Members at the last count of each year", heads, rows), recorded(HISTORY)]


def left(what: Left, on: date) -> Content:
    exits = sorted(
        (
            gone
            for gone in load().exits
            if gone.what is what and (gone.date is None or gone.date <= on)
        ),
        key=lambda gone: (gone.date or date.max, gone.name.casefold()),
    )
    heads = ["Project", "Joined", "Stage before", "Gone since", "What is known"]
    if what is Left.NEVER_LISTED:
        return table(
            LEFT_AS[what], ("Project", "What is known"), (_unlisted(gone) for gone in exits)
        )
    moved_to = sorted({gone.destination_source for gone in exits if gone.destination_source})
    gone = table(LEFT_AS[what], heads, (_exit(each) for each in exits))
    return [gone, recorded(HISTORY, *moved_to)]


def _exit(gone: Exit) -> tuple[Content, ...]:
    assert gone.project is not None  # only a project that was never listed has no entry
    catalog = load()
    hosted_at = [e.stage for e in catalog.events_of(gone.project) if e.stage.hosted]
    known = [f"Now at the {gone.destination}."] if gone.destination else []
    known += [gone.reason] if gone.reason else []
    return (
        [
            el("span", project_link(gone.project, gone.name), id=gone.project),
            _small(_purpose(gone.project)),
        ],
        day_cell(catalog.joined(gone.project)),
        hosted_at[-1].capitalize(),
        day_cell(gone.date),
        with_contradictions(" ".join(known) or "We found no reason."),
    )


def _small(words: Content) -> Content:
    return [line_break(), el("small", words)] if words else []


def _unlisted(gone: Exit) -> tuple[str, str]:
    return gone.name, gone.reason or ""


def slips(on: date) -> Content:
    """When the landscape did not show what it showed before and after."""
    catalog = load()
    names = {project.id: project.name for project in catalog.projects}
    rows = [
        (
            names.get(slip.project, "all projects"),
            _commit_cell(slip.since, slip.since_commit),
            _commit_cell(slip.until, slip.until_commit),
            (slip.landscape_says or "not listed").capitalize(),
            slip.why,
        )
        for slip in catalog.slips
        if slip.since <= on
    ]
    heads = ("Project", "From", "Until", "What it showed", "What is known")
    return [table("Slips of the landscape", heads, rows), recorded(HISTORY)]


def _commit_cell(day: date, commit: str) -> Content:
    """A day of the landscape's history, with the change that it is read from."""
    change = f"{documents.known(HISTORY).url}/commit/{commit}"
    return el("a", day_cell(day), classes="external", href=change)


SHOWN: dict[str, Callable[[date], Content]] = {
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
}
