"""Each reader of outside data, as something that takes bytes: what `tests.fuzz` puts wrong data to.

What GitHub and the badge service answer is changed as JSON in `tests/evidence/test_any_answer.py`,
what a page's tools read is held to Python in Chromium (`tests/site/parity.py`), and a whole
repository is hostile in `tests/evidence/history/test_hostile.py`.
"""

import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lfai_nb.catalog.csv_rows import read_cells
from lfai_nb.checked import TomlTable
from lfai_nb.cli.pull_request import PullRequest
from lfai_nb.council import attendance
from lfai_nb.demos.tony import jobfile, lines
from lfai_nb.domain import Address, repository_key, without_password
from lfai_nb.errors import HandbookError
from lfai_nb.evidence import dot_project, model_file
from lfai_nb.evidence.history.affiliations import Affiliations
from lfai_nb.evidence.history.commits import contact, parse
from lfai_nb.faces import markdown
from lfai_nb.hosting import packet
from lfai_nb.lifecycle import fact_keys, facts_file, facts_writer, licenses
from lfai_nb.policy import View, load
from lfai_nb.policy.reader import read as read_rules
from lfai_nb.quantities import interval, whole_number

DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Target:
    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...] = (HandbookError,)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape")


def _replaced(data: bytes) -> str:
    """As a terminal or a form hands a text over: whatever it was, it is one now."""
    return data.decode("utf-8", errors="replace")


def _in_a_file(read: Callable[[Path], object], name: str) -> Callable[[bytes], object]:
    def call(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            return read(path)

    return call


def _facts(data: bytes) -> object:
    facts = facts_file.loads(_replaced(data))
    # What was read can be written, and read again.
    assert facts_file.loads(facts_writer.dumps(facts)) == facts
    return facts


def _cells(path: Path) -> object:
    return read_cells(path, ("a", "b"), [])


def _commit(data: bytes) -> object:
    commit = parse(data)
    return commit.subject, commit.coauthors(), contact(data)


def _markdown(data: bytes) -> object:
    escaped = markdown.escaped(_replaced(data))
    assert "<" not in escaped
    assert "\n" not in escaped
    return escaped


@cache
def _openness() -> View:
    return load(("openness",)).at(DAY)


def _address(data: bytes) -> object:
    text = _replaced(data)
    address = Address.find(text)
    # It is shown, and goes into addresses of GitHub's own.
    assert address is None or "/" not in address.owner + address.name
    return address, repository_key(text), without_password(text)


def _event(path: Path) -> object:
    given = {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(path),
        "GITHUB_REPOSITORY": "acme/anvil",
    }
    return PullRequest.read(given)


def _rules(path: Path) -> object:
    """A folder of rules of one topic: the reader collects the faults, and its caller refuses."""
    (path.parent / "sources.toml").write_text(
        '[d]\ntitle = "A deck of 1 January 2026"\nkind = "deck"\ndate = 2026-01-01\n', "utf-8"
    )
    return read_rules(path.parent, ("dues",))


def _wire(data: bytes) -> object:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        return list(lines.receive(ours))


TARGETS: dict[str, Target] = {
    "facts": Target(_facts),
    "proposal": Target(_in_a_file(packet.load, "facts.toml")),
    "registry": Target(_in_a_file(fact_keys.registry, "facts.toml")),
    "affiliations": Target(
        _in_a_file(lambda path: Affiliations.load(ours=path), "affiliations.toml")
    ),
    "rules": Target(_in_a_file(_rules, "dues.toml")),
    "toml": Target(lambda data: TomlTable.parse(_text(data), "f.toml", []).values),
    "cells": Target(_in_a_file(_cells, "cells.csv")),
    "licence": Target(lambda data: licenses.read(_text(data))),
    "commit": Target(_commit),
    "address": Target(_address),
    "project": Target(_in_a_file(lambda path: dot_project.read(path, DAY), "project.yaml")),
    "model": Target(
        _in_a_file(lambda path: model_file.read_model(path, view=_openness()), "model.toml")
    ),
    "tool": Target(
        _in_a_file(lambda path: model_file.read_model(path, view=_openness()), "model.yml")
    ),
    "roll": Target(lambda data: attendance.read(_replaced(data), "roll.csv")),
    "event": Target(_in_a_file(_event, "event.json")),
    "job": Target(lambda data: jobfile.parse(_text(data)), (jobfile.JobFileError,)),
    "wire": Target(_wire, (lines.BadMessage,)),
    "number": Target(lambda data: whole_number(_text(data)), (ValueError,)),
    "interval": Target(lambda data: interval(_text(data)), (ValueError,)),
    "markdown": Target(_markdown),
}


def _of_the_demos() -> dict[str, Target]:
    """What needs the extra `demos`, and is left out where that is not installed."""
    try:
        from safetensors import SafetensorError, safe_open
        from safetensors.torch import save
    except ModuleNotFoundError:
        return {}
    from lfai_nb.demos import checkpoint
    from lfai_nb.demos.deeprec import checkpoint_file, criteo
    from lfai_nb.demos.edl import wire
    from lfai_nb.demos.errors import CheckpointError

    def forged(digest: Callable[..., str]) -> Callable[[Path], None]:
        """With the right digest: whoever can write a file can make that right."""

        def make(path: Path) -> None:
            try:
                with safe_open(path, "pt") as file:
                    notes: dict[str, Any] = dict(file.metadata() or {})
                    tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
                notes.pop("digest", None)
                path.write_bytes(save(tensors, metadata=notes | {"digest": digest(tensors, notes)}))
            except SafetensorError:
                pass  # as it came, then

        return make

    def weights(path: Path) -> object:
        forged(checkpoint.digest)(path)
        return checkpoint.load(path, "anvil")

    def table(path: Path) -> object:
        forged(checkpoint_file.digest)(path)
        return checkpoint_file.read(path)

    return {
        "weights": Target(_in_a_file(weights, "anvil.safetensors"), (CheckpointError,)),
        "table": Target(
            _in_a_file(table, f"{1:012}.full{checkpoint_file.SUFFIX}"), (CheckpointError,)
        ),
        "criteo": Target(
            _in_a_file(lambda path: list(criteo.read_criteo(path)), "day.txt"),
            (criteo.CriteoError,),
        ),
        "answer": Target(wire.unpack, (wire.BadMessage,)),
    }


TARGETS |= _of_the_demos()
