"""Dues as a person reads them: text for the terminal, HTML for a notebook or a page."""

from collections.abc import Sequence
from itertools import pairwise

from lfai_nb.faces.text import escape, paragraph, table
from lfai_nb.membership import Option, Quote, Scenario, sentences
from lfai_nb.membership.desk import Fit, beside, distance, lf_dues_words
from lfai_nb.policy import load
from lfai_nb.policy.words import day_in_words, joined, usd


def quote_text(quote: Quote) -> str:
    parts = [
        f"{quote.level.title()} membership: {quote.headline}",
        "",
        paragraph(quote.reason),
        "",
        *[paragraph(caveat, "  ", "- ") for caveat in quote.caveats],
        "",
        *map(paragraph, origins([quote])),
    ]
    return "\n".join(parts)


def desk_text(quote: Quote, fitting: Fit | None, amount: int | None, currency: str) -> str:
    """What stands around a quote: which level fits, the next band, what else there is to pay."""
    lines = [*fit_lines(fitting), ""] if fitting else []
    lines.append(distance(quote))
    if amount is not None:
        other = f"{amount:,} {currency}" if currency else f"{amount:,}"
        lines.append(sentences.AT_RATE.format(amount=other))
    lines.append(f"{lf_dues_words(load(('dues',)).at(quote.on))} {beside(quote).sentence}")
    return "\n".join(paragraph(line) for line in lines)


def fit_lines(fitting: Fit) -> list[str]:
    """Which level it is, and of each wish which levels give it."""
    return [sentences.FITS.format(level=fitting.level.title()), *fitting.lines]


def options_text(options: Sequence[Option]) -> str:
    rows = [
        (o.quote.level.title(), o.quote.headline, _extra(o), str(len(o.benefits))) for o in options
    ]
    parts = [table(("Level", "Dues", "More than the one before", "Benefits"), rows), ""]
    for option in options:
        below = "gives" if option is options[0] else "adds"
        parts.append(f"{option.quote.level.title()} {below}:")
        parts += [paragraph(item.text, "  ", "- ") for item in option.adds]
        parts.append("")
    parts += [paragraph(caveat, "  ", "- ") for caveat in all_caveats(options)]
    parts += ["", *(paragraph(origin) for origin in origins([o.quote for o in options]))]
    return "\n".join(parts)


def scenarios_text(
    rows: Sequence[Scenario], converted: Sequence[int] = (), currency: str = ""
) -> str:
    """The years to come, of every level; ``converted`` has the dues of the one asked about."""
    first = rows[0].quote
    columns = list(zip(*_years(rows), strict=True))
    head = [*_YEARS, *(each.level.title() for each in rows[0].levels)]
    if converted:
        head.append(f"{first.level.title()} in {currency}" if currency else "At your rate")
        columns.append(tuple(f"{amount:,}" for amount in converted))
    return "\n".join(
        [
            table(
                (*head, ""),
                zip(*columns, _changes(rows), strict=True),
                right=(0, 1, *range(len(_YEARS), len(head))),
            ),
            "",
            paragraph(
                f"Dues a year, at those of {day_in_words(first.as_of)}; those of later years are "
                "not known."
            ),
            *map(paragraph, origins(rows[0].levels)),
        ]
    )


_YEARS = ("Year", "Employees", "Band of General")


def _years(rows: Sequence[Scenario]) -> list[tuple[str, ...]]:
    return [
        (
            str(row.year),
            f"{row.quote.employees:,}",
            str(row.general.band),
            *(usd(each.amount_usd) if each.amount_usd else each.headline for each in row.levels),
        )
        for row in rows
    ]


def _changes(rows: Sequence[Scenario]) -> list[str]:
    """What is to be noticed of each year: the band of General is another than the year before."""
    bands = [row.general.band for row in rows]
    return ["", *("band changes" if a != b else "" for a, b in pairwise(bands))]


def quote_html(quote: Quote) -> str:
    caveats = "".join(f"<li>{escape(caveat)}</li>" for caveat in quote.caveats)
    return (
        f'<div class="lfai-quote"><p><strong>{escape(quote.level.title())} membership: '
        f"{escape(quote.headline)}</strong></p><p>{escape(quote.reason)}</p>"
        f"<ul>{caveats}</ul>{_origins_html([quote])}</div>"
    )


def options_html(options: Sequence[Option], *, dues: bool = True) -> str:
    """The levels side by side: dues on top, then a row for each benefit."""
    head = "".join(f'<th scope="col">{escape(o.quote.level.title())}</th>' for o in options)
    rows = []
    if dues:
        rows.append(_row("Dues", [f"<strong>{escape(o.quote.headline)}</strong>" for o in options]))
        rows.append(_row("More than the one before", [escape(_extra(o)) for o in options]))
    # Later levels overwrite: a benefit is worded as its highest level words it.
    items = {item.id: item.text for o in options for item in o.benefits}
    for item_id, text in items.items():
        has = [item_id in {item.id for item in o.benefits} for o in options]
        rows.append(_row(text, [_mark(there) for there in has]))
    caption = "Levels of membership side by side" + (", dues a year" if dues else "")
    from_where = _origins_html([o.quote for o in options]) if dues else ""
    return (
        f'<div class="lfai-options"><table class="lfai-levels"><caption>{caption}</caption>'
        f'<thead><tr><th scope="col">Benefit</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{from_where}</div>"
    )


def _row(head: str, cells: Sequence[str]) -> str:
    data = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(head)}</th>{data}</tr>'


def scenarios_html(rows: Sequence[Scenario]) -> str:
    lines = zip(_years(rows), _changes(rows), strict=True)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in (*cells, change))}</tr>"
        for cells, change in lines
    )
    names = (*_YEARS, *(each.level.title() for each in rows[0].levels), "Note")
    head = "".join(f'<th scope="col">{h}</th>' for h in names)
    return (
        f"<div><table><caption>Dues a year in the years to come, at the figures of "
        f"{day_in_words(rows[0].quote.as_of)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"{_origins_html(rows[0].levels)}</div>"
    )


def all_caveats(options: Sequence[Option]) -> list[str]:
    """Every caveat of several quotes, each once, in the order in which they come up."""
    return list(dict.fromkeys(caveat for o in options for caveat in o.quote.caveats))


def origins(quotes: Sequence[Quote]) -> list[str]:
    """Where each amount is from and how old it is; what several have in common is said once."""
    levels: dict[str, list[str]] = {}
    for quote in quotes:
        levels.setdefault(f"{source_words(quote)} {quote.figures}", []).append(quote.level.title())
    if len(levels) == 1:
        return [f"Source: {origin}" for origin in levels]
    return [f"Source of {joined(names)}: {origin}" for origin, names in levels.items()]


def _origins_html(quotes: Sequence[Quote]) -> str:
    lines = "".join(f"<p>{escape(origin)}</p>" for origin in origins(quotes))
    return f'<div class="lfai-origins">{lines}</div>'


def source_words(quote: Quote) -> str:
    return f"{quote.source.title}, “{quote.where}”."


def _extra(option: Option) -> str:
    return f"+{usd(option.extra_usd)}" if option.extra_usd else "–"


def _mark(there: bool) -> str:
    # A word for a screen reader, a sign for the eye.
    sign, word = ("✓", "yes") if there else ("–", "no")
    return f'<span role="img" aria-label="{word}">{sign}</span>'
