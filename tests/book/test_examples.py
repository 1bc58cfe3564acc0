"""What the reference shows as an example is what the program does."""

import doctest
import re

import pytest

from lfai_nb import cli
from tests.book.markdown import BOOK, pages


def test_the_examples_in_python_answer_what_they_say():
    text = (BOOK / "reference" / "python.md").read_text("utf-8")
    examples = doctest.DocTestParser().get_doctest(text, {}, "python.md", "python.md", 0)
    output: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(examples, out=output.append)
    assert results.attempted > 10
    assert results.failed == 0, "".join(output)


def test_the_example_of_a_model_reaches_the_class_that_it_says(capsys):
    text = (BOOK / "foundation" / "generative-ai.md").read_text("utf-8")
    example = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    exec(compile(example, "generative-ai.md", "exec"), {})
    stated = re.findall(r"^print\(.*\)  # (.+)$", example, re.MULTILINE)
    assert capsys.readouterr().out.splitlines() == stated == ["III", "['parameters-final']"]


def test_the_exit_codes_are_those_of_the_program():
    text = (BOOK / "reference" / "commands.md").read_text("utf-8")
    codes = [int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)]
    assert codes == [
        *(cli.OK, cli.NEGATIVE, cli.BAD_INPUT, cli.CANNOT_TELL),
        *(cli.OUR_FAULT, cli.INTERRUPTED),
    ]


COMMANDS = sorted(
    {
        line[2:].strip()
        for path in pages()
        for line in re.findall(r"^\$ lfai-nb [^\n]*", path.read_text("utf-8"), re.MULTILINE)
    }
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_a_page_shows_is_one_that_the_program_takes(command, capsys):
    """Its name and its options; what it would collect or need from elsewhere is not run."""
    _program, name, *words = command.split()
    assert name in {*cli.COMMANDS, "--help", "--version"}
    if name not in cli.COMMANDS:
        return
    assert cli.main([name, "--help"]) == cli.OK
    if name == "council":  # what it does is a word of its own, with options of its own
        assert cli.main([name, words[0], "--help"]) == cli.OK
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert {word for word in words if word.startswith("--")} <= options
