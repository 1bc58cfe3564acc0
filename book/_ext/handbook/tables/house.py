"""How the house is built, drawn from the contract that ``lint-imports`` enforces."""

import ast
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from handbook.parts import Content, figure
from lfai_nb.faces import svg
from lfai_nb.places import data_dir

WIDTH, LEFT, TEXT, CHARACTERS = 430, 26, 138, 40
PAD, GAP = 12, 10
PACKAGE = "lfai_nb"


def floors(root: Path) -> list[list[str]]:
    """The rooms of each floor, from the top: the layers of the contract."""
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (layers,) = (c["layers"] for c in settings["contracts"] if c["type"] == "layers")
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def wings(root: Path) -> list[str]:
    """The rooms that are on no floor: nothing of the rest imports them, nor they the rest."""
    placed = {room for floor in floors(root) for room in floor}
    rooms = {path.parent.name for path in (root / PACKAGE).glob("*/__init__.py")}
    return sorted(rooms - placed)


def about(root: Path, room: str) -> str:
    """The first sentence of what the room says of itself."""
    package = root / PACKAGE / room / "__init__.py"
    path = package if package.is_file() else root / PACKAGE / f"{room}.py"
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first = " ".join(words.split("\n\n")[0].split()).replace("``", "")
    return first.split(". ")[0].rstrip(".")


def house_figure(root: Path) -> str:
    parts: list[str] = []
    y = 0
    for rooms in floors(root):
        y = _floor(parts, root, rooms, y)
    foot = y - GAP
    parts.append(svg.arrow((10, 6), (10, foot - 4)))
    for wing in wings(root):
        y = _floor(parts, root, [wing], y + GAP, apart=True)
    return svg.document(WIDTH, y - GAP + 2, "The rooms of the package", _words(root), parts)


def _floor(parts: list[str], root: Path, rooms: list[str], top: int, apart: bool = False) -> int:
    """One box with a line for each room; returns where the next one begins."""
    y = top + PAD + svg.LINE - 4
    for room in rooms:
        words = about(root, room)
        parts.append(svg.text(LEFT + PAD, y, room, bold=True))
        parts.append(svg.lines(TEXT, y, words, CHARACTERS))
        y += svg.height_of(words, CHARACTERS) + 5
    height = y - top - 5
    parts.append(svg.box(LEFT, top + 1, WIDTH - LEFT - 1, height, dashed=apart))
    return top + height + GAP


def _words(root: Path) -> str:
    levels = [", ".join(rooms) for rooms in floors(root)]
    apart = ", ".join(wings(root))
    return f"From the top, each importing only from below: {'; '.join(levels)}. Apart: {apart}."


def house(on: date) -> Content:
    return figure(house_figure(data_dir().parent))


SHOWN: dict[str, Callable[[date], Content]] = {"house-figure": house}
