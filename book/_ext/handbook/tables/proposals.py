"""Tables of what projects proposed and signed: four proposals, three decks, the charters."""

from collections.abc import Callable
from datetime import date

from handbook.parts import NONE, Content, made_from, recorded, table
from handbook.tables.hosted import HISTORY, day_cell
from lfai_nb.catalog import load
from lfai_nb.policy import load as load_rules
from lfai_nb.policy.words import day_in_words

FOUR = ("edl", "tony", "flagai", "deeprec")
PAPER, FILED = "Paper signed", "Date of the file"


def proposals() -> dict[str, dict[str, str]]:
    """For each of four projects what its proposal says, field by field."""
    texts: dict[str, dict[str, str]] = {project: {} for project in FOUR}
    for field in load().proposals:
        texts[field.project][field.what] = field.value or ""
    return texts


def four_proposals(on: date) -> Content:
    texts = proposals()
    catalog = load()
    heads = ["What", *(catalog.find(project).name for project in FOUR)]
    rows: list[list[Content]] = []
    for what in texts[FOUR[0]]:
        values = [texts[project][what] for project in FOUR]
        if what in (PAPER, FILED):
            values = [day_in_words(date.fromisoformat(value)) for value in values]
        rows.append([what, *(value or "not stated" for value in values)])
    rows.append(["Accepted", *(day_cell(catalog.find(project).accepted) for project in FOUR)])
    day = min(on, catalog.as_of)
    now = [catalog.stage_on(project, day) for project in FOUR]
    said_now = [stage.capitalize() if stage else "no longer listed" for stage in now]
    rows.append([f"Stage on {day_in_words(day)}", *said_now])
    sources = dict.fromkeys(field.source for field in catalog.proposals)
    compared = table("Four proposals side by side", heads, rows, classes="comparison")
    return [compared, recorded(*sources, HISTORY)]


#: The subjects of a proposal's deck, in the order in which a council can follow them.
DECK_SUBJECTS = {
    "why-here": "Why here",
    "setting": "Where it comes from",
    "problem": "The problem",
    "overview": "What it is",
    "use": "How it is used",
    "architecture": "How it is built",
    "features": "What it can do",
    "measurements": "What it gains",
    "alternatives": "What else there is",
    "community": "Who contributes",
    "users": "Who uses it",
    "talks": "Where it was shown",
    "roadmap": "What comes next",
    "collaboration": "With hosted projects",
    "mission": "The mission",
    "request": "What it asks for",
}
DECKS = {"TonY": date(2021, 7, 15), "FlagAI": date(2022, 6, 30), "DeepRec": date(2023, 4, 6)}


def proposal_decks(on: date) -> Content:
    """What three projects showed the council, subject by subject."""
    values = [load_rules().at(day).in_force("PRO-DECK") for day in DECKS.values()]
    entries = [
        {item.id: item.text for item in load_rules().at(day).items("PRO-DECK")}
        for day in DECKS.values()
    ]
    rows = [
        (subject, *(deck.get(key, NONE) for deck in entries))
        for key, subject in DECK_SUBJECTS.items()
    ]
    heads = ("Subject", *(f"{name}, {day_in_words(day)}" for name, day in DECKS.items()))
    decks = table("Three decks side by side", heads, rows, classes="comparison")
    return [decks, made_from(*values)]


def charter_licences(on: date) -> Content:
    """How many charters name which licence, and whose they are where it is not the usual one."""
    named: dict[str, list[str]] = {}
    charters = [charter for charter in load().charters if charter.licence and charter.date <= on]
    for charter in charters:
        named.setdefault(charter.licence or "", []).append(load().find(charter.project).name)
    by_number = sorted(named.items(), key=lambda entry: -len(entry[1]))
    rows = [
        (licence, str(len(names)), "most of them" if n == 0 else ", ".join(names))
        for n, (licence, names) in enumerate(by_number)
    ]
    caption = f"Licences in {len(charters)} charters"
    sources = dict.fromkeys(charter.source for charter in charters)
    return [table(caption, ("Licence", "Charters", "Projects"), rows), recorded(*sources)]


SHOWN: dict[str, Callable[[date], Content]] = {
    "four-proposals": four_proposals,
    "proposal-decks": proposal_decks,
    "charter-licences": charter_licences,
}
