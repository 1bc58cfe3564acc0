"""Which wheels the lab serves to its readers: each by its version and by the hash of its file.

``pins()`` is what the resolver is told; ``differences()`` is what came all the same.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LOCK = Path(__file__).with_name("lab.lock")
#: Where the wheels lie that the resolver took from a registry. Others come within a pinned package.
TAKEN = "static/pyodide-lock/"
OURS = "lfai-nb"
_LINE = re.compile(r"([a-z0-9-]+)==(\S+) ([0-9a-f]{64})")


def locked(lock: Path = LOCK) -> dict[str, tuple[str, str]]:
    """By name: the version and the hash."""
    text = lock.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    matches = [_LINE.fullmatch(line) for line in lines]
    if not all(matches):
        raise ValueError(f"{lock.name}: a line is NAME==VERSION, a space and a SHA-256")
    return {line[1]: (line[2], line[3]) for line in matches if line}


def pins(lock: Path = LOCK) -> list[str]:
    return [f"{name}=={version}" for name, (version, _) in locked(lock).items()]


def differences(packages: Mapping[str, Mapping[str, Any]], lock: Path = LOCK) -> list[str]:
    """What of the lab's lock file is not as recorded, each as the line that it would be."""
    known = locked(lock)
    taken = {
        name: (package["version"], package["sha256"])
        for name, package in packages.items()
        if TAKEN in package["file_name"] and name != OURS
    }
    return [
        f"{name}=={taken[name][0]} {taken[name][1]}" if name in taken else f"{name} is not there"
        for name in sorted(known.keys() | taken.keys())
        if known.get(name) != taken.get(name)
    ]
