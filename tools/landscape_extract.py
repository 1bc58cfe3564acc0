"""What the landscape's history says of stages and members, small enough to be committed.

    python -m tools.landscape_extract CLONE

CLONE is a clone of lfai/lfai-landscape. The extract, ``tests/catalog/landscape.csv``, has a row for
each entry that got or lost a stage and for each change of the numbers of members, with the commit
and its day, in the order of the main line. ``tests/catalog/landscape_figures.csv`` has what the
landscape's last figures say of each entry with a stage: stars, contributors, licence, badge. Facts
alone: no text of the landscape is copied. The tests hold the record to both, and once a week to a
fresh clone.
"""

import argparse
import csv
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

EXTRACT = Path(__file__).resolve().parent.parent / "tests" / "catalog" / "landscape.csv"
FIGURES = EXTRACT.with_name("landscape_figures.csv")
FILE = "landscape.yml"
#: The last commit whose generated figures were measured, and not copied from older ones.
MEASURED = "44331171:processed_landscape.yml"
#: How the landscape writes the stages.
STAGES = ("sandbox", "incubating", "incubation", "graduated", "archived")
MEMBERS = re.compile(r"LF (DL|AI|AI & Data) Member Company")
LEVELS = {
    "Premier": "premier",
    "Premium": "premier",
    "General": "general",
    "Associate": "associate",
}
# A key and its value. Not a reader of YAML: some commits left a file that is none.
LINE = re.compile(r"(- )?(category|subcategory|item|name|project|repo_url): *(.*)")
COLUMNS = (
    "date",
    "commit",
    "change",
    "name",
    "repository",
    "stage",
    "premier",
    "general",
    "associate",
)
SHORT = 12  # of a commit: as much as the record has


class StagedProject(NamedTuple):
    name: str
    repository: str
    stage: str  # as the landscape writes it, in small letters


class Members(NamedTuple):
    premier: int = 0
    general: int = 0
    associate: int = 0


class LandscapeState(NamedTuple):
    """The landscape after a commit of its main line."""

    date: date
    commit: str
    entries: tuple[StagedProject, ...]  # those that have a stage, sorted
    members: Members


def read_clone(clone: Path) -> list[LandscapeState]:
    """The states after each commit that changed one, and at the end of each day; oldest first."""
    log = _git(clone, "log", "--first-parent", "--reverse", "--format=%cs %H", "--", FILE)
    commits = [line.split() for line in log.decode().splitlines()]
    texts = _contents(clone, [commit for _day, commit in commits])
    states: list[LandscapeState] = []
    for (day, commit), text in zip(commits, texts, strict=True):
        entries, members = parse(text)
        state = LandscapeState(date.fromisoformat(day), commit[:SHORT], entries, members)
        # Of several commits of a day that change nothing, the last is enough.
        if len(states) > 1 and states[-1].date == state.date and states[-1][2:] == states[-2][2:]:
            states.pop()
        states.append(state)
    return states


def parse(text: str) -> tuple[tuple[StagedProject, ...], Members]:
    names = {"category": "", "subcategory": ""}
    kind, item = "", dict[str, str]()
    entries: list[StagedProject] = []
    levels: Counter[str] = Counter()
    for line in [*text.splitlines(), "- item:"]:
        if (match := LINE.match(line.strip())) is None:
            continue
        _dash, key, value = match.groups()
        if key in ("category", "subcategory", "item"):
            if item:
                stage = item.get("project", "").casefold()
                if stage in STAGES:
                    entries.append(
                        StagedProject(item.get("name", ""), item.get("repo_url", ""), stage)
                    )
                if MEMBERS.fullmatch(names["category"]):
                    levels[LEVELS.get(names["subcategory"], "")] += 1
            kind, item = key, {}
        elif kind == "item":
            item.setdefault(key, value.strip("\"' "))
        elif key == "name":
            names[kind] = value.strip("\"' ")
    counts = (levels[level] for level in Members._fields)
    return tuple(sorted(entries)), Members(*counts)


def figures(clone: Path) -> list[dict[str, str]]:
    """What the landscape's own measurement says of each entry with a stage, sorted."""
    categories = yaml.load(_git(clone, "show", MEASURED), Loader=yaml.CSafeLoader)["landscape"]
    rows = []
    for category in categories:
        for item in (item for part in category["subcategories"] for item in part["items"]):
            if item.get("project"):
                measured, badge = (
                    item.get("github_data") or {},
                    item.get("best_practice_data") or {},
                )
                row = {
                    "repository": item.get("repo_url"),
                    "stars": measured.get("stars"),
                    "contributors": measured.get("contributors_count"),
                    "licence": measured.get("license"),
                    "badge_id": badge.get("badge"),
                    "badge_percent": badge.get("percentage"),
                }
                rows.append(
                    # A badge that there is not is written "false".
                    {
                        key: "" if value is None or value is False else str(value)
                        for key, value in row.items()
                    }
                )
    return sorted(rows, key=lambda row: row["repository"].casefold())


def read_figures(path: Path = FIGURES) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _contents(clone: Path, commits: Sequence[str]) -> Iterator[str]:
    """The file as of each commit; empty where the commit removed it."""
    names = "".join(f"{commit}:{FILE}\n" for commit in commits).encode()
    answer = _git(clone, "cat-file", "--batch", given=names)
    at = 0
    for _commit in commits:
        end = answer.index(b"\n", at)
        head = answer[at:end].split()
        size = int(head[2]) if head[1] == b"blob" else -1
        yield answer[end + 1 : end + 1 + size].decode("utf-8", "replace") if size > 0 else ""
        at = end + 1 + size + 1


def _git(clone: Path, *words: str, given: bytes | None = None) -> bytes:
    command = ["git", "-C", str(clone), *words]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def rows(states: Iterable[LandscapeState]) -> Iterator[dict[str, object]]:
    """The changes from one state to the next; a state without one has a row too."""
    before = LandscapeState(date.min, "", (), Members())
    for state in states:
        head = {"date": state.date, "commit": state.commit}
        old, new = Counter(before.entries), Counter(state.entries)
        changes = [("-", e) for e in sorted((old - new).elements())]
        changes += [("+", e) for e in sorted((new - old).elements())]
        for sign, entry in changes:
            yield {**head, "change": sign, **entry._asdict()}
        if state.members != before.members:
            yield {**head, "change": "members", **state.members._asdict()}
        elif not changes:
            yield {**head, "change": "none"}
        before = state


def read_extract(path: Path = EXTRACT) -> list[LandscapeState]:
    """The states, put together again."""
    states: list[LandscapeState] = []
    entries: Counter[StagedProject] = Counter()
    members = Members()
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            entry = StagedProject(row["name"], row["repository"], row["stage"])
            if row["change"] == "members":
                members = Members(*(int(row[level]) for level in Members._fields))
            elif row["change"] in "+-":
                entries[entry] += 1 if row["change"] == "+" else -1
            state = LandscapeState(
                date.fromisoformat(row["date"]),
                row["commit"],
                tuple(sorted(entries.elements())),
                members,
            )
            if states and states[-1].commit == state.commit:
                states.pop()
            states.append(state)
    return states


def _write(path: Path, columns: Sequence[str], lines: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.landscape_extract")
    parser.add_argument("clone", type=Path, metavar="CLONE")
    parser.add_argument("--into", type=Path, default=EXTRACT)
    args = parser.parse_args(argv)
    try:
        states, measured = read_clone(args.clone), figures(args.clone)
    except subprocess.CalledProcessError as error:
        print(f"{args.clone} is no clone: {error.stderr.decode().strip()}", file=sys.stderr)
        return 2
    _write(args.into, COLUMNS, rows(states))
    _write(args.into.with_name(FIGURES.name), tuple(measured[0]), measured)
    print(f"{len(states)} states, the last of {states[-1].date}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
