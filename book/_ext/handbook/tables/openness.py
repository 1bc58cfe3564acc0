"""What each model of the tool that has a class owes to which reading of the framework."""

from collections.abc import Callable, Mapping
from datetime import date

from handbook.parts import NONE, Content, el, recorded, table
from lfai_nb.openness import Release, judge, models, recorded_on
from lfai_nb.openness.classes import substitutes
from lfai_nb.policy import Item, View, load
from lfai_nb.policy.words import day_in_words


def openness_debts(on: date) -> Content:
    """Every model with a class: what passes only as the tool judges, and what it is strictly."""
    day, view = recorded_on(), load().at(on)
    if on < day:
        return el(
            "p", f"The models in this table are those that the tool had on {day_in_words(day)}."
        )
    rows = []
    strict_classes = 0
    for name, model in models(view).items():
        as_tool = judge(model.released, view=view)
        if not name.startswith("models/") or as_tool.openness.certain is None:
            continue
        strictly = judge(model.released, view=view, strict=True)
        strict_classes += strictly.openness.certain is not None
        rows.append(
            (
                name.removeprefix("models/"),
                as_tool.openness.certain,
                strictly.openness.certain or "none",
                _other_type(as_tool.openness.misfits, model.released),
                _stands_in(model.released, view),
            )
        )
    head = ["Model", "Class", "Strictly", "Licences made for another type", "The paper stands in"]
    caption = f"The {len(rows)} models with a class, as recorded on {day_in_words(day)}"
    words = (
        f"Read strictly, {strict_classes or 'none'} of these {len(rows)} models would have a class."
    )
    return [table(caption, head, rows), el("p", words), recorded("mot-models-2026")]


def _other_type(misfits: tuple[Item, ...], released: Mapping[str, Release]) -> str:
    """By licence, the components that it passes for though it is made for another type."""
    by_licence: dict[str, list[str]] = {}
    for item in misfits:
        by_licence.setdefault(str(released[item.id]), []).append(item.id.replace("-", " "))
    return "; ".join(f"{licence}: {', '.join(of)}" for licence, of in by_licence.items()) or NONE


def _stands_in(released: Mapping[str, Release], view: View) -> str:
    """Where the paper alone stands for the report: without that rule there would be no class."""
    missing = (
        substitute
        for substitute in substitutes(view)
        if not substitute.when and not released[substitute.component]
    )
    return (
        ", ".join(f"for the {substitute.component.replace('-', ' ')}" for substitute in missing)
        or NONE
    )


SHOWN: dict[str, Callable[[date], Content]] = {"openness-debts": openness_debts}
