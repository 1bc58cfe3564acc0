"""Where a demo runs, and how its numbers are made repeatable."""

import os
from functools import cache
from pathlib import Path

import torch


class DeviceError(ValueError):
    """The wanted device is unknown or not in this machine."""


def pick_device(name: str = "auto") -> torch.device:
    """`auto` is CUDA where there is one, else the CPU."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        device = None
    if device is None or device.type not in ("cpu", "cuda"):
        raise DeviceError(f"unknown device {name!r}: use 'auto', 'cpu' or 'cuda'")
    if device.type == "cuda" and not torch.cuda.is_available():
        raise DeviceError("this machine has no CUDA device that PyTorch can use; try device='cpu'")
    return device


def make_repeatable(seed: int, device: torch.device) -> None:
    """The same seed on the same device gives the same numbers from here on."""
    if device.type == "cuda":
        # cuBLAS and the attention kernels reorder their sums unless both are told not to.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True)
    torch.manual_seed(seed)


def bf16_pays(device: torch.device, width: int) -> bool:
    """Whether half-width arithmetic makes a model of this width faster.

    On a CPU it does only with matrix instructions for it (AMX) and wide enough layers: at width 128
    it was measured 15 % slower, at 192 some 28 % faster.
    """
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return width >= 192 and _cpu_has_amx()


@cache
def _cpu_has_amx() -> bool:
    cpuinfo = Path("/proc/cpuinfo")
    return cpuinfo.exists() and "amx_bf16" in cpuinfo.read_text(encoding="utf-8", errors="replace")
