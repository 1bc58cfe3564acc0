"""`tony.xml`: which processes a job needs, and how it may fail. Keys and defaults are TonY's own.

    job = parse(Path("tony.xml").read_text(), {"tony.worker.instances": "4"})

Roles are whatever the file names: `tony.worker.instances` makes the role `worker`. What YARN alone
would use (memory, cores) is read and shown; nothing enforces it on one machine.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

FRAMEWORKS = ("tensorflow", "pytorch")
ROLE_KEY = re.compile(r"tony\.([a-z]+)\.([a-z-]+)")
NOT_ROLES = {"application", "am", "task", "container"}


class JobFileError(ValueError):
    """What is wrong with the file, a line for each fault."""


@dataclass(frozen=True)
class Role:
    name: str
    instances: int
    command: str = ""  # a role without instances needs none
    memory: str = "2g"
    vcores: int = 1
    gpus: int = 0


Task = tuple[str, int]
"""A role and a number: ("worker", 0)."""


@dataclass(frozen=True)
class JobFile:
    roles: tuple[Role, ...]
    name: str = "TonyApplication"
    framework: str = "tensorflow"
    retries: int = 0  # how often the whole session may be started again
    heartbeat_ms: int = 1000
    max_missed: int = 25
    registration_ms: int = 15 * 60 * 1000
    timeout_ms: int = 0  # 0: none
    untracked: frozenset[str] = frozenset({"ps"})
    stop_on_failure: frozenset[str] = frozenset()
    fail_on_worker_failure: bool = False

    @property
    def tasks(self) -> list[Task]:
        return [(role.name, n) for role in self.roles for n in range(role.instances)]

    def role(self, name: str) -> Role:
        return next(role for role in self.roles if role.name == name)

    def is_chief(self, task: Task) -> bool:
        """The role "chief" if there is one, or else the first worker."""
        if any(role.name == "chief" for role in self.roles):
            return task[0] == "chief"
        return task == ("worker", 0)


def _count(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or int(text) < least:
            raise ValueError(f"needs a whole number of {least} or more, not {text!r}")
        return int(text)

    return read


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"needs true or false, not {text!r}")
    return text == "true"


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def _memory(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d*[mg]", text):
        raise ValueError(f"needs a size such as 512m or 2g, not {text!r}")
    return text


def _framework(text: str) -> str:
    if text not in FRAMEWORKS:
        raise ValueError(f"is {text!r}; here there are: {', '.join(FRAMEWORKS)}")
    return text


def _gang(text: str) -> str:
    if text != "GANG":
        raise ValueError(f"is {text!r}; here there is only GANG: all tasks start together")
    return text


FOR_THE_JOB: dict[str, tuple[str, Callable[[str], object]]] = {
    "tony.application.name": ("name", str),
    "tony.application.framework": ("framework", _framework),
    "tony.application.distributed-mode": ("", _gang),
    "tony.application.timeout": ("timeout_ms", _count(0)),
    "tony.application.untracked.jobtypes": ("untracked", _names),
    "tony.application.stop-on-failure-jobtypes": ("stop_on_failure", _names),
    "tony.application.fail-on-worker-failure-enabled": ("fail_on_worker_failure", _flag),
    "tony.am.retry-count": ("retries", _count(0)),
    "tony.task.heartbeat-interval-ms": ("heartbeat_ms", _count(1)),
    "tony.task.max-missed-heartbeats": ("max_missed", _count(1)),
    "tony.container.registration.timeout": ("registration_ms", _count(1)),
}
FOR_A_ROLE: dict[str, Callable[[str], object]] = {
    "instances": _count(0),
    "command": str,
    "memory": _memory,
    "vcores": _count(1),
    "gpus": _count(0),
}


def parse(text: str, overrides: Mapping[str, str] | None = None) -> JobFile:
    """The job, or `JobFileError` with all that is wrong. `overrides` are `-conf key=value`."""
    faults: list[str] = []
    given = {**_properties(text, faults), **(overrides or {})}
    job: dict[str, object] = {}
    roles: dict[str, dict[str, object]] = {}
    for key, value in given.items():
        of_role = ROLE_KEY.fullmatch(key)
        try:
            if key in FOR_THE_JOB:
                field, read = FOR_THE_JOB[key]
                job |= {field: read(value)} if field or read(value) else {}
            elif of_role and of_role[1] not in NOT_ROLES and of_role[2] in FOR_A_ROLE:
                roles.setdefault(of_role[1], {})[of_role[2]] = FOR_A_ROLE[of_role[2]](value)
            else:
                faults.append(f"{key}: no such key here{_nearest(key, roles)}")
        except ValueError as error:
            faults.append(f"{key} {error}")
    job.pop("", None)
    for name, settings in roles.items():
        if f"tony.{name}.instances" not in given:
            faults.append(f"tony.{name}.instances is missing; without it there is no role {name}")
        elif settings.get("instances") and not str(settings.get("command", "")).strip():
            faults.append(f"tony.{name}.command is missing: what shall the role {name} run?")
    named = {*_as_names(job.get("untracked")), *_as_names(job.get("stop_on_failure"))}
    faults += [
        f"there is no role {name!r}, which is named as a job type"
        for name in sorted(named - {*roles})
    ]
    if not faults and not any(settings["instances"] for settings in roles.values()):
        faults.append("no role has an instance; a job needs at least tony.worker.instances")
    if faults:
        raise JobFileError("\n".join(faults))
    made = tuple(Role(name, **settings) for name, settings in roles.items())  # type: ignore[arg-type]
    return JobFile(made, **job)  # type: ignore[arg-type]


def _properties(text: str, faults: list[str]) -> dict[str, str]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise JobFileError("the file declares a DOCTYPE or an entity; a job file needs neither")
    try:
        # Without a declaration there is no entity that could grow.
        root = ET.fromstring(text)  # noqa: S314
    except ET.ParseError as error:
        raise JobFileError(f"the file is not XML: {error}") from error
    if root.tag != "configuration":
        raise JobFileError(f"the file begins with <{root.tag}>, not with <configuration>")
    found: dict[str, str] = {}
    for number, entry in enumerate(root, start=1):
        key, value = (entry.findtext(part) for part in ("name", "value"))
        if entry.tag != "property" or not key or value is None:
            faults.append(f"entry {number} is not a <property> with a <name> and a <value>")
        elif key.strip() in found:
            faults.append(f"{key.strip()} stands twice")
        else:
            found[key.strip()] = value.strip()
    return found


def _nearest(key: str, roles: Mapping[str, object]) -> str:
    known = [*FOR_THE_JOB, *(f"tony.{role}.{k}" for role in (*roles, "worker") for k in FOR_A_ROLE)]
    near = get_close_matches(key, known, n=1, cutoff=0.7)
    return f"; did you mean {near[0]}?" if near else ""


def _as_names(value: object) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()
