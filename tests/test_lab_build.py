"""The lab and the pages that run cells: what the build says where a part of them cannot be had.

With programs that only pretend: the whole build is in tests/site.
"""

import gzip
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from tools import book, in_page, lab, lab_lock, npm


def program(folder: Path, text: str) -> str:
    file = folder / "node"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A lab of a few bytes: Pyodide, Python's library, a wheel of ours."""
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"):
        (folder / name).write_bytes(b"as it comes")
    with zipfile.ZipFile(folder / in_page.LIBRARY, "w") as library:
        for name in ("abc.py", "pdb.py", "encodings/", "encodings/utf_8.py", "encodings/koi8_r.py"):
            library.writestr(name, "")
    with zipfile.ZipFile(folder / "ours.whl", "w") as wheel:
        for name in ("lfai_nb/__init__.py", "lfai_nb/data/a.csv", "lfai_nb-1.dist-info/RECORD"):
            wheel.writestr(name, name)
    return folder


@pytest.fixture
def no_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_page, "examples", dict)


def taken(site: Path, node: str) -> bytes:
    return in_page.picture(node, site, b"files", b"library", [])


def test_a_notebook_that_does_not_run_is_a_sentence_with_what_it_ended_in(
    site: Path, tmp_path: Path, no_examples: None
) -> None:
    node = program(tmp_path, "echo 'dues.ipynb, cell 3: no such rule' >&2; exit 1")
    with pytest.raises(in_page.PictureError, match=r"does not run in its page.*\ndues.*cell 3"):
        taken(site, node)


def test_a_notebook_that_never_ends_is_a_sentence(
    site: Path, tmp_path: Path, no_examples: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_page, "PATIENCE", 0.2)
    with pytest.raises(in_page.PictureError, match="does not come to its end"):
        taken(site, program(tmp_path, "exec sleep 600"))


def test_what_node_writes_is_the_picture(
    site: Path, tmp_path: Path, no_examples: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where its order says; for the day of the build, and with those that it has no room for."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    ours = f"#!{sys.executable}\nimport json, sys\nwhat = json.load(open(sys.argv[2]))\n"
    node = tmp_path / "node"
    node.write_text(ours + "open(what['picture'], 'w').write(json.dumps(what))\n")
    node.chmod(0o755)
    notebook = {"cells": [{"cell_type": "code", "metadata": {}, "source": ["1 + ", "1"]}]}
    notebooks = [tmp_path / "dues.ipynb", tmp_path / "plan.ipynb"]
    for path in notebooks:
        path.write_text(json.dumps(notebook))
    order = json.loads(in_page.picture(str(node), site, b"files", b"library", notebooks))
    assert order["notebooks"] == {"dues.ipynb": ["1 + 1"]}
    assert order["later"] == {"plan.ipynb": ["1 + 1"]}
    assert order["time"] == (1795000000 - 1795000000 % 86_400) * 1000


@pytest.mark.parametrize("there", [True, False], ids=["with Node", "without Node"])
def test_the_pages_have_what_they_need_and_without_node_start_without_a_picture(
    site: Path, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_page, "node", lambda: "node" if there else None)
    monkeypatch.setattr(in_page, "picture", lambda *_: b"the memory")
    remark = in_page.build(site, ".", "ours.whl", [])
    assert remark == ("" if there else in_page.NO_NODE)
    now = json.loads((site / "run" / "now.json").read_text("utf-8"))
    assert now["picture"] is there
    folder = site / "run" / now["folder"]
    assert (folder / "picture.bin").is_file() is there
    files = gzip.decompress((folder / "files.bin").read_bytes())
    assert b"lfai_nb/data/a.csv" in files
    assert b"RECORD" not in files
    library = gzip.decompress((folder / "library.bin").read_bytes())
    assert b"abc.py" in library
    assert b"encodings/utf_8.py" in library
    assert b"pdb.py" not in library
    assert b"koi8_r" not in library


def test_node_is_that_of_the_package_or_the_machines_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_page.sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.setattr(in_page.shutil, "which", lambda name: f"/somewhere/{name}")
    assert in_page.node() == "/somewhere/node"
    ours = program(tmp_path, "")
    assert in_page.node() == ours


def test_another_pyodide_than_the_kernel_wants_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "PYODIDE_VERSION", "999.0.0")
    with pytest.raises(lab.LabError, match=r"the kernel wants Pyodide 999\.0\.0; record"):
        lab.pyodide_package(tmp_path)


def test_other_wheels_than_those_recorded_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyodide-lock.json").write_text('{"packages": {}}')
    monkeypatch.setattr(lab_lock, "differences", lambda _: ["thing==2.0 abc"])
    with pytest.raises(lab.LabError, match=r"other wheels than lab\.lock.*\nthing==2\.0 abc"):
        lab.refuse_other_wheels(tmp_path)


def test_a_program_that_fails_is_named_with_the_end_of_what_it_says(tmp_path: Path) -> None:
    lines = "; ".join(f"echo line {n}" for n in range(20))
    failing = program(tmp_path, f"{lines}; echo 'no space left' >&2; exit 3")
    with pytest.raises(lab.LabError, match=r"^node lite failed:\nline 6\n") as refused:
        lab.run(failing, "lite", cwd=tmp_path)
    assert str(refused.value).endswith("no space left")


def test_a_lab_of_the_same_parts_is_not_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "fingerprint", lambda _: "the same")
    monkeypatch.setattr(lab, "unpack", lambda *_: pytest.fail("it is built"))
    (tmp_path / "built-from").write_text("the same")
    assert lab.build(tmp_path, tmp_path) == tmp_path / "site"


@pytest.mark.parametrize("linked", [True, False], ids=["links", "another disk"])
def test_the_site_gets_the_lab_and_what_a_host_may_keep_of_it(
    tmp_path: Path, linked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, site = tmp_path / "made", tmp_path / "html"
    (made / "run" / "0123").mkdir(parents=True)
    (made / "run" / "0123" / "files.bin").write_bytes(b"files")
    (site / "lite" / "of before").mkdir(parents=True)
    monkeypatch.setattr(lab, "build", lambda *_: made)
    if not linked:

        def other_disk(*_: object) -> None:
            raise OSError("Invalid cross-device link")

        monkeypatch.setattr(os, "link", other_disk)
    assert lab.main(["--into", str(site / "lite")]) == 0
    copied = site / "lite" / "run" / "0123" / "files.bin"
    assert copied.read_bytes() == b"files"
    assert copied.samefile(made / "run" / "0123" / "files.bin") is linked
    assert not (site / "lite" / "of before").exists()
    assert (site / "_headers").read_text("utf-8").startswith("/lite/run/0123/*\n  Cache-Control: ")


@pytest.mark.parametrize("error", [lab.LabError, in_page.PictureError, npm.NpmError])
def test_a_lab_that_cannot_be_built_is_a_sentence(
    error: type[RuntimeError],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> None:
        raise error("this is why")

    monkeypatch.setattr(lab, "build", fails)
    assert lab.main([]) == 2
    assert capsys.readouterr().err == "this is why\n"


def test_the_book_starts_without_the_parser_that_no_book_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import jupyter_book.cli.main as jupyter_book

    monkeypatch.setitem(sys.modules, book.PARSER, sys)
    started: list[str] = []
    monkeypatch.setattr(jupyter_book, "main", lambda prog_name: started.append(prog_name))
    book.main()
    assert started == ["jupyter-book"]
    assert sys.modules[book.PARSER] is None
