"""Tables and figures on the foundation, its council, and model openness."""

from collections.abc import Callable
from datetime import date

from handbook.parts import (
    NONE,
    Content,
    bullets,
    chart,
    el,
    made_from,
    origin,
    recorded,
    rule_link,
    source_link,
    table,
    value_link,
)
from lfai_nb import catalog
from lfai_nb.council import needed, quorum
from lfai_nb.faces.foundation_figures import names_figure, structure_figure, thresholds_figure
from lfai_nb.openness import CLASSES, classify, components, models, recorded_on
from lfai_nb.policy import load
from lfai_nb.policy.words import day_in_words

CLASS_NAMES = {"III": "Class III, Open Model", "II": "Class II, Open Tooling"}
CLASS_NAMES["I"] = "Class I, Open Science"


def three_things(on: date) -> Content:
    view = load().at(on)
    rows = [
        (
            "Linux Foundation",
            "an organisation that is home to many foundations",
            "It has its own members, who pay separate dues.",
        ),
        (
            "LF AI & Data",
            "an umbrella foundation for one field, artificial intelligence and data",
            bullets(view.items("MEM-LEVELS")),
        ),
        (
            "A hosted project",
            value_link(view["CHT-SERIES"]),
            "none: it has contributors and committers, who need not be members of anything",
        ),
    ]
    return table("Three things side by side", ["Which", "What it is", "Its members"], rows)


def mission_words(on: date) -> Content:
    """The newest wording, with what it added to the first one marked."""
    view, first = load().at(on), load()["MISSION"].values[0]
    newest = view.in_force("MISSION")
    added = [i.quote for i in view.items("MISSION-ADDITIONS")] if newest.start > first.start else []
    marked = f"The marked words were added after {day_in_words(first.start)}."
    words = _with_inserted(view.text("MISSION"), added)
    return [el("blockquote", el("p", words, ".")), el("p", marked), origin(newest)]


def _with_inserted(text: str, added: list[str]) -> list[Content]:
    """The text, with the first place of each addition marked as one."""
    for addition in added:
        before, match, after = text.partition(addition)
        if match:
            others = [other for other in added if other != addition]
            inserted = el("ins", addition)
            return [*_with_inserted(before, others), inserted, *_with_inserted(after, others)]
    return [text]


def goals(on: date) -> Content:
    view = load().at(on)
    rows = [(i.text, i.outcome) for i in view.items("GOALS")]
    goals_table = table("The goals of 2019 and the means for each", ["Goal", "Means"], rows)
    return [goals_table, origin(view.in_force("GOALS"))]


def names(on: date) -> Content:
    values = (v for rule in ("NAME", "WEB-DOMAIN", "LINKS") for v in load()[rule].values)
    return chart(names_figure(load(), on), made_from(*(v for v in values if v.start <= on)))


def structure(on: date) -> Content:
    view = load().at(on)
    rules = ("ELECT-BOARD-VOTERS", "ELECT-OUTREACH-VOTERS", "TAC-WHO-VOTES")
    return chart(structure_figure(view), made_from(*map(view.in_force, rules)))


def thresholds(on: date) -> Content:
    rules = ("INC-STARS", "GRD-STARS", "INC-ORGS", "GRD-ORGS")
    values = (v for rule in rules for v in load()[rule].values if v.content is not None)
    return chart(thresholds_figure(load(), on), origin(*values))


def who_votes(on: date) -> Content:
    view = load().at(on)
    bodies = {
        "Governing Board": "ELECT-BOARD-VOTERS",
        "Technical Advisory Council": "TAC-WHO-VOTES",
        "Outreach Committee": "ELECT-OUTREACH-VOTERS",
        "Any other committee": "ELECT-OTHER-VOTERS",
    }
    rows = [
        (rule_link(view.in_force(rule), body), bullets(view.items(rule)))
        for body, rule in bodies.items()
    ]
    return table("Who has a vote", ["Body", "Who votes"], rows)


def first_structure(on: date) -> Content:
    first = load()["STRUCTURE"].values[0]
    view = load().at(first.start)
    items = view.items("STRUCTURE")
    below = [i for i in items if i.part == "board"]
    rows = [(i.text, bullets(below) if i.id == "board" else NONE) for i in items if not i.part]
    words = f"As of {day_in_words(first.start)}"
    committees = table(words, ["Body", "Its committees"], rows)
    return [committees, made_from(view.in_force("STRUCTURE"))]


# The council.


#: Whose the seats with a vote are, column by column.
SEAT_RULES = ("TAC-PREMIER-SEATS", "TAC-PROJECT-SEATS")


def council_seats(on: date) -> Content:
    """The seats on each date for which a table of them is known."""
    rows = []
    for value in load()[SEAT_RULES[0]].values:
        view = load().at(value.start)
        seats = [view.items(rule) for rule in SEAT_RULES]
        rows.append(
            (
                day_in_words(value.start),
                *(
                    [
                        rule_link(view.in_force(rule), str(len(of))),
                        f": {', '.join(item.text for item in of)}",
                    ]
                    for rule, of in zip(SEAT_RULES, seats, strict=True)
                ),
                str(sum(map(len, seats))),
            )
        )
    head = ["On", "Premier members", "Graduated projects", "Seats together"]
    return table("Seats with a vote, as the slides of the day list them", head, rows)


def council_countries(on: date) -> Content:
    """By country the seats of the one table that has a column for it."""
    view = load().at(on)
    by_country: dict[str, tuple[list[str], ...]] = {}
    for column, rule in enumerate(SEAT_RULES):
        for seat in view.items(rule):
            if seat.country:
                by_country.setdefault(seat.country, ([], []))[column].append(seat.text)
    if not by_country:
        return el("p", "No table of that day has the countries.")
    most_first = sorted(by_country.items(), key=lambda each: (-sum(map(len, each[1])), each[0]))
    rows = [
        (country, str(sum(map(len, names))), *(", ".join(each) or NONE for each in names))
        for country, names in most_first
    ]
    value = view.in_force(SEAT_RULES[0])
    caption = f"Seats by country, in the table of {day_in_words(value.start)}"
    head = ["Country", "Seats", "Premier members", "Graduated projects"]
    return [table(caption, head, rows), recorded(value.source.id)]


#: The items of an agenda, in their order, and the rule that says how long each takes.
AGENDA = {
    "Roll call": "TAC-TIME-ROLL-CALL",
    "Minutes of the meeting before": "TAC-TIME-MINUTES",
    "Presenting a new project": "TAC-TIME-PROPOSAL",
    "Discussing it": "TAC-TIME-DISCUSSION",
    "Annual review of a project": "TAC-TIME-REVIEW",
}


def council_times(on: date) -> Content:
    """What each document says of the time that an item gets; a dash where it says nothing."""
    stated = {
        item: {value.start: value for value in load()[rule].values if value.start <= on}
        for item, rule in AGENDA.items()
    }
    days = sorted({day for values in stated.values() for day in values})
    rows = [
        (item, *(value_link(values[day]) if day in values else NONE for day in days))
        for item, values in stated.items()
    ]
    values = (value for of in stated.values() for value in of.values())
    caption = "Minutes on the agenda, by the documents of each day"
    return [table(caption, ["Item", *map(day_in_words, days)], rows), origin(*values)]


def council_arithmetic(on: date) -> Content:
    """What a bare quorum, a majority and two thirds are, for several sizes of the council."""
    known = load().at(on).number("TAC-SEATS")
    rows = [
        (
            str(voters),
            str(present := quorum(voters)),
            str(needed("majority", present)),
            str(needed("two-thirds", present)),
            str(needed("two-thirds", voters)),
        )
        for voters in range(known - 3, known + 4)
    ]
    head = [
        "Voting seats",
        "Quorum, if it is half",
        "Majority of a bare quorum",
        "Two thirds of a bare quorum",
        "Two thirds of all seats",
    ]
    words = (
        "Two thirds of all seats is more votes than a bare quorum has. So a meeting that "
        "just reaches its quorum cannot pass a vote of two thirds, if the share is taken of all "
        "seats. We found no document that says of whom it is taken."
    )
    caption = "Votes needed, by number of seats (computed; half is assumed)"
    return [table(caption, head, rows), el("p", words)]


# Model openness, and the workflow.


def openness_classes(on: date) -> Content:
    view = load().at(on)
    rows = []
    for name, items in components(view).items():
        entries = [
            f"{i.text}{f' ({i.part})' if i.part else ''}" + (", optional" if i.optional else "")
            for i in items
        ]
        rows.append(
            (rule_link(view.in_force(f"MOF-CLASS-{name}"), CLASS_NAMES[name]), bullets(entries))
        )
    head = ["Class", "Components, with the type that their licence should be made for"]
    return table("What each class adds to the one above it in this table", head, rows)


def openness_models(on: date) -> Content:
    """The models that the foundation's tool has on record, by class, as these rules judge them."""
    day, view = recorded_on(), load().at(on)
    if on < day:
        return el(
            "p", f"The models in this table are those that the tool had on {day_in_words(day)}."
        )
    every = {
        name.removeprefix("models/"): classify(model.released, view=view)
        for name, model in models(view).items()
        if name.startswith("models/")
    }
    reached = {c: [n for n, openness in every.items() if openness.certain == c] for c in CLASSES}
    rows = [
        (CLASS_NAMES[name], str(len(models_of)), ", ".join(models_of) or NONE)
        for name, models_of in reached.items()
    ]
    classified = [openness for openness in every.values() if openness.certain]
    misfits = sum(bool(openness.misfits) for openness in classified)
    most = f"All {misfits}" if misfits == len(classified) else f"{misfits} of the {len(classified)}"
    words = (
        f"The tool has {len(every)} models; the other {len(every) - len(classified)} reach no "
        f"class. {most} that do have at least one component under an open licence that is made for "
        "another type."
    )
    by_class = table(f"Models by class, on {day_in_words(day)}", ["Class", "Models", "Which"], rows)
    return [by_class, el("p", words), recorded("mot-models-2026")]


#: The parts of DATA-CHALLENGES, and how this book heads them.
DATA_PARTS = {
    "content": "What is in the data",
    "handling": "How it is handled",
    "law": "What law and rules ask",
}


def data_challenges(on: date) -> Content:
    view = load().at(on)
    rows = [
        (head, bullets(i for i in view.items("DATA-CHALLENGES") if i.part == part))
        for part, head in DATA_PARTS.items()
    ]
    caption = "Challenges and opportunities of data; the groups are this handbook's"
    named = table(caption, ["Group", "What the slide names"], rows)
    return [named, made_from(view.in_force("DATA-CHALLENGES"))]


# Who is named where.


def people(on: date) -> Content:
    """Who was named in an office, and in which document."""
    rows = [
        (
            day_in_words(role.seen_on),
            role.role,
            role.name,
            role.organisation or NONE,
            source_link(role.source),
        )
        for role in catalog.load().roles
        if role.seen_on <= on
    ]
    return table(
        "Named in an office", ["Seen on", "Office", "Name", "Organisation", "Document"], rows
    )


SHOWN: dict[str, Callable[[date], Content]] = {
    "three-things": three_things,
    "mission-words": mission_words,
    "goals": goals,
    "names-figure": names,
    "structure-figure": structure,
    "thresholds-figure": thresholds,
    "who-votes": who_votes,
    "structure-2019": first_structure,
    "council-seats": council_seats,
    "council-countries": council_countries,
    "council-times": council_times,
    "council-arithmetic": council_arithmetic,
    "openness-classes": openness_classes,
    "openness-models": openness_models,
    "data-challenges": data_challenges,
    "people": people,
}
