"""What the exit code says, whatever happens to the answer on its way; never a traceback.

Each command runs as people start it, in a process of its own, for a closed stream or an alphabet
without our signs cannot be had inside the process that tests.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lfai_nb import cli
from lfai_nb.cli import main
from tests.environments import measured

ROOT = Path(__file__).resolve().parents[2]
BASH = shutil.which("bash") or "bash"
LFAI = f"{shlex.quote(sys.executable)} -m lfai_nb.cli"
#: Seconds, for a machine that many share: a command that hangs is found out all the same.
PATIENCE = 600
UNMET = "readiness onnx/onnx --offline --stage sandbox --what-if file_readme=no"


def bash(
    script: str, cwd: Path, *, timeout: float = PATIENCE, **variables: str
) -> subprocess.CompletedProcess[str]:
    surroundings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(cwd),
        "PYTHONUTF8": "0",
        "LC_ALL": "C.UTF-8",
        **measured(),
        **variables,
    }
    return subprocess.run(
        [BASH, "-c", f"set -o pipefail; {script}"],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={name: value for name, value in surroundings.items() if value != "unset"},
        timeout=timeout,
    )


def one_line(ran: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert (ran.returncode, len(ran.stderr.splitlines())) == (code, 1), ran.stderr
    for word in words:
        assert word in ran.stderr


# ---------------------------------------------------------------- the answer's way


@pytest.mark.parametrize("form", ["", "--json", "--markdown", "--html"])
def test_a_closed_pipe_keeps_the_code_of_the_verdict(tmp_path: Path, form: str) -> None:
    plain = bash(f"{LFAI} {UNMET} {form}", tmp_path)
    assert plain.returncode == 1
    piped = bash(f"{LFAI} {UNMET} {form} | true", tmp_path)
    assert (piped.returncode, piped.stderr) == (plain.returncode, plain.stderr)


def test_a_pipe_that_closes_in_the_midst_of_a_large_answer_changes_nothing(tmp_path: Path) -> None:
    assert len(bash(f"{LFAI} rules --json", tmp_path).stdout) > 1 << 17  # more than a pipe holds
    for command, code in (("rules --json", 0), ("readiness --all --json", 0)):
        ran = bash(f"{LFAI} {command} | head -c 10", tmp_path)
        assert (ran.returncode, ran.stderr) == (code, "")


def test_a_closed_output_keeps_the_code_and_is_said(tmp_path: Path) -> None:
    one_line(bash(f"{LFAI} rules >&-", tmp_path), 0, "standard output is closed")
    one_line(bash(f"{LFAI} {UNMET} >&-", tmp_path), 1, "standard output is closed")


def test_closed_errors_do_not_end_up_in_the_answer(tmp_path: Path) -> None:
    ran = bash(f"{LFAI} readiness flyteorg/flyte --stage sandbox --json 2>&-", tmp_path, **NO_HOST)
    assert ran.returncode in (0, 1, 3)
    assert json.loads(ran.stdout)["project"]


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    one_line(bash(f"{LFAI} rules > /dev/full", tmp_path), 2, "cannot be written: No space left")


@pytest.mark.parametrize(
    "alphabet",
    [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C"}],
    ids=str,
)
def test_an_alphabet_without_our_signs_gets_others(
    tmp_path: Path, alphabet: dict[str, str]
) -> None:
    plain = bash(f"{LFAI} {UNMET}", tmp_path)
    assert "✓" in plain.stdout
    poor = bash(f"{LFAI} {UNMET}", tmp_path, PYTHONCOERCECLOCALE="0", **alphabet)
    assert (poor.returncode, poor.stderr) == (1, "")
    assert len(poor.stdout.splitlines()) == len(plain.stdout.splitlines())
    assert "\n+  SBX" in poor.stdout
    assert "\nx  SBX" in poor.stdout


def test_json_says_the_same_in_every_alphabet(tmp_path: Path) -> None:
    command = f"{LFAI} rules --json"
    rich = json.loads(bash(command, tmp_path).stdout)
    poor = bash(command, tmp_path, PYTHONIOENCODING="ascii").stdout
    assert poor.isascii()
    assert json.loads(poor) == rich


def test_json_holds_nothing_that_steers_a_terminal() -> None:
    content = {"name": "a\x9b31m\u202eb\u2028c\x00", "plain": "é“”"}
    text = cli.as_json(content)
    assert json.loads(text) == content
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "é“”" in text


# ---------------------------------------------------------------- what a person names

NO_HOST = {"GITHUB_API_URL": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    ("command", "variables", "code"),
    [
        ("readiness '~nosuch/x'", {}, 2),
        ("readiness '~nosuch/x.toml' --facts nowhere.toml", {}, 2),
        ("rules", {"LFAI_NB_DATA": "~nosuch/x"}, 2),
        ("rules", {"LFAI_NB_DATA": "/nowhere"}, 2),
        ("readiness onnx/onnx --stage sandbox --offline --facts nowhere.toml", {}, 2),
        ("readiness onnx/onnx --stage sandbox --offline --facts .", {}, 2),
        ("readiness onnx/onnx --stage sandbox --offline --badge nowhere/badge.svg", {}, 2),
        (f"readiness onnx/onnx --git {'x' * 5000}", {}, 2),
        (f"orgs {'x' * 5000}", {}, 2),
        ("orgs . --affiliations .", {}, 2),
        ("orgs .", {"PATH": "/nowhere"}, 2),
        (f"check-data {'x' * 5000}", {}, 2),
        ("check-data /dev/null", {}, 2),
    ],
    ids=lambda given: str(given)[:60],
)
def test_what_cannot_be_used_is_one_line_and_exit_two(
    tmp_path: Path, command: str, variables: dict[str, str], code: int
) -> None:
    ran = bash(f"{LFAI} {command}", tmp_path, **variables)
    one_line(ran, code, "lfai-nb: ")
    assert ran.stdout == ""


def test_without_a_home_there_is_no_cache_and_an_answer(tmp_path: Path) -> None:
    # As in a container that runs as a number: no HOME, and no entry to look it up in.
    code = (
        "import pwd, sys\n"
        "def nobody(*_): raise KeyError('getpwuid(): uid not found')\n"
        "pwd.getpwuid = pwd.getpwnam = nobody\n"
        "from lfai_nb.cli import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    start = f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}"
    plain = bash(f"{LFAI} {UNMET}", tmp_path)
    for command in (UNMET, UNMET.replace(" --offline", "")):
        ran = bash(f"{start} {command}", tmp_path, HOME="unset", **NO_HOST)
        assert ran.returncode == 1, ran.stderr
        assert ran.stdout.splitlines()[:4] == plain.stdout.splitlines()[:4]
        assert "Traceback" not in ran.stderr


def test_a_cache_that_cannot_be_used_is_said_and_gone_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = bash(
        f"{LFAI} {UNMET.replace(' --offline', '')}",
        tmp_path,
        XDG_CACHE_HOME=str(tmp_path / "file"),
        **NO_HOST,
    )
    assert ran.returncode == 1
    assert "going on without it" in ran.stderr.splitlines()[0]


# ---------------------------------------------------------------- faults of ours, and interrupts


def test_a_fault_of_ours_is_four_and_one_line_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("nobody\nthought of this")

    monkeypatch.setattr("lfai_nb.cli.dues.quote", broken)
    assert main(["dues", "--employees", "5"]) == 4
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    for word in ("a fault of ours", "KeyError", "open an issue", "--debug"):
        assert word in err
    for words in (["dues", "--employees", "5", "--debug"], ["--debug", "dues", "--employees", "5"]):
        assert main(words) == 4
        err = capsys.readouterr().err
        assert "Traceback (most recent call last)" in err
        assert "in broken" in err


@pytest.mark.parametrize("error", [ValueError, LookupError, OSError, RecursionError, MemoryError])
def test_no_builtin_error_is_taken_for_bad_input(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, error: type[Exception]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error("x")

    monkeypatch.setattr("lfai_nb.cli.rules.load", broken)
    assert main(["rules"]) == 4
    assert error.__name__ in capsys.readouterr().err


#: As a terminal starts it: what starts these tests may have turned Ctrl-C off for all below it.
HEARS = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "runpy.run_module('lfai_nb.cli', run_name='__main__', alter_sys=True)"
)


def test_an_interrupt_is_130_and_silent(tmp_path: Path) -> None:
    """The command waits for a host that never answers; the terminal's Ctrl-C ends it."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen(
            [sys.executable, "-c", HEARS, "readiness", "flyteorg/flyte", "--stage=sandbox"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "HOME": str(tmp_path),
                "GITHUB_API_URL": f"http://127.0.0.1:{listener.getsockname()[1]}",
                **measured(),
            },
        )
        listener.settimeout(PATIENCE)
        reach, _ = listener.accept()  # whether the host is there, asked while the libraries load
        request, _ = listener.accept()
        with reach, request:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert len(err.splitlines()) == 1  # how many requests there may be
    assert err.startswith("at most ")
