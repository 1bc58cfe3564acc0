"""The live check of the readiness page: the facts and the reasons of the command line."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from handbook import head, page_tools, tool_data
from lfai_nb.domain import Address
from tests.evidence.github_like import TOKEN
from tests.evidence.repositories import CASES, NOW, ON, Case, expected
from tests.site.conftest import Watched
from tests.site.parity import ADDRESS

pytestmark = pytest.mark.browser

RUN = """async ([table, cases, on, now]) => {
  const tool = await import("/tool.mjs");
  const results = {};
  for (const { id, owner, name, project, token } of cases) {
    const get = async (url, headers) => {
      const query = new URLSearchParams({ id, url, headers: JSON.stringify(headers) });
      const { failed, ...answer } = await (await fetch(`/ask?${query}`)).json();
      if (failed) throw Object.assign(new Error(), failed);
      return { ...answer, header: (key) => answer.headers[key] ?? null };
    };
    results[id] = await tool.measure(table,
      { owner, name, project, on, now: new Date(now), token, get });
  }
  return JSON.stringify(results);
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
            module = page_tools.script("readiness") + page_tools.source(
                "calendar", "github_address", "readiness_measure"
            )
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
    results: dict[str, Any] = json.loads(
        page.evaluate(RUN, [tool_data.requests(), asks, str(ON), NOW.isoformat()])
    )
    return results


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
    results = measured(page, CASES)
    wrong = {}
    for case in CASES:
        here, there = as_recorded(results[case.id]["facts"]), expected()[case.id]
        wrong |= {
            f"{case.id}: {key}": (here.get(key), there.get(key))
            for key in {*here, *there}
            if here.get(key) != there.get(key)
        }
        assert results[case.id]["spent"]["github"] <= 6
        assert results[case.id]["spent"]["badge"] <= 2
    assert wrong == {}


# ------------------------------------------------------------------ in the page

PAGE = "book/hosting/readiness.html"
HOSTS = {"api.github.com": 6, "www.bestpractices.dev": 2}
OPEN = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Link, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining,"
    " X-RateLimit-Reset",
}
USUAL = {case.id: case for case in CASES}
# The ten seconds that the page gives a host are others; each other wait is as it was.
WAIT = """((real) => { globalThis.setTimeout = (what, ms, ...more) =>
  real(what, ms === 10_000 ? MS : ms, ...more); })(setTimeout)"""


def hosts(page: Page, case: Case) -> list[Any]:
    """Plays the two hosts; the requests that they get."""
    server, got = case.server(), []

    def answer(route: Route) -> None:
        request = route.request
        got.append(request)
        response = followed(server, request.url, dict(request.headers))
        if "failed" in response:
            route.abort()
            return
        route.fulfill(
            status=response["status"],
            headers={**response["headers"], **OPEN},
            body=response["text"],
        )

    for host in HOSTS:
        page.route(f"https://{host}/**", answer)
    # These hosts are as slow as the machine: who is waited for is not what is tested here.
    page.add_init_script(WAIT.replace("MS", "600_000"))
    return got


def check(page: Page, project: str = "acme/anvil") -> Any:
    page.get_by_label("Your project").fill(project)
    page.get_by_role("button", name="Check it live").click()
    status = page.locator("#readiness-live [role=status]")
    expect(status).to_contain_text("measured")
    return status


def test_nobody_is_asked_before_the_press_and_then_the_named_hosts_alone(
    page: Page, address: str
) -> None:
    got = hosts(page, USUAL["well kept"])
    page.goto(f"{address}{PAGE}?stage=incubation")
    offer = page.locator("#readiness-live")
    for host, most in HOSTS.items():
        expect(offer).to_contain_text(f"{host} (at most {most}")
    page.get_by_label("Your project").fill("acme/anvil")
    assert got == []
    check(page)
    expect(page.locator("#readiness-answer")).to_contain_text("acme/anvil, by the newest")
    expect(page.locator('[data-fact="stars"] .from')).to_contain_text("GitHub")
    for host, most in HOSTS.items():
        assert 1 <= sum(urlsplit(request.url).hostname == host for request in got) <= most
    expect(offer).to_contain_text("of GitHub's 5,000 requests an hour are left")
    expect(offer.get_by_text("requests an hour are left")).to_have_count(1)
    assert all("authorization" not in request.headers for request in got)
    assert all("referer" not in request.headers for request in got)
    assert "stars" not in page.evaluate("location.href")
    expect(page).to_have_url(re.compile("project=acme%2Fanvil"))


def test_a_token_goes_to_github_alone_and_is_kept_nowhere(page: Page, address: str) -> None:
    got = hosts(page, USUAL["a token that may administer, two factors"])
    page.goto(f"{address}{PAGE}?stage=sandbox&token=leak")
    page.get_by_text("With a token of yours").click()
    field = page.get_by_label("GitHub token")
    expect(field).to_have_value("")
    field.fill(TOKEN)
    check(page)
    expect(page.locator('input[name="two_factor"][value="yes"]')).to_be_checked()
    for request in got:
        to_github = urlsplit(request.url).hostname == "api.github.com"
        assert request.headers.get("authorization") == (f"Bearer {TOKEN}" if to_github else None)
        assert TOKEN not in request.url
    assert TOKEN not in page.evaluate("location.href")
    assert TOKEN not in page.content()
    assert TOKEN not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


FAILURES = {
    "no such repository": "no such thing",
    "empty": "the repository is empty",
    "removed": "removed for good",
    "refused": "refuses to show this",
    "no request left": "it is renewed at 11:06 UTC",
    "asked too fast": "left alone for 60 seconds",
    "a fault of GitHub": "HTTP 502",
    "a listing that was cut off": "",
    "a login page": "a web page instead of data",
    "no JSON": "no valid JSON",
    "a list in place of it": "has no text under",
    "moved": "It is now acme/anvil",
    "archived": "Archived on GitHub",
    "weeks that are still counted": "",
    "no badge service": "HTTP 503",
    "moved to another host": "",
}


@pytest.mark.parametrize("id_", FAILURES)
def test_no_failure_is_ever_a_no(
    reader: Page, address: str, window_of_the_file: Watched, id_: str
) -> None:
    page, case = reader, USUAL[id_]
    hosts(page, case)
    page.goto(f"{address}{PAGE}?stage=graduation")
    status = check(page, case.address or "acme/anvil")
    words = {"moved": "Renamed: it is now acme/anvil"}.get(id_, FAILURES[id_])
    expect(status).to_contain_text(words)
    for key, fact in expected()[id_].items():
        if "unknown" not in fact:
            continue
        field = page.locator(f'[name="{key}"]')
        kind = field.first.get_attribute("type")
        value = (
            page.locator(f'[name="{key}"]:checked').get_attribute("value")
            if kind == "radio"
            else field.input_value()
        )
        assert value == "", (key, fact)
    # A refusal is an error to the browser as well, and nothing else is.
    complaints = window_of_the_file.complaints
    complaints[:] = [complaint for complaint in complaints if "Failed to load" not in complaint]


def test_without_a_network_the_reason_says_so(page: Page, address: str, watched: Any) -> None:
    for host in HOSTS:
        page.route(f"https://{host}/**", lambda route: route.abort("internetdisconnected"))
    page.goto(f"{address}{PAGE}?stage=incubation")
    status = check(page)
    expect(status).to_contain_text("0 facts measured: GitHub was asked once")
    expect(status).to_contain_text("no connection to GitHub can be made; check the connection")
    expect(page.locator("#readiness-bars [aria-current]")).to_contain_text(
        "0 of 29 met, 29 unknown"
    )
    watched.complaints.clear()


def test_what_takes_longer_than_ten_seconds_is_not_waited_for(page: Page, address: str) -> None:
    for host in HOSTS:
        page.route(f"https://{host}/**", lambda route: None)
    page.goto(f"{address}{PAGE}?stage=incubation")
    page.get_by_label("Your project").fill("acme/anvil")
    page.evaluate(WAIT.replace("MS", "100"))
    page.get_by_role("button", name="Check it live").click()
    status = page.locator("#readiness-live [role=status]")
    expect(status).to_contain_text("GitHub did not answer within 10 seconds")
    expect(page.locator("#readiness-bars [aria-current]")).to_contain_text(
        "0 of 29 met, 29 unknown"
    )


def test_hostile_names_stay_inert(page: Page, address: str) -> None:
    hosts(page, USUAL["an owner of another kind"])
    page.goto(f"{address}{PAGE}?stage=sandbox")
    check(page)
    page.locator("details.measured > summary").click()
    reason = page.locator('[data-fact="own_github_org"]')
    expect(reason).to_contain_text("of a kind that we do not know: 'Enterprise[2J<img src=x")
    assert page.locator(".tool img").count() == 0


def test_the_record_stays_where_a_host_is_silent(page: Page, address: str, watched: Any) -> None:
    for host in HOSTS:
        page.route(f"https://{host}/**", lambda route: route.abort())
    page.goto(f"{address}{PAGE}?project=ONNX")
    stars = page.locator("#stars").input_value()
    page.get_by_role("button", name="Check it live").click()
    expect(page.locator("#readiness-live [role=status]")).to_contain_text("0 facts measured")
    assert page.locator("#stars").input_value() == stars != ""
    watched.complaints.clear()


def test_another_project_takes_the_facts_of_the_first_away(page: Page, address: str) -> None:
    hosts(page, USUAL["well kept"])
    page.goto(f"{address}{PAGE}?stage=incubation")
    check(page)
    assert page.locator("#stars").input_value() == "812"
    page.get_by_label("Your project").fill("acme/hammer")
    assert page.locator("#stars").input_value() == ""


def test_what_is_no_address_is_not_asked_about(reader: Page, address: str) -> None:
    reader.goto(f"{address}{PAGE}")
    reader.get_by_label("Your project").fill("Anvil & Sons")
    reader.get_by_role("button", name="Check it live").click()
    expect(reader.locator("#readiness-live [role=status]")).to_contain_text("Write OWNER/NAME")


def test_the_policy_names_the_two_hosts_on_this_page_alone(site: Path) -> None:
    for page in head.pages(site):
        match = re.search(r"connect-src ([^;\"]*)", page.read_text(encoding="utf-8"))
        # A cell that runs in its page reads what the page itself made up.
        named = set(match[1].split()) - {"'self'", "blob:"} if match else set()
        here = page.relative_to(site).as_posix() == PAGE
        assert named == ({f"https://{host}" for host in HOSTS} if here else set()), page


def test_the_notebook_leads_to_the_page_and_has_no_second_tool(reader: Page, address: str) -> None:
    reader.goto(f"{address}notebooks/readiness.html")
    assert reader.locator("#readiness-tool").count() == 0
    reader.get_by_role("link", name="the readiness tool").click()
    expect(reader.get_by_role("button", name="Check it live")).to_be_visible()
