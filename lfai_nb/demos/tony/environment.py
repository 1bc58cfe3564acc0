"""What a process is told about itself and the others, in the words of its framework.

The names are those of TonY's runtimes (`TFRuntime`, `PyTorchRuntime`, `MXNetRuntime`) at commit
7ceaaca.
"""

import json
from collections.abc import Mapping, Sequence

from lfai_nb.demos.tony.jobfile import JobFile, Task

Spec = Mapping[str, Sequence[str]]
"""The addresses of all tasks by role, in the order of their numbers."""


def environment(job: JobFile, spec: Spec, task: Task, retries: int = 0) -> dict[str, str]:
    role, number = task
    variables = {
        **dict(job.variables),
        "JOB_NAME": role,
        "TASK_INDEX": str(number),
        "TASK_NUM": str(len(job.tracked)),
        "DISTRIBUTED_MODE": job.mode,
        "SESSION_ID": str(retries),
    }
    if job.is_chief(task):
        variables["IS_CHIEF"] = "true"
    if retries:  # in the first session the variable is not there
        variables["NUM_AM_RETRIES"] = str(retries)
    match job.framework:
        case "tensorflow" if job.mode == "GANG":
            variables["CLUSTER_SPEC"] = as_json(spec)
            variables["TF_CONFIG"] = as_json(
                {"cluster": seen_by(role, spec), "task": {"type": role, "index": number}}
            )
        case "pytorch":
            # They find one another through the first worker.
            variables["INIT_METHOD"] = f"tcp://{spec['worker'][0]}"
            variables["RANK"], variables["WORLD"] = str(number), str(len(job.tracked))
        case "mxnet":
            host, _, port = spec["scheduler"][0].rpartition(":")
            variables |= {
                "DMLC_ROLE": role,
                "DMLC_PS_ROOT_URI": host,
                "DMLC_PS_ROOT_PORT": port,
                "DMLC_LOCAL": "0",
                "DMLC_NUM_SERVER": str(job.role("server").instances),
                "DMLC_NUM_WORKER": str(job.role("worker").instances),
            }
    return variables


def seen_by(role: str, spec: Spec) -> Spec:
    """TensorFlow's evaluator stands beside the cluster: only it may see itself."""
    hidden = {"tensorboard"} if role == "evaluator" else {"tensorboard", "evaluator"}
    return {name: addresses for name, addresses in spec.items() if name not in hidden}


def as_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def by_hand(job: JobFile, spec: Spec) -> list[str]:
    """What somebody would type without TonY, one command on each machine (TensorFlow's way)."""
    hosts = " ".join(f"--{role}_hosts={','.join(spec[role])}" for role in spec)
    return [
        f"{job.role(role).command} {hosts} --job_name={role} --task_index={number}"
        for role, number in job.tasks
    ]
