"""Long notebooks that nothing has changed for since they were run: `make test` passes over them.

The notebooks of the demos train models for minutes. Run again with the same code, they come to the
same outputs. So each keeps a digest of all that its outputs hang on: its cells and their outputs,
the code of its demos, and the versions of what they compute with. Where the digest is as it was,
the outputs are those of this code. Where anything is other, the notebook runs in `make test`.
`make audit` runs all of them, which is how a machine that comes to other numbers is noticed.

Given to pytest as `-p tests.unchanged`. `python -m tests.run_notebooks NAME` keeps the digest.

    python -m tests.unchanged     after a green `make audit`: keeps the digests of all that ran
"""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEMOS = ROOT / "lfai_nb" / "demos"
LONG = 10  # seconds; what is shorter runs each time
#: What the demos compute and draw with.
LIBRARIES = ("torch", "numpy", "numba", "llvmlite", "safetensors", "matplotlib", "pandas")


def digest(notebook: dict[str, Any], root: Path = ROOT) -> str:
    whole = hashlib.sha256()
    for cell in notebook["cells"]:
        part = [cell["cell_type"], "".join(cell["source"]), cell.get("outputs", [])]
        whole.update(json.dumps(part, sort_keys=True).encode())
    for path in sorted(code_of(notebook, root / "lfai_nb" / "demos")):
        whole.update(f"\n{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    whole.update("\n".join(pins((root / "constraints.txt").read_text("utf-8"))).encode())
    return whole.hexdigest()


def code_of(notebook: dict[str, Any], demos: Path) -> Iterator[Path]:
    """What the wings share, and the wings that the notebook names; no wing imports another."""
    source = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
    for path in demos.rglob("*"):
        wing = path.relative_to(demos).parts[0]
        named = path.parent == demos or re.search(rf"\b{re.escape(wing)}\b", source)
        if named and path.is_file() and path.suffix != ".pyc":
            yield path


def pins(constraints: str) -> list[str]:
    """
    >>> pins("numba==0.1\\nnumpy==2.0 ; x\\nnumpydoc==3\\n")
    ['numba==0.1', 'numpy==2.0 ; x']
    """
    names = "|".join(LIBRARIES)
    return re.findall(rf"^(?:{names})==.*$", constraints, re.MULTILINE)


def is_long(notebook: dict[str, Any]) -> bool:
    """Whether it trains: only the code of the demos is in the digest."""
    seconds = notebook["metadata"].get("handbook", {}).get("seconds", 0)
    code = ("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
    return seconds > LONG and any("lfai_nb.demos" in source for source in code)


def is_unchanged(path: Path, root: Path = ROOT) -> bool:
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    kept = notebook["metadata"].get("handbook", {}).get("of")
    return kept is not None and is_long(notebook) and kept == digest(notebook, root)


def keep(path: Path) -> None:
    """Write the digest into a notebook that was just run."""
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if is_long(notebook):
        notebook["metadata"]["handbook"]["of"] = digest(notebook)
        path.write_text(
            json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8"
        )


# As a plugin of pytest.


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if collection_path.suffix == ".ipynb" and is_unchanged(collection_path) else None


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    names = sorted(p.stem for p in (ROOT / "notebooks").glob("*.ipynb") if is_unchanged(p))
    if names:
        terminalreporter.write_line(
            f"notebooks that nothing has changed for since they were run, and that only make audit"
            f" runs again: {', '.join(names)}"
        )


if __name__ == "__main__":
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        keep(notebook)
