"""What a text says of a licence: ``read``.

A licence is approved by the Open Source Initiative, or it is known and not approved, or the text
does not settle it. Only a known identifier can say no: a text that nobody knows is unknown.

>>> read("apache-2.0 or sspl-1.0")
Licence(text='Apache-2.0 OR SSPL-1.0', approved=True, meant=())
>>> read("SSPL-1.0").approved, read("our own").approved
(False, None)
>>> read("Apache 2.0")
Licence(text='Apache 2.0', approved=None, meant=('Apache-2.0',))
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from lfai_nb import checked
from lfai_nb.frozen import dataclass
from lfai_nb.places import data_dir

LONGEST = 800  # characters of an expression that is read; no project needs as many
OPERATORS = ("AND", "OR", "WITH")
MOST_MEANT = 3  # more identifiers than that are no hint


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its SPDX expression, or by whatever somebody wrote."""

    text: str  # as SPDX writes it, where it is an expression
    approved: bool | None  # None: the text does not settle it
    meant: tuple[str, ...] = ()  # identifiers that may have been meant


@dataclass(frozen=True, slots=True)
class LicenseList:
    """The SPDX License List, as ``data/evidence/spdx_licenses.toml`` has it."""

    approved: Mapping[str, str]  # identifier to name
    other: tuple[str, ...]
    deprecated: frozenset[str]


@cache
def table(file: Path | None = None) -> LicenseList:
    listed = checked.TomlTable.read(file or data_dir() / "evidence" / "spdx_licenses.toml", [])
    listed.only({"source", "url", "method", "date", "deprecated", "other", "approved"})
    names = listed.table("approved")
    approved = {name: names.text(name, required=True) for name in names.values}
    other, deprecated = listed.texts("other"), listed.texts("deprecated")
    listed.refuse()
    return LicenseList(approved, other, frozenset(deprecated))


@cache
def _identifiers() -> Mapping[str, str]:
    """Each identifier by its small letters: SPDX tells none apart by its capitals."""
    return {name.lower(): name for name in (*table().approved, *table().other)}


def read(text: str) -> Licence:
    """With OR one approved licence is enough, as the user may choose; with AND all have to be.

    An exception (WITH) leaves it open: the Open Source Initiative approves licences.
    """
    tokens = re.findall(r"[()]|[^\s()]+", text) if len(text) <= LONGEST else []
    tokens = [token.upper() if token.upper() in OPERATORS else _known(token) for token in tokens]
    try:
        approved = _judged(tokens)
    except _Unreadable:
        return Licence(text.strip(), None, _meant(text))
    expression = " ".join(tokens).replace("( ", "(").replace(" )", ")")
    return Licence(
        expression, approved, _meant(text) if len(tokens) == 1 and approved is None else ()
    )


def _known(token: str) -> str:
    """The identifier as the list writes it; a plus sign means any later version of it as well."""
    names = _identifiers()
    if (exact := names.get(token.lower())) is not None:
        return exact
    base = names.get(token.lower().removesuffix("+"))
    return f"{base}+" if base is not None else token


class _Unreadable(ValueError):
    """It is no SPDX expression."""


Part = str | bool | None  # a token, or what a part in parentheses was judged to be


def _judged(tokens: Sequence[Part]) -> bool | None:
    parts = list(tokens)
    while "(" in parts:
        start = len(parts) - 1 - parts[::-1].index("(")
        if ")" not in parts[start:]:
            raise _Unreadable
        end = parts.index(")", start)
        parts[start : end + 1] = [_flat(parts[start + 1 : end])]
    return _flat(parts)


def _flat(parts: Sequence[Part]) -> bool | None:
    """Without parentheses: OR binds least, then AND, then WITH."""
    choices = [[_one(term) for term in _split(choice, "AND")] for choice in _split(parts, "OR")]
    verdicts = [
        False if False in choice else None if None in choice else True for choice in choices
    ]
    return True if True in verdicts else None if None in verdicts else False


def _split(parts: Sequence[Part], operator: str) -> list[list[Part]]:
    groups: list[list[Part]] = [[]]
    for part in parts:
        if part == operator:
            groups.append([])
        else:
            groups[-1].append(part)
    return groups


def _one(term: Sequence[Part]) -> bool | None:
    if len(term) == 3 and term[1] == "WITH" and term[2] not in OPERATORS:
        return False if _one(term[:1]) is False else None
    if len(term) != 1 or term[0] in (*OPERATORS, ")"):
        raise _Unreadable
    (part,) = term
    if not isinstance(part, str):
        return part
    for name in (part, part.removesuffix("+")):
        if name in table().approved:
            return True
        if name.lower() in _identifiers():
            return False
    return None


# Words that people add or leave out, and all that is neither a letter, a figure nor a plus sign.
_PADDING = re.compile(r"\b(?:the|licen[cs]e|version)\b|v\.? ?(?=\d)|[^a-z0-9+]", re.ASCII)


def _bare(text: str) -> str:
    return _PADDING.sub("", text.lower())


@cache
def _bare_names() -> tuple[tuple[str, str, str], ...]:
    """Each identifier that may be meant, with its bare form and that of its name."""
    known = table()
    names = [(name, known.approved.get(name, "")) for name in (*known.approved, *known.other)]
    return tuple((n, _bare(n), _bare(full)) for n, full in names if n not in known.deprecated)


def _meant(text: str) -> tuple[str, ...]:
    """The identifiers that differ from the text in spelling alone, else those that begin so."""
    bare = _bare(text[:LONGEST])
    if exact := tuple(name for name, *forms in _bare_names() if bare in forms and bare):
        return exact
    starts = tuple(
        name
        for name, *forms in _bare_names()
        if name in table().approved and any(form.startswith(bare) for form in forms)
    )
    return starts if len(starts) <= MOST_MEANT else ()
