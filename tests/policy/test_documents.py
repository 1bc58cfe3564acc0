"""The versions of the rules: a document of another year is entered once, and read by everything."""

import re
import shutil
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from lfai_nb.places import data_dir
from lfai_nb.policy import DataError, load, problems
from lfai_nb.policy.documents import FILE, TOPICS
from tools.lifecycle_document import MARK, TO_SAY, with_copies

#: Of no document that there is: who enters one shall not meet it here.
NEXT = date(2099, 3, 1)
SOURCE = f"""
[lifecycle-2099]
title = "A lifecycle document of 1 March 2099"
kind = "rules"
date = {NEXT}
"""
VALUE = re.compile(r"^\[\[[A-Z0-9-]+\.values\]\]\n(?:(?!\[).*\n)*", re.MULTILINE)
LISTED = f"""
[lifecycle-2099]
from = {NEXT}
adopted = "It says so."
"""


def with_another_document(folder: Path) -> Path:
    """A copy of the rules with a document of 2099, which says what the newest one says."""
    shutil.copytree(data_dir() / "policy", folder)
    add(folder / "sources.toml", SOURCE)
    add(folder / "lifecycle_documents.toml", LISTED)
    newest = load().documents[-1].source.id
    for topic in TOPICS:
        file = folder / f"{topic}.toml"
        text, _count = with_copies(file.read_text(encoding="utf-8"), newest, "lifecycle-2099", NEXT)
        file.write_text(text, encoding="utf-8")
    return folder


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_another_document(tmp_path / "policy")


def test_the_documents_until_2023_are_these_and_one_is_in_doubt() -> None:
    documents = load().documents[:4]  # what came later does not change what they said
    assert [(document.source.id, document.start) for document in documents] == [
        ("lifecycle-2018", date(2018, 5, 1)),
        ("lifecycle-2019", date(2019, 9, 3)),
        ("lifecycle-2021", date(2021, 2, 2)),
        ("lifecycle-2023", date(2023, 6, 1)),
    ]
    assert [document.source.id for document in documents if document.caveat] == ["lifecycle-2019"]
    assert documents[1].caveat.endswith("it may never have been adopted (C-47).")
    assert [[stage.text for stage in document.stages] for document in documents] == [
        ["Incubation", "Graduation", "Archive"],
        ["Incubation", "Graduation", "Emeritus"],
        ["Sandbox", "Incubation", "Graduation", "Archive"],
        ["Sandbox", "Incubation", "Graduation", "Emeritus"],
    ]


def test_a_document_is_known_to_hold_until_the_next_and_the_newest_while_it_was_seen() -> None:
    policy = load()
    documents = policy.documents
    for document, following in pairwise(documents):
        assert document.known_until == following.start - timedelta(days=1)
    listed = tomllib.loads((data_dir() / "policy" / f"{FILE}.toml").read_text("utf-8"))
    newest = listed[documents[-1].source.id]
    assert documents[-1].known_until == newest.get("seen", newest["from"])
    assert policy.document(date(2018, 4, 30)) is None
    assert policy.document(date(2021, 2, 1)) == documents[1]
    assert policy.document(date(2021, 2, 2)) == documents[2]
    assert policy.document(date(2098, 1, 1)) == documents[-1]


def test_rules_that_know_nothing_of_stages_know_no_versions() -> None:
    assert load(("dues", "membership")).documents == ()


def test_a_document_of_2099_that_is_whole_is_one_more_version(folder: Path) -> None:
    assert problems(folder) == []
    before, documents = load().documents, load(folder=folder).documents
    assert [document.start for document in documents] == [
        *(document.start for document in before),
        NEXT,
    ]
    assert documents[-2].known_until == NEXT - timedelta(days=1)


def test_two_documents_of_one_day_are_refused(folder: Path) -> None:
    twin = "lifecycle-2099-again"
    add(folder / "sources.toml", SOURCE.replace("lifecycle-2099", twin))
    add(folder / "lifecycle_documents.toml", LISTED.replace("lifecycle-2099", twin))
    faults = [str(fault) for fault in problems(folder)]
    assert any("is of the same day @ lifecycle_documents.toml" in fault for fault in faults), faults


def test_each_document_says_how_it_is_known_that_it_took_effect() -> None:
    waiting = [text.source.id for text in load().documents if text.adopted == TO_SAY]
    assert not waiting, (
        f"{FILE}.toml has “{TO_SAY}” of {', '.join(waiting)}: say how, in `adopted` or `doubted`"
    )


def test_no_value_waits_to_be_checked_against_its_document() -> None:
    waiting = [
        f"{path.name}, line {n}: {MARK.strip('# ')}"
        for path in sorted((data_dir() / "policy").glob("*.toml"))
        for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line == MARK
    ]
    assert not waiting, "\n".join(["compare these, then delete the mark:", *waiting])


def removed(text: str, rule: str) -> str:
    """The file without what the rule says in 2099."""
    of = [m[0] for m in VALUE.finditer(text) if f"[{rule}." in m[0] and str(NEXT) in m[0]]
    (block,) = of
    return text.replace(block, "")


@pytest.mark.parametrize(
    ("file", "change", "sentence"),
    [
        (
            "incubation.toml",
            lambda t: removed(t, "INC-STARS"),
            "it is half entered: no value of it, and no `absent = true`, in INC-STARS",
        ),
        (
            "stages.toml",
            lambda t: removed(t, "STG-NAMES"),
            "no value of it, and no `absent = true`, in STG-NAMES",
        ),
        (
            "incubation.toml",
            lambda t: (
                removed(t, "INC-VOTE") + "\n[[INC-VOTE.values]]\nfrom = 2099-03-01\nabsent = true\n"
                'source = "lifecycle-2099"\nwhere = "Nowhere"\n'
            ),
            "it is half entered: no vote for Incubation",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace(LISTED, ""),
            "it is not listed here, and has values:",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace("from = 2099-03-01", "from = 2099-03-02"),
            "sources.toml dates it 2099-03-01",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace('adopted = "It says so."', 'doubted = "Nobody says so"'),
            "`doubted` and `disagreement` go together",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace('"C-47"', '"C-99"'),
            "there is no 'C-99'",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace("[lifecycle-2099]", "[lifecycle-2098]"),
            "sources.toml has no 'lifecycle-2098'",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace('adopted = "It says so."', "adopted = 3"),
            "adopted needs a text, not 3",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace("from = 2099-03-01", "from = 2099"),
            "from needs a day, as 2026-11-20",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace("from = 2099-03-01", "from = 2099-03-01\nremark = 1"),
            "unknown key 'remark'",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace('adopted = "It says so."', ""),
            "either `adopted = …` or `doubted = …` is needed",
        ),
        (
            "lifecycle_documents.toml",
            lambda t: t.replace("seen = 2026-01-28", "seen = 2023-05-31"),
            "it was seen before it was there",
        ),
    ],
)
def test_a_half_entered_document_is_refused_with_what_it_lacks(
    folder: Path, file: str, change: Callable[[str], str], sentence: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        load(folder=folder)
    assert sentence in str(refused.value)


def test_a_document_that_is_listed_and_nothing_more_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    shutil.copytree(data_dir() / "policy", folder)
    add(folder / "sources.toml", SOURCE)
    add(folder / "lifecycle_documents.toml", LISTED)
    (problem,) = problems(folder)
    assert problem.file == "lifecycle_documents.toml"
    assert problem.place == "lifecycle-2099"
    assert "no value of it, and no `absent = true`, in EMR-PROPOSAL," in problem.message
    assert re.search(r" and \d+ more$", problem.message)
