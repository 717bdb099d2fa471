"""Whether two addresses are the same home, as they are written and after normalising.

Source: social-teknik.md 1.2: `B-13` and `0013` count as two addresses in Winformatik, and a household then splits.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

MED_HUSNUMMER = frozenset(("0500", "0600", "0700", "0800", "0820", "1000", "1100", "1200"))
"""Localities where homes have house numbers; in all others they have B-numbers (1.1)."""

_B = re.compile(r"^B-?(?=[0-9])")


class Adresse(NamedTuple):
    """An address by its codes. `bnr` is one of its own only inside `lokalitet` (1.1)."""

    kommune: str
    lokalitet: str
    vejkode: str
    husnr: str
    bnr: str
    lejlighed: str


class Lighed(Enum):
    """What comparing two addresses came to."""

    ENS = "ens"
    NORMALISERET = "ens efter normalisering"
    """Warning ADR-W01: to be corrected in CPR."""
    FORSKELLIGE = "forskellige"


def normal(felt: str) -> str:
    """A house number, B-number or flat in its one spelling.

    >>> [normal(text) for text in ("B-13", "0013", " b13 ", "012A", "12a", "3", "tv", "")]
    ['0013', '0013', '0013', '0012A', '0012A', '0003', 'TV', '']
    """
    text = _B.sub("", re.sub(r"\s", "", felt).upper())
    digits = re.match(r"[0-9]*", text)
    head = digits[0] if digits else ""
    return head.zfill(4) + text[len(head) :] if head else text


def noegle(adresse: Adresse) -> str:
    """The address as one text: equal for those that are the same home; empty for one without house number and B-number."""
    husnr, bnr = normal(adresse.husnr), normal(adresse.bnr)
    if not husnr and not bnr:
        return ""
    place = normal(adresse.vejkode) if husnr else normal(adresse.lokalitet)
    return "/".join((normal(adresse.kommune), place, husnr or "-", "" if husnr else bnr, normal(adresse.lejlighed)))


def sammenlign(en: Adresse, anden: Adresse) -> Lighed:
    """Whether two addresses are the same home.

    >>> one = Adresse("0957", "0812", "", "", "B-13", "3")
    >>> sammenlign(one, one._replace(bnr="0013")), sammenlign(one, one._replace(lokalitet="0814"))
    (<Lighed.NORMALISERET: 'ens efter normalisering'>, <Lighed.FORSKELLIGE: 'forskellige'>)
    """
    if en == anden:
        return Lighed.ENS
    key = noegle(en)
    return Lighed.NORMALISERET if key and key == noegle(anden) else Lighed.FORSKELLIGE
