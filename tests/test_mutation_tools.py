"""What changes rules and code, to see whether a test is red: the changes, and how they count."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import coverage
import pytest

from tools import mutant_copy, mutate, mutate_code
from tools.mutate import (
    CATALOG,
    POLICY,
    DataMutant,
    changes,
    chosen,
    moved_days,
    noticed_by,
    of_table,
)

HEAD = '[[A.values]]\nfrom = 2024-01-01\nsource = "deck"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('value = 500\nquote = "500 stars"', 'value = 501\nquote = "501 stars"'),
        ('value = 1999\nquote = "1,999 heads"', 'value = 2000\nquote = "2,000 heads"'),
        ('value = 2\nquote = "Two of 4 firms"', 'value = 3\nquote = "Three of 4 firms"'),
        ('value = 10\nquote = "ten firms"', 'value = 11\nquote = "11 firms"'),
        ("value = 7", "value = 8"),
        ('value = "passing"\nquote = "Passing badge"', 'value = "silver"\nquote = "silver badge"'),
        ('value = "gold"', 'value = "passing"'),
        (
            'value = [\n    { body = "tac", share = "majority" },\n]',
            'value = [\n    { body = "tac", share = "two-thirds" },\n]',
        ),
    ],
)
def test_a_value_and_its_quotation_change_alike(before: str, after: str) -> None:
    ((_, changed),) = changes(f"{HEAD}{before}\n")
    assert changed == f"{HEAD}{after}\n"


def test_where_a_band_ends_the_next_begins() -> None:
    bands = (
        "value = [\n    { min = 1, max = 499, usd = 10000 },\n    { min = 500, usd = 25000 },\n]\n"
        'quote = "up to 499, from 500"\n'
    )
    changed = dict(changes(HEAD + bands))
    assert set(changed) == {"499 -> 500", "10000 -> 10001", "25000 -> 25001"}
    edge = changed["499 -> 500"]
    assert "max = 500" in edge
    assert "min = 501" in edge
    assert 'quote = "up to 500, from 501"' in edge


def test_a_value_that_is_absent_has_no_change() -> None:
    assert list(changes(f"{HEAD}absent = true\n")) == []


def test_a_document_of_a_day_later_is_one_everywhere() -> None:
    moved = list(mutate.of_documents())
    assert len(moved) > 5
    for mutant in moved:
        old, new = mutant.what.rpartition(": ")[2].split(" -> ")
        assert (date.fromisoformat(new) - date.fromisoformat(old)).days == 1
        assert "sources.toml" in mutant.files
        assert len(mutant.files) > 1
    text = f"{HEAD}value = 1\n\n" + HEAD.replace("deck", "page") + "value = 2\n"
    later = moved_days(text, "page", date(2024, 1, 1), date(2024, 1, 2))
    assert later.count("from = 2024-01-01") == later.count("from = 2024-01-02") == 1


def test_each_day_and_number_of_a_table_is_changed_once(tmp_path: Path) -> None:
    table = tmp_path / "seats.csv"
    table.write_text("day,name,seats\n2024-01-01,Ada 2,16\n,Ben,\n", encoding="utf-8")
    assert [mutant.what for mutant in of_table(table)] == [
        "seats.csv:2: 2024-01-01 -> 2024-01-02",
        "seats.csv:2: 16 -> 17",
    ]


def test_topics_are_chosen_by_their_names() -> None:
    assert {mutant.what.split()[0] for mutant in chosen(["dues"])} == {"dues.toml"}
    assert {mutant.folder for mutant in chosen(["catalog"])} == {CATALOG}
    assert all("sources.toml" in mutant.files for mutant in chosen(["sources"]))
    with pytest.raises(SystemExit, match="there is no 'duse'; there are "):
        chosen(["duse"])


def test_a_change_is_noticed_by_the_data_or_by_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutate, "a_test_is_red", lambda data, tests: False)
    dues = (POLICY / "dues.toml").read_text("utf-8")
    alone = dues.replace("usd = 25000", "usd = 25001")  # without its quotation
    assert noticed_by(DataMutant("a number alone", POLICY, {"dues.toml": alone})) == "data"
    assert noticed_by(DataMutant("nothing", POLICY, {})) == ""
    monkeypatch.setattr(mutate, "a_test_is_red", lambda data, tests: True)
    assert noticed_by(DataMutant("nothing", POLICY, {})) == "test"


@pytest.mark.parametrize(("code", "red"), [(0, False), (1, True), (2, True)])
def test_the_tests_run_on_the_changed_data(
    code: int, red: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    surroundings: dict[str, str] = {}

    def run(command: list[str], **named: object) -> SimpleNamespace:
        surroundings.update(named["env"])  # type: ignore[call-overload]
        return SimpleNamespace(returncode=code, stdout="", stderr="")

    monkeypatch.setattr(subprocess, "run", run)
    assert mutate.a_test_is_red(tmp_path, ["tests/policy"]) is red
    assert surroundings["LFAI_NB_DATA"] == str(tmp_path)
    code = 4
    with pytest.raises(SystemExit, match="could not run at all"):
        mutate.a_test_is_red(tmp_path, ["tests/nowhere"])


@pytest.mark.parametrize(("survivor", "code"), [("", 1), ("test", 0)])
def test_the_share_that_was_noticed_is_counted(
    survivor: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    work = [DataMutant(name, POLICY, {"x": ""}) for name in ("a", "b", "c", "d")]
    by = {"a": "test", "b": "data", "c": survivor, "nothing": ""}
    monkeypatch.setattr(mutate, "chosen", lambda topics: work[:3])
    monkeypatch.setattr(mutate, "noticed_by", lambda mutant: by[mutant.what])
    monkeypatch.setattr(mutate, "ProcessPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr("sys.argv", ["mutate", "--jobs", "1", "--sample", "9"])
    assert mutate.main() == code
    out = capsys.readouterr().out
    assert f"{3 - code} of 3 changes were noticed" in out
    assert ("not noticed: c" in out) is (code == 1)
    by["nothing"] = "test"
    with pytest.raises(SystemExit, match="red before anything was changed"):
        mutate.main()


# ---------------------------------------------------------------- of the code

SCRIPT = "export const a = 1;\n"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> mutant_copy.Copy:
    """A repository of one page with one script in it, and the copy in which it is changed."""
    root, folder = tmp_path / "root", tmp_path / "copy"
    site = root / "_build" / "html"
    for place in (site / "lite", root / "js", folder):
        place.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / ".gitignore").write_text("_build\n")
    (root / "js" / "a.js").write_text(SCRIPT)
    script = "const a = 1;\n"
    page = f'<meta content="{mutant_copy.digest(script)}"><script>{script}</script>'
    (site / "a.html").write_text(page)
    (site / "lite" / "b.html").write_text(script)
    monkeypatch.setattr(mutant_copy, "ROOT", root)
    return mutant_copy.Copy(folder)


def test_a_changed_script_is_in_its_page_and_in_the_pages_policy(small: mutant_copy.Copy) -> None:
    page = small.folder / "_build" / "html" / "a.html"
    before = page.read_text()
    mutant = mutant_copy.CodeMutant("js/a.js", 1, "1", "2", "export const a = 2;\n")
    small.write(mutant)
    changed = "const a = 2;\n"
    assert f'content="{mutant_copy.digest(changed)}"><script>{changed}' in page.read_text()
    built = mutant_copy.ROOT / "_build" / "html"
    assert (built / "a.html").read_text() == before, "what was built stays as it is"
    assert (small.folder / "_build/html/lite/b.html").read_text() == "const a = 1;\n"
    small.undo(mutant)
    assert page.read_text() == before
    assert (small.folder / "js" / "a.js").read_text() == SCRIPT
    assert mutant_copy.environment(small)["PYTHONPATH"] == str(small.folder)


def test_a_test_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def child(code: int | None) -> int:
        process = os.fork()
        if not process:
            os.setpgid(0, 0)
            if code is None:
                os.read(os.pipe()[0], 1)  # nobody writes
            os._exit(code or 0)
        return process

    assert mutant_copy.waited(child(3)) == 3
    monkeypatch.setattr(mutant_copy, "PATIENCE", 0.2)
    assert mutant_copy.waited(child(None)) < 0


def test_a_mutant_is_described_by_what_differs(small: mutant_copy.Copy) -> None:
    mutant = mutate_code.described(small, "js/a.js", "export const a = 2;\n")
    assert (mutant.line, mutant.old, mutant.new) == (
        1,
        "export const a = 1;",
        "export const a = 2;",
    )
    assert str(mutant).startswith("js/a.js:1\n    - export")


def node(folder: Path, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of Stryker a program that only answers."""
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    monkeypatch.setattr(mutate_code, "BIN", folder)
    monkeypatch.setattr(mutate_code, "stryker", lambda: folder)
    monkeypatch.setattr(mutate_code, "JS", Path("js"))


def test_what_the_program_draws_is_described(
    small: mutant_copy.Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants = '{"file": "js/a.js", "text": "export const a = 2;"}'
    node(tmp_path, f'{{"all": 40, "mutants": [{mutants}]}}', monkeypatch)
    number, (mutant,) = mutate_code.drawn(small, "page", "a.js", 1, 14)
    assert number == 40
    assert (mutant.file, mutant.old, mutant.new) == (
        "js/a.js",
        "export const a = 1;",
        "export const a = 2;",
    )


@pytest.mark.parametrize("kind", ["page", "python"])
def test_a_name_that_no_file_has_is_refused(
    kind: str, small: mutant_copy.Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node(tmp_path, "", monkeypatch)
    with pytest.raises(SystemExit, match=f"no file of {kind} has 'nowhere' in its name"):
        mutate_code.drawn(small, kind, "nowhere", 1, 14)


def test_a_change_is_tried_with_its_tests_and_undone(
    small: mutant_copy.Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = "def test_a():\n    assert 'a = 1' in open('js/a.js').read()\n"
    (small.folder / "test_a.py").write_text(look)
    monkeypatch.setattr(mutate_code, "of_page", lambda _: ["test_a.py"])
    changed = mutant_copy.CodeMutant("js/a.js", 1, "1", "2", "export const a = 2;\n")
    same = changed._replace(text=f"{SCRIPT}\n")
    tried = list(mutate_code.tried(small, [changed, same], "page", None))
    assert tried == [(changed, "test_a.py::test_a"), (same, "")]
    assert (small.folder / "js" / "a.js").read_text() == SCRIPT
    small.write(changed)
    with pytest.raises(SystemExit, match=r"red before anything.*: test_a\.py::test_a"):
        list(mutate_code.tried(small, [changed], "page", None))


def test_a_line_of_python_is_tried_with_the_tests_that_run_it(tmp_path: Path) -> None:
    data = coverage.CoverageData(str(tmp_path / "data"))
    data.set_context("tests.policy.test_reader.test_a_key_that_stands_twice_is_refused")
    data.add_lines({"/somewhere/lfai_nb/policy/reader.py": [7]})
    data.set_context("")
    data.add_lines({"/somewhere/lfai_nb/policy/reader.py": [8]})
    data.write()
    assert mutate_code.covering(tmp_path / "data") == {
        ("lfai_nb/policy/reader.py", 7): [
            "tests/policy/test_reader.py::test_a_key_that_stands_twice_is_refused"
        ],
        ("lfai_nb/policy/reader.py", 8): [],
    }


def test_every_script_has_tests_that_open_a_page_with_it() -> None:
    scripts = sorted((mutate_code.ROOT / mutate_code.JS).glob("*.js"))
    assert len(scripts) > 40
    for script in scripts:
        mutant = mutant_copy.CodeMutant(f"{mutate_code.JS}/{script.name}", 1, "", "", "")
        for test in mutate_code.of_page(mutant):
            assert (mutate_code.ROOT / test).is_file(), (script.name, test)


def test_a_test_is_known_by_what_coverage_calls_it() -> None:
    name = "tests.policy.test_reader.test_a_key_that_stands_twice_is_refused"
    node = mutate_code.as_node(name)
    assert node == "tests/policy/test_reader.py::test_a_key_that_stands_twice_is_refused"
    assert mutate_code.as_node("tests.nowhere.test_x") == ""
    assert f"tests/policy/{Path(__file__).name}" not in mutate_code.of_room("policy")
    assert "tests/policy" in mutate_code.of_room("policy")


@pytest.mark.parametrize(("noticed", "code"), [(20, False), (18, True)])
def test_fewer_than_ninety_five_percent_of_the_mutants_are_too_few(
    noticed: int,
    code: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    drawn = [mutant_copy.CodeMutant("a.py", n, "<", "<=", "") for n in range(21)]
    alike = {("a.py", "<", "<=")}
    every = [*drawn[:20], drawn[20]._replace(old="same")]
    monkeypatch.setattr(mutate_code, "Copy", lambda folder: None)
    monkeypatch.setattr(mutate_code, "drawn", lambda *_: (400, every))
    monkeypatch.setattr(mutate_code, "alike", lambda: {("a.py", "same", "<=")} - alike)
    monkeypatch.setattr(
        mutate_code,
        "tried",
        lambda copy, mutants, kind, data: [
            (it, "tests/x.py" if n < noticed else "") for n, it in enumerate(mutants)
        ],
    )
    monkeypatch.setattr("sys.argv", ["mutate_code", "python"])
    assert mutate_code.main() is code
    out = capsys.readouterr().out
    assert out.startswith("400 mutants, 21 drawn, 1 of them alike")
    assert f"{noticed} of 20 were noticed" in out
    assert out.count("NOT NOTICED a.py") == 20 - noticed


def test_the_mutants_that_are_alike_are_listed_with_their_reason() -> None:
    assert all(len(entry) == 3 for entry in mutate_code.alike())
