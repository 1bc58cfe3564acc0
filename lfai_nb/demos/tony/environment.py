"""What a process is told about itself and the others, in the words of its framework."""

import json
from collections.abc import Mapping, Sequence

from lfai_nb.demos.tony.jobfile import JobFile, Task

Spec = Mapping[str, Sequence[str]]
"""The addresses of all tasks by role, in the order of their numbers."""


def environment(job: JobFile, spec: Spec, task: Task, attempt: int) -> dict[str, str]:
    role, number = task
    mine = {
        "JOB_NAME": role,
        "TASK_INDEX": str(number),
        "TASK_NUM": str(len(spec[role])),
        "DISTRIBUTED_MODE": "GANG",
        "CLUSTER_SPEC": json.dumps(spec),
        "ATTEMPT_NUMBER": str(attempt),
    }
    if job.framework == "tensorflow":
        place = {"type": role, "index": number}
        return mine | {"TF_CONFIG": json.dumps({"cluster": spec, "task": place})}
    # PyTorch's processes find one another through the first worker, as in TonY.
    return mine | {
        "INIT_METHOD": f"tcp://{spec['worker'][0]}",
        "RANK": str(number),
        "WORLD": str(len(spec[role])),
    }


def by_hand(job: JobFile, spec: Spec) -> list[str]:
    """What somebody would type without TonY, one command on each machine (TensorFlow's way)."""
    hosts = " ".join(f"--{role}_hosts={','.join(spec[role])}" for role in spec)
    return [
        f"{job.role(role).command} {hosts} --job_name={role} --task_index={number}"
        for role, number in job.tasks
    ]
