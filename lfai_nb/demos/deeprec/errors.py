"""What can go wrong, in sentences. Each error is also the builtin that a caller already catches.

    Exception
    ├── TypeError  ← KeyTypeError      a key is not a whole number
    ├── ValueError ← GradientError     a gradient is NaN or infinite
    │              ← CheckpointError   a checkpoint is damaged, incomplete or of another table
    │              ← CapacityError     a fixed size was reached
    └── OSError    ← StorageError      no room on the disk, or a folder that someone else uses

Whatever raises one of these leaves the table as it was before the call.
"""

from lfai_nb.demos.errors import CheckpointError as CheckpointError
from lfai_nb.demos.errors import StorageError as StorageError


class KeyTypeError(TypeError):
    """A key is not a whole number of at most 64 bits."""


class GradientError(ValueError):
    """A gradient is NaN or infinite; no row was changed."""


class CapacityError(ValueError):
    """A table of fixed size is full."""
