"""What only a GPU shows. `make gpu` runs these; elsewhere they are skipped."""

import json

import pytest
import torch

from lfai_nb.demos import workers
from lfai_nb.demos.deeprec import EmbeddingVariable
from lfai_nb.demos.deeprec.compiled import gpu_kernels
from lfai_nb.demos.deeprec.keymap import KeyMap

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")

LIMITS = torch.iinfo(torch.int64)
CROWD = torch.arange(3000) << 60  # only the top bits differ: many share a home
KEYS = {
    "small numbers": torch.arange(5000),
    "with repeats": torch.randint(0, 400, (5000,), generator=torch.Generator().manual_seed(0)),
    "the ends of int64": torch.tensor([LIMITS.min, LIMITS.max, -1, 0, 1]),
    "a crowd at one home": torch.unique(CROWD),
    "none": torch.zeros(0, dtype=torch.int64),
}


@pytest.mark.skipif(gpu_kernels is None, reason="needs Triton")
@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
def test_the_compiled_table_numbers_keys_as_the_plain_one_does(keys):
    answers = []
    for device, backend in (("cpu", "torch"), ("cuda", "triton")):
        table = KeyMap(capacity=8, device=device, backend=backend)
        mine = keys.to(device)
        for part in mine.split(700):
            entries, missing = table.find(part)
            table.reserve(table.count + missing)
            table.add(part, entries)
        entries, missing = table.find(mine)
        assert missing == 0
        assert table.find(mine + 12345)[1] <= len(mine)
        answers.append((entries.cpu(), table.keys().cpu(), len(table)))
    (a, a_keys, a_count), (b, b_keys, b_count) = answers
    assert torch.equal(a, b)
    assert torch.equal(a_keys, b_keys)
    assert a_count == b_count


def test_vectors_from_the_cpu_are_welcome():
    table = EmbeddingVariable(4, device="cuda")
    table.create(torch.tensor([1, 2]), torch.tensor([[1.0] * 4, [2.0] * 4]))
    vectors = table.eval()(torch.tensor([2, 1]))
    assert vectors[:, 0].tolist() == [2.0, 1.0]


def test_two_processes_share_one_gpu():
    """NCCL refuses to; the exchange goes through Gloo then."""
    program = ["-m", "lfai_nb.demos.deeprec.sharded_check", "--steps", "10"]
    answer = json.loads(workers.run(program, processes=2, limit=120).output)
    assert answer["same_keys_counts_and_admissions"]
    assert answer["largest_difference"] < 1e-5
