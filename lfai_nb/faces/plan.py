"""The way to a presentation as a person reads it: text for the terminal, Markdown, HTML."""

from collections.abc import Iterator

from lfai_nb.faces import markdown
from lfai_nb.faces.text import escape, paragraph, table
from lfai_nb.hosting import PlanStep, Schedule, Wait
from lfai_nb.hosting import sentences as words
from lfai_nb.hosting.schedule import TOPICS, items_of
from lfai_nb.policy import Value, load
from lfai_nb.policy.words import counted, day_in_words

HEAD = ("By", "What", "Who", "What comes out")
WAIT_HEAD = ("How long it took", "Projects", "Half of them within", "From … to")


def plan_text(plan: Schedule) -> str:
    parts = [paragraph(plan.headline), ""]
    if plan.meeting is None:
        return "\n".join(parts)
    parts += [paragraph(plan.about), "", paragraph(vote(plan)), "", paragraph(plan.order), ""]
    for number, step in enumerate(plan.steps, 1):
        parts.append(paragraph(step.item.text, "   ", f"{number}. "))
        parts.append(paragraph(f"Who: {step.item.who}. When: {when(step)}.", "   ", "   "))
        parts.append(paragraph(f"Outcome: {step.item.outcome}.", "   ", "   "))
    parts += ["", table(WAIT_HEAD, map(_wait, plan.waits)), "", paragraph(words.UNDEFINED), ""]
    for value in plan.checklists:
        parts.append(f"{title(value)} ({value.rule}):")
        parts += [paragraph(task, "    ", "  - ") for task in tasks(value)]
        parts.append("")
    for ahead in plan.ahead:
        parts.append(paragraph(f"{day_in_words(ahead.day)}: {ahead.text}"))
    parts += ["", *(paragraph(line) for line in sources(plan)), "", paragraph(words.NO_PROMISE)]
    return "\n".join(parts)


def plan_markdown(plan: Schedule) -> str:
    """For an issue: what is to be done has a box to tick."""
    esc = markdown.escaped
    parts = [f"## Presenting to the council for {plan.stage.capitalize()}", "", esc(plan.headline)]
    if plan.meeting is None:
        return "\n".join(parts)
    parts += ["", esc(plan.about), "", esc(vote(plan)), "", "### The steps", ""]
    parts += [esc(plan.order), ""]
    parts += [f"- [ ] {esc(_step(step))}" for step in plan.steps]
    parts += ["", "### After the vote", "", markdown.table(WAIT_HEAD, map(_wait, plan.waits)), ""]
    parts.append(esc(words.UNDEFINED))
    for value in plan.checklists:
        parts += ["", f"### {esc(title(value))}", ""]
        parts += [f"- [ ] {esc(task)}" for task in tasks(value)]
    parts += ["", "### Later", ""]
    parts += [f"- {esc(f'{day_in_words(a.day)}: {a.text}')}" for a in plan.ahead]
    parts += ["", *(f"{esc(line)}\n" for line in sources(plan)), esc(words.NO_PROMISE)]
    return "\n".join(parts)


def plan_html(plan: Schedule) -> str:
    """For a notebook."""
    parts = [f"<p><strong>{escape(plan.headline)}</strong></p>"]
    if plan.meeting is not None:
        rows = "".join(
            f"<tr><td>{escape(when(step))}</td><td>{escape(step.item.text)}</td>"
            f"<td>{escape(step.item.who)}</td><td>{escape(step.item.outcome)}</td></tr>"
            for step in plan.steps
        )
        parts += [
            f"<p>{escape(plan.about)}</p><p>{escape(vote(plan))}</p>",
            f"<p>{escape(plan.order)}</p>",
            f"<table><caption>The steps</caption>{_head(HEAD)}<tbody>{rows}</tbody></table>",
            "<table><caption>After the vote</caption>",
            _head(WAIT_HEAD),
            f"<tbody>{''.join(map(_wait_row, plan.waits))}</tbody></table>",
            f"<p>{escape(words.UNDEFINED)}</p>",
            *(f"<p>{escape(f'{day_in_words(a.day)}: {a.text}')}</p>" for a in plan.ahead),
        ]
    return f'<div class="lfai-plan">{"".join(parts)}</div>'


def _head(names: tuple[str, ...]) -> str:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _wait_row(wait: Wait) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _wait(wait))}</tr>"


def _step(step: PlanStep) -> str:
    return f"{step.item.text} Who: {step.item.who}. When: {when(step)}."


def when(step: PlanStep) -> str:
    return f"{day_in_words(step.day)}, {step.basis}" if step.day else step.basis


def vote(plan: Schedule) -> str:
    return words.VOTE.format(who=plan.decision)


def title(value: Value) -> str:
    return load(TOPICS)[value.rule].title


def tasks(value: Value) -> Iterator[str]:
    for item in items_of(value):
        yield f"{item.text} ({item.who})" if item.who else item.text


def sources(plan: Schedule) -> list[str]:
    """Each document once, with the rules that are read from it."""
    rules: dict[str, list[str]] = {}
    for value in plan.sources:
        rules.setdefault(f"{value.source.title}, “{value.where}”", []).append(value.rule)
    return [f"Source: {place} ({', '.join(ids)})." for place, ids in rules.items()]


def _wait(wait: Wait) -> tuple[str, str, str, str]:
    return (
        wait.title,
        str(wait.projects),
        counted(wait.median, "days"),
        f"{wait.low} to {counted(wait.high, 'days')}",
    )
