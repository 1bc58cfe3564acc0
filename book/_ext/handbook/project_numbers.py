"""What was measured of a project: its numbers with their days, and its organisations."""

from collections.abc import Iterator
from datetime import date

from handbook.parts import NONE, Content, cited, el, joined, line_break, table
from lfai_nb.catalog import Project
from lfai_nb.evidence import portfolio
from lfai_nb.evidence.snapshot import measured_by
from lfai_nb.evidence.source import Subject
from lfai_nb.lifecycle import Fact
from lfai_nb.lifecycle.facts import FACTS
from lfai_nb.policy.words import counted, day_in_words

#: The counts of a snapshot, in the order in which a reader asks for them.
COUNTS = ("commits_12_months", "merges_12_months", "active_months_12", "releases")


def numbers(project: Project) -> Iterator[Content]:
    snapshots = portfolio.committed_snapshots()
    subject = Subject(project.name, project.repository)
    newest = snapshots.facts(subject)
    stars = {fact.retrieved.date(): fact for fact in _stars(project) if fact.retrieved is not None}
    rows: list[tuple[Content, ...]] = [
        ("Stars on GitHub", _number(fact.value), day_in_words(day), _read_from(fact))
        for day, fact in sorted(stars.items(), reverse=True)
    ]
    if not stars:
        rows.append(("Stars on GitHub", "unknown", NONE, newest["stars"].reason))
    if project.measured_on is not None and project.measured_source is not None:
        measured: dict[str, Content] = {}
        if project.contributors is not None:
            measured["Contributors on GitHub"] = _number(project.contributors)
        if project.badge_percent is not None:
            measured["Best Practices badge, passing level"] = f"{project.badge_percent} %"
        when = day_in_words(project.measured_on)
        rows += [(what, n, when, cited(project.measured_source)) for what, n in measured.items()]
    unknown: dict[str, list[str]] = {}
    for key in COUNTS:
        fact = newest[key]
        what = FACTS[key].short
        if fact.known and fact.retrieved:
            day = day_in_words(fact.retrieved.date())
            rows.append((what, _number(fact.value), day, _read_from(fact)))
        else:
            unknown.setdefault(fact.reason, []).append(what)
    for reason, names in unknown.items():
        rows.append((joined(names, line_break()), "unknown", NONE, reason))
    yield table(f"{project.name} in numbers", ("What", "Number", "On", "Where from"), rows)
    yield el(
        "p",
        "Nothing here is newer than its day. Today's numbers are in the repository itself.",
        classes="origin",
    )


def _stars(project: Project) -> Iterator[Fact]:
    """Every dated count of stars in the record: of snapshots, and of the days of entry."""
    subject = Subject(project.name, project.repository)
    yield from portfolio.committed_snapshots().series(subject, "stars")
    for entry in portfolio.at_entry(project.id):
        if entry.facts["stars"].known:
            yield entry.facts["stars"]


def _number(value: object) -> Content:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _read_from(fact: Fact) -> Content:
    """The very place that a fact was read from, at its commit."""
    name = measured_by(fact.source)
    words = {"landscape": "the landscape's data", "git history": "the project's history"}
    place = el("a", words.get(name, name), classes="external", href=fact.url)
    return [place, line_break(), el("small", fact.note)] if fact.note else place


# Organisations.


def organisations(project: Project) -> Iterator[Content]:
    subject = Subject(project.name, project.repository)
    fact = portfolio.committed_snapshots().facts(subject)["contributing_organizations"]
    report = portfolio.organizations_of(project.id)
    if report is None:
        yield el("p", f"How many organisations contribute is unknown: {fact.reason}.")
        return
    window = report["window"]
    since, until = (date.fromisoformat(window[end]) for end in ("since", "until"))
    low, high = report["low"], report["high"]
    number = "at least " + str(low) if high is None else f"{low} to {high}"
    number = str(low) if low == high else number
    by = f"{counted(report['people'], 'people')} and {counted(report['commits'], 'commits')}"
    how = (
        ""
        if low == high
        else " The lower number counts those that are established; the higher one adds those that "
        "may stand behind people whose organisation does not show, "
        f"{counted(report['unknown_people'], 'people')} here."
    )
    yield el(
        "p",
        el("strong", f"Contributing organisations: {number}"),
        f", from {day_in_words(since)} to {day_in_words(until)}, by {by}.{how}",
    )
    rows = [
        (
            organisation["name"],
            _number(organisation["people"]),
            _number(organisation["commits"]),
            day_in_words(date.fromisoformat(organisation["first"])),
            day_in_words(date.fromisoformat(organisation["last"])),
        )
        for organisation in report["organizations"]
    ]
    heads = ("Organisation", "People", "Commits", "First commit", "Last commit")
    if rows:
        yield table("Established organisations", heads, rows)
    if report["possible"]:
        names = ", ".join(organisation["name"] for organisation in report["possible"])
        yield el("p", f"Possible as well: {names}.")
    head = f"{project.repository} up to {day_in_words(until)}"
    yield el("p", f"Counted from the history of {head}, with nobody's name.", classes="origin")
