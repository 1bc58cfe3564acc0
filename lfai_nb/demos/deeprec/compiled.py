"""The compiled loops of `kernels`; `None` where numba is missing or refuses this numpy.

Whoever uses them has the same in plain torch, slower, and looks here which of the two it is.
"""

try:
    from lfai_nb.demos.deeprec import kernels as kernels
except ImportError:
    kernels = None  # type: ignore[assignment]
