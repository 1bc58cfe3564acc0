"""One package of npm's registry, fetched once into a folder and checked against a known hash.

python -m tools.npm axe-core .cache      leaves .cache/axe-core-VERSION.tgz, prints its path
"""

import base64
import hashlib
import subprocess
import sys
import sysconfig
from pathlib import Path

#: Each package with its version and what the registry says of that version (``dist.integrity``).
KNOWN = {
    "pyodide": (
        "314.0.6",
        (
            "sha512-BKDTJyIqFxC4BExLqeRS3f5xvXZIjOt8C3zGLN/Cc7tFxSwvKVhVkchQQ2AGLOtR4YrVOIFxbV8poyDO"
            "OmWwxQ=="
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


class NpmError(RuntimeError):
    """The package cannot be had; the message says why."""


def archive(name: str, cache: Path) -> Path:
    """Where a package's archive lies, once it is fetched; the name is npm's own."""
    return cache / f"{name.removeprefix('@').replace('/', '-')}-{KNOWN[name][0]}.tgz"


def fetch(name: str, cache: Path) -> Path:
    """The package's archive, from the folder or from the registry."""
    known_version, known_hash = KNOWN[name]
    package = archive(name, cache)
    if not package.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        npm = Path(sysconfig.get_path("scripts")) / "npm"
        done = subprocess.run(
            [str(npm), "pack", f"{name}@{known_version}", "--silent"],
            cwd=cache,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise NpmError(f"npm could not fetch {name} {known_version}:\n{done.stderr.strip()}")
    found = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if f"sha512-{found}" != known_hash:
        package.unlink()
        raise NpmError(
            f"{package.name} is not what the registry published; it was removed, try again"
        )
    return package


if __name__ == "__main__":
    try:
        print(fetch(sys.argv[1], Path(sys.argv[2])))
    except NpmError as error:
        sys.exit(str(error))
