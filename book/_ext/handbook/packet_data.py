"""What the proposal tool in the page knows: the template, its reviewers, the sentences, the record.

The script fills the fields as ``lfai_nb.hosting.packet`` does, from the same templates. What is
known of the projects of the record, and what the readiness report needs, are files of their own.
"""

from datetime import date
from html import escape
from typing import Any

from handbook import tool_data
from lfai_nb.catalog import load as load_catalog
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.evidence.portfolio import facts_of_all
from lfai_nb.evidence.record import FoundationRecord
from lfai_nb.faces import packet as face
from lfai_nb.faces import readiness as readiness_face
from lfai_nb.hosting import packet_sentences as sentences
from lfai_nb.hosting.claims import RESTS_ON
from lfai_nb.hosting.packet import BEFORE, COUNTS, DECK, FIELDS, LICENSING, WORDS, packet
from lfai_nb.lifecycle import licenses
from lfai_nb.lifecycle.facts import FACTS, NOBODY_LOOKED, Interval, ProjectFacts
from lfai_nb.policy import load
from lfai_nb.policy.words import counted, singular

SENTENCES = (
    *("TITLE", "FILLED_ON", "EVIDENCE", "OWN_WORDS", "REVIEWED_BY", "DECK_TITLE", "TO_COMPLETE"),
    *("DECK_ABOUT", "IN_DECKS", "TO_WRITE", "HEAD", "IF_NONE", "LOOKED_UP", "REQUEST", "COUNTED"),
    *("NOTES_TITLE", "NOTES_ABOUT", "WRITE", "ADD"),
)
UNITS = ("people", "organisations", "releases", "facts", "texts")
RULES = (FIELDS, DECK, BEFORE, LICENSING, "HST-CHANNEL")
#: The fields of the template that the form has anyway.
IN_THE_FORM = ("name", "level", "license", "source-control")
LONGEST_WORDS = 3000  # characters of one field: the longest of the five real proposals is shorter
#: A project of which nothing is known: who reviews a field hangs on the stage alone.
NOBODY = ProjectFacts("A project", "https://example.org")


def known() -> dict[str, ProjectFacts]:
    """The projects that can ask for a next stage, by their ids."""
    named = zip(load_catalog().projects, facts_of_all(), strict=True)
    return {
        project.id: facts
        for project, facts in named
        if facts.stage and facts.stage.hosted and facts.stage.next
    }


def asks_for(facts: ProjectFacts) -> Stage:
    assert facts.stage is not None
    following = facts.stage.next
    assert following is not None
    return following


def newest() -> date:
    """The day from which on no rule changes: what holds then holds on every later day."""
    return max(tool_data.change_days(load()))


def proposal() -> dict[str, Any]:
    on = newest()
    stages = {stage: packet(NOBODY, {}, stage, on=on) for stage in HOSTED_STAGES}
    first = stages[Stage.SANDBOX]
    return {
        "sentences": {name.lower(): getattr(sentences, name) for name in SENTENCES},
        "claims": sentences.CLAIMS,
        "units": {unit: singular(unit) for unit in UNITS},
        "nobody": NOBODY_LOOKED,
        "stages": HOSTED_STAGES,
        "projects": {id_: asks_for(facts) for id_, facts in known().items()},
        "from": on.isoformat(),
        "fields": [
            {"id": each.field.id, "text": each.field.text, "quote": each.field.quote}
            | {"optional": each.field.optional, "rests": RESTS_ON.get(each.field.id, ())}
            for each in first.answers
        ],
        "reviewers": {
            stage: [each.reviewers for each in made.answers] for stage, made in stages.items()
        },
        "counted": counted(len(first.answers), "fields"),
        "decks": first.decks,
        "counts": {key: FACTS[key].meaning for key in COUNTS},
        "subjects": [
            {"id": each.id, "words": WORDS.get(each.id, each.id), "name": face.slide_name(each)}
            | {"text": each.text, "times": each.decks}
            for each in first.deck
        ],
        "counted_decks": counted(first.decks, "decks"),
        "new_file": f"{face.PROPOSALS}/new/{face.BRANCH}",
        "longest": face.LONGEST_ADDRESS,
        "badge_form": f"{face.BADGE_SERVICE}/projects",
        "criteria": face.CRITERIA,
    }


def judging() -> dict[str, Any]:
    """What the readiness report needs besides the facts."""
    words = {"record": FoundationRecord.name, "voted": readiness_face.VOTED}
    return tool_data.judging() | words


def form(markup: str) -> str:
    named = sorted(known().items(), key=lambda pair: pair[1].name.casefold())
    options = "".join(f'<option value="{id_}">{facts.name}</option>' for id_, facts in named)
    return markup.replace("@projects@", options).replace("@words@", _words())


def _words() -> str:
    """A place to write for each field of the template that the form does not ask for besides."""
    fields = [item for item in load().at(newest()).items(FIELDS) if item.id not in IN_THE_FORM]
    places = "".join(
        f'<p><label for="word_{item.id}">{escape(item.text)}</label>'
        f'<textarea id="word_{item.id}" name="word_{item.id}" rows="2" maxlength="{LONGEST_WORDS}"'
        f' aria-describedby="word_{item.id}-note"></textarea>'
        f'<small id="word_{item.id}-note"></small></p>'
        for item in fields
    )
    return (
        f'<details class="tool-words"><summary>Write the other {counted(len(fields), "fields")} '
        "here</summary><p>What you write completes what is known, and is kept in the address of "
        f"this page.</p>{places}</details>"
    )


def record() -> dict[str, Any]:
    """What is known of each project, with its source; every text is written once."""
    texts: dict[str, int] = {}
    keys = list(FACTS)

    def shared(text: str) -> int:
        return texts.setdefault(text, len(texts))

    projects = {}
    for id_, project in known().items():
        settled, unsettled = [], []
        for fact in project:
            assert fact.attestation is None, "the script has no word for who stated it"
            if fact.value is None:
                unsettled.append([keys.index(fact.key), shared(fact.reason)])
                continue
            day = fact.retrieved.date().isoformat() if fact.retrieved else ""
            origin = [shared(text) for text in (fact.source, fact.url, fact.method, day)]
            settled.append([keys.index(fact.key), _value(fact.value), *origin])
        spdx = project["license_spdx"].value
        projects[id_] = {
            "name": project.name,
            "repository": project.repository,
            "approved": licenses.read(spdx).approved if isinstance(spdx, str) else None,
            "known": settled,
            "unknown": unsettled,
        }
    return {"keys": keys, "texts": list(texts), "projects": projects}


def _value(value: object) -> object:
    if isinstance(value, Interval):
        return {"low": _value(value.low), "high": value.high}
    return value if type(value) in (bool, int, str) else str(value)
