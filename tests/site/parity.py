"""Runs a tool's own module in Chromium, on the data that the page brings."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from handbook import packet_data, page_tools, tool_data

ADDRESS = "http://127.0.0.1:9999"  # nothing listens there: the files come from here
RUN = """async ([what, asks]) => {
  const tool = await import("/tool.mjs");
  const data = await (await fetch("/data.json")).json();
  // Of a row, what was judged; its quotations are the data's own and would be a long way to carry.
  const row = ({ id, title, state, known, distance }) => ({ id, title, state, known, distance });
  const slim = ({ rows, ...rest }) => ({ ...rest, rows: rows?.map(row) });
  const worded = ({ steps, gate, voted, ...answer }) => ({ ...answer,
    ...tool.report(data, { steps, gate, voted, ...answer }) });
  return JSON.stringify(JSON.parse(asks).map((ask) => {
    try {
      const answer = (tool[what] ?? globalThis[what])(data, ask);
      return slim(answer.gate ? worded(answer) : answer);
    } catch (error) {
      if (!(error instanceof tool.Refused)) throw error;
      return { refused: error.message };
    }
  }));
}"""


#: For a test that asks as many generated questions: some each time, all of them in ``make audit``.
GENERATED = pytest.mark.parametrize("count", [150, pytest.param(5000, marks=pytest.mark.audit)])

#: What the files that follow a tool add to its answer, without a page.
WORDS = {
    "proposal": (
        *("markdown", "packet_papers", "packet_record", *page_tools.FROM_A_FILE),
        *("readiness_judge", "readiness_report", "readiness_markdown"),
    ),
    "readiness": ("readiness_report",),
    "review": (*page_tools.FROM_A_FILE, "review_changes"),
}
#: The data of those files, beside the tool's own, and how they are asked with one question.
BROUGHT = {
    "proposal": {
        "typing": tool_data.typing,
        "judging": packet_data.judging,
        "record": packet_data.record,
    },
    "review": {"typing": tool_data.typing},
}
GLUE = {
    "proposal": """
let record;
export function papers(data, { file, ...ask }) {
  record ??= unpacked(data.record);
  const ids = data.fields.map(({ id }) => id);
  let own = file && projectFrom(data.typing, file, ask.on, { proposal: ids });
  if (own) {
    own = { ...own, typed: { name: own.name.trim(), repository: own.repository } };
    ask = { ...ask, ...own.typed };
  }
  const { known, deck, ...packet } = answers(data, { ...ask, own, record });
  const paper = { name: packet.name, answers: packet.answers, on: packet.on, deck, known };
  return { packet, proposal: written(data, paper), notes: notesOn(data, paper),
    deck: outline(data, paper), address: newFile(data, paper), badge: badgeForm(data, paper),
    readiness: readinessMarkdown(data.judging, known, { stage: packet.stage, on: packet.on }) };
}""",
    "review": """
export function reviewed(data, { facts, last, ...ask }) {
  const words = { review: data.periods.at(-1).slides.map(({ id }) => id) };
  const now = facts && projectFrom(data.typing, facts, ask.on, words);
  const before = last && projectFrom(data.typing, last, "", words);
  const changed = before ? changesOf(data, data.typing, before.facts, now.facts) : {};
  const full = { ...ask, words: now?.words, before: before?.words, changed };
  return { answer: answers(data, full), markdown: markdown(data, full) };
}""",
}


def in_chromium(page: Page, name: str, function: str, asks: Sequence[object]) -> list[Any]:
    """What the tool's function answers to each question; a refusal as ``{"refused": words}``."""
    beside = "".join(map(page_tools.script, page_tools.beside(name)))
    own = page_tools.PARTS[name]
    data = page_tools.DATA[name]() | {key: make() for key, make in BROUGHT.get(name, {}).items()}
    files = {
        "/": ("text/html", "<!doctype html><title>Parity</title><link rel=icon href=data:,>"),
        "/tool.mjs": (
            "text/javascript",
            beside
            + page_tools.script(name)
            + page_tools.source(*(part for part in WORDS.get(name, ()) if part not in own))
            + GLUE.get(name, ""),
        ),
        "/data.json": ("application/json", json.dumps(data)),
    }

    def answer(route: Route) -> None:
        kind, body = files[urlsplit(route.request.url).path]
        route.fulfill(body=body, content_type=kind)

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    # As one text each way: the driver takes a minute over as many objects.
    answers: list[Any] = json.loads(page.evaluate(RUN, [function, json.dumps(asks)]))
    return answers
