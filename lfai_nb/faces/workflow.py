"""The workflow map as a person reads it: text for the terminal, Markdown, HTML for a notebook."""

from lfai_nb.faces import markdown
from lfai_nb.faces.table import Table
from lfai_nb.faces.text import escape, paragraph
from lfai_nb.hosting.served import Served

STEP_HEAD = ("Step", "Hosted projects")
PROJECT_HEAD = ("Project", "Stage", "Heading", "What it does")
GAP = "none"


def served_text(answer: Served) -> str:
    parts = [paragraph(answer.headline), ""]
    if not answer.at:
        parts += [paragraph(f"{step}: {names}", "    ", "  - ") for step, names in _steps(answer)]
        parts.append("")
    elif answer.projects:
        # What it does is a sentence, too long for a column.
        for project, stage, heading, what in _projects(answer):
            parts.append(paragraph(f"{project} ({stage}; {heading}). {what}", "    ", "  - "))
        parts.append("")
    return "\n".join([*parts, *(paragraph(line) for line in answer.about)])


def served_markdown(answer: Served) -> str:
    parts = [f"## {markdown.escaped(title(answer))}", markdown.escaped(answer.headline)]
    if not answer.at:
        parts.append(markdown.table(STEP_HEAD, _steps(answer)))
    elif answer.projects:
        parts.append(markdown.table(PROJECT_HEAD, _projects(answer)))
    return "\n\n".join([*parts, *map(markdown.escaped, answer.about)]) + "\n"


def served_html(answer: Served) -> str:
    """For a notebook."""
    parts = [f"<p><strong>{escape(answer.headline)}</strong></p>"]
    if not answer.at:
        every = Table(STEP_HEAD, _steps(answer), "The steps and their projects")
        parts.append(every._repr_html_())
    elif answer.projects:
        parts.append(Table(PROJECT_HEAD, _projects(answer), "The projects")._repr_html_())
    parts += [f"<p>{escape(line)}</p>" for line in answer.about]
    return f'<div class="lfai-workflow">{"".join(parts)}</div>'


def title(answer: Served) -> str:
    if not answer.at:
        return "The machine learning workflow and its projects"
    if answer.steps and answer.at == answer.steps[0].item.id:
        return f"The workflow: {answer.steps[0].name}"
    entry = next(iter(answer.projects), None)
    if entry and answer.at == entry.project.id:
        return f"The workflow: {entry.project.name}"
    return f"The workflow: {answer.at}"


def _steps(answer: Served) -> list[tuple[str, str]]:
    names = [", ".join(project.name for project in step.projects) for step in answer.steps]
    return [(step.name, text or GAP) for step, text in zip(answer.steps, names, strict=True)]


def _projects(answer: Served) -> list[tuple[str, str, str, str]]:
    return [
        (entry.project.name, entry.stage.capitalize(), entry.under, entry.what)
        for entry in answer.projects
    ]
