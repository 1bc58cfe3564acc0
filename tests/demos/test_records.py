"""Records that a reader can beat: each can be run again, and a better one says how to add it."""

import json
from datetime import date

import pytest

from lfai_nb.demos import records
from lfai_nb.demos.__main__ import main
from lfai_nb.demos.records import Entry, Record, RecordsError, load_records, verdict


def record(less, *values):
    entries = tuple(Entry(v, date(2026, 11, 28), "2 cores", "abc1234", "") for v in values)
    return Record("seconds", "How long", "s", less, "infilling", entries)


def test_each_record_says_what_it_counts_and_has_a_trial():
    pytest.importorskip("torch")
    from lfai_nb.demos.trials import DIALS, TRIALS

    every = load_records()
    assert {one.trial for one in every.values()} <= set(TRIALS)
    assert set(DIALS) <= set(TRIALS)
    for one in every.values():
        assert one.counts.endswith(".")
        assert all(entry.machine and entry.how and len(entry.commit) >= 7 for entry in one.entries)


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
    for name, one in load_records().items():
        assert f"{name}: {one.counts}" in out
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


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--run", "infiling"], "there is no record 'infiling'; there are: "),
        (["--run", "goodput", "--scale", "2"], "goodput has no --scale; these have: infilling"),
        (["--run", "infilling", "--scale", "0"], "0 is not above 0"),
    ],
)
def test_what_cannot_be_run_is_one_line(capsys, words, sentence):
    pytest.importorskip("torch")
    assert main(["records", *words]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


def test_a_scale_of_a_demo_is_refused(capsys):
    assert main(["edl-recovery", "--scale", "2"]) == 2
    assert "--scale are of the records" in capsys.readouterr().err


def test_a_trial_that_does_not_get_there_says_how_far_it_came(capsys):
    pytest.importorskip("torch")
    assert main(["records", "--run", "infilling", "--scale", "0.005"]) == 2
    error = capsys.readouterr().err
    assert "infilling: after all " in error
    assert "of the blanks were right" in error


def test_the_file_is_beside_its_reader():
    assert records.FILE.is_file()
