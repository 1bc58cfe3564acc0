"""Every way in which a service can fail ends in a reason for a person, soon, and without a leak."""

import gzip
import json
import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from lfai_nb.evidence.github import API, GitHub, github, keys
from lfai_nb.evidence.http import transport
from lfai_nb.evidence.http.client import Client, Gone, Limits, NoAnswer, Reply
from lfai_nb.evidence.http.transport import Doorkeeper
from lfai_nb.evidence.source import Subject

from . import CONNECTING
from . import github_payloads as payloads
from .github_like import RESET, TOKEN, GitHubLike, Repo, exhausted, serve

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PATIENCE = 600  # seconds, for what takes a moment
ANVIL = Subject("Anvil", "https://github.com/acme/anvil")
Handler = Callable[[httpx.Request], httpx.Response]


class Naps(list[float]):
    """Stands in for sleep, and remembers how long each pause would have been."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def web(handler: Handler, naps: Naps | None = None, **options: object) -> Client:
    given = {
        "transport": httpx.MockTransport(handler),
        "now": lambda: NOW,
        "sleep": Naps() if naps is None else naps,
        **options,
    }
    return Client("GitHub", API, **given)  # type: ignore[arg-type]


def json_of(status: int, body: object, **headers: str) -> Handler:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, json=body, headers=names)


def raising(error: Exception) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


REPOSITORY = payloads.repository("acme", "anvil", stars=812, spdx="Apache-2.0")
GZIPPED = gzip.compress(json.dumps(REPOSITORY).encode())

FAULTS: dict[str, tuple[Handler, str]] = {
    "no such repository": (json_of(404, payloads.error("Not Found", 404)), "check the spelling"),
    "removed": (json_of(410, {}), "removed for good"),
    "taken down": (json_of(451, {}), "legal reasons"),
    "token refused": (json_of(401, {}), "does not accept the token; make a new one"),
    "forbidden": (
        json_of(403, payloads.error("Resource not accessible", 403)),
        r'refuses to show this \("Resource not accessible"\)',
    ),
    "quota used up": (lambda _: exhausted(), r"used up; it is renewed at \d\d:\d\d UTC on 2026-"),
    "quota used up, 429": (
        json_of(429, {}, x_ratelimit_remaining="0"),
        "renewed within the hour; a token allows",
    ),
    "secondary limit": (
        json_of(403, payloads.error("You have exceeded a secondary rate limit.", 403)),
        "left alone for 60 seconds",
    ),
    "told to wait long": (json_of(429, {}, retry_after="3600"), "left alone for 3600 seconds"),
    "told to wait till a date": (
        json_of(403, {}, retry_after="Fri, 20 Nov 2026 10:30:00 GMT"),
        "left alone for 3600 seconds",
    ),
    "told to wait nonsense": (json_of(429, {}, retry_after="soon"), "left alone for 60 seconds"),
    "server fault": (json_of(502, {}), r"fault of its own \(HTTP 502\); try again later"),
    "server asks for time": (json_of(503, {}, retry_after="900"), r"HTTP 503"),
    "unknown status": (json_of(418, {}), "HTTP 418"),
    "not ready": (json_of(202, {}), "try again in a minute"),
    "refused connection": (
        raising(httpx.ConnectError("no")),
        "connect error.*check the connection",
    ),
    "connection reset": (raising(httpx.ReadError("reset")), "connection to GitHub failed"),
    "cut off": (raising(httpx.RemoteProtocolError("early")), "remote protocol error"),
    "time-out": (raising(httpx.ReadTimeout("slow")), "did not answer within 15 seconds"),
    "no such host": (raising(httpx.ConnectError("[Errno -2] unknown")), "check the connection"),
    "cut-off JSON": (
        lambda _: httpx.Response(200, content=json.dumps(REPOSITORY)[:400]),
        "no valid JSON",
    ),
    "nested without end": (lambda _: httpx.Response(200, content="[" * 200_000), "no valid JSON"),
    "empty": (lambda _: httpx.Response(200, content=b""), "no valid JSON"),
    "not UTF-8": (lambda _: httpx.Response(200, content=b'"\xff\xfe\xfa"'), "no valid JSON"),
    "huge number": (lambda _: httpx.Response(200, content=b"9" * 9999), "no valid JSON"),
    "a login page": (
        lambda _: httpx.Response(200, html="<!DOCTYPE html><title>Sign in</title>"),
        "a web page instead of data",
    ),
    "huge": (lambda _: httpx.Response(200, content=b" " * 8_000_001), "more than 8,000,000 bytes"),
    "bad compression": (
        lambda _: httpx.Response(
            200,
            headers={"content-encoding": "gzip"},
            stream=httpx.ByteStream(GZIPPED[:20] + b"garbage"),
        ),
        "decoding error|no valid JSON",
    ),
    "a list": (json_of(200, []), "no text under `full_name`"),
    "null": (lambda _: httpx.Response(200, content=b"null"), "no text under `full_name`"),
    "a name that is a path": (
        json_of(200, {**REPOSITORY, "full_name": "../../user"}),
        "makes no sense",
    ),
    "to another host": (
        lambda _: httpx.Response(301, headers={"location": "https://evil.example/repos/a/b"}),
        "redirects to another host",
    ),
    "to no encryption": (
        lambda _: httpx.Response(301, headers={"location": "http://api.github.com/repos/a/b"}),
        "redirects to another host",
    ),
    "to nowhere": (lambda _: httpx.Response(302, headers={"location": "https://["}), "address"),
    "in a circle": (
        lambda request: httpx.Response(301, headers={"location": str(request.url)}),
        "redirects in a circle",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_makes_every_fact_unknown_with_a_reason_and_never_no(name: str) -> None:
    handler, reason = FAULTS[name]
    naps = Naps()
    facts = GitHub(web(handler, naps), on=ON).facts(ANVIL)
    assert {fact.key for fact in facts} == set(keys())
    for fact in facts:
        assert not fact.known
        assert re.search(reason, fact.reason), fact.reason
        assert fact.reason.isprintable()
    assert sum(naps) <= Limits().patience


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/git/trees/HEAD", ("file_readme", "file_license")),
        ("/commits", ("commits_12_months", "merges_12_months", "active_months_12")),
        ("/releases", ("releases",)),
    ],
)
def test_a_fault_in_one_answer_leaves_only_its_own_facts_unknown(
    name: str, path: str, keys: tuple[str, ...]
) -> None:
    server = GitHubLike(Repo("acme", "anvil"))
    server.faults["/repos/acme/anvil" + path] = FAULTS[name][0]
    facts = GitHub(web(server), on=ON).facts(ANVIL)
    for key in keys:
        # An empty list is an answer here: no commits, no releases.
        if name == "a list" and path in ("/commits", "/releases"):
            assert facts[key].value == 0
        else:
            assert not facts[key].known, key
            assert facts[key].reason
    assert facts["stars"].value == 812


@pytest.mark.parametrize("stars", ["812", True, 8.5, None, -1, {}])
def test_a_wrong_type_makes_that_fact_unknown_and_leaves_the_others(stars: object) -> None:
    server = GitHubLike(Repo("acme", "anvil"))
    server.faults["/repos/acme/anvil"] = json_of(200, {**REPOSITORY, "stargazers_count": stars})
    facts = GitHub(web(server), on=ON).facts(ANVIL)
    assert re.search("no whole number under `stargazers_count`|no sense", facts["stars"].reason)
    assert facts["license_spdx"].value == "Apache-2.0"
    assert facts["releases"].value == 4


def test_a_passing_fault_is_tried_again_and_then_forgotten() -> None:
    naps, server = Naps(), GitHubLike(Repo("acme", "anvil"))
    answers = iter([httpx.Response(502), httpx.Response(503, headers={"retry-after": "3"})])
    facts = GitHub(web(lambda r: next(answers, None) or server(r), naps), on=ON).facts(ANVIL)
    assert facts["stars"].value == 812
    assert naps == [1.0, 3.0]


def test_after_three_failures_in_a_row_nothing_more_is_asked() -> None:
    requests = []

    def dead(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        raise httpx.ReadError("reset")

    client = web(dead)
    for _ in range(3):
        with pytest.raises(NoAnswer):
            client.get("/x")
    before = len(requests)
    with pytest.raises(NoAnswer, match="in a row ended like this, so nothing more was asked"):
        client.get("/x")
    assert len(requests) == before


def test_failures_that_are_not_in_a_row_do_not_close_the_service() -> None:
    turn = iter(range(100))

    def every_second(request: httpx.Request) -> httpx.Response:
        if next(turn) % 2:
            raise httpx.ReadTimeout("slow")
        return httpx.Response(200, json={})

    client = web(every_second)
    for step in range(8):
        if step % 2:
            with pytest.raises(NoAnswer, match="15 seconds"):
                client.get("/x")
        else:
            assert client.get("/x").data == {}


def test_a_refusal_between_two_failures_shows_that_the_service_is_in_reach() -> None:
    answers = iter([httpx.Response(status) for status in (500, 500, 404, 500, 500, 404)])
    client = web(lambda _: next(answers), limits=Limits(tries=1))
    for _ in range(6):
        with pytest.raises(NoAnswer) as caught:
            client.get("/x")
        assert "in a row" not in caught.value.reason


def test_a_used_up_quota_stops_all_questions_at_once_and_nobody_sleeps_until_it_is_renewed() -> (
    None
):
    naps, server = Naps(), GitHubLike(Repo("acme", "anvil"), quota=3)
    source = GitHub(web(server, naps), on=ON)
    facts = source.facts(ANVIL)
    assert facts["stars"].value == 812
    assert "renewed at" in facts["releases"].reason
    again = source.facts(ANVIL)
    assert not again["stars"].known
    assert server.statuses() == [200, 200, 200, 403]
    assert naps == []


@pytest.mark.parametrize("status", [403, 429])
def test_who_asks_to_be_left_alone_for_long_is_not_asked_anything_else(status: int) -> None:
    naps = Naps()
    client = web(json_of(status, {}, retry_after="900"), naps)
    for path in ("/a", "/b"):
        with pytest.raises(NoAnswer, match="left alone for 900 seconds"):
            client.get(path)
    assert (client.sent, naps) == (1, [])


def test_all_pauses_of_a_run_come_out_of_one_allowance() -> None:
    naps = Naps()
    client = web(json_of(503, {}, retry_after="9"), naps)
    for _ in range(3):
        with pytest.raises(NoAnswer, match="HTTP 503"):
            client.get("/x")
    assert naps == [9.0, 9.0]


def test_the_pace_that_a_service_asks_for_is_kept() -> None:
    moment = [100.0]
    naps = Naps()
    client = web(
        json_of(200, {}),
        naps,
        limits=Limits(gap=1.0),
        clock=lambda: moment[0],
    )
    client.get("/a")
    moment[0] += 0.25
    client.get("/b")
    moment[0] += 2
    client.get("/c")
    assert naps == [0.75]


def test_a_404_is_told_apart_for_who_needs_to_know() -> None:
    with pytest.raises(Gone):
        web(json_of(404, {})).get("/x")


def test_the_words_of_a_refusal_are_shortened_and_cannot_steer_a_terminal() -> None:
    message = "\x1b[31mred\n" + "x" * 500
    with pytest.raises(NoAnswer) as caught:
        web(json_of(403, {"message": message})).get("/x")
    assert caught.value.reason.isprintable()
    assert len(caught.value.reason) < 300


def test_without_a_connection_nobody_waits_and_nothing_more_is_asked() -> None:
    naps, requests = Naps(), []

    def unreachable(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        raise httpx.ConnectError("[Errno -2] Name or service not known")

    client = web(unreachable, naps)
    for path in ("/x", "/y"):
        with pytest.raises(NoAnswer, match="check the connection"):
            client.get(path)
    assert (len(requests), naps, client.out_of_reach) == (1, [], True)


def test_a_connection_that_fails_after_an_answer_is_tried_again() -> None:
    naps = Naps()
    answers = iter([httpx.Response(200, json={}), httpx.ConnectError("refused")])

    def flaky(_: httpx.Request) -> httpx.Response:
        answer = next(answers, httpx.Response(200, json={}))
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = web(flaky, naps)
    client.get("/x")
    client.get("/y")
    assert (naps, client.out_of_reach) == ([1.0], False)


# ---------------------------------------------------------------- real connections


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A socket that says what it is told to, for what no HTTP library would send."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    talk(connection)
                except OSError:
                    pass

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"", b""),
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Y: z\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
    ],
    ids=["silent", "slow status", "slow headers", "slow body"],
)
def test_no_server_can_make_us_wait_beyond_the_deadline(head: bytes, drop: bytes) -> None:
    """It says one thing, and then a little more every moment, until nobody listens any more."""
    given_up = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(10 * PATIENCE):
            if given_up.wait(0.1):
                return
            connection.sendall(drop)
        pytest.fail("whoever asked still waits")

    with raw_server(drip) as base, Client("GitHub", base, limits=Limits(seconds=0.5)) as client:
        try:
            with pytest.raises(NoAnswer, match=r"within 0\.5 seconds"):
                client.get("/x")
        finally:
            given_up.set()


def test_a_host_that_no_connection_reaches_costs_under_two_seconds_and_not_fifteen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert CONNECTING < 2
    given_up = threading.Event()
    # As where a firewall swallows the questions to a name server.
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: given_up.wait(PATIENCE))
    with Client("GitHub", "http://github.invalid", limits=Limits(connecting=CONNECTING)) as client:
        with pytest.raises(NoAnswer, match=r"no connection to GitHub within 1\.4 seconds"):
            client.get("/x")
        given_up.set()
        assert client.out_of_reach


def test_a_host_that_is_slow_to_answer_has_all_of_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers when the time for a connection is over, which here ends when there is one."""
    over = threading.Event()

    class Worker(threading.Thread):
        def join(self, timeout: float | None = None) -> None:
            if timeout == 1:
                assert client._door.connected.wait(PATIENCE)
            else:
                over.set()
                super().join(timeout)

    def slow(connection: socket.socket) -> None:
        over.wait(PATIENCE)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    monkeypatch.setattr(
        transport, "threading", SimpleNamespace(Thread=Worker, Event=threading.Event)
    )
    limits = Limits(seconds=PATIENCE, connecting=1)
    with raw_server(slow) as base, Client("GitHub", base, limits=limits) as client:
        assert client.get("/x").data == {}
        assert over.is_set()
        assert not client.out_of_reach


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000,
    ],
    ids=["hangs up", "short body", "bad chunk", "not HTTP", "endless header"],
)
def test_what_is_no_http_is_a_failed_connection(answer: bytes) -> None:
    with (
        raw_server(lambda connection: connection.sendall(answer)) as base,
        Client("GitHub", base, sleep=Naps()) as client,
        pytest.raises(NoAnswer, match="connection to GitHub failed"),
    ):
        client.get("/x")


def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = []

    def proxy(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        return httpx.Response(200, json={"a": 1})

    with serve(proxy) as base:
        monkeypatch.setenv("http_proxy", base)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        with Client("GitHub", "http://github.invalid/api/v3") as client:
            assert client.get("/x").data == {"a": 1}
    assert urls == ["http://github.invalid/api/v3/x"]


# ---------------------------------------------------------------- the cache


def test_a_second_run_is_answered_by_not_modified_and_costs_no_quota(tmp_path: Path) -> None:
    server = GitHubLike(Repo("acme", "anvil"))
    for run in range(2):
        with github(on=ON, token=TOKEN, cache=tmp_path, transport=httpx.MockTransport(server)) as s:
            facts = s.facts(ANVIL)
        assert facts["stars"].value == 812
        if run == 0:
            first, spent = len(server.log), server.spent
    second = server.statuses()[first:]
    assert second
    assert set(second) == {304}
    assert server.spent == spent


def test_without_a_token_a_not_modified_still_counts_and_we_say_so(tmp_path: Path) -> None:
    server = GitHubLike(Repo("acme", "anvil"))
    for _ in range(2):
        with github(on=ON, cache=tmp_path, transport=httpx.MockTransport(server)) as source:
            source.facts(ANVIL)
    assert server.spent == len(server.log)
    assert "costs no quota" not in source.announcement(1)


def test_what_has_changed_since_is_seen_although_the_old_answer_is_still_fresh(
    tmp_path: Path,
) -> None:
    repo = Repo("acme", "anvil", stars=1)
    server = GitHubLike(repo)
    for stars in (1, 2):
        repo.stars = stars
        with github(on=ON, cache=tmp_path, transport=httpx.MockTransport(server)) as source:
            assert source.facts(ANVIL)["stars"].value == stars


def test_the_wish_for_a_fresh_answer_is_for_our_cache_and_is_not_passed_on(tmp_path: Path) -> None:
    """A cache in front of the service would otherwise be bypassed for no gain."""
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={})

    with web(handler, cache=tmp_path) as client:
        client.get("/x")
    assert "cache-control" not in requests[0].headers


def test_a_broken_answer_does_not_stay_in_the_cache(tmp_path: Path) -> None:
    """It carries an ETag too, and would be confirmed by "not modified" from then on."""
    bodies = ['{"a":', '{"a": 1}']

    def handler(request: httpx.Request) -> httpx.Response:
        if "if-none-match" in request.headers:
            return httpx.Response(304, headers={"etag": '"1"'})
        headers = {"etag": '"1"', "cache-control": "private, max-age=60"}
        return httpx.Response(200, content=bodies.pop(0), headers=headers)

    with web(handler, cache=tmp_path) as client:
        with pytest.raises(NoAnswer, match="no valid JSON"):
            client.get("/x")
        assert client.get("/x").data == {"a": 1}
        assert client.get("/x") == Reply({"a": 1}, f"{API}/x", NOW, {})


def test_only_who_asks_for_it_gets_an_absence_from_yesterday(tmp_path: Path) -> None:
    there = [False]
    with web(lambda _: httpx.Response(200 if there[0] else 404, json={}), cache=tmp_path) as client:
        with pytest.raises(Gone):
            client.get("/x", absence_may_be_old=True)
        there[0] = True
        with pytest.raises(Gone):
            client.get("/x", absence_may_be_old=True)
        assert client.sent == 1
        assert client.get("/x").data == {}


def test_a_server_that_says_not_modified_unasked_is_a_fault() -> None:
    with pytest.raises(NoAnswer, match="HTTP 304"):
        web(lambda _: httpx.Response(304)).get("/x")


def test_a_cache_that_cannot_be_used_says_which_file_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "answers.db").write_bytes(b"not a database, but as long as the header of one " * 9)
    with pytest.raises(ValueError, match=r"answers\.db cannot be used .*delete it"):
        web(json_of(200, {}), cache=tmp_path)


def test_a_cache_folder_that_is_a_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    with pytest.raises(ValueError, match=r"cannot be used .*choose another folder"):
        web(json_of(200, {}), cache=tmp_path / "cache")


@pytest.mark.parametrize("base", ["", "api.github.com", "ftp://x", "https://", "https://x:y"])
def test_a_base_address_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="not the address of a service"):
        github(on=ON, base_url=base)


def test_a_cache_that_breaks_on_the_way_makes_facts_unknown_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    server = GitHubLike(Repo("acme", "anvil"))
    with github(on=ON, cache=tmp_path, transport=httpx.MockTransport(server)) as source:
        assert source.facts(ANVIL)["stars"].value == 812
    database = tmp_path / "answers.db"
    content = database.read_bytes()
    # The first page stays as it is, so that it still opens; the rest is noise.
    database.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    with github(on=ON, cache=tmp_path, transport=httpx.MockTransport(server)) as source:
        fact = source.facts(ANVIL)["stars"]
    assert fact.value == 812 or "cache" in fact.reason
    assert capfd.readouterr().err == ""


# ---------------------------------------------------------------- the token


def test_the_token_reaches_the_service_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not the disk, not a log at any level, not an error, not a fact."""
    caplog.set_level(logging.DEBUG)
    server = GitHubLike(Repo("acme", "anvil"))
    server.faults["/repos/acme/anvil/releases"] = json_of(
        403, {"message": "you are not welcome here"}
    )
    with serve(server) as base:
        for _ in range(2):
            with github(on=ON, token=TOKEN, cache=tmp_path, base_url=base) as source:
                facts = source.facts(ANVIL)
    assert set(server.tokens) == {f"Bearer {TOKEN}"}
    stored = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"stargazers_count" in content for content in stored)
    assert not any(TOKEN.encode() in content for content in stored)
    assert "HTTP Request" in caplog.text
    output = capfd.readouterr()
    for text in (caplog.text, output.out, output.err, repr(facts), repr(vars(source.web))):
        assert TOKEN not in text


def test_the_token_is_not_sent_to_the_target_of_a_redirect_on_another_host() -> None:
    stranger = GitHubLike(Repo("acme", "anvil"))
    home = GitHubLike(Repo("acme", "anvil"))
    with serve(stranger) as far, serve(home) as near:
        home.faults["/repos/acme/anvil"] = lambda _: httpx.Response(
            301, headers={"location": f"{far}/repos/acme/anvil"}
        )
        with github(on=ON, token=TOKEN, base_url=near) as source:
            facts = source.facts(ANVIL)
    assert "another host" in facts["stars"].reason
    assert stranger.log == []


def test_a_service_that_repeats_the_token_does_not_get_it_printed() -> None:
    client = web(json_of(403, {"message": f"no rights for {TOKEN}"}), token=TOKEN)
    with pytest.raises(NoAnswer, match=r"no rights for \[the token\]"):
        client.get("/x")


def test_below_the_cache_nothing_but_the_service_itself_is_asked() -> None:
    """Should the address of another host get this far, it is stopped, with a token or without."""
    door = Doorkeeper(httpx.MockTransport(json_of(200, {})), httpx.URL(API), TOKEN)
    for address in ("https://evil.example/", "http://api.github.com/", "https://api.github.com:8/"):
        with pytest.raises(httpx.UnsupportedProtocol):
            door.handle_request(httpx.Request("GET", address))
    door.handle_request(httpx.Request("GET", "https://api.github.com:443/"))


def test_the_token_is_not_sent_in_the_clear() -> None:
    with pytest.raises(ValueError, match="not sent over http") as caught:
        github(on=ON, token=TOKEN, base_url="http://github.example")
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ümlaut", "null\0"])
def test_a_token_that_cannot_be_one_is_refused_without_being_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="no token has") as caught:
        github(on=ON, token=token)
    assert token not in str(caught.value)


def test_when_the_quota_is_renewed_is_said_only_where_it_is_known() -> None:
    for reset in ("", "soon", "-1", "9" * 40):
        with pytest.raises(NoAnswer, match="within the hour"):
            web(json_of(403, {}, x_ratelimit_remaining="0", x_ratelimit_reset=reset)).get("/x")
    reset = str(RESET)
    with pytest.raises(NoAnswer, match="at 11:06 UTC on 2026-11-18"):
        web(json_of(403, {}, x_ratelimit_remaining="0", x_ratelimit_reset=reset)).get("/x")


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("header", ["X-Note: dänke", 'Link: <http://x/é>; rel="last"', 'ETag: "é"'])
def test_a_header_with_a_letter_that_is_in_none_is_survived(
    tmp_path: Path, header: str, coding: str, cached: bool
) -> None:
    def talk(connection: socket.socket) -> None:
        head = f"HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: 2\r\n\r\n"
        connection.sendall(head.encode(coding) + b"{}")

    with (
        raw_server(talk) as base,
        Client("GitHub", base, cache=tmp_path if cached else None) as client,
    ):
        assert client.get("/x").data == {}
