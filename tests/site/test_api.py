"""Every public name is on the page of public names, with an example that runs."""

import inspect
import pkgutil
import re
from importlib import import_module

import pytest

import lfai_nb
from handbook.api import PACKAGES, names, own_docstring, sources, split
from tests.book.markdown import BOOK

#: What is public in another way: the command, and the wing of the demos.
NO_API = {"lfai_nb.cli", "lfai_nb.demos", "lfai_nb.mcp"}


def test_every_package_is_on_the_page_or_is_none_to_import() -> None:
    there = {
        f"lfai_nb.{module.name}"
        for module in pkgutil.iter_modules(lfai_nb.__path__)
        if module.ispkg
    }
    assert there - NO_API == set(PACKAGES)
    page = (BOOK / "reference" / "api.md").read_text("utf-8")
    assert re.findall(r"^```\{api\} (\S+)$", page, re.MULTILINE) == list(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_has_an_example_that_runs(package: str) -> None:
    """That they run is seen by ``pytest --doctest-modules``, which runs those of each module."""
    module = import_module(package)
    assert module.__all__, f"{package} promises nothing: add `__all__`"
    shared = sources(inspect.cleandoc(module.__doc__ or ""))
    without = []
    for name in module.__all__:
        thing = getattr(module, name)
        own = sources(own_docstring(thing)) if callable(thing) else ""
        if not re.search(rf"\b{name}\b", shared + own):
            without.append(name)
    assert not without, f"{package}: no example in its docstring, or in theirs, for {without}"


@pytest.mark.parametrize("package", PACKAGES)
def test_the_examples_of_a_package_are_run_with_its_module(package: str) -> None:
    module = import_module(package)
    assert inspect.getsourcefile(module), "doctest finds it"
    assert ">>> " in (module.__doc__ or "")


def test_a_name_has_its_signature_and_what_it_says_of_itself() -> None:
    by_name = {name.name: name for name in names("lfai_nb.membership")}
    assert by_name["quote"].signature.startswith("quote(employees: int, *,")
    assert by_name["NotEligible"].signature.startswith("NotEligible(")
    assert by_name["LEVELS"].signature == "LEVELS: premier, general, associate"


@pytest.mark.parametrize("package", PACKAGES)
def test_two_builds_print_the_same(package: str) -> None:
    """An address in memory is another one in each build."""
    assert not [name.signature for name in names(package) if " at 0x" in name.signature]


def test_a_docstring_is_split_before_its_first_example() -> None:
    assert split("One.\n\nTwo.\n\n>>> 1\n1\n\nAnd:\n\n>>> 2\n2") == (
        ["One.", "Two."],
        ">>> 1\n1\n\nAnd:\n\n>>> 2\n2",
    )
    assert split(">>> 1\n1") == ([], ">>> 1\n1")
    assert split("One.") == (["One."], "")
