"""A copy of the data in which Premier alone has a new amount, from another document."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from lfai_nb.places import data_dir
from lfai_nb.policy import load

FROM = date(2027, 1, 1)
SOURCE = """
[price-list-2027]
title = "A price list of 1 January 2027"
kind = "page"
date = 2027-01-01
"""
VALUE = """
[[DUES-PREMIER-NEW.values]]
from = 2027-01-01
value = 130000
source = "price-list-2027"
where = "Prices"
quote = "Premier $130,000"
"""


def write(folder: Path) -> Path:
    """The whole data with the new amount; the folder that it is in."""
    data = folder / "data"
    shutil.copytree(data_dir() / "policy", data / "policy")
    shutil.copytree(data_dir() / "catalog", data / "catalog")
    with (data / "policy/sources.toml").open("a", encoding="utf-8") as sources:
        sources.write(SOURCE)
    dues = data / "policy/dues.toml"
    text = dues.read_text(encoding="utf-8")
    before, after = text.split("[DUES-PREMIER-LF]\n")
    dues.write_text(f"{before}{VALUE}\n[DUES-PREMIER-LF]\n{after}", encoding="utf-8")
    return data


@contextmanager
def in_place_of_the_data(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever loads the rules loads these, as long as it lasts."""
    data = write(folder)
    with patch.context() as here:
        here.setenv("LFAI_NB_DATA", str(data))
        load.cache_clear()
        yield
    load.cache_clear()
