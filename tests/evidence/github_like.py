"""A server that answers like GitHub: ETags, 304, quota, pages, redirects, errors.

``GitHubLike`` is a handler for ``httpx.MockTransport``; ``serve`` puts it on a loopback port, for
the tests that want a real connection. Faults are functions from a request to a response, by path.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

from . import github_payloads as payloads

TOKEN = "github_pat_verysecret0123456789"
RESET = 1_795_000_000  # 2026-11-18 11:06:40 UTC
Handler = Callable[[httpx.Request], httpx.Response]

NINE = {
    "LICENSE": 11357,
    "README.md": 900,
    "CONTRIBUTING.md": 400,
    "CODEOWNERS": 40,
    "CODE_OF_CONDUCT.md": 500,
    "RELEASE.md": 300,
    "GOVERNANCE.md": 700,
    "SUPPORT.md": 100,
    "SECURITY.md": 200,
}
# One commit in the middle of each of the twelve months before 2026-11-20.
MONTHLY = ["2025-12-05", *(f"2026-{month:02}-05" for month in range(1, 12))]


@dataclass
class Repo:
    owner: str
    name: str
    stars: int = 812
    spdx: str | None = "Apache-2.0"
    owner_kind: str = "Organization"
    top: dict[str, int | str] = field(default_factory=lambda: dict(NINE))
    folders: dict[str, dict[str, int | str]] = field(default_factory=dict)
    commits: list[dict[str, Any]] | None = None
    releases: int = 4
    private_reporting: bool = False
    truncated: bool = False
    admin: bool = False  # what the caller may do, if they have a token
    archived: bool = False
    parent: str | None = None
    weeks: list[int] | None = None

    @property
    def full(self) -> str:
        return f"{self.owner}/{self.name}"


class GitHubLike:
    def __init__(self, *repos: Repo, quota: int = 5000, two_factor: bool | None = None) -> None:
        self.repos = {repo.full.lower(): repo for repo in repos}
        self.quota, self.two_factor = quota, two_factor
        self.spent = 0  # of the quota
        self.log: list[tuple[str, int]] = []  # path and query, status
        self.tokens: list[str | None] = []
        self.faults: dict[str, Handler] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode()
        response = self._answer(request)
        self.log.append((target, response.status_code))
        self.tokens.append(request.headers.get("authorization"))
        return response

    def statuses(self) -> list[int]:
        return [status for _, status in self.log]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path in self.faults:
            return self.faults[path](request)
        authorized = request.headers.get("authorization") == f"Bearer {TOKEN}"
        if "authorization" in request.headers and not authorized:
            return self._json(payloads.error("Bad credentials", 401), 401)
        if self.spent >= self.quota:
            return exhausted()
        body, links = self._body(request, path.strip("/").split("/"), authorized)
        if body is None:  # without an ETag, so that asking again costs again
            self.spent += 1
            return self._json(payloads.error("Not Found", 404), 404)
        text = json.dumps(body)
        # Weak, as GitHub's are; and never the same for two callers.
        etag = f'W/"{hashlib.sha256(text.encode()).hexdigest()}"'
        unchanged = request.headers.get("if-none-match") == etag
        # Without a token a "not modified" counts like any other answer.
        self.spent += not (unchanged and authorized)
        headers = {
            "etag": etag,
            "cache-control": f"{'private' if authorized else 'public'}, max-age=60, s-maxage=60",
            "vary": "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept",
            "x-ratelimit-limit": str(self.quota),
            "x-ratelimit-remaining": str(self.quota - self.spent),
            "x-ratelimit-reset": str(RESET),
        }
        if links:
            headers["link"] = links
        if unchanged:
            return httpx.Response(304, headers=headers)
        headers["content-type"] = "application/json; charset=utf-8"
        return httpx.Response(200, headers=headers, content=text)

    def _json(self, body: Any, status: int) -> httpx.Response:
        return httpx.Response(status, json=body)

    def _body(self, request: httpx.Request, steps: list[str], known: bool) -> tuple[Any, str]:
        if steps[0] == "orgs" and len(steps) == 2:
            return payloads.organization(steps[1], self.two_factor), ""
        repo = self.repos.get("/".join(steps[1:3]).lower()) if steps[0] == "repos" else None
        if repo is None:
            return None, ""
        match steps[3:]:
            case []:
                return (
                    payloads.repository(
                        repo.owner,
                        repo.name,
                        stars=repo.stars,
                        spdx=repo.spdx,
                        owner_kind=repo.owner_kind,
                        admin=repo.admin if known else None,
                        archived=repo.archived,
                        parent=repo.parent,
                    ),
                    "",
                )
            case ["git", "trees", "HEAD"]:
                url = f"{payloads.API}/repos/{repo.full}/git/trees"
                listed: dict[str, int | str] = dict(repo.top)
                for name, inside in repo.folders.items():
                    listed[name] = payloads.sha(name)
                    if request.url.params.get("recursive") == "1":
                        listed |= {f"{name}/{path}": entry for path, entry in inside.items()}
                # As git lists them: byte by byte, so that capitals come first.
                return payloads.tree(
                    url, dict(sorted(listed.items())), truncated=repo.truncated
                ), ""
            case ["stats", "participation"]:
                return payloads.participation(repo.weeks or [0] * 52), ""
            case ["commits"]:
                made = repo.commits
                made = payloads.commits(repo.full, MONTHLY) if made is None else made
                since, until = (request.url.params.get(key, "") for key in ("since", "until"))
                inside = [c for c in made if since <= c["commit"]["committer"]["date"] <= until]
                return _page(request, inside)
            case ["releases"]:
                return _page(
                    request, [payloads.release(repo.full, f"v{n}") for n in range(repo.releases)]
                )
            case ["private-vulnerability-reporting"]:
                return {"enabled": repo.private_reporting}, ""
        return None, ""


def _page(request: httpx.Request, items: list[Any]) -> tuple[list[Any], str]:
    params = request.url.params
    size, page = int(params.get("per_page", "30")), int(params.get("page", "1"))
    last = max(1, -(-len(items) // size))
    link = (
        ""
        if page == last
        else ", ".join(
            f'<{request.url.copy_set_param("page", number)}>; rel="{rel}"'
            for rel, number in (("next", page + 1), ("last", last))
        )
    )
    return items[(page - 1) * size : page * size], link


def exhausted() -> httpx.Response:
    return httpx.Response(
        403,
        json=payloads.error("API rate limit exceeded for 192.0.2.1.", 403),
        headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(RESET)},
    )


@contextmanager
def serve(handler: Handler) -> Iterator[str]:
    """The handler on a loopback port; gives the base address."""

    class Bridge(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two cost a delayed acknowledgement each time

        def do_GET(self) -> None:
            # A proxy is asked for a whole address.
            whole = self.path.startswith("http://")
            url = self.path if whole else f"http://{self.headers['host']}{self.path}"
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            response = handler(
                httpx.Request(self.command, url, headers=dict(self.headers), content=content)
            )
            body = response.read()
            self.send_response(response.status_code)
            for name, value in response.headers.items():
                if name not in ("content-length", "transfer-encoding"):
                    self.send_header(name, value)
            if response.status_code != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if response.status_code != 304:
                self.wfile.write(body)

        do_POST = do_PATCH = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bridge)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
