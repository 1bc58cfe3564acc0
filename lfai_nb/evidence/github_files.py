"""The nine files of the Sandbox task list, and where a vulnerability can be reported."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lfai_nb.evidence.fact_builder import FactBuilder, read
from lfai_nb.evidence.http.client import Answer, Client, Gone, NoAnswer
from lfai_nb.evidence.nine_files import FILES, FOLDERS, Listed, nine

# What GitHub shows from the repository ".github" of the owner where a repository has none itself.
_INHERITED = (
    "file_contributing",
    "file_code_of_conduct",
    "file_governance",
    "file_support",
    "file_security",
)


def files(web: Client, builder: FactBuilder, owner: str, name: str) -> None:
    _nine(web, builder, owner, name)
    _contact(web, builder, owner, name)


def _nine(web: Client, builder: FactBuilder, owner: str, name: str) -> None:
    url = f"{web.base}/repos/{owner}/{name}/git/trees/HEAD"
    try:
        own = _found(web, owner, name)
    except NoAnswer as error:
        builder.unknown(*FILES, reason=error.reason, url=url, at=web.now())
        return
    for key, listed in own.files.items():
        _note(builder, key, listed, "")
    absent = builder.missing(FILES)
    shared, why = _Listing({}, own.answer), ""
    if any(key in _INHERITED for key in absent):
        try:
            shared = _found(web, owner, ".github")
        except Gone:  # most owners have no such repository
            why = ""
        except NoAnswer as error:
            why = error.reason
    for key in absent:
        inherited = key in _INHERITED
        if inherited and key in shared.files:
            _note(builder, key, shared.files[key], f"shown from {owner}/.github")
        elif inherited and why:
            reason = f"not in the repository, and {owner}/.github cannot be read: {why}"
            builder.unknown(key, reason=reason, url=url, at=web.now())
        else:
            method = "not found at the top, in .github or in docs of the default branch"
            if inherited:
                method += f", nor in {owner}/.github"
            builder.value(key, False, own.answer, method)


def _note(builder: FactBuilder, key: str, listed: Listed[Answer], note: str) -> None:
    if listed.empty:
        builder.value(key, False, listed.origin, f"{listed.path} is there, but empty", note)
    else:
        builder.value(key, True, listed.origin, f"{listed.path} on the default branch", note)


@dataclass(frozen=True, slots=True)
class _Listing:
    files: Mapping[str, Listed[Answer]]
    answer: Answer


def _found(web: Client, owner: str, name: str) -> _Listing:
    """Which of the files a repository has: at the top, in .github or in docs."""
    shared = name == ".github"
    top = web.get(f"/repos/{owner}/{name}/git/trees/HEAD", absence_may_be_old=shared)
    listed: list[Listed[Answer]] = []
    folders: list[tuple[str, str]] = []
    for path, kind, sha, size in _entries(top):
        if kind == "tree" and path.lower() in FOLDERS:
            folders.append((path, sha))
        elif kind == "blob":
            listed.append(Listed("", path, size == 0, top))
    for folder, sha in folders:
        answer = web.get(f"/repos/{owner}/{name}/git/trees/{sha}")
        listed += [
            Listed(folder, path, size == 0, answer)
            for path, kind, _, size in _entries(answer)
            if kind == "blob"
        ]
    return _Listing(nine(listed), top)


def _entries(answer: Answer) -> Iterator[tuple[str, str, str, int]]:
    if read(answer.data, "truncated", bool):
        raise NoAnswer("the folder is too large to be listed whole; look for the files by hand")
    for item in read(answer.data, "tree", list):
        path, kind, sha = (read(item, key, str) for key in ("path", "type", "sha"))
        if kind == "tree" and not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", sha):
            raise NoAnswer("the answer names a folder by no valid id; please report it")
        yield path, kind, sha, read(item, "size", int) if kind == "blob" else -1


def _contact(web: Client, builder: FactBuilder, owner: str, name: str) -> None:
    """A security policy, or GitHub's private form for reporting."""
    policy = builder.get("file_security")
    if policy is not None and policy.value is True:
        method = f"the security policy ({policy.method}); that its contact answers was not tried"
        builder.add(replace(policy, key="security_contact", method=method))
        return
    path = f"/repos/{owner}/{name}/private-vulnerability-reporting"
    try:
        form = web.get(path)
        enabled = read(form.data, "enabled", bool)
    except NoAnswer as error:
        reason = f"no security policy was found, and the private form is not known: {error.reason}"
        builder.unknown("security_contact", reason=reason, url=f"{web.base}{path}", at=web.now())
        return
    if enabled:
        method = "private vulnerability reporting is switched on"
        builder.value("security_contact", True, form, method)
    elif policy is not None and policy.known:
        method = "no security policy, and private vulnerability reporting is off"
        builder.value("security_contact", False, form, method)
    else:
        reason = "the private form is off, and whether there is a security policy is not known"
        builder.unknown("security_contact", reason=reason, url=form.url, at=form.retrieved)
