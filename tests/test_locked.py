"""What is installed is what was tested: each package by the hash of its file."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.environments import needed_by
from tools import lab_lock
from tools.locked import OTHER_ON_EACH_MACHINE, Pin, direct, main, needed, pins

ROOT = Path(__file__).parents[1]
DESCRIBED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = tuple(DESCRIBED["project"]["optional-dependencies"])
LOCK = """\
# made by a tool
anvil==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via hammer, lfai-nb (pyproject.toml)
hammer==2.0 \\
    --hash=sha256:{b}
    # via -c constraints.txt
nvidia-forge==1.0 \\
    --hash=sha256:{a}
    # via torch
tongs==3.0 \\
    --hash=sha256:{a}
    # via torch
torch==4.0 \\
    --hash=sha256:{a}
    # via lfai-nb (pyproject.toml)
""".format(a="a" * 64, b="b" * 64)


def versions(text: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9][a-z0-9._-]*==[^\s;]+", text, re.MULTILINE))


def test_the_lock_has_the_versions_of_the_constraints_and_a_hash_of_each() -> None:
    plain, lock = ((ROOT / f"constraints.{end}").read_text("utf-8") for end in ("txt", "lock"))
    assert versions(lock) == versions(plain), "make constraints writes both"
    assert {pin.name for pin in pins() if not pin.hashes} == set()


def test_the_lines_are_all_that_is_needed_and_can_be_had_on_every_machine(tmp_path: Path) -> None:
    lock = tmp_path / "constraints.lock"
    lock.write_text(LOCK, encoding="utf-8")
    known = pins(lock)
    assert [pin.name for pin in needed({"hammer"}, known)] == ["anvil", "hammer"]
    # What torch needs is there before torch; its build for a GPU brings its own.
    assert [pin.name for pin in needed({"torch"}, known)] == ["tongs"]
    (anvil,) = (pin for pin in known if pin.name == "anvil")
    assert anvil.hashes == {"a" * 64, "b" * 64}
    assert "via" not in anvil.lines


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_has_everything_that_its_packages_say_they_need(extra: str) -> None:
    """They are installed one by one, and nothing that is missing would be fetched."""
    locked = {pin.name for pin in needed(direct([extra], DESCRIBED), pins())}
    missing = {name for name in needed_by(extra) if name not in locked and name != "lfai-nb"}
    assert {name for name in missing if not OTHER_ON_EACH_MACHINE.fullmatch(name)} == set()


def test_what_builds_the_package_is_pinned_and_is_among_the_lines() -> None:
    (build,) = DESCRIBED["build-system"]["requires"]
    assert build in versions((ROOT / "constraints.txt").read_text("utf-8"))
    named = {pin.name for pin in needed(direct([], DESCRIBED), pins())}
    assert {
        "editables",
        "hatchling",
        "packaging",
        "pathspec",
        "pluggy",
        "trove-classifiers",
    } <= named


def test_a_wheel_that_the_lab_serves_has_the_hash_of_the_lock() -> None:
    known: dict[str, Pin] = {pin.name: pin for pin in pins()}
    alike = 0
    for name, (version, sha256) in lab_lock.locked().items():
        if name in known and known[name].lines.startswith(f"{name}=={version}"):
            assert sha256 in known[name].hashes, name
            alike += 1
    assert alike >= 12


def test_the_makefile_installs_by_hash_and_the_workflows_by_the_makefile() -> None:
    rules = (ROOT / "Makefile").read_text("utf-8")
    assert "--require-hashes --no-deps --requirement" in rules
    by_pip = [line for line in rules.splitlines() if line.startswith("\t$(PIP)")]
    assert len(by_pip) == 2
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        assert "pip install" not in workflow.read_text("utf-8"), workflow.name


def test_an_extra_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="no extra 'bok'; there are evidence"):
        main(["bok"])
    assert main(["evidence,calendar"]) == 0
    lines = capsys.readouterr().out
    assert "httpx==" in lines
    assert "icalendar==" in lines
    assert "jupyter" not in lines
