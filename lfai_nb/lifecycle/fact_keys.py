"""The kinds of facts there are about a project, each with its type, unit and meaning.

No threshold stands here, nor which requirement needs which fact: that is data in ``data/policy``,
where each requirement names the key that settles it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum
from types import MappingProxyType

from lfai_nb.errors import BadInput
from lfai_nb.quantities import LARGEST, interval, shown, whole_number


class BadgeLevel(IntEnum):
    """Levels of the OpenSSF Best Practices badge, in order: ``SILVER >= PASSING``."""

    NONE = 0
    IN_PROGRESS = 1
    PASSING = 2
    SILVER = 3
    GOLD = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> "BadgeLevel":
        for level in cls:
            if str(level) == text:
                return level
        raise BadInput(f"{shown(text)} is not a badge level; accepted: {', '.join(map(str, cls))}")


@dataclass(frozen=True, slots=True)
class Interval:
    """A count that is known only to lie between two numbers: ``3..5`` organizations.

    ``high`` is None where nobody knows an upper bound: ``3 or more``.
    """

    low: int
    high: int | None

    def __post_init__(self) -> None:
        for end in (self.low, self.low if self.high is None else self.high):
            if type(end) is not int or not 0 <= end <= LARGEST:
                raise BadInput(f"an interval has two whole numbers from 0 to {LARGEST}")
        if self.high is not None and self.low > self.high:
            raise BadInput(f"an interval runs from low to high, not {self.low}..{self.high}")

    def __str__(self) -> str:
        return self.in_words("..")

    def in_words(self, to: str = " to ") -> str:
        if self.high is None:
            return f"{self.low} or more"
        return str(self.low) if self.low == self.high else f"{self.low}{to}{self.high}"


_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_LEVELS = {str(level): level for level in BadgeLevel}

Value = bool | int | str | BadgeLevel | Interval


@dataclass(frozen=True, slots=True)
class FactKey:
    """A kind of fact: its key, its type, its unit and what it means."""

    key: str
    type: type[bool] | type[int] | type[str] | type[BadgeLevel] | type[Interval]
    unit: str
    meaning: str
    group: str
    maximum: int | None = None

    def check(self, value: Value) -> str | None:
        """Say what is wrong with a value for this key, or nothing."""
        # bool is an int, and so is BadgeLevel: the exact class decides.
        if type(value) is not self.type:
            return f"{self.key} needs {self.accepted}, not {shown(value)}"
        if type(value) is int and value > LARGEST:
            largest = f"{self.maximum or LARGEST:,}"
            return f"{self.key} needs a whole number from 0 to {largest}, not a larger one"
        if type(value) is int and not 0 <= value <= (self.maximum or LARGEST):
            return f"{self.key} needs {self.accepted}, not {value}"
        if type(value) is str and not value.strip():
            return f"{self.key} needs {self.accepted}, not an empty text"
        return None

    def parse(self, text: str) -> Value:
        """The value that a person typed: "yes", "2,300", "3..5", "silver", "Apache-2.0"."""
        typed = text.strip()
        value: Value = typed  # where a word is no flag and no level, the check below says so
        try:
            if self.type is bool:
                value = _FLAGS.get(typed.lower(), typed)
            elif self.type is int:
                value = whole_number(typed)
            elif self.type is Interval:
                value = Interval(*interval(typed))
            elif self.type is BadgeLevel:
                value = _LEVELS.get(typed.lower(), typed)
        except BadInput as error:
            raise BadInput(f"{self.key} needs {self.accepted}: {error}") from None
        if wrong := self.check(value):
            raise BadInput(wrong)
        return value

    @property
    def accepted(self) -> str:
        """What may be written for this key, in words."""
        if self.type is bool:
            return "true or false"
        if self.type is BadgeLevel:
            return "one of " + ", ".join(map(str, BadgeLevel))
        if self.type is Interval:
            return "a whole number, or an interval such as 3..5"
        if self.type is str:
            return "a text"
        return "a whole number from 0 " + ("up" if self.maximum is None else f"to {self.maximum}")


def _registry() -> Mapping[str, FactKey]:
    measured, files, practice, people, votes = (
        "What can be measured",
        "The nine files of the Sandbox task list",
        "How the repository is kept",
        "Governance, assets and people",
        "Votes: what was decided, never what will be",
    )
    year = "over the 12 months that end on the day of the measurement"
    org = "organizations"
    keys = [
        FactKey("stars", int, "stars", "Stars of the main repository on GitHub.", measured),
        FactKey("license_spdx", str, "SPDX", "SPDX identifier of the project's licence.", measured),
        FactKey(
            "contributing_organizations",
            Interval,
            org,
            f"Organizations whose people contributed commits {year}.",
            measured,
        ),
        FactKey(
            "committer_organizations",
            Interval,
            org,
            "Organizations that the people with commit rights work for.",
            measured,
        ),
        FactKey("committers", int, "people", "People with commit rights.", measured),
        FactKey("badge_level", BadgeLevel, "level", "OpenSSF Best Practices badge.", measured),
        FactKey("commits_12_months", int, "commits", f"Commits, without merges, {year}.", measured),
        FactKey("merges_12_months", int, "merges", f"Merged changes {year}.", measured),
        FactKey("active_months_12", int, "months", f"Months with a commit, {year}.", measured, 12),
        FactKey("releases", int, "releases", "Releases published so far.", measured),
        *(
            FactKey(f"file_{stem.lower()}", bool, "", f"The repository has {name}.", files)
            for stem, name in (
                ("license", "a LICENSE file"),
                ("readme", "a README"),
                ("contributing", "CONTRIBUTING: how to take part"),
                ("codeowners", "CODEOWNERS: who reviews which part"),
                ("code_of_conduct", "CODE_OF_CONDUCT"),
                ("release", "RELEASE: how releases are made"),
                ("governance", "GOVERNANCE: how decisions are made"),
                ("support", "SUPPORT: where to get help"),
                ("security", "SECURITY: how to report a vulnerability"),
            )
        ),
        *(
            FactKey(key, bool, "", meaning, practice)
            for key, meaning in (
                ("own_github_org", "The repository lives in a GitHub organization of its own."),
                ("two_factor", "Two-factor authentication is required in that organization."),
                ("dco_enforced", "Sign-off (DCO) is checked on every repository."),
                ("lf_coowner", "The Linux Foundation's account is a co-owner of the organization."),
                ("security_contact", "There is a contact or private form for vulnerabilities."),
                ("spdx_identifiers", "Source files carry SPDX licence identifiers."),
                ("proprietary_dependencies", "It needs a dependency without an open licence."),
            )
        ),
        *(
            FactKey(key, bool, "", meaning, people)
            for key, meaning in (
                ("proposal_submitted", "A proposal was submitted as a pull request."),
                ("member_sponsor", "A member of the foundation sponsors the project."),
                ("tac_sponsor", "A member of the TAC sponsors the project."),
                ("fits_mission", "The project fits the foundation's mission and scope."),
                ("documented_governance", "Its technical governance is open and written down."),
                ("open_communication", "Its technical communication is open to anyone."),
                ("tsc", "There is a technical steering committee (TSC)."),
                ("tsc_chair", "The TSC has a chair."),
                ("technical_lead_for_tac", "A technical lead is named for a seat on the TAC."),
                ("technical_charter", "A technical charter is adopted."),
                ("contribution_agreement", "The Project Contribution Agreement is executed."),
                ("neutral_assets", "Trademark, domain and accounts can be owned neutrally."),
            )
        ),
        FactKey(
            "collaborations_completed",
            int,
            "collaborations",
            "Completed collaborations with other hosted projects.",
            people,
        ),
        FactKey("tac_vote", bool, "", "The TAC voted for the stage that is asked for.", votes),
        FactKey("gb_vote", bool, "", "The Governing Board voted for that stage.", votes),
    ]
    return MappingProxyType({key.key: key for key in keys})


FACTS: Mapping[str, FactKey] = _registry()


def unknown_key(key: str) -> str:
    """The sentence for a key that does not exist: the nearest ones first, then all of them."""
    near = get_close_matches(key, FACTS, n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    return f"{key!r} is not a fact we know{hint} Allowed: {', '.join(FACTS)}"
