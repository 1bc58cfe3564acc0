"""What a role names exists, and a slip is told with the name that was meant.

The build of the site says the same; this says it in a second.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

import pytest

from lfai_nb import catalog
from lfai_nb.policy import NoSuchRule, NotKnownYet, load
from tests.book.markdown import name, pages

ROLE = re.compile(r"(?<!`)\{(rule|short|as-of|count|source|disagree)\}`([^`]+)`")
ITEMS = re.compile(r"^(?:```|:::)\{items\} (\S+)", re.MULTILINE)
CODE = re.compile(r"^(`{3,})(?!\{)[^\n]*\n.*?^\1\s*$", re.MULTILINE | re.DOTALL)


def named(text: str) -> Iterator[tuple[str, str]]:
    """Each role with the id in it: its words, its date and the place in a document left out."""
    text = re.sub(r"``.+?``", "", CODE.sub("", text))
    for role, inside in chain(ROLE.findall(text), (("items", id) for id in ITEMS.findall(text))):
        in_words = re.search(r"<([^<>]+)>\s*$", inside)
        yield role, (in_words[1] if in_words else inside).partition("|")[0].strip()


def fault(role: str, target: str) -> str:
    """What is wrong with it, or nothing."""
    policy = load()
    if role in ("source", "disagree"):
        sources = {**policy.sources, **catalog.load().sources}
        known: Mapping[str, object] = sources if role == "source" else policy.contradictions
        if target in known:
            return ""
        near = ", ".join(get_close_matches(target, known, n=3))
        return f"there is no {target!r}; near to it: {near or 'nothing'}"
    id, _, day = target.partition("@")
    try:
        policy[id]
        if day:
            policy.at(date.fromisoformat(day))[id]
    except (NoSuchRule, NotKnownYet, ValueError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("path", pages(), ids=name)
def test_each_role_names_what_the_data_has(path: Path) -> None:
    faults = [
        f"{{{role}}}`{target}`: {sentence}"
        for role, target in named(path.read_text("utf-8"))
        if (sentence := fault(role, target))
    ]
    assert not faults, "\n".join([f"{name(path)}:", *faults])


def test_the_pages_use_every_role() -> None:
    used = {role for path in pages() for role, _ in named(path.read_text("utf-8"))}
    assert used == {"rule", "short", "as-of", "count", "source", "disagree", "items"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{rule}`INC-STARZ`", "near to it: INC-STARS"),
        ("{rule}`many <INC-STARZ>`", "near to it: INC-STARS"),
        ("{rule}`INC-STARS@2001-01-01`", "INC-STARS"),
        ("{rule}`INC-STARS@soon`", "soon"),
        ("{source}`overview-2042|Members`", "near to it: overview-2024"),
        ("{disagree}`C-099`", "near to it: C-"),
        ("```{items} HALLMARK\n```", "near to it: HALLMARKS"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(text: str, sentence: str) -> None:
    ((role, target),) = named(text)
    assert sentence in fault(role, target)


def test_an_example_of_a_role_in_code_is_no_role() -> None:
    assert not list(named("```\n{rule}`INC-STARZ`\n```\n\nWrite ``{rule}`INC-STARZ` ``."))
