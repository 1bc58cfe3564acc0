"""Sessions share variables, follow the trainer while they answer, and never answer by halves."""

import os
import signal
from collections import Counter
from functools import partial, partialmethod
from threading import Thread, Timer

import pytest
import torch
import torch.multiprocessing as mp

from lfai_nb.demos.deeprec import Checkpointer, EmbeddingVariable, GlobalStepEvict
from lfai_nb.demos.deeprec.errors import CapacityError, CheckpointError
from lfai_nb.demos.deeprec.models import DeepFM
from lfai_nb.demos.deeprec.serving import Session, SessionEnded, SessionGroup
from lfai_nb.demos.deeprec.serving_buffers import Buffer, new_buffer
from lfai_nb.demos.deeprec.serving_table import ServingTable
from tests.demos.waiting import PATIENCE, until

pytestmark = pytest.mark.torch
FIELDS, KEYS = 4, 400
MODEL = partial(DeepFM, FIELDS, 1, 1)


class Trainer:
    """Keeps every vector at `step` and the bias at −4·step: 0 in total when both are of one step.

    A table that was half brought up to date, or weights of another step, give another score.
    """

    def __init__(self, folder):
        self.ev = EmbeddingVariable(1, evict=GlobalStepEvict(1000), device="cpu")
        self.ev.create(torch.arange(KEYS))
        self.model = MODEL()
        for p in self.model.parameters():
            p.data.zero_()
        self.saver = Checkpointer(folder, {"t": self.ev}, self.model)

    def save(self, step, kind="delta"):
        n = len(self.ev.keymap)
        self.ev.rows.columns["value"][:n] = step
        self.ev.mark_changed(torch.arange(n))
        self.model.linear.bias.data.fill_(-FIELDS * step)
        return self.saver.save_full(step) if kind == "full" else self.saver.save_delta(step)


def known():
    return torch.arange(KEYS).view(-1, FIELDS), torch.zeros(KEYS // FIELDS, 1)


@pytest.fixture(scope="module")
def group(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serving")
    trainer = Trainer(folder)
    trainer.save(1, "full")
    with SessionGroup(folder, MODEL, dim=1, capacity=1000, sessions=2) as running:
        yield running, trainer
    assert not any(session.alive for session in running.sessions)


def test_a_request_reads_the_table_and_the_weights(group):
    running, _ = group
    ids, dense = known()
    answer = running.predict(ids, dense)
    assert answer.scores.shape == (len(ids),)
    assert answer.scores.eq(0.5).all()
    strangers = running.predict(torch.full((1, FIELDS), -7), torch.zeros(1, 1))
    torch.testing.assert_close(strangers.scores, torch.sigmoid(torch.tensor([-4.0 * answer.step])))


def test_requests_go_on_during_updates_and_none_sees_half_a_model(group):
    running, trainer = group
    ids, dense = known()
    answers, stop = [], []

    def ask():
        while not stop:
            answers.append(running.predict(ids, dense))

    team = [Thread(target=ask) for _ in range(2)]
    for thread in team:
        thread.start()
    first = running.step
    try:
        for step in range(first + 1, first + 16):
            trainer.save(step)
            assert running.update() == step
            # On a busy machine the askers may not get a turn between two updates: wait for theirs.
            until(lambda step=step: answers and answers[-1].step >= step, "an answer of the step")
    finally:
        stop.append(True)
        for thread in team:
            thread.join(PATIENCE)
    assert all(a.scores.eq(0.5).all() for a in answers)
    assert len({a.step for a in answers}) > 2
    assert running.predict(ids, dense).step == first + 15


def test_a_damaged_delta_is_refused_and_the_sessions_go_on(group):
    running, trainer = group
    before = running.step
    path = trainer.save(before + 1)
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    with pytest.raises(CheckpointError, match="cut off"):
        running.update()
    assert running.predict(*known()).step == before
    path.write_bytes(whole)
    assert running.update() == before + 1


def test_a_new_full_checkpoint_is_taken_too(group):
    running, trainer = group
    step = running.step + 1
    trainer.save(step, "full")
    trainer.save(step + 1)
    assert running.update() == step + 1
    assert running.predict(*known()).scores.eq(0.5).all()


def test_nothing_new_is_no_error(group):
    running, _ = group
    assert running.update() == running.step
    assert running.update() == running.step


def test_a_bad_request_is_the_askers_to_know(group):
    running, _ = group
    with pytest.raises(TypeError, match="whole numbers"):
        running.predict(torch.zeros(1, FIELDS), torch.zeros(1, 1))
    assert running.predict(*known()).scores.eq(0.5).all()


def test_sessions_have_a_core_of_their_own(group):
    running, _ = group
    allowed = sorted(os.sched_getaffinity(0))
    for i, session in enumerate(running.sessions):
        assert os.sched_getaffinity(session.process.pid) == {allowed[i % len(allowed)]}


def test_wrong_arguments_are_refused(tmp_path):
    with pytest.raises(ValueError, match="RR"):
        SessionGroup(tmp_path, MODEL, 1, 10, policy="LEAST")
    with pytest.raises(ValueError, match="at least 1"):
        SessionGroup(tmp_path, MODEL, 1, 10, sessions=0)
    with pytest.raises(CheckpointError, match="no full checkpoint"):
        SessionGroup(tmp_path, MODEL, 1, 10)


def test_a_table_too_small_says_so_and_stays_as_it_was(tmp_path):
    trainer = Trainer(tmp_path)
    trainer.save(1, "full")
    buffer: Buffer = new_buffer(MODEL, 1, KEYS + 5)
    buffer.catch_up(tmp_path)
    trainer.ev.create(torch.arange(10_000, 10_006))
    trainer.save(2)
    with pytest.raises(CapacityError, match="406 rows and was made for 405"):
        buffer.catch_up(tmp_path)
    assert int(buffer.step) == 1
    assert len(buffer.table) == KEYS


def test_a_serving_table_follows_insertions_changes_and_evictions(tmp_path):
    ev = EmbeddingVariable(2, evict=GlobalStepEvict(5), device="cpu")
    table = ServingTable(2, 100, default=-1.0)
    ev.create(torch.tensor([1, 2, 3]))
    ev.shrink(1)
    table.load(ev.state())
    ev.mark_saved()
    ev.create(torch.tensor([4]))
    ev.version[1] = 9
    ev.shrink(9)
    table.apply(ev.state(only_dirty=True))
    ev.eval()
    keys = torch.tensor([[2, 4]])
    assert torch.equal(table(keys), ev(keys))
    assert table(torch.tensor([1, 3])).eq(-1).all()
    assert len(table) == 2


@pytest.fixture(scope="module")
def another_group(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serving")
    trainer = Trainer(folder)
    trainer.save(1, "full")
    with SessionGroup(folder, MODEL, dim=1, capacity=1000, sessions=2, pin=False) as running:
        yield running, trainer


@pytest.fixture
def rough_group(another_group):
    """One whose sessions are stopped and killed; here all of them are there again."""
    running, _ = another_group
    running._replace_the_dead()
    assert all(session.ready(PATIENCE) for session in running.sessions)
    return another_group


def test_after_a_time_out_the_next_question_gets_its_own_answer(rough_group, monkeypatch):
    running, _ = rough_group
    ids, dense = known()
    for session in running.sessions:
        os.kill(session.process.pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "ask", partialmethod(Session.ask, timeout=0.2))
        for _ in range(4):
            with pytest.raises(TimeoutError, match="has not answered"):
                running.predict(ids[:1], dense[:1])
    for session in running.sessions:
        os.kill(session.process.pid, signal.SIGCONT)
    for n in (3, 5, 2):
        assert running.predict(ids[:n], dense[:n]).scores.shape == (n,)


def test_a_dead_session_is_replaced_and_blocks_no_update(rough_group):
    running, trainer = rough_group
    first, second = (session.process for session in running.sessions)
    # It is killed while it reads what is to be brought up to date.
    running.shared.leases[0] = 1 - running.shared.active.value
    first.kill()
    first.join()
    for _ in range(4):
        assert running.predict(*known()).scores.eq(0.5).all()
    step = running.step + 1
    trainer.save(step)
    assert running.update() == step
    second.kill()
    second.join()
    assert running.predict(*known()).step == step  # by the one that took the first one's place
    for session in running.sessions:
        assert session.ready(PATIENCE)
    assert {session.process.pid for session in running.sessions}.isdisjoint({first.pid, second.pid})
    assert running.predict(*known()).scores.eq(0.5).all()


def take_the_lock_and_die(shared):
    shared.lock.__enter__()
    os.kill(os.getpid(), signal.SIGKILL)


def test_whoever_is_killed_with_the_lock_in_hand_blocks_nobody(rough_group):
    running, trainer = rough_group
    holder = mp.get_context("spawn").Process(target=take_the_lock_and_die, args=(running.shared,))
    holder.start()
    holder.join(PATIENCE)
    assert holder.exitcode == -signal.SIGKILL
    step = running.step + 1
    trainer.save(step)
    updating = Thread(target=running.update, daemon=True)
    updating.start()
    updating.join(PATIENCE)
    assert not updating.is_alive()
    assert running.predict(*known()).step == step


def test_a_request_whose_session_ends_is_answered_by_another(rough_group):
    running, _ = rough_group
    process = running.sessions[1].process
    os.kill(process.pid, signal.SIGSTOP)
    Timer(0.3, process.kill).start()
    assert running.predict(*known()).scores.eq(0.5).all()
    process.join(PATIENCE)
    assert not process.is_alive()


@pytest.mark.parametrize("kills", [2, pytest.param(6, marks=pytest.mark.audit)])
def test_who_waits_while_a_session_is_replaced_gets_its_own_answer(rough_group, kills):
    """The pipe of a dead session is closed by one thread while others still wait on it."""
    running, _ = rough_group
    ids, dense = known()
    wrong, stop, answered = [], [], Counter()

    def ask(n):
        while not stop:
            try:
                shape = running.predict(ids[:n], dense[:n]).scores.shape
            except Exception as error:
                wrong.append(repr(error))
            else:
                wrong.extend([shape] if shape != (n,) else [])
            answered[n] += 1

    sizes = (2, 3, 5, 7)
    team = [Thread(target=ask, args=(n,)) for n in sizes]
    for thread in team:
        thread.start()
    for turn in range(kills):
        # Three sessions that end over one request are too many: nobody meets two of the kills.
        before = answered.copy()
        until(lambda before=before: all(answered[n] > before[n] for n in sizes), "an answer to all")
        session = running.sessions[turn % 2]
        session.process.kill()
        until(lambda s=session, i=turn % 2: running.sessions[i] is not s, "that another is begun")
    stop.append(True)
    for thread in team:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in team)
    assert wrong == []


def test_a_request_that_ends_every_session_is_given_up(rough_group, monkeypatch):
    """Or one request could keep the group busy with new processes for ever."""
    running, _ = rough_group

    def dies(session, question):
        raise SessionEnded("session ended")

    monkeypatch.setattr(Session, "ask", dies)
    with pytest.raises(RuntimeError, match="3 sessions ended over this request"):
        running.predict(*known())


def test_a_key_that_went_and_came_back_needs_a_row(tmp_path):
    ev = EmbeddingVariable(1, evict=GlobalStepEvict(5), device="cpu")
    table = ServingTable(1, 3)
    ev.create(torch.tensor([1, 2, 3]))
    ev.shrink(1)
    table.load(ev.state())
    ev.mark_saved()
    ev.version[0] = -10
    ev.shrink(2)
    ev.create(torch.tensor([1, 4]))
    with pytest.raises(CapacityError, match="4 rows and was made for 3"):
        table.apply(ev.state(only_dirty=True))
    assert len(table) == 3
