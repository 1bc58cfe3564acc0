"""The commands that README, the book's pages, the notebooks and the commands' own help show."""

import json
import re
import shlex
from importlib import import_module
from pathlib import Path

from lfai_nb.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "book").rglob("*.md"))]
#: A contributor has all extras, and what a recipe makes is only there when `tests.recipes` runs it.
RECIPES = ROOT / "book" / "contributing"
#: On a line of its own, after a prompt or as a step of a workflow; or within a sentence.
_LINE = re.compile(r"^[ $]*(?:run: )?(lfai-nb .+)$", re.MULTILINE)
_INLINE = re.compile(r"`(lfai-nb [^`]+)`")
_FILE = re.compile(r"^```toml\n(# (\S+\.toml)\n.*?)^```$", re.MULTILINE | re.DOTALL)


def texts(*, recipes: bool = True) -> list[str]:
    """Pages, the words of notebooks, and the help of each command."""
    pages = [page for page in PAGES if recipes or RECIPES not in page.parents]
    contents = [page.read_text(encoding="utf-8") for page in pages]
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        contents += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    names = [name.replace("-", "_") for name in COMMANDS if name != "demo"]
    modules = [f"lfai_nb.cli.{name}" for name in names] + ["lfai_nb.demos.__main__"]
    return contents + [import_module(module).__doc__ or "" for module in modules]


def files() -> dict[str, str]:
    """The files that a page has its reader write: each begins with its name."""
    written = (_FILE.findall(page.read_text(encoding="utf-8")) for page in PAGES)
    return {name: text for pairs in written for text, name in pairs}


def documented_commands(*, recipes: bool = True) -> list[str]:
    """Each command once, as it is shown."""
    lines = set()
    for text in texts(recipes=recipes):
        joined = text.replace("\\\n", " ")
        lines |= {line.strip() for line in _LINE.findall(joined)}
        lines |= {" ".join(line.split()) for line in _INLINE.findall(joined)}
    # In a sentence `lfai-nb readiness` may name the command and not be one to type.
    return sorted(line for line in lines if len(line.split()) > 2 or line.split()[1] in TYPED_ALONE)


TYPED_ALONE = ("rules", "check-data", "demo")


def words_of(line: str) -> list[str]:
    """What a shell would hand over: without the comment, the redirection, what comes after."""
    typed = line.split(">")[0].split("|")[0].replace("…", "")
    return shlex.split(typed, comments=True)[1:]
