"""What holds for each run of pytest, that of the notebooks included: a busy machine is waited for.

nbval gives a kernel a minute to start, ten seconds to say that it is there, and what a cell has
printed five seconds to come.
"""

import pytest

PATIENCE = 600.0  # seconds, for what takes a moment


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("nbval", default=False):
        return
    from nbval.kernel import RunningKernel

    config.option.nbval_kernel_startup_timeout = PATIENCE
    reply = RunningKernel.await_reply

    def await_reply(kernel: object, message: str, timeout: float | None = None) -> object:
        return reply(kernel, message, max(timeout or 0, PATIENCE))

    RunningKernel.await_reply = await_reply


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if hasattr(item, "output_timeout"):
            item.output_timeout = PATIENCE
