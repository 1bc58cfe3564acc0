"""Where a demo runs, and how its numbers are made repeatable."""

import contextlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import torch

from lfai_nb.demos.errors import DeviceError

# cuBLAS reorders its sums unless told not to, and reads this once, before its first product.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


def pick_device(name: str | torch.device = "auto") -> torch.device:
    """`auto` is CUDA where there is one, else the CPU."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        device = None
    if device is None or device.type not in ("cpu", "cuda"):
        raise DeviceError(f"unknown device {str(name)!r}: use 'auto', 'cpu' or 'cuda'")
    if device.type == "cuda" and not torch.cuda.is_available():
        raise DeviceError("this machine has no CUDA device that PyTorch can use; try device='cpu'")
    return device


@contextlib.contextmanager
def repeatable(seed: int, device: torch.device) -> Iterator[None]:
    """What is trained inside gives the same numbers each time, on the same device.

    Only inside: on CUDA some operations, among them those of sampling, have no such form.
    """
    torch.manual_seed(seed)
    if device.type != "cuda":
        yield
        return
    before = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)


def bf16_pays(device: torch.device, width: int) -> bool:
    """Whether half-width arithmetic makes a model of this width faster.

    It needs wide layers, and on a CPU instructions for it (AMX): there, at width 128 it was
    measured 15 % slower, at 192 some 28 % faster.
    """
    if width < 192:
        return False
    return torch.cuda.is_bf16_supported() if device.type == "cuda" else _cpu_has_amx()


@cache
def _cpu_has_amx() -> bool:
    cpuinfo = Path("/proc/cpuinfo")
    return cpuinfo.exists() and "amx_bf16" in cpuinfo.read_text(encoding="utf-8", errors="replace")
