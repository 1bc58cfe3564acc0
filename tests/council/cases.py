"""The cases of the council that stand beside the rules."""

import tomllib
from datetime import date
from typing import Any

from lfai_nb.places import data_dir

CASES = tomllib.loads((data_dir() / "policy/cases/council.toml").read_text(encoding="utf-8"))


def of_case(seats: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Of an answer on seats, what a case speaks of."""
    table, rule = seats["table"], seats["by_rule"]
    whole = {
        "of": date.fromisoformat(table["of"]),
        "seats": table["seats"],
        "stated": table["stated"],
        "premier": len(table["premier"]),
        "graduated": len(table["graduated"]),
        "by_rule": rule["seats"],
        "as_of": date.fromisoformat(rule["as_of"]),
    }
    return {key: whole[key] for key in case["answer"]}
