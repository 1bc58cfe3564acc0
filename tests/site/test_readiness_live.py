"""The live check of the readiness page: the facts and the reasons of the command line."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route

from handbook import page_tools, tool_data
from lfai_nb.domain import Address
from tests.evidence.repositories import CASES, NOW, ON, Case, expected
from tests.site.parity import ADDRESS

pytestmark = pytest.mark.browser

RUN = """async ([table, cases, on, now]) => {
  const tool = await import("/tool.mjs");
  const found = {};
  for (const { id, owner, name, project, token } of cases) {
    const get = async (url, headers) => {
      const asked = new URLSearchParams({ id, url, headers: JSON.stringify(headers) });
      const { failed, ...answer } = await (await fetch(`/ask?${asked}`)).json();
      if (failed) throw Object.assign(new Error(), failed);
      return { ...answer, header: (key) => answer.headers[key] ?? null };
    };
    found[id] = await tool.measure(table,
      { owner, name, project, on, now: new Date(now), token, get });
  }
  return JSON.stringify(found);
}"""


def followed(handler: Any, url: str, headers: dict[str, str]) -> dict[str, object]:
    """As a browser has it: a redirect is followed, though not to another host."""
    redirected, host = False, httpx.URL(url).host
    for _ in range(4):
        response = handler(httpx.Request("GET", url, headers=headers))
        if not response.has_redirect_location:
            return {
                "status": response.status_code,
                "headers": dict(response.headers),
                "text": response.text,
                "redirected": redirected,
            }
        url, redirected = response.headers["location"], True
        if httpx.URL(url).host != host:
            return {"failed": {"elsewhere": True}}
    raise AssertionError("it redirects in a circle")


def measured(page: Page, cases: tuple[Case, ...]) -> dict[str, Any]:
    servers = {case.id: case.server() for case in cases}

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.path == "/ask":
            ask = {key: values[0] for key, values in parse_qs(url.query).items()}
            response = followed(servers[ask["id"]], ask["url"], json.loads(ask["headers"]))
            route.fulfill(json=response)
        elif url.path == "/tool.mjs":
            module = page_tools.script("readiness") + page_tools.source("readiness_measure")
            route.fulfill(body=module, content_type="text/javascript")
        else:
            route.fulfill(
                body="<!doctype html><title>x</title><link rel=icon href=data:,>",
                content_type="text/html",
            )

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    asks = []
    for case in cases:
        address = Address.parse(case.subject.repository)
        names = {"owner": address.owner, "name": address.name, "project": case.name}
        asks.append({"id": case.id, **names, "token": case.token})
    found: dict[str, Any] = json.loads(
        page.evaluate(RUN, [tool_data.requests(), asks, str(ON), NOW.isoformat()])
    )
    return found


def as_recorded(facts: dict[str, Any]) -> dict[str, dict[str, object]]:
    """As the record of the cases has it: a value or a reason, and a note."""
    data: dict[str, dict[str, object]] = {}
    for key, fact in sorted(facts.items()):
        text = fact["text"]
        value = {"yes": True, "no": False}.get(text, int(text) if text.isdigit() else text)
        data[key] = {"unknown": fact["why"]} if "why" in fact else {"value": value}
        if fact.get("note"):
            data[key]["note"] = fact["note"]
    return data


def test_the_page_finds_the_facts_and_the_reasons_of_the_command_line(page: Page) -> None:
    found = measured(page, CASES)
    wrong = {}
    for case in CASES:
        here, there = as_recorded(found[case.id]["facts"]), expected()[case.id]
        wrong |= {
            f"{case.id}: {key}": (here.get(key), there.get(key))
            for key in {*here, *there}
            if here.get(key) != there.get(key)
        }
        assert found[case.id]["spent"]["github"] <= 6
        assert found[case.id]["spent"]["badge"] <= 2
    assert wrong == {}
