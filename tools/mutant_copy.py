"""A copy of the repository in which one file at a time is changed, and pytest in a fork there.

The fork has what others made imported already. A change of a page's script is also put into a copy
of the built site, and its hash into the page's policy for scripts: tests that open a page see it.
"""

import base64
import contextlib
import hashlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600  # seconds by the wall: only for a mutant that waits for something
CPU = 200  # seconds of processor: only for a mutant that never ends


class CodeMutant(NamedTuple):
    """One change of a file."""

    file: str
    line: int
    old: str
    new: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}\n    - {self.old}\n    + {self.new}"


class Copy:
    """A copy of the repository, and of the built site, in which one file at a time is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.originals: dict[str, str] = {}
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in filter(None, files.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        for name in (".venv", ".cache"):
            if (ROOT / name).exists() and not (folder / name).exists():
                (folder / name).symlink_to(ROOT / name)
        site = ROOT / "_build" / "html"
        self.site = {
            path: path.read_text(encoding="utf-8")
            for path in (*site.rglob("*.html"), *site.glob("_static/readiness_*.js"))
            if "lite" not in path.parts
        }
        if site.is_dir():
            shutil.copytree(site, folder / "_build" / "html", copy_function=os.link, symlinks=True)

    def original(self, file: str) -> str:
        if file not in self.originals:
            self.originals[file] = (self.folder / file).read_text(encoding="utf-8")
        return self.originals[file]

    def write(self, mutant: CodeMutant) -> None:
        old = self.original(mutant.file)
        (self.folder / mutant.file).write_text(mutant.text, encoding="utf-8")
        if mutant.file.endswith(".js"):
            self._into_site(as_script(old), as_script(mutant.text))

    def undo(self, mutant: CodeMutant) -> None:
        self.write(mutant._replace(text=self.original(mutant.file)))

    def _into_site(self, old: str, new: str) -> None:
        for path, text in self.site.items():
            if old in text:
                self._replace(path, hashed_again(text, text.replace(old, new)))

    def _replace(self, path: Path, text: str) -> None:
        # The file is another name of the built one: it is replaced and never written into.
        target = self.folder / path.relative_to(ROOT)
        target.unlink(missing_ok=True)
        target.write_text(text, encoding="utf-8")


def as_script(module: str) -> str:
    """The module as it is in a page; the page's build does the same."""
    return re.sub("^export ", "", module, flags=re.MULTILINE)


def hashed_again(old: str, new: str) -> str:
    """The page with its policy's hashes for the scripts that are in it now."""
    inline = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
    for before, after in zip(inline.findall(old), inline.findall(new), strict=True):
        new = new.replace(digest(before), digest(after))
    return new


def digest(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def options() -> list[str]:
    quick = ["-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "--doctest-modules"]
    return [*quick, "--no-loadscope-reorder", "--rootdir=."]


def environment(copy: Copy) -> dict[str, str]:
    ours = {"PYTHONPATH": str(copy.folder), "HYPOTHESIS_PROFILE": "mutate"}
    return os.environ | ours | {"PYTHONDONTWRITEBYTECODE": "1", "LFAI_NB_BROWSER": "required"}


def red(copy: Copy, tests: list[str]) -> str:
    """The test that is red, or "" if none is. In a fork, which has pytest imported already."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        os.setpgid(0, 0)
        os.chdir(copy.folder)
        os.environ.update(environment(copy))
        sys.path[:0] = [str(copy.folder)]
        sys.dont_write_bytecode = True
        resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 5))
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        import pytest

        class First:
            def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
                if report.failed:
                    os.write(writing, f"{report.nodeid.split('[')[0]}\n".encode())

            def pytest_collectreport(self, report: pytest.CollectReport) -> None:
                if report.failed:
                    os.write(writing, f"{report.nodeid or 'collection'}\n".encode())

        code = 9
        try:
            code = int(pytest.main([*options(), *tests], plugins=[First()]))
        finally:
            os._exit(code)
    os.close(writing)
    code = waited(child)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as lines:
        first = lines.readline().strip()
    return "" if code == 0 else first or f"ended with {code}"


def waited(child: int) -> int:
    """The exit code of the child; one that waits for ever is ended, and its browser with it."""
    with contextlib.suppress(OSError):  # it has done so itself, if it has come so far
        os.setpgid(child, child)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not ended:
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
