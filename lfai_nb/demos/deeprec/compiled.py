"""The compiled loops: `kernels` for a CPU, `gpu_kernels` for a GPU; `None` where one is missing.

numba may refuse this numpy, and Triton comes with PyTorch for CUDA alone. Their users have the same
in plain torch, slower, and look here which of the two it is.
"""

try:
    from lfai_nb.demos.deeprec import kernels as kernels
except ImportError:
    kernels = None  # type: ignore[assignment]

try:
    from lfai_nb.demos.deeprec import gpu_kernels as gpu_kernels
except ImportError:
    gpu_kernels = None  # type: ignore[assignment]
