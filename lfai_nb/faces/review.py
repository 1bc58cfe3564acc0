"""The annual review as a person reads it."""

from collections.abc import Sequence

from lfai_nb.domain import Stage
from lfai_nb.faces import markdown
from lfai_nb.faces.text import escape, paragraph, table
from lfai_nb.hosting import sentences
from lfai_nb.hosting.review import Kept, Review, Slide, Took
from lfai_nb.policy.words import counted, day_in_words

HEAD = ("Project", "Stage", "Next due", "Since joining", "Expected", "Last on record")


def reviews_text(every: Sequence[Review]) -> str:
    rows = [
        (
            review.project.name,
            review.stage.capitalize(),
            review.due.isoformat(),
            counted(round(review.months_here), "months"),
            _expected(review),
            review.last.isoformat() if review.last else "none",
        )
        for review in every
    ]
    return "\n".join([table(HEAD, rows, right=(3,)), "", paragraph(sentences.REVIEW_RULE)])


def review_text(review: Review, slides: Sequence[Slide]) -> str:
    lines = [paragraph(line) for line in about(review)]
    for slide in slides:
        lines += ["", paragraph(f"{slide.item.text} [{slide.kept}]", "  ", "")]
        lines += [paragraph(line, "    ", "  - ") for line in slide.lines]
    return "\n".join(lines)


def review_markdown(review: Review, slides: Sequence[Slide]) -> str:
    put = markdown.escaped
    parts = [f"# Annual review of {put(review.project.name)}", *map(put, about(review))]
    for slide in slides:
        parts.append(f"## {put(slide.item.text)}")
        parts += [put(line) for line in slide.lines]
        if slide.kept is Kept.ASK:
            parts.append(f"**{sentences.TO_WRITE}**")
        elif slide.kept is Kept.SAME:
            parts.append(sentences.SAME)
    return "\n\n".join(parts) + "\n"


def review_html(review: Review, slides: Sequence[Slide]) -> str:
    """For a notebook: when it is due, and each slide with what is known."""
    from lfai_nb.faces.table import Table  # a command has no need of it

    first, *rest = map(escape, about(review))
    rows = [(s.item.text, str(s.kept), " ".join(s.lines)) for s in slides]
    outline = Table(("Slide", "State", "What is known"), rows, "The slides of the review")
    return (
        f'<div class="lfai-review"><p><strong>{first}</strong></p>'
        f"{''.join(f'<p>{line}</p>' for line in rest)}{outline._repr_html_()}</div>"
    )


def about(review: Review) -> list[str]:
    """Where the project stands, in sentences."""
    lines = [
        sentences.REVIEWED.format(
            name=review.project.name,
            joined=day_in_words(review.joined),
            months=counted(round(review.months_here), "months"),
            stage=review.stage.capitalize(),
            inside=counted(round(review.months_in_stage), "months"),
            due=day_in_words(review.due),
        )
    ]
    if review.passed:
        lines.append(sentences.PASSED.format(day=day_in_words(review.passed)))
    if review.expected and review.stage.next:
        over = sentences.OVER.format(over=counted(round(review.over), "months"))
        lines.append(
            sentences.SPAN.format(
                next=review.stage.next.capitalize(),
                expected=review.expected,
                past=over if review.over >= 1 else "",
            )
        )
    if review.took:
        lines.append(took_words(review.stage, review.took))
    last = day_in_words(review.last) if review.last else "none"
    lines.append(sentences.LAST_REVIEW.format(last=last, rule=sentences.REVIEW_RULE))
    return lines


def took_words(stage: Stage, took: Took) -> str:
    return sentences.TOOK.format(
        projects=counted(took.projects, "projects"),
        next=stage.next.capitalize() if stage.next else "",
        low=f"{took.low:.0f}",
        high=f"{took.high:.0f}",
        middle=f"{took.median:.0f}",
    )


def _expected(review: Review) -> str:
    if not review.expected:
        return "–"
    over = f", over by {review.over:.0f}" if review.over >= 1 else ""
    return f"{review.expected} months{over}"
