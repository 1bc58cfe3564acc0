"""What this machine has, and whether a job fits on it: what YARN would decide on a cluster.

Only what a file asks for in so many words is counted. TonY's defaults (2 GB and a core for each
task) are what it reserves on a cluster; here the tasks share the machine.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lfai_nb.demos.tony.jobfile import JobFile, Role

KINDS = {"megabytes": ("memory", "MB"), "vcores": ("vcores", "cores"), "gpus": ("gpus", "GPUs")}
"""Of a role: the key, and the unit of its number."""


@dataclass(frozen=True)
class Machine:
    megabytes: int
    vcores: int
    gpus: int

    @staticmethod
    def here() -> "Machine":
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        gpus = len(list(Path("/proc/driver/nvidia/gpus").glob("*")))
        return Machine(memory // 2**20, len(os.sched_getaffinity(0)), gpus)


def too_much(job: JobFile, machine: Machine) -> Iterator[str]:
    """A sentence for each kind of thing of which the job asks for more than there is."""
    for kind, (key, unit) in KINDS.items():
        roles = [role for role in job.roles if kind in role.stated and role.instances]
        wanted = sum(role.instances * getattr(role, kind) for role in roles)
        there = getattr(machine, kind)
        if wanted > there:
            parts = " and ".join(
                f"{role.instances} × {getattr(role, kind)} for {role.name}" for role in roles
            )
            yield (
                f"the job asks for {wanted} {unit} ({parts}); this machine has {there}. "
                f"{what_would_fit(roles, kind, key, there)}"
            )


def what_would_fit(roles: list[Role], kind: str, key: str, there: int) -> str:
    """Less for each task, or fewer tasks, of the role that asks for most."""
    role = max(roles, key=lambda role: role.instances * getattr(role, kind))
    each = getattr(role, kind)
    left = there - sum(r.instances * getattr(r, kind) for r in roles if r is not role)
    ways = []
    if (less := left // role.instances) > 0:
        ways.append(f"tony.{role.name}.{key} of {less}{'m' if kind == 'megabytes' else ''}")
    if (fewer := left // each) > 0:
        ways.append(f"tony.{role.name}.instances of {fewer}")
    if ways:
        return f"It would fit with {' or '.join(ways)}"
    return f"It would fit without tony.{role.name}.{key}, or on a larger machine"
