"""Builds the lab: JupyterLab in the reader's browser, with Python and our package, served by us.

python -m tools.lab --work _build/lab --into _build/html/lite

Every part is a pinned package of a registry, and nothing is asked of any other host when the lab is
read: Pyodide comes whole from its npm package, and the packages that it needs lie beside it, with
their hashes in its lock file. A lab that is built is built again only when the package, one of its
notebooks or a version changes.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterable
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import yaml
from jupyterlite_pyodide_kernel.constants import PYODIDE_KERNEL_PLUGIN_ID, PYODIDE_VERSION

from tools import in_page, lab_lock, lab_pages, npm
from tools.serve import KEPT

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sysconfig.get_path("scripts"))
PARTS = ("jupyterlite-core", "jupyterlite-pyodide-kernel", "pyodide-lock", "ipywidgets")
# Only what the lab needs of Pyodide; the rest is documentation, maps and consoles.
PYODIDE_FILES = (
    "pyodide.mjs",
    "pyodide.js",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
    "package.json",
)
# The widgets' scripts for JupyterLab and for the older notebook: the lab has its own.
UNUSED = {"widgetsnbextension", "jupyterlab-widgets"}
# What IPython has for a terminal, and to complete what is typed by reading it. It does without, but
# is not installed without their names: only their metadata is served.
IN_NAME_ONLY = ("jedi", "parso", "prompt-toolkit", "wcwidth")
# Of the lexers of Pygments, which colours a traceback: those that IPython's own asks for.
LEXERS = {
    *("__init__", "_mapping", "_css_builtins", "_lilypond_builtins", "_scheme_builtins", "css"),
    *("data", "html", "javascript", "jvm", "lilypond", "lisp", "markup", "perl", "python", "ruby"),
    *("shell", "special"),
}
# What of our own wheel cannot run there, or nobody there reads: the demos need torch; the rest is
# for the tests, the calibration and the next refresh.
NOT_IN_A_BROWSER = (
    "lfai_nb/demos/",
    "lfai_nb/data/evidence/organizations/",
    "lfai_nb/data/policy/cases/",
)


class LabError(RuntimeError):
    """The lab cannot be built; the message says what to do."""


def build(work: Path, cache: Path) -> Path:
    """The finished lab, built now or before; returns its folder."""
    site, stamp = work / "site", work / "built-from"
    notebooks = [ROOT / "notebooks" / f"{name}.ipynb" for name in names_of_notebooks()]
    made_of = fingerprint(notebooks)
    if stamp.is_file() and stamp.read_text() == made_of:
        return site
    print("Building the lab for the browser (a minute, once) …", file=sys.stderr, flush=True)
    shutil.rmtree(work, ignore_errors=True)
    unpack(pyodide_package(cache), work / "static" / "pyodide")
    (work / "files").mkdir()
    for notebook in notebooks:
        (work / "files" / notebook.name).write_text(
            lab_pages.for_the_lab(notebook), encoding="utf-8"
        )
    wheel = build_wheel(work / "wheels")
    write_settings(work, wheel)
    run(BIN / "jupyter", "lite", "build", "--lite-dir", work, "--output-dir", site, cwd=work)
    refuse_other_wheels(site / "static" / "pyodide-lock")
    leave_out_unused(site / "static" / "pyodide-lock")
    lab_pages.finish(site)
    shutil.copytree(work / "wheels" / "whole", site / "wheel")
    remark = in_page.build(site, "static/pyodide", f"static/pyodide-lock/{wheel.name}", notebooks)
    if remark:
        print(remark, file=sys.stderr)
    stamp.write_text(made_of)
    return site


def names_of_notebooks() -> list[str]:
    """The notebooks that run in the lab: the book's configuration names them."""
    book = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    names: list[str] = book["sphinx"]["config"]["handbook_lab_notebooks"]
    return names


def fingerprint(notebooks: Iterable[Path]) -> str:
    """Changes when anything does that the lab is made of."""
    package = (p for p in (ROOT / "lfai_nb").rglob("*") if p.suffix != ".pyc" and p.is_file())
    data = (p for p in (ROOT / "data").rglob("*") if p.is_file())
    sum_of = hashlib.sha256()
    for part in (*PARTS, "jupyterlab"):
        sum_of.update(f"{part} {version(part)}\n".encode())
    sum_of.update(f"node {in_page.node()}\n".encode())
    added = (Path(__file__).with_name(name) for name in lab_pages.ADDED)
    locks = (ROOT / "constraints.lock", lab_lock.LOCK)
    own = (
        ROOT / "pyproject.toml",
        *locks,
        Path(__file__),
        Path(lab_pages.__file__),
        *added,
        *in_page.sources(),
    )
    for path in sorted([*package, *data, *notebooks, *own]):
        sum_of.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return sum_of.hexdigest()


def pyodide_package(cache: Path) -> Path:
    """The npm package of the very Pyodide that the kernel wants."""
    if npm.KNOWN["pyodide"][0] != PYODIDE_VERSION:
        raise LabError(
            f"the kernel wants Pyodide {PYODIDE_VERSION}; record its version and hash in npm.py "
            f"(npm view pyodide@{PYODIDE_VERSION} dist.integrity)"
        )
    return npm.fetch("pyodide", cache)


def unpack(package: Path, into: Path) -> None:
    into.mkdir(parents=True)
    with tarfile.open(package) as archive:
        for name in PYODIDE_FILES:
            file = archive.extractfile(f"package/{name}")
            assert file is not None
            (into / name).write_bytes(file.read())
    lock_file = into / "pyodide-lock.json"
    lock = json.loads(lock_file.read_text(encoding="utf-8"))
    # The copy on npm does not name its version, and its packages lie on another host.
    lock["info"]["version"] = PYODIDE_VERSION
    lock["packages"] = {}
    lock_file.write_text(json.dumps(lock), encoding="utf-8")


def build_wheel(into: Path) -> Path:
    # What builds it is fetched for that alone; readers are served what it makes.
    pinned = ("--build-constraints", ROOT / "constraints.lock", "--require-hashes")
    run(BIN / "uv", "build", "--wheel", "--quiet", *pinned, "--out-dir", into, cwd=ROOT)
    wheel = next(into.glob("*.whl"))
    # The notebooks that are taken along install the whole of it; the lab runs with less.
    (into / "whole").mkdir()
    shutil.copy(wheel, into / "whole")
    with_less(wheel, NOT_IN_A_BROWSER)
    return wheel


def write_settings(work: Path, wheel: Path) -> None:
    building = {
        "LiteBuildConfig": {
            "apps": ["notebooks"],
            "contents": ["files"],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        },
        "PyodideLockAddon": {
            "enabled": True,
            "specs": lab_lock.pins(),
            "wheels": [str(wheel)],
            # Without micropip the kernel dies at its start; our package need not be asked for.
            "prefetch_extra": ["micropip", "packaging", "ipywidgets", "lfai-nb"],
        },
    }
    reading = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "LF AI & Data Handbook",
            "exposeAppInBrowser": True,  # to lab_page.js
            "litePluginSettings": {PYODIDE_KERNEL_PLUGIN_ID: {"disablePyPIFallback": True}},
        },
    }
    (work / "jupyter_lite_config.json").write_text(json.dumps(building, indent=1))
    (work / "jupyter-lite.json").write_text(json.dumps(reading, indent=1))
    # The whole notebook is in the page, so that the browser's own search and print find all of it.
    preferences = {
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
        "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},  # light and dark
    }
    (work / "overrides.json").write_text(json.dumps(preferences, indent=1))


def refuse_other_wheels(folder: Path) -> None:
    """What readers are served is what was tested, to the byte."""
    packages = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    if others := lab_lock.differences(packages):
        raise LabError(
            f"the lab would serve other wheels than {lab_lock.LOCK.name} records; if they are "
            "meant, put these lines there:\n" + "\n".join(others)
        )


def leave_out_unused(folder: Path) -> None:
    """Less to fetch, and seconds less until the kernel answers: it unpacks file by file."""
    lock_file = folder / "pyodide-lock.json"
    lock = json.loads(lock_file.read_text(encoding="utf-8"))
    packages = lock["packages"]
    for name in UNUSED:
        (folder / Path(packages.pop(name)["file_name"]).name).unlink()
    for package in packages.values():
        package["depends"] = [name for name in package["depends"] if name not in UNUSED]
    for name in (*IN_NAME_ONLY, "pygments"):
        wheel = folder / Path(packages[name]["file_name"]).name
        if name == "pygments":
            with zipfile.ZipFile(wheel) as archive:
                lexers = [n for n in archive.namelist() if n.startswith("pygments/lexers/")]
            unused = tuple(n for n in lexers if Path(n).stem not in LEXERS)
        else:
            unused = (f"{name.replace('-', '_')}/",)
        with_less(wheel, unused)
        packages[name]["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock_file.write_text(json.dumps(lock), encoding="utf-8")


def with_less(archive: Path, folders: tuple[str, ...]) -> None:
    """Write the archive again without what lies in these folders, nor in a wheel's own list."""
    whole = BytesIO(archive.read_bytes())
    with (
        zipfile.ZipFile(whole) as source,
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            if entry.filename.startswith(folders):
                continue
            content = source.read(entry)
            if entry.filename.endswith(".dist-info/RECORD"):
                lines = content.decode("utf-8").splitlines(keepends=True)
                content = "".join(x for x in lines if not x.startswith(folders)).encode("utf-8")
            target.writestr(entry, content)


def run(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"},
    )
    if done.returncode:
        lines = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise LabError(f"{Path(command[0]).name} {command[1]} failed:\n{lines}")


def link(lab: Path, into: Path) -> None:
    """Put the lab into the site; links to the same files where the disk allows it."""
    shutil.rmtree(into, ignore_errors=True)

    def copy(source: str, target: str) -> None:
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)

    shutil.copytree(lab, into, copy_function=copy)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.lab")
    parser.add_argument("--work", type=Path, default=ROOT / "_build" / "lab")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache")
    parser.add_argument("--into", type=Path, help="the folder of the site that shall hold it")
    args = parser.parse_args(argv)
    try:
        lab = build(args.work.resolve(), args.cache.resolve())
    except (LabError, in_page.PictureError, npm.NpmError) as error:
        print(error, file=sys.stderr)
        return 2
    if args.into is not None:
        link(lab, args.into)
        # For hosts that read such a file; others have the browser ask, which costs little.
        (run_folder,) = (path.name for path in (args.into / "run").iterdir() if path.is_dir())
        rule = f"/{args.into.name}/run/{run_folder}/*\n  Cache-Control: {KEPT}\n"
        (args.into.parent / "_headers").write_text(rule, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
