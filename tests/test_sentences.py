"""A sentence is composed once, from a template with its parts; nothing takes a finished one apart.

What looks like a cut is looked for in all that speaks to a reader: the package without its demos,
the book's extension, the pages' scripts. What is cut there and is no sentence of ours is listed
with the reason; an entry that is no longer needed is a fault as well.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sorted(
    path
    for folder in ("lfai_nb", "book/_ext")
    for path in (ROOT / folder).rglob("*.py")
    if "demos" not in path.parts
)
SCRIPTS = sorted((ROOT / "book/_ext/handbook/js").rglob("*.*js"))

FROM_THE_ENDS = {"rstrip", "strip", "lstrip", "removesuffix", "removeprefix"}
INTO_PARTS = {"split", "rsplit", "partition", "rpartition"}
STOPS = {".", ";", ":", ",", "!", "?"}
#: Between the parts of a sentence, or between sentences.
BETWEEN = re.compile(r"[.:;,!?] |\n\n")
IN_A_SCRIPT = (
    re.compile(r"\.replace\(/\\\.\$/"),
    re.compile(r"\.(?:split|startsWith|endsWith)\((?:\"|')[^\"']{0,40}(?:[.:;,!?] |\\n\\n)"),
    re.compile(r"\[0\]\.to(?:Lower|Upper)Case\(\)"),
)
NO_SENTENCE_OF_OURS = {
    (
        "lfai_nb/policy/words.py",
        "f'{words[0].upper()}{words[1:]}'",
    ): "the one capital that there is",
    ("lfai_nb/policy/plurals.py", "unit.partition(' of ')"): "a unit, which the data writes",
    ("lfai_nb/evidence/history/gitlog.py", "line.removeprefix('fatal: ')"): "what git prints",
    (
        "lfai_nb/evidence/history/gitlog.py",
        "line.removeprefix('fatal: ').removeprefix('error: ')",
    ): "what git prints",
    (
        "lfai_nb/evidence/history/addresses.py",
        "written.rstrip('.')",
    ): "the domain of an address",
    ("lfai_nb/evidence/record.py", "(place or '').partition(', ')"): "a cell: a file, its section",
    ("lfai_nb/evidence/snapshot.py", "source.removeprefix('snapshot (')"): "the name of a source",
    ("lfai_nb/faces/packet.py", "answer.claim.split('\\n\\n')"): "paragraphs that a person wrote",
    ("lfai_nb/faces/stages_figure.py", "f'{share:.2f}'.rstrip('0').rstrip('.')"): "a number",
    ("lfai_nb/openness/judgment.py", "item.part.split(', ')"): "a list of types in the data",
    ("lfai_nb/openness/licences.py", "types.split(', ')"): "a list of types in the data",
    ("lfai_nb/quantities.py", "typed.removeprefix('at least ')"): "what a person typed",
    (
        "lfai_nb/quantities.py",
        "typed.removeprefix('at least ').removesuffix(' or more')",
    ): "what a person typed",
    (
        "lfai_nb/quantities.py",
        "typed.removeprefix('at least ').removesuffix(' or more').removesuffix(' or higher')",
    ): "what a person typed",
    ("lfai_nb/checked.py", "f'{place}.{key}'.removeprefix('.')"): "the path of a key",
    ("book/_ext/handbook/in_page/cells.py", "words.rstrip('.')"): "an error of Python's own",
    ("book/_ext/handbook/tables/house.py", "words.split('\\n\\n')"): "a docstring",
    ("book/_ext/handbook/tables/house.py", "first.split('. ')"): "a docstring",
    ("book/_ext/handbook/tables/house.py", "first.split('. ')[0].rstrip('.')"): "a docstring",
    ("book/_ext/handbook/js/tool.js", "[0].toUpperCase()"): "the one capital that there is",
    ("book/_ext/handbook/js/run/notebook.mjs", "[0].toUpperCase()"): "a name; no tool is near",
    ("book/_ext/handbook/js/fitting.js", "[0].toUpperCase()"): "a name; no tool is near",
    ("book/_ext/handbook/js/openness.js", '.split(", '): "a list of types in the data",
    ("book/_ext/handbook/js/packet_papers.js", '.split("\\n\\n'): "paragraphs that a person wrote",
}


def cuts(code: str) -> Iterator[str]:
    """The expressions that take something off a text, or take it into parts, at a stop."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(func=ast.Attribute(attr=way), args=[ast.Constant(value=str(at)), *_]) if (
                _is_cut(way, at)
            ):
                yield ast.unparse(node)
            case ast.JoinedStr() | ast.BinOp() if _turns_a_letter(node):
                yield ast.unparse(node)


def _is_cut(way: str, at: str) -> bool:
    phrase = " " in at and any(sign.isalpha() for sign in at)
    if way in FROM_THE_ENDS:
        return at in STOPS or phrase or BETWEEN.search(at) is not None
    if way in INTO_PARTS:
        return phrase or BETWEEN.search(at) is not None
    return way == "replace" and phrase


def _turns_a_letter(node: ast.AST) -> bool:
    """``text[0].lower() + text[1:]``: a sentence that is made to go on another one."""
    parts = {ast.unparse(part) for part in ast.walk(node) if isinstance(part, ast.expr)}
    return any(
        f"{part[:-3]}[1:]" in parts and {f"{part}.lower()", f"{part}.upper()"} & parts
        for part in parts
        if part.endswith("[0]")
    )


def cuts_in_script(code: str) -> Iterator[str]:
    for pattern in IN_A_SCRIPT:
        yield from (match[0] for match in pattern.finditer(code))


def cut_in(path: Path) -> set[tuple[str, str]]:
    read = cuts if path.suffix == ".py" else cuts_in_script
    name = str(path.relative_to(ROOT))
    return {(name, expression) for expression in read(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", [*PYTHON, *SCRIPTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_finished_sentence_is_taken_apart(path: Path) -> None:
    assert not cut_in(path) - NO_SENTENCE_OF_OURS.keys(), (
        "give the sentence a template, and fill it where it is needed; "
        "what is no sentence of ours goes into NO_SENTENCE_OF_OURS with the reason"
    )


def test_each_exception_is_still_needed() -> None:
    every = set[tuple[str, str]]().union(*(cut_in(path) for path in (*PYTHON, *SCRIPTS)))
    assert NO_SENTENCE_OF_OURS.keys() <= every


@pytest.mark.parametrize(
    "code",
    [
        "note.partition('; elephant factor')[0]",
        "meaning.rstrip('.')",
        "meaning.removesuffix('.')",
        "title.removeprefix('Who votes a project ')",
        "text.split('. ')",
        "report.split('\\n\\n')",
        "method.partition(' on the default branch')",
        "meaning.replace('the 12 months that end', 'the 12 months before')",
        "f'Left open: {texts[point][0].lower()}{texts[point][1:]}'",
        "text[0].upper() + text[1:]",
    ],
)
def test_a_cut_is_noticed(code: str) -> None:
    assert list(cuts(code))


@pytest.mark.parametrize(
    "code",
    [
        "path.rstrip('/')",
        "name.removesuffix('.git')",
        "markup.replace('@fields@', fields)",
        "levels[0].upper()",
        "line.split('=')",
        "text.split()",
        "template.format(day=day)",
    ],
)
def test_what_is_no_cut_is_left_alone(code: str) -> None:
    assert not list(cuts(code))


@pytest.mark.parametrize(
    "code",
    [
        'meaning.replace(/\\.$/, "")',
        'title.split(": ")[0]',
        'note.split("; elephant")',
        "text[0].toLowerCase() + text.slice(1)",
    ],
)
def test_a_cut_in_a_script_is_noticed(code: str) -> None:
    assert list(cuts_in_script(code))
