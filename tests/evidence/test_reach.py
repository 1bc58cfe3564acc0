"""A host that swallows what is sent to it is waited for once, and from the first moment on."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from lfai_nb.cli import main
from lfai_nb.evidence.http import reach
from lfai_nb.evidence.http.client import Client, Limits
from lfai_nb.evidence.http.reach import Attempt, proxy_for
from tests.evidence import CONNECTING, limits_with
from tests.evidence.github_like import GitHubLike, Repo, serve
from tests.evidence.swallowing import swallowing


@pytest.fixture
def swallows() -> Iterator[str]:
    """The address of a socket whose queue is full: what comes is dropped, as by a firewall."""
    with swallowing() as place:
        try:
            socket.create_connection(place, timeout=0.2).close()
        except TimeoutError:
            yield f"http://127.0.0.1:{place[1]}"
        else:
            pytest.skip("this system takes connections beyond the length of the queue")


def test_what_is_swallowed_is_tried_once_and_the_record_answers(
    swallows: str, monkeypatch: Any, capsys: Any, tmp_path: Any
) -> None:
    tried: list[object] = []
    connect = socket.create_connection

    def counted(place: object, *rest: Any, **more: Any) -> socket.socket:
        tried.append(place)
        return connect(place, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", counted)
    monkeypatch.setattr(Limits.__init__, "__defaults__", limits_with(CONNECTING))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    ask = ["readiness", "BAAI-Open/FlagAI", "--on", "2026-11-20"]
    offline = main([*ask, "--offline"]), capsys.readouterr().out
    assert tried == []
    monkeypatch.setenv("GITHUB_API_URL", swallows)
    code = main(ask)
    out, err = capsys.readouterr()
    assert len(tried) == 1
    assert (code, out.splitlines()[0]) == (offline[0], offline[1].splitlines()[0])
    assert "127.0.0.1 is out of reach, so no other host was asked; what follows is from" in err


class Still:
    """In the place of an event that never comes: how long each look for it would take."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return False


def test_the_time_counts_from_the_beginning_of_the_attempt(swallows: str, monkeypatch: Any) -> None:
    now = [100.0]
    attempt = Attempt(swallows, clock=lambda: now[0])
    still = Still()
    monkeypatch.setattr(attempt, "_over", still)
    now[0] += 1.0  # of which the loading of libraries took all
    assert not attempt.reached(1.4)
    now[0] += 1.0
    assert not attempt.reached(1.4)
    assert still.waits == [pytest.approx(0.4), 0.0]


def test_nothing_is_asked_of_a_service_that_was_not_reached(swallows: str) -> None:
    now = [0.0]
    attempt = Attempt(swallows, clock=lambda: now[0])
    now[0] = 60.0
    with Client("GitHub", swallows) as client:
        client.ask_only_if(attempt)
        assert client.out_of_reach
        for _ in range(2):
            with pytest.raises(Exception, match="no connection to GitHub within"):
                client.get("/")
        assert client.sent == 0


def test_a_service_that_is_there_is_reached_and_asked() -> None:
    with serve(GitHubLike(Repo("anvil-org", "anvil"))) as base:
        attempt = Attempt(base)
        with Client("GitHub", base) as client:
            # A generous time: what is waited for is the connection itself.
            assert attempt.reached(60)
            client.ask_only_if(attempt)
            assert not client.out_of_reach


@pytest.mark.parametrize("address", ["", "http://", "no address", "http://127.0.0.1:port/"])
def test_what_is_no_address_is_not_reached_and_not_our_fault(address: str) -> None:
    assert not Attempt(address).reached(60)


def test_the_way_leads_over_the_proxy_of_the_environment(monkeypatch: Any) -> None:
    places: list[object] = []

    def refused(place: object, *_: object) -> None:
        places.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(reach, "getproxies", lambda: {"https": "http://proxy.example:3128"})
    monkeypatch.setattr(reach, "proxy_bypass", lambda host: host == "here.example")
    for address in ("https://api.github.com", "https://here.example", "http://elsewhere.example"):
        assert not Attempt(address).reached(60)
    assert places == [("proxy.example", 3128), ("here.example", 443), ("elsewhere.example", 80)]
    assert proxy_for("https://api.github.com") == "http://proxy.example:3128"
