"""A run's history as a page: what each task did and when, without a script."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from lfai_nb.demos.__main__ import main
from lfai_nb.demos.tony import runs
from lfai_nb.demos.tony.history import page
from lfai_nb.demos.tony.jobfile import parse
from lfai_nb.demos.tony.master import run
from lfai_nb.demos.tony.outcome import Attempt, Outcome, Span
from tests.demos.tony.test_own_file import xml
from tests.faults import every_fault

TWO = parse(xml(worker__instances=2, worker__command="true", application__name="A &lt;b&gt; job"))
DIED = Attempt(
    False,
    "worker:0 exited with 137 (signal 9), and it is the chief",
    {"worker:0": 137},
    2.0,
    {("worker", 0): Span(0.0, 0.5, 2.0), ("worker", 1): Span(0.1)},
)
DONE = Attempt(
    True,
    "all tracked tasks have ended",
    {"worker:0": 0, "worker:1": 0},
    4.0,
    {("worker", 0): Span(0.0, 1.0, 4.0), ("worker", 1): Span(0.0, 1.0, 3.0)},
)


def drawings(text):
    body = text.partition("<main>")[2].partition("</main>")[0]
    return list(ET.fromstring(f"<main>{body}</main>").iter("svg"))


def test_each_session_has_a_bar_for_each_task_as_long_as_it_took():
    first, second = drawings(page(TWO, Outcome((DIED, DONE))))
    kinds = [rect.get("class") for rect in first.iter("rect")]
    assert kinds == ["waits", "bad", "waits"]  # the other one never came to its command
    bars = [float(rect.get("width")) for rect in second.iter("rect")]
    assert bars[1] / bars[0] == pytest.approx(3, abs=0.02)
    assert bars[3] / bars[1] == pytest.approx(2 / 3, abs=0.02)


def test_the_page_says_how_it_ended_and_fetches_nothing():
    text = page(TWO, Outcome((DIED, DONE)))
    assert "A &lt;b&gt; job succeeded in session 1" in text
    assert "worker:0 exited with 137 (signal 9), and it is the chief." in text
    assert "ended with the session" in text
    for word in ("<script", "http", "url(", "@import"):
        assert word not in text


def test_the_times_of_a_real_session_are_in_order(tmp_path):
    job = parse(xml(worker__instances=2, worker__command="exit $TASK_INDEX"))
    [attempt] = run(job, tmp_path).attempts
    assert set(attempt.spans) == {("worker", 0), ("worker", 1)}
    for span in attempt.spans.values():
        assert 0 <= span.started <= span.command
        assert span.ended is None or span.command <= span.ended <= attempt.seconds


def test_what_it_overwrites_is_there_until_the_new_one_is(tmp_path, monkeypatch):
    """A full disk, or the end of the process, at any step: the page of the run before stays."""
    monkeypatch.setattr("lfai_nb.demos.tony.master.run", lambda job, folder: Outcome((DONE,)))
    monkeypatch.setattr(runs, "read_job", lambda path: TWO)

    def write(folder):
        runs.own_file(folder / "tony.xml", lambda *_: None, folder / "run.html")

    every_fault(
        tmp_path / "f",
        lambda folder: (folder / "run.html").write_text("the run before"),
        write,
        lambda folder: (folder / "run.html").read_text("utf-8"),
    )


def test_the_command_writes_it(tmp_path, capsys):
    pytest.importorskip("torch")
    file, out = tmp_path / "my.xml", tmp_path / "run.html"
    file.write_text(xml(worker__instances=1, worker__command="true"))
    assert main(["tony-jobs", "--conf", str(file), "--history", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]
    assert "Session 0 succeeded" in out.read_text()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--history", "run.html"], "--history is of a job file that runs here"),
        (["--conf", "FILE", "--to", "slurm", "--history", "x"], "a job file that runs here"),
        (["--conf", "FILE", "--history", "missing/run.html"], "there is no folder for missing"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_runs(tmp_path, capsys, words, sentence):
    pytest.importorskip("torch")
    file = tmp_path / "my.xml"
    file.write_text(xml(worker__instances=1, worker__command="touch ran"))
    assert main(["tony-jobs", *(str(file) if word == "FILE" else word for word in words)]) == 2
    assert sentence in capsys.readouterr().err
    assert not Path(tmp_path / "ran").exists()
