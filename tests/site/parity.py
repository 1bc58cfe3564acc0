"""Runs a tool's own module in Chromium, on the data that the page brings."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from handbook import page_tools

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
      const answer = tool[what](data, ask);
      return slim(answer.gate ? worded(answer) : answer);
    } catch (error) {
      if (!(error instanceof tool.Refused)) throw error;
      return { refused: error.message };
    }
  }));
}"""


#: For a test that asks as many generated questions: some each time, all of them in ``make audit``.
GENERATED = pytest.mark.parametrize("count", [500, pytest.param(5000, marks=pytest.mark.audit)])

#: What the files that follow a tool add to its answer, without a page.
WORDS = {"readiness": ("readiness_report",)}


def in_chromium(page: Page, name: str, function: str, asks: Sequence[object]) -> list[Any]:
    """What the tool's function answers to each question; a refusal as ``{"refused": words}``."""
    beside = "".join(map(page_tools.script, page_tools.BESIDE.get(name, ())))
    files = {
        "/": ("text/html", "<!doctype html><title>Parity</title><link rel=icon href=data:,>"),
        "/tool.mjs": (
            "text/javascript",
            beside + page_tools.script(name) + page_tools.source(*WORDS.get(name, ())),
        ),
        "/data.json": ("application/json", json.dumps(page_tools.DATA[name]())),
    }

    def answer(route: Route) -> None:
        kind, body = files[urlsplit(route.request.url).path]
        route.fulfill(body=body, content_type=kind)

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    # As one text each way: the driver takes a minute over as many objects.
    found: list[Any] = json.loads(page.evaluate(RUN, [function, json.dumps(asks)]))
    return found
