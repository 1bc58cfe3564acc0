"""A body that unpacks to gigabytes fills no memory, and one that repeats our token no disk."""

import gzip
import json
import resource
import sqlite3
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfai_nb.evidence.http.body import INSTEAD, without
from lfai_nb.evidence.http.client import Client, Limits, NoAnswer

BASE = "https://api.example.org"
TOKEN = "ghp_" + "s3cr3tpart" * 3


def client(answer: httpx.Response, **options: object) -> tuple[Client, list[httpx.Request]]:
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return answer

    transport = httpx.MockTransport(handler)
    made = Client("GitHub", BASE, transport=transport, sleep=lambda _: None, **options)  # type: ignore[arg-type]
    return made, requests


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kB


@pytest.mark.parametrize("codings", ["gzip, gzip", "gzip,identity,gzip", "br", "deflate", "x"])
def test_what_is_packed_in_another_way_than_asked_for_is_refused(codings: str) -> None:
    """3.4 kB packed twice took 4 GB, with a bound of 8 MB on what comes out."""
    bomb = gzip.compress(gzip.compress(b"0" * 200_000_000))
    answer = httpx.Response(
        200, stream=httpx.ByteStream(bomb), headers={"content-encoding": codings}
    )
    before = memory()
    web, requests = client(answer)
    with web, pytest.raises(NoAnswer, match="packed in another way than was asked for"):
        web.get("/x")
    assert requests[0].headers["accept-encoding"] == "gzip"
    assert memory() - before < 50_000


def test_what_unpacks_to_too_much_is_given_up_early() -> None:
    bomb = gzip.compress(b"0" * 400_000_000)
    answer = httpx.Response(
        200, stream=httpx.ByteStream(bomb), headers={"content-encoding": "gzip"}
    )
    before = memory()
    web, _ = client(answer, limits=Limits(size=1_000_000))
    with web, pytest.raises(NoAnswer, match="sent more than 1,000,000 bytes"):
        web.get("/x")
    assert memory() - before < 50_000


def test_one_coding_is_unpacked_and_what_is_none_is_a_failed_connection() -> None:
    packed = gzip.compress(b'{"a": 1}')
    for body, headers in ((packed, {"content-encoding": "GZIP"}), (b'{"a": 1}', {})):
        web, _ = client(httpx.Response(200, stream=httpx.ByteStream(body), headers=headers))
        with web:
            assert web.get("/x").data == {"a": 1}
    answer = httpx.Response(
        200, stream=httpx.ByteStream(b"no gzip"), headers={"content-encoding": "gzip"}
    )
    web, _ = client(answer)
    with web, pytest.raises(NoAnswer, match="connection to GitHub failed"):
        web.get("/x")


def echo(status: int, place: str) -> httpx.Response:
    """As a debugging gateway, or a proxy's page of an error, repeats what it was sent."""
    body = json.dumps({"message": f"Authorization: Bearer {TOKEN}"}).encode()
    if place == "packed":
        return httpx.Response(
            status,
            stream=httpx.ByteStream(gzip.compress(body)),
            headers={"content-encoding": "gzip", "etag": '"1"'},
        )
    if place == "cut in two":
        middle = body.index(TOKEN.encode()) + 9
        parts = iter([body[:middle], body[middle:]])

        class Parts(httpx.SyncByteStream):
            def __iter__(self):  # type: ignore[no-untyped-def]
                return parts

        return httpx.Response(status, stream=Parts())
    headers = {"x-echo": f"Bearer {TOKEN}", "etag": f'"{TOKEN}"', "link": f"<{BASE}/{TOKEN}>"}
    return httpx.Response(status, headers=headers, content=b"{}" if place == "header" else body)


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("place", ["body", "header", "packed", "cut in two"])
def test_a_token_that_is_repeated_does_not_reach_the_disk(
    tmp_path: Path, status: int, place: str
) -> None:
    web, requests = client(echo(status, place), token=TOKEN, cache=tmp_path)
    with web:
        if status == 200:
            answer = web.get("/x", absence_may_be_old=True)
            assert TOKEN not in repr((answer.data, answer.links, answer.url))
        else:
            with pytest.raises(NoAnswer) as raised:
                web.get("/x", absence_may_be_old=True)
            assert TOKEN not in raised.value.reason
    assert requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(TOKEN.encode() in path.read_bytes() for path in files)
    if status == 404:  # it was kept, without the token
        with sqlite3.connect(tmp_path / "answers.db") as rows:
            assert rows.execute("select count(*) from entries").fetchone()[0] == 1


def test_a_redirect_that_carries_the_token_has_it_taken_out() -> None:
    answer = httpx.Response(302, headers={"location": f"{BASE}/y?token={TOKEN}"})
    web, requests = client(answer, token=TOKEN)
    with web, pytest.raises(NoAnswer) as raised:
        web.get("/x")
    assert TOKEN not in str(raised.value)
    assert not any(TOKEN in str(request.url) for request in requests)


@given(st.data())
def test_however_a_text_is_cut_the_secret_is_not_in_it(data: st.DataObject) -> None:
    secret = data.draw(st.text("ab", min_size=1, max_size=6)).encode()
    text = data.draw(st.text("abc", max_size=40)).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    clean = b"".join(without(secret, iter(pieces)))
    assert clean == text.replace(secret, INSTEAD)


def test_the_cache_can_be_read_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "made before"
    folder.mkdir(mode=0o755)
    web, _ = client(httpx.Response(200, json={}, headers={"etag": '"1"'}), cache=folder)
    with web:
        web.get("/x")
        assert {path.stat().st_mode & 0o777 for path in folder.glob("answers.db*")} == {0o600}
