"""What can go wrong, whatever the wing. Each error is also the builtin behind it.

Exception
├── ValueError ← CheckpointError   a file is damaged, incomplete, or of something else
├── ValueError ← DeviceError       the wanted device is unknown or not in this machine
├── OSError    ← StorageError      no room on the disk, or a folder that another process uses
└── ImportError ← NotInstalled     PyTorch, or what else the demos need, is not there
"""


class CheckpointError(ValueError):
    """A checkpoint cannot be used; the message says what still can, or what to do."""


class DeviceError(ValueError):
    """The wanted device is unknown or not in this machine."""


class StorageError(OSError):
    """The disk is full, or the folder belongs to another process."""


class NotInstalled(ImportError):
    """PyTorch, or what else the demos need, is not there; the message says what installs it."""

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this in the place of a traceback: where it was noticed helps nobody.
        return [f"{type(self).__name__}: {self}"]
