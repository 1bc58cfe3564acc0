"""A copy of the data in which Premier alone has a new amount, from another document.

The figures are those of February 2024 and this one: what the data has learned since is left out.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from lfai_nb.places import data_dir
from lfai_nb.policy import load
from tools.lifecycle_document import TABLE

FIGURES, FROM = date(2024, 2, 27), date(2027, 1, 1)
SOURCE = """
[made-up-prices]
title = "A price list of 1 January 2027"
kind = "page"
date = 2027-01-01
"""
VALUE = """
[[DUES-PREMIER-NEW.values]]
from = 2027-01-01
value = 130000
source = "made-up-prices"
where = "Prices"
quote = "Premier $130,000"
"""


def write(folder: Path, *, newer: bool = True) -> Path:
    """The whole data with the new amount; the folder that it is in."""
    data = folder / "data"
    # All of it: what is read of the rest in the meantime is remembered by who reads it.
    shutil.copytree(data_dir(), data)
    with (data / "policy/sources.toml").open("a", encoding="utf-8") as sources:
        sources.write(SOURCE)
    dues = data / "policy/dues.toml"
    tables = TABLE.split(dues.read_text(encoding="utf-8"))
    text = "".join(table for table in tables if not _is_later(table))
    before, after = text.split("[DUES-PREMIER-LF]\n")
    value = VALUE if newer else ""
    dues.write_text(f"{before}{value}\n[DUES-PREMIER-LF]\n{after}", encoding="utf-8")
    return data


def _is_later(table: str) -> bool:
    start = re.search(r"^from = (\S+)$", table, re.MULTILINE)
    return start is not None and date.fromisoformat(start[1]) > FIGURES


@contextmanager
def in_place_of_the_data(
    folder: Path, patch: pytest.MonkeyPatch, *, newer: bool = True
) -> Iterator[None]:
    """Whatever loads the rules loads these, as long as it lasts."""
    data = write(folder, newer=newer)
    with patch.context() as here:
        here.setenv("LFAI_NB_DATA", str(data))
        load.cache_clear()
        try:
            yield
        finally:
            load.cache_clear()
