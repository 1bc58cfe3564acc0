"""The options of an Embedding Variable, under DeepRec's names. Plain data, no torch."""

from dataclasses import dataclass
from enum import Enum
from math import ceil, log
from pathlib import Path


@dataclass(frozen=True)
class InitializerOption:
    """Where the values of a new key come from.

    A matrix of `default_value_dim` random vectors is drawn once from `seed`; a new key starts as
    row `key mod default_value_dim`. No lock, no random state that depends on the order of keys.
    """

    std: float = 0.01
    mean: float = 0.0
    default_value_dim: int = 4096
    default_value_no_permission: float = 0.0
    """What a key reads that is filtered, or unknown at inference."""
    seed: int = 0

    def __post_init__(self) -> None:
        if self.default_value_dim < 1:
            raise ValueError(f"default_value_dim must be at least 1, not {self.default_value_dim}")


@dataclass(frozen=True)
class CounterFilter:
    """Admit a key when its stored count and the count in this batch reach `filter_freq`."""

    filter_freq: int

    def __post_init__(self) -> None:
        if self.filter_freq < 1:
            raise ValueError(f"filter_freq must be at least 1, not {self.filter_freq}")


@dataclass(frozen=True)
class CBFFilter:
    """The same idea with a counting Bloom filter: nothing at all is stored for a rare key.

    The price is two-fold: some rare keys are admitted early (never late), and the counter is read
    before it is raised, so that a key gets in one batch after `CounterFilter` would let it in.
    """

    filter_freq: int
    max_element_size: int
    false_positive_probability: float = 0.01
    counter_bits: int = 8

    def __post_init__(self) -> None:
        if self.counter_bits not in (8, 16, 32):
            raise ValueError(f"counter_bits must be 8, 16 or 32, not {self.counter_bits}")
        top = min(2**self.counter_bits - 1, 2**31 - 1)
        if not 1 <= self.filter_freq <= top:
            raise ValueError(f"filter_freq must be in 1..{top} to fit {self.counter_bits} bits")
        if self.max_element_size < 1 or not 0 < self.false_positive_probability < 1:
            raise ValueError(
                "max_element_size must be positive and the probability between 0 and 1"
            )

    @property
    def counters(self) -> int:
        """The textbook size of a Bloom filter: −n ln p / (ln 2)²."""
        return ceil(-self.max_element_size * log(self.false_positive_probability) / log(2) ** 2)

    @property
    def hashes(self) -> int:
        return max(1, round(self.counters / self.max_element_size * log(2)))


@dataclass(frozen=True)
class GlobalStepEvict:
    """Drop a key when `global_step − version > steps_to_live`; only when a checkpoint is saved."""

    steps_to_live: int


@dataclass(frozen=True)
class L2WeightEvict:
    """Drop a key whose vector is shorter than this; 0 or less turns it off. Only at a save."""

    l2_weight_threshold: float


class StorageType(Enum):
    """Where rows live. DRAM on a GPU machine means the memory of the table's device."""

    DRAM = "DRAM"
    DRAM_SSD = "DRAM_SSD"  # hot rows in memory, the others in a memory-mapped file
    HBM_DRAM = "HBM_DRAM"  # hot rows on the GPU, the others in the computer's memory


class CacheStrategy(Enum):
    LRU = "LRU"
    LFU = "LFU"


@dataclass(frozen=True)
class StorageOption:
    """One tier or two. `hot_rows` is how many rows the first tier holds."""

    storage_type: StorageType = StorageType.DRAM
    storage_path: Path | str | None = None
    hot_rows: int = 0
    cache_strategy: CacheStrategy = CacheStrategy.LFU

    def __post_init__(self) -> None:
        if self.storage_type is StorageType.DRAM:
            return
        if self.hot_rows < 1:
            raise ValueError("a storage of two tiers needs hot_rows, the size of the first tier")
        if self.storage_type is StorageType.DRAM_SSD and self.storage_path is None:
            raise ValueError("DRAM_SSD needs storage_path, a folder for the cold rows")
