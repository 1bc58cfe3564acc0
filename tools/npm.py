"""One package of npm's registry, fetched once into a folder and checked against a known hash.

python -m tools.npm axe-core .cache      leaves .cache/axe-core-VERSION.tgz, prints its path

No npm is needed: the address of a published package is fixed, and its hash says that it is the one.
``NPM_CONFIG_REGISTRY``, npm's own variable, names another registry that has the same packages.
"""

import base64
import hashlib
import os
import sys
from pathlib import Path

import httpx

#: Each package with its version and what the registry says of that version (``dist.integrity``).
KNOWN = {
    "pyodide": (
        "314.0.6",
        (
            "sha512-BKDTJyIqFxC4BExLqeRS3f5xvXZIjOt8C3zGLN/Cc7tFxSwvKVhVkchQQ2AGLOtR4YrVOIFxbV8poyDO"
            "OmWwxQ=="
        ),
    ),
    # The search of the book; the site serves it, see tools/search.py.
    "minisearch": (
        "7.2.0",
        (
            "sha512-dqT2XBYUOZOiC5t2HRnwADjhNS2cecp9u+TJRiJ1Qp/f5qjkeT5APcGPjHw+bz89Ms8Jp+cG4AlE+QZ/"
            "QnDglg=="
        ),
    ),
    "axe-core": (
        "4.14.1",
        (
            "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37Og"
            "udVGtQ=="
        ),
    ),
    "@octokit/openapi": (
        "23.0.2",
        (
            "sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVR"
            "BXGDhg=="
        ),
    ),
    # These two are of the same release of the SPDX License List: see tools/spdx_licenses.py.
    "spdx-license-list": (
        "6.12.0",
        (
            "sha512-+nUYqm3aZMSHbjsthK+i/HHI2okTElCvqwUd4k8QcSk+FTGgjq+fsdFj2wZOaX6XmR2JdWhf/NeflNnv"
            "KOjcnQ=="
        ),
    ),
    "spdx-license-ids": (
        "3.0.23",
        (
            "sha512-CWLcCCH7VLu13TgOH+r8p1O/Znwhqv/dbb6lqWy67G+pT1kHmeD/+V36AVb/vq8QMIQwVShJ6Ssl5FPh"
            "0fuSdw=="
        ),
    ),
}


REGISTRY = "https://registry.npmjs.org"
PATIENCE = httpx.Timeout(20, read=120)  # seconds
TRIES = 3


class NpmError(RuntimeError):
    """The package cannot be had; the message says why."""


def archive(name: str, cache: Path) -> Path:
    """Where a package's archive lies, once it is fetched; the name is npm's own."""
    return cache / f"{name.removeprefix('@').replace('/', '-')}-{KNOWN[name][0]}.tgz"


def address(name: str) -> str:
    """Where the registry has the archive of the version that is known."""
    registry = os.environ.get("NPM_CONFIG_REGISTRY", REGISTRY).rstrip("/")
    return f"{registry}/{name}/-/{name.rpartition('/')[2]}-{KNOWN[name][0]}.tgz"


def fetch(name: str, cache: Path, *, transport: httpx.BaseTransport | None = None) -> Path:
    """The package's archive, from the folder or from the registry."""
    package = archive(name, cache)
    if package.is_file():
        content = package.read_bytes()
    else:
        content = download(name, transport or httpx.HTTPTransport(retries=TRIES - 1))
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if f"sha512-{digest}" != KNOWN[name][1]:
        package.unlink(missing_ok=True)
        raise NpmError(
            f"{package.name} is not what the registry published; it was removed, try again"
        )
    if not package.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        # Beside it first: whoever reads it at the same time finds all of it, or none.
        part = package.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(package)
    return package


def download(name: str, transport: httpx.BaseTransport) -> bytes:
    where = address(name)
    try:
        with httpx.Client(transport=transport, timeout=PATIENCE, follow_redirects=True) as client:
            return client.get(where).raise_for_status().content
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise NpmError(
            f"{name} {KNOWN[name][0]} could not be fetched from {where}: {why}"
        ) from None


if __name__ == "__main__":
    try:
        print(fetch(sys.argv[1], Path(sys.argv[2])))
    except NpmError as error:
        sys.exit(str(error))
