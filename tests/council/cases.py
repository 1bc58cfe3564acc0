"""The cases of the council that stand beside the rules."""

import tomllib

from lfai_nb.places import data_dir

CASES = tomllib.loads((data_dir() / "policy/cases/council.toml").read_text(encoding="utf-8"))
