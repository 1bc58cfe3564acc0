"""The sentences of a proposal's papers: templates that Python and the page's script both fill."""

TITLE = "# {name}: project proposal"
FILLED_ON = (
    "Filled in on {day} from facts with their sources. What a person has to write is marked. "
    "Nothing here is a promise of the foundation."
)
#: In the place of a person's words, in what is handed in. What the field wants is in the notes.
TO_WRITE = "**To be written by a person.**"
TO_COMPLETE = "**To be completed by a person.**"
NOTES_TITLE = "# {name}: notes on the proposal"
NOTES_ABOUT = "For you who write it; not to be handed in."
WRITE = "- To write: {text}"
ADD = "- To add: {text}"
EVIDENCE = "- Evidence: {fact}"
OWN_WORDS = "- Evidence: your own words."
REVIEWED_BY = "- Reviewed by: {who}."
DECK_TITLE = "# {name}: outline of the deck"
DECK_ABOUT = (
    "The subjects of {decks} that projects showed the council. They are examples, not a rule. "
    "Below each is what the facts and your words give."
)
IN_DECKS = "{text} (In {times} of {decks} decks.)"
HEAD = (
    "{name}, for {stage}: of {fields} {filled} are filled, {partly} want something added, {open} "
    "want a person's words."
)
#: What a fact gives to a field of the form, by the field; ``_left`` is what a person has to add.
CLAIMS = {
    "license": "{license}",
    "license_at": "{license}; its text: {url}",
    "license_left": "Add the address of the licence text.",
    "source-control": "GitHub: {url}",
    "own-org_yes": "Yes, the repository is in a GitHub organisation of its own.",
    "own-org_no": "No, the repository is not in a GitHub organisation of its own.",
    "dco_yes": "Yes, the sign-off is checked on every repository.",
    "dco_no": "No, the sign-off is not checked on every repository.",
    "committers": "{people} with commit rights.",
    "committers_of": "{people} with commit rights from {organisations}.",
    "committers_from": "From {organisations}.",
    "committers_left": "List each by name, with the organisation and the time on the project.",
    "contributors": "People of {organisations} contributed commits within twelve months.",
    "contributors_left": "Give the number of all contributors and their organisations.",
    "or_more": "{known} or more",
    "range": "{low} to {high}",
    "release_yes": "RELEASE says how releases are made.",
    "release_no": "There is no RELEASE file.",
    "release_so_far": "{text} So far it has {releases}.",
    "release_left": "Say how you make releases.",
    "code-of-conduct": "code of conduct",
    "code-of-conduct_left": "Add CODE_OF_CONDUCT.",
    "governance": "GOVERNANCE file",
    "governance_left": "Say how the project is governed.",
    "file_no": "The repository has no {name}.",
    "file_stated": "Yes, there is a {name}.",
    "file_stated_left": "Add its address.",
    "file_at": "Yes: {url}",
    "badge": "Yes, the OpenSSF Best Practices badge: {level}.",
    "badge_none": "No, none yet.",
    "badge_in_progress": "Not yet: the application is in progress.",
}
IF_NONE = "{text} If there is none, write “None”."
LOOKED_UP = "Looked up, and not settled: {reason}."
COUNTED = "{what}: {number}."
REQUEST = "Stage: {stage}. Code: {repository}"
