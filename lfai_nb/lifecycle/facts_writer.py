"""Writes a project's facts as TOML, and the commented file that a person starts from."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from lfai_nb.domain import Stage
from lfai_nb.lifecycle.facts import (
    FACTS,
    Attestation,
    BadgeLevel,
    Fact,
    FactKey,
    Interval,
    ProjectFacts,
)
from lfai_nb.whole_file import write_whole


def save(facts: ProjectFacts, path: Path) -> None:
    write_whole(path, dumps(facts))


def dumps(facts: ProjectFacts) -> str:
    """The facts as TOML, each in its long form."""
    head = {"name": facts.name, "repository": facts.repository}
    if facts.stage is not None:
        head["stage"] = facts.stage
    blocks = [[f"{key} = {_toml(text)}" for key, text in head.items()]]
    blocks += [[f"[facts.{fact.key}]", *_fact_lines(fact)] for fact in facts]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _fact_lines(fact: Fact) -> list[str]:
    lines = {
        "value": fact.value,
        "unknown": fact.reason,
        "source": fact.source,
        "url": fact.url,
        "retrieved": fact.retrieved,
        "method": fact.method,
        "note": fact.note,
        "attested": fact.attestation,
    }
    return [f"{key} = {_toml(value)}" for key, value in lines.items() if value not in (None, "")]


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case BadgeLevel():
            return _toml(str(value))
        case int():
            return str(value)
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Interval():
            high = "" if value.high is None else f", high = {value.high}"
            return f"{{ low = {_toml(value.low)}{high} }}"
        case Attestation():
            parts = {name: getattr(value, name) for name in ("who", "when", "link", "until")}
            inside = ", ".join(f"{k} = {_toml(v)}" for k, v in parts.items() if v is not None)
            return f"{{ {inside} }}"
        case _:
            return '"' + "".join(map(_escaped, str(value))) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if "\ud800" <= char <= "\udfff":  # half of a character pair, which no file can hold
        return "\ufffd"
    # Whatever could steer a terminal or a reader's eye is written out.
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def template(needed_by: Mapping[str, Iterable[str]] | None = None) -> str:
    """The file to start from: every fact with its meaning, commented out.

    ``needed_by`` says for a key which requirements read it, as the rules in force have it.
    """
    lines = [
        "# What is known about the project. Answer what you can, and leave the rest out: what is",
        '# left out is "unknown", never "no".',
        'name = "My project"',
        'repository = "https://github.com/OWNER/NAME"',
        f'# stage = "sandbox"   # the present one: {", ".join(Stage)}; leave out if none',
        "",
        "# Who stands behind the short answers below. As soon as there is one, who, when and link",
        "# are required: take the # from these four lines, and fill them in.",
        "# [attested]",
        '# who = "Name, role"',
        "# when = 2026-01-31    # the day on which they said so",
        '# link = "https://…"   # where that can be read: minutes, an issue, a pull request',
        "# until = 2027-01-31   # optional: after this day the answers count as unknown",
        "",
        "# A fact from elsewhere has its own source, in a table after all the short answers:",
        "# [facts.stars]",
        "# value = 812",
        '# source = "github"',
        '# url = "https://…"',
        "# retrieved = 2026-01-31",
        '# method = "read on the page of the repository"',
        "# What was looked for and not found out says so:",
        '# badge_level = { unknown = "not asked for yet" }',
        "# Of a number or a badge level that you know from below alone, write that: { low = 500 },",
        '# { low = "passing" }, or "passing or higher".',
        "",
        "[facts]",
    ]
    for group, kinds in groupby(FACTS.values(), key=lambda kind: kind.group):
        lines += ["", f"# {group}"]
        for kind in kinds:
            lines += ["", f"# {kind.sentence}{_readers(kind.key, needed_by)}"]
            lines.append(f"# {kind.key} = {_example(kind)}   # {kind.accepted}")
    return "\n".join(lines) + "\n"


def _readers(key: str, needed_by: Mapping[str, Iterable[str]] | None) -> str:
    if needed_by is None:
        return ""
    readers = ", ".join(needed_by.get(key, ()))
    return f" Needed by: {readers}." if readers else " No requirement reads it."


def _example(kind: FactKey) -> str:
    if kind.type is Interval:
        return _toml(Interval(3, 5))
    if kind.type is BadgeLevel:
        return _toml(BadgeLevel.PASSING)
    if kind.type is str:
        return _toml("Apache-2.0")
    return _toml(True) if kind.type is bool else "12"
