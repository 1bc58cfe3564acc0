"""Files that a reader of a page chooses by mistake: refused in a sentence, with nothing done.

The command line has the same in ``tests/cli/test_bad_files.py``, from which the files are.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cli.test_bad_files import made

pytestmark = pytest.mark.browser

#: By the page: what opens its panel, the label of its field, where the refusal stands, the file.
READERS = {
    "book/foundation/attendance.html": ("", "Or files", "#attendance-answer", "table.csv"),
    "book/hosting/readiness.html": (
        "Open a facts file, or add the organisations",
        "Choose a file, or drop it here",
        "#readiness-live",
        "facts.toml",
    ),
    "book/hosting/proposal.html": (
        "Open a facts file",
        "Choose a file, or drop it here",
        "#proposal-files [role=status]",
        "facts.toml",
    ),
    "book/hosting/review.html": (
        "Open this year’s facts file",
        "Choose a file, or drop it here",
        "#review-files [role=status]",
        "facts.toml",
    ),
}
KINDS: dict[str, str | re.Pattern[str]] = {
    "latin": "is not UTF-8 text. Save it as UTF-8.",
    "utf-16": "is not UTF-8 text. Save it as UTF-8.",
    # Some readers begin their sentence with the line, and some with the file.
    "NUL": re.compile(r"\bline \d", re.IGNORECASE),
    "million": "is too large",
}
#: What is wrong with a formula depends on what belongs in its place.
FORMULAS = {"table.csv": "a formula; write its result", "facts.toml": "write a whole number"}


@pytest.mark.parametrize("reader", READERS)
def test_it_is_refused_in_a_sentence(page: Page, address: str, tmp_path: Path, reader: str) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    panel, label, place, name = READERS[reader]
    for kind, words in {**KINDS, "formula": FORMULAS[name]}.items():
        page.goto(address + reader)
        if panel:
            page.get_by_text(panel, exact=False).first.click()
        before = page.evaluate("location.href")
        file = tmp_path / f"{kind}-{name}"
        file.write_bytes(made(kind, name)[0])
        page.get_by_label(label, exact=True).first.set_input_files(file)
        expect(page.locator(place).first).to_contain_text(words, timeout=60_000)
        if panel:  # a table goes into the address, as it is what the page answers
            assert page.evaluate("location.href") == before
    assert not faults


@pytest.mark.parametrize("reader", READERS)
def test_a_file_that_is_gone_when_it_is_read_is_named(
    page: Page, address: str, tmp_path: Path, reader: str
) -> None:
    """A folder that is dropped on a page, and a file that an editor has just saved once more."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    # Chromium refuses both. A file that really goes would have to go at the right moment.
    page.add_init_script(
        "Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('', 'NotReadable'))"
    )
    panel, label, place, name = READERS[reader]
    page.goto(address + reader)
    if panel:
        page.get_by_text(panel, exact=False).first.click()
    (tmp_path / name).write_text("read by nobody", encoding="utf-8")
    page.get_by_label(label, exact=True).first.set_input_files(tmp_path / name)
    expect(page.locator(place).first).to_contain_text(f"“{name}” cannot be read")
    assert not faults
