"""What the benchmarks print becomes the rows of the book: whom each race names, and by how much."""

import json
import sys

from benchmarks import races


def flagai(clock="cpu"):
    contestants = {"ours": 1.0, "ours, compiled": 0.9, "FlagAI GLMModel": 1.6, "… compiled": 1.05}
    rows = [
        {"race": "GLM training", "name": name, "clock": by, "tokens/s": 1000}
        | {"ratio": ratio + more, "ratios": [ratio, ratio + 2 * more]}
        for name, ratio in contestants.items()
        for by, more in (("wall", 0.0), ("cpu", 0.1))
    ]
    return {**about(clock), "device": "cpu", "rounds": 2, "rows": rows}


def about(clock="wall"):
    return {"machine": "2 cores", "threads": 1, "clock": clock, "load": 0.4, "versions": {}}


DEEPREC = {
    **about(),
    "rows": [
        {"method": "Embedding Variable, key → row (numba)", "M ids/s": 60, "known, M ids/s": 200},
        {"method": "Embedding Variable, whole creation", "M ids/s": 30, "known, M ids/s": 90},
        {"method": "pandas Int64Factorizer", "M ids/s": 20, "known, M ids/s": 40},
        {"method": "torchrec managed collision", "M ids/s": 2, "known, M ids/s": ""},
    ],
    "step": [
        {"method": "Embedding Variable, raw ids", "best / ours": 1, "table alone / ours": 1},
        {"method": "fbgemm TBE, EXACT_ADAGRAD", "best / ours": 1.2, "table alone / ours": 1.4},
        {"method": "(the dense part alone)", "best / ours": 0.9, "table alone / ours": 0},
    ],
    "sessions": [
        {"requests of": 1, "way": "a group of two sessions", "QPS": 4000},
        {"requests of": 1, "way": "Ray Serve, two replicas", "QPS": 500},
    ],
}


def rows_of(measured):
    return {(r["race"], r["peer"]): r for r in races.taken(measured)["rows"]}


def test_a_compiled_peer_has_the_name_of_the_peer_and_the_clock_that_judged_counts():
    rows = rows_of(flagai())
    compiled = rows["GLM training", "FlagAI GLMModel, compiled"]
    assert (compiled["times"], compiled["wanted"]) == (1.15, 1.1)
    assert compiled["rounds"] == "1.05 to 1.25"
    assert rows_of(flagai("wall"))["GLM training", "FlagAI GLMModel, compiled"]["times"] == 1.05
    assert "wanted" not in rows["GLM training", "ours, compiled"]


def test_ids_are_looked_up_from_an_empty_table_and_again_when_all_are_known():
    rows = rows_of(DEEPREC)
    assert rows["ids to rows, from an empty table", "pandas Int64Factorizer"]["times"] == 3
    assert rows["ids to rows, all known", "pandas Int64Factorizer"]["times"] == 5
    assert ("ids to rows, all known", "torchrec managed collision") not in rows


def test_the_tables_part_of_a_step_is_judged_and_a_server_is_asked_as_ours_is():
    rows = rows_of(DEEPREC)
    part = rows["a training step, the table's part", "fbgemm TBE, EXACT_ADAGRAD"]
    assert (part["times"], part["wanted"]) == (1.4, 1.5)
    assert rows["requests of 1", "Ray Serve, two replicas"]["times"] == 8


def test_a_newer_file_takes_the_place_of_the_same_races_alone(tmp_path, monkeypatch):
    into = tmp_path / "races.json"
    for name, measured in (("one", flagai()), ("two", DEEPREC), ("three", flagai("wall"))):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(measured), encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["races.py", str(file), "--into", str(into)])
        races.main()
    kept = json.loads(into.read_text(encoding="utf-8"))
    assert [record["clock"] for record in kept] == ["wall", "wall"]
    titles = [row["race"] for record in kept for row in record["rows"]]
    assert titles.count("GLM training") == 3


def test_every_wanted_race_of_the_book_was_run():
    """One that is missing would look like one that was won."""
    stored = json.loads(races.FILE.read_text(encoding="utf-8"))
    assert races.WANTED.keys() <= {
        (r["race"], r["peer"]) for record in stored for r in record["rows"]
    }
