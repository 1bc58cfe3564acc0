"""A user's program: ordinary PyTorch, which takes a few names from its environment.

    python -m lfai_nb.demos.tony.program [STEP]

Which training it is does not matter here; it is that of `resumable`, with its snapshots. With
a step, the first worker kills itself there, in the first session.
"""

import ipaddress
import json
import os
import socket
import sys
from pathlib import Path

import torch
import torch.distributed as dist

from lfai_nb.demos import resumable, workers
from lfai_nb.demos.checkpoint import write_whole


def main() -> None:
    torch.set_num_threads(1)
    join(os.environ["INIT_METHOD"], int(os.environ["RANK"]), int(os.environ["WORLD"]))
    die_at = int(sys.argv[1]) if len(sys.argv) > 1 else -1
    retries = int(os.environ.get("NUM_AM_RETRIES", "0"))  # TonY sets it when there is one
    settings = resumable.Settings(Path(), die_at=die_at, die_rank=0)
    result = resumable.train(settings, attempt=retries + 1)
    if dist.get_rank() == 0:
        write_whole(Path("result.json"), json.dumps(result).encode())
    dist.destroy_process_group()


def join(address: str, rank: int, world: int) -> None:
    """Meet the others at tcp://HOST:PORT, where the first worker listens.

    `init_process_group(init_method=address)` would do it, too; but then the first worker listens on
    every network of its machine, not on that address alone.
    """
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    if ipaddress.ip_address(host).is_loopback:  # nor do they talk over another network then
        os.environ["GLOO_SOCKET_IFNAME"] = workers.loopback()
    first = rank == 0
    listening = socket.create_server((host, int(port))).detach() if first else None
    store = dist.TCPStore(host, int(port), world, first, master_listen_fd=listening)
    dist.init_process_group("gloo", store=store, rank=rank, world_size=world)


if __name__ == "__main__":
    main()
