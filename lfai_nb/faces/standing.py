"""What a judgment is called where a person reads it: its sign, its words, its headline.

The report, the table of all projects, the comment on a pull request and a project's page all say
the same of a state; a program reads ``State`` and ``Verdict`` themselves.
"""

from collections.abc import Mapping

from lfai_nb.lifecycle import sentences
from lfai_nb.lifecycle.readiness import Assessment, State, Verdict
from lfai_nb.policy.words import by_the_rules

SIGNS = {State.MET: "✓", State.UNMET: "✗", State.UNKNOWN: "?", State.NOT_APPLICABLE: "–"}
#: Those that say something of a project, in the order in which they are counted.
STATES: Mapping[State, str] = {
    State.MET: "met",
    State.UNMET: "not met",
    State.UNKNOWN: "unknown",
}
#: In a table, where its heading or its caption says of what.
VERDICTS: Mapping[Verdict, str] = {
    Verdict.MEETS: "meets",
    Verdict.DOES_NOT: "does not meet",
    Verdict.CANNOT_TELL: "cannot tell",
}
#: The headings above a verdict and its counts.
HEADS = ("Verdict", "Met", "Not met", "Unknown")


def headline(assessment: Assessment) -> str:
    verdict, template = assessment.verdict, sentences.PLAIN
    if verdict is Verdict.CANNOT_TELL:
        verdict, template = Verdict.MEETS, sentences.CANNOT_TELL
    stage = assessment.stage.title()
    words = template.format(project=assessment.project.name, verdict=verdict, stage=stage)
    document = assessment.gate.document
    rules = by_the_rules(assessment.on, document.start, document.known_until)
    return sentences.HEADLINE.format(verdict=words, rules=rules)


def counts(assessment: Assessment) -> str:
    met, unmet, unknown = (assessment.count(state) for state in STATES)
    return sentences.COUNTS.format(met=met, unmet=unmet, unknown=unknown)


def result(assessment: Assessment) -> tuple[str, ...]:
    """The cells below ``HEADS``."""
    return VERDICTS[assessment.verdict], *(str(assessment.count(state)) for state in STATES)
