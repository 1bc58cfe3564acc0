"""The pages of the book as text: what the tests of the prose share."""

import re
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"


#: The build writes these from the record: see book/_ext/handbook/project_pages.py.
WRITTEN = BOOK / "hosting" / "projects"


@cache
def pages() -> list[Path]:
    return sorted(path for path in BOOK.rglob("*.md") if path.parent != WRITTEN)


def name(path: Path) -> str:
    """As the table of contents writes it."""
    return path.relative_to(ROOT).with_suffix("").as_posix()


@cache
def in_contents() -> list[str]:
    """Every page of the table of contents that somebody wrote, in its order."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))

    def files(entries: list[dict]) -> list[str]:
        written = (e for e in entries if "file" in e)
        return [n for e in written for n in (e["file"], *files(e.get("sections", [])))]

    return [contents["root"], *(n for part in contents["parts"] for n in files(part["chapters"]))]


@cache
def prose(text: str) -> str:
    """What a person wrote as words: no code, no role or directive, no quotation, no list number."""
    text = re.sub(r"^(`{3,}|:{3,})[^\n]*\n.*?^\1\s*$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"\{[a-z-]+\}`[^`]*`", "‹said by the data›", text)
    text = re.sub(r"`[^`]*`", "", text)
    text = re.sub(r"“[^”]*\d[^”]*”", "‹quoted›", text)  # a document's own words stand as they are
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"https?://\S+", "", text)
    text = re.sub(r"^(#+ )?\d+\. ", r"\1", text, flags=re.MULTILINE)
    return " ".join(text.split())
