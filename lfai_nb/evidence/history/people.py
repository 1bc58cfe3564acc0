"""Who is who: the names and addresses in a history, joined into people.

Two signatures belong to one person if they share an e-mail address, a GitHub login in a hidden
address, or a full name (two words or more, no placeholder). .mailmap has been applied before.
A full name is a guess, and joining two people by it can only make ``low`` smaller, never larger.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from lfai_nb.evidence.history.addresses import Addresses, login
from lfai_nb.evidence.history.commits import Signature


@dataclass(frozen=True, slots=True)
class Person:
    """One contributor. ``keys``: how a map of affiliations may call them."""

    name: str
    hashed: str
    keys: frozenset[str]
    bot: bool = False

    def words(self) -> frozenset[str]:
        names = (key for key in self.keys if not key.startswith(("sha256:", "github:")))
        words = (w for name in names for w in "".join(map(_letter, name)).split())
        return frozenset(word for word in words if len(word) > 1)  # initials tell nobody apart

    def label(self, *, named: bool) -> str:
        # Some people put their address where the name goes; a report never shows one.
        return self.name if named and self.name and "@" not in self.name else self.hashed[:17]


def _letter(sign: str) -> str:
    return sign if sign.isalnum() else " "


def text(raw: bytes) -> str:
    return " ".join(raw.decode(errors="replace").split())


def join(signatures: Iterable[Signature], addresses: Addresses) -> dict[Signature, Person]:
    """The person behind each signature. The result does not depend on the order."""
    ordered = sorted(set(signatures))
    group = list(range(len(ordered)))

    def root(n: int) -> int:
        while group[n] != n:
            group[n] = group[group[n]]
            n = group[n]
        return n

    holder: dict[str, int] = {}
    marks = [_marks(text(name), text(mail), addresses) for name, mail in ordered]
    bots = [addresses.is_bot(text(name), text(mail)) for name, mail in ordered]
    for n, of_person in enumerate(marks):
        for mark in of_person:
            # A bot may borrow a person's address; that does not make the person a bot.
            other = holder.setdefault(f"{bots[n]} {mark}", n)
            group[root(n)] = root(other)

    members: dict[int, list[int]] = {}
    for n in range(len(ordered)):
        members.setdefault(root(n), []).append(n)
    people = {}
    for some in members.values():
        person = _person(
            [ordered[n] for n in some], set().union(*(marks[n] for n in some)), bots[some[0]]
        )
        people.update({ordered[n]: person for n in some})
    return people


def _marks(name: str, address: str, addresses: Addresses) -> set[str]:
    """What, shared with another signature, makes both one person."""
    marks = set()
    address = address.lower()
    local, _, domain = address.rpartition("@")
    if local and "." in domain and local not in addresses.noreply_locals:
        marks.add(f"address:{address}")
    if (user := login(address)) is not None:
        marks.add(f"github:{user}")
    folded = name.casefold()
    if len(folded.split()) > 1 and folded not in addresses.placeholder_names:
        marks.add(f"name:{folded}")
    # Without any of these a signature stands alone: every root@localhost may be somebody else.
    return marks or {f"alone:{folded}\0{address}"}


def _person(signatures: list[Signature], marks: set[str], bot: bool) -> Person:
    names = sorted({text(name) for name, _ in signatures})
    # Who has no address at all is told apart by name.
    mails = sorted({text(mail).lower() or text(name).casefold() for name, mail in signatures})
    hashes = [f"sha256:{hashlib.sha256(mail.encode()).hexdigest()}" for mail in mails]
    logins = {mark for mark in marks if mark.startswith("github:")}
    # The fullest name is the one that tells people most.
    name = max(names, key=lambda n: (len(n.split()) > 1, "@" not in n, len(n), n))
    keys = {*hashes, *logins, *(n.casefold() for n in names)}
    return Person(name, hashes[0], frozenset(keys), bot)
