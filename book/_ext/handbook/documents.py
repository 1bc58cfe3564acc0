"""Every document that the book draws on: those of the rules, and those of the catalogue."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from lfai_nb import catalog, policy

#: What a document is, and how the page of the sources heads a list of such documents.
KINDS = {
    "deck": "Slides",
    "rules": "Rules in force",
    "form": "Forms, charters and agreements",
    "repository": "Repositories",
    "page": "Web pages",
    "catalogue": "Records of projects and members",
}


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: str
    kind: str
    dated: date
    url: str
    publisher: str
    note: str


@cache
def documents() -> dict[str, Document]:
    every = {
        s.id: Document(s.id, s.title, s.kind, s.dated, s.url, s.publisher, s.note)
        for s in policy.load().sources.values()
    }
    for s in catalog.load().sources.values():
        # The catalogue repeats none of the others; if it ever did, the rules' entry says more.
        every.setdefault(s.id, Document(s.id, s.title, "catalogue", s.date, s.url, "", s.what))
    return every


def known(document_id: str) -> Document:
    if document_id not in documents():
        raise LookupError(f"there is no document {document_id!r}")
    return documents()[document_id]
