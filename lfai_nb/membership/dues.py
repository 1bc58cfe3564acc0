"""What membership costs, and why: ``quote``, ``compare``, ``scenarios``.

The amounts, the bands and who may choose the free level stand in ``data/policy/``; here is only
how they are read for one organisation on one date.

    quote(...)       one level for one organisation
    compare(...)     every level that the organisation may choose
    scenarios(...)   the years to come, with where the band changes

    BadInput                   a head-count, a level or a kind of organisation that is none
    NotEligible(BadInput)      a level that this organisation may not choose, and what it may

>>> from datetime import date
>>> quote(1999, lf_member=True, on=date(2024, 3, 1)).headline
'$10,000 a year'
"""

from collections.abc import Iterator
from datetime import date

from lfai_nb.errors import BadInput
from lfai_nb.frozen import dataclass
from lfai_nb.membership import sentences
from lfai_nb.policy import Band, Item, Policy, Source, View, load
from lfai_nb.policy.words import usd

LEVELS = ("premier", "general", "associate")
ORGANIZATIONS = ("corporate", "academic", "nonprofit")


class NotEligible(BadInput):
    """A level that this organisation may not choose."""


@dataclass(frozen=True, slots=True)
class Quote:
    level: str
    organization: str
    employees: int
    lf_member: bool
    on: date
    amount_usd: int
    band: Band | None  # None where the size makes no difference
    needs_approval: bool
    reason: str
    caveats: tuple[str, ...]
    rule: str
    source: Source
    where: str
    as_of: date
    newer_from: date | None  # the first day of the figures that follow, where any are known

    @property
    def headline(self) -> str:
        if self.amount_usd == 0 and self.needs_approval:
            return "Free, subject to approval by the Governing Board"
        return f"{usd(self.amount_usd)} a year"

    @property
    def figures(self) -> str:
        """Which figures these are, and how old they are on the date of the quote."""
        return sentences.figures(self.as_of, self.newer_from, self.on)

    def as_json(self) -> dict[str, object]:
        return {
            "level": self.level,
            "organization": self.organization,
            "employees": self.employees,
            "lf_member": self.lf_member,
            "on": self.on.isoformat(),
            "amount_usd": self.amount_usd,
            "headline": self.headline,
            "band": str(self.band) if self.band else None,
            "needs_approval": self.needs_approval,
            "reason": self.reason,
            "caveats": list(self.caveats),
            "figures": self.figures,
            "as_of": self.as_of.isoformat(),
            "newest_known": self.newer_from is None,
            "newer_from": self.newer_from.isoformat() if self.newer_from else None,
            "age_days": (self.on - self.as_of).days,
            "rule": self.rule,
            "source": {"id": self.source.id, "title": self.source.title, "where": self.where},
        }


@dataclass(frozen=True, slots=True)
class Option:
    """One level that an organisation may choose, beside the next cheaper one."""

    quote: Quote
    benefits: tuple[Item, ...]  # all that the level gives
    adds: tuple[Item, ...]  # what the next cheaper level does not give
    extra_usd: int  # what it costs more than the next cheaper level; 0 for the cheapest


@dataclass(frozen=True, slots=True)
class Scenario:
    year: int  # 0 is the year of the quote
    quote: Quote
    band_changes: bool  # since the year before
    levels: tuple[Quote, ...]  # all that the organisation may choose that year, from the cheapest

    @property
    def general(self) -> Quote:
        """The one level whose dues go by the size."""
        return next(each for each in self.levels if each.level == "general")


def quote(
    employees: int,
    *,
    lf_member: bool,
    level: str = "general",
    organization: str = "corporate",
    on: date,
    policy: Policy | None = None,
) -> Quote:
    """What one level costs one organisation, by the figures in force on a date."""
    employees = head_count(employees)
    level = _choice("level", level, LEVELS)
    organization = _choice("organization", organization, ORGANIZATIONS)
    if not isinstance(lf_member, bool):
        raise BadInput(f"lf_member is true or false, not {lf_member!r}")
    view = (policy or load(("dues",))).at(on)
    if level not in _eligible(view, organization):
        free_for = " and ".join(item.text for item in view.items("MEM-ASSOCIATE-WHO"))
        others = " or ".join(
            f"{other.title()} ({_amount(view, other, lf_member, employees)})"
            for other in _eligible(view, organization)
        )
        raise NotEligible(
            f"Associate membership is limited to {free_for}; "
            f"a {organization} organisation can choose {others}"
        )
    return _quote(view, level, organization, employees, lf_member)


def compare(
    employees: int,
    *,
    lf_member: bool,
    organization: str = "corporate",
    on: date,
    policy: Policy | None = None,
) -> tuple[Option, ...]:
    """Every level that the organisation may choose, from the cheapest, and what each adds."""
    policy = policy or load(("dues", "membership"))
    view = policy.at(on)
    quotes = [
        quote(
            employees,
            lf_member=lf_member,
            level=level,
            organization=organization,
            on=on,
            policy=policy,
        )
        for level in reversed(LEVELS)
        if level in _eligible(view, _choice("organization", organization, ORGANIZATIONS))
    ]
    options: list[Option] = []
    for each in quotes:
        benefits = benefits_of(view, each.level)
        below = options[-1] if options else None
        had = {item.id for item in below.benefits} if below else set()
        extra = each.amount_usd - below.quote.amount_usd if below else 0
        adds = tuple(item for item in benefits if item.id not in had)
        options.append(Option(each, benefits, adds, extra))
    return tuple(options)


def scenarios(
    employees: int,
    *,
    lf_member: bool,
    level: str = "general",
    organization: str = "corporate",
    growth_percent: int = 30,
    years: int = 5,
    on: date,
    policy: Policy | None = None,
) -> tuple[Scenario, ...]:
    """This year and the years to come, if the head-count grows (or shrinks) evenly.

    The dues are those in force on ``on`` throughout: nobody knows those of later years.
    """
    if isinstance(growth_percent, bool) or not isinstance(growth_percent, int):
        raise BadInput(f"growth is a whole percentage, such as 30, not {growth_percent!r}")
    if not -100 < growth_percent <= 1000:
        raise BadInput(f"growth lies above -100 and up to 1000 percent, not at {growth_percent}")
    if isinstance(years, bool) or not isinstance(years, int) or not 1 <= years <= 50:
        raise BadInput(f"years is a whole number from 1 to 50, not {years!r}")
    view = (policy or load(("dues",))).at(on)
    rows: list[Scenario] = []
    for year in range(years + 1):
        each = quote(
            grown(employees, growth_percent, year) if year else employees,
            lf_member=lf_member,
            level=level,
            organization=organization,
            on=on,
            policy=policy,
        )
        changes = bool(rows) and each.band != rows[-1].quote.band
        levels = tuple(
            _quote(view, name, organization, each.employees, lf_member)
            for name in reversed(offered_levels(view, organization))
        )
        rows.append(Scenario(year, each, changes, levels))
    return tuple(rows)


def grown(employees: int, percent: int, years: int) -> int:
    """The head-count after some years, to the nearest whole person and never below one."""
    # Whole-number arithmetic: a float would put a company on the wrong side of a band's edge.
    above: int = employees * (100 + percent) ** years
    below: int = 100**years
    return max(1, (2 * above + below) // (2 * below))


def head_count(employees: object) -> int:
    """The number of employees, or a sentence on what would be one."""
    # True is an int to Python; nobody means one employee by it.
    if isinstance(employees, bool) or not isinstance(employees, int) or employees < 1:
        given = repr(employees)
        given = given if len(given) <= 40 else f"{given[:37]}..."
        raise BadInput(f"employees is a whole number of 1 or more, not {given}")
    return employees


def benefits_of(view: View, level: str) -> tuple[Item, ...]:
    """All that a level gives; Premier has General's list besides its own."""
    own = view.items(f"MEM-{level.upper()}-BENEFITS")
    if level != "premier" or view["MEM-PREMIER-INCLUDES-GENERAL"] is None:
        return own
    ids = {item.id for item in own}
    return own + tuple(item for item in benefits_of(view, "general") if item.id not in ids)


def bands_for(view: View, lf_member: bool) -> tuple[Band, ...]:
    """The steps of the General dues, for a figure or a table."""
    return view.bands(_rule("general", lf_member))


def _choice(what: str, given: object, allowed: tuple[str, ...]) -> str:
    if isinstance(given, str) and given in allowed:
        return given
    raise BadInput(f"{what} is one of {', '.join(allowed)}, not {str(given)[:40]!r}")


def offered_levels(view: View, organization: str) -> tuple[str, ...]:
    """The levels that an organisation may choose, the dearest first."""
    return tuple(_eligible(view, _choice("organization", organization, ORGANIZATIONS)))


def _eligible(view: View, organization: str) -> Iterator[str]:
    free_for = {item.id for item in view.items("MEM-ASSOCIATE-WHO")}
    return (level for level in LEVELS if level != "associate" or organization in free_for)


def _rule(level: str, lf_member: bool) -> str:
    # The source leaves the Associate cell for new Linux Foundation members empty; the free level
    # is answered from the other cell, with a caveat.
    member = lf_member or level == "associate"
    return f"DUES-{level.upper()}-{'LF' if member else 'NEW'}"


def _amount(view: View, level: str, lf_member: bool, employees: int) -> str:
    if level == "general":
        return usd(next(b for b in bands_for(view, lf_member) if employees in b).usd)
    return usd(view.number(_rule(level, lf_member)))


def _quote(view: View, level: str, organization: str, employees: int, lf_member: bool) -> Quote:
    rule = _rule(level, lf_member)
    value = view.in_force(rule)
    approval = view["MEM-ASSOCIATE-APPROVAL"] if level == "associate" else None
    band = None
    if level == "general":
        band = next(b for b in view.bands(rule) if employees in b)
        amount = band.usd
    else:
        amount = view.number(rule)
    following = (later.start for later in view.policy[rule].values if later.start > value.start)
    return Quote(
        level=level,
        organization=organization,
        employees=employees,
        lf_member=lf_member,
        on=view.day,
        amount_usd=amount,
        band=band,
        needs_approval=approval is not None,
        reason=sentences.reason(level, band, lf_member).format(employees=f"{employees:,}"),
        caveats=_caveats(view, level, organization, lf_member),
        rule=rule,
        source=value.source,
        where=value.where,
        as_of=value.start,
        newer_from=next(following, None),
    )


def _caveats(view: View, level: str, organization: str, lf_member: bool) -> tuple[str, ...]:
    """What the reader must know that the amount does not say."""
    unstated = {item.id: item.text for item in view.items("DUES-UNSTATED")}
    relevant = []
    if level == "associate":
        relevant.append("Associate membership requires approval by the Governing Board.")
        relevant += [] if lf_member else [unstated["associate-new"]]
        return tuple(relevant)
    relevant.append(unstated["lf-on-top" if lf_member else "lf-included"])
    if level == "general":
        relevant.append(unstated["employees"])
    relevant.append(unstated["currency"])
    if organization != "corporate":
        relevant.append(unstated["choice"])
    return tuple(relevant)
