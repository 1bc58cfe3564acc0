"""What stands of snapshots, entries, organisations and answers, whatever fails and when."""

import json
import os
import resource
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from lfai_nb.evidence import snapshot_build
from lfai_nb.evidence.http.client import Client
from lfai_nb.evidence.http.transport import CacheError
from lfai_nb.evidence.snapshot_build import SnapshotBuild
from lfai_nb.lifecycle.facts import Fact, ProjectFacts
from tests.evidence.test_snapshot_build import ANVIL
from tests.faults import KILLED, STRIDES, every_fault

WRONG, NO_CACHE = 2, 3
WHOLE = b"[" + b"1," * 3000 + b"2]"


class Build(SnapshotBuild):
    """Writes as it does, and reads no history."""

    def __init__(self, target: Path, stars: int) -> None:
        super().__init__(target, target, None)
        self.stars = stars

    def facts(self) -> ProjectFacts:
        fact = Fact(
            key="stars",
            value=self.stars,
            source="landscape",
            url="https://github.com/acme/anvil",
            retrieved=datetime(2026, 1, 1, tzinfo=UTC),
            method="read",
        )
        return ProjectFacts.of("Anvil", "https://github.com/acme/anvil", fact)

    def _now(self, *_: Any) -> ProjectFacts:
        return self.facts()

    _entry = _now  # type: ignore[assignment]

    def _listed(self, *_: Any) -> tuple[Fact, ...]:
        return tuple(self.facts())

    def _organizations(self, *_: Any) -> dict[str, int]:  # type: ignore[override]
        return {"stars": self.stars}


def files(folder: Path) -> dict[str, bytes]:
    paths = (p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".part"))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


@STRIDES
def test_each_snapshot_entry_and_list_of_organisations_is_the_old_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    monkeypatch.setattr(snapshot_build, "clone_of", lambda *_: tmp_path)
    faults = every_fault(
        tmp_path / "f",
        lambda folder: Build(folder, 1).project(ANVIL),
        lambda folder: Build(folder, 2).project(ANVIL),
        files,
        each=True,
        stride=2 * stride - 1,
    )
    assert faults >= 40


def ask(folder: Path) -> object:
    """One question with a cache on the disk."""
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, content=WHOLE, headers={"etag": '"1"'})
    )
    with Client("GitHub", "https://api.example.org", transport=transport, cache=folder) as client:
        return client.get("/x").data


def in_a_process(folder: Path, before: Any) -> int:
    child = os.fork()
    if not child:
        code = 1
        try:
            before()
            code = 0 if ask(folder) == json.loads(WHOLE) else WRONG
        except CacheError:
            code = NO_CACHE
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@STRIDES
def test_answers_come_though_the_disk_of_the_cache_is_full_at_any_byte(
    tmp_path: Path, stride: int
) -> None:
    """SQLite writes from C: the system itself refuses what goes beyond so many bytes of a file."""
    for size in range(0, 40_000, 2_000 * stride):
        folder = tmp_path / str(size)

        def full(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        assert in_a_process(folder, full) in (0, NO_CACHE), size
        assert in_a_process(folder, lambda: None) == 0, size


@STRIDES
def test_who_is_killed_at_any_statement_leaves_a_cache_that_goes_on(
    tmp_path: Path, stride: int
) -> None:
    connect = sqlite3.connect

    def dying(at: int) -> None:
        counted = 0

        def count(_: str) -> None:
            nonlocal counted
            counted += 1
            if counted == at:
                os._exit(KILLED)

        def connecting(*args: Any, **named: Any) -> sqlite3.Connection:
            connection = connect(*args, **named)
            connection.set_trace_callback(count)
            return connection

        sqlite3.connect = connecting  # type: ignore[assignment]

    for at in range(1, 1000, stride):
        folder = tmp_path / str(at)
        ended = in_a_process(folder, lambda at=at: dying(at))
        assert in_a_process(folder, lambda: None) == 0, at
        if ended == 0:
            break
        assert ended == KILLED, at
    assert 5 < at < 900
