"""What lies in a repository at one commit: the nine files, the licence, SPDX identifiers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lfai_nb.checked import TomlTable
from lfai_nb.evidence.history.gitlog import HistoryError, Repository, git
from lfai_nb.evidence.nine_files import Content, Listed, is_folder, key_of, nine
from lfai_nb.places import data_dir

_SOURCES = (
    *("c", "cc", "cpp", "cu", "cuh", "cxx", "go", "h", "hpp", "java", "js", "jsx", "kt", "m"),
    *("mjs", "mlir", "php", "proto", "py", "pyx", "r", "R", "rb", "rs", "scala", "sh", "swift"),
    *("ts", "tsx", "vue"),
)
_LINK = "120000"
_MARK = "SPDX-License-Identifier:"


@dataclass(frozen=True, slots=True)
class Tree:
    """One commit's files. ``commit`` may be any that the repository has."""

    repository: Repository
    commit: str

    def nine(self) -> Mapping[str, Listed[None]]:
        """The files of the Sandbox task list that are there, by the key of their fact."""
        return nine(self._candidates())

    def licenses(self, path: str) -> list[str]:
        """The SPDX identifiers of the licences whose text a file holds, as far as we know them."""
        raw = self._git("cat-file", "blob", f"{self.commit}:{path}")
        text = " ".join(raw.decode(errors="replace").lower().split())
        return sorted(
            {
                spdx
                for spdx, words, without in licence_texts()
                if all(w in text for w in words) and not any(w in text for w in without)
            }
        )

    def marked(self) -> tuple[int, int]:
        """How many source files carry an SPDX identifier, and of how many."""
        kinds = [f"*.{extension}" for extension in _SOURCES]
        listing = self._git("ls-tree", "-r", "-z", "--name-only", self.commit)
        names = listing.decode(errors="replace").split("\0")
        total = sum(name.rpartition(".")[2] in _SOURCES and "." in name for name in names)
        hits = git(
            self.repository.path,
            *("grep", "-I", "-l", "-z", "-F", "-e", _MARK, self.commit, "--", *kinds),
            accepted=(0, 1),  # 1: found none
        )
        return hits.count(b"\0"), total

    def _candidates(self) -> Iterator[Listed[None]]:
        folders = []
        for kind, name, content in self._entries(""):
            if kind == "tree" and is_folder(name):
                folders.append(name)
            elif kind == "blob":
                yield Listed("", name, content, None)
        for folder in folders:
            for kind, name, content in self._entries(folder):
                if kind == "blob":
                    yield Listed(folder, name, content, None)

    def _entries(self, folder: str) -> Iterator[tuple[str, str, Content]]:
        tree = f"{self.commit}:{folder}" if folder else self.commit
        listing = self._git("ls-tree", "-z", "-l", "--full-tree", tree)
        for entry in filter(None, listing.decode(errors="replace").split("\0")):
            about, _, name = entry.partition("\t")
            mode, kind, _, size = about.split()
            content = Content.EMPTY if size == "0" else Content.TEXT
            if mode == _LINK and key_of(name) is not None:
                leads = self._leads_to_a_text(f"{folder}/{name}" if folder else name)
                content = Content.TEXT if leads else Content.NOWHERE
            yield kind, name, content

    def _leads_to_a_text(self, path: str) -> bool:
        """Whether a link leads to a file of the same commit that has something in it."""
        name = f"{self.commit}:{path}\n".encode(errors="surrogateescape")
        words = ("cat-file", "--batch-check", "--follow-symlinks")
        about = git(self.repository.path, *words, given=name).decode(errors="replace").split()
        return len(about) == 3 and about[1] == "blob" and about[2] != "0"

    def _git(self, *words: str) -> bytes:
        return git(self.repository.path, *words)


def tree_at(repository: Repository, seconds: int) -> Tree:
    """The state of the main line at a moment: the first parents' newest commit before it."""
    words = ("rev-list", "-1", "--first-parent", f"--before={seconds} +0000", repository.head)
    commit = git(repository.path, *words).decode().strip()
    if not commit:
        raise HistoryError(f"{repository.path} has no commit that is as old as that")
    return Tree(repository, commit)


@cache
def licence_texts(
    file: Path | None = None,
) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    listed = TomlTable.read(file or data_dir() / "evidence" / "license_texts.toml", [])
    listed.only({"license"}, {"source", "url"})
    licenses = []
    for table in listed.tables("license"):
        table.only({"spdx", "words"}, {"without"})
        spdx = table.text("spdx", required=True)
        licenses.append((spdx, table.texts("words"), table.texts("without")))
    listed.refuse()
    return tuple(licenses)
