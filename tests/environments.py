"""Python environments that hold exactly what one extra of the package brings, and nothing more.

The distributions are those of the environment that runs the tests: what an extra needs, and what
that needs in turn, is linked into a fresh environment, so that nothing is downloaded and anything
else is not there, for the command and for every process that it starts.
"""

import os
import tomllib
import venv
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OURS = "lfai-nb"


def measured() -> dict[str, str]:
    """What a process needs whose surroundings a test sets anew, so that `make cover` counts it."""
    return {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


def needed_by(extra: str) -> dict[str, Distribution]:
    """By name, each distribution that ``pip install '.[extra]'`` brings; of "" none at all."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = {"": project["dependencies"], **project["optional-dependencies"]}
    distributions: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    queue = [(Requirement(f"{OURS}[{extra}]" if extra else OURS), "")]
    while queue:
        requirement, for_extra = queue.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": for_extra}):
            continue
        name = canonicalize_name(requirement.name)
        for wanted in ("", *requirement.extras):
            if (name, wanted) in seen:
                continue
            seen.add((name, wanted))
            if name == OURS:
                queue += [(Requirement(line), "") for line in lists[wanted]]
                continue
            try:
                distributions[name] = distribution(name)
            except PackageNotFoundError:  # for another system, whatever its marker says
                continue
            queue += [(Requirement(line), wanted) for line in distributions[name].requires or ()]
    return distributions


def environment(folder: Path, extra: str) -> Path:
    """A fresh environment with the package as it stands in the checkout; the path of its Python."""
    venv.create(folder, symlinks=True, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    for package in needed_by(extra).values():
        _link(package, site)
    return folder / "bin" / "python"


def _link(package: Distribution, site: Path) -> None:
    """Every file of a distribution, a whole folder at once where no other shares it."""
    base = Path(str(package.locate_file("")))
    files = [file for file in package.files or () if ".." not in file.parts]
    for top in sorted({file.parts[0] for file in files if file.parts[0] != "__pycache__"}):
        if (base / top / "__init__.py").exists() or top.endswith(".dist-info") or "." in top:
            _symlink(base / top, site / top)
            continue
        # A namespace: several distributions have their modules in this folder.
        for file in files:
            if file.parts[0] == top:
                _symlink(base / file, site / file)


def _symlink(source: Path, target: Path) -> None:
    if not source.exists() or os.path.lexists(target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(source)
