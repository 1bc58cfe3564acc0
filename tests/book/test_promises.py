"""Each promise has a test that exists, and whatever promises something is in the list."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from handbook.tables.practices import Promise, practices, promises
from lfai_nb.errors import DataError

ROOT = Path(__file__).parents[2]
PROMISES = promises()
PROMISING = re.compile(
    r"\b(never|always|refuse[sd]?|nothing|no request|alone|no host)\b", re.IGNORECASE
)
DOCUMENTS = ("SECURITY.md", "README.md")
#: Sentences with such a word that promise nothing of the program.
NO_PROMISE = {
    "SECURITY.md": (
        "The maintainers alone see the report.",
        "numbers beyond the memory",
        "the address is read as a page",
        "revoked first and removed second",
    ),
    "README.md": ("Nothing here is legal or financial advice",),
}


#: Of the program's own description: what says how a thing is, and promises nothing to a user.
NO_PROMISE_OF_THE_PROGRAM = (
    "A figure can be older than the document that states it, and never younger.",
    "computed from the record, never stored.",
    "Projects that never moved have none",
    '``None`` and ``""`` mean unknown or not applicable, never zero.',
    "A rule that names a fact which is not in the registry could never be settled.",
    "where there was never one, the newest reason why not.",
    "the words are never left out.",
    "a known fact is never replaced.",
    "to the nearest whole person and never below one.",
)


#: Of the book, sentences on what others do, and on what a reader should.
NO_PROMISE_OF_THE_BOOK = (
    "may still refuse one that meets every",
    "always give the date",
    "It is never replaced.",
    "always an argument.",
    "`tests/test_names.py` refuses",
    "a condition is always true",
    'A promise is a sentence with "never"',
    "`never`, the default",
    "being refused, entering directly",
    "## Being refused",
    "If a promotion is refused, the project may ask again",
    "that is refused entry.",
    "not always to wait",
    "A trainer that never stops",
)
#: Of the demos, what happens in a lesson.
NO_PROMISE_OF_THE_DEMOS = (
    "Reported and measured numbers never share a plot.",
    "the oldest is never seen again.",
    "Workers that never wait.",
    "the table is never more than half full.",
    "A trainer that never stops",
    "that it has never heard of.",
    "the server never hears anything new.",
    "One that never comes does not keep this process alive.",
    "have never belonged to the job.",
    "a span's length is never given away",
    "that was never pre-trained.",
    "texts that they never saw.",
    "what it does, and never what it is.",
    "fills blanks in texts it has never seen",
    "texts that it has never seen.",
    "A parameter that was never used has no state;",
)


@cache
def functions(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def sentences(document: str) -> list[str]:
    """Of the prose, and each cell of a table by itself; what is a command is left out."""
    text = re.sub(r"```.*?```", "", (ROOT / document).read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = re.split(r"\n\n|\n(?=[-|#])|\|", text)
    flat = [" ".join(block.split()) for block in blocks]
    return [s for block in flat for s in re.split(r"(?<=[.:;]) ", block) if s]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.text[:60])
def test_a_promise_is_shown_by_tests_that_exist(promise: Promise) -> None:
    assert promise.tests
    for test in promise.tests:
        file, _, name = test.partition("::")
        assert name in functions(file), test


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.text[:60])
def test_a_promise_stands_where_it_is_said_to(promise: Promise) -> None:
    for where in promise.words:
        file, _, words = where.partition(": ")
        text = " ".join((ROOT / file).read_text(encoding="utf-8").split())
        assert words in text.replace("**", ""), where


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_promises_nothing_that_is_not_in_the_list(document: str) -> None:
    listed = [w.partition(": ")[2] for p in PROMISES for w in p.words if w.startswith(document)]
    listed += NO_PROMISE[document]
    without = [
        sentence
        for sentence in sentences(document)
        if PROMISING.search(sentence) and not any(words in sentence for words in listed)
    ]
    assert without == []


def docstrings(*, demos: bool) -> list[str]:
    """Every sentence of the docstrings of the demos, or of the rest of the program."""
    parts = []
    for path in sorted((ROOT / "lfai_nb").rglob("*.py")):
        if ("demos" in path.parts) is not demos:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                text = " ".join((ast.get_docstring(node) or "").split())
                parts += re.split(r"(?<=[.:;]) ", text)
    return parts


@pytest.mark.parametrize("demos", [False, True], ids=["program", "demos"])
def test_no_docstring_says_never_without_a_test_that_shows_it(demos: bool) -> None:
    listed = [w.partition(": ")[2] for p in PROMISES for w in p.words if w.startswith("lfai_nb/")]
    listed = [words for words in listed if words != "never"]  # it would be in each of them
    none = NO_PROMISE_OF_THE_DEMOS if demos else NO_PROMISE_OF_THE_PROGRAM
    never = [text for text in docstrings(demos=demos) if re.search(r"\bnever\b", text)]
    assert len(never) > 15
    assert [text for text in never if not any(words in text for words in (*listed, *none))] == []
    assert [words for words in none if not any(words in text for text in never)] == []


def test_no_page_says_never_always_or_refuses_without_a_test_that_shows_it() -> None:
    made = ROOT / "book" / "hosting" / "projects"  # by the build, from the record
    pages = sorted(page for page in (ROOT / "book").rglob("*.md") if page.parent != made)
    texts = [
        text
        for page in pages
        for text in sentences(page.relative_to(ROOT).as_posix())
        if re.search(r"\b(never|always|refuse[sd]?)\b", text)
    ]
    listed = [w.partition(": ")[2] for p in PROMISES for w in p.words if w.startswith("book/")]
    listed += NO_PROMISE_OF_THE_BOOK
    assert len(texts) > 20
    assert [text for text in texts if not any(words in text for words in listed)] == []
    none = [w for w in NO_PROMISE_OF_THE_BOOK if not any(w in text for text in texts)]
    assert none == []


def test_a_new_promise_is_noticed() -> None:
    assert PROMISING.search("It never sleeps.")
    assert not any("It never sleeps." in words for p in PROMISES for words in p.words)


def test_no_promise_is_made_twice() -> None:
    texts = [promise.text for promise in PROMISES]
    assert len(texts) == len(set(texts)) >= 36


def test_evidence_that_names_a_test_or_a_file_names_one_that_exists() -> None:
    named = 0
    for practice in practices():
        assert len({line.name for line in practice.lines}) == len(practice.lines)
        for line in practice.lines:
            for file, name in re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", line.evidence):
                assert (ROOT / file).is_file(), line.evidence
                assert not name or name in functions(file), line.evidence
                named += 1
            for file in re.findall(r"[\w./]+\.(?:md|toml|yml)\b", line.evidence):
                places = (ROOT / file, ROOT / ".github" / "workflows" / file)
                assert any(place.is_file() for place in places), file
    assert named > 8


def test_a_slip_in_a_list_is_a_fault_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "promises.toml"
    file.write_text('[[promise]]\ngroup = "G"\ntext = "T"\ntests = []\nholds = "perhaps"\n')
    with pytest.raises(DataError, match=r"not 'perhaps' @ promises.toml: promise\[0\].holds"):
        promises(file)
    file.write_text('[[promise]]\ngroup = "G"\ntext = "T"\ntests = []\nholds = "no"\n')
    with pytest.raises(DataError, match="says in a note why"):
        promises(file)
    file.write_text('[[list]]\nid = "x"\n')
    with pytest.raises(DataError, match="line is missing"):
        practices(file)
