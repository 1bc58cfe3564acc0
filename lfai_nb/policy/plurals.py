"""Singular and plural, for everything that is counted, in every face.

The data names a unit in the plural (``unit = "weeks"``); how one of them is called follows from it.

>>> counted(1, "weeks"), counted(3, "weeks"), counted(1200, "organisations")
('1 week', '3 weeks', '1,200 organisations')
>>> counted(1, "percent of all voting members"), counted(1, "people")
('1 percent of all voting members', '1 person')
"""

# What does not lose an "s": a word of a new kind is added here, once for all faces.
_IRREGULAR = {"percent": "percent", "people": "person", "series": "series"}


def singular(unit: str) -> str:
    """The unit of one: "week" for "weeks", "business day" for "business days"."""
    head, of, rest = unit.partition(" of ")  # of "members of the council" the members are counted
    before, space, noun = head.rpartition(" ")
    if noun in _IRREGULAR:
        noun = _IRREGULAR[noun]
    elif noun.endswith("ies"):
        noun = f"{noun.removesuffix('ies')}y"
    elif noun.endswith(("ches", "shes", "sses", "xes")):
        noun = noun.removesuffix("es")
    else:
        noun = noun.removesuffix("s")
    return f"{before}{space}{noun}{of}{rest}"


def noun(number: int, unit: str) -> str:
    """The unit as it follows the number."""
    return singular(unit) if number == 1 else unit


def counted(number: int, unit: str) -> str:
    return f"{number:,} {noun(number, unit)}".rstrip()
