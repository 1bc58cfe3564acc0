"""What each bomb costs who reads it: seconds, and megabytes at the most, of us and of git.

    python -m benchmarks.bombs [NAME…]

Each is made first and read in a process of its own. A bomb is small, or is made by anybody, and
without a limit takes minutes, gigabytes or for ever; what it must end in is an answer in which the
fact is unknown, or a sentence that refuses it. With names, only those. Linux alone says how much a
process took at the most.
"""

import gzip
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.evidence.history import test_hostile as hostile
from tests.evidence.history.repositories import C, make

Made = Callable[[Path], Path]


def _file(name: str, content: Callable[[], str | bytes]) -> Made:
    def made(folder: Path) -> Path:
        path, whole = folder / name, content()
        path.write_bytes(whole.encode() if isinstance(whole, str) else whole)
        return path

    return made


def _trailer(folder: Path) -> Path:
    # It hung for an hour and a half: the pattern took a step for each three of its spaces.
    message = f"s\n\nCo-authored-by: a <{' ' * 20_000}x\n"
    return make(folder / "repo", [C("Ann Ames", "ann@acme.com", message=message)])


def _pipe(folder: Path) -> Path:
    repo = hostile.repository(folder)
    os.mkfifo(repo / ".mailmap")
    return repo


def _laughs(lines: int) -> str:
    ten = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 10)}]\n" for n in range(1, lines))
    return f"b0: &b0 lol\n{ten}"


FACTS = 'name = "A"\nrepository = "https://github.com/a/b"\n'
TONY = "<configuration>{}</configuration>"
TASKS = "<property><name>tony.worker.instances</name><value>999999999</value></property>"
ENTITIES = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def _zeros() -> bytes:
    return b"0" * 400_000_000


BOMBS: dict[str, tuple[str, Made]] = {
    "nothing: two commits, to compare with": ("clone", hostile.repository),
    "a tree of ten million files": ("clone", lambda folder: hostile.bomb(folder, 7)),
    "a name of 30 MB": ("clone", hostile.GIANTS["a name"]),
    "a licence of 100 MB": ("clone", hostile.GIANTS["a licence"]),
    "a message of 30 MB": ("clone", hostile.GIANTS["a message"]),
    "a trailer with 20,000 spaces": ("clone", _trailer),
    "a pipe as mailmap": ("clone", _pipe),
    "gzip of 400 MB": ("answer", _file("gzip", lambda: gzip.compress(_zeros(), 1))),
    "gzip of gzip of 400 MB": (
        "answer",
        _file("gzip, gzip", lambda: gzip.compress(gzip.compress(_zeros(), 1))),
    ),
    "YAML, names for names": ("model", _file("model.yml", lambda: _laughs(30))),
    "YAML, 50,000 open brackets": ("model", _file("model.yml", lambda: "[" * 50_000)),
    "TOML, 100 MB": ("facts", _file("facts.toml", lambda: FACTS + "# x\n" * 25_000_000)),
    "TOML, 50,000 open brackets": ("facts", _file("f.toml", lambda: f"{FACTS}x = {'[' * 50_000}")),
    "TOML, a number of 500,000 digits": (
        "facts",
        _file("facts.toml", lambda: f"{FACTS}[facts]\nstars = {'9' * 500_000}\n"),
    ),
    "CSV, a million meetings": (
        "season",
        _file("a.csv", lambda: "meeting,A\n" + "2024-01-11,x\n" * 10**6),
    ),
    "XML, entities": ("job", _file("tony.xml", lambda: ENTITIES + TONY.format(""))),
    "XML, a thousand million tasks": ("job", _file("tony.xml", lambda: TONY.format(TASKS))),
    "a checkpoint that says it has a TB": (
        "checkpoint",
        _file("a.safetensors", lambda: (1 << 40).to_bytes(8, "little") + b"{}"),
    ),
    "an address of 131,000 letters": ("mail", _file("mail", lambda: "a@" * 65_500)),
}


def _clone(path: Path) -> str:
    facts = hostile.GitHistory(path, on=date(2023, 6, 20)).facts(hostile.ANVIL)
    unknown = [fact for fact in facts if not fact.known]
    return f"{len(unknown)} of {len(facts.facts)} unknown: {unknown[0].reason if unknown else ''}"


def _answer(path: Path) -> str:
    from lfai_nb.evidence.http.client import Client, NoAnswer

    try:
        with Client("the host", os.environ["BOMB_HOST"], sleep=lambda _: None) as web:
            return str(len(str(web.get("/x").data)))
    except NoAnswer as refusal:
        return refusal.reason


def _command(*words: str) -> Callable[[Path], str]:
    def read(path: Path) -> str:
        from lfai_nb.cli import main

        code = main([word.format(path) for word in words])
        return f"exit {code}"

    return read


def _job(path: Path) -> str:
    from lfai_nb.demos.tony import jobfile

    try:
        return str(jobfile.parse(path.read_text("utf-8")))[:80]
    except jobfile.JobFileError as refusal:
        return str(refusal)


def _checkpoint(path: Path) -> str:
    from lfai_nb.demos import checkpoint
    from lfai_nb.demos.errors import CheckpointError

    try:
        return str(checkpoint.load(path, "key"))
    except CheckpointError as refusal:
        return str(refusal)


def _mail(path: Path) -> str:
    from lfai_nb.catalog.csv_rows import read_cells

    cells = path.with_suffix(".csv")
    cells.write_text(f"a,b\n{path.read_text('utf-8')},x\n", "utf-8")
    problems: list[object] = []
    read_cells(cells, ("a", "b"), problems)
    return f"{len(problems)} problems"


READ: dict[str, Callable[[Path], str]] = {
    "clone": _clone,
    "answer": _answer,
    "model": _command("openness", "{}"),
    "facts": _command("readiness", "{}", "--offline"),
    "season": _command("council", "season", "{}"),
    "job": _job,
    "checkpoint": _checkpoint,
    "mail": _mail,
}


def child(kind: str, path: str) -> None:
    """The reading alone; what it took is the last line."""
    ends_in = READ[kind](Path(path))
    # Not getrusage: it begins with the memory of the process that started this one.
    most = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    git = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if kind == "clone" else 0
    processor = sum(os.times()[:4])  # ours and that of what we started
    print(json.dumps([ends_in, processor, int(most[1]) // 1024 if most else 0, git // 1024]))


@contextmanager
def as_it_is(path: Path) -> Iterator[str]:
    """A server that sends the file to whoever asks, packed in the way that its name says."""

    class Sends(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Encoding", path.name)
            self.end_headers()
            with suppress(OSError):  # who was asked hangs up as soon as it is too much
                self.wfile.write(path.read_bytes())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Sends)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def measured(name: str, folder: Path) -> str:
    kind, made = BOMBS[name]
    path = made(folder)

    with as_it_is(path) as host:
        begun = time.monotonic()
        words = [sys.executable, "-m", "benchmarks.bombs", "--child", kind, str(path)]
        env = os.environ | {"BOMB_HOST": host}
        ran = subprocess.run(words, env=env, capture_output=True, text=True, timeout=600)
        took = time.monotonic() - begun
    if ran.returncode:
        return f"{name} | {took:.1f} | broke: {ran.stderr.strip().splitlines()[-1]}"
    ends_in, processor, ours, git = json.loads(ran.stdout.splitlines()[-1])
    refusal = ran.stderr.strip().removeprefix("lfai-nb: ").split(" @ ")[0]
    words_of_it = " ".join(filter(None, (ends_in, refusal)))[:110]
    return f"{name} | {took:.1f} | {processor:.1f} | {ours} | {git or ''} | {words_of_it}"


def main(names: list[str]) -> None:
    print("bomb | seconds | of processor | MB of us | MB of git | what it ends in")
    for name in names or BOMBS:
        with tempfile.TemporaryDirectory() as folder:
            print(measured(name, Path(folder)), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main(sys.argv[1:])
