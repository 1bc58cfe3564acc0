"""The time that a path takes is counted from the words of its pages."""

import doctest
import re

import pytest

from handbook import reading_time
from handbook.reading_time import minutes, pages, words
from tests.book.markdown import BOOK


def test_the_examples_of_the_module_hold() -> None:
    results = doctest.testmod(reading_time)
    assert results.attempted >= 2
    assert results.failed == 0


def test_what_the_data_becomes_and_code_is_not_counted() -> None:
    assert (
        words("Read this.\n\n```{shown} dues-table\n```\n\n```console\n$ lfai-nb dues\n```\n") == 2
    )


def test_a_longer_page_takes_longer() -> None:
    assert minutes(220 * 20) == 20
    assert minutes(220 * 40) == 2 * minutes(220 * 20)


def test_a_folder_is_all_its_pages_and_a_page_is_itself() -> None:
    assert pages(BOOK, "joining") == sorted((BOOK / "joining").glob("*.md"))
    assert pages(BOOK, "joining/how, hosting/steps") == [
        BOOK / "joining" / "how.md",
        BOOK / "hosting" / "steps.md",
    ]


@pytest.mark.parametrize("names", ["", "joining/nothing", "joining,, hosting"])
def test_a_page_that_is_not_there_is_an_error(names: str) -> None:
    with pytest.raises(LookupError, match="no page and no folder"):
        pages(BOOK, names)


def test_every_page_that_promises_a_time_names_pages_that_are_there() -> None:
    promised = [
        names
        for page in BOOK.rglob("*.md")
        for names in re.findall(r"\{reading-time\}`([^`]+)`", page.read_text("utf-8"))
    ]
    assert promised
    for names in promised:
        assert pages(BOOK, names)
