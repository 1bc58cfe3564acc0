"""YAML of a stranger: plain values, or a sentence, before it has cost memory or time."""

import tracemalloc

import pytest

from lfai_nb.errors import DataError
from lfai_nb.evidence import plain_yaml


def read(text: str) -> object:
    return plain_yaml.read(text, "a.yml", purpose="reading this")


def ten_times(merged: str = "") -> str:
    """A list of ten of the list above, nine times over: a thousand million in the last."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for n in range(1, 9):
        ten = ", ".join([f"*a{n - 1}"] * 10)
        lines.append(f"a{n}: &a{n} {{<<: [{ten}]}}" if merged else f"a{n}: &a{n} [{ten}]")
    return "\n".join(lines)


def test_plain_values_are_read_and_a_name_stands_for_its_part() -> None:
    assert read("a: &x [1, yes]\nb: *x\n") == {"a": [1, True], "b": [1, True]}
    assert read("") is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ten_times(), "stand for more than 100,000 values"),
        (
            ten_times(merged="<<").replace("[x, x, x, x, x, x, x, x, x, x]", "{k: v}"),
            "stand for more than 100,000 values",
        ),
        ("a: &a [*a]", "or for themselves"),
        ("&a {? *a : b}", "or for themselves"),
        ("a: " + "[" * 90_000, "brackets are open within more than 100 others"),
        ("{a: " * 20_000, "brackets are open within more than 100 others"),
        ("- " * 2_000 + "a", "lists are within too many others"),
        ("a: 5\n" * 20_001, "at most 100,000 characters"),
        ("a: 5\nb: \0", "a NUL character is in it"),
        ("a: !!python/object/apply:os.system [ls]", "not readable as YAML"),
        ("a: " + "9" * 5_000, "not readable as YAML"),
        ("? [a]\n: b", "not readable as YAML"),
        ("a: 2026-99-99", "not readable as YAML"),
    ],
)
def test_what_would_cost_memory_or_time_is_a_sentence(text: str, fault: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=fault):
            read(text)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 50_000_000
