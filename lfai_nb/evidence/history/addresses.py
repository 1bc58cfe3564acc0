"""What an e-mail address can say about an employer, and what it can not.

    Addresses.load()              the lists of data/evidence/addresses.toml
    addresses.employer(...)       an organization, or the reason why the address shows none
    addresses.is_bot(name, mail)  contributors that are programs
    addresses.is_own_name(...)    a domain that is named after the one person who uses it
    is_academic(domain)           a university's or a school's

Which part of a domain is the organization's is the public suffix list's to say.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from publicsuffixlist import PublicSuffixList

from lfai_nb.checked import TomlTable
from lfai_nb.evidence.history.affiliations import Affiliations, parents
from lfai_nb.places import data_dir

BY_DOMAIN = "e-mail domain"
BY_ACADEMIC_DOMAIN = "academic e-mail domain"
BY_LISTED_DOMAIN = "e-mail domain, named by the affiliation map"

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NO_BRACKETS = str.maketrans("", "", "<>")
_LOGIN = re.compile(r"(?:\d+\+)?([a-z0-9-]+(?:\[bot\])?)@users\.noreply\.github\.com")


class Shown(NamedTuple):
    """``organization``, and ``how`` it is known; or None, and ``how`` says why not."""

    organization: str | None
    how: str
    #: The registrable domain, where the map of affiliations does not know the organization.
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    public_mail: frozenset[str]
    big_mail: frozenset[str]
    not_slips: frozenset[str]
    noreply_domains: frozenset[str]
    noreply_locals: frozenset[str]
    placeholder_domains: frozenset[str]
    placeholder_names: frozenset[str]
    nobodys_names: frozenset[str]
    own_locals: frozenset[str]
    alumni_labels: frozenset[str]
    bots: re.Pattern[str]

    @classmethod
    def load(cls, file: Path | None = None) -> "Addresses":
        names = {field.name for field in fields(cls)}
        table = TomlTable.read(file or data_dir() / "evidence" / "addresses.toml", [])
        table.only(names)
        lists = {name: frozenset(table.texts(name)) for name in names - {"bots"}}
        patterns = table.texts("bots")
        for n, pattern in enumerate(patterns):
            try:
                re.compile(pattern)
            except re.error as error:
                table.fault(f"this is not a pattern: {error}", f"bots[{n}]")
        table.refuse()
        return cls(bots=re.compile("|".join(f"(?:{pattern})" for pattern in patterns)), **lists)

    def is_bot(self, name: str, address: str) -> bool:
        # One pair of angle brackets: the patterns look on from each, and many take long.
        who, where = (text.translate(_NO_BRACKETS) for text in (name, address))
        return self.bots.search(f"{who} <{where}>".lower()) is not None

    def employer(
        self, address: str, affiliations: Affiliations, own: Iterable[str], on: date
    ) -> Shown:
        local, _, written = address.lower().rpartition("@")
        if not local or not written:
            return Shown(None, "no e-mail address")
        domain = _domain(written)
        above = set(parents(domain))
        if above & self.noreply_domains or local in self.noreply_locals:
            return Shown(None, "hidden address")
        if not domain or above & self.placeholder_domains:
            return Shown(None, "local or made-up address")
        if above & set(own):
            return Shown(None, "the project's own domain")
        if above & affiliations.not_employers:
            return Shown(None, "address of a community")
        if set(domain.split(".")) & self.alumni_labels:
            return Shown(None, "address of a former student")
        if above & self.public_mail:
            return Shown(None, "public mail provider")
        known = affiliations.of_domain(domain, on)
        if known is not None:
            return Shown(known, BY_LISTED_DOMAIN)
        registrable, hosted = _registrable(domain)
        if registrable is None:
            return Shown(None, "local or made-up address")
        if registrable not in self.not_slips and is_slip_of(registrable, self.big_mail):
            return Shown(None, "public mail provider, misspelt")
        if hosted:
            return Shown(None, "domain of a hosting service")
        how = BY_ACADEMIC_DOMAIN if is_academic(registrable) else BY_DOMAIN
        return Shown(registrable, how, registrable)

    def is_own_name(self, domain: str, name: str, address: str) -> bool:
        """Whether a domain reads like its user: jane@janedoe.dev is no employer."""
        label = _letters(domain.split(".")[0])
        local = address.rpartition("@")[0]
        words = [_letters(word) for word in re.split(r"[\W_]+", name) if _letters(word)]
        if not label:
            return False
        whole, initials = "".join(words), "".join(word[0] for word in words)
        return (
            domain.endswith(".name")
            or local in self.own_locals
            or label in (_letters(local), whole, "".join(reversed(words)))
            or (len(label) > 2 and label in (initials, initials[:-1] + "".join(words[-1:])))
            or (len(label) > 3 and label in whole)
            or any(len(w) > 3 and w in label for w in (*words, *re.split(r"[\W_]+", local)))
        )


def is_academic(registrable: str) -> bool:
    """mit.edu, ustc.edu.cn, ox.ac.uk: suffixes under which only schools and universities register.

    The .ac of Ascension Island is open to everybody, and stands alone.
    """
    suffix = registrable.partition(".")[2]
    return suffix == "edu" or suffix.startswith(("edu.", "ac."))


def is_slip_of(domain: str, names: Iterable[str]) -> bool:
    """Whether a domain is one letter away from one of the names: gmai.com, gmial.com, gmaill.com.

    One letter is left out, put in, another one, or has changed places with its neighbour.
    """
    return any(_one_edit(domain, name) for name in names)


def _one_edit(name: str, other: str) -> bool:
    short, long = sorted((name, other), key=len)
    if len(long) - len(short) > 1 or name == other:
        return False
    at = next((n for n, c in enumerate(short) if c != long[n]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1]
    return short[at + 1 :] == long[at + 1 :] or (swapped and short[at + 2 :] == long[at + 2 :])


def login(address: str) -> str | None:
    """The GitHub login that a hidden address carries."""
    match = _LOGIN.fullmatch(address.lower())
    return match[1] if match else None


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def _domain(written: str) -> str:
    """The domain in one spelling (no final dot, no punycode), or nothing if it can not be one."""
    domain = written.rstrip(".")
    plain = domain
    if not domain.isascii() or "xn--" in domain:
        try:
            plain = domain.encode("idna").decode()
            domain = plain.encode().decode("idna")
        except UnicodeError:
            return ""
    labels = plain.split(".")
    return domain if len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) else ""


@cache
def _suffixes() -> tuple[PublicSuffixList, PublicSuffixList]:
    # An unknown last label (.local, .internal, .lan) is no public suffix, and so no organization's.
    return (
        PublicSuffixList(only_icann=True, accept_unknown=False, accept_encoded_idn=False),
        PublicSuffixList(accept_unknown=False, accept_encoded_idn=False),
    )


def _registrable(domain: str) -> tuple[str | None, bool]:
    """The part that somebody registered, and whether it lies under a hosting service.

    github.io and the like are suffixes as well, whose users are anybody.
    """
    public, with_hosts = _suffixes()
    registrable = public.privatesuffix(domain)
    return registrable, registrable != with_hosts.privatesuffix(domain)
