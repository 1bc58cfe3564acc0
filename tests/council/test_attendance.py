"""Tables and minutes as people have them, and what is wrong with one: where, and what would do."""

import os
from datetime import date
from pathlib import Path

import pytest

from lfai_nb.council import Mark, merged, read
from lfai_nb.council.attendance import read_minutes, read_table
from lfai_nb.errors import DataError

HERE = Path(__file__).parent / "fixtures" / "minutes"


def faults(text: str, file: str = "table.csv") -> list[str]:
    with pytest.raises(DataError) as error:
        merged([read(text, file)])
    return [str(problem) for problem in error.value.problems]


def test_a_table_and_the_same_turned_round_say_the_same() -> None:
    plain = read_table("meeting,A,B\n2024-01-11,x,-\n2024-01-25,.,x\n", "t.csv")
    turned = read_table("seat\t2024-01-11\t2024-01-25\r\nA\tx\t.\r\nB\t-\tx\r\n", "t.tsv")
    assert set(plain.seats) == set(turned.seats)
    assert plain.meetings == turned.meetings
    assert plain.meetings[1].marks == {"B": Mark.PRESENT}


def test_a_day_may_have_its_month_by_name_in_each_kind_of_record() -> None:
    plain = read_table("meeting,A,B\n3 Sept 2026,x,-\n17 September 2026,x,x\n", "t.csv")
    turned = read_table("seat;3 Sep 2026;Sept 17, 2026\nA;x;x\nB;-;x\n", "t.csv")
    assert plain.meetings == turned.meetings
    assert [meeting.day for meeting in plain.meetings] == [date(2026, 9, 3), date(2026, 9, 17)]
    minutes = "## TAC of 3 Sept 2026\n### Attended by\n- [x] A\n- [ ] B\n"
    assert read_minutes(minutes, "t.md").meetings == plain.meetings[:1]
    assert read_minutes(minutes.split("\n", 1)[1], "3-Sep-2026.md").meetings == plain.meetings[:1]


def test_rows_may_come_in_any_order_and_with_a_mark_of_order_before_them() -> None:
    record = merged([read("\ufeffmeeting,A\n2024-01-25,a\n\n2024-01-11,x\n", "t.csv")])
    assert [meeting.day for meeting in record.meetings] == [date(2024, 1, 11), date(2024, 1, 25)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("meeting,A,B\n2024-01-11,x,maybe\n", "'maybe' is not a mark; write x (came)"),
        ("meeting,A,B\n2024-01-11,x,maybe\n", "table.csv: line 2, column B"),
        (
            "meeting,A\n2024-01-11,=SUM(A1)\n",
            "'=SUM(A1)' is a formula; write its result: x (came), a (an",
        ),
        (
            "meeting,=A1\n2024-01-11,x\n",
            "'=A1' is a formula; write the name of a seat @ table.csv: line 1",
        ),
        (
            "meeting,@cmd\n2024-01-11,x\n",
            "'@cmd' is a formula; write the name of a seat @ table.csv: line 1",
        ),
        (
            "meeting,A\n2024-01-11,\n",
            "an empty cell is not a mark: write x (came), a (an alternate came)",
        ),
        (
            "meeting,A\n11.1.2024,x\n",
            "'11.1.2024' is not a day; write it as 2024-01-11 or 11 Jan 2024 @ table.csv: line 2",
        ),
        ("meeting,A\n2024-02-30,x\n", "is not a day"),
        ("meeting,A,\n2024-01-11,x,x\n", "a seat has no name @ table.csv: line 1"),
        ("meeting,A,A\n2024-01-11,x,x\n", "the seat 'A' is there twice @ table.csv"),
        ("meeting,A\n2024-01-11,x,x\n", "3 cells, where the first line has 2 @ table.csv: line 2"),
        (
            "meeting,A\n2024-01-11,x\n2024-01-11,-\n2024-01-11,x\n",
            "this meeting is there twice; keep one @ 2024-01-11",
        ),
        ("meeting,A\n2024-01-11,-\n", "no meeting with anybody present is in it @ the record"),
        ("", "this is empty; a table begins with its columns @ table.csv"),
        ("meeting\n", "this is not a table of meetings and seats"),
        (
            "a\0b,c\n",
            "so it is not text; save it as UTF-8 text @ table.csv: line 1",
        ),
        (
            "meeting,A\n" + "2024-01-11,x\n" * 2000,
            "1 seat and 2,000 meetings are more than a council's: at most 200 and 1,000",
        ),
        ("meeting," + ",".join(map(str, range(300))) + "\n2024-01-11,x\n", "more than a council's"),
        ("meeting,A\n" + "2024-01-11,x\n" * 1_000_000, "more than 2,000,000 characters"),
        ("meeting,\x1b[2J\x07\n2024-01-11,x,x\n", "3 cells"),
    ],
    ids=lambda text: text[:40],
)
def test_what_is_wrong_is_said_with_its_place(text: str, fault: str) -> None:
    assert any(fault in line for line in faults(text)), faults(text)


def test_all_faults_are_said_at_once_and_a_flood_of_them_is_cut() -> None:
    assert len(faults("meeting,A,B\n2024-01-11,1.5,2\n2024-13-01,x,x\n")) == 3
    flood = faults("meeting,A\n" + "2024-01-11,?\n" * 900)
    assert len(flood) == 21
    assert "880 more faults like these" in flood[-1]


def test_no_line_break_or_signal_of_a_name_gets_into_a_message() -> None:
    (line,) = faults('meeting,"A\x1b[31m"\n2024-01-11,"\x1b]0;x"\n')
    assert line.isprintable()


def test_minutes_are_read_as_their_writers_leave_them() -> None:
    records = [
        read(file.read_text(encoding="utf-8"), file.name) for file in sorted(HERE.glob("*.md"))
    ]
    record = merged(records)
    assert [str(meeting.day) for meeting in record.meetings] == ["2024-01-11", "2024-01-25"]
    first, second = (meeting.marks for meeting in record.meetings)
    assert first == {
        "Milvus": Mark.PRESENT,
        "ONNX": Mark.ABSENT,
        "Egeria": Mark.ALTERNATE,
        "Baidu": Mark.PRESENT,
    }
    assert second["ONNX"] is Mark.ABSENT  # struck out with one tilde too few
    assert "Flyte" not in first  # it has no seat before it is listed
    assert len(record.notes) == 1  # a meeting that nobody is marked to have come to
    assert "2024-02-08: nobody is marked as present" in record.notes[0]


def test_the_minutes_of_another_council_are_read_without_an_edit() -> None:
    """Of a clone of LF-Decentralized-Trust/governance, where LFAI_NB_MINUTES names one."""
    if not (clone := os.environ.get("LFAI_NB_MINUTES")):
        pytest.skip("LFAI_NB_MINUTES names no clone")
    files = sorted(Path(clone, "tac", "meeting-minutes").rglob("2*-*-*.md"))
    records = [read(file.read_text(encoding="utf-8"), file.name) for file in files]
    assert len(records) >= 86
    assert sum(len(record.meetings) + len(record.notes) for record in records) == len(records)
    assert len(merged(records).meetings) >= 85


def test_tasks_of_an_agenda_are_no_roll() -> None:
    text = "# To do\n- [ ] Charter\n# Roll call\n- [x] A\n# Next\n- [x] Slides\n"
    assert read(text, "2024-01-11.md").seats == ("A",)
    assert read("- [x] A\n- [ ] B\n", "2024-01-11.md").seats == ("A", "B")


def test_a_heading_without_words_is_one() -> None:
    assert read("#  \n- [x] A\n", "2024-01-11.md").seats == ("A",)
    assert read("****\n- [x] A\n# Roll call\n- [x] B\n", "2024-01-11.md").seats == ("B",)


def test_minutes_with_a_fault_name_it() -> None:
    assert "no day" in faults("- [x] A\n", "minutes.md")[0]
    assert "'A' is there twice @ 2024-01-11.md: line 2" in faults(
        "- [x] A\n- [ ] A\n", "2024-01-11.md"
    )
    assert "2024-02-31" in faults("- [x] A\n", "2024-02-31.md")[0]


def test_minutes_without_boxes_say_who_came_nowhere() -> None:
    with pytest.raises(DataError, match=r"^no check boxes such as .* say who came @ minutes\.md$"):
        read_minutes("# 2024-01-11\n\nAnn and Ben came.\n", "minutes.md")


def test_records_that_are_too_much_together_are_refused() -> None:
    records = [
        read_table(
            "meeting," + ",".join(f"{letter}{n}" for n in range(150)) + "\n2024-01-11" + ",x" * 150,
            f"{letter}.csv",
        )
        for letter in "AB"
    ]
    with pytest.raises(DataError, match=r"more than a council's"):
        merged(records)


def test_a_capital_a_is_read_as_an_alternate_with_a_note() -> None:
    """What was wrong: it may have meant "absent", and became a presence without a word."""
    record = read_table("meeting,Ada,Grace\n2024-01-11,x,A\n2024-01-25,A,no\n", "t.csv")
    assert record.meetings[0].marks["Grace"] is Mark.ALTERNATE
    assert record.notes == ("“A” was read as: an alternate came. For absent write “-”.",)
    small = read_table("seat,2024-01-11\nAda,yes\nGrace,a\n", "t.csv")
    assert small.notes == ()
