"""What the Makefile installs for some extras: lines of constraints.lock, each with its hashes.

    python tools/locked.py book > .venv/locked.txt
    python -m pip install --require-hashes --no-deps --requirement .venv/locked.txt

pip checks all hashes or none, so these lines are everything: what the extras name, what that needs
in turn (the lock says who needs what), and what builds the package. Left out is PyTorch, which has
another build, and so another hash, on each machine, and what comes with its builds for a GPU;
constraints.txt has their versions.

It runs before anything is installed, and so on the standard library alone.
"""

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

#: hatchling asks for it at the moment that it builds what is installed with --editable.
BUILDS_EDITABLE = "editables"
ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "constraints.lock"
OTHER_ON_EACH_MACHINE = re.compile(r"torch|triton|(nvidia|cuda)-[a-z0-9-]+")
_PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==[^\s;]+")


@dataclass(frozen=True)
class Pin:
    """One package: its lines in the lock, and who needs it."""

    name: str
    lines: str
    needed_by: frozenset[str]

    @property
    def hashes(self) -> set[str]:
        return set(re.findall(r"--hash=sha256:([0-9a-f]{64})", self.lines))


def pins(lock: Path = LOCK) -> list[Pin]:
    pins = []
    for block in re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8")):
        if named := _PIN.match(block):
            lines, _, needed_by = block.partition("    # via ")
            names = frozenset(name.strip() for name in needed_by.split(","))
            pins.append(Pin(named[1], lines, names))
    return pins


def direct(extras: list[str], described: dict[str, object]) -> set[str]:
    """The packages that the extras name, and those that build ours."""
    project: dict[str, object] = described["project"]  # type: ignore[assignment]
    optional: dict[str, list[str]] = project["optional-dependencies"]  # type: ignore[assignment]
    build: dict[str, list[str]] = described["build-system"]  # type: ignore[assignment]
    todo, wanted, seen = [*extras], [*build["requires"], BUILDS_EDITABLE], set()
    while todo:
        extra = todo.pop()
        if extra not in optional:
            raise SystemExit(
                f"locked: there is no extra {extra!r}; there are {', '.join(optional)}"
            )
        for requirement in optional[extra] if extra not in seen else ():
            own = re.fullmatch(r"lfai-nb\[([a-z,]+)\]", requirement)
            todo += own[1].split(",") if own else []
            wanted += [] if own else [requirement]
        seen.add(extra)
    return {re.split(r"[^A-Za-z0-9._-]", text)[0].lower().replace("_", "-") for text in wanted}


def needed(names: set[str], known: list[Pin]) -> list[Pin]:
    """These and all that they need, in the order of the lock."""
    chosen: set[str] = set()
    newer = names
    while newer:
        chosen |= newer
        newer = {pin.name for pin in known if pin.needed_by & newer} - chosen
    return [
        pin for pin in known if pin.name in chosen and not OTHER_ON_EACH_MACHINE.fullmatch(pin.name)
    ]


def main(argv: list[str]) -> int:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = [extra for word in argv for extra in word.split(",")]
    print("\n".join(pin.lines.rstrip() for pin in needed(direct(extras, described), pins())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
