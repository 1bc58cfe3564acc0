"""Distillation as a service: in order and exactly once, whatever becomes of the teachers."""

import json
import os
import signal
import threading
from itertools import islice
from multiprocessing.connection import Client, Listener, Pipe
from pathlib import Path

import pytest

pytest.importorskip("torch")

import numpy as np
import torch

from lfai_nb.demos import workers
from lfai_nb.demos.edl import student, wire
from lfai_nb.demos.edl.distill import DEATHS, DistillReader, NoTeacher
from lfai_nb.demos.edl.service import Teachers
from lfai_nb.demos.edl.teacher import announced, secret_of
from tests.demos.waiting import PATIENCE

pytestmark = pytest.mark.torch
DOUBLING = [str(Path(__file__).parent / "doubling.py")]


def batches(count, size=10):
    """Each sample is its own number."""
    for n in range(count):
        yield (np.arange(n * size, (n + 1) * size, dtype=np.float32).reshape(-1, 1),)


def reader_of(folder, count, most=8):
    reader = DistillReader(PATIENCE).set_dynamic_teacher(folder, most)
    return reader.set_batch_generator(lambda: batches(count))


def delivered(passes):
    """The samples in the order in which they came; each with its own answer."""
    samples = []
    for rows, scores in passes:
        assert (scores == 2 * rows).all()
        samples += rows[:, 0].astype(int).tolist()
    return samples


def killed(teachers, *names):
    """A connection is seen to break before its process is seen to end."""
    assert {teachers.team[name].wait(PATIENCE) for name in names} == {-signal.SIGKILL}


def test_ten_thousand_samples_and_five_kills_each_sample_once_and_in_its_place(tmp_path):
    """One teacher works at a time, and five of them die over a batch that they have got."""
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start(*"abcde", options=["20"])
        teachers.start("f")
        reader = reader_of(tmp_path, 1000, most=1)
        assert delivered(reader()) == list(range(10_000))
        killed(teachers, *"abcde")
    assert reader.ledger.again == 5
    assert reader.ledger.answers == {**dict.fromkeys("abcde", 19), "f": 905}


def test_teachers_come_and_go_in_the_midst_of_a_pass(tmp_path):
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start("a")
        reader = reader_of(tmp_path, 1000)
        coming = reader()
        samples = delivered(islice(coming, 100))
        teachers.start("b", "c")
        samples += delivered(islice(coming, 300))
        teachers.leave("a")
        teachers.kill("b")
        samples += delivered(coming)
        assert sorted(announced(tmp_path)) == ["b", "c"]  # who is killed takes nothing away
    assert samples == list(range(10_000))
    assert reader.ledger.answers["c"] > 0


def test_a_student_that_stops_early_leaves_the_teachers_to_the_next(tmp_path):
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start("a")
        first = reader_of(tmp_path, 50)()
        next(first)
        first.close()
        assert delivered(reader_of(tmp_path, 50)()) == list(range(500))


def test_fixed_teachers_that_are_all_lost_end_the_pass_in_a_sentence(tmp_path):
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start("a", options=["3"])
        reader = DistillReader().set_fixed_teacher(
            list(announced(tmp_path).values()), secret_of(tmp_path)
        )
        reader.set_batch_generator(lambda: batches(10))
        with pytest.raises(NoTeacher, match=r"nobody is there to answer batch 2: 127\.0\."):
            list(reader())


def test_a_batch_that_costs_teacher_after_teacher_is_given_up(tmp_path):
    """Or it would end every machine of the service, one by one."""
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start(*"abcd", options=["1"])
        with pytest.raises(NoTeacher, match=rf"batch 0 was lost with {DEATHS} teachers \(a, b, c"):
            list(reader_of(tmp_path, 10, most=1)())
        killed(teachers, *"abc")
        assert teachers.team["d"].poll() is None


def test_where_no_teacher_comes_the_student_says_so(tmp_path):
    reader = DistillReader(patience=0.0).set_dynamic_teacher(tmp_path)
    reader.set_batch_generator(lambda: batches(1))
    with pytest.raises(NoTeacher, match=r"nobody is there to answer batch 0$"):
        list(reader())
    with pytest.raises(ValueError, match="needs teachers and a batch generator"):
        DistillReader()()


class Silent:
    """A connection on whose other side nobody answers; how long one waits is not waited here."""

    def __init__(self, taken):
        self.taken, self.line = taken, Pipe()[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()

    def fileno(self):
        return self.line.fileno()

    def send_bytes(self, message):
        self.taken.append(wire.unpack(message)[0])

    def poll(self, patience):
        return False


def test_a_teacher_that_hangs_loses_its_batch_to_another(tmp_path):
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start("b")
        reader, taken = reader_of(tmp_path, 20, most=1), []
        connect = reader.connect
        who = {"a": ("nowhere", 0), **announced(tmp_path)}
        reader.who = lambda: who
        reader.connect = lambda at: Silent(taken) if at == who["a"] else connect(at)
        assert delivered(reader()) == list(range(200))
    assert taken == [0]
    assert reader.ledger.lost == [f"a: it had not answered in {PATIENCE} seconds"]


class Teller:
    """A listener in this process that knows the secret and says what a test wants."""

    def __init__(self, secret, answer):
        self.listener = Listener((wire.HERE, 0))
        threading.Thread(target=self._serve, args=(secret, answer), daemon=True).start()

    def _serve(self, secret, answer):
        with self.listener.accept() as line:
            wire.greeted(line, secret, first=True)
            line.send_bytes(answer(*wire.unpack(line.recv_bytes())))
            line.poll(PATIENCE)  # until the other side hangs up


@pytest.mark.parametrize(
    "answer",
    [
        lambda number, rows: wire.pack(number + 1, rows),
        lambda number, rows: wire.pack(number, rows[1:]),
        lambda number, rows: wire.pack(number, rows)[:-1],
        lambda number, rows: b"no head",
    ],
    ids=["of another batch", "too few", "cut", "no head"],
)
def test_an_answer_that_is_not_to_the_question_never_reaches_the_student(tmp_path, answer):
    teller = Teller(secret_of(tmp_path), answer)
    reader = DistillReader().set_fixed_teacher([teller.listener.address], secret_of(tmp_path))
    reader.set_batch_generator(lambda: batches(1))
    with pytest.raises(NoTeacher, match="nobody is there to answer batch 0: 127"):
        list(reader())
    teller.listener.close()


def test_whoever_does_not_know_the_secret_is_sent_away_and_the_service_goes_on(tmp_path):
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start("a")
        address = announced(tmp_path)["a"]
        for say in (lambda line: wire.greeted(line, b"guessed"), lambda line: line.send_bytes(b"")):
            with pytest.raises(wire.LOST), Client(address) as line:  # noqa: PT012
                say(line)
                while line.poll(PATIENCE):
                    line.recv_bytes()
        with Client(address):  # one that says nothing keeps nobody out
            assert delivered(reader_of(tmp_path, 5)()) == list(range(50))


def test_a_stranger_on_the_port_of_a_teacher_learns_no_secret_and_gets_no_sample(tmp_path):
    """It has the port of a teacher that died, and asks for proof without having any."""
    secret, heard = secret_of(tmp_path), []
    listener = Listener((wire.HERE, 0))

    def pose():
        with listener.accept() as line, pytest.raises(wire.LOST):
            wire.greeted(line, b"another", first=True)
        heard.append("nothing")

    stranger = threading.Thread(target=pose)
    stranger.start()
    with pytest.raises(wire.LOST):
        wire.greeted(Client(listener.address), secret)
    stranger.join(PATIENCE)
    assert heard == ["nothing"]
    listener.close()


def test_the_secret_is_its_owners_alone_and_stays_the_same(tmp_path):
    secret = secret_of(tmp_path)
    assert secret_of(tmp_path) == secret
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    assert len(secret) == 32
    assert [p.name for p in tmp_path.iterdir()] == ["secret"]
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start("a")
        about = Path(f"/proc/{teachers.team['a'].pid}")
        if about.exists():
            seen = (about / "cmdline").read_bytes() + (about / "environ").read_bytes()
            assert secret not in seen
            assert secret.hex().encode() not in seen


def test_teachers_end_with_the_process_that_started_them(tmp_path):
    with Teachers(tmp_path, DOUBLING) as teachers:
        teachers.start("a")
        process = teachers.team["a"]
    assert process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Two teachers, and the teacher that they are copies of."""
    folder = tmp_path_factory.mktemp("service")
    torch.set_num_threads(1)
    teacher = student.train_teacher(folder, steps=250, width=64)
    with Teachers(folder) as teachers:
        teachers.start("a", "b")
        yield folder, teacher


COURSE = student.Course(steps=120)


def test_a_student_of_the_service_ends_with_the_weights_of_one_with_the_teacher_at_hand(service):
    folder, teacher = service
    near = student.study(COURSE, student.from_a_model(teacher))
    reader = DistillReader().set_dynamic_teacher(folder)
    far = student.study(COURSE, student.from_a_service(reader))
    assert far.weights == near.weights
    assert sum(reader.ledger.answers.values()) == COURSE.steps


def test_where_the_teacher_is_changes_what_waiting_costs(service):
    """The ways are those of EDL's benchmark; how fast each is here is the machine's matter."""
    folder, teacher = service
    speeds = student.speeds(student.Course(steps=5), teacher, folder, wait=0.0)
    assert list(speeds)[::3] == ["no teacher", "two as a service"]
    assert min(speeds.values()) > 0


def test_a_student_that_is_killed_goes_on_and_ends_with_the_same_weights(service, tmp_path):
    folder, teacher = service
    program = ["-m", "lfai_nb.demos.edl.student", str(folder), str(tmp_path)]
    program += ["--steps", str(COURSE.steps), "--die-at", "70"]
    ended = workers.run(program, processes=1, restarts=1)
    result = json.loads(ended.output)
    assert (result["attempt"], result["first"]) == (2, 50)
    assert result["weights"] == student.study(COURSE, student.from_a_model(teacher)).weights
