"""Stages and readiness: what a project must show to move up, and what is known about it.

    load(path), loads(text)     a project's facts, from a file that a person or a program wrote
    assess(facts, stage, on)    each requirement of a stage beside what is known: an Assessment
    what_if(assessment, …)      the same with some facts supposed to be otherwise
    plan(assessment)            what has to change, what lacks the smallest number first
    time_machine(facts)         the same facts under every version of the rules
    forecast(dated, needed)     when a count would be reached
    gate(stage, on, policy)     what a stage asks for on a day

    FactsError(DataError)           a file of facts that cannot be used, with every fault
    StageNotOffered(LookupError)    the document of the day has no such stage

A fact is a value, or unknown with a reason. What is unknown is never "not met".

>>> from datetime import date
>>> facts = loads('''
... name = "Anvil"
... repository = "https://github.com/acme/anvil"
... stage = "sandbox"
...
... [attested]
... who = "A. Maintainer"
... when = 2026-08-01
... link = "https://example.org/minutes"
...
... [facts]
... stars = 480
... contributing_organizations = { low = 2, high = 4 }
... badge_level = "passing"
... ''')
>>> isinstance(facts, ProjectFacts), facts["stars"].value, facts["releases"].known
(True, 480, False)
>>> "stars" in FACTS, FACTS["stars"].type
(True, <class 'int'>)
>>> fact = facts["badge_level"]
>>> isinstance(fact, Fact), isinstance(fact.attestation, Attestation)
(True, True)
>>> fact.value is BadgeLevel.PASSING, facts["contributing_organizations"].value == Interval(2, 4)
(True, True)
>>> loads(dumps(facts)) == facts
True

The verdict says what it cannot tell:

>>> judged = assess(facts, "incubation", on=date(2026, 8, 14))
>>> isinstance(judged, Assessment), judged.verdict is Verdict.DOES_NOT
(True, True)
>>> states = {row.rule.id: row.state for row in judged.rows}
>>> states["INC-STARS"] is State.UNMET, states["INC-ORGS"] is State.UNKNOWN
(True, True)
>>> judged.gaps[0].rule.id, judged.gaps[0].distance, isinstance(judged.gaps[0], Row)
('INC-BADGE', '1 level', True)

And what would change it:

>>> what_if(judged, stars=500).count(State.UNMET) == judged.count(State.UNMET) - 1
True
>>> plan(judged).steps[0].key
'badge_level'
>>> [version.document.start.year for version in time_machine(facts)][:4]
[2018, 2019, 2021, 2023]
>>> forecast([(date(2025, 8, 14), 380), (date(2026, 8, 14), 480)], 500).earliest
datetime.date(2026, 10, 14)
>>> incubation = gate("incubation", on=date(2026, 8, 14), policy=rules())
>>> isinstance(incubation, Gate), str(next_stage("sandbox"))
(True, 'incubation')

A slip is told with its place:

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     save(facts, Path(folder) / "anvil.toml")
...     load(Path(folder) / "anvil.toml") == facts
True
>>> try:
...     loads('name = "Anvil"')
... except FactsError as error:
...     print(error.problems[0].message)
repository is missing: its address, or the path of a clone
>>> try:
...     assess(facts, "sandbox", on=date(2019, 1, 1))
... except StageNotOffered as error:
...     print(str(error)[:29])
there was no Sandbox stage on
"""

from lfai_nb.lifecycle.fact_keys import FACTS, BadgeLevel, Interval
from lfai_nb.lifecycle.facts import Attestation, Fact, ProjectFacts
from lfai_nb.lifecycle.facts_file import FactsError, load, loads
from lfai_nb.lifecycle.facts_writer import dumps, save
from lfai_nb.lifecycle.gate import Gate, StageNotOffered, gate, next_stage
from lfai_nb.lifecycle.planning import forecast, plan, time_machine, what_if
from lfai_nb.lifecycle.readiness import Assessment, Row, State, Verdict, assess, rules

__all__ = [
    "FACTS",
    "Assessment",
    "Attestation",
    "BadgeLevel",
    "Fact",
    "FactsError",
    "Gate",
    "Interval",
    "ProjectFacts",
    "Row",
    "StageNotOffered",
    "State",
    "Verdict",
    "assess",
    "dumps",
    "forecast",
    "gate",
    "load",
    "loads",
    "next_stage",
    "plan",
    "rules",
    "save",
    "time_machine",
    "what_if",
]
