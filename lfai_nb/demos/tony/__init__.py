"""Jobs of several processes from one file, in the style of TonY.

- `keys` and `jobfile`: TonY's keys; reads `tony.xml`, and refuses what is wrong in it, all at once,
- `machine`: whether a job fits on this machine,
- `session`: what registrations, heartbeats and exit codes mean, as plain decisions,
- `environment`: what each process is told about the others, for each framework,
- `master`, `executor` and `lines`: the processes, on this machine alone, and how they talk,
- `cluster`: the same file as a TorchX application, for Slurm and Kubernetes,
- `program`: what a user brings.
"""
