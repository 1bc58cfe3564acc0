"""The counting Bloom filter: how often was a key seen, roughly, without keeping the key."""

import torch
from torch import Tensor

from lfai_nb.demos.deeprec.options import CBFFilter

DTYPES = {8: torch.uint8, 16: torch.int16, 32: torch.int32}
MULTIPLIERS = (-4658895280553007687, -7723592293110705685)  # splitmix64's two, as signed numbers


def mix(keys: Tensor) -> Tensor:
    """splitmix64's finaliser: every bit of the key moves every bit of the result."""
    h = keys
    for shift, factor in zip((30, 27), MULTIPLIERS, strict=True):
        h = (h ^ ((h >> shift) & ((1 << (64 - shift)) - 1))) * factor
    return h ^ ((h >> 31) & ((1 << 33) - 1))


class BloomCounter:
    """`estimate` never says less than what was added, up to the limit at which counters stop."""

    def __init__(self, option: CBFFilter, device: torch.device) -> None:
        self.limit, self.hashes = option.filter_freq, option.hashes
        self.counters = torch.zeros(
            option.counters, dtype=DTYPES[option.counter_bits], device=device
        )

    def _places(self, keys: Tensor) -> Tensor:
        """Which counters belong to each key: [U, hashes]; double hashing from two mixes."""
        a, b = mix(keys), mix(~keys) | 1
        i = torch.arange(self.hashes, device=keys.device)
        return torch.remainder(a[:, None] + i * b[:, None], len(self.counters))

    def estimate(self, keys: Tensor) -> Tensor:
        """At most `limit`; the smallest of a key's counters, because others only ever add."""
        if not len(keys):
            return torch.zeros(0, dtype=torch.int64, device=keys.device)
        return self.counters[self._places(keys)].amin(1).to(torch.int64)

    def add(self, keys: Tensor, counts: Tensor) -> None:
        """Raise the counters of distinct keys [U] by counts [U], all at once."""
        places = self._places(keys).reshape(-1)
        touched, number = torch.unique(places, return_inverse=True)
        more = torch.zeros_like(touched)
        more.index_add_(0, number, counts.repeat_interleave(self.hashes))
        raised = self.counters[touched].to(torch.int64) + more
        self.counters[touched] = raised.clamp_(max=self.limit).to(self.counters.dtype)
