"""The public names of a package, with their signatures and examples, from the package itself.

    ```{api} lfai_nb.policy

What a package exports (``__all__``) is what it promises. The examples are doctests: those of the
package first, then what each name has of its own. The tests run every one of them.
"""

import doctest
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

#: The packages that other programs may use, from the ground up.
PACKAGES = (
    "lfai_nb.policy",
    "lfai_nb.catalog",
    "lfai_nb.membership",
    "lfai_nb.lifecycle",
    "lfai_nb.hosting",
    "lfai_nb.council",
    "lfai_nb.openness",
    "lfai_nb.evidence",
    "lfai_nb.faces",
)
MARKUP = re.compile(r"(``.+?``|`[^`]+`)")


@dataclass(frozen=True)
class PublicName:
    name: str
    signature: str
    text: list[str]  # paragraphs
    examples: str


def names(package: str) -> list[PublicName]:
    module = import_module(package)
    return [_name(name, getattr(module, name)) for name in module.__all__]


def _name(name: str, thing: Any) -> PublicName:
    if not (inspect.isclass(thing) or callable(thing)):
        # Of a constant, the value says most; of a long one, its kind and its entries.
        entries = list(thing) if isinstance(thing, Mapping | tuple | frozenset) else [thing]
        return PublicName(name, f"{name}: {', '.join(map(str, entries))}", [], "")
    text, examples = split(own_docstring(thing))
    return PublicName(name, name + _signature(thing), text, examples)


def _signature(thing: Any) -> str:
    if inspect.isclass(thing):
        bases = [base.__name__ for base in thing.__bases__ if base is not object]
        return f"({', '.join(bases)})" if bases else ""
    try:
        return re.sub(r"(?:\w+\.)+(\w+)", r"\1", str(inspect.signature(thing)))
    except (TypeError, ValueError):
        return ""


def own_docstring(thing: Any) -> str:
    """Without the one that a dataclass makes of its fields, or inherits."""
    own = vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__
    text = inspect.cleandoc(own or "")
    return "" if text.startswith(f"{getattr(thing, '__name__', '')}(") else text


def split(text: str) -> tuple[list[str], str]:
    """The paragraphs of a docstring, and its examples with what stands between them."""
    head, mark, tail = text.partition("\n>>> ")
    if text.startswith(">>> "):
        head, tail, mark = "", text[4:], ">>> "
    return [
        p for p in re.split(r"\n\n+", head.strip("\n")) if p.strip()
    ], f">>> {tail}" if mark else ""


def sources(text: str) -> str:
    """The code of all examples of a docstring."""
    return "".join(example.source for example in doctest.DocTestParser().get_examples(text))


class Api(SphinxDirective):
    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        package = self.arguments[0]
        if package not in PACKAGES:
            raise self.error(f"{package!r} is not public; public are {', '.join(PACKAGES)}")
        module = import_module(package)
        text, examples = split(inspect.cleandoc(module.__doc__ or ""))
        listed = nodes.definition_list(classes=["api"])
        for name in names(package):
            listed += _item(package, name)
        return [*_paragraphs(text), *_examples(examples), listed]


def _item(package: str, name: PublicName) -> nodes.definition_list_item:
    term = nodes.term("", "", nodes.literal("", name.signature), ids=[f"{package}.{name.name}"])
    term["called"] = name.name  # as the search has it, without its arguments or its value
    definition = nodes.definition("", *_paragraphs(name.text), *_examples(name.examples))
    return nodes.definition_list_item("", term, definition)


def _paragraphs(paragraphs: list[str]) -> Iterator[nodes.Node]:
    for paragraph in paragraphs:
        if paragraph.startswith("    "):  # a table of names, set as it was written
            plain = inspect.cleandoc(paragraph).replace("``", "")
            yield nodes.literal_block("", plain, language="text")
        else:
            yield nodes.paragraph("", "", *_inline(" ".join(paragraph.split())))


def _inline(text: str) -> Iterator[nodes.Node]:
    for part in MARKUP.split(text):
        plain = part.strip("`")
        yield nodes.literal("", plain) if part.startswith("`") else nodes.Text(part)


def _examples(text: str) -> Iterator[nodes.Node]:
    """Blocks of examples, and the sentences between them."""
    for part in re.split(r"\n\n+", text):
        if part.startswith(">>> "):
            yield nodes.literal_block("", part, language="pycon")
        elif part.strip():
            yield from _paragraphs([part])


def setup(app: Sphinx) -> None:
    app.add_directive("api", Api)
