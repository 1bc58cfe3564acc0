"""The sentences of a proposal's papers: templates that Python and the page's script both fill."""

TITLE = "# {name}: project proposal"
FILLED_ON = (
    "Filled in on {day} from facts with their sources. What a person has to write is marked. "
    "Nothing here is a promise of the foundation."
)
MARK = "**To be written by a person:**"
EVIDENCE = "- Evidence: {fact}"
OWN_WORDS = "- Evidence: the file of facts, as its author wrote it."
REVIEWED_BY = "- Reviewed by: {who}."
DECK_TITLE = "# {name}: outline of the deck"
DECK_ABOUT = (
    "The subjects of {decks} that projects showed the council. They are examples, not a rule. "
    "Below each is what the facts and your words give."
)
IN_DECKS = "{text} (In {times} of {decks} decks.)"
TO_WRITE = "**To be written by a person.**"
HEAD = (
    "{name}, for {stage}: of {fields} {filled} are filled, {partly} want something added, {open} "
    "want a person's words."
)
