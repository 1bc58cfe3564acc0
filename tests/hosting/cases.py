"""The cases of packet and review that stand beside the rules, and files of facts at hand."""

import random
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from lfai_nb.lifecycle.facts import FACTS, Attestation, BadgeLevel, Fact, Interval, ProjectFacts
from lfai_nb.lifecycle.facts_file import dumps
from lfai_nb.places import data_dir

ON = date(2026, 11, 27)


def cases(name: str) -> list[dict[str, Any]]:
    file = data_dir() / f"policy/cases/{name}.toml"
    entries: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    return entries


def as_file(folder: Path, text: str, name: str = "facts") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


NAMES = ("Anvil", "A & B: *the* <b> @all $& {name} ${x}", "Ünïcode (x)!'", "鉄床", "a" * 90, "-…-")
TEXTS = (
    *("Apache-2.0", "mit", "MIT OR GPL-2.0", "Apache 2.0", "None", "{license} $1", "a <b> | c"),
    *("We tag\n\nevery  month.", "See https://example.org/a_b and www.example.org.", "# 1. x", "…"),
)


def value(dice: random.Random, key: str) -> Any:
    kind = FACTS[key].type
    if kind is bool:
        return dice.random() < 0.5
    if kind is int:
        known = dice.choice([0, 1, 2, 12, 999, 1000, 2_345_678][: 4 if FACTS[key].maximum else 7])
        return Interval(known, None) if dice.random() < 0.2 else known
    if kind is BadgeLevel:
        from_below = [Interval(level, None) for level in list(BadgeLevel)[1:-1]]
        return dice.choice([*BadgeLevel, *from_below])
    if kind is Interval:
        low = dice.choice([0, 1, 2, 150])
        return Interval(low, dice.choice([low, low + 1, low + 7, None]))
    return dice.choice(TEXTS)


def fact(dice: random.Random, key: str) -> Fact:
    """Measured, stated by a person, stated once and expired, or looked up in vain."""
    when = ON - timedelta(days=dice.randint(1, 700))
    kind = dice.random()
    if kind < 0.3:
        until = dice.choice([None, ON, ON - timedelta(days=1), when])
        word = Attestation("A. Maintainer", when, "https://example.org/minutes", until)
        return Fact.attested(key, value(dice, key), word)
    at = datetime(when.year, when.month, when.day, dice.randint(0, 23), 30, tzinfo=UTC)
    if kind < 0.45:
        why = dice.choice(["the service did not answer", "no {reason} $& at all", "moved"])
        return Fact.unknown(key, why, source="github", url="", retrieved=at)
    return Fact(
        key=key,
        value=value(dice, key),
        source=dice.choice(["github", "catalogue (1 May 2026)"]),
        url=dice.choice(["https://github.com/acme/anvil/blob/main/LICENSE", "https://x.org/a|b"]),
        retrieved=at,
        method=dice.choice(["LICENSE is there", "*counted* by_hand"]),
    )


def project(dice: random.Random, name: str = "", repository: str = "") -> ProjectFacts:
    return ProjectFacts.of(
        name or dice.choice(NAMES),
        repository or dice.choice(["https://github.com/acme/anvil", "acme/anvil", "/srv/anvil"]),
        *(fact(dice, key) for key in dice.sample(sorted(FACTS), dice.randint(0, len(FACTS)))),
    )


def with_words(dice: random.Random, facts: ProjectFacts, table: str, ids: list[str]) -> str:
    """The file of facts, with a person's words for some of the entries."""
    chosen = dice.sample(ids, dice.randint(0, len(ids)))
    quoted = (
        dice.choice(TEXTS).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        for _ in chosen
    )
    lines = [f'{id_} = "{text}"' for id_, text in zip(chosen, quoted, strict=True)]
    return "\n".join([dumps(facts), f"[{table}]", *lines, ""])
