"""What people hand to the desks by mistake: refused with its place, and nothing is written."""

from pathlib import Path

import pytest

from lfai_nb.cli import BAD_INPUT, NEGATIVE, main

TABLE = "seat,2026-01-08,2026-01-22\n"
FACTS = 'name = "A"\nrepository = "https://github.com/a/b"\n'
MODEL = "release:\n  name: A\n"
MINUTES = "# Minutes, 2026-01-08\n\n"

#: By the kind of file: its start, a line that goes on with it, and one with a formula in it.
KINDS = {
    "table.csv": (TABLE, "José,present,absent\n", "A,=1+1,present\n"),
    "minutes.md": (MINUTES, "- [x] José\n", '- [x] =HYPERLINK("x")\n'),
    "facts.toml": (FACTS, "# José\n", '[facts]\nstars = "=1+1"\n'),
    "model.yml": (MODEL, "# José\n", ""),
    "model.toml": ('name = "A"\n', "# José\n", ""),
}
DESKS = [
    ("table.csv", "council season FILE"),
    ("minutes.md", "council season FILE"),
    ("facts.toml", "packet FILE --out OUT"),
    ("facts.toml", "review flyte --facts FILE"),
    ("facts.toml", "readiness FILE --offline"),
    ("facts.toml", "check-facts FILE"),
    ("model.yml", "openness FILE"),
    ("model.toml", "openness FILE"),
]


def made(kind: str, name: str) -> tuple[bytes, str]:
    """The file, and what the message has to have in it."""
    start, line, formula = KINDS[name]
    lines = start.count("\n")
    match kind:
        case "latin":
            return start.encode() + line.encode("latin-1"), f"line {lines + 1}, column "
        case "utf-16":
            return (start + line).encode("utf-16"), "save it as UTF-8"
        case "NUL":
            nul = line.replace("José", "Jo\0se").replace("# Jo\0se", 'x = "\0"')
            return (start + nul).encode(), f"line {lines + 1}"
        case "million":
            return start.encode() + line.encode() * 1_000_000, "this is too large"
        case _:
            return (start + formula).encode(), "=1+1" if "1+1" in formula else "is a formula"


@pytest.mark.parametrize("kind", ["latin", "utf-16", "NUL", "million", "formula"])
@pytest.mark.parametrize(("name", "words"), DESKS)
def test_it_is_refused_with_its_place_and_nothing_is_written(
    kind: str, name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if kind == "formula" and not KINDS[name][2]:
        pytest.skip("a name may be any text there: it is shown, and never worked out")
    content, place = made(kind, name)
    file, out = tmp_path / name, tmp_path / "out"
    file.write_bytes(content)
    code = main([{"FILE": str(file), "OUT": str(out)}.get(word, word) for word in words.split()])
    ran = capsys.readouterr()
    assert code == (NEGATIVE if words.startswith("check-facts") else BAD_INPUT)
    assert place in ran.out + ran.err
    assert "Traceback" not in ran.err
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(("name", "words"), [desk for desk in DESKS if desk[0] == "facts.toml"])
def test_a_mark_of_the_encoding_at_the_start_is_no_fault(
    name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Some editors write one in front of UTF-8.
    file, out = tmp_path / name, tmp_path / "out"
    file.write_bytes(FACTS.encode("utf-8-sig"))
    code = main([{"FILE": str(file), "OUT": str(out)}.get(word, word) for word in words.split()])
    assert code not in (BAD_INPUT, 4), capsys.readouterr()
