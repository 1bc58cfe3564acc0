"""What was claimed about a hosted project, by whom, and what became of it here: a card for each.

A card ends in one of five ways: reproduced in shape (on what, and how much), not reproduced (what
was seen instead), not reproducible here (and why), reported only, or no result is claimed. Reported
and measured numbers never share a plot.
"""

import re
from dataclasses import dataclass
from html import escape

SHAPE, NOT_SHOWN = "reproduced in shape", "not reproduced"
NOT_HERE, REPORTED = "not reproducible here", "reported only"
NO_FIGURE = "no result is claimed"
UNSAID = "the slide does not say"

#: The page has a style for the class; in a bare notebook the card has this border all the same.
BOX = "border:1px solid currentColor;border-radius:.5rem;padding:.75rem 1rem;margin-block:.75rem"


@dataclass(frozen=True)
class Card:
    claim: str
    by: str
    source: str  # where and when it was said
    on: str  # what it was measured on, as far as the source says
    ending: str
    how: str

    def __str__(self) -> str:
        return (
            f"claim:  {self.claim}\n"
            f"by:     {self.by}; {self.source}\n"
            f"on:     {self.on}\n"
            f"here:   {self.ending}: {self.how}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        ending = self.ending[0].upper() + self.ending[1:]
        kind = self.ending.replace(" ", "-")
        return (
            f'<div class="claim-card {kind}" style="{BOX}">'
            f'<p class="claim-ending"><strong>{escape(ending)}</strong></p>'
            f'<p class="claim">{escape(self.claim)}</p>'
            f'<p class="claim-by">Claimed by {escape(self.by)}; {linked(self.source)}. '
            f"Measured on: {escape(self.on)}.</p>"
            f"<p><strong>Here:</strong> {escape(self.how)}.</p></div>"
        )


def linked(text: str) -> str:
    """Escaped, and an address leads there."""
    return re.sub(r"https://[^\s<>]+", r'<a href="\g<0>">\g<0></a>', escape(text))
