"""What the facts about a project say to the fields of a proposal.

Each field that a fact can answer has a function: from the facts to a claim, and to what a person
has still to add. ``None`` is "no fact is known", never "no". The page does the same, from the same
templates: book/_ext/handbook/js/claims.js.
"""

from collections.abc import Callable
from typing import NamedTuple

from lfai_nb.domain import Address, Stage
from lfai_nb.hosting.packet_sentences import CLAIMS as TEXTS
from lfai_nb.lifecycle.facts import BadgeLevel, Interval, ProjectFacts
from lfai_nb.policy.words import counted


class Claim(NamedTuple):
    text: str
    facts: tuple[str, ...]  # the keys that it rests on
    left: str = ""  # what a person has to add all the same


def _flag(field: str, facts: ProjectFacts, key: str) -> Claim | None:
    value = facts[key].value
    return None if value is None else Claim(TEXTS[f"{field}_{'yes' if value else 'no'}"], (key,))


def _level(facts: ProjectFacts, stage: Stage) -> Claim:
    return Claim(stage.capitalize(), ())


def _license(facts: ProjectFacts, stage: Stage) -> Claim | None:
    spdx, file = facts["license_spdx"], facts["file_license"]
    if spdx.value is None:
        return None
    if file.value is True and file.attestation is None:
        text = TEXTS["license_at"].format(license=spdx.value, url=file.url)
        return Claim(text, ("license_spdx", "file_license"))
    text = TEXTS["license"].format(license=spdx.value)
    return Claim(text, ("license_spdx",), TEXTS["license_left"])


def _source_control(facts: ProjectFacts, stage: Stage) -> Claim | None:
    address = Address.find(facts.repository)
    return Claim(TEXTS["source-control"].format(url=address.url), ()) if address else None


def _committers(facts: ProjectFacts, stage: Stage) -> Claim | None:
    people, employers = facts["committers"].value, facts["committer_organizations"].value
    words, keys = {}, []
    if isinstance(people, int | Interval):
        words["people"] = _many(people, "people")
        keys.append("committers")
    if isinstance(employers, Interval):
        words["organisations"] = _many(employers, "organisations")
        keys.append("committer_organizations")
    if not keys:
        return None
    template = "committers_of" if len(keys) == 2 else "committers"
    if "people" not in words:
        template = "committers_from"
    return Claim(TEXTS[template].format(**words), tuple(keys), TEXTS["committers_left"])


def _contributors(facts: ProjectFacts, stage: Stage) -> Claim | None:
    value = facts["contributing_organizations"].value
    if not isinstance(value, Interval):
        return None
    text = TEXTS["contributors"].format(organisations=_many(value, "organisations"))
    return Claim(text, ("contributing_organizations",), TEXTS["contributors_left"])


def _many(value: int | Interval, unit: str) -> str:
    if isinstance(value, int):
        return counted(value, unit)
    if value.high is None:
        return TEXTS["or_more"].format(known=counted(value.low, unit))
    high = counted(value.high, unit)
    if value.low == value.high:
        return high
    return TEXTS["range"].format(low=value.low, high=high)


def _release(facts: ProjectFacts, stage: Stage) -> Claim | None:
    file, count = facts["file_release"], facts["releases"].value
    if not file.known:
        return None
    text = TEXTS["release_yes" if file.value else "release_no"]
    left = "" if file.value else TEXTS["release_left"]
    if not isinstance(count, int | Interval):
        return Claim(text, ("file_release",), left)
    text = TEXTS["release_so_far"].format(text=text, releases=_many(count, "releases"))
    return Claim(text, ("file_release", "releases"), left)


def _file(field: str, facts: ProjectFacts, key: str) -> Claim | None:
    fact = facts[key]
    if fact.value is None:
        return None
    if not fact.value:
        text = TEXTS["file_no"].format(name=TEXTS[field])
        return Claim(text, (key,), TEXTS[f"{field}_left"])
    if fact.attestation is not None:
        text = TEXTS["file_stated"].format(name=TEXTS[field])
        return Claim(text, (key,), TEXTS["file_stated_left"])
    return Claim(TEXTS["file_at"].format(url=fact.url), (key,))


def _badge(facts: ProjectFacts, stage: Stage) -> Claim | None:
    level = facts["badge_level"].value
    if isinstance(level, Interval) and level.low >= BadgeLevel.PASSING:
        return Claim(TEXTS["badge"].format(level=level), ("badge_level",))
    if not isinstance(level, BadgeLevel):
        return None
    return Claim(TEXTS.get(f"badge_{level}", TEXTS["badge"]).format(level=level), ("badge_level",))


#: By the field of PRO-FIELDS. The fields that are not here want a person's words.
CLAIMS: dict[str, Callable[[ProjectFacts, Stage], Claim | None]] = {
    "name": lambda facts, stage: Claim(facts.name, ()),
    "level": _level,
    "license": _license,
    "source-control": _source_control,
    "own-org": lambda facts, stage: _flag("own-org", facts, "own_github_org"),
    "dco": lambda facts, stage: _flag("dco", facts, "dco_enforced"),
    "committers": _committers,
    "contributors": _contributors,
    "release": _release,
    "code-of-conduct": lambda facts, stage: _file("code-of-conduct", facts, "file_code_of_conduct"),
    "badge": _badge,
    "governance": lambda facts, stage: _file("governance", facts, "file_governance"),
}
#: Which facts a field rests on, to say which requirement its reviewers hold it against.
RESTS_ON: dict[str, tuple[str, ...]] = {
    "license": ("license_spdx", "file_license"),
    "own-org": ("own_github_org",),
    "dco": ("dco_enforced",),
    "committers": ("committer_organizations", "committers"),
    "contributors": ("contributing_organizations",),
    "release": ("file_release",),
    "code-of-conduct": ("file_code_of_conduct",),
    "badge": ("badge_level",),
    "governance": ("file_governance", "documented_governance"),
    "mission": ("fits_mission",),
    "collaboration": ("collaborations_completed",),
    "dependencies": ("open_dependencies",),
    "roles": ("file_codeowners", "file_contributing"),
    "tools": ("open_communication",),
}
