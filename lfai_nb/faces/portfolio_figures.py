"""A figure of many projects, drawn with matplotlib and returned as SVG with a description.

The same data give the same file, to the byte: nbval compares them. Text stays text, for those who
read with their ears and for whoever searches the page.
"""

import io
import math
import re
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from lfai_nb.faces.text import escape
from lfai_nb.lifecycle.facts import Interval

# `Any`: matplotlib names every key that it knows, which a plain dict of ours is not.
_STYLE: Any = {
    "svg.hashsalt": "lfai-nb",
    "svg.fonttype": "none",
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "white",
}


def intervals(found: Mapping[str, Interval], thresholds: Mapping[str, int], title: str) -> str:
    """A bar from the low to the high end for each project, and a line for each threshold."""
    names = sorted(found, key=lambda name: (found[name].low, _end(found[name]), name))
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7, 1 + 0.17 * len(names)))
        axes = figure.add_subplot()
        for row, name in enumerate(names):
            one = found[name]
            # A high end beyond the axis is drawn to its edge; the true number stands beside it.
            end = min(_end(one), 60)
            axes.plot([one.low, end], [row, row], color="#8a8a8a", linewidth=3)
            axes.plot(one.low, row, "o", color="#24292f", markersize=4)
            axes.annotate(f"{one}", (end, row), (4, -3), textcoords="offset points")
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


def _end(one: Interval) -> float:
    return math.inf if one.high is None else one.high


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
