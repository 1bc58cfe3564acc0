"""`lfai-nb demo`: the list needs no torch, a wrong name gets the nearest, a run ends in a table."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from lfai_nb.demos import __main__ as command
from lfai_nb.demos import needs
from lfai_nb.demos.registry import Run, UnknownDemo, find_run, load_runs

NO_TORCH = """
import importlib.util, sys

HIDDEN = {"torch", "numpy", "safetensors", "tqdm"}

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

found = importlib.util.find_spec
importlib.util.find_spec = lambda n, *a: None if n in HIDDEN else found(n, *a)
sys.meta_path.insert(0, Nothing())
from lfai_nb.demos.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def without_torch(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", NO_TORCH, *arguments], capture_output=True, text=True, timeout=600
    )


def fake(rows, seen=None):
    def function(device, quick, progress):
        progress("training, loss 1.0", 1, 2)
        if seen is not None:
            seen.append((device, quick))
        return rows

    return Run("fake", "A fake demo", 3, function)


@pytest.fixture
def _fake_runs(monkeypatch):
    monkeypatch.setattr(command, "find_run", lambda name: fake([{"model": "a", "accuracy": 0.5}]))
    monkeypatch.setattr(needs, "check", lambda: None)


def test_without_torch_all_demos_are_listed():
    done = without_torch()
    assert done.returncode == 0, done.stderr
    for name, run in load_runs().items():
        assert name in done.stdout
        assert run.title in done.stdout


def test_without_torch_running_one_says_which_command_installs_it():
    done = without_torch("flagai-infilling")
    assert done.returncode == 2
    assert "pip install '.[demos]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_demo_is_answered_with_the_nearest_name(capsys):
    assert command.main(["flagai-infiling"]) == 2
    assert "Did you mean 'flagai-infilling'?" in capsys.readouterr().err
    with pytest.raises(UnknownDemo, match="There are: "):
        find_run("nothing like it")


def test_every_run_is_listed_under_its_own_name_with_a_title_and_a_time():
    runs = load_runs()
    assert {"flagai-infilling", "flagai-prompting", "flagai-tasks", "flagai-generation"} <= set(
        runs
    )
    for name, run in runs.items():
        assert run.name == name
        assert run.title
        assert 0 < run.seconds <= 600


def test_the_list_as_json(capsys):
    assert command.main(["--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["demo"] for row in rows} == set(load_runs())


@pytest.mark.parametrize("words", [["--device", "tpu"], ["--colour"], ["a", "b"]], ids=str)
def test_what_cannot_be_typed_is_one_line_and_exit_two(capsys, words):
    assert command.main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1


def test_a_fault_of_ours_is_one_line_and_exit_four_and_debug_shows_where(capsys, monkeypatch):
    pytest.importorskip("torch")

    def broken(device, quick, progress):
        raise KeyError("nobody\nthought of this")

    monkeypatch.setattr(command, "find_run", lambda name: Run("fake", "A fake demo", 3, broken))
    monkeypatch.setattr(needs, "check", lambda: None)
    assert command.main(["fake"]) == 4
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "a fault of ours (KeyError" in err
    assert command.main(["fake", "--debug"]) == 4
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_130(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "load_runs", interrupted)
    assert command.main([]) == 130


@pytest.mark.usefixtures("_fake_runs")
def test_a_run_ends_with_a_table(capsys):
    pytest.importorskip("torch")
    assert command.main(["fake", "--device", "cpu"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "A fake demo"
    assert out[2].split() == ["model", "accuracy"]
    assert out[4].split() == ["a", "0.500"]
    assert out[-1].endswith("s on cpu")


@pytest.mark.usefixtures("_fake_runs")
def test_a_run_as_json_is_json_and_nothing_else(capsys):
    pytest.importorskip("torch")
    assert command.main(["fake", "--device", "cpu", "--json", "--quick"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["rows"] == [{"model": "a", "accuracy": 0.5}]
    assert (result["device"], result["quick"]) == ("cpu", True)


def test_device_and_quick_reach_the_demo(monkeypatch):
    pytest.importorskip("torch")
    seen = []
    assert command.start(fake([], seen), "cpu", True, True) == 0
    assert seen == [("cpu", True)]


def test_a_scale_reaches_a_demo_with_a_dial_and_is_said(capsys):
    pytest.importorskip("torch")
    seen = []

    def function(device, quick, progress, scale=1.0):
        seen.append(scale)
        return [{"model": "a"}]

    run = Run("fake", "A fake demo", 3, function, dial=True)
    assert command.start(run, "cpu", False, False, scale=0.25) == 0
    assert command.start(run, "cpu", False, False) == 0
    assert seen == [0.25, 1.0]
    assert "s on cpu (scale 0.25)" in capsys.readouterr().out


def test_what_never_touches_a_gpu_does_not_say_that_it_ran_on_one(monkeypatch, capsys):
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    for name in ("edl-recovery", "edl-autoscaler", "tony-jobs", "deeprec-gba", "deeprec-tiers"):
        assert find_run(name).cpu_only
    on_cpu = replace(fake([]), cpu_only=True)
    for run, device, used in (
        (fake([]), "auto", "cuda"),
        (fake([]), "cpu", "cpu"),
        (on_cpu, "auto", "cpu"),
        (on_cpu, "cuda", "cpu"),
    ):
        command.start(run, device, quick=True, as_json=True)
        assert json.loads(capsys.readouterr().out)["device"] == used


def test_cuda_where_there_is_none_is_said_in_one_line(capsys):
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    assert command.main(["flagai-infilling", "--device", "cuda"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_tables_line_up_numbers_right_and_words_left():
    text = command.table([{"name": "a", "n": 5, "ok": True}, {"name": "bcd", "n": 40, "x": None}])
    assert text.splitlines() == [
        "name   n  ok   x",
        "----  --  ---  -",
        "a      5  yes  –",
        "bcd   40  –    –",
    ]
    assert command.table([]) == "(nothing)"


def test_the_bar_follows_its_labels():
    pytest.importorskip("tqdm")
    import io

    stream = io.StringIO()
    bar = command.Bar(stream)
    bar("training, loss 2.0", 1, 2)
    bar("training, loss 1.5", 2, 2)
    bar("few examples", 1, 3)
    bar.close()
    assert "training" in stream.getvalue()
    assert "few examples" in stream.getvalue()


def test_a_quick_run_gives_whole_rows(capsys):
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)  # two tests that use two threads each on two cores crawl
    assert command.main(["flagai-generation", "--quick", "--device", "cpu", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert len({tuple(row) for row in rows}) == 1
    bits = {row["model"]: row["bits per character"] for row in rows}
    assert set(bits) == {
        *("untrained GPT", "xz", "5-gram", "entropy of the source"),
        *("GPT", "GPT on shuffled characters"),
    }
    assert bits["GPT"] < bits["GPT on shuffled characters"] < bits["untrained GPT"]
