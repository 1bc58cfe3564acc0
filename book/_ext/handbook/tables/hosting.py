"""Tables and figures on hosting a project: requirements, stages, benefits, the steps."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from operator import itemgetter

from handbook.parts import (
    NONE,
    Content,
    bullets,
    chart,
    el,
    origin,
    recorded,
    rule_link,
    table,
    value_link,
    value_link_on,
)
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.faces.benefits_figure import benefits_figure
from lfai_nb.faces.lifecycle_figure import VOTES, lifecycle_figure
from lfai_nb.faces.process_figure import process_figure
from lfai_nb.policy import Item, Rule, Value, View, load
from lfai_nb.policy.absence import inherited_from, stages_up_to
from lfai_nb.policy.words import day_in_words, say_value

#: What the stages ask for, side by side: a line of the table, and its rule in each stage.
SIDE_BY_SIDE = {
    "Member that sponsors it": ("SBX-SPONSOR", "", ""),
    "Sponsor on the TAC": ("SBX-TAC-SPONSOR", "", ""),
    "Organisations": ("", "INC-ORGS", "GRD-ORGS"),
    "GitHub stars, at least": ("", "INC-STARS", "GRD-STARS"),
    "OpenSSF Best Practices badge": ("SBX-BADGE", "INC-BADGE", "GRD-BADGE"),
    "Technical Steering Committee": ("", "INC-TSC", ""),
    "Its chairperson": ("", "INC-TSC-CHAIR", ""),
    "Open communication": ("", "INC-OPEN-COMMUNICATION", ""),
    "Steady commits and merges": ("", "", "GRD-ACTIVITY"),
    "Collaborations with hosted projects": ("", "", "GRD-COLLABORATION"),
    "Lead in the TAC's calls": ("", "", "GRD-LEAD-EXPECTED"),
    "Vote": ("SBX-VOTE", "INC-VOTE", "GRD-VOTE"),
}
#: Where the rules of the lifecycle stand, and the kinds of them that a table can compare.
LIFECYCLE = (*map(str, Stage), "review", "stages")
COMPARED = ("count", "range", "level", "vote")
#: Who stands up for a project changed too, though neither a number nor a vote says so.
SPONSORS = ("SBX-SPONSOR", "INC-SPONSOR", "SBX-TAC-SPONSOR")
CAPTIONS = {"requirement": "Requirements", "task": "Tasks of the project"}
WHOSE = {
    "": "",
    "project": "the project",
    "sponsor": "the sponsor",
    "tac": "the TAC",
    "board": "the Governing Board",
    "staff": "the foundation's staff",
    "member": "the member",
}


def lifecycle(on: date) -> Content:
    view = load().at(on)
    rules = ("STG-NAMES", "STG-ENTRY", *VOTES.values(), "EMR-VOTE")
    return chart(lifecycle_figure(view), origin(*map(view.in_force, rules)))


def process(on: date) -> Content:
    view = load().at(on)
    return chart(process_figure(view), origin(view.in_force("HST-STEPS")))


def stages_side_by_side(on: date) -> Content:
    view = load().at(on)
    used: list[Value] = []

    def cell(rules: Sequence[str], n: int) -> Content:
        value = view[rules[n]] if rules[n] else None
        if value is None:
            # A stage asks for what the stages below it ask for; a dash must not hide that.
            below = [s for s in stages_up_to(view, HOSTED_STAGES[n])[:-1] if rules[s.rank]]
            return inherited_from(below[-1]) if below else NONE
        used.append(value)
        return value_link(value)

    rows = [
        [name, *(cell(rules, n) for n in range(len(HOSTED_STAGES)))]
        for name, rules in SIDE_BY_SIDE.items()
    ]
    heads = ["What is asked for", *(f"{stage.capitalize()} adds" for stage in HOSTED_STAGES)]
    caption = "What each stage asks for, beyond the one before it"
    return [table(caption, heads, rows, classes="comparison"), origin(*used)]


def requirements(stage: Stage, group: str, on: date) -> Content:
    """The requirements, or the tasks, of a stage, with who closes the gap and how."""
    values = list(load().at(on).values(group=group, stage=stage))
    caption = f"{CAPTIONS[group]}, {stage.capitalize()}"
    rows = map(_requirement, values)
    return [table(caption, ("What", "How", "By"), rows), origin(*values)]


def _requirement(value: Value) -> tuple[Content, str, str]:
    rule = load()[value.rule]
    amount = "" if value.content is True else f": {say_value(rule, value)}"
    note = " The TAC has the last word on it." if value.judgment else ""
    what = rule_link(value, rule.title + amount)
    return what, rule.todo + note, WHOSE[rule.who or ""]


def thresholds(on: date) -> Content:
    """A column for each lifecycle document: what a project was asked for under it."""
    policy = load()
    days = [day for day in versions() if day <= on]
    rows = []
    for rule in policy.rules.values():
        if not (rule.id in SPONSORS or (rule.topic in LIFECYCLE and rule.kind in COMPARED)):
            continue
        values = [rule.at(day) for day in days]
        if len({value and value.content for value in values}) == 1:
            continue
        stage = f"{rule.stage.capitalize()}: " if rule.stage else ""
        cells = [value_link_on(policy.at(day), rule) for day in days]
        rows.append((_order(rule), [stage + rule.title, *cells]))
    heads = ["Rule", *(f"since {day_in_words(day)}" for day in days)]
    caption = "Numbers, levels, sponsors and votes under each lifecycle document"
    in_order = [row for _, row in sorted(rows, key=itemgetter(0))]
    return table(caption, heads, in_order, classes="comparison")


def _order(rule: Rule) -> int:
    """From the first stage to the last, and then what holds for all of them."""
    return LIFECYCLE.index(rule.topic)


def versions() -> list[date]:
    """The days from which the lifecycle documents hold."""
    return [document.start for document in load().documents]


def steps(on: date) -> Content:
    value = load().at(on).in_force("HST-STEPS")
    rows = [
        (f"{n}. {step.text}", step.who, step.when, step.outcome)
        for n, step in enumerate(load().at(on).items("HST-STEPS"), start=1)
    ]
    heads = ("Step", "Who", "When", "What comes out")
    return [table("The steps to being hosted", heads, rows), origin(value)]


def benefits(stage: Stage, on: date) -> Content:
    """What a hosted project gets at a stage, or what the stage adds."""
    values = list(load().at(on).values(group="benefit", stage=stage))
    rows = [(rule_link(value, load()[value.rule].title), str(value.content)) for value in values]
    verb = "gives" if stage is Stage.SANDBOX else "adds"
    return [table(f"{stage.capitalize()} {verb}", ("Benefit", "What it is"), rows), origin(*values)]


def benefits_matrix(on: date) -> Content:
    view = load().at(on)
    values = (v for stage in HOSTED_STAGES for v in view.values(group="benefit", stage=stage))
    return chart(benefits_figure(view), origin(*values))


def benefit_differences(on: date) -> Content:
    """Where the slide that sums up the benefits says less, or more, than the document in force."""
    sources = load().sources
    document, slide = sources["lifecycle-2023"], sources["overview-2024"]
    between = (document.dated, min(slide.dated, on))
    changes = load().diff(*between)
    rows = [
        (c.rule.title, *(value_link_on(load().at(day), c.rule) for day in between))
        for c in changes
        if c.rule.group == "benefit"
    ]
    if not rows:
        return el("p", "No slide summed the benefits up by then.")
    heads = ("Benefit", f"The document, {day_in_words(document.dated)}")
    caption = "Where the slide and the document differ"
    last = f"The slide, {day_in_words(slide.dated)}"
    return [table(caption, (*heads, last), rows), recorded(document.id, slide.id)]


def former_benefits(on: date) -> Content:
    """What earlier documents gave at a stage, and the newest does not."""
    view = load().at(on)
    rows = []
    for rule in load().rules.values():
        given = [v for v in rule.values if v.content is not None and v.start <= on]
        if rule.group != "benefit" or not given or view[rule.id] is not None:
            continue
        since = ", ".join(str(value.start.year) for value in given)
        stage = rule.stage.capitalize() if rule.stage else "Every stage"
        rows.append((rule_link(given[-1], rule.title), stage, since))
    heads = ("Benefit", "Stage", "In the documents of")
    return table("What earlier documents gave, and the newest does not", heads, rows)


def _vote(view: View, rule: Rule) -> Content:
    # Where a document has one vote for every project, the rows for some of them say only that.
    one_for_all = rule.family == "archive_vote" and view[rule.id] is None
    return "the vote on every project" if one_for_all else value_link_on(view, rule)


def votes(on: date) -> Content:
    """Who voted on what, under each lifecycle document."""
    days = [day for day in versions() if day <= on]
    policy = load()
    last = ("EMR-VOTE", "EMR-VOTE-GRADUATED", "EMR-VOTE-NO-OWNER", "EMR-VOTE-REVIEW")
    rules = ("SBX-VOTE", "INC-VOTE", "GRD-VOTE", *last)
    rows = [
        [
            policy[rule_id].title,
            *(_vote(policy.at(day), policy[rule_id]) for day in days),
        ]
        for rule_id in rules
    ]
    heads = ["Decision", *(f"since {day_in_words(day)}" for day in days)]
    return table("Who votes, under each lifecycle document", heads, rows, classes="comparison")


def reading_of_archive(on: date) -> Content:
    """What archiving means, by each document that says it."""
    return list(_meanings(load().at(on)))


def _meanings(view: View) -> Iterator[Content]:
    for value in view.policy["EMR-MEANING"].values:
        if value.content is None or value.start > view.day:
            continue
        items = view.policy.at(value.start).items("EMR-MEANING")
        link = rule_link(value, f"Since {day_in_words(value.start)}")
        yield [el("p", link, ":"), bullets(items)]


def parts_of(rule_id: str, on: date) -> Content:
    """A list whose entries belong to parts, under the name of each part."""
    view = load().at(on)
    by_part: dict[str, list[str]] = {}
    for item in view.items(rule_id):
        by_part.setdefault(item.part, []).append(item.text)
    lists = [[el("p", el("strong", part)), bullets(of)] for part, of in by_part.items()]
    value = view.in_force(rule_id)
    name = rule_link(value, load()[rule_id].title)
    return [el("p", name, f", since {day_in_words(value.start)}:"), lists, origin(value)]


def proposal_fields(on: date) -> Content:
    """The form, field by field, with what to know about one and which of the two forms has it."""
    view = load().at(on)
    template, short = view.items("PRO-FIELDS"), view.items("PRO-PULL-REQUEST")
    in_both = {field.id for field in template} & {field.id for field in short}
    fields = [
        _field(field, "" if field.id in in_both else "Only in the template.") for field in template
    ]
    more = [_field(field, "Only in the form of a pull request.") for field in short]
    fields += [line for field, line in zip(short, more, strict=True) if field.id not in in_both]
    both = map(view.in_force, ("PRO-FIELDS", "PRO-PULL-REQUEST"))
    return [el("ol", fields), origin(*both)]


def _field(field: Item, only: str) -> Content:
    note = " ".join(part for part in (only, field.note) if part)
    return el("li", field.text, [" ", el("small", note)] if note else [])


SHOWN: dict[str, Callable[[date], Content]] = {
    "lifecycle-figure": lifecycle,
    "hosting-process-figure": process,
    "hosting-steps": steps,
    "stages-side-by-side": stages_side_by_side,
    **{
        f"requirements-{stage}": partial(requirements, stage, "requirement")
        for stage in HOSTED_STAGES
    },
    "tasks-sandbox": partial(requirements, Stage.SANDBOX, "task"),
    **{f"benefits-{stage}": partial(benefits, stage) for stage in HOSTED_STAGES},
    "benefits-figure": benefits_matrix,
    "benefit-differences": benefit_differences,
    "former-benefits": former_benefits,
    "thresholds-through-time": thresholds,
    "votes-through-time": votes,
    "archive-meaning": reading_of_archive,
    "proposal-fields": proposal_fields,
    "onboarding-parts": partial(parts_of, "HST-ONBOARDING"),
}
