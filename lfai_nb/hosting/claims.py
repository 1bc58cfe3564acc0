"""What the facts about a project say to the fields of a proposal.

Each field that a fact can answer has a function: from the facts to a claim, and to what a person
has still to add. ``None`` is "no fact is known", never "no".
"""

from collections.abc import Callable
from typing import NamedTuple

from lfai_nb.domain import Address, Stage
from lfai_nb.lifecycle.facts import BadgeLevel, Interval, ProjectFacts
from lfai_nb.policy.words import counted


class Claim(NamedTuple):
    text: str
    facts: tuple[str, ...]  # the keys that it rests on
    left: str = ""  # what a person has to add all the same


def _flag(facts: ProjectFacts, key: str, yes: str, no: str) -> Claim | None:
    value = facts[key].value
    return None if value is None else Claim(yes if value else no, (key,))


def _level(facts: ProjectFacts, stage: Stage) -> Claim:
    return Claim(stage.capitalize(), ())


def _license(facts: ProjectFacts, stage: Stage) -> Claim | None:
    spdx, file = facts["license_spdx"], facts["file_license"]
    if spdx.value is None:
        return None
    text, keys, left = str(spdx.value), ["license_spdx"], "Add the address of the licence text."
    if file.value is True and file.attestation is None:
        text, left = f"{text}; its text: {file.url}", ""
        keys.append("file_license")
    return Claim(text, tuple(keys), left)


def _source_control(facts: ProjectFacts, stage: Stage) -> Claim | None:
    address = Address.find(facts.repository)
    return Claim(f"GitHub: {address.url}", ()) if address else None


def _own_org(facts: ProjectFacts, stage: Stage) -> Claim | None:
    return _flag(
        facts,
        "own_github_org",
        "Yes, the repository is in a GitHub organisation of its own.",
        "No, the repository is not in a GitHub organisation of its own.",
    )


def _dco(facts: ProjectFacts, stage: Stage) -> Claim | None:
    return _flag(
        facts,
        "dco_enforced",
        "Yes, the sign-off is checked on every repository.",
        "No, the sign-off is not checked on every repository.",
    )


def _committers(facts: ProjectFacts, stage: Stage) -> Claim | None:
    people, employers = facts["committers"].value, facts["committer_organizations"].value
    parts = []
    if isinstance(people, int):
        parts.append(f"{counted(people, 'people')} with commit rights")
    if isinstance(employers, Interval):
        parts.append(f"from {_organisations(employers)}")
    if not parts:
        return None
    keys = [key for key in ("committers", "committer_organizations") if facts[key].known]
    left = "List each by name, with the organisation and the time on the project."
    text = " ".join(parts)
    return Claim(f"{text[0].upper()}{text[1:]}.", tuple(keys), left)


def _contributors(facts: ProjectFacts, stage: Stage) -> Claim | None:
    value = facts["contributing_organizations"].value
    if not isinstance(value, Interval):
        return None
    return Claim(
        f"People of {_organisations(value)} contributed commits within twelve months.",
        ("contributing_organizations",),
        "Give the number of all contributors and their organisations.",
    )


def _organisations(value: Interval) -> str:
    if value.high is None:
        return f"{counted(value.low, 'organisations')} or more"
    if value.low == value.high:
        return counted(value.low, "organisations")
    return f"{value.low} to {counted(value.high, 'organisations')}"


def _release(facts: ProjectFacts, stage: Stage) -> Claim | None:
    file, count = facts["file_release"], facts["releases"].value
    if not file.known:
        return None
    text = "RELEASE says how releases are made." if file.value else "There is no RELEASE file."
    keys = ["file_release"]
    if isinstance(count, int):
        text += f" So far there are {counted(count, 'releases')}."
        keys.append("releases")
    return Claim(text, tuple(keys), "" if file.value else "Say how you make releases.")


def _code_of_conduct(facts: ProjectFacts, stage: Stage) -> Claim | None:
    return _file(facts, "file_code_of_conduct", "code of conduct", "Add CODE_OF_CONDUCT.")


def _governance(facts: ProjectFacts, stage: Stage) -> Claim | None:
    return _file(facts, "file_governance", "GOVERNANCE file", "Say how the project is governed.")


def _file(facts: ProjectFacts, key: str, name: str, missing: str) -> Claim | None:
    fact = facts[key]
    if fact.value is None:
        return None
    if not fact.value:
        return Claim(f"The repository has no {name}.", (key,), missing)
    if fact.attestation is not None:
        return Claim(f"Yes, there is a {name}.", (key,), "Add its address.")
    return Claim(f"Yes: {fact.url}", (key,))


def _badge(facts: ProjectFacts, stage: Stage) -> Claim | None:
    level = facts["badge_level"].value
    if not isinstance(level, BadgeLevel):
        return None
    texts = {
        BadgeLevel.NONE: "No, none yet.",
        BadgeLevel.IN_PROGRESS: "Not yet: the application is in progress.",
    }
    text = texts.get(level, f"Yes, the OpenSSF Best Practices badge: {level}.")
    return Claim(text, ("badge_level",))


#: By the field of PRO-FIELDS. The fields that are not here want a person's words.
CLAIMS: dict[str, Callable[[ProjectFacts, Stage], Claim | None]] = {
    "name": lambda facts, stage: Claim(facts.name, ()),
    "level": _level,
    "license": _license,
    "source-control": _source_control,
    "own-org": _own_org,
    "dco": _dco,
    "committers": _committers,
    "contributors": _contributors,
    "release": _release,
    "code-of-conduct": _code_of_conduct,
    "badge": _badge,
    "governance": _governance,
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
