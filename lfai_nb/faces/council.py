"""The council as a person reads it: seats, needed votes, a motion; text and HTML."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lfai_nb.council import SHARES, Seats, Vote, needed, quorum, threshold, votes_at
from lfai_nb.council.gitvote import OF_PRESENT
from lfai_nb.council.readings import WAYS
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


#: Of the seats by the rule; the page's data leaves the day open.
BY_RULE = (
    "With a seat for each Premier member and each graduated project, as in that table, it would be "
    "{number} on {day}: {premier} and {graduated} ({names}). No table says so."
)
#: Where the rule of the day speaks of projects made “TAC Projects”: no document lists them.
MADE = (
    "Since {since} the rule gives a project its seat when it is made a “TAC Project”, and no "
    "document that we know lists those."
)
QUORUM = "The quorum of {number} seats is {half} if it is half of them{written}."
WRITTEN = ", and {stated} if it is the number of {day}"


def seats_text(seats: Seats) -> str:
    head, *rest = seats_lines(seats)
    rule = by_rule_line(seats)
    return "\n".join([head, "", *map(paragraph, rest), *(["", paragraph(rule)] if rule else [])])


def seats_lines(seats: Seats) -> list[str]:
    """By the newest table: how many, whose, and the document."""
    of = day_in_words(seats.table_of)
    stated = f"The document itself writes {seats.stated} voting members."
    return [
        f"Seats with a vote, by the newest table known, of {of}: {seats.number}",
        f"{len(seats.premier)} Premier members: {joined(seats.premier)}.",
        f"{len(seats.projects)} graduated projects: {joined(seats.projects)}.",
        *([stated] if seats.stated != seats.number else []),
        quorum_line(seats.number, seats),
        f"Source: {seats.source.title}, “{seats.where}”.",
    ]


def by_rule_line(seats: Seats, day: str = "") -> str:
    """By the rule and the record, on its day or on another; "" where the record has none."""
    rule = seats.by_rule
    if rule is None:
        return ""
    by_rule = BY_RULE.format(
        number=rule.number,
        day=day or day_in_words(rule.as_of),
        premier=counted(rule.premier, "Premier members"),
        graduated=counted(len(rule.projects), "graduated projects"),
        names=joined(rule.projects),
    )
    made = [MADE.format(since=day_in_words(seats.made_since))] if seats.made_since else []
    return " ".join([*made, by_rule, quorum_line(rule.number, seats)])


def quorum_line(number: int, seats: Seats) -> str:
    """By the half of the seats, and by the number that the newest document of the day writes."""
    written = ""
    if seats.stated_quorum:
        value = seats.stated_quorum
        written = WRITTEN.format(stated=value.content, day=day_in_words(value.start))
    return QUORUM.format(number=number, half=quorum(number), written=written)


def needs_text(voters: int, rows: Sequence[Need], view: View) -> str:
    number = view.in_force("TAC-QUORUM")
    head = ("Share", "Of all seats", "Of a bare quorum", "pass_threshold in .gitvote.yml")
    cells = [
        (
            SHARE_NAMES[need.share],
            str(need.of_all),
            str(need.of_a_bare_quorum),
            str(need.pass_threshold),
        )
        for need in rows
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
        f"{table_html('Under each reading', RULINGS, _rulings(vote))}"
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
    for ruling in vote.rulings:
        lines.setdefault((ruling.quorum, ruling.needed, ruling.outcome), []).append(ruling)
    for (least, votes, result), rulings in lines.items():
        yield _common(rulings, vote.rulings), result, str(votes), str(least)


def _common(some: Sequence[Ruling], every: Sequence[Ruling]) -> str:
    """What these readings have in common and the others have not."""
    words = [
        WAYS[point][way]
        for point, way in some[0].ways.items()
        if {ruling.ways[point] for ruling in some} == {way}
        and {ruling.ways[point] for ruling in every} != {way}
    ]
    return ", ".join(words) or "however it is read"


LEFT_OPEN = "Left open: {point}."


def open_points(points: Iterable[str], view: View) -> list[str]:
    """What the documents leave open, in the words of the rule that lists it."""
    texts = {item.id: item.text for item in view.items(UNDEFINED)}
    return [LEFT_OPEN.format(point=texts[point]) for point in points]


def table_html(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
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
