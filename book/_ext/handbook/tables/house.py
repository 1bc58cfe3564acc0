"""How the house is built, drawn from the contract that ``lint-imports`` enforces."""

import ast
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from handbook.parts import Content, chart, el
from lfai_nb.chart import Chart
from lfai_nb.faces import svg
from lfai_nb.places import data_dir

LEFT = 26
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


def house_figure(root: Path) -> Chart:
    levels = floors(root)
    rooms = [room for level in levels for room in level]
    finding = (
        f"{len(rooms)} rooms on {len(levels)} floors, and each imports only from the floors below"
    )
    return Chart(
        finding=finding,
        measure="The rooms of the package from the top, each with what it is for; dashed: apart",
        draw=lambda width: _drawn(root, finding, width),
        head=("floor from the top", "room", "what it is for"),
        rows=[(n, room, about(root, room)) for n, level in enumerate(levels, 1) for room in level]
        + [("apart", room, about(root, room)) for room in wings(root)],
    )


def _drawn(root: Path, finding: str, width: int) -> str:
    parts: list[str] = []
    y = 0
    for rooms in floors(root):
        y = _floor(parts, root, rooms, y, width)
    foot = y - GAP
    parts.append(svg.arrow((10, 6), (10, foot - 4)))
    for wing in wings(root):
        y = _floor(parts, root, [wing], y + GAP, width, apart=True)
    return svg.document(width, y - GAP + 2, finding, _words(root), parts)


def _floor(
    parts: list[str], root: Path, rooms: list[str], top: int, width: int, apart: bool = False
) -> int:
    """One box with a line for each room; returns where the next one begins."""
    at = 160 if width > 500 else 142
    letters = svg.fits(width - at - 14)
    y = top + PAD + svg.LINE - 4
    for room in rooms:
        words = about(root, room)
        parts.append(svg.text(LEFT + PAD, y, room, bold=True))
        parts.append(svg.lines(at, y, words, letters))
        y += svg.height_of(words, letters) + 5
    height = y - top - 5
    parts.append(svg.box(LEFT, top + 1, width - LEFT - 1, height, dashed=apart))
    return top + height + GAP


def _words(root: Path) -> str:
    levels = [", ".join(rooms) for rooms in floors(root)]
    apart = ", ".join(wings(root))
    return f"From the top, each importing only from below: {'; '.join(levels)}. Apart: {apart}."


def house(on: date) -> Content:
    source = el("p", "Made from the contract in pyproject.toml.", classes="origin")
    return chart(house_figure(data_dir().parent), source)


SHOWN: dict[str, Callable[[date], Content]] = {"house-figure": house}
