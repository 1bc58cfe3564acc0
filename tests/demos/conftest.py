"""In tests, the kernels look at each index before they use it: outside, they trust their callers.

numba reads this when it is first imported, and its cache does not tell checked code from unchecked.
"""

import os
from pathlib import Path

os.environ["NUMBA_BOUNDSCHECK"] = "1"
os.environ["NUMBA_CACHE_DIR"] = str(Path(__file__).parents[2] / ".cache" / "numba-checked")
