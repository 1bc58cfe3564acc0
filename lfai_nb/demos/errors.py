"""What can go wrong with files, whatever the wing. Each error is also the builtin behind it.

Exception
├── ValueError ← CheckpointError   a file is damaged, incomplete, or of something else
├── ValueError ← DeviceError       the wanted device is unknown or not in this machine
└── OSError    ← StorageError      no room on the disk, or a folder that another process uses
"""


class CheckpointError(ValueError):
    """A checkpoint cannot be used; the message says what still can, or what to do."""


class DeviceError(ValueError):
    """The wanted device is unknown or not in this machine."""


class StorageError(OSError):
    """The disk is full, or the folder belongs to another process."""
