"""The bodies of GitHub's answers, whole, so that they can be held against its own description."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

API = "https://api.github.com"


def sha(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


def number(text: str) -> int:
    return int(sha(text)[:6], 16)


def account(login: str, kind: str = "Organization") -> dict[str, Any]:
    url = f"{API}/users/{login}"
    links = {
        "followers_url": "/followers",
        "following_url": "/following{/other_user}",
        "gists_url": "/gists{/gist_id}",
        "starred_url": "/starred{/owner}{/repo}",
        "subscriptions_url": "/subscriptions",
        "organizations_url": "/orgs",
        "repos_url": "/repos",
        "events_url": "/events{/privacy}",
        "received_events_url": "/received_events",
    }
    return {
        "login": login,
        "id": number(login),
        "node_id": "MDEyOk9yZ2FuaXphdGlvbjE=",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number(login)}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"https://github.com/{login}",
        **{key: url + path for key, path in links.items()},
        "type": kind,
        "site_admin": False,
    }


def organization(login: str, two_factor: bool | None = None) -> dict[str, Any]:
    url = f"{API}/orgs/{login}"
    body: dict[str, Any] = {
        "login": login,
        "id": number(login),
        "node_id": "MDEyOk9yZ2FuaXphdGlvbjE=",
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number(login)}?v=4",
        "description": None,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": 3,
        "public_gists": 0,
        "followers": 10,
        "following": 0,
        "html_url": f"https://github.com/{login}",
        "type": "Organization",
        "created_at": "2019-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "archived_at": None,
    }
    # An owner's token is shown it; for everyone else the key is not there at all.
    return body if two_factor is None else {**body, "two_factor_requirement_enabled": two_factor}


_REPOSITORY_PATHS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def repository(
    owner: str,
    name: str,
    *,
    stars: int,
    spdx: str | None,
    owner_kind: str = "Organization",
    admin: bool | None = None,
    archived: bool = False,
    parent: str | None = None,
) -> dict[str, Any]:
    url, page = f"{API}/repos/{owner}/{name}", f"https://github.com/{owner}/{name}"
    license_ = spdx and {
        "key": spdx.lower(),
        "name": spdx,
        "spdx_id": spdx,
        "url": None if spdx == "NOASSERTION" else f"{API}/licenses/{spdx.lower()}",
        "node_id": "MDc6TGljZW5zZTI=",
    }
    more: dict[str, Any] = {}
    if admin is not None:  # only who has a token is told what they may do
        may = dict.fromkeys(("admin", "maintain", "push", "triage"), admin)
        more["permissions"] = {**may, "pull": True}
    if parent is not None:
        original = repository(*parent.split("/"), stars=9000, spdx=spdx)  # type: ignore[misc]
        more["parent"] = more["source"] = {
            key: value
            for key, value in original.items()
            if key not in ("subscribers_count", "network_count")
        } | {"has_downloads": True}
    return {
        "id": number(url),
        "node_id": "MDEwOlJlcG9zaXRvcnkx",
        "name": name,
        "full_name": f"{owner}/{name}",
        "owner": account(owner, owner_kind),
        "private": False,
        "html_url": page,
        "description": None,
        "fork": parent is not None,
        "url": url,
        **{key: url + path for key, path in _REPOSITORY_PATHS.items()},
        "git_url": f"git://github.com/{owner}/{name}.git",
        "ssh_url": f"git@github.com:{owner}/{name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": "Python",
        "forks_count": 3,
        "forks": 3,
        "stargazers_count": stars,
        "watchers_count": stars,
        "watchers": stars,
        "size": 108,
        "default_branch": "main",
        "open_issues_count": 2,
        "open_issues": 2,
        "has_issues": True,
        "has_projects": True,
        "has_wiki": True,
        "has_pages": False,
        "has_discussions": False,
        "archived": archived,
        "disabled": False,
        "pushed_at": "2026-11-19T08:00:00Z",
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2026-11-19T08:00:00Z",
        "subscribers_count": 5,
        "network_count": 3,
        "license": license_,
        **more,
    }


class Link(str):
    """Where a symbolic link leads; of it, GitHub lists the length alone."""


class Submodule(str):
    """The commit of another repository."""


def tree(url: str, entries: Mapping[str, int | str], *, truncated: bool = False) -> dict[str, Any]:
    """A listing. An entry is a size for a file, a link, a submodule, or the id of a folder."""
    return {
        "sha": sha(url),
        "url": f"{url}/{sha(url)}",
        "tree": [
            {
                "path": path,
                "mode": "100644",
                "type": "blob",
                "sha": sha(path),
                "size": entry,
                "url": f"{url}/{sha(path)}",
            }
            if isinstance(entry, int)
            else {
                "path": path,
                "mode": "120000",
                "type": "blob",
                "sha": sha(path),
                "size": len(entry),
                "url": f"{url}/{sha(path)}",
            }
            if isinstance(entry, Link)
            else {"path": path, "mode": "160000", "type": "commit", "sha": entry}
            if isinstance(entry, Submodule)
            else {"path": path, "mode": "040000", "type": "tree", "sha": entry, "url": f"{url}/x"}
            for path, entry in entries.items()
        ],
        "truncated": truncated,
    }


def commit(
    repo: str, when: str, *, subject: str = "Change", parents: int = 1, by_github: bool = False
) -> dict[str, Any]:
    url, id_ = f"{API}/repos/{repo}", sha(f"{repo}{when}{subject}{parents}")
    signature = {"name": "A. Author", "email": "author@example.org", "date": when}
    committer = {**signature, "name": "GitHub"} if by_github else signature
    return {
        "url": f"{url}/commits/{id_}",
        "sha": id_,
        "node_id": "MDY6Q29tbWl0MQ==",
        "html_url": f"https://github.com/{repo}/commit/{id_}",
        "comments_url": f"{url}/commits/{id_}/comments",
        "commit": {
            "url": f"{url}/git/commits/{id_}",
            "author": signature,
            "committer": committer,
            "message": f"{subject}\n\nSigned-off-by: A. Author <author@example.org>",
            "comment_count": 0,
            "tree": {"sha": sha("tree"), "url": f"{url}/git/trees/{sha('tree')}"},
            "verification": {
                "verified": False,
                "reason": "unsigned",
                "signature": None,
                "payload": None,
                "verified_at": None,
            },
        },
        "author": account("author", "User"),
        "committer": None,
        "parents": [
            {"sha": sha(str(n)), "url": f"{url}/commits/{sha(str(n))}"} for n in range(parents)
        ],
    }


def release(repo: str, tag: str) -> dict[str, Any]:
    url, id_ = f"{API}/repos/{repo}/releases", number(tag)
    return {
        "url": f"{url}/{id_}",
        "html_url": f"https://github.com/{repo}/releases/{tag}",
        "assets_url": f"{url}/{id_}/assets",
        "upload_url": f"https://uploads.github.com/repos/{repo}/releases/{id_}/assets{{?name,label}}",
        "tarball_url": f"{API}/repos/{repo}/tarball/{tag}",
        "zipball_url": f"{API}/repos/{repo}/zipball/{tag}",
        "id": id_,
        "node_id": "MDc6UmVsZWFzZTE=",
        "tag_name": tag,
        "target_commitish": "main",
        "name": tag,
        "body": "",
        "draft": False,
        "prerelease": False,
        "created_at": "2026-01-01T00:00:00Z",
        "published_at": "2026-01-01T00:00:00Z",
        "author": account("author", "User"),
        "assets": [],
    }


def participation(weeks: Sequence[int]) -> dict[str, Any]:
    """The commits of each of the last 52 weeks, the newest last."""
    return {"all": list(weeks), "owner": [0] * len(weeks)}


def error(message: str, status: int) -> dict[str, Any]:
    return {
        "message": message,
        "documentation_url": "https://docs.github.com/rest",
        "status": str(status),
    }


def commits(repo: str, days: Sequence[str]) -> list[dict[str, Any]]:
    return [commit(repo, f"{day}T12:00:00Z", subject=f"Change of {day}") for day in days]
