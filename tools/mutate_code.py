"""Changes the code, one place at a time, and expects a red test.

    python -m tools.mutate_code python               200 mutants of floors 1 to 3
    python -m tools.mutate_code page                 100 mutants of the page tools' JavaScript
    python -m tools.mutate_code python --only policy/words --count 50

The mutants are made by mutmut and by Stryker (tools/mutants.py, tools/mutants.mjs) and drawn with
--seed. Each is tried in a copy of the repository: first by the tests that run
the changed line, those that were red last before the others, and then by all of its room.

A mutant that no test can notice is listed in tests/alike.toml with the reason, and is not counted.
Exit code: 1 if fewer than 95 % of the others were noticed.
"""

import argparse
import difflib
import importlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tools.mutant_copy import ROOT, CodeMutant, Copy, environment, options, red

BIN = Path(sysconfig.get_path("scripts"))
ALIKE = ROOT / "tests" / "alike.toml"
MUTMUT, STRYKER = "mutmut==3.8.1", "@stryker-mutator/instrumenter@10.1.1"

ROOMS = ("policy", "catalog", "membership", "lifecycle", "council", "openness", "hosting")
JS = "book/_ext/handbook/js"
#: What may notice a change of floors 1 to 3: their own tests and examples, and the faces above.
PYTHON_TESTS = [
    *(f"tests/{room}" for room in (*ROOMS, "faces")),
    *(
        f"tests/cli/test_{it}.py"
        for it in ("cli", "packet", "plan", "readiness", "council_command")
    ),
    *(f"tests/test_{it}.py" for it in ("checked", "errors", "fuzz")),
    *(f"lfai_nb/{room}" for room in ROOMS),
]
#: The tests that open the page with a script, by how the script's name begins. The first that fits.
PAGE_TESTS = {
    "dues_desk": ["dues_desk"],
    "dues": ["dues_tool", "dues_desk", "start_page", "search"],
    "start": ["start_page"],
    "search": ["search", "book_search"],
    "readiness_live": ["readiness_live"],
    "readiness_measure": ["readiness_live"],
    "readiness_file": ["readiness_file"],
    "facts_file": ["readiness_file"],
    "toml": ["readiness_file"],
    "text_of": ["hostile_files"],
    "file_panel": ["hostile_files", "readiness_file"],
    "readiness_take": ["readiness_take"],
    "readiness": ["readiness_tool", "readiness_task", "readiness_take", "readiness_live"],
    "licences": ["readiness_tool", "readiness_live"],
    "plan": ["plan_tool"],
    "proposal": ["proposal_tool"],
    "markdown": ["proposal_tool", "review_tool", "workflow_tool"],
    "review": ["review_tool"],
    "calendar": ["council_tools", "table_sort", "plan_tool"],
    "roll": ["council_tools"],
    "attendance": ["council_tools"],
    "readings": ["council_tools"],
    "vote": ["council_tools"],
    "openness": ["openness_tool"],
    "workflow": ["workflow_tool"],
    "fact_cards": ["fact_cards"],
    "panels": ["fact_cards", "table_filter", "tool_access"],
    "sort_keys": ["table_filter", "table_sort"],
    "table_filter": ["table_filter", "data_tables"],
    "table_sort": ["table_sort"],
    "tables": ["data_tables", "table_filter", "council_tools"],
    "ways": ["ways"],
    "run_here": ["run_here"],
    "days": ["plan_tool", "review_tool"],
    "github_address": ["readiness_tool", "readiness_live", "readiness_file", "proposal_tool"],
    "": ["dues_tool", "plan_tool", "council_tools", "readiness_tool", "search", "tool_access"],
}
#: Of the others these take half of the time, and search at random what cases hold as well.
SLOW = [
    "tests/council/test_season.py::test_what_is_left_open_is_the_least_and_the_most_of_all_readings",
    "tests/catalog/test_waiting.py::test_the_library_says_the_same_of_the_record",
    "tests/catalog/test_faults.py::test_no_bytes_in_any_file_end_in_anything_but_faults",
]


def drawn(copy: Copy, kind: str, only: str, count: int, seed: int) -> tuple[int, list[CodeMutant]]:
    """How many mutants there are, and those that were drawn; of the copy, so that you may go on."""
    if kind == "python":
        files = [p for room in ROOMS for p in sorted((copy.folder / "lfai_nb" / room).glob("*.py"))]
        uv = [str(BIN / "uv"), "run", "--no-project", "--isolated", "--quiet"]
        start = [*uv, "--python", sys.executable, "--with", MUTMUT, "tools/mutants.py"]
    else:
        files = sorted((copy.folder / JS).glob("*.js"))
        start = [str(BIN / "node"), str(stryker() / "mutants.mjs")]
    names = [str(path.relative_to(copy.folder)) for path in files]
    names = [name for name in names if only in name]
    if not names:
        sys.exit(f"mutate_code: no file of {kind} has {only!r} in its name")
    command = [*start, str(count), str(seed), *names]
    done = subprocess.run(command, cwd=copy.folder, stdout=subprocess.PIPE, check=True)
    made = json.loads(done.stdout)
    return made["all"], [described(copy, it["file"], it["text"]) for it in made["mutants"]]


def stryker() -> Path:
    """Where Stryker's instrumenter is, fetched once; nothing else of this project needs it."""
    folder = ROOT / ".cache" / "stryker"
    if not (folder / "node_modules" / "typed-inject").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        path = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", STRYKER]
        (folder / "package.json").write_text("{}", encoding="utf-8")
        subprocess.run(install, cwd=folder, env=path, check=True)
    shutil.copy(ROOT / "tools" / "mutants.mjs", folder)
    return folder


def described(copy: Copy, file: str, text: str) -> CodeMutant:
    before = copy.original(file).splitlines()
    pairs = difflib.SequenceMatcher(None, before, after := text.splitlines(), autojunk=False)
    edits = [it for it in pairs.get_opcodes() if it[0] != "equal"]
    start, end = edits[0], edits[-1]
    old, new = (
        " ".join(line.strip() for line in lines)
        for lines in (before[start[1] : end[2]], after[start[3] : end[4]])
    )
    return CodeMutant(file, start[1] + 1, old, new, text)


def contexts(copy: Copy) -> Path:
    """Which test ran which line, by coverage: it notes the test when it is told to."""
    settings, data = copy.folder / "contexts.ini", copy.folder / "contexts.sqlite"
    settings.write_text("[run]\ndynamic_context = test_function\nsource = lfai_nb\n", "utf-8")
    run = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", f"--data-file={data}"]
    done = subprocess.run(
        [*run, "-m", "pytest", *options(), *PYTHON_TESTS],
        cwd=copy.folder,
        env=environment(copy),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"a test is red before anything was changed:\n{done.stdout[-3000:]}")
    return data


def covering(data: Path) -> dict[tuple[str, int], list[str]]:
    """The tests that run each line, by file and line."""
    import coverage

    measured = coverage.CoverageData(str(data))
    measured.read()
    tests: dict[tuple[str, int], list[str]] = {}
    for path in measured.measured_files():
        name = path[path.rindex("/lfai_nb/") + 1 :]
        for line, names in measured.contexts_by_lineno(path).items():
            tests[name, line] = [it for it in map(as_node, names) if it]
    return tests


def as_node(context: str) -> str:
    """``tests.policy.test_reader.test_x`` as pytest names it."""
    module, _, function = context.rpartition(".")
    path = module.replace(".", "/") + ".py"
    return f"{path}::{function}" if (ROOT / path).is_file() else ""


def of_room(room: str) -> list[str]:
    """All tests of the room: what is read once for all tests is run by the first of them alone."""
    skip = [f"--deselect={test}" for test in SLOW]
    return [f"tests/{room}", f"lfai_nb/{room}", "tests/cli/test_cli.py", *skip]


def of_page(mutant: CodeMutant) -> list[str]:
    name = Path(mutant.file).stem
    fits = next(begin for begin in PAGE_TESTS if name.startswith(begin))
    return [f"tests/site/test_{test}.py" for test in PAGE_TESTS[fits]]


def tried(
    copy: Copy, mutants: list[CodeMutant], kind: str, data: Path | None
) -> Iterator[tuple[CodeMutant, str]]:
    rooms = {Path(mutant.file).parent.name for mutant in mutants}
    # Of one room, to measure which test runs a line takes longer than to run them all.
    measured = kind == "python" and (data or len(rooms) > 1)
    lines = covering(data or contexts(copy)) if measured else {}
    for name in ("pytest", "hypothesis", "yaml", "httpx", "playwright.sync_api", "jsonschema"):
        importlib.import_module(name)  # what is not ours, once for all forks
    pages = (test for mutant in mutants for test in of_page(mutant))
    unchanged = sorted({*pages}) if kind == "page" else [t for room in rooms for t in of_room(room)]
    if not lines and (first := red(copy, unchanged)):
        sys.exit(f"a test is red before anything was changed: {first}")
    last: list[str] = []
    for mutant in mutants:
        copy.write(mutant)
        close = lines.get((mutant.file, mutant.line), []) if kind == "python" else of_page(mutant)
        close = sorted(set(close), key=lambda test: (test not in last, test))[:40]
        first = red(copy, close) if close else ""
        if not first and kind == "python":
            first = red(copy, [*last, *of_room(Path(mutant.file).parent.name)])
        if first:
            last = [first, *last[:20]]
        copy.undo(mutant)
        yield mutant, first


def alike() -> set[tuple[str, str, str]]:
    """The mutants that do the same as the code, each listed with its reason."""
    listed = tomllib.loads(ALIKE.read_text(encoding="utf-8"))
    return {(it["file"], it["old"], it["new"]) for it in listed["mutant"]}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutate_code",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", choices=("python", "page"))
    parser.add_argument("--count", type=int, metavar="N", help="default: 200, of the page 100")
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--only", default="", help="files with this in their name")
    parser.add_argument(
        "--contexts", type=Path, help="what an earlier run measured; of Python alone"
    )
    args = parser.parse_args()
    count = args.count or {"python": 200, "page": 100}[args.kind]
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        number, mutants = drawn(copy, args.kind, args.only, count, args.seed)
        same = alike()
        counted = [it for it in mutants if (it.file, it.old, it.new) not in same]
        print(
            f"{number} mutants, {len(mutants)} drawn, {len(mutants) - len(counted)} of them alike"
        )
        survivors = 0
        for mutant, test in tried(copy, counted, args.kind, args.contexts):
            survivors += not test
            print(f"noticed by {test}" if test else "NOT NOTICED", mutant, flush=True)
    share = 1 - survivors / max(len(counted), 1)
    print(f"{len(counted) - survivors} of {len(counted)} were noticed: {share:.1%}")
    return share < 0.95


if __name__ == "__main__":
    sys.exit(main())
