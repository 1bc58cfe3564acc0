"""What the ``{shown}`` directive can put on a page, each by its name: date -> content.

One module for each part of the book, each with its own ``SHOWN``.
"""

from collections.abc import Callable
from datetime import date

from handbook.parts import Content
from handbook.tables import (
    council,
    foundation,
    hosted,
    hosting,
    house,
    joining,
    numbers,
    openness,
    practices,
    projects,
    proposals,
    reference,
    review,
    side_by_side,
    status,
    workflow,
)

SHOWN: dict[str, Callable[[date], Content]] = {
    **foundation.SHOWN,
    **council.SHOWN,
    **openness.SHOWN,
    **numbers.SHOWN,
    **joining.SHOWN,
    **hosting.SHOWN,
    **hosted.SHOWN,
    **proposals.SHOWN,
    **house.SHOWN,
    **practices.SHOWN,
    **review.SHOWN,
    **projects.SHOWN,
    **side_by_side.SHOWN,
    **reference.SHOWN,
    **status.SHOWN,
    **workflow.SHOWN,
}
