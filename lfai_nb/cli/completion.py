"""A script that lets your shell complete the commands, their options and what these accept.

lfai-nb completion bash
lfai-nb completion zsh
lfai-nb completion fish

For bash, put this line into ~/.bashrc: eval "$(lfai-nb completion bash)". For zsh, the same into
~/.zshrc, after compinit. For fish: lfai-nb completion fish | source
"""

import argparse
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from lfai_nb.cli import COMMANDS, CommandOutput, Parser

SHELLS = ("bash", "zsh", "fish")


class Words(NamedTuple):
    """What can follow a command, and what can follow each of its options."""

    options: tuple[str, ...]
    places: tuple[str, ...]  # what a word that is no option may be, where that is known
    values: dict[str, tuple[str, ...]]  # of an option: what it accepts; nothing where it is free


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS)


def run(args: argparse.Namespace) -> CommandOutput:
    known = {name: words_of(name) for name in COMMANDS}
    return CommandOutput({"bash": bash, "zsh": zsh, "fish": fish}[args.shell](known))


def words_of(name: str) -> Words:
    """From the command's own parser, so that neither can forget what the other has."""
    if name == "demo":  # a wing apart, with a command line of its own
        return Words(("--help",), (), {})
    parser = Parser(prog=name)
    import_module(f"lfai_nb.cli.{name.replace('-', '_')}").arguments(parser)
    options: dict[str, tuple[str, ...]] = {}
    places: list[str] = []
    for action in _actions(parser):
        choices = tuple(map(str, action.choices or ()))
        if not action.option_strings:
            places += choices
        for option in action.option_strings:
            options[option] = options.get(option, ()) or choices
    long = tuple(sorted(option for option in options if option.startswith("--")))
    return Words((*long, "--debug"), tuple(places), options)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _actions(inner)


def bash(known: dict[str, Words]) -> str:
    values = [
        f"    {name},{option}) words={' '.join(accepted)!r} ;;"
        for name, words in known.items()
        for option, accepted in words.values.items()
        if accepted
    ]
    names = [
        f"    {name}) words={' '.join((*words.places, *words.options))!r} ;;"
        for name, words in known.items()
    ]
    return "\n".join(
        [
            "_lfai_nb() {",
            '  local word="${COMP_WORDS[COMP_CWORD]}" words=""',
            '  local before="${COMP_WORDS[COMP_CWORD-1]}"',
            '  if [ "$COMP_CWORD" -eq 1 ]; then',
            f"    words={' '.join((*known, '--help', '--version'))!r}",
            "  else",
            '    case "${COMP_WORDS[1]},$before" in',
            *values,
            '    *) case "${COMP_WORDS[1]}" in',
            *names,
            "    esac ;;",
            "    esac",
            "  fi",
            '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
            "}",
            # Where nothing of ours fits, the shell offers files.
            "complete -o default -F _lfai_nb lfai-nb",
        ]
    )


def zsh(known: dict[str, Words]) -> str:
    """By zsh's own bridge to what is written for bash."""
    return f"autoload -U +X bashcompinit && bashcompinit\n{bash(known)}"


def fish(known: dict[str, Words]) -> str:
    lines = [
        f"complete -c lfai-nb -f -n __fish_use_subcommand -a {name} -d {_quoted(what)}"
        for name, what in COMMANDS.items()
    ]
    for name, words in known.items():
        when = f"complete -c lfai-nb -n '__fish_seen_subcommand_from {name}'"
        lines += [f"{when} -a {place}" for place in words.places]
        for option in words.options:
            accepted = words.values.get(option, ())
            takes = f" -x -a {_quoted(' '.join(accepted))}" if accepted else ""
            lines.append(f"{when} -l {option.removeprefix('--')}{takes}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
