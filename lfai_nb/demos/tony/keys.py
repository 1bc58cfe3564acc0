"""TonY's keys: which there are, and how a value of each is read.

Spelling and defaults are those of `TonyConfigurationKeys.java` and `tony-default.xml` at commit
7ceaaca of tony-framework/TonY.
"""

import re
from collections.abc import Callable

Reader = Callable[[str], object]

FRAMEWORKS = ("tensorflow", "pytorch", "mxnet", "standalone")
MODES = ("GANG", "FCFS")


def count(least: int) -> Reader:
    def read(text: str) -> int:
        # ASCII alone: Python's int() would take the digits of any script.
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
            raise ValueError(f"needs a whole number of {least} or more, not {text!r}")
        return int(text)

    return read


def limit(text: str) -> int | None:
    """At most so many; TonY writes "no limit" as a negative number."""
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise ValueError(f"needs a whole number, or -1 for no limit, not {text!r}")
    return int(text) if int(text) >= 0 else None


def flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(f"needs true or false, not {text!r}")
    return text.lower() == "true"


def names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def megabytes(text: str) -> int:
    """ "512m", "2g", or a bare number of megabytes."""
    size = re.fullmatch(r"([0-9]{1,9})([mg]?)", text.lower())
    if not size or int(size[1]) == 0:
        raise ValueError(f"needs a size such as 512m or 2g, not {text!r}")
    return int(size[1]) * (1024 if size[2] == "g" else 1)


def settings(text: str) -> tuple[tuple[str, str], ...]:
    """Variables of the environment: A=1,B=2."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not all(equals and name.strip().isidentifier() for name, equals, _ in pairs):
        raise ValueError(f"needs NAME=value, with commas between several, not {text!r}")
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def framework(text: str) -> str:
    if text.lower() == "horovod":
        raise ValueError("is 'horovod', which needs Horovod's driver; it is not built here")
    if text.lower() not in FRAMEWORKS:
        raise ValueError(f"is {text!r}; here there are: {', '.join(FRAMEWORKS)}")
    return text.lower()


def mode(text: str) -> str:
    if text.upper() not in MODES:
        raise ValueError(
            f"is {text!r}; there are GANG, all start together, and FCFS, each when it is there"
        )
    return text.upper()


#: Key: field of `JobFile`, and how it is read.
FOR_THE_JOB: dict[str, tuple[str, Reader]] = {
    "tony.application.name": ("name", str),
    "tony.application.framework": ("framework", framework),
    "tony.application.distributed-mode": ("mode", mode),
    "tony.application.timeout": ("timeout_ms", count(0)),
    "tony.application.untracked.jobtypes": ("untracked", names),
    "tony.application.sidecar.jobtypes": ("sidecars", names),
    "tony.application.stop-on-failure-jobtypes": ("stop_on_failure", names),
    "tony.application.fail-on-worker-failure-enabled": ("fail_on_worker_failure", flag),
    "tony.application.prepare-stage": ("prepare_stage", names),
    "tony.application.training-stage": ("training_stage", names),
    "tony.am.retry-count": ("retries", count(0)),
    "tony.am.command": ("alone", str),
    "tony.containers.command": ("command", str),
    "tony.execution.envs": ("variables", settings),
    "tony.task.heartbeat-interval-ms": ("heartbeat_ms", count(1)),
    "tony.task.max-missed-heartbeats": ("max_missed", count(1)),
    "tony.task.max-total-instances": ("most_instances", limit),
    "tony.container.registration.timeout": ("registration_ms", count(0)),
}

#: What stands after `tony.<role>.`: field of `Role`, and how it is read.
FOR_A_ROLE: dict[str, tuple[str, Reader]] = {
    "instances": ("instances", count(0)),
    "max-instances": ("most", limit),
    "command": ("command", str),
    "depends-on": ("depends_on", names),
    "memory": ("megabytes", megabytes),
    "vcores": ("vcores", count(1)),
    "gpus": ("gpus", count(0)),
    "resources": ("resources", names),
}

ROLE_KEY = re.compile(r"tony\.([a-z]+)\.([a-z-]+)")

#: The settings that TonY has for these although nobody asked for an instance.
USUAL_ROLES = frozenset(
    {"ps", "worker", "chief", "evaluator", "scheduler", "server", "tensorboard"}
)

#: Words that begin keys of other kinds, so that no role can have them as its name.
NOT_ROLES = frozenset(
    {
        "am",
        "application",
        "container",
        "containers",
        "docker",
        "execution",
        "history",
        "horovod",
        "http",
        "https",
        "keytab",
        "other",
        "portal",
        "secret",
        "task",
        "yarn",
    }
)

#: TonY's own keys for what is not here: YARN, Hadoop, Docker, Horovod, its portal.
ELSEWHERE_TEXT = """
am.gpus am.memory am.startup-timeout am.vcores am.wait-client-signal-stop-timeout-sec
application.enable-preprocess application.hadoop.classpath application.hadoop.location
application.hdfs-conf-path application.mapred-conf-path application.node-label
application.num-client-rm-connect-retries application.placement-spec
application.security.enabled application.tags application.tensorboard-log-dir
application.type application.yarn-conf-path container.allocation.timeout
containers.allocation-tags containers.envs containers.placement-spec containers.resources
docker.containers.image docker.containers.mount docker.enabled gpu-exec-path
history.finished history.finished-dir-timezone history.intermediate history.location
history.mover-interval-ms history.purger-interval-ms history.retention-sec
horovod.driver.mode.debug horovod.mode.test horovod.mode.test.fast.fail http.port
https.keystore.algorithm https.keystore.password https.keystore.path https.keystore.type
https.port keytab.location keytab.user other.namenodes portal.cache.max-entries portal.url
python-exec-path secret.key task.am.jvm.opts task.default.jvm.opts
task.executor.execution-timeout-ms task.executor.execution.error-message-max-depth
task.executor.jvm.opts task.executor.registry-timeout-sec task.gpu-metrics.enabled
task.metrics-interval-ms yarn.queue
"""
ELSEWHERE = frozenset(f"tony.{rest}" for rest in ELSEWHERE_TEXT.split())
ELSEWHERE_SHAPES = re.compile(
    r"tony\.docker\.[a-z]+\.image"
    r"|tony\.(?!am\.|task\.)[a-z]+\.(node-label|placement-spec|allocation-tags)"
    r"|tony\.application\.group\.[A-Za-z]+"
    r"|tony\.application\.dependency\.[A-Za-z]+\.timeout\.after\.[A-Za-z]+(\.ignored)?"
)

MAX_TOTAL = re.compile(r"tony\.task\.max-total-(memory|vcores|gpus)")


def is_elsewhere(key: str) -> bool:
    """A key that is right in TonY and means nothing on one machine, or is not TonY's at all."""
    return not key.startswith("tony.") or key in ELSEWHERE or bool(ELSEWHERE_SHAPES.fullmatch(key))
