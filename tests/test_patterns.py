"""No regular expression takes more than linear time on a hostile text.

All patterns of the package are collected from its source. Each is run, in the ways in which it is
used, on texts made to hurt it: its own beginnings and its own characters over and over, without the
end that it looks for. A text twice as long may take about twice as long, and no more.
"""

import ast
import importlib
import re
import re._constants as opcodes
import re._parser as parser
import time
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from lfai_nb.places import data_dir

PACKAGE = Path(__file__).resolve().parent.parent / "lfai_nb"
WAYS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")


class Pattern(NamedTuple):
    place: str
    pattern: str
    flags: int
    ways: frozenset[str]


def collected() -> Iterator[Pattern]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "re." not in (text := path.read_text(encoding="utf-8")):
            continue
        tree = ast.parse(text)
        place = path.relative_to(PACKAGE).as_posix()
        names = {
            id(node.value): node.targets[0].id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in (*WAYS, "compile")
            ):
                continue
            made = _value(node.args[0], path)
            if made is None:  # put together from data: see `of_the_data`
                assert place == "evidence/history/addresses.py", f"{place}:{node.lineno}"
                continue
            pattern = made.decode("latin-1") if isinstance(made, bytes) else made
            flags = _flags(node)
            ways = frozenset({node.func.attr}) - {"compile"} or _ways_of(names.get(id(node)))
            yield Pattern(f"{place}:{node.lineno}", pattern, flags, ways)


#: Where a pattern may stand in a script: after an opening bracket, a sign or a space.
_IN_SCRIPT = re.compile(r"[(,=:!&|?\[ ]/((?![/* ])[^/\n]+)/([gimsuy]*)[.,;) ]")
#: JavaScript's names of sets, and what stands for them here.
_SETS = {r"\p{L}\p{N}": r"\w", r"\p{Lu}": "[A-Z]", r"\p{C}\p{Z}": r"\x00-\x20"}
#: It groups the digits of a number that JavaScript holds exactly: 16 at the most.
_OF_A_NUMBER = r"\B(?=(\d{3})+$)"


def of_the_scripts() -> Iterator[Pattern]:
    for path in sorted((PACKAGE.parent / "book/_ext/handbook/js").glob("*.js")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for n, line in enumerate(lines, start=1):
            for match in _IN_SCRIPT.finditer(line):
                text = match[1]
                for name, instead in _SETS.items():
                    text = text.replace(name, instead)
                flags = re.IGNORECASE if "i" in match[2] else 0
                ways = frozenset({"sub" if "g" in match[2] else "search"})
                if text != _OF_A_NUMBER:
                    yield Pattern(f"{path.name}:{n}", text, flags, ways)


def of_the_data() -> Iterator[Pattern]:
    lists = tomllib.loads((data_dir() / "evidence/addresses.toml").read_text(encoding="utf-8"))
    for n, pattern in enumerate(lists["bots"]):
        yield Pattern(f"addresses.toml: bots[{n}]", pattern, 0, frozenset({"search"}))


def _value(node: ast.expr, path: Path) -> str | bytes | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        try:
            value = eval(
                compile(ast.Expression(node), str(path), "eval"),
                vars(importlib.import_module(module.removesuffix(".__init__"))),
            )
        except NameError:
            return None
    assert isinstance(value, str | bytes)
    return value


def _flags(node: ast.Call) -> int:
    given = [k.value for k in node.keywords if k.arg == "flags"]
    given += [a for a in node.args[1:] if ast.unparse(a).startswith("re.")]
    flags = 0
    for each in given:
        flags |= int(eval(ast.unparse(each), {"re": re}))
    return flags


def _ways_of(name: str | None) -> frozenset[str]:
    """In which ways a compiled pattern is used, by its name; `search`, the slowest, if by none."""
    if name is None:
        return frozenset({"search"})
    return frozenset(_uses().get(name, ())) or frozenset({"search"})


@cache
def _uses() -> dict[str, set[str]]:
    """By the name of what is asked, the ways in which the package asks it."""
    uses: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for name, way in re.findall(rf"(\w+)\.({'|'.join(WAYS)})\b", path.read_text("utf-8")):
            uses.setdefault(name, set()).add(way)
    return uses


def sample(tree: parser.SubPattern) -> str:
    """A text that the pattern, or a part of it, would take; each repetition once."""
    return "".join(_sample(op, value) for op, value in tree)


def _sample(op: object, value: object) -> str:
    if op is opcodes.LITERAL:
        return chr(value)
    if op is opcodes.NOT_LITERAL:
        return "x" if value != ord("x") else "y"
    if op is opcodes.ANY:
        return "x"
    if op is opcodes.IN:
        return _of_set(value)
    if op is opcodes.BRANCH:
        return sample(value[1][0])
    if op is opcodes.SUBPATTERN:
        return sample(value[3])
    if op in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT):
        return sample(value[2]) * max(1, min(value[0], 3))
    if op is opcodes.ASSERT:
        return sample(value[1])
    return ""


SIGNS = "a0 -_.Zé/@<>\n\"'#,:;()[]{}=+*&%$!?~^|\\x²"


def _of_set(items: list) -> str:
    pattern = re.compile(_as_pattern(items))
    return next((sign for sign in SIGNS if pattern.fullmatch(sign)), _first(items))


def _first(items: list) -> str:
    first = next((value for op, value in items if op is opcodes.RANGE), None)
    literal = next((value for op, value in items if op is opcodes.LITERAL), ord("x"))
    return chr(first[0] if first else literal)


def _as_pattern(items: list) -> str:
    text = ""
    for op, value in items:
        if op is opcodes.NEGATE:
            text = f"^{text}"
        elif op is opcodes.LITERAL:
            text += re.escape(chr(value))
        elif op is opcodes.RANGE:
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif op is opcodes.CATEGORY:
            text += {
                opcodes.CATEGORY_DIGIT: r"\d",
                opcodes.CATEGORY_NOT_DIGIT: r"\D",
                opcodes.CATEGORY_SPACE: r"\s",
                opcodes.CATEGORY_NOT_SPACE: r"\S",
                opcodes.CATEGORY_WORD: r"\w",
                opcodes.CATEGORY_NOT_WORD: r"\W",
            }[value]
    return f"[{text}]"


def samples(tree: parser.SubPattern) -> set[str]:
    """The samples of a pattern's alternatives."""
    texts = {sample(tree)}
    for op, value in tree:
        if op is opcodes.BRANCH:
            texts |= {text for branch in value[1] for text in samples(branch)}
        elif op is opcodes.SUBPATTERN:
            texts |= samples(value[3])
    return texts


def hostile(pattern: Pattern) -> Iterator[tuple[str, str, str]]:
    """What to put before, what to repeat, and what to put behind so that the whole does not fit."""
    whole = samples(parser.parse(pattern.pattern, pattern.flags))
    beginnings = {text[:n] for text in whole for n in range(1, min(len(text), 40) + 1)}
    signs = sorted({sign for text in whole for sign in text} | set(" a0<"))[:24]
    for pump in sorted(beginnings | set(signs)):
        yield "", pump, "\0"
    for before in sorted(beginnings):
        if len(before) < 12:
            for sign in signs:
                yield before, sign, "\0"


def seconds(compiled: re.Pattern[str], way: str, text: str) -> float:
    begun = time.thread_time()
    if way == "sub":
        compiled.sub("", text)
    elif way == "finditer":
        list(compiled.finditer(text))
    else:
        getattr(compiled, way)(text)
    return time.thread_time() - begun


#: The first are so short that even a pattern that doubles with each character comes to an end.
LENGTHS = (8, 12, 16, 20, 24, 28, 64, 256, 1024, 4096, 16384)


def too_slow(pattern: Pattern) -> str:
    """The text that a pattern takes too long for, or nothing.

    A linear one takes well under a millisecond for the longest text here, a quadratic one more than
    50. What seems too slow is measured again: a busy machine only ever makes it slower.
    """
    compiled = re.compile(pattern.pattern, pattern.flags)
    for way in sorted(pattern.ways):
        for before, pump, behind in hostile(pattern):
            for length, longer in pairwise(LENGTHS):
                text = before + pump * (longer // len(pump)) + behind
                if (took := seconds(compiled, way, text)) < 0.02:
                    continue
                took = min(took, seconds(compiled, way, text))
                if took < 0.02:
                    continue
                half = before + pump * (length // len(pump)) + behind
                once = min(seconds(compiled, way, half) for _ in range(3))
                took = min(took, seconds(compiled, way, text))
                if took > 0.02 and took > 3 * once * (longer / length) / 2:
                    return f"{way} of {before!r} + {pump!r} × {longer // len(pump)}: {took:.2f} s"
    return ""


PATTERNS = [*collected(), *of_the_data()]
PATTERNS += of_the_scripts()


@pytest.mark.parametrize("pattern", PATTERNS, ids=[p.place for p in PATTERNS])
def test_a_text_twice_as_long_takes_about_twice_as_long(pattern: Pattern) -> None:
    assert not too_slow(pattern), pattern.pattern


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        (r"\s*([^<>]*?)\s*<\s*([^<>]*?)\s*>", {"match"}),  # took minutes for 3 kB
        (r"[\w.+-]+@[\w-]+\.\w", {"search"}),
        (r"(a+)+b", {"fullmatch"}),
        (r"\d+$", {"search"}),
    ],
)
def test_patterns_that_are_too_slow_are_seen(pattern: str, ways: set[str]) -> None:
    assert too_slow(Pattern("here", pattern, 0, frozenset(ways)))


def test_the_collection_is_that_of_the_whole_package() -> None:
    assert len(PATTERNS) > 30
    assert any(p.place.startswith("evidence/history/") for p in PATTERNS)
    assert any(p.place.startswith("demos/") for p in PATTERNS)
    assert sum(".js:" in p.place for p in PATTERNS) > 15
