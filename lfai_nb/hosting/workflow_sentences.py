"""The sentences of the workflow map: templates that Python and the script of the page fill."""

#: The finding of the map, as a figure is headed by it; and as a sentence.
MAP = "{with_project} of {every} steps of the workflow have a hosted project; {gaps} have none"
WHOLE = f"{MAP}."
STEP = "For “{step}” the foundation hosts {projects}: {names}."
GAP = "For “{step}” we found no hosted project."
HEADINGS = "Headings of the landscape that we read as this step: {headings}."
#: Each heading has its own projects: one without must not seem to have those of another.
UNDER = "“{heading}” ({names})"
NONE_UNDER = "“{heading}” (no project hosted on {day})"
LEFT_UNDER = "“{heading}” (no project hosted on {day}; once hosted: {names})"
#: About a heading itself.
HEADING = "Under “{heading}” of the landscape the foundation hosts {projects}: {names}."
HEADING_GAP = "Under “{heading}” of the landscape we found no project hosted on {day}."
GONE = "{name} was under it; on record since {day}: {what}."
GONE_SOMETIME = "{name} was under it, and is hosted no more."
READ_AS = "We read this heading as the step “{step}”."
BESIDE = "Hosted on {day} under other headings of that step: {names}."
NO_HEADING = "No heading of the landscape names this step."
PROJECT = "{name} is under “{heading}” of the landscape, which we read as “{step}”."
NO_STEP = "{name} is under “{heading}” of the landscape, which names no step, or several."
ELSEWHERE = (
    "{projects} are under headings that name no step, or several: these say nothing of what the "
    "projects can do."
)
READING = (
    "The slide of 2019 that draws the workflow names no project. Which heading belongs to which "
    "step is our reading, so a gap is one of words and not of the foundation."
)
NOT_HOSTED = "{name} is not hosted on {day}, so it is not on the map"
NEITHER = "{error}. Or name a step: {steps}"
KNOWN_FROM = "the steps are known from {first} on; {day} is before that"
#: At the head of a printed sheet, which travels without the book around it.
NO_PROMISE = (
    "Worked out from a slide of 2019 and the landscape's headings by an independent handbook."
)
