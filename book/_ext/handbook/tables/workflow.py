"""Tables on the machine learning workflow: its steps, and the hosted projects that serve each."""

from collections.abc import Callable
from datetime import date

from handbook.parts import Content, bullets, el, made_from, project_link, recorded, table
from lfai_nb.catalog.catalog import LANDSCAPE
from lfai_nb.hosting.workflow import Step, workflow
from lfai_nb.policy import load


def workflow_steps(on: date) -> Content:
    view = load().at(on)
    heads = {"data": "Data", "model": "Model", "use": "Use"}
    rows = [
        (head, bullets(i for i in view.items("FLOW-STEPS") if i.part == part))
        for part, head in heads.items()
    ]
    rows.append(("All along", bullets(view.items("FLOW-ACROSS"))))
    rows.append(("Where it runs", bullets(view.items("FLOW-WHERE"))))
    rules = ("FLOW-STEPS", "FLOW-ACROSS", "FLOW-WHERE")
    workflow = table("The machine learning workflow", ["Part", "Steps"], rows)
    return [workflow, made_from(*map(view.in_force, rules))]


def workflow_map(on: date) -> Content:
    """The steps with the hosted projects that serve each, and the gaps."""
    flow = workflow(on=on)
    view = load().at(on)

    def row(step: Step) -> list[Content]:
        links: list[Content] = []
        for project in step.projects:
            links += [", "] if links else []
            links.append(project_link(project.id, project.name))
        words = "; ".join(f"{topic}, {part}" for topic, part in step.headings)
        return [step.item.text.rstrip("."), links or "none", words or "no heading names it"]

    caption = "Hosted projects by step, as far as the landscape's headings name one"
    rows = [row(step) for step in (*flow.steps, *flow.across)]
    steps = table(caption, ["Step", "Projects", "Headings of the landscape"], rows)
    gaps = f"{len(flow.gaps)} of the {len(rows)} have no project under a heading that names them."
    rest = (
        f"{len(flow.elsewhere)} hosted projects are under headings that name no step, or several: "
        "these say nothing of what the projects can do."
    )
    rules = map(view.in_force, ("FLOW-STEPS", "FLOW-ACROSS"))
    return [el("p", f"{gaps} {rest}"), steps, made_from(*rules), recorded(LANDSCAPE)]


SHOWN: dict[str, Callable[[date], Content]] = {
    "workflow-steps": workflow_steps,
    "workflow-map": workflow_map,
}
