"""What every source of facts has in common.

Subject     the project that is asked about
Source      anything with ``name`` and ``facts(subject) -> ProjectFacts``
"""

from typing import Protocol

from lfai_nb.domain import Address, Stage
from lfai_nb.frozen import dataclass
from lfai_nb.lifecycle.facts import ProjectFacts


class FactSource(Protocol):
    """Each source can be used alone, and answers with facts, known or unknown; it never raises."""

    @property
    def name(self) -> str: ...

    def facts(self, subject: "Subject") -> ProjectFacts: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A project to ask about.

    >>> Subject("Anvil", "https://github.com/acme/anvil.git").github
    Address(owner='acme', name='anvil')
    """

    name: str
    repository: str
    badge_id: int | None = None
    stage: Stage | None = None

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """From what a person types: ``OWNER/NAME`` or the address of a repository."""
        address = Address.parse(text)
        return cls(address.name, address.url)

    @property
    def github(self) -> Address:
        return Address.parse(self.repository)
