"""The figure of the house is that of the contract, whatever the contract becomes."""

from pathlib import Path
from xml.etree import ElementTree

from handbook.tables.house import about, floors, house_figure, wings
from tests.book.markdown import ROOT

SVG = "{http://www.w3.org/2000/svg}"


def texts(figure: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(figure).iter(f"{SVG}text")]


def test_every_room_of_the_package_is_drawn_once_with_what_it_says_of_itself() -> None:
    drawn = texts(house_figure(ROOT).draw(720))
    rooms = [room for floor in floors(ROOT) for room in floor] + wings(ROOT)
    for room in rooms:
        assert drawn.count(room) == 1, room
        words = about(ROOT, room)
        assert words, f"lfai_nb/{room} does not say what it is"
        assert words in " ".join(drawn), room
    packages = {path.parent.name for path in (ROOT / "lfai_nb").glob("*/__init__.py")}
    assert packages <= set(rooms)


def test_only_the_demos_stand_apart() -> None:
    assert wings(ROOT) == ["demos"]


def test_another_contract_is_another_figure(tmp_path: Path) -> None:
    contract = '[[tool.importlinter.contracts]]\ntype = "layers"\nlayers = ["roof", "a | b"]\n'
    (tmp_path / "pyproject.toml").write_text(contract, "utf-8")
    for room in ("roof", "a", "b", "shed"):
        (tmp_path / "lfai_nb" / room).mkdir(parents=True)
        text = f'"""The {room}. And more."""\n'
        (tmp_path / "lfai_nb" / room / "__init__.py").write_text(text, "utf-8")
    figure = house_figure(tmp_path).draw(720)
    assert texts(figure) == ["roof", "The roof", "a", "The a", "b", "The b", "shed", "The shed"]
    assert "roof; a, b. Apart: shed." in figure


def test_nothing_is_drawn_below_the_figure() -> None:
    root = ElementTree.fromstring(house_figure(ROOT).draw(720))
    bottom = float(root.attrib["viewBox"].split()[3])
    for shape in [*root.iter(f"{SVG}text"), *root.iter(f"{SVG}rect")]:
        assert float(shape.attrib["y"]) + float(shape.attrib.get("height", 0)) <= bottom
