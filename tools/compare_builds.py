"""Holds one build of the handbook against another: what a reader or a program would notice.

    python -m tools.compare_builds record before.json   the site in _build/html, and every command
    python -m tools.compare_builds record after.json    the same, after the change
    python -m tools.compare_builds diff before.json after.json

Of each page its headings, its text, its links and the documents it cites; of each command the JSON
that it prints for every case of ``data/policy/cases``, for the rules on the day of every change,
and for every project of the record under every version of the lifecycle. Classes, ids that nothing
points at, and the order of attributes are the house's own affair and are not compared.

Exit code: 0 alike, 1 different, 2 bad input.
"""

import argparse
import contextlib
import difflib
import io
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from lfai_nb import cli

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
NOT_OURS = ("lite", "_static", "_sources")
BLOCKS = ("p", "li", "td", "th", "caption", "figcaption", "summary", "pre", "dt", "dd", "title")
# The day on which both are asked, so that nothing differs by the clock.
ON = "2026-11-27"


def pages(site: Path) -> Iterator[Path]:
    for page in sorted(site.rglob("*.html")):
        if page.relative_to(site).parts[0] not in NOT_OURS:
            yield page


def read_page(page: Path, site: Path) -> dict[str, list[str]]:
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    main = soup.find("article") or soup.find("main") or soup.body
    assert isinstance(main, Tag)
    for unseen in main.find_all(["script", "style", "template"]):
        unseen.decompose()
    for sign in main.select("a.headerlink"):
        sign.decompose()
    place = page.relative_to(site).as_posix()
    return {
        "headings": [f"{h.name} {words(h)}" for h in main.find_all(re.compile("^h[1-6]$"))],
        "text": list(blocks(main)),
        "links": [f"{words(a)} -> {address(a, place)}" for a in main.find_all("a", href=True)],
        "sources": [words(entry) for entry in main.select(".page-sources li")],
    }


def blocks(main: Tag) -> Iterator[str]:
    """The words of each innermost block, in the order of the page."""
    for block in main.find_all(BLOCKS):
        if block.find(BLOCKS):
            # What a block says itself, between the blocks inside it.
            own = " ".join(
                str(part) if isinstance(part, NavigableString) else words(part)
                for part in block.children
                if isinstance(part, NavigableString)
                or (isinstance(part, Tag) and part.name not in BLOCKS and not part.find(BLOCKS))
            )
            if own.strip():
                yield " ".join(own.split())
        elif text := words(block):
            yield text


def words(element: Tag) -> str:
    return " ".join(element.get_text().split())


def address(link: Tag, place: str) -> str:
    """Where a link leads, told from the site's root."""
    href = str(link["href"])
    if urlsplit(href).scheme:
        return href
    page, fragment = urldefrag(urljoin(f"/{place}", href))
    return f"{page}#{fragment}" if fragment else page


def commands() -> Iterator[list[str]]:
    folder = ROOT / "data" / "policy" / "cases"
    dues = tomllib.loads((folder / "dues.toml").read_text(encoding="utf-8"))
    commands = set()
    for case in dues["case"]:
        ask = dues["defaults"] | case["ask"]
        command = ["dues", "--employees", str(ask["employees"]), "--on", str(ask["on"])]
        # With a level the command answers for that one, and does not compare.
        level = case["ask"].get("level")
        command += ["--json", *(["--level", str(level)] if level else ["--compare"])]
        command += ["--lf-member"] if ask["lf_member"] is True else []
        if ask["organization"] != "corporate":
            command += ["--organization", str(ask["organization"])]
        commands.add(tuple(command))
    days = set()
    for name in ("lifecycle", "foundation"):
        for case in tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))["case"]:
            if isinstance(case.get("on"), date):
                days.add(case["on"].isoformat())
    commands |= {("rules", "--on", day, "--json") for day in days}
    ordered = sorted(days)
    commands |= {("rules", "--diff", *two, "--json") for two in pairwise(ordered)}
    commands |= {("readiness", "--all", "--on", day, "--json") for day in (*ordered[-1:], ON)}
    yield from (list(command) for command in sorted(commands))


def answer(command: list[str]) -> dict[str, Any]:
    """What the command prints and its exit code, without a process for each."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(command)
    text = out.getvalue()
    try:
        given: Any = json.loads(text)
    except ValueError:
        given = text
    return {"code": code, "out": given, "err": err.getvalue()}


def record(site: Path) -> dict[str, Any]:
    if not (site / "book" / "index.html").is_file():
        raise SystemExit(f"compare_builds: {site} holds no built handbook; run `make site` first")
    return {
        "commit": subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip(),
        "pages": {p.relative_to(site).as_posix(): read_page(p, site) for p in pages(site)},
        "commands": {" ".join(command): answer(command) for command in commands()},
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name in sorted(before["pages"].keys() - after["pages"].keys()):
        yield f"page {name}: gone"
    for name in sorted(after["pages"].keys() - before["pages"].keys()):
        yield f"page {name}: new"
    for name in sorted(before["pages"].keys() & after["pages"].keys()):
        for part in ("headings", "text", "links", "sources"):
            yield from changed(
                f"page {name}, {part}", before["pages"][name][part], after["pages"][name][part]
            )
    for name in sorted(before["commands"].keys() | after["commands"].keys()):
        old, new = before["commands"].get(name), after["commands"].get(name)
        if old is None or new is None:
            yield f"command {name}: {'new' if old is None else 'gone'}"
        elif old != new:
            yield from changed(
                f"command {name}",
                json.dumps(old, indent=1, ensure_ascii=False).splitlines(),
                json.dumps(new, indent=1, ensure_ascii=False).splitlines(),
            )


def changed(what: str, before: list[str], after: list[str]) -> Iterator[str]:
    lines = [
        line
        for line in difflib.unified_diff(before, after, lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    if lines:
        yield "\n".join([f"{what}: {len(lines)} lines", *(f"  {line}" for line in lines)])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    modes = parser.add_subparsers(dest="mode", required=True)
    recorder = modes.add_parser("record")
    recorder.add_argument("into", type=Path)
    recorder.add_argument("--site", type=Path, default=SITE)
    differ = modes.add_parser("diff")
    differ.add_argument("before", type=Path)
    differ.add_argument("after", type=Path)
    args = parser.parse_args()
    if args.mode == "record":
        args.into.write_text(json.dumps(record(args.site), ensure_ascii=False), encoding="utf-8")
        return 0
    before, after = (json.loads(p.read_text(encoding="utf-8")) for p in (args.before, args.after))
    lines = list(differences(before, after))
    print("\n".join(lines) or "alike: every page and every command")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
