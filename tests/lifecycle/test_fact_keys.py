"""The registry of facts is data: a rule that asks for a new fact needs no code."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from lfai_nb.errors import BadInput, DataError
from lfai_nb.evidence.data_check import problems
from lfai_nb.lifecycle.fact_keys import FACTS, registry
from lfai_nb.places import OVERRIDE, data_dir
from lfai_nb.policy import load

NEW_FACT = """
[facts.translations]
type = "count"
unit = "languages"
meaning = "Languages that its documents are in"
group = "practice"
"""
NEW_RULE = """
[SBX-TRANSLATIONS]
title = "Documents in several languages"
kind = "count"
unit = "languages"
group = "requirement"
stage = "sandbox"
fact = "translations"
who = "project"
todo = "Translate what newcomers read first."
"""
#: In each document since 2023: one that leaves a rule out is only half entered.
VALUE = """
[[SBX-TRANSLATIONS.values]]
from = {start}
value = 2
source = "{document}"
where = "Sandbox Stage Requirements"
quote = "in at least two languages"
"""
FORM = """
name = "Anvil"
repository = "https://example.org/acme/anvil"

[attested]
who = "A. Maintainer"
when = 2026-11-01
link = "https://example.org/minutes"

[facts]
translations = {number}
"""
ROOT = Path(__file__).parents[2]
ASK = """
import json
from handbook import tool_data
print(json.dumps(tool_data.readiness()["facts"]["translations"]["kind"]))
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data with one more fact, and a rule that asks for it."""
    copy = tmp_path / "data"
    shutil.copytree(data_dir(), copy)
    values = [
        VALUE.format(start=document.start, document=document.source.id)
        for document in load().documents
        if document.start >= date(2023, 6, 1)
    ]
    rule = "".join([NEW_RULE, *values])
    for name, more in (("facts.toml", NEW_FACT), ("policy/sandbox.toml", rule)):
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(more)
    return copy


def ask(data: Path, *words: str) -> str:
    path = os.pathsep.join((str(ROOT), str(ROOT / "book" / "_ext")))
    env = {**os.environ, OVERRIDE: str(data), "PYTHONPATH": path}
    command = [sys.executable, *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=600).stdout


@pytest.mark.parametrize(("number", "state"), [(1, "unmet"), (2, "met"), (3, "met")])
def test_a_rule_that_asks_for_a_new_fact_needs_no_code(
    data: Path, tmp_path: Path, number: int, state: str
) -> None:
    form = tmp_path / "facts.toml"
    form.write_text(FORM.format(number=number), encoding="utf-8")
    words = ("-m", "lfai_nb.cli", "readiness", str(form), "--stage", "sandbox")
    rows = json.loads(ask(data, *words, "--on", "2026-11-20", "--json"))["rows"]
    (row,) = [row for row in rows if row["id"] == "SBX-TRANSLATIONS"]
    assert row["state"] == state


def test_the_form_and_the_page_tool_have_the_new_fact(data: Path) -> None:
    assert "# translations = 12   # a whole number" in ask(
        data, "-m", "lfai_nb.cli", "readiness", "--init"
    )
    assert ask(data, "-c", ASK) == '"count"\n'


def test_what_a_person_types_is_read_by_the_kind_of_the_fact() -> None:
    assert FACTS["license_spdx"].parse(" MIT ") == "MIT"
    assert FACTS["stars"].parse("2,300") == 2300
    with pytest.raises(BadInput, match="stars needs a whole number"):
        FACTS["stars"].parse("many")
    with pytest.raises(BadInput, match=r"license_spdx needs .*, not an empty text"):
        FACTS["license_spdx"].parse("  ")


def test_a_rule_that_names_no_fact_is_a_fault(data: Path) -> None:
    assert problems(data) == []
    rules = data / "policy" / "sandbox.toml"
    rules.write_text(rules.read_text("utf-8").replace('"translations"', '"translation"'), "utf-8")
    (problem,) = problems(data)
    assert str(problem).startswith("'translation' is not a fact we know; did you mean translations")
    assert str(problem).endswith("@ sandbox.toml: SBX-TRANSLATIONS.fact")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (
            'type = "count"',
            'type = "number"',
            "one of flag, count, text, level",
        ),
        ('group = "measured"', 'group = "measure"', "one of measured, files"),
        ('unit = "stars"\n', "", "a number needs a unit @ facts.toml: facts.stars"),
        ("maximum = 12", "maximum = true", "maximum is a whole number of 1 or more"),
        ("look = ", "look = 3  # ", "look needs a text, not 3"),
        ('unit = "stars"', "unit = 3", "unit needs a text, not 3"),
        ('on GitHub"', 'on GitHub."', "it goes into a sentence: leave out the full stop"),
        ("meaning = ", "meanings = ", "unknown key 'meanings'; did you mean 'meaning'?"),
    ],
)
def test_a_registry_in_doubt_is_refused_with_the_place(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    file = tmp_path / "facts.toml"
    text = (data_dir() / "facts.toml").read_text(encoding="utf-8")
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        registry(file)
    assert fault in str(caught.value)


def test_the_registry_is_read_in_the_order_of_its_file() -> None:
    assert list(FACTS)[:2] == ["stars", "license_spdx"]
    assert FACTS["active_months_12"].maximum == 12
