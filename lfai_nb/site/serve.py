"""Serves a folder on this machine alone, and says where.

python -m lfai_nb.site.serve FOLDER --port 8000
"""

import argparse
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Quiet(SimpleHTTPRequestHandler):
    """A line for each request would bury the one line that matters, the address."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server for the folder on that port, or on the next of ten that is free."""
    handler = partial(Quiet, directory=str(folder))
    for candidate in range(port, port + 10):
        try:
            return ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError:
            continue
    raise OSError(f"the ports {port} to {port + 9} are taken; try: make book PORT={port + 10}")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lfai_nb.site.serve", description=__doc__)
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
