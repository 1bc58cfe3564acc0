"""What the proposal tool in the page knows: the packet of each project, by ``lfai-nb packet``.

Every answer is worked out here, by the same ``packet`` that the command line calls. The script
finds the right one, puts a reader's own project in the place of a sample, and writes the papers.
"""

from datetime import date
from typing import Any

from handbook.tool_data import change_days
from lfai_nb.catalog import load as load_catalog
from lfai_nb.domain import HOSTED_STAGES, Stage
from lfai_nb.evidence.portfolio import facts_of_all
from lfai_nb.faces import packet as face
from lfai_nb.hosting import packet_sentences as sentences
from lfai_nb.hosting.packet import BEFORE, DECK, FIELDS, LICENSING, Packet, packet
from lfai_nb.lifecycle.facts import ProjectFacts
from lfai_nb.policy import load
from lfai_nb.policy.words import counted, day_in_words

SENTENCES = (
    *("TITLE", "FILLED_ON", "MARK", "EVIDENCE", "OWN_WORDS", "REVIEWED_BY", "DECK_TITLE"),
    *("DECK_ABOUT", "IN_DECKS", "TO_WRITE", "HEAD"),
)
RULES = (FIELDS, DECK, BEFORE, LICENSING, "HST-CHANNEL")
#: In the place of what a reader enters for a project of their own.
SAMPLE = ProjectFacts("HANDBOOK-NAME", "https://github.com/handbook-owner/handbook-name")


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
    return max(change_days(load()))


def proposal() -> dict[str, Any]:
    texts: dict[str, int] = {}

    def shared(text: str) -> int:
        return texts.setdefault(text, len(texts))

    on = newest()
    own = {stage: packet(SAMPLE, {}, stage, on=on) for stage in HOSTED_STAGES}
    first = own[Stage.SANDBOX]
    projects = {id_: packet(facts, {}, asks_for(facts), on=on) for id_, facts in known().items()}
    return {
        "sentences": {name.lower(): getattr(sentences, name) for name in SENTENCES},
        "stages": HOSTED_STAGES,
        "from": on.isoformat(),
        "fields": [
            {"id": each.field.id, "text": each.field.text, "quote": each.field.quote}
            for each in first.answers
        ],
        "counted": counted(len(first.answers), "fields"),
        "decks": first.decks,
        "subjects": [
            {"name": face.slide_name(each), "text": each.text, "times": each.decks}
            for each in first.deck
        ],
        "counted_decks": counted(first.decks, "decks"),
        "new_file": f"{face.PROPOSALS}/new/{face.BRANCH}",
        "longest": face.LONGEST_ADDRESS,
        "sample": {"name": SAMPLE.name, "repository": SAMPLE.repository},
        "own": {stage: _packet(one, shared) for stage, one in own.items()},
        "projects": {id_: _packet(one, shared) for id_, one in projects.items()},
        "texts": list(texts),
    }


def form(markup: str) -> str:
    named = sorted(known().items(), key=lambda one: one[1].name.casefold())
    options = "".join(f'<option value="{id_}">{facts.name}</option>' for id_, facts in named)
    return markup.replace("@projects@", options)


def _packet(one: Packet, shared: Any) -> dict[str, Any]:
    return {
        "name": one.facts.name,
        "repository": one.facts.repository,
        "stage": one.stage,
        "badge": face.badge_application(one),
        "answers": [
            [
                str(answer.state),
                shared(answer.claim),
                shared(answer.left),
                [
                    [shared(text) for text in (fact.key, fact.source, fact.url, fact.method)]
                    + [shared(day_in_words(fact.retrieved.date()) if fact.retrieved else "")]
                    for fact in answer.evidence
                ],
                [shared(who) for who in answer.reviewers],
            ]
            for answer in one.answers
        ],
        "deck": [[shared(line) for line in slide.known] for slide in one.deck],
    }
