"""What a thing is called in the code: by what it is, and not by what somebody did with it."""

import ast
import doctest
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests import javascript

ROOT = Path(__file__).resolve().parent.parent
#: Each of them once stood for some thirty things: a value, a text, a row, a list of faults.
VAGUE = {"said", "told", "shown", "asked", "found", "one"}
FOLDERS = ("lfai_nb", "tools", "book/_ext", "benchmarks")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
SCRIPTS = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".js", ".mjs")
)
#: Who reads a test or a cell of a notebook has to know as well what a thing in it is.
TESTS = sorted((ROOT / "tests").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def names_given(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that the code gives to something: assigned, defined, taken as an argument."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node.lineno
            case ast.ClassDef(name=name) | ast.arg(arg=name) | ast.alias(asname=str(name)):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, node.lineno
            case ast.ExceptHandler(name=str(name)):
                yield name, node.lineno


def code_of(path: Path) -> dict[str, str]:
    """The code of a file and of its examples, or of a notebook's cells, each by its place."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return {
            f"cell {n}, ": "".join(cell["source"])
            for n, cell in enumerate(json.loads(text)["cells"])
            if cell["cell_type"] == "code"
        }
    return {"": text} | (dict(examples(ast.parse(text))) if path.suffix == ".py" else {})


def examples(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What the docstrings try out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            docstring = ast.get_docstring(node) or ""
            for n, example in enumerate(doctest.DocTestParser().get_examples(docstring)):
                yield f"example {n} of {getattr(node, 'name', 'the module')}, ", example.source


def vague(path: Path) -> list[str]:
    script = path.suffix in (".js", ".mjs")
    return [
        f"{place}line {line}: {name}"
        for place, code in code_of(path).items()
        for name, line in (javascript.names(code) if script else names_given(ast.parse(code)))
        if name in VAGUE
    ]


def test_there_are_modules_scripts_tests_and_notebooks() -> None:
    assert len(MODULES) > 300
    assert len(SCRIPTS) > 60
    assert len(TESTS) > 250
    assert len(NOTEBOOKS) > 20


@pytest.mark.parametrize(
    "path",
    [*MODULES, *SCRIPTS, *TESTS, *NOTEBOOKS],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_thing_is_called_by_what_it_is(path: Path) -> None:
    assert not vague(path), "name it by what it is: value, text, problems, requirement, row"


@pytest.mark.parametrize(
    "code",
    [
        "one = 1",
        "for said in rows: ...",
        "[found for found in rows]",
        "def shown(): ...",
        "lambda told: told",
        "def f(asked=1): ...",
        "match x:\n    case [one]: ...",
        "match x:\n    case [first, *one]: ...",
        "with f() as found: ...",
        "async def said(): ...",
        "from rows import row as one",
    ],
)
def test_such_a_name_is_noticed(tmp_path: Path, code: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(code, encoding="utf-8")
    assert len(vague(path)) == 1


def test_such_a_name_in_an_example_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    code = (
        'def double(n):\n    """Of one.\n\n    >>> one = 1\n    >>> double(one)\n    2\n    """\n'
    )
    path.write_text(code, encoding="utf-8")
    assert vague(path) == ["example 0 of double, line 1: one"]


def test_such_a_name_in_a_cell_of_a_notebook_is_noticed(tmp_path: Path) -> None:
    """A sentence beside the code, and a text in it, may have any word."""
    cells = [
        {"cell_type": "markdown", "source": ["one = 1"]},
        {"cell_type": "code", "source": ["row = 'one'\n", "print(row)"], "outputs": ["one = 1"]},
        {"cell_type": "code", "source": ["rows = []\n", "for one in rows:\n", "    print(one)"]},
    ]
    path = tmp_path / "notebook.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert vague(path) == ["cell 2, line 2: one"]


SNIPPETS = [
    "const one = 1;",
    "let { said } = rows;",
    "let { text: told } = row;",
    "const [, asked = 1] = rows;",
    "function shown() {}",
    "function f(first, ...found) {}",
    "const f = (one) => 1;",
    "rows.map(([one]) => 1);",
    "for (const found of rows) {}",
    "class one {}",
    "try { f(); } catch (told) {}",
    "tool.asked = 1;",
    "f({ one: 1 });",
    "const text = `<${rows.map((one) => `- ${2}`)}>`;",
    'const quoted = /^["\'`/]/; const one = "\'";',
    "const half = (a + b) / 2; const one = half / 2;",
    "export { f as found };",
]


@pytest.mark.parametrize("code", SNIPPETS)
def test_such_a_name_in_a_script_is_noticed(tmp_path: Path, code: str) -> None:
    path = tmp_path / "script.js"
    path.write_text(code, encoding="utf-8")
    assert len(vague(path)) == 1


@pytest.mark.parametrize(
    "code",
    [
        "// one\nf(); /* said\n* told */",
        "f('one', \"it's one\", `one ${row} one ${f({ row })} found`);",
        "const isOne = /^one[/]found$/.test(text);",
        "return /one/.test(text) ? `${`asked`}` : '';",
        "const ones = founded(aTold);",
    ],
)
def test_a_word_of_a_text_or_a_remark_is_no_name(tmp_path: Path, code: str) -> None:
    path = tmp_path / "script.js"
    path.write_text(code, encoding="utf-8")
    assert not vague(path)


@pytest.mark.parametrize("code", ["const a = 'b", "`${a", "`a", "/* a"])
def test_a_script_that_cannot_be_read_is_no_script_without_such_names(code: str) -> None:
    with pytest.raises(ValueError, match=r"is not read|does not end"):
        list(javascript.names(code))


DATE = re.compile(
    r"(?:19|20)\d\d|(?:^|_)(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)_?\d|(?:^|_)v\d+(?:_|$)",
    re.IGNORECASE,
)


def test_no_name_has_a_date_or_a_version() -> None:
    """It would have to be renamed with the next one."""
    names = [
        (path, name) for path in MODULES for name, _ in [(path.stem, 1), *names_given(parsed(path))]
    ] + [(path, name) for path in SCRIPTS for name, _ in javascript.names(path.read_text("utf-8"))]
    assert [(path.name, name) for path, name in names if DATE.search(name)] == []


@pytest.mark.parametrize("name", ["of_2019", "FEES_2024", "july_2026", "rules_v2", "may_2"])
def test_a_date_in_a_name_is_noticed(name: str) -> None:
    assert DATE.search(name)


#: What a reader of any module takes for the class of the standard library.
EVERYWHERE = ("builtins", "collections", "datetime", "enum", "pathlib", "threading", "typing")


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    if parts[0] == "lfai_nb":
        return parts[1] if len(parts) > 2 else "the package itself"
    return parts[0]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def classes(path: Path) -> list[str]:
    return [node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]


def modules_used(path: Path) -> set[str]:
    used = set(EVERYWHERE)
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            used.add(node.module)
    return {name for name in used if name.partition(".")[0] in sys.stdlib_module_names}


def test_a_class_has_its_name_alone() -> None:
    """But for the wings of the demos and what is measured of them: each is a house of its own."""
    places: dict[str, list[str]] = {}
    for path in MODULES:
        if room_of(path) not in ("demos", "benchmarks"):
            for name in classes(path):
                places.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert len(places) > 150
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_no_class_is_called_as_one_of_the_standard_library_beside_it() -> None:
    """What a module of the same room imports is what a reader has in mind."""
    beside: dict[str, set[str]] = {}
    for path in MODULES:
        beside.setdefault(room_of(path), set()).update(modules_used(path))
    shadows = [
        f"{path.relative_to(ROOT)}: {name} of {module}"
        for path in MODULES
        for module in sorted(beside[room_of(path)])
        for name in classes(path)
        if isinstance(getattr(import_module(module), name, None), type)
    ]
    assert shadows == []
