"""The notebook that a reader takes along: it begins with the one line that installs what it needs.

The package comes from the wheel that the site serves, or else from the repository. Where the book
knows the address of neither, the line is for a copy of the repository, and the page's script puts
the address in from which the notebook is taken.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lfai_nb import __version__

#: Where tools/lab.py puts the whole package; the lab's own wheel has less in it.
WHEEL = f"lite/wheel/lfai_nb-{__version__}-py3-none-any.whl"
WHY = "# Once, in an environment of its own; afterwards this cell can go."
COLAB = "https://colab.research.google.com/github"
#: It builds what .binder/ asks for, and opens JupyterLab on it.
BINDER = "https://mybinder.org/v2/gh"
GITHUB = "https://github.com/"


def extra_of(text: str) -> str:
    """What a notebook needs beyond the package: only the demos need PyTorch, which is large, and
    not all of them; those that do look first whether it is there.

    >>> extra_of("from lfai_nb.demos import needs; needs.check()")
    'demos'
    """
    return "demos" if "needs.check()" in text else "lab"


def requirement(extra: str, site: str, repository: str) -> str:
    """What is installed.

    >>> requirement("lab", "", "")
    '.[lab]'
    >>> requirement("demos", "", "https://github.com/example/handbook")
    'lfai-nb[demos] @ git+https://github.com/example/handbook'
    """
    if site:
        return f"lfai-nb[{extra}] @ {site.rstrip('/')}/{WHEEL}"
    return f"lfai-nb[{extra}] @ git+{repository}" if repository else f".[{extra}]"


def taken_along(text: str, site: str, repository: str) -> str:
    """The notebook with the cell that installs, before all others."""
    notebook: dict[str, Any] = json.loads(text)
    line = f'%pip install "{requirement(extra_of(text), site, repository)}"'
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "install",
        "metadata": {},
        "outputs": [],
        "source": [f"{WHY}\n", line],
    }
    notebook["cells"].insert(0, cell)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def write(notebook: Path, target: Path, settings: Mapping[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    text = notebook.read_text(encoding="utf-8")
    target.write_text(taken_along(text, **settings), encoding="utf-8")


def colab(name: str, repository: str, branch: str) -> str:
    """The notebook in Colab, which reads it from GitHub and from nowhere else.

    >>> colab("dues", "https://github.com/example/handbook", "main")
    'https://colab.research.google.com/github/example/handbook/blob/main/notebooks/dues.ipynb'
    >>> colab("dues", "https://git.example.org/handbook", "main")
    ''
    """
    if not repository.startswith(GITHUB):
        return ""
    return f"{COLAB}/{repository.removeprefix(GITHUB)}/blob/{branch}/notebooks/{name}.ipynb"


def binder(name: str, extra: str, repository: str, branch: str) -> str:
    """The notebook in Binder, for which `.binder/` installs what our own notebooks need.

    >>> binder("dues", "lab", "https://github.com/example/handbook", "main")
    'https://mybinder.org/v2/gh/example/handbook/main?urlpath=lab%2Ftree%2Fnotebooks%2Fdues.ipynb'
    >>> binder("flagai_tasks", "demos", "https://github.com/example/handbook", "main")
    ''
    """
    if extra != "lab" or not repository.startswith(GITHUB):
        return ""
    place = quote(f"lab/tree/notebooks/{name}.ipynb", safe="")
    where = f"{repository.removeprefix(GITHUB)}/{quote(branch, safe='')}"
    return f"{BINDER}/{where}?urlpath={place}"
