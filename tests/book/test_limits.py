"""The limits that SECURITY.md states are those of the code."""

import re
from pathlib import Path

import pytest

from lfai_nb import checked
from lfai_nb.council import attendance
from lfai_nb.demos.tony import jobfile
from lfai_nb.evidence import plain_yaml
from lfai_nb.evidence.history import bounded, gitlog
from lfai_nb.evidence.http.client import Limits

SECURITY = (Path(__file__).parents[2] / "SECURITY.md").read_text("utf-8")
ROWS = {
    head.strip(): most.strip()
    for head, most in re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", SECURITY, re.MULTILINE)
}
STATED = {
    "a repository: each answer of git": (
        f"{bounded.LENGTH // 1_000_000} MB, {bounded.SECONDS} seconds; "
        f"{gitlog._SOON} seconds where it is only found"
    ),
    "the message of one commit": f"{gitlog._COMMIT:,} bytes",
    "a host: one answer": (
        f"{Limits().size:,} bytes, as it is sent and as it unpacks; "
        f"{Limits().seconds} seconds from the name to the last byte"
    ),
    "a TOML file: facts, rules, affiliations": (
        f"{checked._MOST:,} bytes, numbers of {checked._BITS:,} bits"
    ),
    "a YAML file": (
        f"{plain_yaml.LONGEST:,} characters, as many values, "
        f"{plain_yaml.DEEPEST} brackets within each other"
    ),
    "a table or minutes of attendance": (
        f"{attendance.MOST_SIGNS:,} characters, {attendance.MOST_MEETINGS:,} meetings, "
        f"{attendance.MOST_SEATS} seats"
    ),
    "a job file in XML": (
        f"{jobfile.LONGEST:,} characters, {jobfile.LARGEST:,} tasks; no DOCTYPE, no entity"
    ),
}


@pytest.mark.parametrize("of", STATED)
def test_a_limit_is_stated_as_the_code_has_it(of: str) -> None:
    assert ROWS[of] == STATED[of]


def test_yaml_has_as_many_values_as_characters() -> None:
    assert plain_yaml.MOST_VALUES == plain_yaml.LONGEST
