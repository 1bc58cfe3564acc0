"""Where PyTorch is missing, a notebook of the demos fails once, with the line that installs it."""

from collections.abc import Iterator

import pytest


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
