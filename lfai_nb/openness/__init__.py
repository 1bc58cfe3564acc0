"""The Model Openness Framework: which class a model reaches by what it releases.

    components(view)              every component, with its class and its type
    classify(released, view=…)    the class that is certain, the one that is possible, what lacks
    judge(released, view=…)       the same under one of two readings, with reasons and warnings
    models(view)                  the models that the foundation's tool has, with the tool's class

Classes build on each other: III Open Model, II Open Tooling, I Open Science. A component counts
when it is released under an open licence. Which licences are open, whether a licence has to be made
for the component's type, and which document can stand for another are rules of ``openness.toml``.
Not looked at, or under a licence that nobody knows, is unknown, never "no".

>>> from datetime import date
>>> from lfai_nb.policy import load
>>> view = load().at(date(2026, 5, 11))
>>> released = {item.id: "Apache-2.0" for item in components(view)["III"]}
>>> released["technical-report"] = False
>>> classify(released, view=view).certain is None
True
>>> judged = classify(released | {"research-paper": "CC-BY-4.0"}, view=view)
>>> isinstance(judged, Openness), judged.certain in CLASSES
(True, True)
>>> strictly = judge(released, view=view, strict=True)
>>> isinstance(strictly, Judgment), strictly.openness.certain is None
(True, True)
>>> by_tool_name(view)["Training code"].id
'training-code'

The models that the foundation's tool has on record, and what is released of each:

>>> model = models(view)["models/OLMo-7B"]
>>> isinstance(model, Model), model.stated, recorded_on() <= view.day
(True, 'I', True)
>>> release: Release = model.released["technical-report"]

A licence may be given for all of a type, and a component may have none of its own:

>>> types = {"training-code": "code"}
>>> "code" in GENERAL, resolve({"training-code": INHERITED}, {"code": "MIT"}, types)
(True, {'training-code': 'MIT'})
>>> known = licences(view)
>>> known.is_open("MIT"), known.is_open(NO_LICENCE), known.is_open("a text of our own")
(True, False, None)
>>> known.is_open(NOT_OPEN)
False
"""

from lfai_nb.openness.classes import (
    CLASSES,
    Openness,
    Release,
    by_tool_name,
    classify,
    components,
)
from lfai_nb.openness.judgment import Judgment, judge
from lfai_nb.openness.licences import (
    GENERAL,
    INHERITED,
    NO_LICENCE,
    NOT_OPEN,
    licences,
    recorded_on,
    resolve,
)
from lfai_nb.openness.models import Model, models

__all__ = [
    "CLASSES",
    "GENERAL",
    "INHERITED",
    "NOT_OPEN",
    "NO_LICENCE",
    "Judgment",
    "Model",
    "Openness",
    "Release",
    "by_tool_name",
    "classify",
    "components",
    "judge",
    "licences",
    "models",
    "recorded_on",
    "resolve",
]
