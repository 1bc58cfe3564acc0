"""Shared by the tests of the DeepRec wing; all of them need the demos extra."""

import pytest

pytest.importorskip("torch")

from hypothesis import HealthCheck, settings

# The first example of a kernel compiles it, which no deadline should judge.
settings.register_profile(
    "deeprec",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def _one_thread():
    """Small tensors: a second thread only costs time, on a machine that runs other tests too."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(params=["numba", "torch"])
def backend(request):
    """Both back ends must give the same results."""
    if request.param == "numba":
        pytest.importorskip("numba")
    return request.param
