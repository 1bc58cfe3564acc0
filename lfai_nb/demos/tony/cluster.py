"""The same job file on a cluster: as a TorchX application, which knows Slurm and Kubernetes.

    text = script(parse(text), "slurm", image="/shared/my-code")     # what sbatch would get
    run_here(parse(text), folder)                                    # TorchX's own local scheduler

The master in this package teaches what an application master does, and is no engine: on a cluster
the job goes through TorchX. `no_counterpart` lists what a job file says that gets lost on the way.
TorchX needs an environment of its own (`pip install torchx`, and `kubernetes` for that scheduler):
it asks for an older urllib3 than the rest of this project.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from lfai_nb.demos.tony.jobfile import JobFile, Role

SCHEDULERS = ("local", "slurm", "kubernetes")
PORT = 29500  # where the first process listens for the others; PyTorch's usual one
FIRST = {"pytorch": "worker", "mxnet": "scheduler"}
"""The role at whose first process the others meet: TorchX names the first role's host."""


class CannotHandOver(RuntimeError):
    """TorchX is not there, or the job did not succeed; the message says which."""


def application(job: JobFile, image: str = "") -> Any:
    """A `torchx.specs.AppDef`; `image` is a container's image, or a folder all machines see."""
    try:
        from torchx.specs import AppDef
    except ImportError:
        raise CannotHandOver(
            "this needs TorchX: pip install torchx, in an environment of its own"
        ) from None
    roles = [role for role in job.roles if role.instances]
    if job.single_node:
        roles = [Role("task", 1, job.alone or job.command)]
    roles.sort(key=lambda role: role.name != FIRST.get(job.framework))
    name = re.sub(r"[^a-z0-9]+", "-", job.name.lower()).strip("-") or "job"
    return AppDef(name=name, roles=[_role(job, role, image) for role in roles])


def _role(job: JobFile, role: Role, image: str) -> Any:
    from torchx import specs

    variables = {
        **dict(job.variables),
        "JOB_NAME": role.name,
        "TASK_INDEX": specs.macros.replica_id,
        "TASK_NUM": str(len(job.tracked)),
        "DISTRIBUTED_MODE": job.mode,
    }
    # Which variable has the first host's name differs between schedulers, and only the shell on the
    # machine can read it. TorchX fills in what follows one dollar sign and leaves a doubled one.
    first = f"$${{{specs.macros.rank0_env}:=localhost}}"
    meet = ""
    if job.framework == "pytorch":
        variables |= {"RANK": specs.macros.replica_id, "WORLD": str(len(job.tracked))}
        meet = f'export INIT_METHOD="tcp://{first}:{PORT}"; '
    elif job.framework == "mxnet":
        variables |= {
            "DMLC_ROLE": role.name,
            "DMLC_PS_ROOT_PORT": str(PORT),
            "DMLC_LOCAL": "0",
            "DMLC_NUM_SERVER": str(job.role("server").instances),
            "DMLC_NUM_WORKER": str(job.role("worker").instances),
        }
        meet = f'export DMLC_PS_ROOT_URI="{first}"; '
    return specs.Role(
        name=role.name,
        image=image,
        entrypoint="bash",
        args=["-c", meet + role.command.replace("$", "$$")],
        env=variables,
        num_replicas=role.instances,
        max_retries=job.retries,
        retry_policy=specs.RetryPolicy.APPLICATION,  # one process is lost: all start again
        resource=specs.Resource(cpu=role.vcores, gpu=role.gpus, memMB=role.megabytes),
    )


def script(job: JobFile, scheduler: str, image: str) -> str:
    """What the scheduler would be given, with a comment for each thing that is other there."""
    app = application(job, image)
    config: dict[str, Any] = {"queue": "default"} if scheduler == "kubernetes" else {}
    if scheduler == "slurm" and job.timeout_ms:
        config["time"] = str(math.ceil(job.timeout_ms / 60_000))  # Slurm counts in minutes
    with _runner(scheduler) as runner:
        request = runner.dryrun(app, scheduler=scheduler, cfg=config).request
    text = request.materialize() if scheduler == "slurm" else str(request)
    lost = "".join(
        f"# Other than in the job file: {line}.\n" for line in no_counterpart(job, scheduler)
    )
    head, _, rest = text.partition("\n")
    return f"{head}\n{lost}{rest}" if head.startswith("#!") else lost + text


def run_here(job: JobFile, folder: Path) -> str:
    """Run the job by TorchX's local scheduler; says where its logs are."""
    app, logs = application(job, str(folder)), folder / "torchx-logs"
    with _runner("local_cwd") as runner:
        handle = runner.run(app, scheduler="local_cwd", cfg={"log_dir": str(logs)})
        try:
            status = runner.wait(handle, wait_interval=0.2)
        except BaseException:
            runner.cancel(handle)  # or its processes would go on without anybody
            raise
    state = status.state.name if status else "UNKNOWN"
    if state != "SUCCEEDED":
        raise CannotHandOver(f"by TorchX it ended as {state}; its logs are in {logs}")
    return f"By TorchX on this machine: {state}. The logs are in {logs}"


def _runner(scheduler: str) -> Any:
    from torchx.runner import get_runner
    from torchx.schedulers import get_scheduler_factories

    if scheduler not in get_scheduler_factories():
        raise CannotHandOver(f"TorchX has no scheduler {scheduler!r} here: pip install {scheduler}")
    return get_runner()


def no_counterpart(job: JobFile, scheduler: str) -> Iterator[str]:
    """Where what TorchX does is not what the job file says, a sentence for each."""
    usual = {field.name: field.default for field in fields(JobFile)}
    for role in job.roles:
        if role.depends_on:
            yield f"{role.name} starts together with {', '.join(role.depends_on)}, not after them"
    unwatched = sorted({name for name, _ in job.tasks if not job.is_tracked(name)})
    if unwatched:
        yield f"the job also waits for the end of {', '.join(unwatched)}"
    if job.mode == "FCFS":
        yield "all processes start together, and not each when it has a place (FCFS)"
    if job.framework == "tensorflow" and len(job.tasks) > 1:
        yield "CLUSTER_SPEC and TF_CONFIG are not set: TorchX knows the first host alone"
    if (job.heartbeat_ms, job.max_missed) != (usual["heartbeat_ms"], usual["max_missed"]):
        yield "nobody sends heartbeats: the scheduler notices that a process is gone"
    if job.registration_ms != usual["registration_ms"]:
        yield "the time to register has no limit"
    if job.timeout_ms and scheduler != "slurm":
        yield "the whole time has no limit"
    if job.retries and scheduler == "kubernetes":
        yield "Volcano, which runs such jobs, may not start a failed one again"
    for role in job.roles:
        if role.resources:
            yield f"no files are brought to {role.name}"
    for key in job.not_used:
        yield f"{key} has no counterpart"
