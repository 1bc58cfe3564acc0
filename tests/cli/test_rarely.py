"""What few people ask a command for: each form of an answer, and each refusal, once."""

import io
from pathlib import Path
from typing import Any

import pytest

import lfai_nb
from lfai_nb.cli import check_data
from lfai_nb.cli.readiness import Progress
from lfai_nb.errors import Problem
from tests.cli.test_cli import lfai, refused  # noqa: F401  # the fixture

DUES = ["dues", "--employees", "400", "--on", "2026-11-27"]
MINUTES = Path(__file__).parents[1] / "council" / "fixtures" / "minutes"


def test_the_program_says_its_version(lfai: Any) -> None:  # noqa: F811
    assert lfai("--version").out == f"lfai-nb {lfai_nb.__version__}\n"


# ---------------------------------------------------------------- dues


def test_dues_in_another_currency_are_said_with_its_name(lfai: Any) -> None:  # noqa: F811
    rate = ["--rate", "0.92", "--currency", "EUR"]
    assert "At the rate that you gave: 9,200 EUR a year." in lfai(*DUES, *rate).out
    assert "At the rate that you gave: 9,200 a year." in lfai(*DUES, "--rate", "0.92").out
    years = lfai(*DUES, "--growth", "30", *rate).out
    heads, _, *lines = years.splitlines()[:6]
    # Each amount ends where its column does, as in the other tables.
    for level in ("General", "Premier"):
        end = heads.index(level, heads.index("Band of General") + 15) + len(level)
        assert all(line[end - 1].isdigit() for line in lines), level
    assert "General in EUR" in years
    assert "9,200" in years
    assert "At your rate" in lfai(*DUES, "--growth", "30", "--rate", "0.92").out
    rows = lfai(*DUES, "--growth", "30", *rate, "--json").json
    assert [row["converted"] for row in rows][:1] == [9200]


def test_wishes_come_before_the_dues_of_the_level_that_grants_them(lfai: Any) -> None:  # noqa: F811
    text = lfai(*DUES, "--want", "council-vote").out
    assert text.index("Premier") < text.index("Premier membership: $")


def test_dues_refuse_what_does_not_go_together(lfai: Any) -> None:  # noqa: F811
    refused(lfai(*DUES, "--compare", "--rate", "0.92"), "--rate goes with one level")
    refused(lfai(*DUES, "--years", "3"), "--years goes with --growth")
    refused(lfai(*DUES, "--growth", "a third"), "--growth")


# ---------------------------------------------------------------- the council


def test_gitvote_for_a_program(lfai: Any) -> None:  # noqa: F811
    words = ["council", "gitvote", "--rule", "GRD-VOTE", "--seats", "16", "--json"]
    ran = lfai(*words)
    assert (ran.code, ran.json) == (0, {"seats": 16, "votes": 11, "pass_threshold": 63})
    other = lfai(*words, "--threshold", "50")
    assert (other.code, other.json["asks"], other.json["votes"]) == (1, 8, 11)
    more = lfai("council", "gitvote", "--share", "half", "--seats", "16", "--threshold", "101")
    assert more.code == 1
    assert "asks for more votes than there are" in " ".join(more.out.split())


def test_a_rule_that_states_no_share_needs_one(lfai: Any) -> None:  # noqa: F811
    words = ["council", "vote", "--rule", "INC-VOTE", "--yes", "9", "--present", "9"]
    refused(lfai(*words, "--on", "2023-04-06"), "does not say which share is needed")


def test_the_next_meeting_is_the_day_that_somebody_says(lfai: Any) -> None:  # noqa: F811
    ran = lfai("council", "season", str(MINUTES), "--next", "2030-01-10", "--json")
    assert ran.json["next"]["day"] == "2030-01-10"
    ran = lfai("council", "season", str(MINUTES), "--next", "10 Jan 2030")
    assert ran.out.startswith("The next meeting, on 10 January 2030:")  # not "taken to be"


def test_minutes_without_boxes_are_left_out_of_several(lfai: Any, tmp_path: Path) -> None:  # noqa: F811
    whole = sorted(MINUTES.glob("*.md"))[0].read_text("utf-8")
    (tmp_path / "2024-01-11.md").write_text(whole, "utf-8")
    (tmp_path / "2024-01-25.md").write_text("# No meeting\n\nCancelled.\n", "utf-8")
    ran = lfai("council", "season", str(tmp_path))
    assert "2024-01-25.md has no check boxes, so it is left out" in ran.err
    assert "1 meeting" in ran.out


def test_each_file_of_a_season_that_cannot_be_read_is_named(lfai: Any, tmp_path: Path) -> None:  # noqa: F811
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("meeting,Ada\n2024-01-11,=1+1\n", "utf-8")
    ran = lfai("council", "season", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    assert ran.code == 2
    assert {line.partition(" @ ")[2].split(":")[0] for line in ran.err.splitlines()} == {
        "a.csv",
        "b.csv",
    }


def test_a_folder_without_minutes_is_refused(lfai: Any, tmp_path: Path) -> None:  # noqa: F811
    refused(lfai("council", "season", str(tmp_path)), "has no file that ends in .md")


# ---------------------------------------------------------------- the other desks


def test_a_plan_as_an_issue_has_boxes_to_tick(lfai: Any) -> None:  # noqa: F811
    words = ["plan", "--stage", "sandbox", "--on", "2026-11-27", "--present-on"]
    assert "- [ ] " in lfai(*words, "soon", "--markdown").out
    never = lfai(*words, "2026-12-10", "--markdown")
    assert never.code == 1
    assert "The nearest meetings are those of 3 December 2026" in never.out
    assert "- [ ] " not in never.out


def test_a_review_as_an_issue_and_that_of_all(lfai: Any) -> None:  # noqa: F811
    words = ["review", "--on", "2026-11-27"]
    assert lfai(*words, "flyte", "--markdown").out.startswith("# Annual review of Flyte")
    assert "Flyte joined" in lfai(*words, "flyte").out
    head, *_ = lfai(*words).out.splitlines()
    assert head.startswith("Project ")
    assert head.endswith("Last on record")


@pytest.mark.parametrize("form", [[], ["--markdown"]], ids=str)
def test_the_map_as_text_and_as_an_issue(lfai: Any, form: list[str]) -> None:  # noqa: F811
    words = ["workflow", "--on", "2026-11-27", *form]
    assert lfai(*words).code == 0
    assert "Adlik" in lfai(*words, "serving").out
    assert lfai(*words, "cleansing").code == 1


def test_a_packet_needs_a_folder_or_a_reader(lfai: Any) -> None:  # noqa: F811
    refused(lfai("packet", "facts.toml"), "--out FOLDER (or --json for the answer alone)")


def test_what_a_models_file_leaves_unclear_is_a_note(lfai: Any, tmp_path: Path) -> None:  # noqa: F811
    pytest.importorskip("yaml")
    file = tmp_path / "model.yml"
    file.write_text("release: {components: [{name: Training cod}]}", encoding="utf-8")
    ran = lfai("openness", str(file))
    assert ran.code == 1
    assert ran.err.startswith("note: ")


# ---------------------------------------------------------------- what is beside the answer


def test_the_data_of_a_far_larger_folder_is_checked_and_not_kept(
    lfai: Any,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(check_data, "MOST_BYTES", 0)
    monkeypatch.setattr(check_data, "_faults", lambda folder: [Problem("too few", "dues.toml", "")])
    monkeypatch.setattr(check_data, "kept", lambda *_: pytest.fail("it was kept"))
    ran = lfai("check-data")
    assert ran.code == 1
    assert ran.out.startswith("too few @ dues.toml")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_what_is_being_asked_and_nothing_of_it_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    progress = Progress()
    progress("api.github.com\n\x1b[2J is asked")
    line = terminal.getvalue()
    assert line.count("\x1b") == 1  # our own, which clears the line
    assert "\n" not in line
    progress.done()
    assert terminal.getvalue().endswith("\r\x1b[K")
