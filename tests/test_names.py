"""What a thing is called in the code: by what it is, and not by what somebody did with it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Each of them once stood for some thirty things: a value, a text, a row, a list of faults.
VAGUE = {"said", "told", "shown", "asked", "found", "one"}
FOLDERS = ("lfai_nb", "tools", "book/_ext", "benchmarks")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def names_given(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that the code gives to something: assigned, defined, taken as an argument."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name, node.lineno


def vague(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [f"line {line}: {name}" for name, line in names_given(tree) if name in VAGUE]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
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
        "with f() as found: ...",
    ],
)
def test_such_a_name_is_noticed(tmp_path: Path, code: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(code, encoding="utf-8")
    assert len(vague(path)) == 1


def classes(folder: Path) -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py"))
    return {
        node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }


@pytest.mark.parametrize(
    ("room", "kept"),
    [
        # A table that a person looks at has no other name; the other is one of TOML.
        ("lfai_nb/faces", {"Table"}),
        ("book/_ext", set()),
    ],
)
def test_a_room_calls_no_class_as_another_room_does(room: str, kept: set[str]) -> None:
    """But for the demo wings, which are no part of the house's language."""
    mine, own = ROOT / room, classes(ROOT / room)
    others = set[str]()
    for other in (*(ROOT / "lfai_nb").iterdir(), ROOT / "book" / "_ext", ROOT / "tools"):
        if other.is_dir() and other != mine and other.name != "demos":
            others |= classes(other)
    assert own & others == kept
