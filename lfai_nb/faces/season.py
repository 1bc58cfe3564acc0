"""A season of the council as a person reads it: who may vote next time, and when; text and HTML."""

from collections.abc import Iterable

from lfai_nb.council import Season
from lfai_nb.council.readings import WAYS, Branch
from lfai_nb.council.season import DEPENDS, NO, YES, NextSeat
from lfai_nb.council.standing import KEEPS, LOSES, NO_SEAT, REGAINS, WITHOUT
from lfai_nb.faces.council import table_html
from lfai_nb.faces.text import escape, paragraph, table
from lfai_nb.policy.words import counted, day_in_words, days_in_words

MEETINGS = ("Meeting", "Came", "Voters", "Quorum", "Reached", "Depends on")
SEATS = ("Seat", "Came to", "Its vote, meeting by meeting")
SIGNS = {YES: "v", NO: "s", DEPENDS: "?"}
LEGEND = "v has a vote, s has lost it, ? depends on the reading, . no seat then"


def season_text(season: Season, *, named: bool = False) -> str:
    """Who may vote next, and why; then the meetings that were."""
    return "\n".join(
        [
            f"{next_headline(season, named=named)}:",
            *(paragraph(line, "  ", "- ") for line in voter_lines(season)),
            "",
            table(NEXT, next_rows(season)),
            "",
            *(paragraph(line, "  ", "- ") for line in quorum_lines(season)),
            *(f"\n{_block(*row)}" for row in by_reading(season)),
            "",
            f"{headline(season)}:",
            "",
            table(MEETINGS, meeting_rows(season)),
            "",
            table(SEATS, seat_rows(season)),
            f"({LEGEND})",
        ]
    )


def meeting_rows(season: Season) -> list[tuple[str, ...]]:
    return [
        (
            meeting.day.isoformat(),
            f"{meeting.present} of {meeting.seats}",
            str(meeting.voters),
            str(meeting.quorum),
            meeting.quorate.value,
            ", ".join(meeting.quorate.depends_on),
        )
        for meeting in season.meetings
    ]


def seat_rows(season: Season) -> list[tuple[str, ...]]:
    """A letter for each meeting: what all readings together say of the seat's vote."""
    _, first = season.readings[0]
    return [
        (
            seat,
            f"{season.attendance[seat]} of {len(standing.states) - standing.states.count(NO_SEAT)}",
            "".join(
                SIGNS[meeting.may_vote[seat].value] if seat in meeting.may_vote else NO_SEAT
                for meeting in season.meetings
            ),
        )
        for seat, standing in first.items()
    ]


def headline(season: Season) -> str:
    reached = [meeting.quorate.value for meeting in season.meetings]
    words = f"{counted(len(reached), 'meetings')}, {reached.count(YES)} with a quorum"
    if depends := reached.count(DEPENDS):
        words += f", and {depends} where it depends on the reading"
    return words


#: Of a day that is worked out, and of one that somebody has named.
NEXT_MEETING, NAMED_MEETING = (
    "The next meeting, taken to be on {day}",
    "The next meeting, on {day}",
)
#: Who may vote at the next meeting, by the answer that all readings together give.
GROUPS = (
    ("May vote, under every reading", YES),
    ("Without a vote, under every reading", NO),
    ("Whether these have a vote depends", DEPENDS),
)
#: What is known of each seat at the next meeting.
NEXT = ("Seat", "Votes next", "Why", "If it comes", "If it stays away", "Depends on")
NEXT_TITLE = "Each seat at the next meeting"
BECOMES = {
    KEEPS: "keeps it",
    LOSES: "loses it",
    REGAINS: "wins it back",
    WITHOUT: "stays without",
}
NO_ABSENCE, ABSENT = "no absence counts", "absent on {days}"
ABSENT_OFTEN, BY_ALTERNATE = "absent {times} times, last on {days}", " (alternate)"
#: More days than this are counted and not listed.
MOST_DAYS = 3
RISK = {
    YES: "The quorum is at risk: with as many away as usual it is not reached.",
    NO: "The quorum is safe: with as many away as usual it is still reached.",
    DEPENDS: "Under some readings the quorum is at risk: with as many away as usual it is not "
    "reached ({points}).",
    "none": "No quorum can be reached, even if every seat comes.",
}


def next_headline(season: Season, *, named: bool = False) -> str:
    return (NAMED_MEETING if named else NEXT_MEETING).format(day=day_in_words(season.following.day))


def voter_lines(season: Season) -> list[str]:
    seats = season.following.seats
    return [
        f"{words}: {', '.join(names)}."
        for words, value in GROUPS
        if (names := [seat for seat, ahead in seats.items() if ahead.may_vote.value == value])
    ]


def next_rows(season: Season) -> list[tuple[str, ...]]:
    """The seats whose vote the next meeting can change come first."""
    seats = season.following.seats
    at_stake = sorted(seats, key=lambda seat: {*seats[seat].if_absent} == {KEEPS})
    return [
        (
            seat,
            seats[seat].may_vote.value,
            reason(seats[seat]),
            _becomes(seats[seat].if_present),
            _becomes(seats[seat].if_absent),
            ", ".join(seats[seat].depends_on),
        )
        for seat in at_stake
    ]


def reason(seat: NextSeat) -> str:
    """Why a seat has its vote or not: the absences that count, or that cost it."""
    days = seat.absences
    if not days:
        return NO_ABSENCE
    if len(days) > MOST_DAYS:
        return ABSENT_OFTEN.format(times=len(days), days=day_in_words(days[-1]))
    return ABSENT.format(days=days_in_words(days, dict.fromkeys(seat.by_alternate, BY_ALTERNATE)))


def _becomes(outcomes: Iterable[str]) -> str:
    return " or ".join(BECOMES[outcome] for outcome in outcomes)


def quorum_lines(season: Season) -> list[str]:
    following = season.following
    risk = "none" if following.can_be_quorate.value == NO else following.at_risk.value
    return [
        RISK[risk].format(points=", ".join(following.at_risk.depends_on)),
        f"Voters if every seat comes: {following.voters}. Quorum: {following.quorum}.",
    ]


#: Who may vote and who may not, under each reading that makes a difference.
LISTS = ("If …", "May vote", "May not vote")
NOBODY = "nobody"


def by_reading(season: Season) -> list[tuple[str, str, str]]:
    """Nothing where all readings agree, since the groups say it then."""
    lists = season.following.by_reading
    if len(lists) == 1:
        return []
    return [
        (_conditions(reading.ways), _names(reading.may), _names(reading.may_not))
        for reading in lists
    ]


def _conditions(branch: Branch) -> str:
    return ", and ".join(" or ".join(WAYS[point][way] for way in ways) for point, ways in branch)


def _names(seats: Iterable[str]) -> str:
    names = list(seats)
    return f"{', '.join(names)} ({len(names)})" if names else NOBODY


def _block(ways: str, may: str, may_not: str) -> str:
    return "\n".join(
        [
            paragraph(f"If {ways}:"),
            paragraph(may, "    ", "  May vote: "),
            paragraph(may_not, "    ", "  May not vote: "),
        ]
    )


def season_html(season: Season) -> str:
    rows = by_reading(season)
    lists = table_html("Who may vote then, under each reading", LISTS, rows) if rows else ""
    return (
        f'<div class="lfai-season"><p><strong>{escape(next_headline(season))}:</strong></p>'
        f"{_list(voter_lines(season))}"
        f"{table_html(NEXT_TITLE, NEXT, next_rows(season))}"
        f"{_list(quorum_lines(season))}{lists}"
        f"<p>{escape(headline(season))}:</p>"
        f"{table_html('Each meeting', MEETINGS, meeting_rows(season))}"
        f"{table_html(f'Each seat: {LEGEND}', SEATS, seat_rows(season))}</div>"
    )


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
