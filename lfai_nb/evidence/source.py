"""What every source of facts has in common.

Subject     the project that is asked about
Source      anything with ``name`` and ``facts(subject) -> ProjectFacts``
"""

import re
from dataclasses import dataclass
from typing import Protocol

from lfai_nb.errors import BadInput
from lfai_nb.lifecycle.facts import ProjectFacts


class Source(Protocol):
    """Each source can be used alone, and answers with facts, known or unknown; it never raises."""

    @property
    def name(self) -> str: ...

    def facts(self, subject: "Subject") -> ProjectFacts: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A project to ask about.

    >>> Subject("Anvil", "https://github.com/acme/anvil.git").github
    ('acme', 'anvil')
    """

    name: str
    repository: str
    badge_id: int | None = None
    stage: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """From what a person types: ``OWNER/NAME`` or the address of a repository."""
        owner, name = github_address(text)
        return cls(name, f"https://github.com/{owner}/{name}")

    @property
    def github(self) -> tuple[str, str]:
        return github_address(self.repository)


# What GitHub allows in names; a name of dots only would be a step in a path.
_ADDRESS = re.compile(
    r"(?:(?:https?://|ssh://git@)?(?:www\.)?github\.com/|git@github\.com:)?"
    r"(?P<owner>[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}))/(?P<name>(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]{1,100}?)"
    r"(?:\.git)?/?",
    re.IGNORECASE,
)


def github_address(text: str) -> tuple[str, str]:
    """Owner and name of a repository on GitHub, from any of the ways they are written."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        raise BadInput(
            f"{text[:100]!r} is not a repository on GitHub; accepted: OWNER/NAME, or "
            "https://github.com/OWNER/NAME"
        )
    return found["owner"], found["name"]
