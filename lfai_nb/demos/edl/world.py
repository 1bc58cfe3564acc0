"""What changes when a job goes on with another number of processes: EDL's two choices.

- *The same total batch.* Each process takes a smaller or larger part, and nothing else changes.
- *The same batch for each process.* The total grows and shrinks with the processes, and the
  learning rate with it, in the same ratio.

The first keeps the course of the training. The second keeps each machine as busy as before.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    processes: int
    total_batch: int
    lr: float

    def __post_init__(self) -> None:
        if not 1 <= self.processes <= self.total_batch:
            raise ValueError(
                f"{self.total_batch} examples cannot be shared by {self.processes} processes"
            )

    @property
    def parts(self) -> list[int]:
        """The examples of each process; they differ by one at most."""
        least, rest = divmod(self.total_batch, self.processes)
        return [least + (n < rest) for n in range(self.processes)]


def same_total(plan: Plan, processes: int) -> Plan:
    return Plan(processes, plan.total_batch, plan.lr)


def same_for_each(plan: Plan, processes: int) -> Plan:
    """Refused where the parts were unequal: "the same for each" has no meaning then."""
    if plan.total_batch % plan.processes:
        raise ValueError(f"{plan.total_batch} examples are not the same for each of the processes")
    total = plan.total_batch // plan.processes * processes
    return Plan(processes, total, plan.lr * processes / plan.processes)
