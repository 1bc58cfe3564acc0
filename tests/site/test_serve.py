"""The local server: this machine alone, compressed texts, and a port that is free."""

import contextlib
import gzip
import http.client
import os
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tools.serve import MOST, main, server


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    (tmp_path / "index.html").write_text("<p>" + "word " * 1000)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    running = server(tmp_path, 0)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def get(
    serving: ThreadingHTTPServer, path: str, accept: str = "", host: str = "127.0.0.1"
) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", serving.server_address[1], timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": accept, "Host": host})
    answer = connection.getresponse()
    result = answer.status, answer.headers.get("Content-Encoding", ""), answer.read()
    connection.close()
    return result


def back_to(before: int) -> None:
    """Waits until no thread works for a client that was there."""
    deadline = time.monotonic() + 120
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_text_travels_compressed_for_who_can_read_it(serving: ThreadingHTTPServer) -> None:
    status, encoding, body = get(serving, "/index.html", "gzip, br")
    assert (status, encoding) == (200, "gzip")
    assert gzip.decompress(body).startswith(b"<p>word")
    assert get(serving, "/index.html")[1:] == ("", gzip.decompress(body))


def test_what_a_browser_has_is_sent_again_only_when_it_changed(
    serving: ThreadingHTTPServer, tmp_path: Path
) -> None:
    def ask(since: str) -> tuple[int, str | None, str | None]:
        connection = http.client.HTTPConnection("127.0.0.1", serving.server_address[1], timeout=60)
        headers = {"Accept-Encoding": "gzip", "If-Modified-Since": since}
        connection.request("GET", "/index.html", headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers["Last-Modified"], answer.headers["Cache-Control"]

    status, written, keep = ask("")
    assert (status, keep) == (200, "no-cache")
    assert written is not None
    assert ask(written)[0] == 304
    os.utime(tmp_path / "index.html", (0, 0))
    assert ask(written)[0] == 200


def test_what_is_named_by_its_content_is_kept_for_good(
    serving: ThreadingHTTPServer, tmp_path: Path
) -> None:
    folder = tmp_path / "lite" / "run" / ("0123456789abcdef")
    folder.mkdir(parents=True)
    (folder / "files.bin").write_bytes(b"content")
    (folder.parent / "now.json").write_text("{}")

    def kept(path: str) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", serving.server_address[1], timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.headers["Cache-Control"]

    assert "immutable" in (kept("/lite/run/0123456789abcdef/files.bin") or "")
    # The file that names it is not, nor is what is missing.
    assert kept("/lite/run/now.json") == "no-cache"
    assert kept("/lite/run/0123456789abcdef/none.bin") == "no-cache"


def test_pictures_folders_and_what_is_missing_are_served_as_ever(
    serving: ThreadingHTTPServer,
) -> None:
    assert get(serving, "/picture.png", "gzip") == (200, "", b"\x89PNG")
    assert get(serving, "/", "gzip")[0] == 200
    assert get(serving, "/none.html", "gzip")[0] == 404
    assert get(serving, "/../../../etc/passwd.txt", "gzip")[0] == 404


@pytest.mark.parametrize("accept", ["", "gzip"])
def test_only_files_of_the_folder_are_served_and_no_list_of_them(
    serving: ThreadingHTTPServer,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    accept: str,
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "index.html").write_text("not yours")
    (tmp_path / "up").symlink_to(outside)
    (tmp_path / "page.html").symlink_to(outside / "index.html")
    (tmp_path / "round").symlink_to("round")
    (tmp_path / "pictures").mkdir()
    for path in ("/up/", "/up/index.html", "/page.html", "/round", "/pictures/", "/index.html/"):
        assert get(serving, path, accept)[0] == 404, path


def test_an_address_that_no_file_can_have_is_missing_and_nothing_to_report(
    serving: ThreadingHTTPServer, capfd: pytest.CaptureFixture[str]
) -> None:
    before = threading.active_count()
    for path in ("/%00", "/a%00.html", "/%ed%a0%80.txt", "/" + "long" * 1000, "/%00/"):
        assert get(serving, path, "gzip")[0] == 404, path
    back_to(before)
    assert capfd.readouterr().err == ""


def test_who_asks_by_another_name_than_this_machines_is_refused(
    serving: ThreadingHTTPServer,
) -> None:
    port = serving.server_address[1]
    for host in ("127.0.0.1", f"127.0.0.1:{port}", f"localhost:{port}"):
        assert get(serving, "/index.html", host=host)[0] == 200, host
    for host in ("elsewhere.example", f"elsewhere.example:{port}", "127.0.0.1.example", ""):
        assert get(serving, "/index.html", host=host)[0] == 421, host


def test_what_is_missing_is_answered_by_the_sites_own_page(
    serving: ThreadingHTTPServer, tmp_path: Path
) -> None:
    (tmp_path / "404.html").write_text("ways on")
    assert get(serving, "/deep/down/none.html", "gzip") == (404, "", b"ways on")


def test_clients_that_say_nothing_are_bounded_and_their_places_come_back(
    serving: ThreadingHTTPServer,
) -> None:
    """600 of them were 602 threads."""
    before = threading.active_count()
    where = serving.server_address[:2]
    idle = [socket.create_connection(where) for _ in range(MOST + 50)]
    try:
        # Who is refused is hung up on; whoever has a place hears nothing.
        with selectors.DefaultSelector() as selector:
            for client in idle:
                selector.register(client, selectors.EVENT_READ)
            refused: set[socket.socket] = set()
            while len(refused) < 50:
                heard = selector.select(60)
                assert heard, f"{len(refused)} of 50 were refused"
                for key, _ in heard:
                    client = key.fileobj
                    assert isinstance(client, socket.socket)
                    with contextlib.suppress(ConnectionError):
                        assert client.recv(1) == b""
                    selector.unregister(client)
                    refused.add(client)
        assert threading.active_count() - before <= MOST
    finally:
        for client in idle:
            client.close()
    back_to(before)
    assert get(serving, "/index.html")[0] == 200


def test_a_browser_that_leaves_early_is_nothing_to_report(
    serving: ThreadingHTTPServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = threading.active_count()
    (tmp_path / "large.png").write_bytes(bytes(20_000_000))
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", serving.server_address[1])) as leaving:
            leaving.sendall(b"GET /large.png HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            leaving.recv(100)
    assert get(serving, "/picture.png")[0] == 200
    back_to(before)  # the threads that were left find out for themselves
    assert capfd.readouterr().err == ""


def test_a_taken_port_is_passed_over_and_only_this_machine_is_served(tmp_path: Path) -> None:
    with server(tmp_path, 18_400) as first, server(tmp_path, first.server_address[1]) as second:
        assert first.server_address[1] < second.server_address[1] < first.server_address[1] + 10
        assert second.server_address[0] == "127.0.0.1"


def test_a_folder_without_a_site_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "make site" in capsys.readouterr().err
