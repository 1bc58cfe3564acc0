"""How often each key was seen: what decides how much memory it deserves."""

import torch
from torch import Tensor

from lfai_nb.demos.deeprec.keymap import KeyMap, as_keys
from lfai_nb.demos.device import pick_device


class Frequencies:
    """Counts of keys. `add` counts a batch; `of` only reads."""

    def __init__(self, device: str | torch.device = "auto") -> None:
        self.keymap = KeyMap(device=pick_device(device))
        self.counts = torch.zeros(0, dtype=torch.int64, device=self.keymap.device)

    def add(self, keys: Tensor) -> Tensor:
        """Count the keys; how often each has been seen, this batch included."""
        flat = as_keys(keys, self.keymap.device)
        entries, missing = self.keymap.find(flat)
        if missing:
            self.keymap.reserve(len(self.keymap) + missing)
            self.keymap.add(flat, entries)
            more = len(self.keymap) - len(self.counts)
            self.counts = torch.cat([self.counts, self.counts.new_zeros(max(more, 0))])
        self.counts += torch.bincount(entries, minlength=len(self.counts))
        return self.counts[entries].view(keys.shape)

    def of(self, keys: Tensor) -> Tensor:
        """How often each key was seen; 0 for a stranger."""
        entries, missing = self.keymap.find(as_keys(keys, self.keymap.device))
        if not len(self.counts):
            return torch.zeros_like(entries).view(keys.shape)
        counts = self.counts[entries.clamp(min=0)]
        if missing:
            counts = torch.where(entries < 0, 0, counts)
        return counts.view(keys.shape)
