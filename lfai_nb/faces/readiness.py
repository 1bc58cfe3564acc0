"""Readiness as a person reads it: text, Markdown, HTML, a badge, JSON.

Names, reasons and licences come from repositories that anybody can write: each face escapes what
it shows in its own way.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from lfai_nb.evidence.record import FoundationRecord
from lfai_nb.faces import markdown
from lfai_nb.faces.badge import readiness_badge as readiness_badge
from lfai_nb.faces.badge import readiness_badge_json as readiness_badge_json
from lfai_nb.faces.standing import HEADS, SIGNS, counts, headline, result
from lfai_nb.faces.text import escape, paragraph, table
from lfai_nb.lifecycle import sentences
from lfai_nb.lifecycle.facts import FACTS, NOBODY_LOOKED, BadgeLevel, Fact, Interval, ProjectFacts
from lfai_nb.lifecycle.planning import Forecast, Plan, Step, Version, plan
from lfai_nb.lifecycle.readiness import Assessment, Row, State, Verdict
from lfai_nb.policy.words import day_in_words, joined, say_value, who_in_words

VOTED = "The council has voted: {method} ({source})."
HEAD = ("", "Requirement", "Needed", "Known", "What is missing", "Who")


def forecast_lines(forecasts: Mapping[str, Forecast], on: date) -> list[str]:
    """When the counts that fall short would be reached; only what can be told."""
    lines = []
    for rule_id, forecast in forecasts.items():
        if forecast.earliest is None:
            continue
        if forecast.latest is None:
            span = f"not before {day_in_words(forecast.earliest)}"
        else:
            span = f"between {day_in_words(forecast.earliest)} and {day_in_words(forecast.latest)}"
        past = (
            "; that has passed, so look the number up again" if (forecast.latest or on) < on else ""
        )
        lines.append(f"{rule_id}: {span}, {forecast.reason}{past}.")
    return lines


def from_the_record(assessment: Assessment) -> list[str]:
    """What nobody has to find out again, for the foundation's record has it."""
    return [
        f"{row.rule.id}: {row.fact.method} ({row.fact.source})."
        for row in _shown(assessment)
        if row.fact is not None
        and row.fact.known
        and row.fact.source.startswith(FoundationRecord.name)
    ]


def council_vote(project: ProjectFacts) -> str:
    """Where the council has voted already; nothing where it has not, or nobody knows."""
    vote = project["tac_vote"]
    if vote.value is not True:
        return ""
    return VOTED.format(method=vote.method, source=vote.source)


def left_to_people(assessment: Assessment) -> list[str]:
    """What no threshold decides: votes, and what the documents leave to judgment."""
    lines = [sentences.vote(requirement) for requirement in assessment.gate.votes]
    if vote := council_vote(assessment.project):
        lines.append(vote)
    lines += [sentences.judged(requirement) for requirement in assessment.gate.judged]
    starred = [row.rule.id for row in assessment.rows if row.value and row.value.judgment]
    sentence = assessment.gate.judgment
    if starred and sentence is not None:
        lines.append(f"“{sentence.quote}” ({', '.join(starred)})")
    lines.append("Meeting every published threshold is not an acceptance: the council decides.")
    return lines


def readiness_text(assessment: Assessment, forecasts: Mapping[str, Forecast] | None = None) -> str:
    rows = [_cells(assessment, row) for row in _shown(assessment)]
    parts = [
        paragraph(headline(assessment)),
        counts(assessment),
        *([paragraph(caveat)] if (caveat := assessment.gate.document.caveat) else []),
        table(("", "Id", "Requirement", "Needed", "Known"), [row[:5] for row in rows]),
    ]
    if recorded := from_the_record(assessment):
        parts.append("Known from the foundation's record:")
        parts.append("\n".join(paragraph(line, "  ", "- ") for line in recorded))
    if lines := _plan_lines(plan(assessment)):
        parts.append("What would meet the thresholds:")
        parts.append("\n".join(paragraph(line, "  ", "- ") for line in lines))
    if ahead := forecast_lines(forecasts or {}, assessment.on):
        parts.append("At the present rate it would be reached:")
        parts.append("\n".join(paragraph(line, "  ", "- ") for line in ahead))
    parts.append("Left to people:")
    parts.append("\n".join(paragraph(line, "  ", "- ") for line in left_to_people(assessment)))
    parts.append(paragraph(f"Rules: {_documents(assessment)}."))
    return "\n\n".join(parts)


def readiness_markdown(assessment: Assessment) -> str:
    """Fits a pull request's comment and a CI summary."""
    put = markdown.escaped
    stage = put(assessment.stage.title())
    rows = [
        (row[0], row[1], row[2], row[3], row[4], row[5])
        for row in (_cells(assessment, row) for row in _shown(assessment))
    ]
    parts = [
        f"## Readiness of {put(assessment.project.name)} for {stage}",
        f"**{put(headline(assessment))}** {put(counts(assessment))}",
        *([put(caveat)] if (caveat := assessment.gate.document.caveat) else []),
        markdown.table(("", "Id", "Requirement", "Needed", "Known", "Missing"), rows),
    ]
    if recorded := from_the_record(assessment):
        parts.append("### Known from the foundation's record")
        parts.append("\n".join(f"- {put(line)}" for line in recorded))
    if lines := _plan_lines(plan(assessment)):
        parts.append("### What would meet the thresholds")
        parts.append("\n".join(f"- {put(line)}" for line in lines))
    parts.append("### Left to people")
    parts.append("\n".join(f"- {put(line)}" for line in left_to_people(assessment)))
    parts.append(f"Rules: {put(_documents(assessment))}.")
    return "\n\n".join(parts)


def readiness_html(assessment: Assessment) -> str:
    body = "".join(_html_row(assessment, row) for row in _shown(assessment))
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in HEAD)
    lines = _plan_lines(plan(assessment))
    steps = f"<h4>What would meet the thresholds</h4>{_html_list(lines)}" if lines else ""
    caveat = assessment.gate.document.caveat
    doubt = f"<p>{escape(caveat)}</p>" if caveat else ""
    return (
        f'<div class="lfai-readiness"><p><strong>{escape(headline(assessment))}</strong> '
        f"{escape(counts(assessment))}</p>"
        f"{doubt}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{steps}"
        f"<h4>Left to people</h4>{_html_list(left_to_people(assessment))}"
        f"<p><small>Rules: {escape(_documents(assessment))}.</small></p></div>"
    )


def time_machine_html(versions: Sequence[Version]) -> str:
    """The same facts under each version of the rules: a row for each, a column for each stage."""
    names, rows = _time_machine(versions)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{escape(day)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for day, *cells in rows
    )
    notes = "".join(f"<p>{escape(caveat)}</p>" for caveat in _caveats(versions))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def time_machine_text(versions: Sequence[Version]) -> str:
    head, rows = _time_machine(versions)
    return "\n\n".join([table(head, rows), *map(paragraph, _caveats(versions))])


def _caveats(versions: Sequence[Version]) -> list[str]:
    return [version.document.caveat for version in versions if version.document.caveat]


def readiness_json(
    assessment: Assessment, forecasts: Mapping[str, Forecast] | None = None
) -> dict[str, object]:
    changes = plan(assessment)
    return {
        "project": assessment.project.name,
        "repository": assessment.project.repository,
        "stage": assessment.stage,
        "on": assessment.on.isoformat(),
        "rules": _rules_json(assessment),
        "verdict": str(assessment.verdict),
        "meets": {Verdict.MEETS: True, Verdict.DOES_NOT: False}.get(assessment.verdict),
        "would_settle": list(assessment.unsettled),
        "rows": [_row_json(assessment, row) for row in assessment.rows],
        "cheapest_path": [
            {
                "fact": step.key,
                "to": _plain(step.to),
                "known_to_be_missing": step.is_known,
                "rules": [row.rule.id for row in step.rows],
                "who": step.who,
                "todo": step.todo,
            }
            for step in changes.steps
        ],
        "forecasts": {
            rule_id: {
                "earliest": forecast.earliest.isoformat() if forecast.earliest else None,
                "latest": forecast.latest.isoformat() if forecast.latest else None,
                "reason": forecast.reason,
            }
            for rule_id, forecast in (forecasts or {}).items()
        },
        "votes": [
            {"id": a.rule.id, "title": a.rule.title, "vote": say_value(a.rule, a.value)}
            for a in assessment.gate.votes
        ],
        "left_to_judgment": [a.rule.id for a in assessment.gate.judged],
    }


def _rules_json(assessment: Assessment) -> dict[str, object]:
    """Which version of the rules, and whether it is known to be in force on the day."""
    document = assessment.gate.document
    return {
        "document": document.source.id,
        "from": document.start.isoformat(),
        "known_until": document.known_until.isoformat(),
        "newest_known": assessment.on > document.known_until,
        "in_doubt": document.caveat or None,
    }


def _shown(assessment: Assessment) -> list[Row]:
    """The rows that say something under the rules of the date."""
    return [row for row in assessment.rows if row.state is not State.NOT_APPLICABLE]


def _cells(assessment: Assessment, row: Row) -> tuple[str, str, str, str, str, str, str]:
    missing = row.distance if row.state is not State.MET else ""
    who = who_in_words(row.rule.who) if missing else ""
    measured = "unknown" if row.fact is not None and not row.fact.known else row.measured
    title = assessment.gate.title(row.rule)
    return SIGNS[row.state], row.rule.id, title, row.needed, measured, missing, who


def _html_row(assessment: Assessment, row: Row) -> str:
    sign, rule_id, title, needed, measured, missing, who = map(escape, _cells(assessment, row))
    quote = escape(row.value.quote if row.value else "")
    fact = _evidence(row.fact)
    return (
        f'<tr class="lfai-{escape(row.state.replace(" ", "-"))}">'
        f'<td><span role="img" aria-label="{escape(row.state)}">{sign}</span></td>'
        f'<th scope="row"><abbr title="{rule_id}: {quote}">{title}</abbr></th>'
        f'<td>{needed}</td><td title="{fact}">{measured}</td><td>{missing}</td><td>{who}</td></tr>'
    )


def _evidence(fact: Fact | None) -> str:
    """Where a fact comes from, for a tooltip."""
    if fact is None:
        return ""
    if not fact.known:
        return escape(fact.reason)
    day = f" of {fact.retrieved:%Y-%m-%d}" if fact.retrieved else ""
    return escape(f"{fact.source}{day}: {fact.method}")


def _plan_lines(changes: Plan) -> list[str]:
    """A line for each step; a reason that several share has one of its own, after them."""
    lines = []
    shared: dict[str, list[str]] = {}
    for step in changes.steps:
        if why := _why_open(step):
            shared.setdefault(why, []).append(", ".join(row.rule.id for row in step.rows))
    for step in changes.steps:
        rules = ", ".join(row.rule.id for row in step.rows)
        if step.is_known:
            lines.append(
                f"{step.todo} ({rules}; {step.rows[-1].distance}; by {who_in_words(step.who)})"
            )
            continue
        why = _why_open(step)
        looked = f"; {why}" if len(shared.get(why, ())) == 1 else ""
        lines.append(f"Find out: {FACTS[step.key].sentence} ({rules}{looked})")
    several = {why: rules for why, rules in shared.items() if len(rules) > 1}
    return [*lines, *(f"For {joined(rules)}: {why}." for why, rules in several.items())]


def _why_open(step: Step) -> str:
    """Why a step is to be found out; nothing where that is only that nobody has looked."""
    if step.is_known:
        return ""
    known = step.present.known  # but not well enough: an interval across the threshold
    why = step.rows[-1].distance if known else step.present.reason
    return "" if why == NOBODY_LOOKED else why


def _time_machine(versions: Sequence[Version]) -> tuple[list[str], list[list[str]]]:
    stages = list(versions[0].assessments)
    rows = []
    for version in versions:
        cells = [
            "no such stage"
            if judged is None
            else "{}: {} met, {} not, {} unknown".format(*result(judged))
            for judged in version.assessments.values()
        ]
        doubt = ", in doubt" if version.document.caveat else ""
        rows.append([day_in_words(version.document.start) + doubt, *cells])
    return ["Rules of", *[stage.title() for stage in stages]], rows


def _html_list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _documents(assessment: Assessment) -> str:
    titles = (row.value.source.title for row in assessment.rows if row.value)
    return "; ".join(dict.fromkeys(titles))


def _row_json(assessment: Assessment, row: Row) -> dict[str, object]:
    fact = row.fact
    return {
        "id": row.rule.id,
        "title": assessment.gate.title(row.rule),
        "stage": row.rule.stage,
        "state": str(row.state),
        "needed": row.needed,
        "measured": _plain(fact.value) if fact else None,
        "unknown_because": fact.reason if fact and not fact.known else None,
        "distance": row.distance or None,
        "who": row.rule.who or None,
        "todo": row.rule.todo or None,
        "judgment": bool(row.value and row.value.judgment),
        "quote": row.value.quote if row.value else None,
        "source": {"id": row.value.source.id, "where": row.value.where} if row.value else None,
        "evidence": {
            "source": fact.source,
            "url": fact.url,
            "retrieved": fact.retrieved.isoformat() if fact.retrieved else None,
            "method": fact.method,
            "note": fact.note,
        }
        if fact
        else None,
    }


def _plain(value: object) -> object:
    if isinstance(value, BadgeLevel):
        return str(value)
    return [_plain(value.low), value.high] if isinstance(value, Interval) else value


PORTFOLIO = ("Project", "Stage", "Asked for", *HEADS)


def portfolio_text(judged: Sequence[Assessment]) -> str:
    return table(PORTFOLIO, map(_summary, judged), right=(4, 5, 6))


def portfolio_markdown(judged: Sequence[Assessment]) -> str:
    return markdown.table(PORTFOLIO, map(_summary, judged))


def _summary(assessment: Assessment) -> tuple[str, ...]:
    return (
        assessment.project.name,
        assessment.project.stage or "not hosted",
        assessment.stage,
        *result(assessment),
    )
