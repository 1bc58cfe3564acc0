"""What the council's tools in the page read: the numbers of each period, and the readings."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import escape
from types import MappingProxyType
from typing import Any

from handbook.tool_data import DAY, change_days
from lfai_nb import catalog
from lfai_nb.council import WAYS, decisions, seats_on
from lfai_nb.council.attendance import (
    ACCEPTED,
    CAPITAL,
    CAPITAL_NOTE,
    MOST_MEETINGS,
    MOST_SEATS,
    MOST_SIGNS,
    WRITTEN,
)
from lfai_nb.council.gitvote import OF_PRESENT
from lfai_nb.council.readings import SHORT
from lfai_nb.council.season import QUORUM
from lfai_nb.council.standing import STANDING
from lfai_nb.faces.council import (
    SHARE_NAMES,
    UNDEFINED,
    by_rule_line,
    not_alone,
    open_points,
    seats_lines,
)
from lfai_nb.faces.season import (
    ABSENT,
    ABSENT_OFTEN,
    BECOMES,
    BY_ALTERNATE,
    GROUPS,
    LEGEND,
    LISTS,
    MEETINGS,
    MOST_DAYS,
    NAMED_MEETING,
    NEXT,
    NEXT_MEETING,
    NEXT_TITLE,
    NO_ABSENCE,
    NOBODY,
    RISK,
    SEATS,
)
from lfai_nb.policy import NotKnownYet, View, load

#: How a select says what a point is about, and what each of its ways is.
POINTS = {
    "in-a-row": ("Absences", {"in-a-row": "have to follow each other", "added-up": "add up"}),
    "window": (
        "Counted",
        {
            "all": "from the first meeting on",
            "year": "within a calendar year",
            "twelve-months": "within twelve months",
        },
    ),
    "alternate": ("An alternate", {"present": "counts as present", "absent": "does not"}),
    "second-meeting": (
        "The vote is back",
        {"at": "at the second meeting", "after": "at the one after it"},
    ),
    "denominator": (
        "A seat that lost its vote",
        {"stays": "still counts as a seat", "leaves": "does not count"},
    ),
    "half": ("The quorum is", {"half": "half of the seats", "number": "the number on the slide"}),
    "of": ("The share is taken of", {"all": "all voting seats", "present": "those present"}),
}
#: The rules that an answer of the tool on attendance rests on.
ATTENDANCE_RULES = (
    "TAC-ATTENDANCE",
    "TAC-ABSENCES",
    "TAC-REINSTATE",
    "TAC-ALTERNATE",
    "TAC-QUORUM",
    UNDEFINED,
)
SEATS_RULES = ("TAC-WHO-VOTES", "TAC-PREMIER-SEATS", "TAC-PROJECT-SEATS", "TAC-SEATS")
EXAMPLE = """\
meeting,Seat 1,Seat 2,Seat 3,Seat 4,Seat 5
2024-01-11,x,x,x,x,x
2024-01-25,x,-,x,a,x
2024-02-08,x,x,-,a,x
2024-02-22,x,-,-,x,-
2024-03-07,x,x,x,x,-"""


def selects(points: Iterable[str], decided: Mapping[str, str] = MappingProxyType({})) -> str:
    """A field for each point, open until somebody decides it."""
    fields = []
    for point in points:
        label, ways = POINTS[point]
        options = "".join(
            f'<option value="{way}"{" selected" * (decided.get(point) == way)}>{words}</option>'
            for way, words in {"open": "left open", **ways}.items()
        )
        fields.append(
            f'<p><label for="{point}">{label}</label> <select id="{point}" name="{point}">'
            f"{options}</select></p>"
        )
    return "".join(fields)


def _now() -> View:
    policy = load()
    return policy.at(policy.known_until)


def vote_form(form: str) -> str:
    view = _now()
    stated = {r: s for r, s in decisions(view).items() if s != "unstated"}
    options = [
        (rule, f"{view.policy[rule].decides} ({SHARE_NAMES[share]})")
        for rule, share in stated.items()
    ]
    options += [(share, f"Something else, by {words}") for share, words in SHARE_NAMES.items()]
    chosen = next(rule for rule, share in stated.items() if share == "two-thirds")
    filled = "".join(
        f'<option value="{value}"{" selected" * (value == chosen)}>{escape(words)}</option>'
        for value, words in options
    )
    return (
        form.replace("@decisions@", filled)
        .replace("@seats@", str(view.number("TAC-SEATS")))
        .replace("@ways@", selects(("half", "denominator", "of")))
    )


def attendance_form(form: str) -> str:
    return form.replace("@example@", escape(EXAMPLE)).replace(
        # The number is that of a council of sixteen, and would leave most others without a quorum.
        "@ways@",
        selects((*STANDING, *QUORUM), {"half": "half"}),
    )


def vote_rules() -> set[str]:
    stated = (rule for rule, share in decisions(_now()).items() if share != "unstated")
    return {"TAC-SEATS", "TAC-QUORUM", UNDEFINED, *stated}


def _open(view: View) -> dict[str, str]:
    return dict(zip(WAYS, open_points(WAYS, view), strict=True))


def _periods(read: Callable[[View], dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """What the rules say, from each day on which it changes; and the sentence for days before."""
    policy = load()
    periods: list[dict[str, Any]] = []
    unknown = ""
    for day in change_days(policy):
        try:
            period = read(policy.at(day))
        except NotKnownYet as error:
            unknown = error.sentence(error.rule, DAY)
            continue
        if not periods or periods[-1] != {"from": periods[-1]["from"], **period}:
            periods.append({"from": day.isoformat(), **period})
    return periods, unknown


def _voting(view: View) -> dict[str, Any]:
    shares = decisions(view).items()
    return {
        "quorum": view.number("TAC-QUORUM"),
        "seats": view.number("TAC-SEATS"),
        "decisions": {
            rule: {"share": share, "also": not_alone(rule, view)}
            for rule, share in shares
            if share != "unstated"
        },
    }


def _absences(view: View) -> dict[str, Any]:
    return {
        "absences": view.number("TAC-ABSENCES"),
        "back": view.number("TAC-REINSTATE"),
        "number": view.number("TAC-QUORUM"),
    }


def vote() -> dict[str, Any]:
    periods, unknown = _periods(_voting)
    return {
        "periods": periods,
        "unknown": unknown,
        "ways": {point: WAYS[point] for point in ("half", "denominator", *_OF)},
        "open": _open(_now()),
        "shares": SHARE_NAMES,
        "of_present": OF_PRESENT,
    }


def seats() -> dict[str, Any]:
    """The tables from each day on, and what the rule and the record come to beside them."""
    tables, unknown = _periods(_table)
    record = catalog.load()
    days = {count.date for count in record.members} | {event.date for event in record.stages}
    days |= {gone.date for gone in record.exits if gone.date} | set(change_days(load()))
    first = date.fromisoformat(tables[0]["from"])
    rules: list[dict[str, Any]] = []
    for day in sorted({first, *(day for day in days if day > first)}):
        held = seats_on(day)
        assert held.by_rule is not None  # the record is older than the first table
        own = {"premier": held.by_rule.premier, "graduated": held.by_rule.projects}
        own |= {"line": by_rule_line(held, "{day}")}
        if not rules or rules[-1] != {"from": rules[-1]["from"], **own}:
            rules.append({"from": day.isoformat(), **own})
    of = record.as_of.isoformat()
    return {"tables": tables, "rules": rules, "record_of": of, "unknown": unknown}


def _table(view: View) -> dict[str, Any]:
    held = seats_on(view.day, policy=view.policy)
    return {"table": held.as_json()["table"], "lines": seats_lines(held)}


_OF = ("majority-of", "two-thirds-of")


def attendance() -> dict[str, Any]:
    periods, unknown = _periods(_absences)
    return {
        "periods": periods,
        "unknown": unknown,
        "standing": STANDING,
        "quorum": QUORUM,
        "ways": {point: WAYS[point] for point in (*STANDING, *QUORUM)},
        "short": SHORT,
        "open": _open(_now()),
        "written": {word: mark.value for word, mark in WRITTEN.items()},
        "accepted": ACCEPTED,
        "capital": {"mark": CAPITAL, "note": CAPITAL_NOTE},
        "legend": LEGEND,
        "meetings": MEETINGS,
        "seats": SEATS,
        "groups": GROUPS,
        "next": {
            "meeting": NEXT_MEETING,
            "named": NAMED_MEETING,
            "title": NEXT_TITLE,
            "head": NEXT,
            "becomes": BECOMES,
            "none": NO_ABSENCE,
            "absent": ABSENT,
            "often": ABSENT_OFTEN,
            "alternate": BY_ALTERNATE,
            "most": MOST_DAYS,
        },
        "lists": LISTS,
        "nobody": NOBODY,
        "risk": RISK,
        "most": {"seats": MOST_SEATS, "meetings": MOST_MEETINGS, "signs": MOST_SIGNS},
    }
