"""What the package writes is the old file or the new one, whatever happens at whichever step."""

import base64
import hashlib
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from lfai_nb.cli import main
from lfai_nb.errors import DataError
from lfai_nb.lifecycle.facts import Fact, ProjectFacts
from lfai_nb.lifecycle.facts_file import dumps, load, save
from lfai_nb.whole_file import write_whole
from tests.faults import every_fault
from tools import npm


def facts(stars: int, padding: int = 0) -> ProjectFacts:
    fact = Fact(
        key="stars",
        value=stars,
        source="github",
        url="https://github.com/acme/anvil",
        retrieved=datetime(2026, 1, 1, tzinfo=UTC),
        method="read" + "!" * padding,
    )
    return ProjectFacts.of("Anvil", "https://github.com/acme/anvil", fact)


def contents(folder: Path) -> dict[str, bytes]:
    """All files but the hidden ones that a killed process leaves, and that nobody reads."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith(".part")}


def test_a_file_of_facts_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    faults = every_fault(
        tmp_path / "f",
        lambda folder: save(facts(1, 9000), folder / "anvil.toml"),
        lambda folder: save(facts(2), folder / "anvil.toml"),
        lambda folder: load(folder / "anvil.toml")["stars"].value,
    )
    assert faults >= 8


def test_a_badge_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    mine = tmp_path / "facts.toml"
    mine.write_text(dumps(facts(812)))
    every_fault(
        tmp_path / "f",
        lambda folder: (folder / "badge.svg").write_text("<svg/>"),
        lambda folder: _exit(
            main(["readiness", str(mine), "--stage", "sandbox", "--badge", f"{folder}/badge.svg"])
        ),
        contents,
    )


def _exit(code: int) -> None:
    if code not in (0, 1, 3):
        raise OSError(code)


def test_a_package_of_npm_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"the package" * 100
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    monkeypatch.setitem(npm.KNOWN, "thing", ("1.0.0", f"sha512-{digest}"))
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=content))
    every_fault(
        tmp_path / "f",
        lambda folder: None,
        lambda folder: npm.fetch("thing", folder, transport=transport),
        contents,
    )


def test_a_torn_file_of_facts_is_refused_and_never_half_read(tmp_path: Path) -> None:
    """What another program tore: cut anywhere, it is refused, or says less and nothing else."""
    whole = dumps(facts(812))
    for cut in range(len(whole)):
        (tmp_path / "f.toml").write_text(whole[:cut])
        try:
            read = load(tmp_path / "f.toml")
        except DataError:
            continue
        assert {fact.key: fact.value for fact in read if fact.known} in ({}, {"stars": 812})


def test_a_link_stays_a_link_and_the_rights_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text("old")
    real.chmod(0o640)
    (tmp_path / "link.toml").symlink_to(real)
    write_whole(tmp_path / "link.toml", "new")
    assert (tmp_path / "link.toml").is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    write_whole(Path("/dev/null"), json.dumps({}))
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path, "x")
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "x", "x")
