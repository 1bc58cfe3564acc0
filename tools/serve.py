"""Serves a folder on this machine alone, and says where.

python -m tools.serve FOLDER --port 8000
"""

import argparse
import gzip
import re
import sys
import threading
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

#: What this machine calls itself. A page elsewhere whose name was made to lead here says its own.
NAMES_OF_HERE = {"127.0.0.1", "localhost"}
NOT_FOUND = "404.html"
#: Files that are named by their content: another content is another file.
FOREVER = re.compile(r"/run/[0-9a-f]{16}/[\w.]+$|/build/\w+\.[0-9a-f]{7}\.js$")
KEPT = "public, max-age=31536000, immutable"
MOST = 100  # connections at a time; a program that opens more is refused, and takes no memory
TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".xml", ".ipynb", ".wasm"}


@lru_cache(maxsize=512)
def packed(path: Path, changed: int) -> bytes:
    """The file, compressed; ``changed`` makes a file that was written again another one."""
    return gzip.compress(path.read_bytes(), compresslevel=6)


class Quiet(SimpleHTTPRequestHandler):
    """A line for each request would bury the one line that matters, the address.

    Texts travel compressed, as every public host sends them. The folder's files are served and
    nothing else: no list of a folder, and no file that a link in it leads to outside.
    """

    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds that a connection may be idle

    def send_head(self) -> BytesIO | BinaryIO | None:
        if self.headers.get("Host", "").partition(":")[0] not in NAMES_OF_HERE:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        path = self._file()
        if path is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        if not takes or path.suffix not in TEXTS or not path.is_file():
            return super().send_head()
        stat = path.stat()
        written = self.date_time_string(stat.st_mtime)
        if self.headers.get("If-Modified-Since") == written:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.end_headers()
            return None
        body = packed(path, stat.st_mtime_ns)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", written)
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        return BytesIO(body)

    def _file(self) -> Path | None:
        """What is asked for, if it is in the folder: a file, or a folder whose slash is missing."""
        name = self.translate_path(self.path)  # it keeps the slash at the end
        try:
            path = Path(name, "index.html") if name.endswith("/") else Path(name)
            inside = path.resolve().is_relative_to(Path(self.directory).resolve())
            return path if inside and path.exists() else None
        except (ValueError, OSError, RuntimeError):  # no name of a file, or a link to itself
            return None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, NOT_FOUND)
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        # A browser keeps what it got, and asks whether it holds: after a new build it may not.
        forever = FOREVER.search(self.path) and self._file()
        self.send_header("Cache-Control", KEPT if forever else "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class PageServer(ThreadingHTTPServer):
    """A thread for each connection, and no more of them than a browser with many tabs opens."""

    # With the five of the standard library, the sixth that connects at once waits for seconds.
    request_queue_size = MOST

    def __init__(self, *args: Any) -> None:
        self._places = threading.BoundedSemaphore(MOST)
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A browser that goes to the next page before it has all of this one.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server for the folder on that port, or on the next of ten that is free."""
    handler = partial(Quiet, directory=str(folder))
    for candidate in range(port, port + 10):
        try:
            return PageServer(("127.0.0.1", candidate), handler)
        except OSError:
            continue
    raise OSError(f"the ports {port} to {port + 9} are taken; try: make book PORT={port + 10}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.serve", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    args = parser.parse_args(argv)
    if not (args.folder / "index.html").is_file():
        print(f"{args.folder} has no index.html; build the site first: make site", file=sys.stderr)
        return 2
    try:
        serving = server(args.folder, args.port)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    address = f"http://127.0.0.1:{serving.server_address[1]}/"
    print(f"The handbook is ready at {address} (Ctrl+C stops)", flush=True)
    with serving:
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
