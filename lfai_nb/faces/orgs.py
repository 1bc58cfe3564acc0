"""The contributing organisations of a history, as text for a terminal and as Markdown.

Names come from commits that anybody can write: nothing in them steers the terminal, breaks out of
a table, calls a person or becomes a link.
"""

from collections.abc import Sequence

from lfai_nb.errors import one_line
from lfai_nb.evidence.history import Organization, OrgReport, UnknownPerson, Variant
from lfai_nb.faces import markdown
from lfai_nb.faces.text import paragraph, table
from lfai_nb.lifecycle.facts import Interval
from lfai_nb.policy.words import counted

_UNKNOWN_SHOWN = 10
_POSSIBLE = "Possible: one person at a domain that no map knows"


def orgs_text(report: OrgReport, title: str, sensitivity: Sequence[Variant] = ()) -> str:
    parts = [
        one_line(f"Contributing organisations of {title}"),
        paragraph(headline(report)),
        "\n".join(paragraph(note, "  ", "! ") for note in report.warnings),
        "\n".join(paragraph(sentence, "  ", "- ") for sentence in sentences(report)),
        table(*_organizations(report.organizations), right=(1, 2)) if report.organizations else "",
    ]
    if report.possible:
        parts += [
            paragraph(f"{_POSSIBLE}:"),
            table(*_organizations(report.possible), right=(1, 2)),
        ]
    if report.unknown:
        head, rows, left = _unknown(report.unknown)
        parts += [paragraph("Who would settle the rest:"), table(head, rows, right=(1,)) + left]
    if sensitivity:
        parts += [
            paragraph(f"The same count for other windows up to {report.window.until}:"),
            table(*_sensitivity(sensitivity)),
        ]
    return "\n\n".join(filter(None, parts))


def orgs_markdown(report: OrgReport, title: str, sensitivity: Sequence[Variant] = ()) -> str:
    parts = [
        f"## Contributing organisations of {markdown.escaped(title)}",
        f"**{markdown.escaped(headline(report))}**",
        "\n".join(f"> {markdown.escaped(note)}" for note in report.warnings),
        "\n".join(f"- {markdown.escaped(sentence)}" for sentence in sentences(report)),
        markdown.table(*_organizations(report.organizations)) if report.organizations else "",
    ]
    if report.possible:
        parts += [f"### {_POSSIBLE}", markdown.table(*_organizations(report.possible))]
    if report.unknown:
        head, rows, left = _unknown(report.unknown)
        parts += ["### Who would settle the rest", markdown.table(head, rows) + left]
    if sensitivity:
        parts += [
            f"### The same count for other windows up to {report.window.until}",
            markdown.table(*_sensitivity(sensitivity)),
        ]
    return "\n\n".join(filter(None, parts))


def headline(report: OrgReport) -> str:
    since, until = report.window
    count = Interval(report.low, report.high).in_words()
    return (
        f"{count} organisation{'s' if count != '1' else ''} contributed from {since} to {until} "
        f"({counted(report.people, 'people')}, {counted(report.commits, 'commits')}"
        + (f", at least {report.min_commits} each)" if report.min_commits > 1 else ")")
    )


def sentences(report: OrgReport) -> list[str]:
    """What the interval rests on, one statement each; only those that apply."""
    if not report.people:
        return ["Nobody contributed in this window."]
    established = (
        f"{report.low} established: by the affiliation map, by an academic domain, or by two or "
        "more people at one domain."
    )
    lines = [established]
    if report.unknown_people:
        lines.append(
            f"{counted(report.unknown_people, 'people')} "
            f"({report.unknown_people_share:.0%}) show no established organisation; they made "
            f"{report.unknown_commits_share:.0%} of the contributions, and each may add one."
        )
    if report.contested:
        lines.append(
            "Possible besides, because the same person shows another organisation at the same "
            f"time: {', '.join(report.contested)}."
        )
    if report.elephant_factor is None:
        lines.append("Elephant factor: cannot tell, the established ones did not make half.")
    else:
        lines.append(
            f"Elephant factor {report.elephant_factor}: so many organisations together made half "
            "of all contributions."
        )
    if report.independent_people:
        lines.append(f"{counted(report.independent_people, 'people')} work for nobody.")
    if report.credits > report.commits:
        lines.append(
            f"Co-authors are credited too: {report.credits} contributions in {report.commits} "
            "commits."
        )
    if report.bots:
        lines.append(
            f"Not counted: merges, and {counted(report.bots, 'programs')} "
            f"({counted(report.bot_commits, 'commits')})."
        )
    return lines


def _organizations(some: Sequence[Organization]) -> tuple[list[str], list[list[str]]]:
    head = ["organisation", "people", "commits", "first", "last", "known by"]
    return head, [
        [o.name, str(o.people), str(o.commits), str(o.first), str(o.last), o.how] for o in some
    ]


def _unknown(people: Sequence[UnknownPerson]) -> tuple[list[str], list[list[str]], str]:
    rows = [[p.who, str(p.commits), p.why] for p in people[:_UNKNOWN_SHOWN]]
    more = len(people) - len(rows)
    left = f"\n\nand {more} more; --json has them all" if more else ""
    return ["person", "commits", "why unknown"], rows, left


def _sensitivity(rows: Sequence[Variant]) -> tuple[list[str], list[list[str]]]:
    minimums = sorted({row.min_commits for row in rows})
    head = ["months", *(f"at least {counted(n, 'commits')}" for n in minimums)]
    intervals = {(row.months, row.min_commits): str(Interval(row.low, row.high)) for row in rows}
    months = sorted({row.months for row in rows})
    return head, [[str(m), *(intervals.get((m, n), "") for n in minimums)] for m in months]
