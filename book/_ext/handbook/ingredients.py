"""What a page is made of besides its own text: it is built again when that changes, and only then.

note(env, "rule", "INC-STARS")   the page that is being read tells this rule

A page notes each thing of the data that it tells, by its kind and name; kept with it is a digest of
what the thing said. The next build works every digest out again, and reads the pages anew of which
one has changed. A table is noted by what it comes to, so it does not matter what it is made from.
Files would be coarser: a topic's file holds sixty rules, and a page tells two of them.

Three things are on every page. The program is in the configuration, by a digest of it, so that
Sphinx reads all pages anew when it changes; so is the day. And what pages say of each other, titles
and places, has all pages written anew when it changes: their contents, their links back and forth.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import lfai_nb
from handbook import documents, page_tools, project_facts, start_page, try_cells
from handbook.fact_cards import GLOSSARY
from handbook.parts import flat
from handbook.tables import SHOWN
from lfai_nb import catalog
from lfai_nb.places import data_dir
from lfai_nb.policy import load

Ingredient = tuple[str, str]  # kind and name
WHOLE_RECORD = "the whole record"

#: What writes the pages beside our own program.
PROGRAMS = ("Sphinx", "docutils", "furo", "jupyter-book", "myst-nb", "myst-parser")


def _record(name: str, day: date) -> str:
    """What a page of the record shows: the rules of a topic, or the whole record."""
    policy = load()
    rules = {rule.id: rule for rule in policy.rules.values() if name in (rule.topic, WHOLE_RECORD)}
    contradictions = policy.contradictions.values()
    if name == WHOLE_RECORD:
        return repr((rules, list(contradictions), documents.documents()))
    return repr(
        (
            rules,
            [
                contradiction
                for contradiction in contradictions
                if rules.keys() & set(contradiction.rules)
            ],
        )
    )


#: For each kind what a thing of it says on a day.
KINDS: dict[str, Callable[[str, date], str]] = {
    "rule": lambda name, day: repr(load()[name]),
    "source": lambda name, day: repr(documents.known(name)),
    "contradiction": lambda name, day: repr(load().contradictions[name]),
    "table": lambda name, day: "".join(node.pformat() for node in flat(SHOWN[name](day))),
    "project": lambda name, day: catalog.load().find(name).name,
    "project-page": lambda name, day: "".join(
        node.pformat() for node in project_facts.sections(name, day)
    ),
    "cell": lambda source, day: repr(try_cells.brought_alone(source)),
    "tool": lambda name, day: page_tools.html(name),
    "start": start_page.html,
    "record": _record,
}


def digest(ingredient: Ingredient, day: date) -> str:
    kind, name = ingredient
    try:
        text = KINDS[kind](name, day)
    # It is not in the data any more, or does not run: its page will say so when it is read.
    except (LookupError, try_cells.ExampleFails):
        return ""
    return hashlib.sha256(text.encode()).hexdigest()


def note(env: BuildEnvironment, kind: str, name: str) -> None:
    """The page that is being read is made of this too."""
    ingredient = kind, name
    of_page = noted(env).setdefault(env.docname, {})
    of_page[ingredient] = digest(ingredient, env.config.handbook_day)


def noted(env: BuildEnvironment) -> dict[str, dict[Ingredient, str]]:
    """Of each page what it is made of."""
    if not hasattr(env, "handbook_ingredients"):
        env.handbook_ingredients = {}  # type: ignore[attr-defined]
    every: dict[str, dict[Ingredient, str]] = env.handbook_ingredients  # type: ignore[attr-defined]
    return every


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The pages that are made of something that has changed.

    To look costs seconds, and is left out while no file that anything is made from has changed.
    """
    now = dict(files(Path(app.srcdir), data_dir()))
    if getattr(env, "handbook_files", None) == now:
        return []
    env.handbook_files = now  # type: ignore[attr-defined]
    return made_of_other(env, app.config.handbook_day)


def files(*folders: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Whatever a table may be made from, each with its time and size: all but pages and results."""
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner[:] = [
                name for name in inner if not name.startswith((".", "_build", "__pycache__"))
            ]
            for name in names:
                path = Path(place, name)
                if not name.endswith(".md") and path.exists():
                    state = path.stat()
                    yield str(path), (state.st_mtime_ns, state.st_size)


def made_of_other(env: BuildEnvironment, day: date) -> list[str]:
    """The pages of which something says something else than when they were read."""
    known: dict[Ingredient, str] = {}

    def now(ingredient: Ingredient) -> str:
        if ingredient not in known:
            known[ingredient] = digest(ingredient, day)
        return known[ingredient]

    return [
        name
        for name, of_page in noted(env).items()
        if any(now(ingredient) != then for ingredient, then in of_page.items())
    ]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    noted(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    noted(env).update({name: noted(other)[name] for name in docnames & noted(other).keys()})


def of_the_program() -> str:
    """A digest of the files and the versions that turn text and data into pages."""
    whole = hashlib.sha256(repr([version(program) for program in PROGRAMS]).encode())
    for path in sorted(program_files()):
        whole.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return whole.hexdigest()


def program_files() -> Iterator[Path]:
    """The book's extension and the package, without its data and without the demos: what a page
    shows of them is a table."""
    package = Path(lfai_nb.__file__).parent
    for folder in (Path(__file__).parent, package):
        for path in folder.rglob("*"):
            apart = path.is_relative_to(package / "demos") or path.is_relative_to(package / "data")
            if path.is_file() and path.suffix != ".pyc" and not apart:
                yield path


def write_all_when_the_contents_change(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Every page shows the titles of the others, and links lead to their places."""
    slugs = {name: of_page.get("myst_slugs") for name, of_page in env.metadata.items()}
    std = env.domaindata["std"]
    contents = [
        {name: title.astext() for name, title in env.titles.items()},
        env.toctree_includes,
        slugs,
        *(std[kind] for kind in ("labels", "anonlabels", "objects", "terms")),
    ]
    text = repr([sorted(part.items()) for part in contents])
    if GLOSSARY in env.found_docs:
        text += env.get_doctree(GLOSSARY).astext()  # the cards of its words are on every page
    now = hashlib.sha256(text.encode()).hexdigest()
    before = getattr(env, "handbook_contents", now)
    env.handbook_contents = now  # type: ignore[attr-defined]
    return sorted(env.found_docs) if now != before else []


def setup(app: Sphinx) -> None:
    app.add_config_value("handbook_program", of_the_program(), "env", [str])
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", write_all_when_the_contents_change)
