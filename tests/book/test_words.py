"""The glossary is whole, the questions are all there, and a thing has one name throughout."""

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from lfai_nb import catalog, policy
from lfai_nb.policy import Item
from tests.book.markdown import BOOK, ROOT, name, pages, prose

GLOSSARY = BOOK / "reference" / "glossary.md"
QUESTIONS = BOOK / "reference" / "questions.md"
TERM = re.compile(r"\{term\}`([^`<]*?)(?:<([^>]+)>)?`")

BADGE = "OpenSSF Best Practices badge"
#: What must not be written, and what is written instead.
SPELLINGS = {
    r"Technical Advisory Committee": "Technical Advisory Council",
    r"Technical Advisory Board": "Technical Advisory Council",
    r"(?<!OpenSSF )(?<!Infrastructure Initiative )Best Practices? [Bb]adge": BADGE,
    r"\bOpenSSF badge": BADGE,
    r"\bCII\b": f"{BADGE}, or Core Infrastructure Initiative in full",
    r"\bincubation (stage|level|project)": "Incubation, for the stage; hosting, for the rest",
    r"\b(sandbox|graduation|emeritus) stage": "the stage with a capital letter",
    r"\bGraduated? (stage|level)|\b[Ii]ncubating (stage|level)": "Graduation or Incubation stage",
    r"\b(Sandbox|Incubation|Graduation|Emeritus) level": "stage",
    r"\bSand ?Box\b|\bsand box\b": "Sandbox",
    r"\bEmerituis\b": "Emeritus",
    r"\bGithub\b|\bgit hub\b": "GitHub",
    r"\bLF ?AI and Data\b|\bLFAI\b(?!&)": "LF AI & Data",
    r"\bLinux foundation\b": "Linux Foundation",
    r"\bgoverning board\b|\bGoverning board\b": "Governing Board",
    r"\bpremier member|\bgeneral member(?!s? of)|\bassociate member": "Premier, General, Associate",
    r"\borgani[z]ation|\bbehavior\b|\bfavor\b|\bprogram of work\b": "British spelling",
    r"\bopen-source\b": "open source",
    r"\bSynk\b|\bWebank\b": "Snyk, WeBank",
    r"\binfo@lfidata\b": "info@lfaidata.foundation",
    r"\bproject's? will be accepted\b": "meets the published thresholds",
    # We know what we found, not what there is.
    r"\b(?:is|are) not published\b|\b[Nn]o reason is published\b": "we found none",
    r"\b[Nn]o (?:source|document) says\b|^Not published\b": "we found no source that says",
}


#: Turns of phrase that say little, or say it as nobody would, and what to do instead.
WORN = {
    r"(?i)\bwhoever\b": "readers who, or you",
    r"\b[Ii]t answers (what|who|how|which)": "the questions themselves",
    r"\bstands? (on|for|above|below|beside|there|in the)\b": "is",
    r"\band no (rule|number|fact)\b": "not a rule",
    r"\b(that (is|are)|is) known here\b": "we know, or we found",
    r"\bsays? of when\b|\bis of when\b": "with its date",
    r"\bis (told|said) (here|there)\b": "this page has",
    r"\bin (this|these) cases?:": "the case itself",
    r"\b[Nn]othing is said\b|\bis not said\b": "we found nothing on",
    r"\bworth noting\b|\bof course\b|\bas far as this book\b": "nothing",
    r"\bgo(es)? by the name\b|\bgets? to be\b": "is",
    r"\bis read from\b": "we read from",
    r"\b[Ii]n law\b": "legally",
    r"\bstands? (with|at|twice|once|behind|by)\b": "is",
    r"\bis smoothed\b|\bis not stated here\b": "who does it, or does not",
    r"\b[Ww]ho (asks|applies|was|is|wants|comes|joins) has to\b": "you, or the project",
    r"(?<!no )\bone who\b(?! can)|\b[Hh]ow one (is|gets|becomes|can)\b": "a person, or you",
    r"\b(is|are) (made to be|of its day)\b": "is",
    r"\bwhich (?:reading|point)s? (?:it|that|they) hangs?\b|\bhangs? on\b": "what decides",
    r"\b(?:is|are|was|were|be) taken in\b": "accepted, or brought on board",
    r"\bas of when\b|\bof which day\b": "with its date",
    r"\b(?:can|cannot|to) be had\b": "get, or find",
    r"\b[Nn]ewest \w+ known\b": "the newest we know",
    r"\bit hangs\b|\b(?:answer|motion|vote) hangs\b": "depends on, or what decides",
    r"\b[Hh]eld against the (?:tool|record|history)\b": "checked against",
    r"\bthat there (?:is|are)(?=[.,;:])": "existing, or so far",
    r"\bturned round\b": "the other way round",
    r"\bis told in our words\b": "in our words",
}


def defined() -> list[str]:
    block = re.search(r"```\{glossary\}\n(.*?)\n```", GLOSSARY.read_text("utf-8"), re.DOTALL)
    assert block
    return [line for line in block[1].splitlines() if line and not line.startswith(" ")]


@cache
def used() -> dict[str, set[str]]:
    uses: dict[str, set[str]] = {}
    for path in pages():
        for words, target in TERM.findall(path.read_text("utf-8")):
            uses.setdefault((target or words).strip().lower(), set()).add(name(path))
    return uses


def test_every_term_that_is_used_is_defined():
    unknown = set(used()) - {term.lower() for term in defined()}
    assert not unknown, "\n".join(
        f"{', '.join(sorted(used()[term]))}: {{term}}`{term}` is not in the glossary; correct it, "
        f"or explain it in {name(GLOSSARY)}.md"
        for term in sorted(unknown)
    )


@pytest.mark.parametrize("term", defined())
def test_every_term_that_is_defined_is_used_outside_the_glossary(term):
    assert used().get(term.lower(), set()) - {name(GLOSSARY)}, (
        f"no page says {{term}}`{term.lower()}`: mark the word where a reader meets it first, or "
        f"take it out of {name(GLOSSARY)}.md"
    )


def test_the_glossary_is_in_order_and_says_each_term_once():
    terms = [term.lower() for term in defined()]
    assert terms == sorted(set(terms), key=lambda t: t.replace("(", ""))


def test_all_questions_that_people_ask_are_there():
    text = QUESTIONS.read_text("utf-8")
    numbers = [int(n) for n in re.findall(r"^### (\d+)\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, 33))


def test_each_question_is_answered_with_a_place_or_with_whom_to_ask():
    sections = re.split(r"^### ", QUESTIONS.read_text("utf-8"), flags=re.MULTILINE)[1:]
    for section in sections:
        answer = re.split(r"^## ", section, flags=re.MULTILINE)[0].partition("\n")[2]
        leads_on = re.search(r"\]\([^)]+\)|\{source\}`", answer)
        asks = re.search(r"We found no[^;]*; ask\s+\S+", answer)
        assert leads_on or asks, section.splitlines()[0]


def wrong(text: str) -> dict[str, str]:
    """What is not written as it should be, and how it should be."""
    own = re.sub(r"“[^”]*”", "", text)  # a quotation keeps the spelling of its document
    return {
        match[0]: instead
        for pattern, instead in SPELLINGS.items()
        for match in re.finditer(pattern, own)
    }


@pytest.mark.parametrize("path", pages(), ids=name)
def test_a_thing_has_one_name(path):
    assert not wrong(prose(path.read_text("utf-8")))


def worn(text: str) -> dict[str, str]:
    own = re.sub(r"“[^”]*”", "", text)
    return {
        match[0]: instead
        for pattern, instead in WORN.items()
        for match in re.finditer(pattern, own)
    }


def in_place_of(phrases: dict[str, str]) -> str:
    return "; ".join(f"in place of “{words}”, {instead}" for words, instead in phrases.items())


@pytest.mark.parametrize("path", pages(), ids=name)
def test_no_turn_of_phrase_is_worn(path):
    phrases = worn(prose(path.read_text("utf-8")))
    assert not phrases, f"{name(path)}: {in_place_of(phrases)}"


@pytest.mark.parametrize(
    "sentence",
    [
        "For whoever meets an old name.",
        "It answers what TonY is for.",
        "The Linux Foundation stands above.",
        "It is an assumption of this book, and no rule.",
        "The newest value that is known here.",
        "Each fee says of when it is.",
        "A project moves in this case: it is inactive.",
        "How it relates to the committee is not said.",
        "Which number belongs where is read from the order.",
        "In law it is a series.",
        "A member stands behind the request.",
        "Who asks has to meet it all.",
        "How one becomes a committer.",
        "The class, and on which reading it hangs.",
        "The project is taken in after the vote.",
        "What each effort is, and as of when.",
        "A third organisation cannot be had.",
        "By the newest rules known here.",
        "Held against the tool.",
        "It fits a category that there is.",
        "A seat a column, or turned round.",
        "Each line is told in our words.",
    ],
)
def test_a_worn_turn_of_phrase_is_noticed(sentence):
    assert worn(sentence)


def test_a_plain_sentence_is_not_worn():
    assert not worn("The table is ours, not a rule. A paper can stand in for the report.")


def said_by_the_data() -> Iterator[tuple[str, str]]:
    """What the pages show of the data, but for what it says that a document says."""
    rules = policy.load()
    for rule in rules.rules.values():
        yield rule.id, f"{rule.title}. {rule.about} {rule.todo}"
        for value in rule.values:
            yield rule.id, value.note
            for part in value.content if isinstance(value.content, tuple) else (value.content,):
                if isinstance(part, Item):
                    yield rule.id, " ".join((part.text, part.note, part.when, part.outcome))
                elif isinstance(part, str):
                    yield rule.id, part
    for contradiction in rules.contradictions.values():
        yield contradiction.id, f"{contradiction.title}. {contradiction.follow} {contradiction.why}"
    record = catalog.load()
    for row in (*record.projects, *record.charters, *record.reviews):
        yield str(row), row.note or ""
    for left in record.exits:
        yield left.name, left.reason or ""
    for slip in record.slips:
        yield slip.project, slip.why


def test_a_thing_has_one_name_in_the_data_too():
    faults = {place: names for place, text in said_by_the_data() if (names := wrong(text))}
    assert not faults


def test_no_turn_of_phrase_is_worn_in_the_data_either():
    faults = {place: phrases for place, text in said_by_the_data() if (phrases := worn(text))}
    assert not faults


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=str)
def test_a_thing_has_one_name_and_no_phrase_is_worn_in_the_notebooks_too(notebook):
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            text = prose("".join(cell["source"]))
            assert not wrong(text)
            assert not (phrases := worn(text)), in_place_of(phrases)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Technical Advisory Committee votes.",
        "It has the CII badge.",
        "It has the Best Practices badge at silver.",
        "A silver OpenSSF badge is asked for.",
        "It is an incubation project.",
        "It is at the incubation stage.",
        "It reached the graduation stage.",
        "It reached the Graduate level.",
        "It is at Incubation level.",
        "The code is on Github.",
        "The LFAI landscape lists it.",
        "The governing board votes.",
        "A premier member has a seat.",
        "It is an open-source project of three organizations.",
        "How long that takes is not published.",
        "It is no longer listed, and no reason is published.",
        "No source says why.",
    ],
)
def test_another_name_is_noticed(sentence):
    assert wrong(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Technical Advisory Council votes a project into Incubation, then into Graduation.",
        "It has the OpenSSF Best Practices badge, once the Core Infrastructure Initiative badge.",
        "A resolution has “an incubation project at the sandbox level”: incubation is hosting.",
        "All general members of the public may listen; General members vote.",
        "LF AI & Data is part of the Linux Foundation; its Governing Board decides.",
    ],
)
def test_the_right_names_are_left_alone(sentence):
    assert not wrong(sentence)
