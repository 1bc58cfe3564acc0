"""A season of the council as a person reads it: who may vote next time, and when; text and HTML."""

from collections.abc import Iterable

from lfai_nb.council import Season
from lfai_nb.council.readings import WAYS, Branch
from lfai_nb.council.season import DEPENDS, NO, NO_SEAT, YES
from lfai_nb.faces.council import table_html
from lfai_nb.faces.text import escape, paragraph, table
from lfai_nb.policy.words import counted, day_in_words

MEETINGS = ("Meeting", "Came", "Voters", "Quorum", "Reached", "Depends on")
SEATS = ("Seat", "Came to", "Its vote, meeting by meeting")
SIGNS = {YES: "v", NO: "s", DEPENDS: "?"}
LEGEND = "v has a vote, s has lost it, ? depends on the reading, . no seat then"


def season_text(season: Season) -> str:
    following = season.following
    return "\n".join(
        [
            headline(season),
            "",
            table(MEETINGS, meeting_rows(season)),
            "",
            table(SEATS, seat_rows(season)),
            f"({LEGEND})",
            "",
            f"The next meeting, taken to be on {day_in_words(following.day)}:",
            *(paragraph(line, "  ", "- ") for line in next_lines(season)),
            *(f"\n{_block(*row)}" for row in by_reading(season)),
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


#: What is said of the seats at the next meeting: the words, of what, and the answer to it.
GROUPS = (
    ("May vote, under every reading", "may_vote", YES),
    ("Without a vote, under every reading", "may_vote", NO),
    ("Whether these have a vote depends", "may_vote", DEPENDS),
    ("Lose the vote by staying away", "would_lose", YES),
    ("May lose the vote by staying away", "would_lose", DEPENDS),
    ("Win the vote back by coming", "would_regain", YES),
    ("May win the vote back by coming", "would_regain", DEPENDS),
)
RISK = {
    YES: "The quorum is at risk: with as many away as usual it is not reached.",
    NO: "The quorum is safe: with as many away as usual it is still reached.",
    DEPENDS: "Under some readings the quorum is at risk: with as many away as usual it is not "
    "reached ({points}).",
    "none": "No quorum can be reached, even if every seat comes.",
}


def next_lines(season: Season) -> list[str]:
    """What the next meeting hangs on, the most pressing first."""
    following = season.following
    seats = following.seats
    lines = [
        f"{words}: {', '.join(names)}."
        for words, kind, value in GROUPS
        if (names := [seat for seat, ahead in seats.items() if getattr(ahead, kind).value == value])
    ]
    points = dict.fromkeys(p for seat in seats.values() for p in seat.may_vote.depends_on)
    if points:
        lines.append(f"It depends on: {', '.join(points)}.")
    risk = "none" if following.can_be_quorate.value == NO else following.at_risk.value
    lines.append(RISK[risk].format(points=", ".join(following.at_risk.depends_on)))
    lines.append(f"Voters if every seat comes: {following.voters}. Quorum: {following.quorum}.")
    return lines


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
    lines = "".join(f"<li>{escape(line)}</li>" for line in next_lines(season))
    rows = by_reading(season)
    lists = table_html("Who may vote then, under each reading", LISTS, rows) if rows else ""
    return (
        f'<div class="lfai-season"><p><strong>{escape(headline(season))}</strong></p>'
        f"{table_html('Each meeting', MEETINGS, meeting_rows(season))}"
        f"{table_html(f'Each seat: {LEGEND}', SEATS, seat_rows(season))}"
        f"<p>The next meeting, taken to be on {day_in_words(season.following.day)}:</p>"
        f"<ul>{lines}</ul>{lists}</div>"
    )
