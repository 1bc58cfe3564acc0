"""The nine files of the Sandbox task list: which name, in which folder, counts as which."""

from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

# The accepted names, without extension, in capitals and with "_" for "-".
FILES: Mapping[str, tuple[str, ...]] = {
    "file_license": ("LICENSE", "LICENCE", "COPYING"),
    "file_readme": ("README",),
    "file_contributing": ("CONTRIBUTING",),
    "file_codeowners": ("CODEOWNERS",),
    "file_code_of_conduct": ("CODE_OF_CONDUCT",),
    # The lifecycle document says RELEASE.md, the proposal template RELEASES.md.
    "file_release": ("RELEASE", "RELEASES", "RELEASING"),
    "file_governance": ("GOVERNANCE",),
    "file_support": ("SUPPORT",),
    "file_security": ("SECURITY",),
}
#: Where they may be besides the top of the repository.
FOLDERS = (".github", "docs")
# A text to read, not release.yml, security.py or support.sh.
_EXTENSIONS = ("", "adoc", "asciidoc", "htm", "html", "markdown", "md", "org", "rst", "txt")

Origin = TypeVar("Origin")


class Listed(NamedTuple, Generic[Origin]):
    """A file that a repository has; ``origin`` is what listed it."""

    folder: str  # "" at the top
    name: str
    empty: bool
    origin: Origin

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}" if self.folder else self.name


def nine(listed: Iterable[Listed[Origin]]) -> dict[str, Listed[Origin]]:
    """Those of the files that count, by the key of their fact; the earlier of two, unless empty."""
    found: dict[str, Listed[Origin]] = {}
    for file in listed:
        key = key_of(file.name)
        # docs/license.md is about licences; the licence itself is at the top.
        if key is None or (file.folder and key == "file_license"):
            continue
        if key not in found or (found[key].empty and not file.empty):
            found[key] = file
    return found


def key_of(name: str) -> str | None:
    stem, _, extension = name.partition(".")
    if extension.lower() not in _EXTENSIONS:
        return None
    stem = stem.upper().replace("-", "_")
    return next((key for key, stems in FILES.items() if stem in stems), None)
