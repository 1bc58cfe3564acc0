"""Where a project stands for each stage: by the newest rules, and by those of its own time.

Three-valued, as everywhere: met, not met, or cannot be told because a fact is unknown.
"""

from collections.abc import Callable, Iterator
from datetime import date

from handbook.links import link
from handbook.parts import NONE, Content, el, readiness_link, table
from lfai_nb.catalog import Project
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.evidence import portfolio
from lfai_nb.faces.standing import HEADS, SIGNS, STATES, result
from lfai_nb.lifecycle import (
    Assessment,
    ProjectFacts,
    Row,
    StageNotOffered,
    assess,
)
from lfai_nb.policy import NotKnownYet
from lfai_nb.policy.words import by_the_rules, capital, day_in_words, which_rules


def standing(project: Project, day: date) -> Iterator[Content]:
    facts = {stage: portfolio.facts_of(project, stage) for stage in HOSTED_STAGES}
    judged = [assess(facts[stage], stage, on=day) for stage in HOSTED_STAGES]
    rows: list[tuple[Content, ...]] = [(each.stage.title(), *result(each)) for each in judged]
    rules = _rules(judged[0], by_the_rules)
    caption = f"{capital(rules)}, {_measured(facts[HOSTED_STAGES[0]])}"
    yield table(caption, ("Stage", *HEADS), rows)
    heads: tuple[str, ...] = ("Stage", "By which rules", *HEADS)
    entries = [entry for entry in portfolio.at_entry(project.id) if entry.stage.hosted]
    if entries:
        yield table(
            "On the day that it was let in, by the rules of that day",
            heads,
            [(entry.stage.title(), *_entry(entry)) for entry in entries],
        )
    else:
        yield el("p", "No facts were measured as of the day on which it was let in.")
    last = judged[-1]
    applying = [row for row in last.rows if row.state in STATES]
    summary = el("summary", f"Each requirement of the newest rules ({len(applying)})")
    heads = ("Requirement", "Stage", "", "Needed", "Known")
    every = table(
        "What each stage asks for, and what is known",
        heads,
        (_requirement(last, r) for r in applying),
    )
    yield el("details", summary, every)
    yield el(
        "p",
        "Unknown is never counted as missing, and meeting every threshold is not an acceptance: "
        "the council decides. ",
        readiness_link(project.id, f"Judge {project.name} in the readiness tool"),
        ": what is missing, what would change the answer, and today's facts from GitHub.",
        classes="origin",
    )


def _measured(facts: ProjectFacts) -> str:
    days = sorted(fact.retrieved.date() for fact in facts if fact.known and fact.retrieved)
    if not days:
        return "with nothing measured"
    if days[0] == days[-1]:
        return f"and facts of {day_in_words(days[0])}"
    return f"and facts of {day_in_words(days[0])} to {day_in_words(days[-1])}"


def _rules(judged: Assessment, say: Callable[[date, date, date], str]) -> str:
    document = judged.gate.document
    return say(judged.on, document.start, document.known_until)


def _entry(entry: portfolio.Admission) -> tuple[Content, ...]:
    try:
        judged = assess(entry.facts, entry.stage, on=entry.day)
    except StageNotOffered:
        why = f"no such stage in the rules of {day_in_words(entry.day)}"
    except NotKnownYet:
        why = f"the rules of {day_in_words(entry.day)} are not known"
    else:
        return _rules(judged, which_rules), *result(judged)
    return why, NONE, NONE, NONE, NONE


def _requirement(judged: Assessment, row: Row) -> tuple[Content, ...]:
    assert row.value is not None  # only what applies is shown
    stage: Stage | None = row.rule.stage
    known = "unknown" if row.fact is None or not row.fact.known else row.measured
    state = f"{SIGNS[row.state]} {STATES[row.state]}"
    return (
        # Not cited: or the page of each rule would list every project as a place that tells it.
        link("rule", row.rule.id, judged.gate.title(row.rule)),
        stage.title() if stage else NONE,
        state,
        row.needed,
        known,
    )
