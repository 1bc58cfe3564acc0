"""YAML that somebody else wrote, as plain values, and no larger than it looks.

    values = plain_yaml.read(text, "model.yml", purpose="reading the tool's YAML")

The format lets a part be named (``&a``) and put elsewhere by its name (``*a``): ten such lines can
stand for more than any memory holds, or for something that is within itself. Each bracket that is
open makes the reader look at all the others, so that a thousand take a second and ten thousand
minutes. And a megabyte takes long in any case. All three are refused before anything is made of
them.
"""

from typing import Any

from lfai_nb.errors import DataError, Problem, extra

LONGEST = 100_000  # characters, which take some seconds
MOST_VALUES = 100_000  # each as often as its name stands for it
DEEPEST = 100  # brackets within brackets


def read(text: str, file: str, *, purpose: str, error: type[DataError] = DataError) -> object:
    with extra("evidence", purpose):
        import yaml
    if len(text) > LONGEST:
        message = f"this is too long: at most {LONGEST:,} characters of YAML are read"
        raise error([Problem(message, file)])
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        message = "a NUL character is in it, so it is not text; save it as UTF-8 text"
        raise error([Problem(message, file, f"line {line}")])
    try:
        loader = yaml.SafeLoader(text)
        _bound(loader, yaml)
        node = loader.get_single_node()
        if node is None:
            return None
        if _size(node, {}) <= MOST_VALUES:
            return loader.construct_document(node)
    except (yaml.YAMLError, ValueError, RecursionError, ArithmeticError) as wrong:
        place = getattr(wrong, "problem_mark", None)
        where = f"line {place.line + 1}, column {place.column + 1}" if place else ""
        deep = "lists are within too many others" if isinstance(wrong, RecursionError) else ""
        why = deep or getattr(wrong, "problem", None) or type(wrong).__name__
        raise error([Problem(f"this is not readable as YAML: {why}", file, where)]) from None
    message = (
        f"its names for parts (*a) stand for more than {MOST_VALUES:,} values, or for themselves; "
        "write out what they stand for"
    )
    raise error([Problem(message, file)])


def _bound(loader: Any, yaml: Any) -> None:
    begin = loader.fetch_flow_collection_start

    def bounded(token: Any) -> None:
        if loader.flow_level >= DEEPEST:
            message = f"brackets are open within more than {DEEPEST} others"
            raise yaml.scanner.ScannerError(None, None, message, loader.get_mark())
        begin(token)

    loader.fetch_flow_collection_start = bounded


def _size(node: Any, known: dict[int, float]) -> float:
    """How many values there are, written out; without end for what is within itself."""
    if id(node) not in known:
        known[id(node)] = float("inf")  # where it is met again before it is counted
        parts = [] if isinstance(node.value, str) else node.value
        flat = (part for entry in parts for part in (entry if type(entry) is tuple else (entry,)))
        known[id(node)] = 1 + sum(_size(part, known) for part in flat)
    return known[id(node)]
