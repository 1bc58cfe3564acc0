"""The council as a person reads it: seats, needed votes, a motion, a season; text and HTML."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lfai_nb.council import SHARES, Season, Seats, Vote, needed, quorum, threshold, votes_at
from lfai_nb.council.gitvote import OF_PRESENT
from lfai_nb.council.readings import WAYS
from lfai_nb.council.season import DEPENDS, NO, NO_SEAT, YES
from lfai_nb.council.votes import Outcome, Ruling, others
from lfai_nb.faces.text import escape, paragraph, table
from lfai_nb.policy import View
from lfai_nb.policy.words import counted, day_in_words, joined, say_ballot

SHARE_NAMES = {"half": "half", "majority": "a majority", "two-thirds": "two thirds"}
UNDEFINED = "TAC-UNDEFINED"


class Need(NamedTuple):
    """How many votes a share takes, and the setting for GitVote that asks for so many."""

    share: str
    of_all: int
    of_a_bare_quorum: int
    pass_threshold: float | int | None


def needs(voters: int, view: View) -> tuple[Need, ...]:
    """For each share; the quorum of which it may be taken is half of the seats."""
    return tuple(
        Need(
            share,
            of_all := needed(share, voters),
            needed(share, quorum(voters)),
            threshold(of_all, voters),
        )
        for share in SHARES
    )


def seats_text(seats: Seats) -> str:
    of = day_in_words(seats.table_of)
    lines = [
        f"Seats with a vote, by the newest table known, of {of}: {seats.number}",
        "",
        paragraph(f"{len(seats.premier)} Premier members: {joined(seats.premier)}."),
        paragraph(f"{len(seats.projects)} graduated projects: {joined(seats.projects)}."),
    ]
    if seats.stated != seats.number:
        lines.append(paragraph(f"The document itself writes {seats.stated} voting members."))
    lines.append(paragraph(f"Source: {seats.source.title}, “{seats.where}”."))
    if rule := seats.by_rule:
        lines += [
            "",
            paragraph(
                "By the rule, a seat for each Premier member and each graduated project, it would "
                f"be {rule.number} on {day_in_words(rule.as_of)}: "
                f"{counted(rule.premier, 'Premier members')} and "
                f"{counted(len(rule.projects), 'graduated projects')} ({joined(rule.projects)}). "
                "No table says so."
            ),
        ]
    return "\n".join(lines)


def needs_text(voters: int, rows: Sequence[Need], view: View) -> str:
    number = view.in_force("TAC-QUORUM")
    head = ("Share", "Of all seats", "Of a bare quorum", "pass_threshold in .gitvote.yml")
    cells = [
        (
            SHARE_NAMES[one.share],
            str(one.of_all),
            str(one.of_a_bare_quorum),
            str(one.pass_threshold),
        )
        for one in rows
    ]
    written = f"{number.content} if it is the number of {day_in_words(number.start)}"
    return "\n".join(
        [
            f"Quorum of {counted(voters, 'seats')}: {quorum(voters)} if it is half, {written}",
            "",
            table(head, cells, right=(1, 2, 3)),
            "",
            paragraph(f"The thresholds ask for the votes of all seats. {OF_PRESENT}"),
            paragraph(f"Source: {number.source.title}, “{number.where}”."),
        ]
    )


def gitvote_text(share: str, votes: int, seats: int, percent: float | None = None) -> str:
    """The line for the file; for a threshold that somebody has, what it asks for."""
    exact = threshold(votes, seats)
    lines = []
    if percent is not None:
        asks = votes_at(percent, seats)
        many = "more votes than there are" if asks is None else counted(asks, "votes")
        right = "exactly" if asks == votes else f"not {counted(votes, 'votes')}, which are"
        lines += [
            paragraph(
                f"{percent:g} percent of {counted(seats, 'seats')} asks for {many}, {right} "
                f"{SHARE_NAMES[share]}."
            ),
            "",
        ]
    lines += [
        f"    pass_threshold: {exact}  # {votes} of {seats}, {SHARE_NAMES[share]} of all seats",
        "",
        paragraph(f"All {counted(seats, 'seats')} have to be among allowed_voters. {OF_PRESENT}"),
    ]
    return "\n".join(lines)


# A motion

#: What comes of it stands beside the reading: on a phone the last column is out of sight.
RULINGS = ("If …", "Then", "Needed", "Quorum")


#: Of a vote that is not the last word; the page's data has it filled.
NOT_ALONE = (
    "The council does not decide this alone: the rules also ask for the approval of {bodies} "
    "({rule}, since {day})."
)


def voted_on(title: str) -> str:
    """What a vote is about, from the title of the rule that says who votes."""
    for head in ("Who votes a project ", "Who gives a project "):
        title = title.removeprefix(head)
    return title[0].upper() + title[1:]


def not_alone(rule: str, view: View) -> str:
    """Who else has to approve what such a vote is about; "" where the council decides alone."""
    bodies = joined([say_ballot(ballot) for ballot in others(rule, view)] or [""])
    day = day_in_words(view.in_force(rule).start)
    return NOT_ALONE.format(bodies=bodies, rule=rule, day=day) if bodies else ""


def vote_text(vote: Vote, view: View, rule: str = "") -> str:
    """``rule`` is what is voted on, if it is a vote that the rules know of."""
    more = not_alone(rule, view) if rule else ""
    return "\n".join(
        [
            vote_headline(vote),
            *([paragraph(more)] if more else []),
            "",
            table(RULINGS, _rulings(vote), right=(2, 3)),
            "",
            *(paragraph(line, "  ", "- ") for line in open_points(vote.depends_on, view)),
        ]
    ).rstrip()


def vote_html(vote: Vote, view: View, rule: str = "") -> str:
    more = not_alone(rule, view) if rule else ""
    points = "".join(f"<li>{escape(line)}</li>" for line in open_points(vote.depends_on, view))
    return (
        f'<div class="lfai-vote"><p><strong>{escape(vote_headline(vote))}</strong></p>'
        f"{f'<p>{escape(more)}</p>' if more else ''}"
        f"{_table_html('Under each reading', RULINGS, _rulings(vote))}"
        f"{f'<ul>{points}</ul>' if points else ''}</div>"
    )


def vote_headline(vote: Vote) -> str:
    words = {
        Outcome.CARRIED: "Carried, under every reading",
        Outcome.NOT_CARRIED: "Not carried, under every reading",
        Outcome.NO_QUORUM: "No quorum, under every reading",
        Outcome.DEPENDS: "It depends on the reading",
    }
    return vote.outcome.capitalize() if len(vote.rulings) == 1 else words[vote.outcome]


def _rulings(vote: Vote) -> Iterable[tuple[str, str, str, str]]:
    """Readings with the same quorum, need and outcome on one line."""
    lines: dict[tuple[int, int, Outcome], list[Ruling]] = {}
    for one in vote.rulings:
        lines.setdefault((one.quorum, one.needed, one.outcome), []).append(one)
    for (least, votes, result), rulings in lines.items():
        yield _common(rulings, vote.rulings), result, str(votes), str(least)


def _common(some: Sequence[Ruling], every: Sequence[Ruling]) -> str:
    """What these readings have in common and the others have not."""
    words = [
        WAYS[point][way]
        for point, way in some[0].ways.items()
        if {one.ways[point] for one in some} == {way}
        and {one.ways[point] for one in every} != {way}
    ]
    return ", ".join(words) or "however it is read"


def open_points(points: Iterable[str], view: View) -> list[str]:
    """What the documents leave open, in the words of the rule that lists it."""
    texts = {item.id: item.text for item in view.items(UNDEFINED)}
    return [f"Left open: {texts[point][0].lower()}{texts[point][1:]}" for point in points]


# A season

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
        ]
    )


def meeting_rows(season: Season) -> list[tuple[str, ...]]:
    return [
        (
            one.day.isoformat(),
            f"{one.present} of {one.seats}",
            str(one.voters),
            str(one.quorum),
            one.quorate.value,
            ", ".join(one.quorate.depends_on),
        )
        for one in season.meetings
    ]


def seat_rows(season: Season) -> list[tuple[str, ...]]:
    """A letter for each meeting: what all readings together say of the seat's vote."""
    _, first = season.readings[0]
    return [
        (
            seat,
            f"{season.attendance[seat]} of {len(one.states) - one.states.count(NO_SEAT)}",
            "".join(
                SIGNS[meeting.may_vote[seat].value] if seat in meeting.may_vote else NO_SEAT
                for meeting in season.meetings
            ),
        )
        for seat, one in first.items()
    ]


def headline(season: Season) -> str:
    reached = [one.quorate.value for one in season.meetings]
    words = f"{counted(len(reached), 'meetings')}, {reached.count(YES)} with a quorum"
    if depends := reached.count(DEPENDS):
        words += f", and {depends} where it depends on the reading"
    return words


#: What is said of the seats at the next meeting: the words, of what, and the answer to it.
GROUPS = (
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
        if (names := [seat for seat, one in seats.items() if getattr(one, kind).value == value])
    ]
    points = dict.fromkeys(p for one in seats.values() for p in one.may_vote.depends_on)
    if points:
        lines.append(f"It depends on: {', '.join(points)}.")
    risk = "none" if following.can_be_quorate.value == NO else following.at_risk.value
    lines.append(RISK[risk].format(points=", ".join(following.at_risk.depends_on)))
    lines.append(f"Voters if every seat comes: {following.voters}. Quorum: {following.quorum}.")
    return lines


def season_html(season: Season) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in next_lines(season))
    return (
        f'<div class="lfai-season"><p><strong>{escape(headline(season))}</strong></p>'
        f"{_table_html('Each meeting', MEETINGS, meeting_rows(season))}"
        f"{_table_html(f'Each seat: {LEGEND}', SEATS, seat_rows(season))}"
        f"<p>The next meeting, taken to be on {day_in_words(season.following.day)}:</p>"
        f"<ul>{lines}</ul></div>"
    )


def _table_html(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    columns = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
