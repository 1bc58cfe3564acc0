"""Writes the version and the day of a release into every file that has them.

python -m tools.release 1.1.0
"""

import argparse
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = re.compile(r"\d+\.\d+\.\d+")
#: Each file with the line that has the version; the changelog's has the day too.
PLACES = {
    "pyproject.toml": r'^version = "({})"$',
    "lfai_nb/__init__.py": r'^__version__ = "({})"$',
    "CITATION.cff": r"^version: ({})$",
    "CHANGELOG.md": r"^## ({}) \(",
}
UNRELEASED = re.compile(rf"^## {VERSION.pattern} \(unreleased\)$", re.MULTILINE)


def versions(root: Path = ROOT) -> dict[str, str]:
    """The version that each file has; an empty text where the line is missing."""
    lines = {}
    for file, line in PLACES.items():
        text = (root / file).read_text("utf-8")
        match = re.search(line.format(VERSION.pattern), text, re.MULTILINE)
        lines[file] = match[1] if match else ""
    return lines


def release(version: str, on: date, root: Path = ROOT) -> None:
    if not VERSION.fullmatch(version):
        raise ValueError(f"a version is three numbers such as 1.1.0, not {version!r}")
    changes = (root / "CHANGELOG.md").read_text("utf-8")
    if not UNRELEASED.search(changes):
        raise ValueError("CHANGELOG.md has no section that is called unreleased: what changed?")
    texts = {"CHANGELOG.md": UNRELEASED.sub(f"## {version} ({on})", changes)}
    for file, line in PLACES.items():
        text = texts.get(file) or (root / file).read_text("utf-8")
        match = re.search(line.format(VERSION.pattern), text, re.MULTILINE)
        if match is None:
            raise ValueError(f"{file} has no line {line.format('VERSION')}")
        texts[file] = text[: match.start(1)] + version + text[match.end(1) :]
    # Not before each of them is known to have its line.
    for file, text in texts.items():
        (root / file).write_text(text, "utf-8")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.release")
    parser.add_argument("version")
    today = datetime.now(UTC).date()
    parser.add_argument("--on", type=date.fromisoformat, default=today, help="default: today")
    args = parser.parse_args(argv)
    try:
        release(args.version, args.on)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
