"""The papers of a proposal: the form, the notes on it, the readiness, the outline, the links."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from lfai_nb.domain import Address
from lfai_nb.errors import one_line
from lfai_nb.faces.markdown import escaped
from lfai_nb.faces.readiness import readiness_markdown
from lfai_nb.faces.standing import headline
from lfai_nb.faces.text import escape, paragraph
from lfai_nb.hosting import packet_sentences as sentences
from lfai_nb.hosting.packet import DeckSubject, FieldAnswer, FieldState, Packet
from lfai_nb.lifecycle import licenses
from lfai_nb.lifecycle.facts import Fact
from lfai_nb.policy import load
from lfai_nb.policy.words import counted, day_in_words

#: Where a proposal goes in, and what it is called there.
PROPOSALS = "https://github.com/lfai/proposing-projects"
BRANCH = "master"
#: A longer address is refused by GitHub; the text then has to be pasted.
LONGEST_ADDRESS = 7_500
BADGE_SERVICE = "https://www.bestpractices.dev"
#: Which criterion of the passing badge a fact can settle, as the badge service calls it. The facts
#: propose an answer; who sends the form decides.
CRITERIA = {
    "file_license": "license_location",
    "file_contributing": "contribution",
    "file_security": "vulnerability_report_process",
}


def files(packet: Packet) -> dict[str, str]:
    """Each file of the packet, by its name."""
    others = {
        "notes.md": notes_markdown(packet),
        "readiness.md": f"{readiness_markdown(packet.readiness)}\n",
        "deck.md": deck_markdown(packet),
        "next-steps.md": links_markdown(packet),
    }
    return {proposal_file(packet): proposal_markdown(packet), **others}


def proposal_file(packet: Packet) -> str:
    """The name of the proposal's own file, which is none of the others' names."""
    name = slug(packet.facts.name)
    taken = name.lower() in ("notes", "readiness", "deck", "next-steps")
    return f"{name}-proposal.md" if taken else f"{name}.md"


def slug(name: str) -> str:
    """The name of a file, from the name of a project."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "project"


def _head(packet: Packet) -> str:
    filled, partly, left = (packet.count(state) for state in FieldState)
    fields = counted(len(packet.answers), "fields")
    return sentences.HEAD.format(
        name=packet.facts.name,
        stage=packet.stage.capitalize(),
        fields=fields,
        filled=filled,
        partly=partly,
        open=left,
    )


def packet_text(packet: Packet) -> str:
    """What is filled and what is left, for the terminal."""
    lines = [
        paragraph(f"{answer.field.id}: {answer.left}", "    ", "  - ")
        for answer in packet.answers
        if answer.left
    ]
    return "\n".join([paragraph(_head(packet)), "", "Left to write:", *lines])


def packet_html(packet: Packet) -> str:
    """For a notebook: the count, and each field with what is known of it and what is left."""
    from lfai_nb.faces.table import Table  # a command has no need of it

    rows = [
        (answer.field.id, str(answer.state), answer.claim, answer.left) for answer in packet.answers
    ]
    fields = Table(("Field", "State", "What is known", "Left to write"), rows, "The fields")
    ready = f"<p>{escape(headline(packet.readiness))}</p>"
    return (
        f'<div class="lfai-packet"><p><strong>{escape(_head(packet))}</strong></p>{ready}'
        f"{fields._repr_html_()}</div>"
    )


def proposal_markdown(packet: Packet) -> str:
    """The form as it goes into the pull request, with a mark where a person has to write."""
    parts = [sentences.TITLE.format(name=escaped(packet.facts.name))]
    for answer in packet.answers:
        parts.append(_field(answer))
        if answer.claim:
            parts += [_line(part) for part in answer.claim.split("\n\n")]
        if answer.left:
            parts.append(sentences.TO_COMPLETE if answer.claim else sentences.TO_WRITE)
    return "\n\n".join(parts) + "\n"


def notes_markdown(packet: Packet) -> str:
    """For who writes the proposal: of each field what is left, the evidence, and who reviews it."""
    parts = [
        sentences.NOTES_TITLE.format(name=escaped(packet.facts.name)),
        sentences.NOTES_ABOUT,
        sentences.FILLED_ON.format(day=day_in_words(packet.on)),
    ]
    for answer in packet.answers:
        parts += [_field(answer), "\n".join(_notes(answer))]
    return "\n\n".join(parts) + "\n"


def _field(answer: FieldAnswer) -> str:
    return f"## {escaped(answer.field.quote)}"


def _notes(answer: FieldAnswer) -> Iterator[str]:
    if answer.left:
        left = sentences.ADD if answer.claim else sentences.WRITE
        yield left.format(text=escaped(answer.left))
    if answer.evidence:
        yield from (sentences.EVIDENCE.format(fact=evidence(fact)) for fact in answer.evidence)
    elif answer.claim:
        yield sentences.OWN_WORDS
    yield sentences.REVIEWED_BY.format(who=escaped("; ".join(answer.reviewers)))


def _line(text: str) -> str:
    """Text as it is, on one line, but for an address, which is a link again."""
    words = re.split(r"(https://[^\s<>]+)", one_line(" ".join(text.split())))
    return "".join(f"<{word}>" if n % 2 else escaped(word) for n, word in enumerate(words))


def evidence(fact: Fact) -> str:
    day = f", {day_in_words(fact.retrieved.date())}" if fact.retrieved else ""
    return f"{escaped(f'{fact.source}{day}: {fact.method}')} {_line(fact.url)}"


def deck_markdown(packet: Packet) -> str:
    about = sentences.DECK_ABOUT.format(decks=counted(packet.decks, "decks"))
    lines = [sentences.DECK_TITLE.format(name=escaped(packet.facts.name)), about]
    lines += [_slide(slide, packet.decks) for slide in packet.deck]
    return "\n\n".join(lines) + "\n"


def _slide(slide: DeckSubject, decks: int) -> str:
    known = [_line(part) for part in slide.known] or [sentences.TO_WRITE]
    about = sentences.IN_DECKS.format(text=escaped(slide.text), times=slide.decks, decks=decks)
    return "\n\n".join([f"## {slide_name(slide)}", about, *known])


def slide_name(slide: DeckSubject) -> str:
    return slide.id.replace("-", " ").capitalize()


def links_markdown(packet: Packet) -> str:
    file, badge = new_file(packet), badge_application(packet)
    rule = load()["HST-CHANNEL"].at(packet.on)
    how = escaped(str(rule.content)) if rule else ""
    steps = (
        f"Write what is marked in `{proposal_file(packet)}`; `notes.md` says what each wants.",
        f"Hand it in. {how} This link opens the new file{_whole(packet)}: <{file}>",
        f"The badge. If the project has no entry yet: <{BADGE_SERVICE}/en/projects/new>.",
        f"The badge's form, with what is known: <{badge}>",
        f"Plan the day: `lfai-nb plan --present-on soon --stage {packet.stage}`.",
    )
    lines = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    return "\n\n".join(["# Next steps", *lines]) + "\n"


def _whole(packet: Packet) -> str:
    if len(_new_file(packet, text=True)) <= LONGEST_ADDRESS:
        return " with the text filled in"
    return "; the text is too long for an address, so paste it from the file"


def new_file(packet: Packet) -> str:
    """The address that opens the new file on GitHub, with its text where that fits."""
    whole = _new_file(packet, text=True)
    return whole if len(whole) <= LONGEST_ADDRESS else _new_file(packet, text=False)


def _new_file(packet: Packet, *, text: bool) -> str:
    query = {"filename": f"proposals/{slug(packet.facts.name)}.md"}
    if text:
        query["value"] = proposal_markdown(packet)
    return f"{PROPOSALS}/new/{BRANCH}?{urlencode(query, quote_via=quote)}"


def badge_application(packet: Packet) -> str:
    """The address of the badge's form with what the facts say: proposals, not answers."""
    facts = packet.facts
    address = Address.find(facts.repository)
    query = {
        "as": "edit",
        "section": "passing",
        "url": address.url if address else facts.repository,
    }
    query["name"] = facts.name
    spdx = facts["license_spdx"]
    if isinstance(spdx.value, str):
        query["license"] = spdx.value
        if licenses.read(spdx.value).approved:
            query |= {"floss_license_osi_status": "Met"}
    for key, criterion in CRITERIA.items():
        if facts[key].value is True:
            query[f"{criterion}_status"] = "Met"
            query[f"{criterion}_justification"] = facts[key].url
    return f"{BADGE_SERVICE}/projects?{urlencode(query, quote_via=quote)}"
