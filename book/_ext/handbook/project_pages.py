"""A page for each project of the record, without a file that anybody keeps.

The build writes a page's source before Sphinx looks for sources: a title, and

    ```{project} milvus

which is all of it. So a project that enters the record has its page with that. What the page says
is in ``project_facts.py``.
"""

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from handbook import ingredients, project_facts
from handbook.links import PROJECTS
from lfai_nb import catalog


class ProjectPage(SphinxDirective):
    """What the record knows of a project, section by section."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        try:
            catalog.load().find(self.arguments[0])
        except catalog.NoSuchProject as error:
            raise self.error(str(error)) from None
        ingredients.note(self.env, "project-page", self.arguments[0])
        return project_facts.sections(self.arguments[0], self.config.handbook_day)


def write_sources(app: Sphinx, config: Config) -> None:
    """The pages' sources; an untouched file keeps its date, so that nothing is built again."""
    folder = Path(app.srcdir) / PROJECTS
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        folder / f"{project.id}.md": f"# {project.name}\n\n```{{project}} {project.id}\n```\n"
        for project in catalog.load().projects
    }
    for path in folder.glob("*.md"):
        if path not in texts:
            path.unlink()
    for path, text in texts.items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8")


def complete(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    if pagename.startswith(f"{PROJECTS}/"):
        # Nobody can look at a source that nobody keeps, or suggest a change to it.
        context["sourcename"] = context["page_source_suffix"] = ""


def setup(app: Sphinx) -> None:
    app.add_directive("project", ProjectPage)
    # Before the table of contents is matched with the files that there are.
    app.connect("config-inited", write_sources, priority=100)
    app.connect("html-page-context", complete)
