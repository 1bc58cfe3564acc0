"""Figures of many projects, drawn with matplotlib and returned as SVG with a description.

The same data give the same file, to the byte: nbval compares them. Text stays text, for those who
read with their ears and for whoever searches the page.
"""

import io
import re
from collections.abc import Mapping, Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from lfai_nb.faces.text import escape
from lfai_nb.lifecycle.facts import Interval

_STYLE = {
    "svg.hashsalt": "lfai-nb",
    "svg.fonttype": "none",
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "white",
}


def intervals(found: Mapping[str, Interval], thresholds: Mapping[str, int], title: str) -> str:
    """A bar from the low to the high end for each project, and a line for each threshold."""
    names = sorted(found, key=lambda name: (found[name].low, found[name].high, name))
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7, 1 + 0.17 * len(names)))
        axes = figure.add_subplot()
        for row, name in enumerate(names):
            one = found[name]
            # A high end beyond the axis is drawn to its edge; the true number stands beside it.
            axes.plot([one.low, min(one.high, 60)], [row, row], color="#8a8a8a", linewidth=3)
            axes.plot(one.low, row, "o", color="#24292f", markersize=4)
            axes.annotate(f"{one}", (min(one.high, 60), row), (4, -3), textcoords="offset points")
        for n, (label, threshold) in enumerate(thresholds.items()):
            axes.axvline(threshold, color="#b35900", linestyle="--", linewidth=1)
            # Thresholds lie close together: each label has a line of its own.
            place = (threshold + 0.4, len(names) + 0.9 * n - 0.4)
            axes.annotate(f"{label}: {threshold}", place, color="#8a4500")
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(-0.7, len(names) + 0.9 * len(thresholds))
        axes.set_xlabel("organisations")
        figure.subplots_adjust(left=0.3, right=0.93, top=0.97, bottom=0.07)
        low = sum(1 for one in found.values() if one.low >= min(thresholds.values(), default=0))
        described = (
            f"{len(names)} projects, each from the organisations that are established (dot) to "
            f"those that are possible (end of the bar); {low} certainly reach the lowest threshold"
        )
        return _svg(figure, title, described)


def durations(
    months: Mapping[str, Sequence[tuple[str, float]]],
    expected: Mapping[str, tuple[int, int]],
    title: str,
) -> str:
    """How long each passage took, a dot for each project, over the expectation as a band."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7, 0.9 + 0.22 * sum(map(len, months.values()))))
        axes = figure.add_subplot()
        row, labels, words = 0, [], []
        for passage, took in months.items():
            ordered = sorted(took, key=lambda pair: pair[1])
            low, high = expected[passage]
            axes.fill_betweenx(
                [row - 0.5, row + len(ordered) - 0.5],
                low if low < high else 0,  # one number is an upper end: "within 12 months"
                high,
                color="#d0d7de",
                linewidth=0,
            )
            for project, span in ordered:
                axes.plot(span, row, "o", color="#24292f", markersize=5)
                labels.append(f"{project}: {passage}")
                row += 1
            inside = sum(span <= high for _, span in ordered)
            words.append(f"{passage}: {inside} of {len(ordered)} within {high} months")
        axes.set_yticks(range(len(labels)), labels)
        axes.set_xlim(left=0)
        axes.set_xlabel("months since joining; shaded: what is expected")
        figure.subplots_adjust(left=0.42, right=0.97, top=0.98, bottom=0.12)
        return _svg(figure, title, "; ".join(words))


def _svg(figure: Figure, title: str, description: str) -> str:
    """The figure as SVG that fits its place and says what it shows."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    body = out.getvalue()[out.getvalue().index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', "", body, count=1)
    label = f"{escape(title)}. {escape(description)}."
    return body.replace(
        "<svg", f'<svg role="img" aria-label="{label}" style="max-width:100%;height:auto"', 1
    )
