"""Numbers and ranges as people write them: read where they can mean one thing only."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.errors import BadInput
from lfai_nb.quantities import (
    LARGEST,
    calendar_day,
    day_within,
    in_quotes,
    interval,
    percentage,
    whole_number,
)
from tests.quantity_cases import DAYS, NO_DAYS, NO_PERCENT, PERCENT, REFUSED, UNDERSTOOD


@given(st.integers(0, LARGEST))
def test_every_number_is_read_however_it_is_grouped(number: int) -> None:
    for written in (
        str(number),
        *(f"{number:,}".replace(",", sign) for sign in ", '’\u00a0\u202f"),
    ):
        assert whole_number(written) == number


@pytest.mark.parametrize(("written", "number"), UNDERSTOOD.items())
def test_a_number_is_understood_as_people_write_it(written: str, number: int) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize("written", REFUSED)
def test_what_is_no_head_count_is_refused_or_not_above_nought(written: str) -> None:
    with suppress(BadInput):
        assert whole_number(written) <= 0 or whole_number(written) > 2**53


@pytest.mark.parametrize(("written", "number"), PERCENT.items())
def test_a_rate_is_read_with_its_sign_and_without(written: str, number: int) -> None:
    assert percentage(written) == number


@pytest.mark.parametrize("written", NO_PERCENT)
def test_what_is_no_rate_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match="is not a whole number"):
        percentage(written)


@given(st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_every_interval_is_read_however_it_is_written(first: int, second: int) -> None:
    low, high = sorted((first, second))
    for written in ("{}..{}", "{}-{}", "{} – {}", "{} to {}", "{{ low = {}, high = {} }}"):
        assert interval(written.format(low, high)) == (low, high)
        assert interval(written.format(f"{low:,}", f"{high:,}")) == (low, high)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "'' is not a whole number"),
        ("1e3", "write it as 2300 or 2,300"),
        ("1_000", "is not a whole number"),
        ("0x10", "is not a whole number"),
        ("²", "is not a whole number"),
        ("१", "is not a whole number"),
        ("12,34", "is not a whole number"),
        ("1,000 000", "is not a whole number"),
        ("2.3456k", "is not a whole number"),
        ("2.300", "can mean two numbers; if it is 2300, write 2300"),
        ("1.000.000", "if it is 1000000, write 1000000"),
        (str(LARGEST + 1), f"too large; the largest that is read is {LARGEST:,}"),
        ("9" * 5000, "too large"),
    ],
)
def test_what_is_no_number_is_refused_with_one_that_is(text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=re.escape(complaint)):
        whole_number(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("some", "write it as 4 or as 3..5"),
        ("1..2..3", "neither a number nor an interval"),
        ("3..", "neither a number nor an interval"),
        ("{ low = 3 }", "neither a number nor an interval"),
        ("5..3", "write 3..5, not 5..3"),
        ("3..x", "'x' is not a whole number"),
        ("9.500", "if it is 9500, write 9500"),
        ("1" + "0" * 30, "too large"),
    ],
)
def test_what_is_no_interval_is_refused_with_one_that_is(text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=re.escape(complaint)):
        interval(text)


@given(st.text())
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    for read in (whole_number, interval):
        with suppress(BadInput):
            read(text)


def test_what_is_shown_is_short_whatever_it_is() -> None:
    assert len(in_quotes("x" * 5000)) == 60
    assert in_quotes(10**5000) == "a number that long"


@pytest.mark.parametrize(("written", "day"), DAYS.items())
def test_a_day_is_understood_as_people_write_it(written: str, day: str) -> None:
    """What was wrong: "3 Sept 2026" was refused as a day."""
    assert str(calendar_day(written)) == day


@pytest.mark.parametrize("written", NO_DAYS)
def test_what_is_no_day_or_can_be_two_is_no_day(written: str) -> None:
    assert calendar_day(written) is None


def test_the_first_day_of_a_text_is_as_it_is_written_there() -> None:
    assert day_within("minutes-2024-02-30.md") == "2024-02-30"
    assert day_within("TAC, 3 Sept 2026, not 4 Sept 2026") == "3 Sept 2026"
    assert day_within("TAC of September 2026") == ""
