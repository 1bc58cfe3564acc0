"""Records that a reader can beat: each can be run again, and a better one says how to add it."""

import inspect
import json
from datetime import date

import pytest

from lfai_nb.demos import records
from lfai_nb.demos.__main__ import main
from lfai_nb.demos.records import Entry, Record, RecordsError, load_records, verdict
from lfai_nb.demos.registry import load_runs


def record(less, *values):
    entries = tuple(Entry(v, date(2026, 11, 28), "2 cores", "abc1234", "") for v in values)
    return Record("seconds", "How long", "s", less, "infilling", entries)


def test_each_record_says_what_it_counts_and_has_a_trial():
    pytest.importorskip("torch")
    from lfai_nb.demos.trials import SAME_TASK, TRIALS

    every = load_records()
    assert {task.trial for task in every.values()} <= set(TRIALS)
    assert set(SAME_TASK) <= set(TRIALS)
    for task in every.values():
        assert task.counts.endswith(".")
        assert all(entry.machine and entry.how and len(entry.commit) >= 7 for entry in task.entries)


def test_the_best_is_the_least_or_the_most():
    assert record(True, 3.0, 2.0).best.value == 2.0
    assert record(False, 3.0, 2.0).best.value == 3.0
    assert record(True, 3.0).beaten_by(2.9)
    assert not record(True, 3.0).beaten_by(3.0)


def test_a_better_run_says_what_to_add_and_a_worse_one_does_not():
    better, worse = verdict(record(True, 3.0), 2.5), verdict(record(True, 3.0), 4.0)
    assert "You beat it" in better
    assert "[[record.seconds.entry]]\nvalue = 2.5\n" in better
    assert worse.endswith("It stands.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("record = ", "records.toml: Invalid"),
        ("", "records.toml: 'record'"),
        ("[record.a]\ncounts = 'x'", "records.toml: a: 'entry'"),
        (
            "[record.a]\ncounts='x'\nunit='s'\nless_is_better=true\ntrial='t'\nentry=[]",
            "a has no entry; run it",
        ),
    ],
)
def test_a_file_that_is_wrong_is_a_sentence(tmp_path, text, sentence):
    path = tmp_path / "records.toml"
    path.write_text(text)
    with pytest.raises(RecordsError, match=sentence):
        load_records(path)


def test_the_command_lists_them_without_torch(capsys):
    assert main(["records"]) == 0
    out = capsys.readouterr().out
    for name, task in load_records().items():
        assert f"{name}: {task.counts}" in out
    assert main(["records", "--json"]) == 0
    assert {row["record"] for row in json.loads(capsys.readouterr().out)} == set(load_records())


def test_the_command_runs_one_again(capsys, monkeypatch):
    pytest.importorskip("torch")
    from lfai_nb.demos import trials

    taken = []
    monkeypatch.setitem(trials.TRIALS, "infilling", lambda scale, _: taken.append(scale) or 0.25)
    assert main(["records", "--run", "infilling", "--scale", "0.5"]) == 0
    assert "You beat it" in capsys.readouterr().out
    assert main(["records", "--run", "infilling", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["beaten"] is True
    assert taken == [0.5, 1.0]


def test_a_run_of_another_size_of_task_is_not_held_to_the_record(capsys, monkeypatch):
    pytest.importorskip("torch")
    from lfai_nb.demos import trials

    monkeypatch.setitem(trials.TRIALS, "memory", lambda scale, _: 0.01 * scale)
    assert main(["records", "--run", "memory", "--scale", "0.5"]) == 0
    assert "memory: 0.005 MB at a scale of 0.5, which is another task" in capsys.readouterr().out
    assert main(["records", "--run", "memory", "--scale", "0.5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["beaten"] is False
    assert main(["records", "--run", "memory", "--scale", "1"]) == 0
    assert "You beat it" in capsys.readouterr().out


def test_the_dial_makes_the_tables_and_the_job_smaller(monkeypatch):
    pytest.importorskip("torch")
    from lfai_nb.demos import trials
    from lfai_nb.demos.deeprec import runs
    from lfai_nb.demos.edl import elastic
    from lfai_nb.demos.edl.elastic import Change
    from lfai_nb.demos.progress import silent

    settings = {}

    def job(folder, changes, **course):
        settings.update(course, changes=changes)
        steps = tuple(elastic.Step(at, at, 120 * at, 2, 0.5, 1) for at in range(20))
        return elastic.History(steps, (), 0, 0.9, "")

    def tables(device, quick, progress, scale):
        settings.update(scale=scale)
        return [{"embedding": "16 numbers each", "AUC": 0.7, "MB of vectors": 8.0}]

    monkeypatch.setattr(elastic, "run", job)
    monkeypatch.setattr(runs, "memory", tables)
    trials.TRIALS["goodput"](0.2, silent)
    assert settings["epochs"] * settings["examples"] == 20 * settings["batch"]  # of 100
    kills = [change.at for change in settings["changes"] if change.kill]
    assert kills == [7, 14]
    assert Change(10, workers=2) in settings["changes"]
    trials.TRIALS["memory"](0.2, silent)
    assert settings["scale"] == 0.2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--run", "infiling"], "there is no record 'infiling'; there are: "),
        (
            ["--run", "goodput", "--scale", "0.1"],
            "goodput: a job so short has no room for two kills",
        ),
        (["--run", "infilling", "--scale", "0"], "0 is not above 0"),
    ],
)
def test_what_cannot_be_run_is_one_line(capsys, words, sentence):
    pytest.importorskip("torch")
    assert main(["records", *words]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


def test_a_demo_that_does_not_learn_has_no_dial(capsys):
    assert main(["edl-recovery", "--scale", "2"]) == 2
    assert "edl-recovery has no dial (--scale)" in capsys.readouterr().err
    assert main(["flagai-infilling", "--scale", "2", "--quick"]) == 2
    assert "--quick is a tenth already" in capsys.readouterr().err
    assert main(["--scale", "2"]) == 2


def test_each_demo_that_learns_has_a_dial_that_reaches_it():
    dials = {run.name: run for run in load_runs().values() if run.dial}
    learn = ("flagai-", "deeprec-")
    assert set(dials) == {n for n in load_runs() if n.startswith(learn)} - {"deeprec-tiers"}
    assert all("scale" in inspect.signature(run.function).parameters for run in dials.values())


def test_a_trial_that_does_not_get_there_says_how_far_it_came(capsys):
    pytest.importorskip("torch")
    assert main(["records", "--run", "infilling", "--scale", "0.005"]) == 2
    error = capsys.readouterr().err
    assert "infilling: after all " in error
    assert "of the blanks were right" in error


def test_the_file_is_beside_its_reader():
    assert records.FILE.is_file()
