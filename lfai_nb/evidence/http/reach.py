"""Whether a host can be reached, tried while the libraries that will ask it are still being loaded.

A firewall that swallows packets answers nothing: then all that can be done is to wait, and whoever
waits should wait once, and from the first moment on.
"""

import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


class Attempt:
    """A connection to the host of an address, or to the proxy before it, that is closed again.

    Nothing is sent over it. ``reached`` waits for its end, and counts from when it began.
    """

    def __init__(self, address: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._began, self._clock = clock(), clock
        self._over = threading.Event()
        self._connected = False
        threading.Thread(target=self._connect, args=[address], daemon=True).start()

    def _connect(self, address: str) -> None:
        try:
            way = urlsplit(proxy_for(address) or address)
            port = way.port or {"http": 80, "https": 443}.get(way.scheme)
            with socket.create_connection((way.hostname, port)):
                self._connected = True
        except (OSError, ValueError, TypeError):
            pass  # what is wrong with an address is for the client to say
        finally:
            self._over.set()

    def reached(self, seconds: float) -> bool:
        """Whether it got through within so many seconds of its beginning."""
        self._over.wait(max(0.0, self._began + seconds - self._clock()))
        return self._connected


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for the address, if it does."""
    parts = urlsplit(address)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")
