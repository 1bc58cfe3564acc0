"""The annual review as a person reads it."""

from collections.abc import Sequence

from lfai_nb.faces import markdown
from lfai_nb.faces.text import paragraph, table
from lfai_nb.hosting.review import Kept, Review, Slide
from lfai_nb.policy.words import counted, day_in_words

HEAD = ("Project", "Stage", "Next due", "Since joining", "Expected", "Last on record")
RULE = (
    "The council reviews every project once a year (REV-ANNUAL). We found no rule for the day, so "
    "this takes the day on which the project joined. The only record of reviews that we found is "
    "the calendar of 2021, of days as they were planned."
)


def reviews_text(every: Sequence[Review]) -> str:
    rows = [
        (
            one.project.name,
            one.stage.capitalize(),
            one.due.isoformat(),
            counted(round(one.months_here), "months"),
            _expected(one),
            one.last.isoformat() if one.last else "none",
        )
        for one in every
    ]
    return "\n".join([table(HEAD, rows, right=(3,)), "", paragraph(RULE)])


def review_text(one: Review, slides: Sequence[Slide]) -> str:
    lines = [paragraph(line) for line in about(one)]
    for slide in slides:
        lines += ["", paragraph(f"{slide.item.text} [{slide.kept}]", "  ", "")]
        lines += [paragraph(line, "    ", "  - ") for line in slide.lines]
    return "\n".join(lines)


def review_markdown(one: Review, slides: Sequence[Slide]) -> str:
    put = markdown.escaped
    parts = [f"# Annual review of {put(one.project.name)}", *map(put, about(one))]
    for slide in slides:
        parts.append(f"## {put(slide.item.text)}")
        parts += [put(line) for line in slide.lines]
        if slide.kept is Kept.ASK:
            parts.append("**To be written by a person.**")
        elif slide.kept is Kept.SAME:
            parts.append("- [ ] As last year. Still true?")
    return "\n\n".join(parts) + "\n"


def about(one: Review) -> list[str]:
    """Where the project stands, in sentences."""
    months = counted(round(one.months_here), "months")
    inside = counted(round(one.months_in_stage), "months")
    stage, due = one.stage.capitalize(), day_in_words(one.due)
    where = (
        f"{one.project.name} joined on {day_in_words(one.joined)}, {months} ago. It has been in "
        f"{stage} for {inside}. Its next review is due by {due}."
    )
    lines = [where]
    following = one.stage.next.capitalize() if one.stage.next else ""
    if one.expected:
        over = counted(round(one.over), "months")
        past = f": that is {over} ago" if one.over >= 1 else ""
        lines.append(
            f"A project is generally expected to move to {following} within {one.expected} months "
            f"of joining{past}. It is an expectation, not a rule."
        )
    if one.took:
        lines.append(
            f"The {counted(one.took.projects, 'projects')} that went to {following} took "
            f"{one.took.low:.0f} to {one.took.high:.0f} months from joining, half of them "
            f"{one.took.median:.0f} or less."
        )
    last = day_in_words(one.last) if one.last else "none"
    lines.append(f"Last review on record: {last}. {RULE}")
    return lines


def _expected(one: Review) -> str:
    if not one.expected:
        return "–"
    over = f", over by {one.over:.0f}" if one.over >= 1 else ""
    return f"{one.expected} months{over}"
