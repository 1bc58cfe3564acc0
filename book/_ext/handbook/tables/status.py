"""How fresh the data is, whether the notebooks ran, and what each command says of itself."""

import contextlib
import io
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from statistics import mean, median
from typing import Any

from handbook.parts import NONE, Content, el, page_link, table
from lfai_nb import __version__, catalog, cli, policy
from lfai_nb.places import data_dir
from lfai_nb.policy.words import age_in_words, counted, day_in_words

BATCH = 120  # examples of a step of the job whose goodput is measured
COLUMNS = "88"  # of the help; argparse would ask the terminal of whoever builds the book


def data(on: date) -> Content:
    """The rules and the catalogue: how many, and how old."""
    rules, record = policy.load(), catalog.load()
    newest = max(v.start for rule in rules.rules.values() for v in rule.values)
    documents = [
        document for document in (rules.document(on), rules.documents[-1]) if document is not None
    ]
    values = sum(len(rule.values) for rule in rules.rules.values())
    rows = [
        ("Version of the program and its data", __version__, NONE),
        ("The book was built for", day_in_words(on), NONE),
        (f"Rules: {len(rules.rules)}, with {values:,} values; the newest of", *_aged(newest, on)),
        *(
            (_document(document, on), *_aged(document.start, on))
            for document in dict.fromkeys(documents)
        ),
        (f"Disagreements between documents: {len(rules.contradictions)}", NONE, NONE),
        (f"Projects: {len(record.projects)}; the landscape was read on", *_aged(record.as_of, on)),
    ]
    return table("The data of this book", ("What", "Of", "Age"), rows)


def _document(document: policy.LifecycleDocument, on: date) -> str:
    if document.start > on:
        return "The next lifecycle document, of"
    return "The lifecycle document that the answers follow, of"


def _aged(day: date, on: date) -> tuple[str, str]:
    return day_in_words(day), age_in_words(day, on)


def notebooks(on: date) -> Content:
    rows = [_notebook(path) for path in sorted((data_dir().parent / "notebooks").glob("*.ipynb"))]
    head = ("Notebook", "Cells", "Of code", "Run", "Result as stored", "Time of that run")
    return table("The notebooks", head, rows)


def _notebook(path: Path) -> tuple[Content, ...]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells: list[dict[str, Any]] = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"])]
    ran = [cell for cell in code if cell["execution_count"] is not None]
    faults = [o for cell in code for o in cell["outputs"] if o["output_type"] == "error"]
    title = next(_titles(cells), path.stem)
    link = page_link(f"notebooks/{path.stem}", title)
    if faults:
        result = f"stopped with an error in {len(faults)} of them"
    else:
        result = "no error" if len(ran) == len(code) else "not all of it ran"
    seconds = notebook["metadata"].get("handbook", {}).get("seconds")
    took = "not recorded" if seconds is None else f"{seconds} s"
    return link, str(len(cells)), str(len(code)), str(len(ran)), result, took


def _titles(cells: Iterable[dict[str, Any]]) -> Iterator[str]:
    for cell in cells:
        if cell["cell_type"] == "markdown" and (
            heading := re.match(r"# (.+)", "".join(cell["source"]))
        ):
            yield heading[1]


def gpu(on: date) -> Content:
    """What `make gpu` measured, on which card and which day: each race, and whether it agrees."""
    path = data_dir().parent / "benchmarks" / "gpu.json"
    measured = json.loads(path.read_text(encoding="utf-8"))
    parts: dict[str, list[dict[str, Any]]] = measured["parts"]
    card = parts["card"][0]
    title = (
        f"On one {card['card']}, with PyTorch {card['torch']}, on "
        f"{day_in_words(date.fromisoformat(measured['day']))}"
    )
    races = [
        (
            row["race"],
            row["name"],
            f"{row['per_second']:,} {row['unit']} a second",
            _times(row),
        )
        for rows in parts.values()
        for row in rows
        if "race" in row
    ]
    head = ("Race", "Contestant", "Speed", "Against the first")
    return [
        el("p", " ".join((_agreement(parts["parity"]), _test_runs(parts["tests"])))),
        table(title, head, races),
    ]


def seeds(on: date) -> Content:
    """In how many of the runs of `benchmarks/seeds.py` each claim of a notebook held."""
    path = data_dir().parent / "benchmarks" / "seeds.json"
    measured = json.loads(path.read_text(encoding="utf-8"))
    day = day_in_words(date.fromisoformat(measured["day"]))
    rows = [
        (
            page_link(f"notebooks/{row['notebook']}", row["experiment"])
            if row["notebook"]
            else row["experiment"],
            row["claim"],
            f"{row['holds']} of {row['runs']}",
        )
        for row in measured["claims"]
    ]
    title = f"How often each claim held: {measured['machine']}, {day}"
    return table(title, ("Experiment", "Claim", "Held in"), rows)


def races(on: date) -> Content:
    """How many times as fast ours is as a peer, and what was wanted: a table for each sitting."""
    path = data_dir().parent / "benchmarks" / "races.json"
    sittings: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    head = ("Race", "Beside", "Ours is", "Rounds", "Wanted")
    return [
        table(_sitting(entry), head, [_race(row) for row in entry["rows"]]) for entry in sittings
    ]


def _sitting(entry: dict[str, Any]) -> str:
    clock = "processor time" if entry["clock"] == "cpu" else "the clock on the wall"
    packages = ", ".join(f"{name} {version}" for name, version in entry["versions"].items())
    day = day_in_words(date.fromisoformat(entry["day"]))
    threads = counted(entry["threads"], "threads")
    return f"By {clock}, {threads}, {entry['machine']}, load {entry['load']}, {day}; {packages}"


def _race(row: dict[str, Any]) -> tuple[str, ...]:
    wanted = NONE
    if "wanted" in row:
        there = "reached" if row["times"] >= row["wanted"] else "not reached"
        wanted = f"{row['wanted']:g} times: {there}"
    return row["race"], row["peer"], f"{row['times']:.2f} times", row.get("rounds", NONE), wanted


def _times(row: dict[str, Any]) -> str:
    return f"{row['of_the_first']:.2f} times"


def _agreement(rows: list[dict[str, Any]]) -> str:
    compared = [row for row in rows if "largest_difference" in row]
    same = sum(row.get("same_keys", True) and row.get("same_counts", True) for row in compared)
    apart = max(row["largest_difference"] for row in compared)
    return (
        f"Of {counted(len(compared), 'comparisons')} with the processor, {same} gave the same keys "
        f"and counts; no number was further apart than {apart:.0e}."
    )


def _test_runs(rows: list[dict[str, Any]]) -> str:
    counts = ", ".join(f"{number} {outcome}" for outcome, number in rows[-1]["tests"].items())
    return f"Tests of the FlagAI and DeepRec wings on that card: {counts}."


def goodput(on: date) -> Content:
    """What `benchmarks/goodput.py` measured: a row for each way to survive the same kills."""
    path = data_dir().parent / "benchmarks" / "goodput.json"
    measured = json.loads(path.read_text(encoding="utf-8"))
    outcomes: list[dict[str, Any]] = measured["outcomes"]
    ways = dict.fromkeys(row["way"] for row in outcomes)
    rows = [_way(way, [row for row in outcomes if row["way"] == way]) for way in ways]
    rows.sort(key=lambda row: str(row[1]), reverse=True)
    title = (
        f"{counted(len(measured['schedules']), 'schedules')} of two kills, on "
        f"{measured['machine']}, with PyTorch {measured['torch']}, on "
        f"{day_in_words(date.fromisoformat(measured['day']))}"
    )
    head = (
        "Way to survive",
        "Useful ÷ wall time",
        "Seconds",
        "Steps done again",
        "Examples done again",
        "Seconds blocked by snapshots",
        "Same bits",
    )
    return table(title, head, rows)


def _way(name: str, mine: list[dict[str, Any]]) -> tuple[Content, ...]:
    again = mean(row["again"] for row in mine)
    return (
        name,
        f"{median(row['useful'] / row['wall'] for row in mine):.2f}",
        f"{median(row['wall'] for row in mine):.0f}",
        f"{again:.1f}",
        f"{again * BATCH:,.0f}",
        f"{median(row['blocked'] for row in mine):.2f}",
        f"{sum(row['equal'] for row in mine)} of {len(mine)}",
    )


def snapshots(on: date) -> Content:
    """Each snapshot, with the days of its oldest and its newest fact."""
    folder = data_dir() / "evidence" / "snapshots"
    read = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))]
    rows = []
    for snapshot in sorted(read, key=lambda s: s["name"].casefold()):
        facts = snapshot["facts"].values()
        days = [fact["retrieved"].date() for fact in facts if _has_day(fact)]
        oldest = newest = NONE  # where nothing was to be had, there is no day either
        if days:
            oldest = _aged(min(days), on)[0]
            newest = "{} ({} old)".format(*_aged(max(days), on))
        known = sum("value" in fact for fact in facts)
        rows.append(
            (
                snapshot["name"],
                f"{known} known, {len(facts) - known} unknown",
                oldest,
                newest,
            )
        )
    head = ("Project", "Facts", "The oldest of", "The newest of")
    return table(counted(len(rows), "snapshots"), head, rows, classes="searchable")


def _has_day(fact: dict[str, Any]) -> bool:
    return isinstance(fact.get("retrieved"), datetime)


def commands(on: date) -> Content:
    """The help of the program and of each of its commands, as it prints them."""
    parts = [el("pre", _help(), tabindex="0")]
    for name in cli.COMMANDS:
        parts.append(el("h3", el("code", f"lfai-nb {name}"), id=f"lfai-nb-{name}"))
        parts.append(el("pre", _help(name), tabindex="0"))
    return parts


def _help(*command: str) -> str:
    # Asked of the program itself, so that the page shows what it prints.
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), width(COLUMNS):
        cli.main([*command, "--help"])
    return printed.getvalue().strip()


@contextlib.contextmanager
def width(columns: str) -> Iterator[None]:
    """A terminal of that width, as argparse asks for it."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = columns
    try:
        yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before


SHOWN: dict[str, Callable[[date], Content]] = {
    "status-data": data,
    "status-notebooks": notebooks,
    "status-gpu": gpu,
    "status-goodput": goodput,
    "status-seeds": seeds,
    "status-races": races,
    "status-snapshots": snapshots,
    "commands": commands,
}
