"""The sentences of a judgment, as templates that Python and the page's script both fill."""

from lfai_nb.lifecycle.gate import RuleInForce
from lfai_nb.policy.words import say_value

PLAIN = "{project} {verdict} for {stage}"
CANNOT_TELL = "Whether {project} {verdict} for {stage} cannot be told"
HEADLINE = "{verdict}, {rules}."
COUNTS = "{met} met, {unmet} not met, {unknown} cannot be told."

#: How far a fact is from what is asked for.
MORE = "{number} more {unit}"
AT_LEAST = "at least {more}"
OPEN = "{known}: not all of the history is known"
BOUND = "known only as {known}"
BETWEEN = "between {low} and {high}: some are not attributed"
NOT_THERE = "not there yet"
NOT_APPROVED = "“{text}” is not an approved licence"
NO_LICENCE = "“{text}” is not an SPDX identifier; did you mean {meant}?"
LOOK_UP = "look “{text}” up at opensource.org/licenses"

#: Those that are filled with what a reader types, by name.
TEMPLATES = {
    "plain": PLAIN,
    "cannot_tell": CANNOT_TELL,
    "headline": HEADLINE,
    "counts": COUNTS,
    "more": MORE,
    "at_least": AT_LEAST,
    "open": OPEN,
    "bound": BOUND,
    "between": BETWEEN,
    "not_there": NOT_THERE,
    "not_approved": NOT_APPROVED,
    "no_licence": NO_LICENCE,
    "look_up": LOOK_UP,
}

_VOTE = "{rule}: {value} ({id})."
_JUDGED = "For people to judge: {rule} ({id})."


def vote(requirement: RuleInForce) -> str:
    """Who decides, where the rules say."""
    value = say_value(requirement.rule, requirement.value)
    return _VOTE.format(rule=requirement.rule.title, value=value, id=requirement.rule.id)


def judged(requirement: RuleInForce) -> str:
    """What the rules leave to people."""
    return _JUDGED.format(rule=requirement.rule.title, id=requirement.rule.id)
