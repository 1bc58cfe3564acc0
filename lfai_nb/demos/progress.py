"""How a demo tells, while it works, how far it is."""

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on: what is being done, how many steps are done, how many there are."""

    def __call__(self, label: str, done: int, total: int, /) -> None: ...


def silent(label: str, done: int, total: int, /) -> None:
    """A progress that shows nothing: for tests and for library use."""
