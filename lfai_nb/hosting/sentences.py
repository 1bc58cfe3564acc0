"""The sentences of a plan and of a review: templates that Python and the scripts fill."""

#: What gives a step its day.
BASIS = {
    "rule": "{days} before the presentation ({rule})",
    "order": "before the deck; we found no number of days for it",
    "meeting": "the day of the meeting",
    "after": "after the vote; we found no number of days for it",
}
#: Why so many steps have one day; the page fills in the day of the deck.
ORDER = (
    "Of the {steps} up to the deck, the documents give a day for the deck alone: {days} before the "
    "presentation ({rule}). So {deck} is the last day for each of them; they come in this order."
)
ON_RECORD = "The council met on this day, by the record of its votes."
BY_RHYTHM = (
    "This day is worked out, not published: the council meets every {every} ({rule}), counted from "
    "{last}, the last meeting on record. {fitting} of the {gaps} gaps between recorded meetings "
    "fit that rhythm. Check the council's calendar before you rely on it."
)
NO_MEETING = (
    "The council does not meet on {day}, as far as its record and its rhythm go. "
    "The nearest meetings are those of {before} and {after}."
)
PRESENT = "Present to the council on {meeting}; its deck is due by {deck}."
IN_TIME = "That leaves {days} for the deck."
DUE_TODAY = "The deck is due today."
LATE = (
    "It is too late for {meeting}: the deck was due by {deck}. "
    "The first meeting that leaves time is that of {next}."
)
PAST = "{day} is past on {on}; a plan is for a day to come"
TOO_FAR = (
    "{day} is too far ahead to plan for; the last day that can be asked about on {on} is {last}"
)
KNOWN_FROM = "the steps and their days are known from {first} on; {day} is before that"
#: After the vote: how long it took, for each thing whose day is on record.
WAITS = {
    "charter": "From the vote to the date of the charter",
    "landscape": "From the vote to the first day on the landscape",
}
UNDEFINED = "For the other lines of the list we found no dates, so how long they take is undefined."
REVIEW = (
    "The council reviews every project once a year ({rule}). A year after the vote, this is the "
    "next meeting."
)
EXPECTED = (
    "The project is generally expected to have moved to {next} by then, {time} after joining "
    "({rule}). The council can give more time."
)
VOTE = "The vote that is needed: {who}."
#: In a calendar.
UID = "{id}.{stage}.{day}@lfai-nb.invalid"
EVENTS = {
    "deck": "Deck due: LF AI & Data council, {day}",
    "present": "Present to the LF AI & Data council: {stage}",
    "review": "First annual review by the LF AI & Data council",
    "expected": "LF AI & Data: expected to have left {stage}",
}
#: At the head of a printed sheet, which travels without the book around it.
NO_PROMISE = (
    "Worked out from published documents by an independent handbook; the council decides, "
    "and its own calendar counts."
)
#: Of the annual review.
REVIEWED = (
    "{name} joined on {joined}, {months} ago. It has been in {stage} for {inside}. Its next review "
    "is due by {due}."
)
SPAN = (
    "A project is generally expected to move to {next} within {expected} months of joining{past}. "
    "It is an expectation, not a rule."
)
OVER = ": that is {over} ago"
TOOK = (
    "The {projects} that went to {next} took {low} to {high} months from joining, half of them "
    "{middle} or less."
)
PASSED = (
    "The one before was due by {day}, which has passed: we found no record that it was held, or "
    "that it was not."
)
LAST_REVIEW = "Last review on record: {last}. {rule}"
REVIEW_RULE = (
    "The council reviews every project once a year (REV-ANNUAL). We found no rule for the day, so "
    "this takes the day on which the project joined. The only record of reviews that we found is "
    "the calendar of 2021, of days as they were planned."
)
NOT_HOSTED = "{name} is not hosted on {day}: no review is due"
CONTRIBUTED = "Contributed by {who}."
JOINED = "Joined on {joined}; in {stage} since {entered}."
TO_WRITE = "To be written by a person."
SAME = "- [ ] As last year. Still true?"
CHANGED = "{meaning}. Last year: {before}. Now: {now}."
