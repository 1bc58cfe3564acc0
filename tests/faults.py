"""A disk that fails, or a process that dies, at the n-th thing that it does to the disk.

    every_fault(folder, prepare, write, look)

does the same write once for each step of it and each kind of fault, in a process of its own and
on a folder that `prepare` made anew. `look` says what the folder is then, in any way that compares:
it has to be what it was before or what it would have been after, and after another try without a
fault it is what it would have been.

    python -m pytest FILES -m "audit or not audit" -p tests.faults

says at its end how many steps failed, of each kind.
"""

import builtins
import contextlib
import errno
import io
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

KILLED = 137
REFUSED = 3  # an error that the writer raised: it noticed
FAULTS = ("full", "kill")
#: Some steps in each run of the tests, and in `make audit` every one.
STRIDES = pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.audit)])
#: How many steps failed in this run, by the kind of fault.
FAILED: Counter[str] = Counter()
STEPS = (
    *("fsync", "replace", "rename", "unlink", "mkdir", "rmdir", "link", "symlink", "truncate"),
    *("chmod", "posix_fallocate"),
)


class Disk:
    """Counts what is done to the disk, and has the fault at the step that it is told."""

    def __init__(self, at: int, fault: str) -> None:
        self.at, self.fault, self.steps = at, fault, 0

    def step(self, halfway: Callable[[], object] = lambda: None) -> None:
        self.steps += 1
        if self.steps != self.at:
            return
        halfway()
        if self.fault == "kill":
            os._exit(KILLED)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in STEPS:
                patch.setattr(os, name, self._counted(getattr(os, name)))
            opened = self._opening(io.open)
            patch.setattr(io, "open", opened)
            patch.setattr(builtins, "open", opened)
            yield

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **named: Any) -> Any:
            self.step()
            return call(*args, **named)

        return counted

    def _opening(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def opening(file: Any, mode: str = "r", *args: Any, **named: Any) -> Any:
            if not set(mode) & set("wax+"):
                return call(file, mode, *args, **named)
            self.step()
            opened = call(file, mode, *args, **named)

            def half(data: Any) -> None:
                opened.write(data[: len(data) // 2])
                opened.flush()

            return _Wrapped(opened, self, half)

        return opening


class _Wrapped:
    """A file that is written to; its own class is of C, and cannot be changed."""

    def __init__(self, file: Any, disk: Disk, half: Callable[[Any], None]) -> None:
        self._file, self._disk, self._half = file, disk, half

    def write(self, data: Any) -> Any:
        self._disk.step(lambda: self._half(data))
        return self._file.write(data)

    def __enter__(self) -> "_Wrapped":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def steps_of(write: Callable[[Path], object], folder: Path, at: int, fault: str) -> tuple[int, int]:
    """The exit code of a process that writes with this fault, and how many steps it took."""
    if at:
        FAILED[fault] += 1
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        disk = Disk(at, fault)
        code = 0
        try:
            with disk.in_use():
                write(folder)
        except Exception:
            code = REFUSED
        finally:
            os.write(writing, str(disk.steps).encode())
            sys.stdout.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        steps = answer.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), int(steps or 0)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """For `-p tests.faults`."""
    terminalreporter.write_line(
        f"{FAILED.total():,} steps of writing failed one by one: "
        + ", ".join(f"{count:,} {kind}" for kind, count in FAILED.items())
    )


def every_fault(
    folder: Path,
    prepare: Callable[[Path], object],
    write: Callable[[Path], object],
    look: Callable[[Path], Any],
    between: tuple[object, ...] = (),
    unnoticed: bool = False,
    each: bool = False,
    stride: int = 1,
) -> int:
    """How many faults there were; each left the old or the new, or what lies between two files.

    With `unnoticed` the writer may also pass over a fault, since what it writes can be made again.
    With `each`, `look` gives files by name, and each of them is the old or the new one.
    """

    def allowed(after: Any) -> bool:
        if each:
            names = old.keys() | new.keys()
            return after.keys() <= names and all(
                after.get(name) in (old.get(name), new.get(name)) for name in names
            )
        return after in (old, *between, new)

    def fresh() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        prepare(folder)

    fresh()
    old = look(folder)
    code, steps = steps_of(write, folder, 0, "none")
    new = look(folder)
    assert code == 0
    assert old != new
    assert steps, "what it does to the disk was not seen"
    for fault in FAULTS:
        for at in sorted({*range(1, steps + 1, stride), steps}):
            fresh()
            code, _ = steps_of(write, folder, at, fault)
            after = look(folder)
            what = f"{fault} at step {at} of {steps}: exit {code}"
            assert code == KILLED if fault == "kill" else code in (0, REFUSED), what
            # To go unnoticed is right only for what does not matter, such as tidying up.
            must_be_new = code == 0 and not unnoticed
            assert after == new if must_be_new else allowed(after), f"{what}, {after!r}"
            write(folder)  # here, since another process would cost more than the write
            assert look(folder) == new, what
    return len(FAULTS) * steps
