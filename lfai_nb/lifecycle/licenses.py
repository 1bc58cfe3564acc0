"""Whether a licence is one that the Open Source Initiative has approved."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache

from lfai_nb.places import data_dir


@cache
def osi_approved() -> frozenset[str]:
    text = (data_dir() / "evidence" / "osi_licenses.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["ids"])


def is_osi_approved(expression: str) -> bool | None:
    """True or False for an SPDX expression, None where the identifiers do not settle it.

    With OR the reader may choose, so one approved licence is enough; with AND all of them hold.

    >>> is_osi_approved("MIT OR Proprietary-1.0"), is_osi_approved("NOASSERTION")
    (True, None)
    """
    if any(sign in expression for sign in ("(", ")", " WITH ")):
        return None  # exceptions and nesting are for a person to read
    choices = [
        re.split(r"\s+AND\s+", choice) for choice in re.split(r"\s+OR\s+", expression.strip())
    ]
    verdicts = [_all(_one(part.strip()) for part in choice) for choice in choices]
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _one(identifier: str) -> bool | None:
    if identifier in osi_approved():
        return True
    # What hosts answer when they could not tell, and what is no identifier at all.
    if identifier in ("NOASSERTION", "NONE", "Other", "") or identifier.startswith("LicenseRef-"):
        return None
    return False


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    found = set(verdicts)
    if False in found:
        return False
    return None if None in found else True
