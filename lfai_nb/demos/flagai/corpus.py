"""Foundation news: short invented texts whose every fact is known.

    >>> news = make_news(2, seed=0)
    >>> news[0].title.count(":")
    1

Each text tells nine facts (who, what, when, ...), drawn at random, so titles, entity tags,
questions and labels come for free and are right by construction. So does the entropy of the source:
the bits that no language model can beat (`entropy_bits`).

All names are made of syllables and name nothing that exists.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

SYLLABLES = "ka lo mi ra ten vor dal sen quo bri nel tas fer zan ul pex gor hin mar tol ves cor"
MONTHS = ("january", "march", "april", "june", "july", "october")
AREAS = {
    "training": ("trains", "models", "gpus"),
    "serving": ("serves", "requests", "latency"),
    "data": ("stores", "tables", "lineage"),
    "trust": ("audits", "systems", "bias"),
    "labels": ("annotates", "images", "samples"),
}
EVENTS = ("released", "accepted", "graduated", "reviewed", "merged")
COUNTS = tuple(str(n) for n in range(1, 10))
STRESS = ("really", "hardly")
QUALITY = ("fast", "slow")
REALLY = 0.75  # of all stress is "really"; "hardly", which turns the sense round, is rarer

# The first form of each sentence is the plain one; the others say the same in other words.
FORMS: tuple[tuple[str, ...], ...] = (
    (
        "in {month} {org} announced that {project} , a {area} project , was {event} .",
        "{project} , a {area} project of {org} , was {event} in {month} .",
        "as {org} said in {month} , its {area} project {project} was {event} .",
    ),
    (
        "{project} {does} {what} and reports {reports} .",
        "every week {project} {does} {what} ; it reports {reports} .",
        "to report {reports} , {project} {does} {what} .",
    ),
    (
        "{person} of {org} called the result {stress} {quality} .",
        "the result was {stress} {quality} , {person} of {org} said .",
        "for {org} , {person} called it {stress} {quality} .",
    ),
    (
        "{count} companies now run {project} .",
        "{project} now runs at {count} companies .",
        "at {count} companies {person} saw {project} run .",
    ),
)


@dataclass(frozen=True)
class Names:
    """The names that texts may use."""

    projects: tuple[str, ...]
    orgs: tuple[str, ...]
    people: tuple[str, ...]

    @property
    def everyone(self) -> tuple[str, ...]:
        return self.projects + self.orgs + self.people


@dataclass(frozen=True)
class News:
    """One text and the facts it tells."""

    project: str
    org: str
    person: str
    month: str
    area: str
    event: str
    count: str
    stress: str
    quality: str
    forms: tuple[int, ...] = (0, 0, 0, 0)

    @property
    def sentences(self) -> list[str]:
        does, what, reports = AREAS[self.area]
        facts = {**self.__dict__, "does": does, "what": what, "reports": reports}
        return [FORMS[i][form].format(**facts) for i, form in enumerate(self.forms)]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)

    @property
    def text_without_area(self) -> str:
        """The text with its area unsaid: only what the project does tells it."""
        return " ".join(s.replace(f" {self.area} project", " project") for s in self.sentences)

    @property
    def title(self) -> str:
        return f"{self.org} : {self.project} {self.event}"

    @property
    def praised(self) -> bool:
        """Really fast or hardly slow: neither word alone decides."""
        return (self.stress == "really") == (self.quality == "fast")

    @property
    def entities(self) -> dict[str, str]:
        return {self.project: "PROJECT", self.org: "ORG", self.person: "PERSON"}

    def with_other(self, fact: str, rng: random.Random) -> "News":
        """The same news with one fact ("event" or "month") changed."""
        values = {"event": EVENTS, "month": MONTHS}[fact]
        other = rng.choice([v for v in values if v != getattr(self, fact)])
        return replace(self, event=other) if fact == "event" else replace(self, month=other)


def make_names(
    seed: int = 99,
    avoid: Names | None = None,
    sizes: tuple[int, int, int] = (60, 40, 50),
    surnames: bool = False,
) -> Names:
    """Names that share no word, not with `avoid` either; half have two words with `surnames`."""
    rng = random.Random(seed)  # noqa: S311 (data for a demo, no secret)
    syllables = SYLLABLES.split()
    used = set(" ".join(avoid.everyone).split()) if avoid else set()

    def word() -> str:
        while (made := "".join(rng.choices(syllables, k=rng.choice((2, 3))))) in used:
            pass
        used.add(made)
        return made

    def name() -> str:
        return f"{word()} {word()}" if surnames and rng.random() < 0.5 else word()

    projects, orgs, people = (tuple(name() for _ in range(size)) for size in sizes)
    return Names(projects, orgs, people)


KNOWN = make_names()


def make_news(count: int, seed: int, names: Names = KNOWN, varied: bool = False) -> list[News]:
    """`count` texts; `varied` draws each sentence's form too. Another seed gives another split."""
    rng = random.Random(seed)  # noqa: S311 (data for a demo, no secret)
    return [
        News(
            project=rng.choice(names.projects),
            org=rng.choice(names.orgs),
            person=rng.choice(names.people),
            month=rng.choice(MONTHS),
            area=rng.choice(list(AREAS)),
            event=rng.choice(EVENTS),
            count=rng.choice(COUNTS),
            stress=STRESS[rng.random() >= REALLY],
            quality=rng.choice(QUALITY),
            forms=tuple(rng.randrange(len(forms)) if varied else 0 for forms in FORMS),
        )
        for _ in range(count)
    ]


def all_words(names: Names = KNOWN) -> list[str]:
    """Every word a text can have, in a fixed order: the vocabulary of a word tokenizer."""
    words: dict[str, None] = {}
    for area, forms in product(AREAS, product(*(range(len(f)) for f in FORMS))):
        news = News("", "", "", "", area, "", "", "", "", forms)
        words.update(dict.fromkeys(" ".join([*news.sentences, area]).split()))
    facts: Sequence[Sequence[str]] = (MONTHS, EVENTS, COUNTS, STRESS, QUALITY)
    words.update(dict.fromkeys(word for pool in facts for word in pool))
    words.update(dict.fromkeys(" ".join(names.everyone).split()))
    words.update(dict.fromkeys((":", "?", "is", "yes", "no", "a", "title", "area")))
    return list(words)


def entropy_bits(names: Names = KNOWN, varied: bool = False) -> float:
    """Bits in one text: each fact is drawn alone, and all but the stress evenly."""
    sizes = [len(names.projects), len(names.orgs), len(names.people), len(MONTHS), len(AREAS)]
    sizes += [len(EVENTS), len(COUNTS), len(QUALITY)]
    sizes += [len(forms) for forms in FORMS] if varied else []
    stress = -sum(p * math.log2(p) for p in (REALLY, 1 - REALLY))
    return sum(math.log2(size) for size in sizes) + stress
