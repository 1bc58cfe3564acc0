"""What holds for each run of pytest, that of the notebooks included.

A busy machine is waited for: nbval gives a kernel a minute to start, ten seconds to say that it is
there, and what a cell has printed five seconds to come. And the notebook that took longest when
its outputs were stored begins first: begun last, it would keep one worker busy when the others
are done.
"""

import re
from functools import cache
from pathlib import Path

import pytest

PATIENCE = 600.0  # seconds, for what takes a moment
TOOK = re.compile(r"It took (\d+) seconds? on ")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("nbval", default=False):
        return
    from nbval.kernel import RunningKernel

    config.option.nbval_kernel_startup_timeout = PATIENCE
    reply = RunningKernel.await_reply

    def await_reply(kernel: object, message: str, timeout: float | None = None) -> object:
        return reply(kernel, message, max(timeout or 0, PATIENCE))

    RunningKernel.await_reply = await_reply


@cache
def seconds(path: Path) -> int:
    """As a notebook says of itself; 0 for what is none, or says nothing."""
    took = TOOK.search(path.read_text(encoding="utf-8")) if path.suffix == ".ipynb" else None
    return int(took[1]) if took else 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: -seconds(item.path))
    for item in items:
        if hasattr(item, "output_timeout"):
            item.output_timeout = PATIENCE
