"""In tests, the kernels look at each index before they use it: outside, they trust their callers.

numba reads this when it is first imported, and its cache does not tell checked code from unchecked.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["NUMBA_BOUNDSCHECK"] = "1"
os.environ["NUMBA_CACHE_DIR"] = str(Path(__file__).parents[2] / ".cache" / "numba-checked")


@pytest.fixture(autouse=True)
def _each_from_the_same_state() -> Iterator[None]:
    """Which tests ran before in this process is chance, and so would be what is drawn here."""
    if torch := sys.modules.get("torch"):
        threads = torch.get_num_threads()
        torch.manual_seed(2026)
        yield
        torch.set_num_threads(threads)
    else:
        yield
