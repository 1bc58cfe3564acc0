"""The longest notebook begins first; one that lacks PyTorch fails once, with the line that installs it."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest


@cache
def seconds(notebook: Path) -> float:
    """How long it took when it was run and stored."""
    metadata = json.loads(notebook.read_text("utf-8"))["metadata"]
    return float(metadata.get("handbook", {}).get("seconds", 0))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Of several workers none is left alone with a long one at the end.
    items.sort(
        key=lambda item: -seconds(item.path) if item.path.suffix == ".ipynb" else 0
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    if getattr(item.parent, "not_installed", False):
        pytest.skip("the first cell says what has to be installed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:
    # Each later cell would add the traceback of an import, or of a name that nothing has given.
    if call.excinfo and "NotInstalled: " in str(
        getattr(call.excinfo.value, "inner_traceback", "")
    ):
        item.parent.not_installed = True  # type: ignore[union-attr]
    return (yield)
