"""What it costs to build the book: from nothing, with nothing changed, after one page and one rule.

    python benchmarks/build.py

In a copy of what git knows, so that nothing of the checkout is touched. Processor time, and how
many times that of an import of Sphinx it is: a busy machine makes both longer. With it which pages
were written.

On 28 November 2026, on two busy cores:

    from nothing        44.2 s   159 times
    nothing changed      3.8 s    11 times
    one page             4.3 s    15 times   that page, and the first one, which lists it
    a rule (INC-STARS)  29.8 s   110 times   88 pages: each project's own measures it by that rule
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = "book/foundation/mission.md"
RULE = ("data/policy/incubation.toml", {"500 stars": "510 stars", "value = 500": "value = 510"})


def spent(command: list[str], folder: Path) -> float:
    """Seconds of processor time, of the command and of all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    surroundings = {**os.environ, "PYTHONPATH": str(folder)}
    subprocess.run(command, cwd=folder, env=surroundings, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def copied(folder: Path) -> Path:
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def pages(folder: Path) -> dict[Path, int]:
    site = folder / "_build" / "html"
    return {
        page.relative_to(site): page.stat().st_mtime_ns
        for part in ("book", "notebooks")
        for page in (site / part).rglob("*.html")
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = copied(Path(name))
        build = [sys.executable, "-m", "tools.book", "build", ".", "--quiet", "--warningiserror"]

        def built(what: str) -> None:
            yardstick = spent([sys.executable, "-c", "import sphinx.application"], folder)
            before, seconds = pages(folder), spent(build, folder)
            written = [page for page, time in pages(folder).items() if before.get(page) != time]
            few = f": {', '.join(map(str, sorted(written)))}" if 0 < len(written) < 20 else ""
            print(
                f"{what}: {seconds:.1f} s, {seconds / yardstick:.1f} times an import of Sphinx; "
                f"{len(written)} pages written{few}",
                flush=True,
            )

        built("from nothing")
        built("nothing changed")
        page = folder / PAGE
        page.write_text(page.read_text("utf-8") + "\nOne more sentence.\n", encoding="utf-8")
        built("one page changed")
        rule = folder / RULE[0]
        text = rule.read_text("utf-8")
        for old, new in RULE[1].items():
            assert old in text
            text = text.replace(old, new)
        rule.write_text(text, encoding="utf-8")
        built("one rule changed")


if __name__ == "__main__":
    main()
