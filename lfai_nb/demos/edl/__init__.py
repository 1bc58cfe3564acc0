"""Elastic training in the style of EDL.

- `job` and `launch`: a training job that may die, and goes on from its newest whole snapshot,
- `elastic` and `member`: workers that join and leave a job while it runs,
- `world`: what changes when it goes on with another number of processes,
- `distill`, `teacher`, `service`, `student`: distillation with teachers that are a service,
- `autoscaler`: EDL's policy for many jobs in one cluster, simulated.
"""
