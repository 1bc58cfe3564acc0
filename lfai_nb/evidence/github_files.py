"""The nine files of the Sandbox task list, and where a vulnerability can be reported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lfai_nb.evidence.fact_builder import FactBuilder, read
from lfai_nb.evidence.github_round import Round
from lfai_nb.evidence.http.client import Gone, NoAnswer, Reply
from lfai_nb.evidence.nine_files import Content, Listed, file_keys, is_folder, nine
from lfai_nb.evidence.request_table import table

_LINK = "120000"


def files(requests: Round, builder: FactBuilder) -> None:
    _nine(requests, builder)
    _contact(requests, builder)


@dataclass(frozen=True, slots=True)
class _Listing:
    files: Mapping[str, Listed[None]]
    answer: Reply
    whole: bool


def _nine(requests: Round, builder: FactBuilder) -> None:
    owner, words = requests.values["owner"], table().words
    try:
        own = _listing(requests.get("tree"))
    except NoAnswer as error:
        at = requests.web.now()
        builder.unknown(*file_keys(), reason=error.reason, url=requests.url("tree"), at=at)
        return
    for key, listed in own.files.items():
        _note(builder, key, listed, _at(own.answer, owner, requests.values["name"], listed), "")
    absent = builder.missing(file_keys())
    shared, why = None, ""
    if any(key in table().inherited for key in absent):
        try:
            shared = _listing(requests.get("defaults", absence_may_be_old=True))
            why = "" if shared.whole else words("files.truncated")
        except Gone:  # most owners have no such repository
            pass
        except NoAnswer as error:
            why = error.reason
    for key in absent:
        inherited = key in table().inherited
        if inherited and shared is not None and key in shared.files:
            note, listed = words("files.from_defaults", owner=owner), shared.files[key]
            _note(builder, key, listed, _at(shared.answer, owner, ".github", listed), note)
            continue
        reason = ""
        if not own.whole:
            reason = words("files.truncated")
        elif inherited and why:
            reason = words("files.defaults_unknown", owner=owner, reason=why)
        if reason:
            builder.unknown(key, reason=reason, url=own.answer.url, at=own.answer.retrieved)
            continue
        method = words("files.no")
        if inherited:
            method = words("files.nor", no=method, owner=owner)
        builder.value(key, False, own.answer, method)


def _at(answer: Reply, owner: str, name: str, listed: Listed[None]) -> Reply:
    """A file that is there has an address of its own; of any other the listing is the evidence."""
    if listed.content is not Content.TEXT:
        return answer
    url = table().words("files.address", owner=owner, name=name, path=listed.path)
    return replace(answer, url=url)


def _note(builder: FactBuilder, key: str, listed: Listed[None], answer: Reply, note: str) -> None:
    place = {Content.TEXT: "yes", Content.LINK: "link"}.get(listed.content, "empty")
    method = table().words(f"files.{place}", path=listed.path)
    if listed.content is Content.LINK:
        builder.unknown(key, reason=method, url=answer.url, at=answer.retrieved)
    else:
        builder.value(key, listed.content is Content.TEXT, answer, method, note)


def _listing(answer: Reply) -> _Listing:
    """Which of the files a repository has: at the top, in .github or in docs."""
    whole = not read(answer.data, "truncated", bool)
    listed = sorted(_entries(answer), key=lambda file: bool(file.folder))
    return _Listing(nine(listed), answer, whole)


def _entries(answer: Reply) -> Iterator[Listed[None]]:
    for item in read(answer.data, "tree", list):
        path, kind, mode = (read(item, key, str) for key in ("path", "type", "mode"))
        if kind != "blob":
            continue
        size = read(item, "size", int)
        folder, _, name = path.rpartition("/")
        if folder and not is_folder(folder):
            continue
        content = Content.TEXT if size else Content.EMPTY
        yield Listed(folder, name, Content.LINK if mode == _LINK else content, None)


def _contact(requests: Round, builder: FactBuilder) -> None:
    """A security policy, or GitHub's private form for reporting."""
    key, words = "security_contact", table().words
    policy = builder.get("file_security")
    if policy is not None and policy.value is True:
        method = words(f"{key}.policy", method=policy.method)
        builder.add(replace(policy, key=key, method=method))
        return
    try:
        form = requests.get("form")
        enabled = read(form.data, table().fields[key], bool)
    except NoAnswer as error:
        reason = words(f"{key}.form_unknown", reason=error.reason)
        builder.unknown(key, reason=reason, url=requests.url("form"), at=requests.web.now())
        return
    if enabled:
        builder.value(key, True, form, words(f"{key}.yes"))
    elif policy is not None and policy.known:
        builder.value(key, False, form, words(f"{key}.no"))
    else:
        builder.unknown(key, reason=words(f"{key}.unclear"), url=form.url, at=form.retrieved)
