"""`tony.xml`: which processes a job needs, and how it may fail. Keys and defaults are TonY's own.

    job = parse(Path("tony.xml").read_text(), {"tony.worker.instances": "4"})

Roles are whatever the file names: `tony.worker.instances` makes the role `worker`. Memory, cores
and GPUs are compared with this machine before a job starts (`machine`); nothing holds a process to
them. What has no meaning here stands in `not_used`, so that nobody thinks it had an effect.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import Any

from lfai_nb.demos.tony import keys

LONGEST = 1_000_000  # characters; a real job file has a few thousand
LARGEST = 10_000  # tasks; each is looked at before the job is accepted


class JobFileError(ValueError):
    """What is wrong with the file, a line for each fault."""


@dataclass(frozen=True)
class Role:
    name: str
    instances: int
    command: str = ""  # a role without instances needs none
    depends_on: tuple[str, ...] = ()  # it starts when all tasks of these roles have ended
    megabytes: int = 2048
    vcores: int = 1
    gpus: int = 0
    resources: tuple[str, ...] = ()
    most: int | None = None
    stated: frozenset[str] = frozenset()  # the fields that stand in the file, not TonY's defaults


Task = tuple[str, int]
"""A role and a number: ("worker", 0)."""


@dataclass(frozen=True)
class JobFile:
    roles: tuple[Role, ...]
    name: str = "TonyApplication"
    framework: str = "tensorflow"
    mode: str = "GANG"
    retries: int = 0  # how often the whole session may be started again
    heartbeat_ms: int = 1000
    max_missed: int = 25
    registration_ms: int = 15 * 60 * 1000  # 0: for ever
    timeout_ms: int = 0  # 0: none
    untracked: tuple[str, ...] = ("ps",)  # nobody waits for their end
    sidecars: tuple[str, ...] = ("tensorboard",)  # nor minds their failure
    stop_on_failure: tuple[str, ...] = ("ps",)
    fail_on_worker_failure: bool = False
    command: str = ""  # of the roles that have none of their own
    alone: str = ""  # the command of a job without roles
    variables: tuple[tuple[str, str], ...] = ()
    prepare_stage: tuple[str, ...] = ()
    training_stage: tuple[str, ...] = ()
    most_instances: int | None = None
    not_used: tuple[str, ...] = ()

    @property
    def tasks(self) -> list[Task]:
        return [(role.name, n) for role in self.roles for n in range(role.instances)]

    @property
    def tracked(self) -> list[Task]:
        """The tasks whose end is waited for."""
        return [task for task in self.tasks if self.is_tracked(task[0])]

    @property
    def single_node(self) -> bool:
        """A job without roles: one command, in the place of the application master."""
        return not self.tasks

    def role(self, name: str) -> Role:
        return next(role for role in self.roles if role.name == name)

    def is_tracked(self, role: str) -> bool:
        return role not in (*self.untracked, *self.sidecars)

    def is_chief(self, task: Task) -> bool:
        """The role "chief" if there is one, or else the first worker."""
        if any(role.name == "chief" and role.instances for role in self.roles):
            return task[0] == "chief"
        return task == ("worker", 0)


def parse(text: str, overrides: Mapping[str, str] | None = None) -> JobFile:
    """The job, or `JobFileError` with all that is wrong. `overrides` are `-conf key=value`."""
    faults: list[str] = []
    given = {**_properties(text, faults), **(overrides or {})}
    fields: dict[str, Any] = {}
    roles: dict[str, dict[str, Any]] = {}
    totals: dict[str, int | None] = {}
    not_used = []
    for key, value in given.items():
        of_role = keys.ROLE_KEY.fullmatch(key)
        of_role = of_role if of_role and of_role[1] not in keys.NOT_ROLES else None
        if of_role and of_role[2] in keys.FOR_A_ROLE:
            roles.setdefault(of_role[1], {})
        total = keys.MAX_TOTAL.fullmatch(key)
        try:
            if key in keys.FOR_THE_JOB:
                field, read = keys.FOR_THE_JOB[key]
                fields[field] = read(value)
            elif total:
                totals[total[1]] = keys.limit(value)
            elif of_role and of_role[2] in keys.FOR_A_ROLE:
                field, read = keys.FOR_A_ROLE[of_role[2]]
                roles[of_role[1]][field] = read(value)
            elif keys.is_elsewhere(key):
                not_used.append(key)
            else:
                faults.append(f"{key}: no such key{_nearest(key, roles)}")
        except ValueError as error:
            faults.append(f"{key} {error}")
    made = []
    for name, values in roles.items():
        if f"tony.{name}.instances" in given:
            made.append(
                Role(
                    name,
                    **{"instances": 0, "command": fields.get("command", ""), **values},
                    stated=frozenset(values),
                )
            )
        elif name not in keys.USUAL_ROLES:
            faults.append(f"tony.{name}.instances is missing; without it there is no role {name}")
    if (tasks := sum(role.instances for role in made)) > LARGEST:
        raise JobFileError(f"the job asks for {tasks} tasks; {LARGEST} are the most")
    job = JobFile(tuple(made), **fields, not_used=tuple(not_used))
    counted = not faults  # or else a role may seem to be missing whose number is only misspelt
    job = replace(job, roles=tuple(_staged(job, faults)))
    faults += [*_of_roles(job), *_beyond(job, totals)]
    if counted:
        faults += _of_the_whole(job)
    if faults:
        raise JobFileError("\n".join(faults))
    return job


def _properties(text: str, faults: list[str]) -> dict[str, str]:
    if len(text) > LONGEST:
        raise JobFileError(f"the file has {len(text)} characters; {LONGEST} are the most")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise JobFileError("the file declares a DOCTYPE or an entity; a job file needs neither")
    try:
        # Without a declaration there is no entity that could grow.
        root = ET.fromstring(text)  # noqa: S314
    except (ET.ParseError, ValueError) as error:
        raise JobFileError(f"the file is not XML: {error}") from error
    if root.tag != "configuration":
        raise JobFileError(f"the file begins with <{root.tag}>, not with <configuration>")
    values: dict[str, str] = {}
    for number, entry in enumerate(root, start=1):
        key, value = ((entry.findtext(part) or "").strip() for part in ("name", "value"))
        if entry.tag != "property" or not key or entry.find("value") is None:
            faults.append(f"entry {number} is not a <property> with a <name> and a <value>")
        elif key in values:
            # Hadoop takes the last one in silence, and whoever wrote the first wonders.
            faults.append(f"{key} stands twice")
        else:
            values[key] = value
    return values


def _staged(job: JobFile, faults: list[str]) -> Iterable[Role]:
    """The two stages are a short way to write: these roles depend on all of those."""
    names = [role.name for role in job.roles if role.instances]
    before, after = job.prepare_stage, job.training_stage
    if not before and not after:
        return job.roles
    before = before or tuple(name for name in names if name not in after)
    after = after or tuple(name for name in names if name not in before)
    if sorted((*before, *after)) != sorted(names):
        faults.append(
            "tony.application.prepare-stage and training-stage must have each role once between "
            f"them; there are {', '.join(names) or 'none'}"
        )
        return job.roles
    first = tuple(name for name in before if job.is_tracked(name))
    return [
        replace(role, depends_on=tuple(dict.fromkeys((*role.depends_on, *first))))
        if role.name in after
        else role
        for role in job.roles
    ]


def _of_roles(job: JobFile) -> Iterable[str]:
    """What is wrong although each value is right by itself."""
    names = {role.name for role in job.roles if role.instances}
    for role in job.roles:
        if role.instances and not role.command.strip():
            yield f"tony.{role.name}.command is missing: what shall the role {role.name} run?"
        if role.most is not None and role.instances > role.most:
            yield f"tony.{role.name}.instances is {role.instances}; max-instances is {role.most}"
        for other in role.depends_on if role.instances else ():
            if other not in names:
                yield f"tony.{role.name}.depends-on names {other!r}, which has no instances"
            elif not job.is_tracked(other):
                yield (
                    f"tony.{role.name}.depends-on names {other!r}, which is not tracked: "
                    "nobody waits for its end"
                )
    try:
        TopologicalSorter({role.name: role.depends_on for role in job.roles}).prepare()
    except CycleError as error:
        yield f"depends-on goes round in a circle: {' → '.join(reversed(error.args[1]))}"
    for field in ("untracked", "stop_on_failure"):
        for name in sorted({*getattr(job, field)} - {role.name for role in job.roles}):
            if name not in keys.USUAL_ROLES:
                yield f"there is no role {name!r}, which is named as a job type ({field})"


def _of_the_whole(job: JobFile) -> Iterable[str]:
    if job.single_node and not (job.alone or job.command):
        yield (
            "no role has an instance; a job needs tony.worker.instances, or tony.am.command for "
            "one process alone"
        )
    if job.tasks and not job.tracked:
        yield "no role is tracked, so nothing would ever end the job"
    names = {role for role, _ in job.tasks}
    key = f"tony.application.framework is {job.framework!r}"
    needed = {"pytorch": {"worker"}, "mxnet": {"scheduler", "server", "worker"}}
    missing = sorted(needed.get(job.framework, set()) - names)
    if job.tasks and missing:
        yield f"{key}, which needs instances of: {', '.join(missing)}"
    if job.framework == "pytorch" and {role for role, _ in job.tracked} - {"worker"}:
        yield (
            f"{key}, whose RANK is the number within a role: beside worker, "
            "every role must be untracked, or two tasks get the same rank"
        )
    if job.framework in needed and job.mode == "FCFS":
        yield f"{key}, whose processes need all addresses at the start: FCFS does not give them"
    if job.framework == "standalone" and len(job.tasks) != 1:
        yield f"{key}, which has one instance, not {len(job.tasks)}"


def _beyond(job: JobFile, totals: Mapping[str, int | None]) -> Iterable[str]:
    needed = {
        "instances": len(job.tasks),
        "memory": sum(role.instances * role.megabytes for role in job.roles),
        "vcores": sum(role.instances * role.vcores for role in job.roles),
        "gpus": sum(role.instances * role.gpus for role in job.roles),
    }
    for what, most in {"instances": job.most_instances, **totals}.items():
        if most is not None and needed[what] > most:
            yield f"the job asks for {needed[what]} {what}; tony.task.max-total-{what} is {most}"


def _nearest(key: str, roles: Mapping[str, object]) -> str:
    known = [
        *keys.FOR_THE_JOB,
        *keys.ELSEWHERE,
        *(f"tony.{role}.{rest}" for role in ("worker", *roles) for rest in keys.FOR_A_ROLE),
    ]
    near = get_close_matches(key, known, n=1, cutoff=0.7)
    return f"; did you mean {near[0]}?" if near else ""
