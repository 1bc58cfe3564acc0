"""The glossary is whole, the questions are all there, and a thing has one name throughout."""

import re
from functools import cache

import pytest

from tests.book.markdown import BOOK, name, pages, prose

GLOSSARY = BOOK / "reference" / "glossary.md"
QUESTIONS = BOOK / "reference" / "questions.md"
TERM = re.compile(r"\{term\}`([^`<]*?)(?:<([^>]+)>)?`")

#: What must not be written, and what is written instead.
SPELLINGS = {
    r"Technical Advisory Committee": "Technical Advisory Council",
    r"Technical Advisory Board": "Technical Advisory Council",
    r"(?<!OpenSSF )Best Practices? [Bb]adge": "OpenSSF Best Practices badge",
    r"\bCII\b": "OpenSSF Best Practices badge, or Core Infrastructure Initiative in full",
    r"\bincubation (stage|level|project)": "Incubation, for the stage; hosting, for the rest",
    r"\b(sandbox|graduation|emeritus) stage": "the stage with a capital letter",
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
}


def defined() -> list[str]:
    block = re.search(r"```\{glossary\}\n(.*?)\n```", GLOSSARY.read_text("utf-8"), re.DOTALL)
    assert block
    return [line for line in block[1].splitlines() if line and not line.startswith(" ")]


@cache
def used() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in pages():
        for words, target in TERM.findall(path.read_text("utf-8")):
            found.setdefault((target or words).strip().lower(), set()).add(name(path))
    return found


def test_every_term_that_is_used_is_defined():
    assert set(used()) <= {term.lower() for term in defined()}


@pytest.mark.parametrize("term", defined())
def test_every_term_that_is_defined_is_used_outside_the_glossary(term):
    assert used().get(term.lower(), set()) - {"book/reference/glossary"}


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
        asks = re.search(r"[Nn]ot published; ask\s+\S+", answer)
        assert leads_on or asks, section.splitlines()[0]


@pytest.mark.parametrize("path", pages(), ids=name)
def test_a_thing_has_one_name(path):
    # A quotation keeps the spelling of its document.
    words = re.sub(r"“[^”]*”", "", prose(path.read_text("utf-8")))
    wrong = {
        match[0]: instead
        for pattern, instead in SPELLINGS.items()
        for match in re.finditer(pattern, words)
    }
    assert not wrong
