"""The picture of a shared link holds the whole title of its page."""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from handbook import social_cards as cards
from tests.site.conftest import ROOT

SITE = Path(os.environ.get("LFAI_NB_SITE", ROOT / "_build" / "html"))
CARDS = sorted((SITE / "_static" / "cards").glob("*.png"))


def inked(card: Image.Image, box: tuple[int, int, int, int]) -> bool:
    part = card.convert("RGB").crop(box)
    return (
        ImageChops.difference(part, Image.new("RGB", part.size, cards.PAPER)).getbbox() is not None
    )


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_no_title_leaves_its_place_on_the_card(path: Path) -> None:
    card = Image.open(path)
    right = cards.WIDTH - cards.LEFT
    assert inked(card, (cards.LEFT, cards.TOP, right, cards.BELOW))
    assert not inked(card, (right + 2, 0, cards.WIDTH, cards.HEIGHT))
    assert not inked(card, (0, cards.BELOW - 8, cards.WIDTH, cards.BELOW))


@pytest.mark.parametrize(
    "title",
    [
        "Dues",
        "W" * 20,
        "Workers that do not wait, and a table over several processes",
        "Word " * 60,
    ],
)
def test_a_title_of_any_length_is_whole_and_fits(title: str) -> None:
    size, lines = cards.fit(title)
    assert " ".join(lines) == title.strip()
    card = cards.draw(title, "The book")
    assert not inked(card, (cards.WIDTH - cards.LEFT + 2, 0, cards.WIDTH, cards.HEIGHT))
    assert cards.TOP + len(lines) * size <= cards.BELOW


def test_a_title_that_no_card_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="no card can hold"):
        cards.fit("W" * 500)
