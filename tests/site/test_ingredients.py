"""A page is built again when what it tells has changed, and no other page is."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from handbook import head, ingredients, try_cells
from handbook.tables import SHOWN
from lfai_nb.places import data_dir
from tests.site.conftest import ROOT

CONF = """
from datetime import date
from docutils import nodes
from handbook import citations, extension, ingredients, rule_pages

extensions = ["myst_parser"]
root_doc = "index"
nitpicky = True

def setup(app):
    app.add_config_value("handbook_day", date(2026, 11, 20), "env")
    app.add_directive("shown", extension.FromData)
    citations.setup(app)
    rule_pages.setup(app)
    ingredients.setup(app)
"""
TOPICS = ("incubation", "dues", "graduation")
PAGES = {
    "stars": "# Stars\n\nIt needs {rule}`INC-STARS`.\n",
    "orgs": "# Organisations\n\nIt needs {rule}`INC-ORGS`.\n",
    "table": "# A table\n\n```{shown} thresholds-through-time\n```\n",
    "dues": "# Dues\n\n```{shown} dues-table\n```\n",
    "plain": "# Plain\n\nNothing of the data.\n",
}


class Book:
    """A small book on a copy of the data, built again and again, each time by a new process."""

    def __init__(self, folder: Path) -> None:
        self.source, self.data = folder / "source", folder / "data"
        self.built = folder / "built"
        shutil.copytree(data_dir(), self.data, ignore=shutil.ignore_patterns("entries", "cases"))
        record = {f"book/reference/rules/{topic}": topic for topic in TOPICS}
        files = {
            **PAGES,
            **{name: f"# {topic}\n\n```{{rules}} {topic}\n```\n" for name, topic in record.items()},
        }
        for name in ("sources", "contradictions"):
            files[f"book/reference/{name}"] = f"# {name}\n"
        files["index"] = "# I\n\n```{toctree}\n" + "\n".join(files) + "\n```\n"
        for name, text in files.items():
            self.write(name, text)
        (self.source / "conf.py").write_text(CONF, encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.source / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.data / "policy" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def build(self) -> set[str]:
        """The pages that were written, without those that only list others."""
        before = {page: page.stat().st_mtime_ns for page in self.built.rglob("*.html")}
        done = subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", self.source, self.built],
            env={
                **os.environ,
                "LFAI_NB_DATA": str(self.data),
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "book/_ext"))),
            },
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        written = {p for p in self.built.rglob("*.html") if before.get(p) != p.stat().st_mtime_ns}
        names = {page.relative_to(self.built).with_suffix("").as_posix() for page in written}
        return names - {"genindex", "search", "index"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    made = Book(tmp_path_factory.mktemp("book"))
    assert set(PAGES) <= made.build()
    assert made.build() == set(), "nothing has changed"
    return made


def test_a_rule_that_changes_has_the_pages_that_tell_it_built_again_and_no_other(
    book: Book,
) -> None:
    book.edit("incubation.toml", "500 stars", "510 stars")
    book.edit("incubation.toml", "value = 500", "value = 510")
    assert book.build() == {"stars", "table", "book/reference/rules/incubation"}
    assert "510 stars" in (book.built / "stars.html").read_text(encoding="utf-8")


def test_a_page_that_tells_another_rule_is_built_again_and_has_that_rule_name_it(
    book: Book,
) -> None:
    """They alone: not the pages beside them, nor those of the other rules."""
    book.write("plain", "# Plain\n\nIt needs {rule}`GRD-STARS`.\n")
    assert book.build() == {"plain", "book/reference/rules/graduation"}


def test_a_page_with_another_title_has_all_written_again(book: Book) -> None:
    """Every page shows the titles of all."""
    book.write("plain", "# Not so plain\n\nIt needs {rule}`GRD-STARS`.\n")
    assert book.build() >= set(PAGES)


def test_another_program_reads_everything_anew() -> None:
    files = {path.as_posix() for path in ingredients.program_files()}
    for part in (
        "book/_ext/handbook/templates/page.html",
        "book/_ext/handbook/js/dues.js",
        "book/_ext/handbook/tables/joining.py",
        "lfai_nb/policy/words.py",
    ):
        assert (ROOT / part).as_posix() in files
    assert not [path for path in files if "/demos/" in path or path.endswith(".pyc")]


@pytest.mark.parametrize("table", ["demos-flagai", "status-notebooks", "status-snapshots"])
def test_a_page_with_a_table_is_outdated_when_the_table_would_be_another(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the table is made from: the demos, the notebooks, what was measured."""
    day = date(2026, 11, 20)
    env = SimpleNamespace(docname="page", config=SimpleNamespace(handbook_day=day))
    ingredients.note(env, "table", table)
    assert ingredients.made_of_other(env, day) == []
    monkeypatch.setitem(SHOWN, table, lambda on: "another")
    assert ingredients.made_of_other(env, day) == ["page"]


def test_a_page_with_a_cell_is_outdated_when_the_cell_brings_something_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day, source = date(2026, 11, 20), "6 * 7"
    env = SimpleNamespace(docname="page", config=SimpleNamespace(handbook_day=day))
    ingredients.note(env, "cell", source)
    assert try_cells.brought_alone(source) == (("text", "42"),)
    assert ingredients.made_of_other(env, day) == []
    monkeypatch.setattr(try_cells, "brought_alone", lambda source: (("text", "43"),))
    assert ingredients.made_of_other(env, day) == ["page"]


@pytest.mark.parametrize(
    ("file", "looked"),
    [
        ("data/policy/dues.toml", True),
        ("notebooks/dues.ipynb", True),
        ("lfai_nb/demos/edl/jobs.py", True),
        ("benchmarks/gpu.json", True),
        ("book/hosting/readiness-workflow.yml", True),
        ("book/joining/dues.md", False),
        ("_build/html/index.html", False),
        (".git/index", False),
    ],
)
def test_what_pages_are_made_of_is_looked_at_only_when_a_file_of_it_has_changed(
    file: str, looked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To look costs seconds; that a page says something else is seen by Sphinx itself."""
    looks: list[object] = []
    monkeypatch.setattr(ingredients, "made_of_other", lambda env, day: looks.append(day) or ["p"])
    monkeypatch.setattr(ingredients, "data_dir", lambda: tmp_path / "data")
    changed = tmp_path / file
    changed.parent.mkdir(parents=True)
    changed.write_text("before")
    app, env = SimpleNamespace(srcdir=tmp_path, config=SimpleNamespace(handbook_day=0)), Env()
    assert ingredients.outdated(app, env, set(), set(), set()) == ["p"], "the first time"
    assert ingredients.outdated(app, env, set(), set(), set()) == []
    changed.write_text("and after")
    assert (ingredients.outdated(app, env, set(), set(), set()) == ["p"]) is looked
    assert len(looks) == 1 + looked


class Env:
    """What Sphinx keeps from one build to the next."""


def test_a_page_that_is_no_more_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    kept = ["index.html", "search.html", "book/there.html", "lite/index.html", "_static/x.html"]
    for name in (*kept, "book/gone.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    head.remove_old(tmp_path, {"book/there"})
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")}
    assert left == set(kept)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "words.py"
    file.write_text("A = 1\n")
    monkeypatch.setattr(ingredients, "program_files", lambda: iter([file]))
    return file


def test_the_digest_of_the_program_changes_with_any_of_its_files(program: Path) -> None:
    before = ingredients.of_the_program()
    assert ingredients.of_the_program() == before
    program.write_text("A = 2\n")
    assert ingredients.of_the_program() != before
