"""Which request gives which fact, by which rule, in which words: ``data/requests.toml``, read.

    table()                 the table, checked; ``DataError`` with every fault of it
    Ask                     one request: its host, its path, its condition
    table().words(place)    a sentence of the table, with its blanks filled in
    table().failure(key)    why there is no answer

The same file goes to the live check of the readiness page, so that a reason reads the same there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from lfai_nb.checked import TomlTable
from lfai_nb.lifecycle.fact_keys import FACTS
from lfai_nb.places import data_dir

#: What a request can depend on.
CONDITIONS = ("", "inherited", "no_policy", "many_commits", "admin", "other_name")
#: The sentences that each rule needs, and the keys that are none.
_SENTENCES: Mapping[str, tuple[str, ...]] = {
    "number": ("method",),
    "licence": ("method", "none", "unnamed"),
    "owner": ("yes", "no", "unclear", "kind"),
    "flag": ("method", "hidden", "personal"),
    "hidden": ("hidden", "personal"),
    "contact": ("policy", "yes", "no", "unclear", "form_unknown"),
    "commits": ("method", "many"),
    "merges": ("method", "many"),
    "months": ("method", "by_weeks", "many", "weeks_unknown"),
    "sign_off": ("seen", "hidden"),
    "last_page": ("method",),
    "level": ("method", "none", "several", "level"),
}
_FIELD = ("number", "licence", "owner", "flag", "contact", "months", "level")
_FILES = (
    *(
        "yes",
        "address",
        "empty",
        "link",
        "no",
        "nor",
        "from_defaults",
        "defaults_unknown",
        "truncated",
    ),
)
_NOTES = ("renamed", "archived", "fork")
_STATUS = re.compile(r"[1-5][0-9][0-9]|5xx")
_FAILURES = (
    *("other", "message", "limit", "limit_until", "limit_soon", "limit_token", "wait", "spent"),
    *("unreachable", "slow", "large", "elsewhere", "page", "not_json", "shape", "shape_whole"),
    *("nonsense", "pages", "time"),
)
#: What a blank may be called, wherever it is.
_BLANKS = {
    *("owner", "name", "address", "since", "until", "kind", "path", "no", "reason", "method"),
    *("window", "low", "high", "months", "signed", "work", "hidden", "id", "host", "numbers"),
    *("level", "parent", "service", "message", "code", "when", "token", "time", "day", "seconds"),
    *("most", "bytes", "field", "problem"),
}


@dataclass(frozen=True, slots=True)
class Host:
    id: str
    base: str
    service: str  # in a sentence
    source: str  # beside a fact
    most: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; ``path`` has blanks."""

    id: str
    host: str
    path: str
    when: str

    def target(self, **values: str) -> tuple[str, dict[str, str]]:
        """The path with its blanks filled in, and the parameters apart."""
        path, _, query = self.path.partition("?")
        pairs = (pair.partition("=") for pair in filter(None, query.split("&")))
        return path.format(**values), {key: text.format(**values) for key, _, text in pairs}


@dataclass(frozen=True, slots=True, eq=False)
class RequestTable:
    hosts: Mapping[str, Host]
    requests: Mapping[str, Ask]  # in their order
    fields: Mapping[str, str]  # by the fact
    facts_of: Mapping[str, tuple[str, ...]]  # by the request
    files: Mapping[str, tuple[str, ...]]  # the names of each of the nine
    folders: tuple[str, ...]
    extensions: tuple[str, ...]
    only_at_the_top: tuple[str, ...]
    inherited: tuple[str, ...]
    suffixes: tuple[str, ...]
    sentences: Mapping[str, str]  # by their place: "stars.method"

    def words(self, place: str, **values: object) -> str:
        return self.sentences[place].format(**values)

    def failure(self, key: str, **values: object) -> str:
        return self.words(f"failures.{key}", **values)

    def facts(self, host: str) -> tuple[str, ...]:
        """The facts that a host gives."""
        asks = (ask for ask in self.requests.values() if ask.host == host)
        return tuple(key for ask in asks for key in self.facts_of.get(ask.id, ()))


@cache
def table(file: Path | None = None) -> RequestTable:
    listed = TomlTable.read(file or data_dir() / "requests.toml", [])
    listed.refuse()
    rooms = {"hosts", "requests", "facts", "files", "notes", "window", "failures", "kinds"}
    listed.only(rooms)
    reader = _RequestsReader(listed)
    table = reader.read()
    listed.refuse()
    return table


class _RequestsReader:
    def __init__(self, listed: TomlTable) -> None:
        self.listed = listed
        self.sentences: dict[str, str] = {}

    def read(self) -> RequestTable:
        listed = self.listed
        hosts = {id_: self._host(id_, table) for id_, table in listed.table("hosts").entries()}
        requests = {}
        for each in listed.tables("requests"):
            each.only({"id", "host", "path"}, {"when"})
            ask = Ask(*(each.text(key) for key in ("id", "host", "path", "when")))
            each.choice("host", hosts)
            if ask.when not in CONDITIONS:
                each.choice("when", CONDITIONS)
            self._blanks(each, "path", ask.path)
            requests[ask.id] = ask
        fields, facts_of, suffixes = self._facts(listed.table("facts"), requests)
        files = listed.table("files")
        files.only({*_FILES, "names", "folders", "extensions", "only_at_the_top", "inherited"})
        self._texts(files, "files", _FILES)
        names = {key: files.table("names").texts(key) for key in files.table("names").values}
        for key in names.keys() - FACTS.keys():
            files.table("names").fault(f"{key} is not a fact of facts.toml", key)
        facts_of["tree"] = tuple(names)
        extensions = files.values.get("extensions")
        if not isinstance(extensions, list) or not all(isinstance(e, str) for e in extensions):
            files.fault("extensions needs a list of texts", "extensions")
            extensions = []
        for key in ("notes", "window", "failures", "kinds"):
            room = listed.table(key)
            self._texts(room, key, room.values)
        listed.table("notes").only(_NOTES)
        listed.table("window").only({"words"})
        listed.table("kinds").only({"number", "text", "flag", "list", "object"})
        failures = listed.table("failures")
        failures.only(_FAILURES, {key for key in failures.values if _STATUS.fullmatch(key)})
        return RequestTable(
            hosts=MappingProxyType(hosts),
            requests=MappingProxyType(requests),
            fields=MappingProxyType(fields),
            facts_of=MappingProxyType(facts_of),
            files=MappingProxyType(names),
            folders=files.texts("folders"),
            extensions=tuple(extensions),
            only_at_the_top=files.texts("only_at_the_top"),
            inherited=files.texts("inherited"),
            suffixes=suffixes,
            sentences=MappingProxyType(self.sentences),
        )

    def _host(self, id_: str, table: TomlTable) -> Host:
        table.only({"base", "service", "source", "most"}, {"headers"})
        most = table.values.get("most")
        if type(most) is not int or most < 1:
            table.fault("most is a whole number of 1 or more", "most")
            most = 1
        headers = table.table("headers")
        texts = {name: headers.text(name, required=True) for name in headers.values}
        base, service, source = (
            table.text(k, required=True) for k in ("base", "service", "source")
        )
        return Host(id_, base, service, source, most, MappingProxyType(texts))

    def _facts(
        self, facts: TomlTable, requests: Mapping[str, Ask]
    ) -> tuple[dict[str, str], dict[str, tuple[str, ...]], tuple[str, ...]]:
        fields: dict[str, str] = {}
        facts_of: dict[str, tuple[str, ...]] = {}
        suffixes: tuple[str, ...] = ()
        for key, table in facts.entries():
            if key not in FACTS:
                facts.fault(f"{key} is not a fact of facts.toml", key)
            if not (table.choice("rule", _SENTENCES) and table.choice("from", requests)):
                continue
            rule, request = table.text("rule"), table.text("from")
            more = {"field"} if rule in _FIELD else set()
            more |= {"suffixes"} if rule == "owner" else set()
            more |= {"weeks"} if rule == "months" else set()
            table.only({"rule", "from", *more, *_SENTENCES[rule]})
            self._texts(table, key, _SENTENCES[rule])
            if "field" in more:
                fields[key] = table.text("field", required=True)
            if rule == "owner":
                suffixes = table.texts("suffixes")
            if rule == "months":
                table.choice("weeks", requests)
            facts_of[request] = (*facts_of.get(request, ()), key)
        return fields, facts_of, suffixes

    def _texts(self, table: TomlTable, place: str, keys: object) -> None:
        assert isinstance(keys, tuple | dict)
        for key in keys:
            text = table.text(key, required=key in table.values)
            self._blanks(table, key, text)
            self.sentences[f"{place}.{key}"] = text

    def _blanks(self, table: TomlTable, key: str, text: str) -> None:
        try:
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError as error:
            table.fault(f"the braces of {key} do not close: {error}", key)
            return
        for name in sorted(names - _BLANKS):
            table.fault(f"{{{name}}} is nothing that can be filled in", key)
