"""A server that answers like the badge service."""

from typing import Any

import httpx

ADDRESS = "https://github.com/acme/anvil"


class BadgeLike:
    """Answers like the badge service: an entry by its number, a list by the exact address."""

    def __init__(self, *entries: dict[str, Any]) -> None:
        self.entries = entries
        self.log: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.log.append(request.url.raw_path.decode())
        path = request.url.path
        if path == "/en/projects.json":
            url = request.url.params["url"]
            return httpx.Response(200, json=[e for e in self.entries if e["repo_url"] == url])
        for project in self.entries:
            if path == f"/projects/{project['id']}.json":
                return httpx.Response(200, json=project)
        return httpx.Response(404, json={"status": 404, "error": "Not Found"})


def entry(id_: int = 7, level: object = "silver", **more: object) -> dict[str, Any]:
    return {
        "id": id_,
        "name": "Anvil",
        "repo_url": ADDRESS,
        "homepage_url": "https://anvil.example",
        "badge_level": level,
        "tiered_percentage": 215,
        **more,
    }
