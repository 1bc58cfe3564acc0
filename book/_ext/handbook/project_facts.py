"""What the page of a project says: the same sections in the same order for every project.

    sections(project_id, day)     the nodes below the title
    spans(project, until)         its stays at each stage

What the record doesn't know is said where it would be, so that pages can be laid side by side.
"""

from collections.abc import Iterator
from datetime import date

from docutils import nodes

from handbook.links import Citation, link
from handbook.parts import (
    NONE,
    Content,
    bullets,
    chart,
    cited,
    el,
    joined,
    page_link,
    readiness_link,
    table,
    with_contradictions,
)
from handbook.project_numbers import numbers, organisations
from handbook.project_standing import standing
from lfai_nb.catalog import Exit, Left, Project, StageEvent, load
from lfai_nb.faces.stages_figure import StageSpan, stages_chart
from lfai_nb.policy import load as load_rules
from lfai_nb.policy.words import age_in_words, day_in_words

HISTORY = "landscape-history"
FIRST_DAY = date(2018, 1, 1)  # of the axis: the year in which the foundation began
BADGES = "https://www.bestpractices.dev/projects/"
IN_DETAIL = {
    project_id: f"book/projects/{project_id}" for project_id in ("flagai", "deeprec", "edl", "tony")
}


def sections(project_id: str, day: date) -> list[nodes.Node]:
    catalog = load()
    project = catalog.find(project_id)
    until = min(day, catalog.as_of)
    purpose = catalog.purpose_of(project)
    lead, origin = "We found no document that says what it does.", []
    if purpose:
        lead = purpose.what
        origin = [el("p", "Source: ", cited(purpose.source, purpose.where), ".", classes="origin")]
    return [
        nodes.paragraph("", lead, classes=["lead"]),
        *origin,
        *_glance(project, until),
        _section("stages", "Its stages", _stages(project, until)),
        _section("numbers", "Its numbers", numbers(project)),
        _section("standing", "How it measures up", standing(project, day)),
        _section("organisations", "Its organisations", organisations(project)),
        _section("outcome", "What became of it", _outcome(project, until)),
        _section("papers", "Its papers", _papers(project, until)),
        _section("next", "Where to go next", _next(project)),
    ]


def _section(place: str, title: str, content: Content) -> nodes.section:
    section = nodes.section("", nodes.title("", title), ids=[place])
    section += el("div", content, classes="shown")
    return section


def _from(source: str, where: str | None, value: str) -> Content:
    """A value that leads to its document; the page's list of sources has the place as well."""
    document = load().sources[source].title
    explanation = f"{document}, {where}" if where else document
    return link("source", source, value, [Citation(source, where or "")], explanation)


def _glance(project: Project, until: date) -> list[nodes.Node]:
    catalog = load()
    topic = catalog.topic_of(project)
    stage = catalog.stage_on(project, until)
    now = stage.title() if stage else "no longer listed"
    heading = dict.fromkeys((topic.topic, topic.part)) if topic else {}
    address = project.repository
    code = el("a", address.removeprefix("https://"), classes="external", href=address)
    origin, accepted = project.contributed_by, project.accepted
    rows: list[tuple[Content, ...]] = [
        (f"Stage on {day_in_words(until)}", _from(HISTORY, "", now)),
        (
            "Topic on the landscape",
            _from(topic.source, topic.where, ": ".join(heading)) if topic else NONE,
        ),
        (
            "Came from",
            _from(project.contributed_by_source, project.contributed_by_where, origin)
            if origin and project.contributed_by_source
            else origin or "not recorded",
        ),
        (
            "Accepted on",
            _from(project.accepted_source, project.accepted_where, day_in_words(accepted))
            if accepted and project.accepted_source
            else "not recorded",
        ),
        ("Code", [code, " (", _from(project.source, project.where, "source"), ")"]),
        (
            "Other names",
            _from(project.source, "", ", ".join(project.other_names))
            if project.other_names
            else "none recorded",
        ),
    ]
    known = table(f"{project.name} at a glance", ("What", "Known"), rows)
    return [el("div", known, classes="shown")]


# Stages.


def spans(project: Project, until: date) -> list[StageSpan]:
    """Its stays at each stage, up to a day, by the vote where it is known."""
    catalog = load()
    events = [event for event in catalog.events_of(project) if event.date <= until]
    starts = [catalog.decided_by(event) for event in events]
    left = catalog.exit_of(project)
    gone = left and left.what is not Left.EMERITUS and left.date and left.date <= until
    ends: list[date | None] = [*starts[1:], left.date if left and gone else None]
    return [
        StageSpan(event.stage, start, end)
        for event, start, end in zip(events, starts, ends, strict=False)
    ]


def _stages(project: Project, until: date) -> Iterator[Content]:
    catalog = load()
    stays = spans(project, until)
    yield chart(stages_chart(project.name, stays, FIRST_DAY, until))
    rows = []
    for event, stay in zip(catalog.events_of(project), stays, strict=False):
        end = day_in_words(stay.end) if stay.end else f"still on {day_in_words(until)}"
        rows.append(
            (
                stay.stage.title(),
                day_in_words(stay.start),
                _decided_in(project, event, stay.start),
                end,
                age_in_words(stay.start, stay.end or until),
                day_in_words(event.date),
            )
        )
    heads = ("Stage", "From", "By", "Until", "For", "On the landscape from")
    yield table("By the vote where a document has its day", heads, rows)
    for slip in catalog.slips:
        if slip.project == project.id and slip.since <= until:
            what = slip.landscape_says.title() if slip.landscape_says else "no entry for it"
            yield el(
                "p",
                f"From {day_in_words(slip.since)} to {day_in_words(slip.until)} the landscape had "
                f"{what}. {slip.why}",
            )
    yield el(
        "p", "Made from: ", cited(HISTORY, "landscape.yml, key project"), ".", classes="origin"
    )


def _decided_in(project: Project, event: StageEvent, day: date) -> Content:
    """The document that gives the day: of the vote, or the landscape."""
    if day == event.date:
        return cited(event.source)
    if day == event.stated_date and event.stated_source:
        return cited(event.stated_source, event.stated_where)
    return cited(project.accepted_source or event.source, project.accepted_where)


# What became of it.


def _outcome(project: Project, until: date) -> Iterator[Content]:
    left = load().exit_of(project)
    if left is None or left.date is None or left.date > until:
        yield el("p", f"{project.name} is hosted: the landscape lists it on {day_in_words(until)}.")
    else:
        yield el("p", with_contradictions(_left(project, left)))
        sources: list[Content] = [cited(left.source, left.where)]
        if left.destination_source:
            sources.append(cited(left.destination_source, left.destination_where))
        yield el("p", "Made from: ", joined(sources, "; "), ".", classes="origin")
    if project.note:
        yield el("p", with_contradictions(project.note))


def _left(project: Project, left: Exit) -> str:
    assert left.date is not None
    how = {
        Left.EMERITUS: "was archived",
        Left.MOVED: f"moved to the {left.destination}",
        Left.UNLISTED: "is no longer listed",
    }[left.what]
    when = f"{project.name} {how}: on the landscape since {day_in_words(left.date)}."
    return f"{when} {left.reason or 'We found no reason.'}"


# Papers.


def _papers(project: Project, until: date) -> Iterator[Content]:
    catalog = load()
    purpose = catalog.purpose_of(project)
    papers: list[Content] = []
    proposals = [
        (source, where)
        for source, where in (
            (purpose.source, purpose.where) if purpose else ("", ""),
            (project.contributed_by_source or "", project.contributed_by_where or ""),
        )
        if source.startswith("proposal") or source == "project-proposals"
    ]
    for source, where in dict(proposals).items():
        papers.append(["Proposal: ", cited(source, where), "."])
    for charter in catalog.charters:
        if charter.project == project.id and charter.date <= until:
            licence = f" It names {charter.licence}." if charter.licence else ""
            note = f" {charter.note}" if charter.note else ""
            paper = cited(charter.source, charter.where)
            papers.append(
                [f"Charter of {day_in_words(charter.date)}: ", paper, f".{licence}{note}"]
            )
    for review in catalog.reviews:
        if review.project == project.id and review.date:
            planned = f"Annual review planned for {day_in_words(review.date)}: "
            papers.append([planned, cited(review.source, review.where), "."])
    for value in load_rules()["TAC-PROJECT-SEATS"].values:
        seats = load_rules().at(value.start).items("TAC-PROJECT-SEATS")
        if value.start <= until and any(seat.id == project.id for seat in seats):
            held = f"A seat on the Technical Advisory Council on {day_in_words(value.start)}: "
            papers.append([held, cited(value.source.id, value.where), "."])
    if project.badge_id is not None and project.measured_source:
        address = f"{BADGES}{project.badge_id}"
        entry = el("a", f"entry {project.badge_id}", classes="external", href=address)
        papers.append(
            ["Best Practices badge: ", entry, ", by ", cited(project.measured_source), "."]
        )
    yield bullets(papers) if papers else el("p", "We found none.")


def _next(project: Project) -> Content:
    ways: list[Content] = []
    if project.id in IN_DETAIL:
        ways.append(
            [page_link(IN_DETAIL[project.id], f"{project.name} in detail"), ", with code to run."]
        )
    ways.append([page_link("book/hosting/projects", "All hosted projects"), ", to compare."])
    if load().exit_of(project):
        ways.append([page_link("book/hosting/left", "The projects that left"), "."])
    ways.append(
        [
            readiness_link(project.id, f"Judge {project.name} yourself"),
            ", fact by fact, with today's facts if you ask for them.",
        ]
    )
    return bullets(ways)
